"""Class names, ids and short lines → how much each speaks for or against the article, from counts over many domains.

The counts are a naive Bayes estimate, each domain with one vote; a name or word must occur on several domains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text_shape import DIGIT, LETTER, kinds_of, points_of

UNITS = 16
"""Weights are log odds in so many parts of one, so that sums are whole numbers and the same on every machine."""

MAX_NAMES = 40
"""Of one element, so many parts of its class names are looked at; utility frameworks write dozens."""

MAX_WORDS = 16
"""A line of more words is told by its shape and place, not by its words."""

MASK = bytes(ord("0") if 48 <= byte <= 57 else byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))
"""Digits as zeros, letters small."""
PARTED = bytes(
    byte if 97 <= byte <= 122 or byte == 10 else byte + 32 if 65 <= byte <= 90 else 32 for byte in range(256)
)
"""Letters small, all else a blank."""
BLANK, LINE = 32, 10
MIN_PART = 2


def names_of(steps: Iterable[str]) -> list[list[str]]:
    """What each `tag.class#id` says: its tag, its names with digits masked, and the parts of them.

    >>> names_of(["div.entry-content#postBody-12", "p"])
    [['<div', 'entry-content', 'postbody-0', '.entry', '.content', '.post', '.body'], ['<p']]
    """
    text = "\n".join(steps).encode("ascii", "replace")
    if not text:
        return []
    letters = np.frombuffer(text, np.uint8)
    capitals = np.flatnonzero((letters >= ord("A")) & (letters <= ord("Z")))
    spread = np.insert(letters, capitals, BLANK).tobytes()  # parts camelCase
    masked = text.translate(MASK).decode("ascii")
    while "00" in masked:
        masked = masked.replace("00", "0")
    parted = spread.translate(PARTED).decode("ascii")
    return [names(one, other) for one, other in zip(masked.split("\n"), parted.split("\n"), strict=True)]


def names(masked: str, parted: str) -> list[str]:
    """The names of one element, from its step in small letters and from the parts of that."""
    tag, *whole = masked.replace("#", ".").split(".")
    if not whole:
        return ["<" + tag]
    parts = ["." + part for part in parted.split()[1:] if len(part) >= MIN_PART]
    return list(dict.fromkeys(["<" + tag, *whole, *parts]))[:MAX_NAMES]


def words_of(texts: Iterable[str]) -> list[list[str]]:
    """The words of each line, in lower case.

    >>> words_of(["Read more: tea", ""])
    [['read', 'more', 'tea'], []]
    """
    points = points_of([text.replace("\n", " ").lower() for text in texts])
    inside = ((kinds_of(points) & (LETTER | DIGIT)) > 0) | (points == LINE)
    words = np.where(inside, points, np.uint32(BLANK)).astype("<u4").tobytes().decode("utf-32-le")
    return [line.split() for line in words.split("\n")[:-1]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log odds in `UNITS`: of parts of class names and ids, and of words of short lines. Positive: the article's."""

    names: Mapping[str, int]
    words: Mapping[str, int]

    def of_steps(self, steps: Iterable[str]) -> dict[str, tuple[float, float, float]]:
        """For each `tag.class#id` the mean, lowest and highest weight of its names; zeros where none is known."""
        known = self.names
        found = {}
        unique = sorted(set(steps))
        for step, said in zip(unique, names_of(unique), strict=True):
            weights = [known[name] for name in said if name in known]
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
        weights = [known[word] if word in known else 0 for word in words]  # noqa: SIM401  # twice as fast
        return sum(weights) / len(weights), float(min(weights))


NOTHING = (0.0, 0.0, 0.0)
