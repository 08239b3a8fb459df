"""A benchmark page's text → cleaned with weights that never saw the page's site: the cleaner for an honest score.

Run `judge_train` and `text_train` with `--folds` first, and name their folders in CLEANER_JUDGES and CLEANER_FOLDS;
those of `residue_train`, if there are, in CLEANER_RESIDUE. CLEANER_DATA is the folder of the pages.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from unittest.mock import patch

from cleaner import pipeline
from cleaner.main_content.text import find as text_body
from cleaner.main_content.text import residue
from cleaner.main_content.text.model import Model, loaded
from cleaner.page import Cleaned, Kind
from cleaner.text import judge
from training.text_data import FOLDS, pages

DATA = "../shared/bench/data"


@cache
def models() -> tuple[tuple[judge.Judge, Model, residue.Weights], ...]:
    """The judge, the scorer and the weights of residue of each fold."""
    judges, scorers = (Path(os.environ[name]) for name in ("CLEANER_JUDGES", "CLEANER_FOLDS"))
    weights = os.environ.get("CLEANER_RESIDUE")
    return tuple(
        (
            judge.loaded((judges / f"{fold}.npz").read_bytes()),
            loaded((scorers / f"{fold}.npz").read_bytes()),
            residue.loaded((Path(weights) / f"{fold}.npz").read_bytes()) if weights else residue.shipped(),
        )
        for fold in range(FOLDS)
    )


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
    words, scorer, weights = models()[fold]
    with (
        patch.object(judge, "shipped", lambda: words),
        patch.object(judge, "RECENT", judge.Recent()),
        patch.object(text_body, "shipped", lambda: scorer),
        patch.object(residue, "shipped", lambda: weights),
    ):
        return pipeline.clean(source, url=url, kind=kind)
