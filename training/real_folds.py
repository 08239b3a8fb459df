"""A real text → cleaned with a judge and weights that never saw its outlet: the cleaner for an honest score.

CLEANER_JUDGES=/tmp/judge_folds CLEANER_RESIDUE=/tmp/residue_folds \\
    python ../shared/bench/score_real.py --cleaner training.real_folds:clean
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from unittest.mock import patch

from cleaner import pipeline
from cleaner.main_content.text import residue
from cleaner.page import Cleaned, Kind
from cleaner.text import judge
from training.text_data import FOLDS, domain_of, fold_of

BENCH = "../shared/bench"


@cache
def models() -> tuple[tuple[judge.Judge, residue.Weights], ...]:
    """The judge and the weights of each fold."""
    judges, weights = (Path(os.environ[name]) for name in ("CLEANER_JUDGES", "CLEANER_RESIDUE"))
    return tuple(
        (
            judge.loaded((judges / f"{fold}.npz").read_bytes()),
            residue.loaded((weights / f"{fold}.npz").read_bytes()),
        )
        for fold in range(FOLDS)
    )


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
    words, weights = models()[folds()[hash(source)]]
    with patch.object(judge, "shipped", lambda: words), patch.object(residue, "shipped", lambda: weights):
        return pipeline.clean(source, url=url, kind=kind)
