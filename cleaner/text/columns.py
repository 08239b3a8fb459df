"""Lines of text → their shape as numbers: words, sentence ends, capitals, digits, of any script, counted in numpy."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner import kernels
from cleaner.text.sentences import SENTENCE_ENDS
from cleaner.text.words import UNSPACED_RANGES, UNSPACED_WORD

Array = NDArray[Any]

LETTER, UPPER, DIGIT, SPACE, SENTENCE, COMMA, QUOTE, CLOSER, UNSPACED, JOINER, SEPARATOR, UNSTOPPED, COLON = (
    1 << bit for bit in range(13)
)

COMMAS = ",،、，;؛；፣་"
QUOTES = '"“”„‟«»‹›「」『』〝〞＂'
CLOSERS = "\"'“”’»›)]}」』）】〉》*_"
APOSTROPHES = "'’ʼ"
SEPARATORS = "|•·›»/>→←▶►★☆▼▲+–—―◆■●©®#@"
COLONS = ":："

# Thai and Lao end a sentence with a space, not with a mark.
UNSTOPPED_RANGE = (0x0E00, 0x0EFF)
# Beyond the first plane: han extensions are letters without spaces, the rest (mostly emoji) is nothing.
HAN_EXTENSIONS = UNSPACED_RANGES[-1]
FIRST_PLANE = 0x10000

# A line of Thai this long is taken for a sentence.
UNSTOPPED_SENTENCE_WORDS = 12
CHUNK_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Array of each line, as columns. `words` counts two characters as one word where words have no spaces.

    `capitalised`, `upper`, `digits` and `unspaced` are shares from 0 to 1; `stopped`: ends as a sentence does;
    `trails`: ends in two dots or more.
    """

    words: Array
    characters: Array
    stopped: Array
    trails: Array
    starts_low: Array
    colon: Array
    capitalised: Array
    upper: Array
    digits: Array
    commas: Array
    quotes: Array
    sentences: Array
    separators: Array
    unspaced: Array


@cache
def classes() -> Array:
    """For each code point of the first plane, and one past it for all others, what kind of character it is."""
    table = np.zeros(FIRST_PLANE + 2, np.uint16)
    for point in range(FIRST_PLANE):
        table[point] = KINDS.get(unicodedata.category(chr(point)), 0)
    named = (
        (SENTENCE_ENDS, SENTENCE),
        (COMMAS, COMMA),
        (QUOTES, QUOTE),
        (CLOSERS, CLOSER),
        (APOSTROPHES, JOINER),
        (SEPARATORS, SEPARATOR),
        (COLONS, COLON),
    )
    for characters, flag in named:
        for character in characters:
            table[ord(character)] |= flag
    for first, last in UNSPACED_RANGES[:-1]:
        letters = (table[first : last + 1] & LETTER) > 0
        table[first : last + 1][letters] |= UNSPACED
    first, last = UNSTOPPED_RANGE
    table[first : last + 1] |= UNSTOPPED
    table[FIRST_PLANE + 1] = LETTER | UNSPACED
    return table


KINDS = {
    "Lu": LETTER | UPPER,
    "Lt": LETTER | UPPER,
    "Ll": LETTER,
    "Lm": LETTER,
    "Lo": LETTER,
    "Mn": LETTER,
    "Mc": LETTER,
    "Nd": DIGIT,
    "Nl": DIGIT,
    "No": DIGIT,
    "Zs": SPACE,
    "Cc": SPACE,
}


