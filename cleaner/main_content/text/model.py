"""Rows of numbers → for each the log odds that its line is the article's, from the weights in model.npz.

The model is a sum of oblivious decision trees (Kohavi 1994; gradient boosting as in CatBoost, Prokhorenkova et al.
2018): all branches of a level ask the same question, so a tree is a table of answers, and a page is scored in numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np

from cleaner import kernels
from cleaner.main_content.text.lexicon import Lexicon, lexicon_of
from cleaner.text.columns import Array

WEIGHTS = "model.npz"
# Lines scored at once: the answers of some hundred trees must fit beside each other in a processor's cache.
LINES_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Trees:
    """`feature` and `border`: levels x trees; `leaf`: trees x 2 ** levels; the score is `bias` plus all answers."""

    feature: Array
    border: Array
    leaf: Array
    bias: float

    def places(self, rows: Array) -> Array:
        """The leaf of each tree that each line falls in: trees x lines."""
        place = np.zeros((self.feature.shape[1], rows.shape[1]), np.uint8)
        for level, (feature, border) in enumerate(zip(self.feature, self.border, strict=True)):
            place |= (rows[feature] > border[:, None]).view(np.uint8) << np.uint8(level)
        return place

    def answers(self, place: Array) -> Array:
        """The answer of each tree for each line."""
        first = np.arange(len(self.leaf), dtype=np.intp)[:, None] * self.leaf.shape[1]
        result: Array = np.take(self.leaf.ravel(), place + first)
        return result

    def score(self, rows: Array) -> Array:
        """The log odds of each line."""
        if kernels.COMPILED:
            return self.bias + kernels.scored(rows, self.feature, self.border, self.leaf)
        result = np.full(rows.shape[1], self.bias)
        for start in range(0, rows.shape[1], LINES_AT_ONCE):
            part = slice(start, start + LINES_AT_ONCE)
            result[part] += self.answers(self.places(rows[:, part])).sum(axis=0, dtype=np.float64)
        return result

    def shares(self, rows: Array, member: Array) -> Array:
        """What each group of rows adds to each line's score: half the change if a question had the other answer.

        `member`: rows x groups, 1 where a row belongs to a group.
        """
        place = self.places(rows)
        here = self.answers(place)
        result = np.zeros((rows.shape[1], member.shape[1]), np.float32)
        for level, feature in enumerate(self.feature):
            other = self.answers(place ^ np.uint8(1 << level))
            result += (here - other).T @ member[feature] / 2
        return result


@dataclass(frozen=True, slots=True)
class Model:
    """Trees, the names of the columns they were trained on, and the words with what they say of a line."""

    trees: Trees
    names: tuple[str, ...]
    words: tuple[str, ...]
    leans: Array
    lexicon: Lexicon


@cache
def shipped() -> Model:
    """The weights that travel in the package."""
    return loaded((resources.files("cleaner.main_content.text") / WEIGHTS).read_bytes())


def loaded(data: bytes) -> Model:
    """A model from the bytes of an .npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        trees = Trees(
            stored["feature"].astype(np.intp),
            stored["border"].astype(np.float32),
            stored["leaf"].astype(np.float32),
            float(stored["bias"]),
        )
        words, leans = tuple(str(stored["words"]).split()), stored["leans"].astype(np.float32)
        return Model(trees, tuple(str(stored["names"]).split()), words, leans, lexicon_of(words, leans))


def saved(model: Model) -> bytes:
    """The bytes of an .npz file that `loaded` reads; leaves are stored as half floats."""
    out = BytesIO()
    np.savez_compressed(
        out,
        feature=model.trees.feature.astype(np.uint16),
        border=model.trees.border.astype(np.float32),
        leaf=model.trees.leaf.astype(np.float16),
        bias=np.float64(model.trees.bias),
        names=np.array(" ".join(model.names)),
        words=np.array(" ".join(model.words)),
        leans=model.leans.astype(np.float16),
    )
    return out.getvalue()
