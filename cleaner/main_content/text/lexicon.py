"""Words of a line → how they lean: to articles, or to the furniture of pages, as the weights have learned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text.topic import Uses
from cleaner.text.columns import Array
from cleaner.text.tokens import found_in, tokens_of

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


def lean_rows(uses: Uses, lexicon: Lexicon) -> Array:
    """For each line the numbers named in `LEAN`, as columns x lines. A word used twice in a line counts once."""
    lines = len(uses.size)
    known, place = found_in(uses.number, lexicon.word)
    lean = np.where(known, lexicon.lean[place] if len(lexicon.lean) else 0, 0)[uses.word]
    total = np.bincount(uses.line, lean, lines)
    columns = [total, total / uses.size, np.bincount(uses.line, np.minimum(lean, 0), lines)]
    sums = np.concatenate(([0.0], np.cumsum(total)))
    index = np.arange(lines)
    for width in LEAN_WINDOWS:
        low, high = np.maximum(index - width, 0), np.minimum(index + 1 + width, lines)
        columns += [(sums[index] - sums[low]) / width, (sums[high] - sums[index + 1]) / width]
    return np.stack(columns).astype(np.float32)
