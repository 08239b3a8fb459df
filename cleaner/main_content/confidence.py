"""What a scorer believes of each line, and what it kept → how good it expects its own choice to be."""

from __future__ import annotations

import numpy as np

from cleaner.page import Trust
from cleaner.text.columns import Array

WORDS_OF_A_SIGN = 0.5
"""Lines without a word count for something."""


def trust(chance: Array, words: Array, stays: Array) -> Trust:
    """The expected word F1 of the lines that stay. `chance`: that a line is the article's; `stays`: flags.

    After Lewis (1995): with hits h, words kept k and true words t, all expected, it is about 2h / (k + t).

    >>> trust(np.array([0.9, 0.1]), np.array([40, 10]), np.array([True, False])).value
    0.935
    """
    size = words + WORDS_OF_A_SIGN
    hits = chance * size
    value = 2 * np.sum(hits[stays]) / max(np.sum(size[stays]) + np.sum(hits), 1e-9)
    return Trust(round(float(value), 3))
