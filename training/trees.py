"""Rows with what they are → trees, grown by CatBoost."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.main_content.trees import Trees
from cleaner.text.columns import Array

BASE: dict[str, Any] = {
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}


def grown(values: Array, label: Array, weight: Array, settings: Mapping[str, Any], units: int | None = None) -> Trees:
    """Trees grown on rows. With `units` leaves and bias are whole numbers of so many parts of one."""
    machine = import_module("catboost").CatBoostClassifier(**{**BASE, **settings})
    machine.fit(values, label, sample_weight=weight)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        machine.save_model(str(path), format="json")
        return trees_of(json.loads(path.read_text(encoding="utf-8")), units)


def trees_of(stored: Mapping[str, Any], units: int | None) -> Trees:
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
    if units is None:
        return Trees(feature, border, (leaf * scale).astype(np.float32), float(bias))
    return Trees(feature, border, np.rint(leaf * scale * units).astype(np.int32), round(bias * units))
