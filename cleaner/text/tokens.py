"""Lines of text → their words, and the lines themselves, as numbers that are equal where they are equal.

A number is a polynomial over folded letters, counted in whole numbers of 64 bits that overflow. Sums over a page's
characters give it for any stretch at once: no word and no line is looked at in Python. Scripts without spaces between
words are cut into pairs of characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from cleaner import kernels
from cleaner.text.columns import DIGIT, FIRST_PLANE, LETTER, UNSPACED, Array, Piece, piece_of, pieces, within_words

# Shorter words are mostly grammar, in every script with spaces.
CONTENT_LETTERS = 4
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
STEP = 0x100000001B3
WRAP = 1 << 64
# Most pages have fewer characters: one table of powers is enough for them.
MOST_PAGES = 1 << 16
# A teaser cut short is recognised by its first letters.
TWIN_LETTERS = 20
# Longer lines are not entries of a list that differ in a number.
LONGEST_FORM = 120


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a page as numbers, in order: which word, in which line, whether long enough to carry a topic."""

    word: Array
    line: Array
    content: Array
    lines: int


@dataclass(frozen=True, slots=True)
class Keys:
    """For each line a number for its letters and digits, for them with each number masked, and for the first of them;
    0 where there are none, or too few.
    """

    exact: Array
    masked: Array
    beginning: Array


@cache
def folded() -> Array:
    """For each code point of the first plane a number for its lower-case form."""
    table = np.arange(FIRST_PLANE + 1, dtype=np.uint64)
    for point in range(FIRST_PLANE):
        lower = chr(point).lower()
        if len(lower) == 1:
            table[point] = ord(lower)
    return (table + np.uint64(1)) * MULTIPLIER


@lru_cache(maxsize=2)
def powers(size: int) -> tuple[Array, Array]:
    """The powers of the step from 0 to `size`, and those of its inverse."""
    inverse = pow(STEP, -1, WRAP)
    found = [np.full(size + 1, base, np.uint64) for base in (STEP, inverse)]
    for each in found:
        each[0] = 1
    up, down = (np.cumprod(each) for each in found)
    return up, down


def sums_of(values: Array) -> tuple[Array, Array]:
    """Sums of the values, each times the power of its place, before each place; and the powers to divide by."""
    up, down = powers(max(1 << len(values).bit_length(), MOST_PAGES))
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * up[: len(values)], out=sums[1:])
    return sums, down


def tokens_of(lines: Sequence[str]) -> Tokens:
    """The words of each line."""
    found = [(words_in(piece_of(lines[start:end])), start) for start, end in pieces(lines)]
    return joined_tokens(found, len(lines))


def words_in(piece: Piece) -> Tokens:
    """The words of lines few enough to be looked at in one array of characters."""
    if not kernels.COMPILED:
        return piece_tokens(piece, mixed_of(piece))
    found = kernels.tokens(piece, folded(), CONTENT_LETTERS)
    return Tokens(*found, len(piece.starts))


def keys_in(piece: Piece) -> Keys:
    """The keys of lines few enough to be looked at in one array of characters."""
    if not kernels.COMPILED:
        return piece_keys(piece, mixed_of(piece))
    return Keys(*kernels.keys(piece, folded(), TWIN_LETTERS, LONGEST_FORM))


def joined_tokens(found: Sequence[tuple[Tokens, int]], lines: int) -> Tokens:
    """The words of the pieces of a text as one, each piece with the number of its first line."""
    if len(found) == 1:
        return found[0][0]
    return Tokens(
        np.concatenate([tokens.word for tokens, _ in found]),
        np.concatenate([tokens.line + start for tokens, start in found]),
        np.concatenate([tokens.content for tokens, _ in found]),
        lines,
    )


def joined_keys(found: Sequence[Keys]) -> Keys:
    """The keys of the pieces of a text as one."""
    return Keys(*(np.concatenate([getattr(keys, name) for keys in found]) for name in Keys.__slots__))


def mixed_of(piece: Piece) -> Array:
    """A number for each character of a piece."""
    points = piece.points
    result: Array = folded()[np.minimum(points, FIRST_PLANE) if points.max(initial=0) > FIRST_PLANE else points]
    return result


def piece_tokens(piece: Piece, mixed: Array) -> Tokens:
    """The words of lines few enough to be looked at in one array of characters; `mixed`: a number for each of these."""
    inside = within_words(piece.kinds)
    # Each line ends with a character that is no letter, so that edges come in pairs.
    edge = np.flatnonzero(np.diff(inside.view(np.int8), prepend=np.int8(0)))
    start, end = edge[::2], edge[1::2]
    sums, down = sums_of(mixed)
    word = (sums[end] - sums[start]) * down[start]
    content = end - start >= CONTENT_LETTERS
    unspaced = (piece.kinds & UNSPACED) > 0
    if unspaced.any():
        pair = np.flatnonzero(unspaced[:-1] & unspaced[1:])
        start = np.concatenate((start, pair))
        order = np.argsort(start, kind="stable")
        start = start[order]
        word = np.concatenate((word, mixed[pair] * np.uint64(STEP) + mixed[pair + 1]))[order]
        content = np.concatenate((content, np.ones(len(pair), np.bool_)))[order]
    line = np.searchsorted(piece.starts, start, side="right") - 1
    return Tokens(word, line, content, len(piece.starts))


def piece_keys(piece: Piece, mixed: Array) -> Keys:
    """The keys of lines few enough to be looked at in one array of characters; `mixed`: a number for each of these."""
    inside = (piece.kinds & (LETTER | DIGIT)) > 0
    at = np.flatnonzero(inside)
    values, digit = mixed[at], (piece.kinds[at] & DIGIT) > 0
    edges = np.searchsorted(at, np.concatenate((piece.starts, [len(inside)])))
    exact, beginning = stretches(values, edges)
    short = piece.lengths <= LONGEST_FORM
    if not digit.any():
        return Keys(exact, exact, beginning)
    again = digit & np.concatenate(([False], digit[:-1]))
    again[edges[:-1][edges[:-1] < len(at)]] = False
    left = np.flatnonzero(~again)
    forms = np.where(digit, MULTIPLIER, values)[left]
    masked, _ = stretches(forms, np.searchsorted(left, edges))
    return Keys(exact, np.where(short, masked, exact), beginning)


def stretches(values: Array, edges: Array) -> tuple[Array, Array]:
    """A number for the values from each edge to the next, and one for the first of them, 0 where there are fewer."""
    sums, down = sums_of(values)
    start, end = edges[:-1], edges[1:]
    begin = np.where(end - start >= TWIN_LETTERS, start + TWIN_LETTERS, start)
    return (sums[end] - sums[start]) * down[start], (sums[begin] - sums[start]) * down[start]


@lru_cache(maxsize=64)
def hashes_of(words: frozenset[str]) -> Array:
    """The numbers of a list of words, sorted."""
    result: Array = np.unique(tokens_of(sorted(words) or [""]).word)
    return result


def found_in(numbers: Array, table: Array) -> tuple[Array, Array]:
    """Which of the numbers stand in a sorted table, and where."""
    if not len(table):
        return np.zeros(len(numbers), np.bool_), np.zeros(len(numbers), np.intp)
    place = np.minimum(np.searchsorted(table, numbers), len(table) - 1)
    return table[place] == numbers, place
