"""Real texts labelled by hand → the weights that tell lone lines of residue among prose, and a set for each fold.

python -m training.residue_train --bench ../shared/bench --judges /tmp/judge_folds --scorers /tmp/text_folds \\
    --folds /tmp/residue_folds

Each text is seen with a judge of words and a scorer that have not seen its outlet: make these first, with `judge_train`
and `text_train`.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner.lines import unmarked
from cleaner.main_content.text import find, model, residue
from cleaner.main_content.text.columns import look_at
from cleaner.main_content.text.residue import WEIGHTS, Weights, columns_of, saved
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.text import judge
from cleaner.text.columns import Array
from training.text_data import FOLDS, domain_of, fold_of, site_of

STRENGTH = 0.1
# Golds of data-more that hold no headline, byline or date: where many a line goes, the judge of real texts errs.
CLEAN_SETS, CLEAN_WEIGHT = frozenset({"sites23", "gnews"}), 0.3
# Their lines that are worded so much like residue were left in by mistake; so were the first two, often.
LEFT_IN, LEFT_IN_HEAD = 2.0, 2
# A line of the article that goes is worse than one of residue that stays, and a long one worse than a short one.
ARTICLE_WEIGHT, MOST_WORDS = 1.5, 40
MOST_LINES = 10_000
# Captions, crossheads and the like may go or stay: better, they stay. A headline's line says nothing.
COUNTS = {"either": 0.3, "title": 0.0}
RANGE = (0.5, 99.5)
"""Percentiles of a column beyond which it was not learned."""


Folds = Sequence[tuple[judge.Judge, model.Model]]


class Text(NamedTuple):
    """The lines of a text: their columns, whether each is residue, what it weighs (0: not learned from), its fold."""

    columns: dict[str, Array]
    target: Array
    weight: Array
    fold: int


def labelled(folder: Path) -> Iterator[tuple[str, int, dict[int, str]]]:
    """The real texts with their folds, and what each line is."""
    for record in map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()):
        text = (folder / "texts" / f"{record['id']}.txt").read_bytes().decode("utf-8")
        kinds = {place: kind for kind, places in record["lines"].items() for place in places}
        if title := record["metadata"].get("title"):
            kinds[title["line"]] = "title"
        host = record["outlet"] if "." in record["outlet"] else record["id"]
        yield text, fold_of(domain_of(host)), kinds


def seen(text: str, kinds: dict[int, str], fold: int, folds: Folds, rules: Rules) -> Text:
    """A text as the pipeline sees it."""
    page = read(text, kind="text")
    judge, scorer = folds[fold]
    lines = [find.shortened(unmarked(block)) for block in page.blocks]
    alone = judge.odds(lines)
    look = look_at(lines, rules.select(page).words, alone, scorer.lexicon)
    columns = columns_of(look, lines, find.odds_of(look, scorer), alone)
    said = [kinds.get(block.first_line - 1, "title") for block in page.blocks]
    target = np.array([kind == "boilerplate" for kind in said])
    weight = np.sqrt(np.minimum(look.shape.words + 1, MOST_WORDS)) * np.where(target, 1.0, ARTICLE_WEIGHT)
    weight *= [COUNTS.get(kind, 1.0) for kind in said]
    return Text(columns, target, weight, fold)


def clean_texts(folder: Path) -> Iterator[tuple[str, int]]:
    """Golds of news pages, with their folds."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            if page["set"] in CLEAN_SETS:
                yield page["gold"], fold_of(domain_of(site_of(page, folder)))


def as_clean(text: Text) -> Text:
    """A text of which every line is the article's, but for those left in by mistake."""
    weight = text.weight * CLEAN_WEIGHT
    weight[(text.columns["judge"] > LEFT_IN) | (text.columns["against"] > 0)] = 0
    weight[:LEFT_IN_HEAD] = 0
    return text._replace(weight=weight)


def fitted(texts: list[Text], without: int | None) -> Weights:
    """The weights that are learned from all texts but those of a fold."""
    used = [text for text in texts if text.fold != without and len(text.target)]
    names = tuple(used[0].columns)
    values = np.concatenate([np.stack([text.columns[name] for name in names], 1) for text in used])
    target, weight = np.concatenate([text.target for text in used]), np.concatenate([text.weight for text in used])
    values, target, weight = values[weight > 0], target[weight > 0], weight[weight > 0]
    low, high = np.percentile(values, RANGE, axis=0)
    values = np.clip(values, low, high)
    middle, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    machine: Any = import_module("sklearn.linear_model").LogisticRegression(C=STRENGTH, max_iter=1000)
    machine.fit((values - middle) / scale, target, sample_weight=weight)
    slope = machine.coef_[0] / scale
    return Weights(names, slope, low, high, float(machine.intercept_[0] - (slope * middle).sum()))


def main() -> None:
    """Train on all texts; with `--folds`, also leave each fold out once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with real-text")
    parser.add_argument("--judges", type=Path, required=True, help="folder with the judge of each fold")
    parser.add_argument("--scorers", type=Path, required=True, help="folder with the text scorer of each fold")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--out", type=Path, default=Path(residue.__file__).parent / WEIGHTS)
    args = parser.parse_args()
    folds = [
        (
            judge.loaded((args.judges / f"{fold}.npz").read_bytes()),
            model.loaded((args.scorers / f"{fold}.npz").read_bytes()),
        )
        for fold in range(FOLDS)
    ]
    rules = Rules.load(site_files=False)
    texts = [seen(text, kinds, fold, folds, rules) for text, fold, kinds in labelled(args.bench / "real-text")]
    clean = ((gold, fold) for gold, fold in clean_texts(args.bench / "data-more") if gold.strip())
    texts += [
        as_clean(seen(gold, dict.fromkeys(range(MOST_LINES), "body"), fold, folds, rules)) for gold, fold in clean
    ]
    args.out.write_bytes(saved(fitted(texts, None)))
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (args.folds / f"{fold}.npz").write_bytes(saved(fitted(texts, fold)))
    print(f"{args.out}: {args.out.stat().st_size} bytes, from {len(texts)} texts")


if __name__ == "__main__":
    main()
