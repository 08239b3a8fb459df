"""Weakly labelled lines → the weights of the judge of residue, and one set for each fold to score it honestly.

python -m training.judge_train --bench ../shared/bench --folds /tmp/judge_folds
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from cleaner import rules
from cleaner.text import judge
from cleaner.text.columns import Array
from cleaner.text.judge import TEXTUAL, WEIGHTS, Judge, features_of, saved
from training.judge_data import Line, collect
from training.text_data import FOLDS

LINES_AT_ONCE = 4000
SHAPES = 256
STRENGTH = 0.3
ITERATIONS = 60
# A whole number of eight bits, and the share of the weights that may be too large for it.
LARGEST, CUT = 127, 0.9995


def matrix(lines: Sequence[str]) -> Any:
    """Lines x features, sparse."""
    sparse = import_module("scipy.sparse")
    parts = []
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        found = features_of(part)
        shapes = found.shapes + TEXTUAL
        row = np.concatenate((found.line, np.tile(np.arange(len(part)), len(shapes))))
        column = np.concatenate((found.feature, shapes.ravel()))
        value = np.concatenate((found.scale[found.line], np.ones(shapes.size)))
        parts.append(sparse.csr_matrix((value, (row, column)), (len(part), TEXTUAL + SHAPES), dtype=np.float32))
    return sparse.vstack(parts).tocsr()


def trained(values: Any, lines: Sequence[Line], without: int | None) -> Judge:
    """The judge that is learned from all lines but those of a fold."""
    used = np.array([at for at, line in enumerate(lines) if line.fold != without])
    target = np.array([line.residue for line in lines])[used]
    weight = np.array([line.weight for line in lines])[used]
    machine = import_module("sklearn.linear_model").LogisticRegression(C=STRENGTH, max_iter=ITERATIONS, tol=1e-3)
    machine.fit(values[used], target, sample_weight=weight)
    return rounded(machine.coef_[0], float(machine.intercept_[0]))


def rounded(weights: Array, bias: float) -> Judge:
    """The weights as whole numbers."""
    step = max(np.quantile(np.abs(weights[weights != 0]), CUT), np.abs(weights[TEXTUAL:]).max()) / LARGEST
    whole = np.clip(np.round(weights / step), -LARGEST, LARGEST).astype(np.int32)
    return Judge(whole, float(step), bias)


def main() -> None:
    """Train on all lines; with `--folds`, also leave each fold out once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with outlets, data, data-more and real-text")
    parser.add_argument("--packs", type=Path, default=Path(rules.__file__).parents[2] / "rules" / "packs")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--out", type=Path, default=Path(judge.__file__).parent / WEIGHTS)
    args = parser.parse_args()
    lines = collect(args.bench, args.packs)
    values = matrix([line.text for line in lines])
    args.out.write_bytes(saved(trained(values, lines, None)))
    print(f"{args.out}: {args.out.stat().st_size} bytes, from {len(lines)} lines")
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (args.folds / f"{fold}.npz").write_bytes(saved(trained(values, lines, fold)))


if __name__ == "__main__":
    main()
