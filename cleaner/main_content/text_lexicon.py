"""Words of a line → how they lean: to articles, or to the furniture of pages, as the weights have learned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text_shape import Array
from cleaner.main_content.text_topic import Tokens, tokens_of

LEAN_WINDOWS = (4, 10)
LEAN = (
    "lean",
    "lean_a_word",
    "lean_against",
    *(f"lean_{side}_{width}" for width in LEAN_WINDOWS for side in ("before", "after")),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words as numbers, sorted, and the log odds each adds to a line; a word that is not there says nothing."""

    word: Array
    lean: Array


NO_WORDS = Lexicon(np.zeros(0, np.uint64), np.zeros(0, np.float32))


def lexicon_of(words: Sequence[str], leans: Array) -> Lexicon:
    """A lexicon from its words as they are stored, one number each."""
    tokens = tokens_of(words)
    numbers = np.zeros(len(words), np.uint64)
    numbers[tokens.line] = tokens.word
    order = np.argsort(numbers, kind="stable")
    return Lexicon(numbers[order], np.asarray(leans, np.float32)[order])


def lean_rows(tokens: Tokens, lexicon: Lexicon) -> Array:
    """For each line the numbers named in `LEAN`. A word used twice in a line counts once."""
    line, lean = leaning(tokens, lexicon)
    total = np.bincount(line, lean, tokens.lines)
    size = np.bincount(tokens.line, minlength=tokens.lines).clip(1)
    columns = [total, total / size, np.bincount(line, np.minimum(lean, 0), tokens.lines)]
    sums = np.concatenate(([0.0], np.cumsum(total)))
    index = np.arange(tokens.lines)
    for width in LEAN_WINDOWS:
        low, high = np.maximum(index - width, 0), np.minimum(index + 1 + width, tokens.lines)
        columns += [(sums[index] - sums[low]) / width, (sums[high] - sums[index + 1]) / width]
    return np.stack(columns, axis=1).astype(np.float32)


def leaning(tokens: Tokens, lexicon: Lexicon) -> tuple[Array, Array]:
    """For each known word of a line: the line, and how the word leans."""
    if not len(lexicon.word) or not len(tokens.word):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    place = np.minimum(np.searchsorted(lexicon.word, tokens.word), len(lexicon.word) - 1)
    known = np.flatnonzero(lexicon.word[place] == tokens.word)
    line, word = np.divmod(np.unique(tokens.line[known] * len(lexicon.word) + place[known]), len(lexicon.word))
    return line, lexicon.lean[word]
