"""Class names, ids and short lines → how much each speaks for or against the article, from counts over many domains.

The counts are a naive Bayes estimate, each domain with one vote; a name or word must occur on several domains.

A page of a site not seen before has hundreds of names. They are not cut out of the text one by one: numpy finds where
each begins and ends, and makes a number of its characters (multilinear hashing, Carter and Wegman 1979), which is
looked up among those of the lexicon. That a name that is not in it has the number of one that is happens to one in
half a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

import numpy as np

from cleaner.text.columns import DIGIT, LETTER, Array, kinds_of, points_of

UNITS = 16
"""Weights are log odds in so many parts of one, so that sums are whole numbers and the same on every machine."""

MAX_WORDS = 40
"""A line of more words is told by its shape and place, not by its words."""

MOST_SEEN, SEEN_CHARACTERS = 20_000, 200
"""What is known of so many steps, each no longer, is kept from page to page: the pages of a site are built alike."""

FAR = 1 << 20
"""More than any weight."""

LINE = 10
TAG, PART = "<", "."
"""Stand before a tag and before a part among names."""

PARTING, SMALL, CAPITAL, NUMBER = 1, 2, 4, 8
KINDS = np.zeros(128, np.uint8)
"""What an ASCII character of a step is."""
KINDS[[ord(sign) for sign in ".#\n"]] = PARTING
KINDS[ord("a") : ord("z") + 1] = SMALL
KINDS[ord("A") : ord("Z") + 1] = CAPITAL
KINDS[ord("0") : ord("9") + 1] = NUMBER
MASK = np.arange(128, dtype=np.uint8)
"""Letters small, digits as zeros."""
MASK[KINDS == CAPITAL] += ord("a") - ord("A")
MASK[KINDS == NUMBER] = ord("0")

WORDS_AT_ONCE = 1 << 16
"""So many words are numbered in one go, so that memory stays bounded."""

PLACES = 64
"""From this character on, the order of characters makes no difference to the number of a name."""
FACTORS = np.random.Generator(np.random.PCG64(7)).integers(0, 1 << 31, PLACES, np.uint32) * np.uint32(2) + np.uint32(1)
"""What a character at each place is multiplied with: odd numbers drawn by lot."""
SIGN = FACTORS[:1] * np.uint32(ord(PART))


@dataclass(frozen=True, slots=True)
class Runs:
    """Words in lines of characters: `points` of all lines, and where each word begins and ends.

    `bounds`: the first word of each line, and how many words there are. `parts`: 1 for each word that a sign is thought
    to stand before, as before a part of a name.
    """

    points: Array
    begins: Array
    ends: Array
    bounds: Array
    parts: Array

    @property
    def keys(self) -> Array:
        """A number of 32 bits for each word, equal for equal words, and one that is of none."""
        result = np.zeros(len(self.begins) + 1, np.uint32)
        for start in range(0, len(self.begins), WORDS_AT_ONCE):
            part = slice(start, min(start + WORDS_AT_ONCE, len(self.begins)))
            result[part] = self._keys(self.begins[part], self.ends[part], self.parts[part])
        return result

    def _keys(self, begins: Array, ends: Array, parts: Array) -> Array:
        lengths = ends - begins
        firsts = np.cumsum(lengths) - lengths
        at = np.arange(lengths.sum()) + (begins - firsts).repeat(lengths)
        place = at - (begins - parts).repeat(lengths)
        value = self.points.take(at) * FACTORS.take(place, mode="clip")
        result: Array = np.add.reduceat(value, firsts, dtype=np.uint32) + parts * SIGN
        return result

    def lines(self) -> list[list[str]]:
        """The words of each line."""
        text = self.points.astype("<u4").tobytes().decode("utf-32-le")
        places = zip(self.begins.tolist(), self.ends.tolist(), self.parts.tolist(), strict=True)
        words = [PART * part + text[begin:end] for begin, end, part in places]
        return [words[start:end] for start, end in pairwise(self.bounds.tolist())]


def bounds_of(points: Array, begins: Array) -> Array:
    """Which word, by the places where they begin, is the first of each line; lines end with a line break."""
    return np.append(0, begins.searchsorted(np.flatnonzero(points == LINE)))


def runs_of(points: Array, inside: Array) -> Runs:
    """The words that these characters, flags each, are inside of."""
    begins, ends = np.flatnonzero(first_of(inside)), np.flatnonzero(last_of(inside)) + 1
    return Runs(points, begins, ends, bounds_of(points, begins), np.zeros(len(begins), np.uint32))


def first_of(flags: Array) -> Array:
    """Flags of those before which no other is.

    >>> first_of(np.array([True, True, False, True])).tolist()
    [True, False, False, True]
    """
    result = flags.copy()
    result[1:] &= ~flags[:-1]
    return result


def last_of(flags: Array) -> Array:
    """Flags of those after which no other is."""
    result = flags.copy()
    result[:-1] &= ~flags[1:]
    return result


def names_in(steps: Sequence[str]) -> Runs:
    """The names of each `tag.class#id` with digits masked, the tag with a sign before it, and the parts of the names.

    >>> names_in(["div.entry-content#postBody-12", "p"]).lines()
    [['<div', 'entry-content', '.entry', '.content', 'postbody-0', '.post', '.body'], ['<p']]
    """
    text = "\0".join(steps).replace(TAG, "?").replace("\n", ".").replace("\0", "\n" + TAG)
    letters = np.frombuffer(f"{TAG}{text}\n".encode("ascii", "replace"), np.uint8)
    number = KINDS.take(letters) == NUMBER
    letters = letters[first_of(number) | ~number]
    kinds, masked = KINDS.take(letters), MASK.take(letters)
    inside, capital = kinds != PARTING, kinds == CAPITAL
    letter = capital | (kinds == SMALL)
    last = last_of(letter)
    last[:-1] |= letter[:-1] & capital[1:]
    begins, ends = np.flatnonzero(first_of(inside)), np.flatnonzero(last_of(inside)) + 1
    starts, stops = np.flatnonzero(first_of(letter) | capital), np.flatnonzero(last) + 1
    named = masked.take(begins.take(begins.searchsorted(starts, "right") - 1)) != ord(TAG)
    begins = np.append(begins, starts[named])
    order = np.argsort(begins, kind="stable")
    parts = order >= len(ends)
    begins, ends = begins.take(order), np.append(ends, stops[named]).take(order)
    return Runs(masked, begins, ends, bounds_of(masked, begins), parts.astype(np.uint32))


def words_of(texts: Sequence[str]) -> Runs:
    """The words of each line, in lower case.

    >>> words_of(["Read more: tea", ""]).lines()
    [['read', 'more', 'tea'], []]
    """
    points = points_of(["\n".join([text.replace("\n", " ") for text in texts]).lower()])
    return runs_of(points, (kinds_of(points) & (LETTER | DIGIT)) > 0)


@dataclass(frozen=True, slots=True)
class Table:
    """The weights of words by their numbers, which are in order."""

    keys: Array
    weights: Array

    @classmethod
    def of(cls, weights: Mapping[str, int]) -> Table:
        """Of words without line breaks."""
        points = points_of([*weights])
        keys = runs_of(points, points != LINE).keys[:-1]
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], np.fromiter(weights.values(), np.int64, len(weights))[order])

    def weights_of(self, keys: Array) -> Array:
        """The weight of each, 0 for one that is not known."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        at = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        result: Array = self.weights.take(at) * (self.keys.take(at) == keys)
        return result


