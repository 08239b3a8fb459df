"""A benchmark page → cleaned with weights and lexica that never saw a page of its set, for an honest score.

Run `html_train` with `--folds` first, and name that folder in CLEANER_HTML_FOLDS, that of the pages in CLEANER_DATA.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from cleaner import Cleaner
from cleaner.main_content.html.model import WEIGHTS
from cleaner.options import WeightFiles
from cleaner.page import Cleaned, Kind
from training.html_data import source_of
from training.html_train import SET_FOLDS
from training.text_data import pages

DATA = "../shared/bench/data"
FOLD_OF_SET = {name: number for number, sets in enumerate(SET_FOLDS) for name in sets}


@cache
def cleaner_of(fold: int) -> Cleaner:
    """The cleaner with the weights of a fold of sets."""
    folder = Path(os.environ["CLEANER_HTML_FOLDS"]) / str(fold)
    return Cleaner(weights=WeightFiles(**{name: folder / file for name, file in WEIGHTS.items()}))


@cache
def set_of() -> dict[str, str]:
    """The set of each page of the benchmark, by its hash."""
    folder = Path(os.environ.get("CLEANER_DATA", DATA))
    return {sha256(source_of(page, folder)).hexdigest(): page["set"] for page in pages(folder)}


def clean(source: str | bytes, url: str | None = None, kind: Kind = "auto") -> Cleaned:
    """As `cleaner.clean`, with weights that have not seen the set of the page.

    Raises KeyError for a page that is not of CLEANER_DATA.
    """
    raw = source.encode() if isinstance(source, str) else source
    return clean_without(set_of()[sha256(raw).hexdigest()], source, url=url, kind=kind)


def clean_without(group: str, source: str | bytes, *, url: str | None = None, kind: Kind = "html") -> Cleaned:
    """As `cleaner.clean`, with weights that have not seen a set."""
    return cleaner_of(FOLD_OF_SET[group]).clean(source, url=url, kind=kind)
