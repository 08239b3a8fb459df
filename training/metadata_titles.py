"""The benchmark's pages → the weights by which a page's titles are ranked, and how often they pick the right one.

    python -m training.metadata_titles ../shared/bench/data ../shared/bench/data-more

Fits a softmax over the titles each page offers (conditional logit) and writes `cleaner/metadata/title_weights.py`;
the figures printed are for pages of sites that were not trained on.

Rankers made of oblivious trees (CatBoost's QuerySoftMax, YetiRank and PairLogit, alone or on top of the sum, on these
signs and seventy more: which sources agree and how far, lengths, content system, og:type) were right at most .006 more
often on WCXB, and at least .02 less often on each news set. A right title is among the candidates of .978 of WCXB's
pages; where the sum misses it, mostly the headline shown and the one for search engines differ, and the golds go now
with one, now with the other.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from pprint import pformat
from typing import Any

import numpy as np
import regex

from cleaner.metadata import title_weights
from cleaner.metadata.gather import gather
from cleaner.metadata.headline import SIGNS, offers_of, setting_of, signs_of, title_candidates
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.text.columns import Array
from training.html_data import source_of
from training.text_data import FOLDS, pages

SET_WEIGHTS = {"wcxb": 1.0, "news-en": 2.0, "news-xx": 2.0, "sites23": 1.0}
"""How much a page of each set with titles counts: news is what the program is for, and there is little of it."""
RIDGE = 1.0
STEPS = 25
WORD = regex.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Case:
    """One page: a row of signs for each title it offers, and which of them are right."""

    group: str
    fold: int
    signs: Array
    right: Array

    @property
    def learns(self) -> bool:
        """Whether there is anything to learn: a right title among wrong ones."""
        return bool(self.right.any() and not self.right.all())


def cases(folder: Path) -> Iterator[Case]:
    """Each page that has a title in the gold."""
    rules = Rules.load(site_files=False)
    for page in pages(folder):
        read_as = read(source_of(page, folder), url=page["url"], kind="html")
        if read_as.markup is None or not page["title"] or page["set"] not in SET_WEIGHTS:
            continue
        sources = gather(read_as, rules.select(read_as).words)
        offers = offers_of(title_candidates(sources))
        setting = setting_of(offers, sources.squashed, sources.address)
        signs = [list(signs_of(offer, setting).values()) for offer in offers]
        right = [folded(offer.text) == folded(page["title"]) for offer in offers]
        yield Case(page["set"], page["fold"], np.array(signs, np.float64), np.array(right, bool))


def folded(title: Any) -> str:
    """A title without case, accents and punctuation, as the benchmark compares."""
    plain = unicodedata.normalize("NFKD", str(title).lower())
    return " ".join(WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


def fitted(known: Sequence[Case]) -> Array:
    """The weights that make the right titles likeliest, by Newton's method."""
    weights = np.zeros(len(SIGNS))
    learning = [case for case in known if case.learns]
    for _ in range(STEPS):
        slope, curve = 2 * RIDGE * weights, 2 * RIDGE * np.eye(len(weights))
        for case in learning:
            share = softmax(case.signs @ weights)
            wanted = np.where(case.right, share, 0.0) / share[case.right].sum()
            much = SET_WEIGHTS[case.group]
            slope += much * case.signs.T @ (share - wanted)
            curve += much * case.signs.T @ (np.diag(share) - np.outer(share, share)) @ case.signs
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def softmax(scores: Array) -> Array:
    """Shares that add up to 1."""
    powers = np.exp(scores - scores.max())
    shares: Array = powers / powers.sum()
    return shares


def out_of_fold(known: Sequence[Case]) -> dict[str, float]:
    """Share of pages whose title is right, by set, each scored with weights that never saw its site."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        weights = fitted([case for case in known if case.fold != fold])
        for case in known:
            if case.fold == fold:
                hits[case.group].append(bool(len(case.right) and case.right[int(np.argmax(case.signs @ weights))]))
    return {group: float(np.mean(found)) for group, found in hits.items()}


def out_of_set(known: Sequence[Case]) -> dict[str, float]:
    """Share of pages whose title is right, by set, each set scored with weights of the others."""
    found = {}
    for group in {case.group for case in known}:
        weights = fitted([case for case in known if case.group != group])
        own = [case for case in known if case.group == group]
        hits = [bool(len(case.right) and case.right[int(np.argmax(case.signs @ weights))]) for case in own]
        found[group] = round(float(np.mean(hits)), 3)
    return found


def main() -> None:
    """Train, print, write."""
    known = [case for folder in sys.argv[1:] for case in cases(Path(folder))]
    figures = {group: round(share, 3) for group, share in out_of_fold(known).items()}
    print("right out of fold:", figures)
    print("right on a set that was not trained on:", out_of_set(known))
    table = {name: round(float(weight), 2) for name, weight in zip(SIGNS, fitted(known), strict=True)}
    target = Path(title_weights.__file__)
    head = target.read_text(encoding="utf-8").split("WEIGHTS", maxsplit=1)[0]
    listed = pformat(table, sort_dicts=False, width=100).replace("'", '"').replace('"s ', "'s ")
    target.write_text(f"{head}WEIGHTS: dict[str, float] = {listed}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