def pieces(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of lines of about a million characters each, so that memory stays bounded; at least one."""
    start, size = 0, 0
    for index, line in enumerate(lines):
        size += len(line)
        if size >= CHUNK_CHARACTERS:
            yield start, index + 1
            start, size = index + 1, 0
    if start < len(lines) or not lines:
        yield start, len(lines)


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters of some lines in one array, each line with one more for its end: code points, what kind each is
    as flags, and where each line starts and how long it is.
    """

    points: Array
    kinds: Array
    starts: Array
    lengths: Array


def piece_of(lines: Sequence[str]) -> Piece:
    """The characters of lines few enough to be looked at in one array."""
    points = points_of(lines)
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    return Piece(points, kinds_of(points), np.cumsum(lengths) - lengths, lengths)


def points_of(lines: Sequence[str]) -> Array:
    """The code points of all lines, each line with one more for its end."""
    return np.frombuffer(("\n".join(lines) + "\n").encode("utf-32-le", "replace"), np.uint32)


def kinds_of(points: Array) -> Array:
    """What kind of character each code point is, as flags."""
    if points.max(initial=0) >= FIRST_PLANE:
        beyond = np.where((points >= HAN_EXTENSIONS[0]) & (points <= HAN_EXTENSIONS[1]), FIRST_PLANE + 1, FIRST_PLANE)
        points = np.where(points < FIRST_PLANE, points, beyond)
    result: Array = classes().take(points)
    return result


def shape_of(lines: Sequence[str]) -> Shape:
    """The shape of each line."""
    return joined([measured(piece_of(lines[start:end])) for start, end in pieces(lines)])


def joined(parts: Sequence[Shape]) -> Shape:
    """The shapes of the pieces of a text as one."""
    if len(parts) == 1:
        return parts[0]
    return Shape(*(np.concatenate([getattr(part, name) for part in parts]) for name in Shape.__slots__))


def measured(piece: Piece) -> Shape:
    """Sums over the characters of each line, put in proportion."""
    table = (kernels.counts if kernels.COMPILED else counted)(piece)
    ending, first, trails, spaced_dots = table[-4:]
    begins, capitals, upper, unspaced, letter, digits, commas, quotes, sentences, separators = table[:-4].astype(
        np.float32
    )
    letters = np.maximum(letter, 1)
    words = begins + unspaced / UNSPACED_WORD
    characters = (piece.lengths - 1).astype(np.float32)
    unstopped = ((ending & UNSTOPPED) > 0) & (words >= UNSTOPPED_SENTENCE_WORDS)
    return Shape(
        words=words,
        characters=characters,
        stopped=(((ending & SENTENCE) > 0) & (spaced_dots == 0)) | unstopped,
        trails=trails > 0,
        starts_low=(first & (LETTER | UPPER | UNSPACED)) == LETTER,
        colon=(ending & COLON) > 0,
        capitalised=capitals / np.maximum(begins, 1),
        upper=upper / letters,
        digits=digits / np.maximum(characters, 1),
        commas=commas,
        quotes=quotes,
        sentences=sentences,
        separators=separators,
        unspaced=unspaced / letters,
    )


def counted(piece: Piece) -> Array:
    """Rows x lines: how many characters of each line are of a kind, the kinds of its last sign and of its first
    character, and whether it ends in dots, or in dots after a space.
    """
    points, kinds, starts = piece.points, piece.kinds, piece.starts
    if not len(starts):
        return np.zeros((kernels.COUNTS, 0), np.int32)
    begins, upper = word_starts(kinds), (kinds & UPPER) > 0
    flags = (begins, begins & upper, upper, *((kinds & flag) > 0 for flag in (UNSPACED, LETTER, DIGIT, COMMA, QUOTE)),
             sentence_ends(kinds), (kinds & SEPARATOR) > 0)  # fmt: skip
    last, before = last_signs(kinds, starts, piece.lengths)
    return np.array(
        [
            *(np.add.reduceat(flag.view(np.uint8), starts, dtype=np.int32) for flag in flags),
            kinds[last],
            kinds[starts],
            dotted(points, last, starts),
            spaced_dots(points, last, before, starts),
        ],
        np.int32,
    )


def word_starts(kinds: Array) -> Array:
    """Where a word of a spaced script begins; an apostrophe inside a word does not begin another."""
    inside = within_words(kinds)
    result = inside.copy()
    result[1:] &= ~inside[:-1]
    result[2:] &= ~(((kinds[1:-1] & JOINER) > 0) & inside[:-2])
    return result


def within_words(kinds: Array) -> Array:
    """Which characters are letters or digits of a script with spaces between words; UNSPACED outweighs both flags."""
    result: Array = (kinds & (LETTER | DIGIT)) > (kinds & UNSPACED)
    return result


def sentence_ends(kinds: Array) -> Array:
    """Where a sentence ends: its mark, then no letter, digit or second mark."""
    marks = (kinds & SENTENCE) > 0
    at = np.flatnonzero(marks[:-1])
    after = kinds[at + 1]
    result = np.zeros(len(kinds), np.bool_)
    result[at] = (after & (SPACE | CLOSER | UNSPACED)) > 0
    return result


def last_signs(kinds: Array, starts: Array, lengths: Array) -> tuple[Array, Array]:
    """The place of each line's last character that is no space, quote or bracket, and of the one before it."""
    last = np.maximum(starts + lengths - 2, starts)
    for _ in range(4):
        skip = ((kinds[last] & (SPACE | CLOSER)) > 0) & (last > starts)
        last = np.where(skip, last - 1, last)
    return last, np.maximum(last - 1, starts)


def dotted(points: Array, last: Array, starts: Array) -> Array:
    """Whether a line trails off in an ellipsis or two dots."""
    dot, ellipsis = ord("."), ord("…")
    before = np.maximum(last - 1, starts)
    result: Array = (points[last] == ellipsis) | ((points[last] == dot) & (points[before] == dot) & (last > before))
    return result


def spaced_dots(points: Array, last: Array, before: Array, starts: Array) -> Array:
    """Whether dots after a space end the line, as in a headline cut short: "a new way of life and a wo ..".

    French sets a space before "!" and "?": only dots count.
    """
    dot, ellipsis, space = ord("."), ord("…"), ord(" ")
    dots = (points[last] == dot) | (points[last] == ellipsis)
    second = np.where(points[before] == dot, np.maximum(before - 1, starts), before)
    third = np.where(points[second] == dot, np.maximum(second - 1, starts), second)
    result: Array = dots & (points[third] == space)
    return result


def that_hold(lines: Sequence[str], asked: Array, holds: Callable[[str], bool]) -> Array:
    """Which of the lines that are asked about hold something; the question costs more than all that chooses them.

    >>> that_hold(["a", "B", "C"], np.array([True, True, False]), str.isupper).tolist()
    [False, True, False]
    """
    result = np.zeros(len(lines), np.bool_)
    for at in np.flatnonzero(asked).tolist():
        result[at] = holds(lines[at])
    return result


def within(stays: Array) -> Array:
    """Flags of all from the first flag to the last.

    >>> within(np.array([False, True, False, True, False])).tolist()
    [False, True, True, True, False]
    """
    result: Array = np.logical_or.accumulate(stays) & np.logical_or.accumulate(stays[::-1])[::-1]
    return result
