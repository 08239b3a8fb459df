"""Probabilities of blocks → which of them stay: as many of the likeliest as give the best expected F measure."""

from __future__ import annotations

import numpy as np

from cleaner.main_content.html_look import Look
from cleaner.main_content.html_tree import dominant
from cleaner.main_content.text_shape import Array

BETA = {"recall": 1.3, "balanced": 0.95, "precision": 0.5}
"""How many times as bad a lost word is as one too many; found by cross-validation (see training/README-html.md)."""

FEW_WORDS, FEW_TIMES = 150, 2.5
"""Where no more words than this are expected, a lost word is so many times as bad again: it may be a tenth of all."""

HEADLINE = 0.9
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
