"""A real text → cleaned with a judge and weights that never saw its outlet: the cleaner for an honest score.

CLEANER_JUDGES=/tmp/judge_folds CLEANER_FOLDS=/tmp/text_folds CLEANER_RESIDUE=/tmp/residue_folds \\
    python ../shared/bench/score_real.py --cleaner training.real_folds:clean
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from cleaner.page import Cleaned, Kind
from training.text_data import domain_of, fold_of
from training.text_folds import clean_in_fold

BENCH = "../shared/bench"


@cache
def folds() -> dict[int, int]:
    """The fold of each real text, by its hash."""
    folder = Path(os.environ.get("CLEANER_BENCH", BENCH)) / "real-text"
    found: dict[int, int] = {}
    for record in map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()):
        text = (folder / "texts" / f"{record['id']}.txt").read_bytes().decode("utf-8")
        found[hash(text)] = fold_of(domain_of(record["outlet"] if "." in record["outlet"] else record["id"]))
    return found


def clean(source: str, url: str | None = None, kind: Kind = "text") -> Cleaned:
    """As `cleaner.clean`, with the weights of the text's fold. Raises KeyError for a text not of the benchmark."""
    return clean_in_fold(source, folds()[hash(source)], url=url, kind=kind)
