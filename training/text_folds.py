"""A benchmark page's text → cleaned with weights that never saw the page's site: the cleaner for an honest score.

Run `judge_train` and `text_train` with `--folds` first, and name their folders in CLEANER_JUDGES and CLEANER_FOLDS;
those of `residue_train`, if there are, in CLEANER_RESIDUE. CLEANER_DATA is the folder of the pages.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cleaner import Cleaner
from cleaner.options import WeightFiles
from cleaner.page import Cleaned, Kind
from training.text_data import pages

DATA = "../shared/bench/data"


@cache
def cleaner_of(fold: int) -> Cleaner:
    """The cleaner with the judge, the scorer and, where they are named, the weights of residue of a fold."""
    judges, scorers = (Path(os.environ[name]) for name in ("CLEANER_JUDGES", "CLEANER_FOLDS"))
    residue = os.environ.get("CLEANER_RESIDUE")
    return Cleaner(
        weights=WeightFiles(
            judge=judges / f"{fold}.npz",
            text=scorers / f"{fold}.npz",
            residue=Path(residue) / f"{fold}.npz" if residue else None,
        )
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
    return cleaner_of(fold).clean(source, url=url, kind=kind)
