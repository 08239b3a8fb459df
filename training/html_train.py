"""The benchmark's pages → the HTML scorer's weights and lexicon, and one set for each fold to score it honestly.

python -m training.html_train ../shared/bench/data --folds /tmp/html_folds
CLEANER_HTML_FOLDS=/tmp/html_folds python ../shared/bench/score.py html --cleaner training.html_folds:clean
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

from cleaner.main_content.html import model
from cleaner.main_content.html.columns import rows
from cleaner.main_content.html.lexicon import Lexicon
from cleaner.main_content.html.model import LEAF_UNITS, WEIGHTS, Model, Trees, saved
from cleaner.text.columns import Array
from training.html_data import Sample, nameless, samples, stacked
from training.html_lexica import learn, page_votes
from training.text_data import FOLDS
from training.text_documents import SEED

SETTINGS: dict[str, Any] = {
    "loss_function": "CrossEntropy",
    "iterations": 200,
    "depth": 6,
    "learning_rate": 0.13,
    "leaf_estimation_iterations": 1,
    "l2_leaf_reg": 6,
    "rsm": 0.25,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "border_count": 48,
    "random_seed": SEED,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}

LIGHT = 0.5
"""Blocks of less than so much of the mean weight are drawn by lot, and those drawn count for the others."""

NAMELESS = 0.25
"""Each page is learned from twice. The second time it has no class names and ids and counts so much: the names of many
sites are generated and say nothing."""


CUT, GONE = 0.2, 0.02
"""So much counts a page with only the beginning of its article, and one with none of it: short articles are few among
the pages, and pages that a script fills are not among them. More for these costs recall on whole pages."""


class Lexica:
    """The lexicon of all pages but those of some folds, learned when first asked for."""

    def __init__(self, found: Sequence[Sample]) -> None:
        self.found = [sample for sample in found if not sample.cut]
        self.votes = {sample.page: page_votes(sample) for sample in self.found}
        self.known: dict[frozenset[int], Lexicon] = {}

    def without(self, *folds: int) -> Lexicon:
        """The lexicon that has not seen these folds."""
        key = frozenset(folds)
        if key not in self.known:
            self.known[key] = learn([sample for sample in self.found if sample.fold not in key], self.votes)
        return self.known[key]


def train(found: Sequence[Sample], lexica: Lexica, *left_out: int) -> Model:
    """A model of the pages that are not in the folds left out.

    The rows of each fold are made with a lexicon that has not seen it either: as those of unseen pages will look.
    """
    seen = [sample for sample in found if sample.fold not in left_out]
    parts = [rows(sample.look, lexica.without(sample.fold, *left_out)) for sample in (*seen, *map(nameless, seen))]
    values = np.concatenate([values for values, _ in parts])
    share, weight = stacked(seen, "share"), stacked(seen, "weight")
    weight *= np.repeat([counts(sample) for sample in seen], [len(sample.size) for sample in seen])
    trees = fitted(values, np.append(share, share), np.append(weight, NAMELESS * weight))
    return Model(trees, parts[0][1], lexica.without(*left_out))


def counts(sample: Sample) -> float:
    """How much a page counts among the others of its set."""
    return 1.0 if not sample.cut else CUT if sample.gold else GONE


def fitted(values: Array, share: Array, weight: Array, **settings: Any) -> Trees:
    """Trees with whole numbers in their leaves; `share`: how much of each block is the article's."""
    machine = import_module("catboost").CatBoostClassifier(**SETTINGS | settings)
    weight = weight / weight.mean()
    drawn = np.random.default_rng(SEED).random(len(weight)) * LIGHT < weight
    machine.fit(values[drawn], share[drawn], sample_weight=np.maximum(weight[drawn], LIGHT))
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
    parser.add_argument("--out", type=Path, default=Path(model.__file__).with_name(WEIGHTS["articles"]))
    args = parser.parse_args()
    found = samples(args.data, args.cache)
    lexica = Lexica(found)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (args.folds / f"{fold}.npz").write_bytes(saved(train(found, lexica, fold)))
    args.out.write_bytes(saved(train(found, lexica)))
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
