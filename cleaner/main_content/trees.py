"""Columns of numbers → for each row the log odds that it is the article's, by oblivious decision trees.

Gradient boosting as in CatBoost (Prokhorenkova et al. 2018) of oblivious trees (Kohavi 1994): all branches of a level
ask the same question, so a tree is a table of answers, and a page is scored in numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner import kernels
from cleaner.text.columns import Array

# Rows scored at once: the answers of some hundred trees must fit beside each other in a processor's cache.
ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Trees:
    """`feature` and `border`: levels x trees; `leaf`: trees x 2 ** levels; the score is `bias` plus all answers.

    Where leaves and bias are whole numbers, so are the scores, and they are the same on every machine.
    """

    feature: Array
    border: Array
    leaf: Array
    bias: float

    def places(self, columns: Array) -> Array:
        """The leaf of each tree that each row falls in: trees x rows."""
        place = np.zeros((self.feature.shape[1], columns.shape[1]), np.uint8)
        for feature, border in zip(self.feature[::-1], self.border[::-1], strict=True):
            place += place
            place += (columns.take(feature, axis=0) > border[:, None]).view(np.uint8)
        return place

    def answers(self, places: Array) -> Array:
        """What each tree says of each row: trees x rows."""
        first = np.arange(len(self.leaf), dtype=np.intp)[:, None] * self.leaf.shape[1]
        result: Array = self.leaf.ravel().take(first + places)
        return result

    def score(self, columns: Array) -> Array:
        """The log odds of each row."""
        kind = np.int64 if self.leaf.dtype.kind == "i" else np.float64
        if kernels.COMPILED:
            return self.bias + kernels.scored(columns, self.feature, self.border, self.leaf).astype(kind)
        result = np.full(columns.shape[1], self.bias, kind)
        for start in range(0, columns.shape[1], ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            result[part] += self.answers(self.places(columns[:, part])).sum(axis=0, dtype=kind)
        return result

    def shares(self, columns: Array, member: Array) -> Array:
        """What each group of columns adds to each row's score: half the change if a question had the other answer.

        `member`: columns x groups, 1 where a column belongs to a group.
        """
        places = self.places(columns)
        here = self.answers(places)
        result = np.zeros((columns.shape[1], member.shape[1]), member.dtype)
        for level, feature in enumerate(self.feature):
            other = self.answers(places ^ np.uint8(1 << level))
            result += (here - other).T.astype(member.dtype) @ member[feature] / 2
        return result

    def first(self, count: int) -> Trees:
        """The first trees, which say nearly all of it."""
        return Trees(self.feature[:, :count], self.border[:, :count], self.leaf[:count], self.bias)

    def stored(self) -> dict[str, Any]:
        """The arrays of an .npz file that `of` reads; leaves take two bytes."""
        whole = self.leaf.dtype.kind == "i"
        return {
            "feature": self.feature.astype(np.uint16),
            "border": self.border.astype(np.float32),
            "leaf": self.leaf.astype(np.int16 if whole else np.float16),
            "bias": np.array(self.bias),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Array]) -> Trees:
        """The trees of an .npz file."""
        leaf = stored["leaf"]
        return cls(
            stored["feature"].astype(np.intp),
            stored["border"].astype(np.float32),
            leaf.astype(np.int32 if leaf.dtype.kind == "i" else np.float32),
            stored["bias"].item(),
        )
