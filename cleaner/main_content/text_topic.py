"""Lines of text → how each line's words are spread over the page: shared with the article, alone, or everywhere.

A word is a number here (a hash of its folded letters), so that a page is counted in numpy. Scripts without spaces
between words are cut into pairs of characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from cleaner.main_content.text_shape import (
    DIGIT,
    FIRST_PLANE,
    LETTER,
    UNSPACED,
    Array,
    kinds_of,
    pieces,
    points_of,
)

# Shorter words are mostly grammar, in every script with spaces.
CONTENT_LETTERS = 4
# A word's last or next use counts as near within so many lines.
NEAR_LINES = 10
# The words that stand in most lines of prose are grammar; so many of them are taken.
COMMON_WORDS = 40
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0x100000001B3)


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares from 0 to 1 of each line's content words: standing in the body run outside the line, in the lede, near
    before and near after the line, nowhere else; and of all its words, those that are grammar.
    """

    in_run: Array
    in_lede: Array
    near_before: Array
    near_after: Array
    alone: Array
    grammar: Array
    common: Array


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a page as numbers: which word, in which line, whether long enough to carry a topic."""

    word: Array
    line: Array
    content: Array
    lines: int


@cache
def folded() -> Array:
    """For each code point of the first plane its lower-case form."""
    table = np.arange(FIRST_PLANE + 1, dtype=np.uint64)
    for point in range(FIRST_PLANE):
        lower = chr(point).lower()
        if len(lower) == 1:
            table[point] = ord(lower)
    return table


def tokens_of(lines: Sequence[str]) -> Tokens:
    """The words of each line."""
    words, places, contents = [], [], []
    for start, end in pieces(lines):
        word, line, content = piece_tokens(lines[start:end])
        words.append(word)
        places.append(line + start)
        contents.append(content)
    return Tokens(np.concatenate(words), np.concatenate(places), np.concatenate(contents), len(lines))


def piece_tokens(lines: Sequence[str]) -> tuple[Array, Array, Array]:
    """The words of lines few enough to be looked at in one array of characters."""
    points = points_of(lines)
    kinds = kinds_of(points)
    small = folded()[np.minimum(points, FIRST_PLANE)]
    mixed = (small + np.uint64(1)) * MULTIPLIER
    inside = ((kinds & (LETTER | DIGIT)) > 0) & ((kinds & UNSPACED) == 0)
    begins = inside & ~np.concatenate(([False], inside[:-1]))
    lengths = np.fromiter((len(line) + 1 for line in lines), np.int64, len(lines))
    line_of = np.repeat(np.arange(len(lines)), lengths)
    start = np.flatnonzero(begins)
    spaced, size = hashed(mixed, inside, start)
    pair = ((kinds[:-1] & kinds[1:] & UNSPACED) > 0).nonzero()[0]
    paired = mixed[pair] * STEP + mixed[pair + 1]
    word = np.concatenate((spaced, paired))
    line = np.concatenate((line_of[start], line_of[pair]))
    content = np.concatenate((size >= CONTENT_LETTERS, np.ones(len(pair), np.bool_)))
    return word, line, content


def hashed(mixed: Array, inside: Array, start: Array) -> tuple[Array, Array]:
    """A number for each word that begins at `start`, and its length: a polynomial over its letters."""
    if not len(start):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    number = np.cumsum(np.bincount(start, minlength=len(inside)))[inside] - 1
    place = np.flatnonzero(inside) - start[number]
    powers = np.cumprod(np.full(int(place.max()) + 1, STEP, np.uint64))
    values = mixed[inside] * powers[place]
    first = np.flatnonzero(place == 0)
    return np.add.reduceat(values, first), np.bincount(number)


@lru_cache(maxsize=64)
def hashes_of(words: frozenset[str]) -> Array:
    """The numbers of a list of words."""
    result: Array = np.unique(tokens_of(sorted(words) or [""]).word)
    return result


def spread_of(tokens: Tokens, run: tuple[int, int], prose: Array, stop_words: Array) -> Spread:
    """How the words of each line are spread. `prose` flags the lines that read as sentences, `run` is the body run."""
    ids, token = np.unique(tokens.word, return_inverse=True)
    in_run = (tokens.line >= run[0]) & (tokens.line < run[1]) & prose[tokens.line]
    lede = np.flatnonzero(prose[run[0] : run[1]])[:3] + run[0]
    in_lede = np.isin(tokens.line, lede)
    own, gap_before, gap_after = uses(token, tokens.line, tokens.lines)
    rarity = np.log1p(tokens.lines / np.bincount(token, minlength=len(ids)).clip(1))[token] * tokens.content
    total = np.bincount(tokens.line, rarity, tokens.lines).clip(1e-6)

    def share(flags: Array) -> Array:
        result: Array = (np.bincount(tokens.line, rarity * flags, tokens.lines) / total).astype(np.float32)
        return result

    run_count = np.bincount(token, in_run, len(ids))[token] - own * in_run
    lede_count = np.bincount(token, in_lede, len(ids))[token] - own * in_lede
    count = np.bincount(tokens.line, minlength=tokens.lines).clip(1)
    grammar = np.isin(ids, stop_words)[token]
    frequent = common_words(token, prose[tokens.line], len(ids))[token]
    return Spread(
        in_run=share(run_count > 0),
        in_lede=share(lede_count > 0),
        near_before=share(gap_before <= NEAR_LINES),
        near_after=share(gap_after <= NEAR_LINES),
        alone=share(np.isinf(gap_before) & np.isinf(gap_after)),
        grammar=(np.bincount(tokens.line, grammar, tokens.lines) / count).astype(np.float32),
        common=(np.bincount(tokens.line, frequent, tokens.lines) / count).astype(np.float32),
    )


def uses(token: Array, line: Array, lines: int) -> tuple[Array, Array, Array]:
    """For each word of a line: its uses in the line, the lines since its last use and until its next elsewhere."""
    if not len(token):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    key = token.astype(np.int64) * lines + line
    order = np.argsort(key, kind="stable")
    key = key[order]
    # One group for all uses of a word in a line.
    fresh = np.concatenate(([True], key[1:] != key[:-1]))
    group = np.empty(len(key), np.int64)
    group[order] = np.cumsum(fresh) - 1
    words, places = np.divmod(key[fresh], lines)
    step = np.where(words[1:] == words[:-1], places[1:] - places[:-1], np.inf)
    before, after = np.concatenate(([np.inf], step)), np.concatenate((step, [np.inf]))
    return np.bincount(group)[group], before[group], after[group]


def common_words(token: Array, prose: Array, size: int) -> Array:
    """Which words are the page's most frequent in prose: a stand-in for stop words in a language without a pack."""
    counts = np.bincount(token, prose, size)
    flags = np.zeros(size, np.bool_)
    top = np.argsort(-counts, kind="stable")[:COMMON_WORDS]
    flags[top[counts[top] > 1]] = True
    return flags
