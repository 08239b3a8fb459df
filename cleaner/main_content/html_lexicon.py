"""Class names, ids and short lines → how much each speaks for or against the article, from counts over many domains.

The counts are a naive Bayes estimate, each domain with one vote; a name or word must occur on several domains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex

UNITS = 16
"""Weights are log odds in so many parts of one, so that sums are whole numbers and the same on every machine."""

MAX_NAMES = 40
"""Of one element, so many parts of its class names are looked at; utility frameworks write dozens."""

MAX_WORDS = 16
"""A line of more words is told by its shape and place, not by its words."""

PART = regex.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
DIGITS = regex.compile(r"\d+")
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def names_of(step: str) -> list[str]:
    """What an element's `tag.class#id` says: its tag, its names with digits masked, and the parts of them.

    >>> names_of("div.entry-content#post-12")
    ['<div', 'entry-content', 'post-0', '.entry', '.content', '.post']
    """
    tag, _, rest = step.partition(".")
    if not rest:
        tag, _, rest = step.partition("#")
    names = ["<" + tag.partition("#")[0]]
    if rest:
        whole = rest.replace("#", ".").split(".")
        names += [DIGITS.sub("0", name).lower() for name in whole if name]
        names += ["." + part.lower() for part in PART.findall(rest)]
    return list(dict.fromkeys(names))[:MAX_NAMES]


def words_of(text: str) -> list[str]:
    """The words of a line, in lower case."""
    return WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log odds in `UNITS`: of parts of class names and ids, and of words of short lines. Positive: the article's."""

    names: Mapping[str, int]
    words: Mapping[str, int]

    def of_steps(self, steps: Iterable[str]) -> dict[str, tuple[float, float, float]]:
        """For each `tag.class#id` the mean, lowest and highest weight of its names; zeros where none is known."""
        known = self.names
        found = {}
        for step in set(steps):
            weights = [known[name] for name in names_of(step) if name in known]
            if weights:
                found[step] = sum(weights) / len(weights), float(min(weights)), float(max(weights))
            else:
                found[step] = NOTHING
        return found

    def of_words(self, words: list[str]) -> tuple[float, float]:
        """The mean and lowest weight of a short line's words."""
        if not 0 < len(words) <= MAX_WORDS:
            return 0.0, 0.0
        known = self.words
        weights = [known.get(word, 0) for word in words]
        return sum(weights) / len(weights), float(min(weights))


NOTHING = (0.0, 0.0, 0.0)
