"""Class names, ids and short lines → how much each speaks for or against the article, from counts over many domains.

The counts are a naive Bayes estimate, each domain with one vote; a name or word must occur on several domains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from string import ascii_lowercase, ascii_uppercase

import numpy as np

from cleaner.main_content.text_shape import DIGIT, LETTER, Array, kinds_of, points_of

UNITS = 16
"""Weights are log odds in so many parts of one, so that sums are whole numbers and the same on every machine."""

MAX_WORDS = 40
"""A line of more words is told by its shape and place, not by its words."""

MOST_SEEN, SEEN_CHARACTERS = 20_000, 200
"""What is known of so many steps, each no longer, is kept from page to page: the pages of a site are built alike."""

BLANK, LINE = 32, 10
SMALL, GREAT = ascii_lowercase.encode(), ascii_uppercase.encode()
MASK = bytes.maketrans(GREAT + b"123456789.#\t\r\f\v", SMALL + b"000000000      ")
"""Letters small, digits as zeros, blanks between the names."""
PARTED = bytes.maketrans(GREAT + bytes({*range(256)} - {*GREAT, *SMALL, LINE}), SMALL + b" " * (256 - 26 - 26 - 1))
"""Letters small, all else a blank."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The words of several lines in one list, and how many of them each line has."""

    words: list[str]
    counts: Array

    def lines(self) -> list[list[str]]:
        """The words of each line."""
        ends = np.cumsum(self.counts).tolist()
        return [self.words[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def parted(self, line: int) -> tuple[Runs, Runs]:
        """The lines before this one, and those from it on."""
        at = int(self.counts[:line].sum())
        return Runs(self.words[:at], self.counts[:line]), Runs(self.words[at:], self.counts[line:])


def reduced(values: Array, counts: Array) -> tuple[Array, Array, Array]:
    """Sum, lowest and highest of runs of values; zeros for an empty run.

    >>> [figures.tolist() for figures in reduced(np.array([3, -1, 5]), np.array([2, 0, 1]))]
    [[2.0, 0.0, 5.0], [-1.0, 0.0, 5.0], [3.0, 0.0, 5.0]]
    """
    full = np.flatnonzero(counts)
    starts = (np.cumsum(counts) - counts)[full]
    result = np.zeros((3, len(counts)))
    if len(full):
        for row, how in zip(result, (np.add, np.minimum, np.maximum), strict=True):
            row[full] = how.reduceat(values, starts)
    return result[0], result[1], result[2]


def counted(inside: Array, ends: Array) -> Array:
    """How many words each line has. `inside`: flags of characters in words; `ends`: the places of the line breaks."""
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    return np.diff(np.cumsum(begins)[ends], prepend=0)


def names_of(steps: Sequence[str]) -> Runs:
    """What each `tag.class#id` says: its tag, its names with digits masked, and the parts of them.

    >>> names_of(["div.entry-content#postBody-12", "p"]).lines()
    [['<div', 'entry-content', 'postbody-0', '=div', '.entry', '.content', '.post', '.body', '.'], ['<p', '=p']]
    """
    text = "\0".join(steps).replace("\n", " ").replace("\0", "\n").encode("ascii", "replace")
    letters = np.frombuffer(text, np.uint8)
    capitals = np.flatnonzero((letters >= ord("A")) & (letters <= ord("Z")))
    spread = np.insert(letters, capitals, BLANK).tobytes()  # parts camelCase
    whole = shrunk(text.translate(MASK), b"0").split(b"\n")
    parts = shrunk(spread.translate(PARTED), b" ").replace(b" ", b" .").split(b"\n")
    both = b"\n".join([b"<%b =%b" % pair for pair in zip(whole, parts, strict=True)]) + b"\n"
    signs = np.frombuffer(both, np.uint8)
    return Runs(both.decode().split(), counted(signs > BLANK, np.flatnonzero(signs == LINE)))


def shrunk(text: bytes, sign: bytes) -> bytes:
    """The text with one such sign instead of several in a row."""
    while sign + sign in text:
        text = text.replace(sign + sign, sign)
    return text


def words_of(texts: Sequence[str]) -> Runs:
    """The words of each line, in lower case.

    >>> words_of(["Read more: tea", ""]).lines()
    [['read', 'more', 'tea'], []]
    """
    points = points_of([text.replace("\n", " ").lower() for text in texts])
    inside = (kinds_of(points) & (LETTER | DIGIT)) > 0
    words = np.where(inside, points, np.uint32(BLANK)).astype("<u4").tobytes().decode("utf-32-le").split()
    return Runs(words, counted(inside, np.flatnonzero(points == LINE)))


def looked_up(weights: Mapping[str, int], words: Sequence[str]) -> Array:
    """The weight of each word, 0 for one that is not known."""
    return np.fromiter(map(weights.get, words, repeat(0)), np.int64, len(words))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log odds in `UNITS`: of parts of class names and ids, and of words of short lines. Positive: the article's.

    `seen` keeps the figures of steps from page to page; they depend on nothing but the step.
    """

    names: Mapping[str, int]
    words: Mapping[str, int]
    seen: dict[str, tuple[float, float, float]] = field(default_factory=dict, compare=False, repr=False)

    def of_steps(self, steps: Sequence[str]) -> Array:
        """For each `tag.class#id` the mean, lowest and highest weight of its known names, zeros where none is known:
        3 x steps.
        """
        seen = self.seen
        if len(seen) > MOST_SEEN:
            seen.clear()
        fresh = [step for step in steps if step not in seen]
        found = dict(zip(fresh, self.weighed(fresh).T.tolist(), strict=True)) if fresh else {}
        figures = chain.from_iterable([found[step] if step in found else seen[step] for step in steps])
        result: Array = np.fromiter(figures, np.float64, 3 * len(steps)).reshape(-1, 3).T
        seen.update((step, figures) for step, figures in found.items() if len(step) <= SEEN_CHARACTERS)
        return result

    def weighed(self, steps: Sequence[str]) -> Array:
        """What `of_steps` says, looked up."""
        runs = names_of(steps)
        weights = looked_up(self.names, runs.words)
        told = weights != 0
        line = np.repeat(np.arange(len(steps)), runs.counts)[told]
        counts = np.bincount(line, minlength=len(steps))
        total, lowest, highest = reduced(weights[told], counts)
        return np.stack((total / np.maximum(counts, 1), lowest, highest))

    def of_words(self, runs: Runs) -> Array:
        """The mean and lowest weight of each short line's words, an unknown one counting nothing: 2 x lines."""
        total, lowest, _ = reduced(looked_up(self.words, runs.words), runs.counts)
        short = runs.counts <= MAX_WORDS
        return np.stack((total * short / np.maximum(runs.counts, 1), lowest * short))
