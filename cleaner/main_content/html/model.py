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
from pathlib import Path

import numpy as np

from cleaner.main_content.html.lexicon import Lexicon
from cleaner.main_content.trees import Trees
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


@dataclass(frozen=True, slots=True)
class Model:
    """Trees, the names of the columns they were trained on, and the lexicon the columns were made with."""

    trees: Trees
    names: tuple[str, ...]
    lexicon: Lexicon

    def probabilities(self, rows: Array) -> Array:
        """From 0 to 1, one a row."""
        return probabilities(self.trees.score(np.ascontiguousarray(rows.T)))


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
def model_of(learned_from: str = "articles", file: Path | None = None) -> Model:
    """The weights of a file, or one of `WEIGHTS` that travel in the package."""
    place = file or resources.files("cleaner.main_content.html") / WEIGHTS[learned_from]
    return loaded(place.read_bytes())


def loaded(data: bytes) -> Model:
    """A model from the bytes of an .npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        lexicon = Lexicon(
            dict(zip(lines(stored["name_keys"]), stored["name_weights"].tolist(), strict=True)),
            dict(zip(lines(stored["word_keys"]), stored["word_weights"].tolist(), strict=True)),
        )
        return Model(Trees.of(stored), tuple(lines(stored["columns"])), lexicon)


def saved(model: Model) -> bytes:
    """The bytes of an .npz file that `loaded` reads, the same for the same model."""
    out = BytesIO()
    np.savez_compressed(
        out,
        **model.trees.stored(),
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
