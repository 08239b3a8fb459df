"""What belongs together → one verdict: the rows of a table, the items of a list, a crosshead and the text around it.

Half a table misleads more than none, and an answer without its question.
"""

from __future__ import annotations

import numpy as np

from cleaner.main_content.html_look import MAX_LINKED, Look
from cleaner.main_content.html_tree import outermost
from cleaner.main_content.text_shape import Array
from cleaner.main_content.trust import WORDS_OF_A_SIGN

WHOLES = ("table", "pre", "ul", "ol", "dl")
PARTS = frozenset(("tr", "pre", "li", "dt", "dd"))
QUESTIONS = ("?", "？", "؟")
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
