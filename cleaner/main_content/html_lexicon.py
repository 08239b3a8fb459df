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
TAG = "<"
"""Stands before a tag among names."""
SMALL, GREAT = ascii_lowercase.encode(), ascii_uppercase.encode()
MASK = bytes.maketrans(GREAT + b"123456789", SMALL + b"000000000")
"""Letters small, digits as zeros."""
OTHER = bytes({*range(256)} - {*GREAT, *SMALL, LINE})
PARTED = bytes.maketrans(GREAT + OTHER, SMALL + b" " * len(OTHER))
"""Letters small, all else a blank."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The words of several lines in one list, and how many of them each line has."""

    words: list[str]
    counts: Array

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]]) -> Runs:
        """Of the words of each line."""
        return cls([*chain.from_iterable(lines)], np.fromiter(map(len, lines), np.int64, len(lines)))

    def lines(self) -> list[list[str]]:
        """The words of each line."""
        ends = np.cumsum(self.counts).tolist()
        return [self.words[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def parted(self, line: int) -> tuple[Runs, Runs]:
        """The lines before this one, and those from it on."""
        at = int(self.counts[:line].sum())
        return Runs(self.words[:at], self.counts[:line]), Runs(self.words[at:], self.counts[line:])


def reduced(values: Array, counts: Array, how: np.ufunc) -> Array:
    """Runs of values made one each: their sum, the lowest, the highest; zero for an empty run.

    >>> reduced(np.array([3, -1, 5]), np.array([2, 0, 1]), np.add).tolist()
    [2.0, 0.0, 5.0]
    """
    full = np.flatnonzero(counts)
    result = np.zeros(len(counts))
    if len(full):
        result[full] = how.reduceat(np.asarray(values, np.float64), (np.cumsum(counts) - counts)[full])
    return result


def counted(inside: Array, ends: Array) -> Array:
    """How many words each line has. `inside`: flags of characters in words; `ends`: the places of the line breaks."""
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    return np.diff(np.cumsum(begins)[ends], prepend=0)


def names_in(steps: Sequence[str]) -> Runs:
    """The names of each `tag.class#id`, the tag with a sign before it.

    >>> names_in(["div.entry-content#postBody-12", "p"]).lines()
    [['<div', 'entry-content', 'postBody-12'], ['<p']]
    """
    text = "\0".join(steps).replace("\n", " ").replace(".", " ").replace("#", " ")
    return Runs.of([line.split() for line in (TAG + text.replace("\0", "\0" + TAG)).split("\0")])


def keys_of(names: Sequence[str]) -> list[list[str]]:
    """What a lexicon may know of each name: the whole of it with digits masked, and its parts.

    >>> keys_of(["<div", "postBody-12"])
    [['<div'], ['postbody-0', '.post', '.body']]
    """
    text = "\n".join(names).encode("ascii", "replace")
    letters = np.frombuffer(text, np.uint8)
    capitals = np.flatnonzero((letters >= ord("A")) & (letters <= ord("Z")))
    spread = np.insert(letters, capitals, BLANK).tobytes()  # parts camelCase
    whole = shrunk(text.translate(MASK), b"0").decode().split("\n")
    parted = b" " + spread.translate(PARTED).replace(b"\n", b"\n ")
    parts = shrunk(parted, b" ").replace(b" ", b" .").decode().split("\n")
    return [
        [name] if name[0] == TAG else [name, *part.rstrip(" .").split()]
        for name, part in zip(whole, parts, strict=True)
    ]


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
    seen: dict[str, list[float]] = field(default_factory=dict, compare=False, repr=False)

    def of_steps(self, steps: Sequence[str]) -> Array:
        """For each `tag.class#id` the mean, lowest and highest weight of what is known of it, zeros where nothing is:
        3 x steps.
        """
        seen = self.seen
        if len(seen) > MOST_SEEN:
            seen.clear()
        fresh = [step for step in steps if step not in seen]
        found = dict(zip(fresh, self.weighed(fresh).T.tolist(), strict=True)) if fresh else {}
        figures = chain.from_iterable([found[step] if step in found else seen[step] for step in steps])
        result: Array = np.fromiter(figures, np.float64, 3 * len(steps)).reshape(-1, 3).T
        seen.update((step, row) for step, row in found.items() if len(step) <= SEEN_CHARACTERS)
        return result

    def weighed(self, steps: Sequence[str]) -> Array:
        """What `of_steps` says, looked up: each name of the page once."""
        said = names_in(steps)
        number = {name: at for at, name in enumerate(dict.fromkeys(said.words))}
        keys = Runs.of(keys_of(list(number)))
        weights = looked_up(self.names, keys.words)
        told = weights != 0
        figures = (
            (told, np.add),
            (weights, np.add),
            (np.where(told, weights, np.inf), np.minimum),
            (np.where(told, weights, -np.inf), np.maximum),
        )
        at = np.fromiter(map(number.__getitem__, said.words), np.int64, len(said.words))
        count, total, lowest, highest = (
            reduced(reduced(values, keys.counts, how)[at], said.counts, how) for values, how in figures
        )
        known = count > 0
        return np.stack((total / np.maximum(count, 1), np.where(known, lowest, 0), np.where(known, highest, 0)))

    def of_words(self, runs: Runs) -> Array:
        """The mean and lowest weight of each short line's words, an unknown one counting nothing: 2 x lines."""
        weights, short = looked_up(self.words, runs.words), runs.counts <= MAX_WORDS
        total, lowest = reduced(weights, runs.counts, np.add), reduced(weights, runs.counts, np.minimum)
        return np.stack((total * short / np.maximum(runs.counts, 1), lowest * short))
