"""Probabilities of blocks → which of them stay: as many of the likeliest as give the best expected F measure."""

from __future__ import annotations

import numpy as np

from cleaner.main_content.confidence import WORDS_OF_A_SIGN
from cleaner.main_content.html.columns import MAX_LINKED, Look
from cleaner.main_content.html.nesting import dominant, outermost
from cleaner.text.columns import Array

# --- What belongs together → one verdict: the rows of a table, the items of a list, a crosshead and the text around it.


WHOLES = ("table", "pre", "ul", "ol", "dl")
PARTS = frozenset(("tr", "pre", "li", "dt", "dd"))
QUESTIONS = ("?", "？", "؟")
SIBLINGS, SIBLING_TIMES = 3, 3
"""So many equal siblings stay at least, and so many times as many as those that would go from between them."""
LEAST = 0.02
"""A crosshead or question less likely than this is not the article's, whatever stands around it."""


def together(look: Look, probability: Array) -> Array:
    """The probability of each block, that of a part being the mean of its whole, by words.

    Paragraphs in the cells of a table are no parts: tables once made the layout of pages.
    """
    part = np.array(
        [
            block.tag in PARTS and not (prose and block.tag == "tr")
            for block, prose in zip(look.blocks, look.prose.tolist(), strict=True)
        ]
    )
    if not part.any():
        return probability
    whole = np.array([step.partition("#")[0].partition(".")[0] in WHOLES for step in look.steps])[look.step_of]
    group = np.where(part, outermost(look.nest, ~whole)[look.nest.of], 0)
    size = look.shape.words + WORDS_OF_A_SIGN
    mean = np.bincount(group, probability * size) / np.maximum(np.bincount(group, size), WORDS_OF_A_SIGN)
    result: Array = np.where(group > 0, mean[group], probability)
    return result


def with_crossheads(look: Look, probability: Array, stays: Array) -> Array:
    """The flags of what stays, with the single headings and questions between blocks that stay."""
    found = stays.copy()
    possible = ~stays & (look.level != 1) & (look.linked <= MAX_LINKED) & (probability > LEAST) & ~look.said.any(axis=1)
    possible[:1] = possible[-1:] = False
    possible[1:-1] &= stays[:-2] & stays[2:]
    for at in np.flatnonzero(possible).tolist():
        found[at] = look.level[at] > 1 or look.blocks[at].text.endswith(QUESTIONS)
    return found


def with_siblings(look: Look, probability: Array, stays: Array) -> Array:
    """The flags of what stays, with the few of many equal siblings that would go from between those that stay.

    Equal siblings have one tag and stand in the same kind of place: the paragraphs of a site that has a `div` for each,
    the headlines of a round-up. A pointer among the paragraphs is in another kind of place, or a pack knows it.
    """
    tags: dict[str, int] = {}
    tag = np.array([tags.setdefault(block.tag, len(tags)) for block in look.blocks])
    _, kind = np.unique(look.group * len(tags) + tag, return_inverse=True)
    kind = kind.reshape(-1)
    size = int(kind.max()) + 1
    index = np.arange(len(look))
    begin, end = np.full(size, len(look)), np.full(size, -1)
    np.minimum.at(begin, kind[stays], index[stays])
    np.maximum.at(end, kind[stays], index[stays])
    among = (index > begin[kind]) & (index < end[kind])
    left = np.bincount(kind[among & ~stays], minlength=size)
    many = np.bincount(kind[stays], minlength=size) >= np.maximum(SIBLINGS, SIBLING_TIMES * left)
    possible = among & ~stays & many[kind] & (look.level != 1) & (probability > LEAST) & ~look.said.any(axis=1)
    possible[1:-1] &= stays[:-2] | stays[2:]
    result: Array = stays | possible
    return result


BETA = {"recall": 1.3, "balanced": 0.95, "precision": 0.5}
"""How many times as bad a lost word is as one too many; found by cross-validation (see training/README-html.md)."""

FEW_WORDS, FEW_TIMES = 150, 2.5
"""Where no more words than this are expected, a lost word is so many times as bad again: it may be a tenth of all."""

HEADLINE = 0.97
"""From this probability on a first-level heading is part of the text; else it is the headline, which is metadata."""

FAINT = 0.3
"""When no block is likelier than this, the page is unlike all that were learned from: its prose stays."""


def kept(look: Look, probability: Array, favour: str) -> Array:
    """Flags of the blocks that stay; at least one. `favour`: "recall", "balanced" or "precision"."""
    if probability.max() < FAINT and look.prose.any():
        return prose_of_main(look)
    likely = in_text(look, probability)
    few = (likely * look.shape.words).sum() < FEW_WORDS
    return likeliest(likely, look.shape.words, BETA[favour] * (FEW_TIMES if few else 1))


def in_text(look: Look, probability: Array) -> Array:
    """The probabilities that the blocks are part of the text: a headline mostly is metadata."""
    result: Array = np.where((look.level == 1) & (probability < HEADLINE), 0, probability)
    return result


def likeliest(probability: Array, size: Array, beta: float) -> Array:
    """The prefix of the blocks, the likeliest first, with the best expected F measure. `size` in words.

    After Jansche (2007) and Lipton (2014): with true words expected to be p x size, the best set is such a prefix.
    """
    order = np.argsort(-probability, kind="stable")
    words = size[order].astype(np.float64)
    true = np.cumsum(probability[order] * words)
    share = beta * beta
    value = (1 + share) * true / np.maximum(np.cumsum(words) + share * true[-1], 1e-9)
    flags = np.zeros(len(probability), np.bool_)
    flags[order[: int(np.argmax(value)) + 1]] = True
    return flags


def prose_of_main(look: Look) -> Array:
    """The prose of the innermost container that holds half of all prose."""
    (main,) = dominant(look.nest.total(look.shape.words * look.prose))
    result: Array = look.prose & look.nest.within(main)
    return result
