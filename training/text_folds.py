"""A benchmark page's text → cleaned with weights that never saw the page's site: the cleaner for an honest score.

Run `text_train` with `--folds` first, and name the same folder in CLEANER_FOLDS. CLEANER_DATA is that of the pages.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from unittest.mock import patch

from cleaner import pipeline
from cleaner.main_content.text import find as text_body
from cleaner.main_content.text.model import Model, loaded
from cleaner.page import Cleaned, Kind
from training.text_data import FOLDS, pages

DATA = "../shared/bench/data"


@cache
def models() -> tuple[Model, ...]:
    """The weights of each fold."""
    folder = Path(os.environ["CLEANER_FOLDS"])
    return tuple(loaded((folder / f"{fold}.npz").read_bytes()) for fold in range(FOLDS))


@cache
def fold_of() -> dict[int, int]:
    """The fold of each text of the benchmark, by its hash."""
    found: dict[int, int] = {}
    for page in pages(Path(os.environ.get("CLEANER_DATA", DATA))):
        for text in (*page["texts"].values(), page["gold"]):
            found[hash(text)] = page["fold"]
    return found


def clean(source: str | bytes, url: str | None = None, kind: Kind = "auto") -> Cleaned:
    """As `cleaner.clean`, with the weights of the text's fold. Raises KeyError for a text not of the benchmark."""
    return clean_in_fold(source, fold_of()[hash(source)], url=url, kind=kind)


def clean_in_fold(source: str | bytes, fold: int, *, url: str | None = None, kind: Kind = "text") -> Cleaned:
    """As `cleaner.clean`, with the weights of a fold."""
    with patch.object(text_body, "shipped", lambda: models()[fold]):
        return pipeline.clean(source, url=url, kind=kind)
