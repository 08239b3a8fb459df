"""What belongs together → one probability: the rows of a table, the lines of a listing, the items of a list.

Half a table misleads more than none.
"""

from __future__ import annotations

import numpy as np

from cleaner.main_content.html_look import Look
from cleaner.main_content.html_tree import outermost
from cleaner.main_content.text_shape import Array
from cleaner.main_content.trust import WORDS_OF_A_SIGN

WHOLES = ("table", "pre", "ul", "ol", "dl")
PARTS = frozenset(("tr", "pre", "li", "dt", "dd"))


def together(look: Look, probability: Array) -> Array:
    """The probability of each block, that of a part being the mean of its whole, by words.

    Paragraphs in the cells of a table are no parts: tables once made the layout of pages.
    """
    part = np.array([block.tag in PARTS for block in look.blocks]) & ~(look.prose & is_row(look))
    if not part.any():
        return probability
    whole = np.array([step.partition("#")[0].partition(".")[0] in WHOLES for step in look.steps])[look.step_of]
    group = np.where(part, outermost(look.nest, ~whole)[look.nest.of], 0)
    size = look.shape.words + WORDS_OF_A_SIGN
    mean = np.bincount(group, probability * size) / np.maximum(np.bincount(group, size), WORDS_OF_A_SIGN)
    result: Array = np.where(group > 0, mean[group], probability)
    return result


def is_row(look: Look) -> Array:
    """Flags of the blocks that are a row of a table."""
    return np.array([block.tag == "tr" for block in look.blocks])
