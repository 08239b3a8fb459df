"""What stays of a page → also what stands between it: the lists, code and crossheads of a body, and its standfirst.

A scorer judges blocks; a reader sees that a list between two paragraphs is the article's, whatever it looks like. Of
the words that come back so on sets of pages that the scorer had not seen, .83 are the article's between its paragraphs,
and .74 between it and the headline.
"""

from __future__ import annotations

import numpy as np
import regex

from cleaner.main_content.confidence import WORDS_OF_A_SIGN
from cleaner.main_content.html.columns import MAX_LINKED, Look
from cleaner.main_content.html.nesting import outermost
from cleaner.text.columns import Array

LISTS = ("ul", "ol", "dl")

LEAST = (
    dict.fromkeys(LISTS, 0.05)
    | dict.fromkeys(("pre", "p", "h2", "h3", "h4", "h5", "h6"), 0.1)
    | dict.fromkeys(("table",), 0.2)
    | dict.fromkeys(("div", "section"), 0.4)
)
"""An element between paragraphs stays from this mean probability on. What is not named here stays by its own alone:
figures, asides, quotations (of which most are posts of others)."""

NEVER = 2.0
MOST_PROSE = 0.5
"""The container of the paragraphs holds so much of the prose that stays as its own."""

STANDFIRST = 0.15
"""Prose between the headline and the first paragraph that stays is a standfirst from this probability on."""
BELOW_HEADLINE = 15
"""The first paragraph stands within so many blocks after the headline."""
CAPTIONS = regex.compile(r"caption|figure|photo|image|credit|legend", regex.I)


def with_parts(look: Look, probability: Array, stays: Array) -> Array:
    """The flags of what stays, with the parts of the body that would go whole from between its paragraphs.

    A part is a child of the container that holds most of the paragraphs. Nothing of it is known to a pack, and but for
    lists it has few links.
    """
    nest = look.nest
    around = nest.parent[nest.of]
    words = look.shape.words * (stays & look.prose)
    held = np.bincount(around, words, len(nest.parent))
    main = int(held.argmax())
    own = np.flatnonzero(stays & look.prose & (around == main))
    if len(own) < 2 or held[main] < MOST_PROSE * words.sum():
        return stays
    index = np.arange(len(look))
    among = ~stays & (index > own[0]) & (index < own[-1])
    if not among.any():
        return stays
    child = outermost(nest, nest.parent != main)[nest.of]
    size = look.shape.words + WORDS_OF_A_SIGN
    held = np.array([np.bincount(child, value, len(nest.parent)) for value in (size, probability * size)])
    known = np.bincount(child, stays | look.said.any(axis=1), len(nest.parent))
    tags = [step.partition("#")[0].partition(".")[0] for step in look.steps]
    least = np.array([LEAST.get(tag, NEVER) for tag in tags])[look.step_of]
    few_links = np.array([tag in LISTS for tag in tags])[look.step_of][child] | (look.linked <= MAX_LINKED)
    part = (held[1] > least * held[0]) & (known == 0) & (nest.parent == main)
    result: Array = stays | (among & part[child] & few_links & (child > main))
    return result


def with_standfirst(look: Look, probability: Array, stays: Array) -> Array:
    """The flags of what stays, with the prose between the headline and the first paragraph, captions aside."""
    told = np.flatnonzero(stays & look.prose)
    heads = np.flatnonzero(look.level[: told[0]] == 1) if len(told) else told
    if not len(heads) or told[0] - heads[-1] > BELOW_HEADLINE:
        return stays
    found = stays.copy()
    between = slice(int(heads[-1]) + 1, int(told[0]))
    found[between] |= (probability > STANDFIRST)[between] & look.prose[between] & ~look.said[between].any(axis=1)
    for at in np.flatnonzero(found & ~stays).tolist():
        found[at] = not is_caption(look.blocks[at].tag, look.steps[look.step_of[look.nest.of[at]]])
    return found


def is_caption(tag: str, step: str) -> bool:
    """Whether the tag or the names of an element are those of a picture's caption.

    >>> is_caption("p", "p.wp-caption-text"), is_caption("figcaption", "figcaption"), is_caption("p", "p.dek")
    (True, True, False)
    """
    return tag == "figcaption" or bool(CAPTIONS.search(step))
