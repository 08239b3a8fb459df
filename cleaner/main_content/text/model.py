"""The weights of the scorer of lines, in model.npz: trees, and words with what they say of a line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np

from cleaner.main_content.text.lexicon import Lexicon, lexicon_of
from cleaner.main_content.trees import Trees
from cleaner.text.columns import Array

WEIGHTS = "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """Trees, the names of the columns they were trained on, and the words with what they say of a line."""

    trees: Trees
    names: tuple[str, ...]
    words: tuple[str, ...]
    leans: Array
    lexicon: Lexicon


@cache
def model_of(file: Path | None = None) -> Model:
    """The weights of a file, or those that travel in the package."""
    return loaded((file or resources.files("cleaner.main_content.text") / WEIGHTS).read_bytes())


def loaded(data: bytes) -> Model:
    """A model from the bytes of an .npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        words, leans = tuple(str(stored["words"]).split()), stored["leans"].astype(np.float32)
        return Model(Trees.of(stored), tuple(str(stored["names"]).split()), words, leans, lexicon_of(words, leans))


def saved(model: Model) -> bytes:
    """The bytes of an .npz file that `loaded` reads."""
    out = BytesIO()
    np.savez_compressed(
        out,
        **model.trees.stored(),
        names=np.array(" ".join(model.names)),
        words=np.array(" ".join(model.words)),
        leans=model.leans.astype(np.float16),
    )
    return out.getvalue()
