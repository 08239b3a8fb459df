"""The benchmark's pages → the text scorer's weights, and one set of weights for each fold to score it honestly.

python -m training.text_train --bench ../shared/bench --judges /tmp/judge_folds --folds /tmp/folds
CLEANER_FOLDS=/tmp/folds python ../shared/bench/score.py text --cleaner training.text_folds:clean
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.main_content.text import model
from cleaner.main_content.text.columns import look_at, names
from cleaner.main_content.text.lexicon import LEAN, lexicon_of
from cleaner.main_content.text.model import WEIGHTS, Model, saved
from cleaner.page import Page, Words
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.text import judge
from cleaner.text.columns import Array
from training.residue_train import labelled
from training.text_data import FOLDS, Collector, Rows, pages, thinned
from training.text_documents import SEED, Document, Reader, documents, prompts_of
from training.text_words import Vocabulary, lean_values, lexicon_from
from training.trees import grown

# Small trees, many of them: the weights must stay under 200 kB, and a page must be scored in a few milliseconds.
SETTINGS: dict[str, Any] = {
    "iterations": 300,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 5,
    "rsm": 0.3,
    "border_count": 64,
    "random_seed": SEED,
}


class Trainer:
    """Rows, and the lexicons made of all but some folds; each is made once."""

    def __init__(self, rows: Rows, columns: tuple[str, ...]) -> None:
        self.rows, self.columns, self.vocabulary = rows, columns, Vocabulary(rows)
        self.found: dict[frozenset[int], tuple[tuple[str, ...], Array]] = {}

    def words_without(self, folds: frozenset[int]) -> tuple[tuple[str, ...], Array]:
        """The words and leans of a lexicon that has not seen these folds."""
        if folds not in self.found:
            mask = ~np.isin(self.rows.fold, list(folds))
            self.found[folds] = self.vocabulary.fit(self.rows, mask)
        return self.found[folds]

    def train(self, left_out: frozenset[int]) -> Model:
        """Weights from the pages of all other folds. The lexicon's columns of a page come from other pages, too."""
        mask = ~np.isin(self.rows.fold, list(left_out))
        leans = np.zeros((len(mask), len(LEAN)), np.float32)
        for fold in range(FOLDS):
            part = mask & (self.rows.fold == fold)
            if part.any():
                leans += lean_values(self.rows, part, lexicon_from(self.words_without(left_out | {fold})))
        words, weights = self.words_without(left_out)
        mask &= self.rows.counts
        values = np.concatenate((self.rows.values[mask], leans[mask]), axis=1)
        trees = grown(values, self.rows.label[mask], self.rows.weight[mask], SETTINGS)
        return Model(trees, self.columns, words, weights, lexicon_of(words, weights))


def reader(rules: Rules, text: str) -> tuple[Page, Words]:
    """A text as the pipeline reads it."""
    page = read(text, kind="text")
    return page, rules.select(page).words


def collected(bench: Path, judges: Sequence[judge.Judge], read_as: Reader) -> Rows:
    """All documents of the benchmarks as rows."""
    collector = Collector(read_as, judges)
    for folder in (bench / "data", bench / "data-more"):
        found = thinned(pages(folder))
        for document in documents(found, prompts_of(found, read_as)):
            collector.add(document)
    for text, fold, kinds in labelled(bench / "real-text"):
        collector.add(Document(f"real {hash(text)}", fold, "real", "real", text, ""), kinds)
    return collector.rows()


def main() -> None:
    """Train on all pages; with `--folds`, also leave each fold out once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with data, data-more and real-text")
    parser.add_argument("--judges", type=Path, required=True, help="folder with the judge of each fold")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--out", type=Path, default=Path(model.__file__).with_name(WEIGHTS))
    args = parser.parse_args()
    rules = Rules.load(site_files=False)
    judges = [judge.loaded((args.judges / f"{fold}.npz").read_bytes()) for fold in range(FOLDS)]
    rows = collected(args.bench, judges, lambda text: reader(rules, text))
    page, words = reader(rules, "One line.")
    columns = tuple(names(look_at([block.text for block in page.blocks], words, np.zeros(len(page.blocks)))))
    trainer = Trainer(rows, columns)
    if args.folds:
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (args.folds / f"{fold}.npz").write_bytes(saved(trainer.train(frozenset({fold}))))
    args.out.write_bytes(saved(trainer.train(frozenset())))
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
