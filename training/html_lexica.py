"""Labelled pages → the lexicon: for each class name, part of one, and word of short lines its log odds.

Each domain has one vote for a name: the share of the text under it that is the article's. What is seen on fewer than
`MIN_DOMAINS` domains is left out, so that no name of one site can decide.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

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


def learn(samples: Sequence[Sample], votes: dict[str, tuple[Votes, Votes]]) -> Lexicon:
    """The lexicon of these pages; `votes` are those of each page by its id."""
    names = weights([(sample.site, votes[sample.page][0]) for sample in samples], MIN_DOMAINS, MOST_NAMES)
    words = weights([(sample.site, votes[sample.page][1]) for sample in samples], MIN_WORD_DOMAINS, MOST_WORDS)
    return Lexicon(names, words)


def weights(votes: Sequence[tuple[str, Votes]], least: int, most: int) -> dict[str, int]:
    """Log odds in `UNITS`; of more than `most`, those that say most."""
    by_site: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for site, page in votes:
        for key, (one, other) in page.items():
            sums = by_site[key][site]
            sums[0] += one
            sums[1] += other
    found: list[tuple[float, str, int]] = []
    for key, sites in by_site.items():
        if len(sites) < least:
            continue
        good = bad = SMOOTHING
        for one, other in sites.values():
            full = min(1.0, (one + other) / VOTE_WORDS)
            good += full * one / (one + other)
            bad += full * other / (one + other)
        odds = math.log(good / bad)
        if abs(odds) >= MIN_WEIGHT:
            found.append((abs(odds) * math.sqrt(len(sites)), key, round(odds * UNITS)))
    found.sort(key=lambda one: (-one[0], one[1]))
    return {key: weight for _, key, weight in sorted(found[:most], key=lambda one: one[1])}
