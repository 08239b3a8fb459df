"""Labelled pages → the lexicon: for each class name, part of one, and word of short lines its log odds.

Each domain has one vote for a name: the share of the text under it that is the article's. What is seen on fewer than
`MIN_DOMAINS` domains is left out, so that no name of one site can decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.main_content.html.lexicon import MAX_WORDS, UNITS, Lexicon, names_in
from cleaner.text.columns import Array
from training.html_data import Sample

MIN_DOMAINS = 4
MIN_WORD_DOMAINS = 5
MOST_NAMES = 9000
MOST_WORDS = 5000
# Votes that every name has from nobody, half for and half against.
SMOOTHING = 1.0
# Text a domain must show under a name before its vote is full, in words.
VOTE_WORDS = 12.0
# A block counts for its words, but a long one does not outvote ten short ones.
LONGEST = 30.0
# Nearer to nothing than this, in log odds, a name is left out.
MIN_WEIGHT = 0.25

Votes = dict[str, tuple[float, float]]


def page_votes(sample: Sample) -> tuple[Votes, Votes]:
    """Of one page, for each name and for each word of short lines: words of the article, and of the rest."""
    size = np.minimum(sample.size, LONGEST) + 1
    good, bad = size * (sample.label > 0), size * (sample.label == 0)
    look = sample.look
    said = [dict.fromkeys(line) for line in names_in(look.steps).lines()]
    inside = look.nest.totals(np.array([good, bad]))[:, 1:]
    names = gathered((said[step] for step in look.step_of[1:].tolist()), *inside)
    words = gathered((dict.fromkeys(line if len(line) <= MAX_WORDS else ()) for line in look.tokens.lines()), good, bad)
    return names, words


def gathered(keys: Iterable[Iterable[str]], good: Array, bad: Array) -> Votes:
    """The sums of two values by key."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for group, one, other in zip(keys, good.tolist(), bad.tolist(), strict=True):
        if one or other:
            for key in group:
                found[key][0] += one
                found[key][1] += other
    return {key: (one, other) for key, (one, other) in found.items()}


class Ballot(NamedTuple):
    """The votes of many pages. `keys`: what is voted on; of each site's vote on one: `key`, its number; `fold`, the
    site's; `good`, `bad`, words of the article and of the rest.
    """

    keys: list[str]
    key: Array
    fold: Array
    good: Array
    bad: Array

    def weights(self, left_out: Iterable[int], least: int, most: int) -> dict[str, int]:
        """Log odds in `UNITS` without the sites of some folds; of more than `most`, those that say most."""
        seen = ~np.isin(self.fold, tuple(left_out))
        key, good, bad = self.key[seen], self.good[seen], self.bad[seen]
        full = np.minimum(1.0, (good + bad) / VOTE_WORDS) / (good + bad)
        sites, pro, contra = (np.bincount(key, vote, len(self.keys)) for vote in (None, full * good, full * bad))
        odds = np.log((SMOOTHING + pro) / (SMOOTHING + contra))
        enough = np.flatnonzero((sites >= least) & (abs(odds) >= MIN_WEIGHT))
        says = (abs(odds) * np.sqrt(sites))[enough].tolist()
        best = sorted(zip(says, (self.keys[at] for at in enough), enough.tolist(), strict=True), key=order)[:most]
        return {name: round(odds[at] * UNITS) for name, at in sorted((name, at) for _, name, at in best)}


def order(found: tuple[float, str, int]) -> tuple[float, str]:
    """What says most comes first."""
    return -found[0], found[1]


def ballot(pages: Iterable[tuple[str, int, Votes]]) -> Ballot:
    """The votes of pages, each with its site and that site's fold, put together by site."""
    keys: dict[str, int] = {}
    sites: dict[str, int] = {}
    folds: list[int] = []
    key, site, votes = [], [], []
    for name, fold, said in pages:
        if name not in sites:
            sites[name] = len(sites)
            folds.append(fold)
        key.append(np.array([keys.setdefault(one, len(keys)) for one in said], np.int64))
        site.append(np.full(len(said), sites[name]))
        votes.append(np.array(list(said.values()), np.float64).reshape(-1, 2))
    one, back = np.unique(np.concatenate(key) * len(sites) + np.concatenate(site), return_inverse=True)
    good, bad = (np.bincount(back.reshape(-1), vote) for vote in np.concatenate(votes).T)
    return Ballot(list(keys), one // len(sites), np.array(folds)[one % len(sites)], good, bad)


class Lexica:
    """The lexicon of all pages but those of some folds."""

    def __init__(self, found: Sequence[Sample]) -> None:
        whole = [(sample, page_votes(sample)) for sample in found if not sample.cut]
        self.names = ballot((sample.site, sample.fold, names) for sample, (names, _) in whole)
        self.words = ballot((sample.site, sample.fold, words) for sample, (_, words) in whole)

    def without(self, *folds: int) -> Lexicon:
        """The lexicon that has not seen these folds."""
        names = self.names.weights(folds, MIN_DOMAINS, MOST_NAMES)
        return Lexicon(names, self.words.weights(folds, MIN_WORD_DOMAINS, MOST_WORDS))
