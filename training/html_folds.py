"""A benchmark page → cleaned with weights and a lexicon that never saw the page's domain, for an honest score.

Run `html_train` with `--folds` first, and name that folder in CLEANER_HTML_FOLDS, that of the pages in CLEANER_DATA.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from cleaner import pipeline
from cleaner.main_content.html import find as html_body
from cleaner.main_content.html.model import Model, loaded
from cleaner.page import Cleaned, Kind
from training.html_data import source_of
from training.text_data import FOLDS, pages

DATA = "../shared/bench/data"


@cache
def models() -> tuple[Model, ...]:
    """The weights of each fold."""
    folder = Path(os.environ["CLEANER_HTML_FOLDS"])
    return tuple(loaded((folder / f"{fold}.npz").read_bytes()) for fold in range(FOLDS))


@cache
def fold_of() -> dict[str, int]:
    """The fold of each page of the benchmark, by its hash."""
    folder = Path(os.environ.get("CLEANER_DATA", DATA))
    return {sha256(source_of(page, folder)).hexdigest(): page["fold"] for page in pages(folder)}


def clean(source: str | bytes, url: str | None = None, kind: Kind = "auto") -> Cleaned:
    """As `cleaner.clean`, with the weights of the page's fold. Raises KeyError for a page not of the benchmark."""
    raw = source.encode() if isinstance(source, str) else source
    return clean_in_fold(source, fold_of()[sha256(raw).hexdigest()], url=url, kind=kind)


def clean_in_fold(source: str | bytes, fold: int, *, url: str | None = None, kind: Kind = "html") -> Cleaned:
    """As `cleaner.clean`, with the weights of a fold."""
    with patch.object(html_body, "shipped", lambda *_: models()[fold]):
        return pipeline.clean(source, url=url, kind=kind)
