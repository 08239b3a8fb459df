"""The benchmark's pages → the HTML scorer's weights and lexicon, and one set for each fold to score it honestly.

python -m cleaner.training.html_train ../shared/bench/data --folds /tmp/html_folds
CLEANER_HTML_FOLDS=/tmp/html_folds python ../shared/bench/score.py html --cleaner cleaner.training.html_folds:clean
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from cleaner import main_content
from cleaner.main_content.html_features import rows
from cleaner.main_content.html_scorer import LEAF_UNITS, WEIGHTS, Model, Trees, saved
from cleaner.main_content.text_shape import Array
from cleaner.training.html_data import Sample, samples, stacked
from cleaner.training.html_lexica import Votes, learn, page_votes
from cleaner.training.text_data import FOLDS, SEED

SETTINGS: dict[str, Any] = {
    "iterations": 240,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 6,
    "rsm": 0.25,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "border_count": 48,
    "random_seed": SEED,
    "thread_count": 2,
    "verbose": False,
    "allow_writing_files": False,
}

PageVotes = dict[str, tuple[Votes, Votes]]


def cross_fitted(found: Sequence[Sample], votes: PageVotes) -> tuple[Array, tuple[str, ...]]:
    """The rows of all pages, those of each fold with the lexicon of the other folds: as unseen pages will look."""
    parts: dict[str, Array] = {}
    columns: tuple[str, ...] = ()
    for fold in sorted({sample.fold for sample in found}):
        lexicon = learn([sample for sample in found if sample.fold != fold], votes)
        for sample in found:
            if sample.fold == fold:
                parts[sample.page], columns = rows(sample.look, lexicon)
    return np.concatenate([parts[sample.page] for sample in found]), columns


def train(found: Sequence[Sample], votes: PageVotes) -> Model:
    """A model of these pages."""
    values, columns = cross_fitted(found, votes)
    trees = fitted(values, stacked(found, "label"), stacked(found, "weight"))
    return Model(trees, columns, learn(found, votes))


def fitted(values: Array, label: Array, weight: Array, **settings: Any) -> Trees:
    """Trees with whole numbers in their leaves."""
    machine = import_module("catboost").CatBoostClassifier(**SETTINGS | settings)
    machine.fit(values, label, sample_weight=weight / weight.mean())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        machine.save_model(str(path), format="json")
        return trees_of(json.loads(path.read_text(encoding="utf-8")))


def trees_of(stored: dict[str, Any]) -> Trees:
    """The trees of a model as CatBoost writes it; a tree with fewer levels asks questions that are never true."""
    found = stored["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in found)
    feature = np.zeros((depth, len(found)), np.intp)
    border = np.full((depth, len(found)), np.inf, np.float32)
    leaf = np.zeros((len(found), 2**depth))
    for number, tree in enumerate(found):
        for level, split in enumerate(tree["splits"]):
            feature[level, number] = split["float_feature_index"]
            border[level, number] = split["border"]
        leaf[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = stored["scale_and_bias"]
    whole = np.rint(leaf * scale * LEAF_UNITS).astype(np.int32)
    return Trees(feature, border, whole, round(bias * LEAF_UNITS))


def main() -> None:
    """Train on all pages; with `--folds`, also leave each fold out once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with pages.jsonl.gz and html/")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--cache", type=Path, help="file that keeps what was read of the pages")
    parser.add_argument("--out", type=Path, default=Path(main_content.__file__).parent / WEIGHTS)
    args = parser.parse_args()
    found = samples(args.data, args.cache)
    votes = {sample.page: page_votes(sample) for sample in found}
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            model = train([sample for sample in found if sample.fold != fold], votes)
            (args.folds / f"{fold}.npz").write_bytes(saved(model))
    args.out.write_bytes(saved(train(found, votes)))
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