def reduced(how: np.ufunc, values: Array, bounds: Array, empty: int) -> Array:
    """Runs of values made one each, `empty` for those of none; `values`: figures x values, and one more that is in no
    run.

    >>> reduced(np.add, np.array([[3, -1, 5, 0]]), np.array([0, 2, 2, 3]), 0).tolist()
    [[2, 0, 5]]
    """
    return np.where(bounds[1:] > bounds[:-1], how.reduceat(values, bounds, axis=1)[:, :-1], empty)


@dataclass(frozen=True)
class Lexicon:
    """Log odds in `UNITS`: of parts of class names and ids, and of words of short lines. Positive: the article's.

    `seen` keeps the figures of steps from page to page; they depend on nothing but the step.
    """

    names: Mapping[str, int]
    words: Mapping[str, int]
    seen: dict[str, list[float]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def name_table(self) -> Table:
        """Names by their numbers."""
        return Table.of(self.names)

    @cached_property
    def word_table(self) -> Table:
        """Words by their numbers."""
        return Table.of(self.words)

    def of_steps(self, steps: Sequence[str]) -> Array:
        """For each `tag.class#id` the mean, lowest and highest weight of what is known of it, zeros where nothing is:
        3 x steps.
        """
        if len(self.seen) > MOST_SEEN:
            object.__setattr__(self, "seen", {})  # not cleared: other threads may be reading it
        seen = self.seen
        rows = [seen.get(step) for step in steps]
        fresh = [step for step, row in zip(steps, rows, strict=True) if row is None]
        found = dict(zip(fresh, self.weighed(fresh).T.tolist(), strict=True)) if fresh else {}
        figures = chain.from_iterable([row or found[step] for step, row in zip(steps, rows, strict=True)])
        result: Array = np.fromiter(figures, np.float64, 3 * len(steps)).reshape(-1, 3).T
        for step, row in found.items():
            if len(step) <= SEEN_CHARACTERS:
                seen[step] = row
        return result

    def weighed(self, steps: Sequence[str]) -> Array:
        """What `of_steps` says, looked up."""
        runs = names_in(steps)
        weights = self.name_table.weights_of(runs.keys)
        told = weights != 0
        count, total = reduced(np.add, np.array((told, weights)), runs.bounds, 0)
        ends = reduced(np.minimum, np.where(told, (weights, -weights), FAR), runs.bounds, FAR)
        lowest, highest = np.where(count > 0, ends, 0)
        return np.array((total / np.maximum(count, 1), lowest, -highest))

    def of_words(self, runs: Runs) -> Array:
        """The mean and lowest weight of each short line's words, an unknown one counting nothing: 2 x lines."""
        weights, counts = self.word_table.weights_of(runs.keys)[None], np.diff(runs.bounds)
        total, lowest = (reduced(how, weights, runs.bounds, 0)[0] for how in (np.add, np.minimum))
        short = counts <= MAX_WORDS
        return np.array((total * short / np.maximum(counts, 1), lowest * short))
