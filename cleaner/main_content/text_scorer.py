"""Rows of numbers → for each the log odds that its line is the article's, from the weights in text_model.npz.

The model is a sum of oblivious decision trees (Kohavi 1994; gradient boosting as in CatBoost, Prokhorenkova et al.
2018): all branches of a level ask the same question, so a tree is a table of answers, and a page is scored in numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np

from cleaner.main_content.text_lexicon import Lexicon, lexicon_of
from cleaner.main_content.text_shape import Array

WEIGHTS = "text_model.npz"
# Rows scored at once: the answers of some hundred trees must fit beside each other.
ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Trees:
    """`feature` and `border`: levels x trees; `leaf`: trees x 2 ** levels; the score is `bias` plus all answers."""

    feature: Array
    border: Array
    leaf: Array
    bias: float

    def places(self, rows: Array) -> Array:
        """The leaf of each tree that each row falls in, counted through all trees: rows x trees."""
        first = np.arange(self.leaf.shape[0], dtype=np.intp) * self.leaf.shape[1]
        place: Array = first + np.zeros((len(rows), 1), np.intp)
        for level, (feature, border) in enumerate(zip(self.feature, self.border, strict=True)):
            place += (np.take(rows, feature, axis=1) > border) * np.intp(1 << level)
        return place

    def score(self, rows: Array) -> Array:
        """The log odds of each row."""
        leaves = self.leaf.ravel()
        parts = [
            np.take(leaves, self.places(rows[start : start + ROWS_AT_ONCE])).sum(axis=1, dtype=np.float64)
            for start in range(0, len(rows), ROWS_AT_ONCE)
        ]
        result: Array = np.concatenate(parts) + self.bias if parts else np.zeros(0)
        return result

    def shares(self, rows: Array, member: Array) -> Array:
        """What each group of columns adds to each row's score: half the change if a question had the other answer.

        `member`: columns x groups, 1 where a column belongs to a group.
        """
        leaves, place = self.leaf.ravel(), self.places(rows)
        here = np.take(leaves, place)
        result = np.zeros((len(rows), member.shape[1]), np.float32)
        for level, feature in enumerate(self.feature):
            other = np.take(leaves, place ^ (1 << level))
            result += (here - other) @ member[feature] / 2
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
    return loaded((resources.files("cleaner.main_content") / WEIGHTS).read_bytes())


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
