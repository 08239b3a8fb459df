"""The pages of the benchmarks → the HTML scorer's two sets of weights, and others that have not seen some sets.

python -m training.html_train ../shared/bench/data ../shared/bench/data-more --cache /tmp/html
python -m training.html_train ../shared/bench/data ../shared/bench/data-more --cache /tmp/html --folds /tmp/html_folds

The second makes, in place of the shipped weights, those of each fold of sets; `--leave-out gnews,sites23` one such.
`html_folds.py` scores with them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner.main_content.html import model
from cleaner.main_content.html.columns import rows
from cleaner.main_content.html.model import LEAF_UNITS, WEIGHTS, Model, saved
from cleaner.text.columns import Array
from training.html_data import LOT, Sample, nameless, samples
from training.html_lexica import Lexica
from training.text_data import FOLDS
from training.text_documents import SEED
from training.text_heads import KIND_SETS
from training.trees import grown

SETTINGS: dict[str, Any] = {
    "loss_function": "CrossEntropy",
    "depth": 6,
    "leaf_estimation_iterations": 1,
    "l2_leaf_reg": 6,
    "rsm": 0.25,
    "border_count": 48,
    "random_seed": SEED,
}

TREES = {"articles": 200, "pages": 160}
RATES = {"articles": 0.13, "pages": 0.15}

LIGHT = 1.0
"""Blocks of less than so much of the mean weight are drawn by lot, and those drawn count for the others."""

NAMELESS = 0.25
"""Each page is learned from twice. The second time it has no class names and ids and counts so much: the names of many
sites are generated and say nothing."""

CUT, GONE = 0.2, 0.02
"""So much counts a page with only the beginning of its article, and one with none of it: short articles are few among
the pages, and pages that a script fills are not among them. More for these costs recall on whole pages."""

ALL_OF = frozenset(("wcxb", "news-en", "news-xx", "sites23"))
OF_OTHERS, LOT_OF_OTHERS = 0.25, 3
"""The weights for pages of every kind learn from all articles of these sets, and from so many of the others."""

SET_FOLDS = (
    ("news-en", "news-xx", "dragnet"),
    ("wcxb", *sorted(KIND_SETS), "chaos"),
    ("gnews", "sites23", "big9-05", "big9-13", "readability"),
)
"""The sets that each fold leaves out. Pages of one collection are alike, so whole sets are left out, not pages."""


class Lessons(NamedTuple):
    """What a model is fitted to. `values`: blocks x columns; `share`: how much of each block is the article's."""

    values: Array
    share: Array
    weight: Array
    columns: tuple[str, ...]


def learned_from(found: Sequence[Sample], which: str) -> list[Sample]:
    """The pages that one of `WEIGHTS` is learned from."""
    trusted = [sample for sample in found if sample.trusted]
    if which == "articles":
        return [sample for sample in trusted if sample.group not in KIND_SETS]
    chance, all_of = np.random.default_rng(LOT_OF_OTHERS), ALL_OF | KIND_SETS
    return [sample for sample in trusted if sample.group in all_of or chance.random() < OF_OTHERS]


def train(found: Sequence[Sample], which: str) -> Model:
    """One of `WEIGHTS`, learned from what is for it among these pages."""
    seen = learned_from(found, which)
    lexica = Lexica(seen)
    lessons = lessons_of(seen, lexica)
    settings = SETTINGS | {"iterations": TREES[which], "learning_rate": RATES[which]}
    trees = grown(lessons.values, lessons.share, lessons.weight, settings, LEAF_UNITS)
    return Model(trees, lessons.columns, lexica.without())


def lessons_of(found: Sequence[Sample], lexica: Lexica) -> Lessons:
    """The blocks of pages, as many as `LIGHT` leaves.

    The rows of each fold are made with a lexicon that has not seen it: as those of unseen pages will look.
    """
    lexicon = [lexica.without(fold) for fold in range(FOLDS)]
    chance = np.random.default_rng(LOT)
    every = np.concatenate([weight_of(sample) for sample in found])
    mean = every[every > 0].mean()
    values, shares, weights = [], [], []
    columns: tuple[str, ...] = ()
    for sample, part in twice(found):
        weight = weight_of(sample) / mean * part
        drawn = (chance.random(len(weight)) * LIGHT < weight) & (weight > 0)
        if drawn.any():
            made, columns = rows(sample.look, lexicon[sample.fold])
            values.append(made[drawn].astype(np.float32))
            shares.append(sample.share[drawn])
            weights.append(np.maximum(weight[drawn], LIGHT))
    return Lessons(np.concatenate(values), np.concatenate(shares), np.concatenate(weights), columns)


def twice(found: Sequence[Sample]) -> Iterator[tuple[Sample, float]]:
    """Each page, and each that is whole once more without names, with how much it counts."""
    for sample in found:
        yield sample, 1.0
        if not sample.cut:
            yield nameless(sample), NAMELESS


def weight_of(sample: Sample) -> Array:
    """What each block counts, with what its page counts among the others of its set."""
    return sample.weight * (1.0 if not sample.cut else CUT if sample.gold else GONE)


def main() -> None:
    """Make the shipped weights; with `--folds` or `--leave-out` those that have not seen some sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+", help="folders with pages.jsonl.gz and html/")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read of the pages")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold of sets")
    parser.add_argument("--leave-out", help="sets, with commas: only the weights that have not seen these")
    parser.add_argument("--out", type=Path, default=Path(model.__file__).parent, help="folder for the weights")
    args = parser.parse_args()
    found = samples(args.data, args.cache)
    if args.folds:
        for number, sets in enumerate(SET_FOLDS):
            make(found, sets, args.folds / str(number))
    else:
        make(found, (args.leave_out or "").split(","), args.out)


def make(found: Sequence[Sample], left_out: Sequence[str], folder: Path) -> None:
    """Write both sets of weights, learned from all sets but some, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    seen = [sample for sample in found if sample.group not in left_out]
    for which, name in WEIGHTS.items():
        (folder / name).write_bytes(saved(train(seen, which)))
        print(f"{folder / name}: {(folder / name).stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
