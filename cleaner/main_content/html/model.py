"""Rows of numbers → for each block the probability that it is the article's; weights and lexicon in model.npz.

Leaves and lexicon weights are whole numbers, so that scores are the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np

from cleaner import kernels
from cleaner.main_content.html.lexicon import Lexicon
from cleaner.text.columns import Array

WEIGHTS = {"articles": "model.npz", "pages": "model_pages.npz"}
"""The weights by what they were learned from: articles alone, or pages of every kind. What is the content of a thread
or a list (posts, teasers) is what surrounds an article."""

LEAF_UNITS = 1024
"""Leaves are log odds in so many parts of one."""

MAX_ODDS = 8
"""Beyond this a log odds counts as this: a probability of .0003 or .9997."""

STEPS = 16
"""Parts of a log odds that probabilities are told apart by."""


ROWS_AT_ONCE = 8192
"""So many rows are scored in one go, which bounds memory."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Oblivious decision trees (as in CatBoost, Prokhorenkova 2018): all branches of a level ask the same question.

    `feature` and `border`: levels x trees; `leaf`: trees x 2 ** levels, in `LEAF_UNITS`; the score is `bias` plus all
    answers.
    """

    feature: Array
    border: Array
    leaf: Array
    bias: int

    def places(self, rows: Array) -> Array:
        """The leaf that each row falls in: trees x rows."""
        columns = np.ascontiguousarray(rows.T)
        place = np.zeros((self.feature.shape[1], len(rows)), np.uint8)
        for feature, border in zip(self.feature[::-1], self.border[::-1], strict=True):
            place += place
            place += (columns.take(feature, axis=0) > border[:, None]).view(np.uint8)
        return place

    def answers(self, places: Array) -> Array:
        """What each tree says of each row: trees x rows."""
        first = np.arange(len(self.leaf), dtype=np.intp)[:, None] * self.leaf.shape[1]
        result: Array = self.leaf.ravel().take(first + places)
        return result

    def score(self, rows: Array) -> Array:
        """The log odds of each row in `LEAF_UNITS`."""
        if kernels.COMPILED:
            return self.bias + kernels.scored(rows.T, self.feature, self.border, self.leaf).astype(np.int64)
        parts = [
            self.answers(self.places(rows[start : start + ROWS_AT_ONCE])).sum(axis=0)
            for start in range(0, len(rows), ROWS_AT_ONCE)
        ]
        result: Array = np.concatenate(parts) + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Model:
    """Trees, the names of the columns they were trained on, and the lexicon the columns were made with."""

    trees: Trees
    names: tuple[str, ...]
    lexicon: Lexicon

    def probabilities(self, rows: Array) -> Array:
        """From 0 to 1, one a row."""
        return probabilities(self.trees.score(rows))


def probabilities(score: Array) -> Array:
    """Log odds in `LEAF_UNITS` as probabilities, by a table: no machine's `exp` decides a cut."""
    step = np.rint(score * (STEPS / LEAF_UNITS)).astype(np.int64) + MAX_ODDS * STEPS
    result: Array = table()[np.clip(step, 0, 2 * MAX_ODDS * STEPS)]
    return result


@cache
def table() -> Array:
    """Probabilities by steps of log odds."""
    span = range(-MAX_ODDS * STEPS, MAX_ODDS * STEPS + 1)
    return np.array([round(1 / (1 + math.exp(-step / STEPS)), 6) for step in span])


@cache
def shipped(learned_from: str = "articles") -> Model:
    """The weights that travel in the package, one of `WEIGHTS`."""
    return loaded((resources.files("cleaner.main_content.html") / WEIGHTS[learned_from]).read_bytes())


def loaded(data: bytes) -> Model:
    """A model from the bytes of an .npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        trees = Trees(
            stored["feature"].astype(np.intp),
            stored["border"].astype(np.float32),
            stored["leaf"].astype(np.int32),
            int(stored["bias"]),
        )
        lexicon = Lexicon(
            dict(zip(lines(stored["name_keys"]), stored["name_weights"].tolist(), strict=True)),
            dict(zip(lines(stored["word_keys"]), stored["word_weights"].tolist(), strict=True)),
        )
        return Model(trees, tuple(lines(stored["columns"])), lexicon)


def saved(model: Model) -> bytes:
    """The bytes of an .npz file that `loaded` reads, the same for the same model."""
    out = BytesIO()
    np.savez_compressed(
        out,
        feature=model.trees.feature.astype(np.uint8),
        border=model.trees.border.astype(np.float32),
        leaf=model.trees.leaf.astype(np.int16),
        bias=np.int64(model.trees.bias),
        name_keys=packed(model.lexicon.names),
        name_weights=np.array(list(model.lexicon.names.values()), np.int8),
        word_keys=packed(model.lexicon.words),
        word_weights=np.array(list(model.lexicon.words.values()), np.int8),
        columns=packed(model.names),
    )
    return out.getvalue()


def packed(texts: Iterable[str]) -> Array:
    """Texts without line breaks as one array of bytes."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def lines(data: Array) -> list[str]:
    """The texts of such an array."""
    return data.tobytes().decode().split("\n") if len(data) else []
