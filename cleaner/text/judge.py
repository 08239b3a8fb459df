"""Lines or sentences → how likely each is residue by its words alone: a prompt, a credit, a promotion, not the article.

A linear model over hashed words, pairs of words, runs of four characters, and shapes. It sees one line at a time and no
page: what stands around a line is asked elsewhere. The weights are whole numbers of eight bits, made by
`training/judge_train.py`; nothing is looked up in a list of words, so every language is judged, those best that the
weights were learned from.

Source: feature hashing after Weinberger et al. (2009); words and character runs as in fastText (Joulin et al. 2016).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from cleaner import kernels
from cleaner.text.columns import (
    DIGIT,
    FIRST_PLANE,
    LETTER,
    SPACE,
    UNSPACED,
    UNSTOPPED_SENTENCE_WORDS,
    Array,
    Piece,
    Shape,
    measured,
    piece_of,
    pieces,
    within_words,
)
from cleaner.text.tokens import MULTIPLIER, STEP, folded, mixed_of, sums_of
from cleaner.text.words import UNSPACED_WORD

WEIGHTS = "judge.npz"
# Words, pairs and runs of characters share so many weights; shapes have their own behind them.
BITS = 18
TEXTUAL = 1 << BITS
# A line is read at its two ends: what residue says, it says there.
HEAD_CHARS, TAIL_CHARS = 240, 160
RUN = 4
# Marks that tell a word by itself, a word that begins or ends the line, a pair and a run of characters apart.
MARKS = np.arange(7, 17, 2, dtype=np.uint64) * MULTIPLIER
WORD, FIRST, LAST, PAIR, CHARACTERS = MARKS
# The sum over a line's textual features is divided by the root of their number, and multiplied by this.
TEXTUAL_SCALE = 4.0
SIZES = np.array([1, 2, 3, 4, 6, 9, 13, 19, 31, 61])
SHARES = np.array([0.001, 0.2, 0.4, 0.6, 0.8, 0.999])
# Sizes from which lines are all alike where their capitals count, no mere labels, and sentences.
SHORT, SOME, LONG = 7, 4, 5
EDGES = (SIZES.astype(np.float64), SHARES)
LIMITS = np.array([UNSPACED_WORD, UNSTOPPED_SENTENCE_WORDS, SHORT, SOME, LONG])
ADDRESS = re.compile(r"https?:|www\.|\w\.(?:com|org|net|co|info|tv|ly)\b|\w/\w+/")
MAIL = re.compile(r"[\w.]@\w")
HANDLE = re.compile(r"(?<!\w)@\w")
NUMBERED = re.compile(r"\d{5,}")
BOXED = re.compile(r"[(\[{].*[)\]}]\W?\Z", re.S)
SIGNS = re.compile(r"[©®™#*•|»›→►▶~_=<>{}\\]")
FLAGS: tuple[re.Pattern[str], ...] = (ADDRESS, MAIL, HANDLE, NUMBERED, SIGNS)
# Without one of these a line holds no address; a search for it alone takes several times as long.
ADDRESS_SIGNS = re.compile(r"[/:]|www|\.[cnoilt]")
FLAG_NAMES = ("an address", "an e-mail address", "a handle", "a long number", "a sign")
# A word is named as a reason if it adds so much, in log odds.
MUCH = 0.15
MOST_WORDS = 4
# Shorter words are mostly grammar.
LETTERS = 4
SPELLED = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights: whole numbers, the value of one of their steps, and what an empty line scores (log odds)."""

    weights: Array
    step: float
    bias: float

    def odds(self, lines: Sequence[str]) -> Array:
        """For each line the log odds that it is residue."""
        parts = [self._odds(lines[start:end]) for start, end in pieces(lines)] if lines else []
        result: Array = np.concatenate(parts) if parts else np.zeros(0)
        return result

    def words(self, words: Sequence[str]) -> Array:
        """What each word adds to the odds of a line by itself."""
        piece = piece_of(words)
        parts = words_of(piece, mixed_of(piece))[:2] if words else ()
        if not parts:
            return np.zeros(len(words))
        result: Array = np.bincount(parts[1], self.weights[places_of(parts[0])], len(words)) * self.step
        return result

    def _odds(self, lines: Sequence[str]) -> Array:
        if kernels.COMPILED:
            textual, shaped = self._summed(lines)
        else:
            found = features_of(lines)
            textual = np.bincount(found.line, self.weights[found.feature], len(lines)) * found.scale
            shaped = self.weights[TEXTUAL:][found.shapes].sum(axis=0, dtype=np.float64)
        result: Array = (textual + shaped) * self.step + self.bias
        return result

    def _summed(self, lines: Sequence[str]) -> tuple[Array, Array]:
        """What the textual features and the shapes of each line add together; the features themselves stay unmade."""
        ends = ends_of(lines)
        piece = piece_of(ends)
        total, size, may = kernels.judged(piece, (folded(), hints(), self.weights, MARKS), BITS)
        held = np.stack([boxed_of(ends, may), *(flags_of(flag, ends, may) for flag in FLAGS)], axis=1, dtype=np.uint8)
        shaped = kernels.judged_shapes(piece, held, EDGES, LIMITS, self.weights[TEXTUAL:])
        return total * scale_of(size), shaped


@dataclass(frozen=True, slots=True)
class Features:
    """The features of some lines. `feature` and `line`: the textual ones, one each; `scale`: what each line's are
    multiplied by; `shapes`: kinds x lines, the number of the line's shape of each kind.
    """

    feature: Array
    line: Array
    scale: Array
    shapes: Array


def features_of(lines: Sequence[str]) -> Features:
    """The features of lines few enough to be looked at in one array of characters."""
    ends = ends_of(lines)
    piece = piece_of(ends)
    mixed = mixed_of(piece)
    digit = (piece.kinds & DIGIT) > 0
    mixed = np.where(digit, MULTIPLIER, np.where((piece.kinds & SPACE) > 0, np.uint64(0), mixed))
    parts = (*words_of(piece, mixed), *runs_of(piece, mixed))
    feature = np.concatenate(parts[::2])
    line = np.concatenate(parts[1::2])
    size = np.bincount(line, minlength=len(lines))
    return Features(
        places_of(feature),
        line,
        scale_of(size),
        shapes_of(measured(piece), piece, ends),
    )


def ends_of(lines: Sequence[str]) -> list[str]:
    """What is read of each line."""
    return [
        line if len(line) <= HEAD_CHARS + TAIL_CHARS else f"{line[:HEAD_CHARS]} {line[-TAIL_CHARS:]}" for line in lines
    ]


def scale_of(size: Array) -> Array:
    """What the sum over so many textual features is multiplied by."""
    result: Array = TEXTUAL_SCALE / np.sqrt(np.maximum(size, 1))
    return result


def places_of(features: Array) -> Array:
    """Which weight each feature has."""
    result: Array = (features * MULTIPLIER >> np.uint64(64 - BITS)).astype(np.intp)
    return result


def words_of(piece: Piece, mixed: Array) -> tuple[Array, ...]:
    """The words of each line, its first, its last, and pairs of words in a row; with each the number of its line."""
    inside = within_words(piece.kinds)
    edge = np.flatnonzero(np.diff(inside.view(np.int8), prepend=np.int8(0)))
    start, end = edge[::2], edge[1::2]
    sums, down = sums_of(mixed)
    word = (sums[end] - sums[start]) * down[start]
    unspaced = (piece.kinds & UNSPACED) > 0
    if unspaced.any():
        two = np.flatnonzero(unspaced[:-1] & unspaced[1:])
        start = np.concatenate((start, two))
        order = np.argsort(start, kind="stable")
        start = start[order]
        word = np.concatenate((word, mixed[two] * np.uint64(STEP) + mixed[two + 1]))[order]
    line = np.searchsorted(piece.starts, start, side="right") - 1
    if not len(line):
        return ()
    same = line[1:] == line[:-1]
    first, last = np.concatenate(([True], ~same)), np.concatenate((~same, [True]))
    pair = ((word[:-1] * np.uint64(STEP) + word[1:]) ^ PAIR)[same]
    return word ^ WORD, line, word[first] ^ FIRST, line[first], word[last] ^ LAST, line[last], pair, line[1:][same]


def runs_of(piece: Piece, mixed: Array) -> tuple[Array, Array]:
    """Each run of four characters within a line that holds a letter, a digit or a sign; digits are all alike."""
    if len(mixed) < RUN:
        return np.zeros(0, np.uint64), np.zeros(0, np.intp)
    count = len(mixed) - RUN + 1
    run = np.zeros(count, np.uint64)
    for place in range(RUN):
        run = run * np.uint64(STEP) + mixed[place : place + count]
    line = np.repeat(np.arange(len(piece.starts)), piece.lengths)
    within = line[:count] == line[RUN - 1 :]
    return (run ^ CHARACTERS)[within], line[:count][within]


def shapes_of(shape: Shape, piece: Piece, ends: Sequence[str]) -> Array:
    """Kinds x lines: for each kind of shape the number of the line's, all kinds in one range of numbers."""
    size = np.searchsorted(SIZES, np.maximum(shape.words, 0), side="right")
    stopped = shape.stopped.astype(np.intp)
    words = len(SIZES) + 1
    capitals = np.searchsorted(SHARES, shape.capitalised, side="right")
    shares = len(SHARES) + 1
    flags = np.array([flags_of(flag, ends) for flag in FLAGS], np.intp)
    boxed = boxed_of(ends).astype(np.intp)
    first = kind_of(piece.kinds[piece.starts])
    last = kind_of(piece.kinds[np.maximum(piece.starts + piece.lengths - 2, piece.starts)])
    short = np.minimum(size, SHORT)
    kinds: tuple[tuple[Array, int], ...] = (
        (size * 2 + stopped, 2 * words),
        (short * shares + capitals, (SHORT + 1) * shares),
        (np.searchsorted(SHARES, shape.upper, side="right") * 2 + (short >= SOME), 2 * shares),
        (np.searchsorted(SHARES, shape.digits, side="right") * 2 + (short >= SOME), 2 * shares),
        (shape.colon.astype(np.intp) * 2 + shape.trails, 4),
        (first * 2 + stopped, 10),
        (last * 2 + (short >= SOME), 10),
        (np.minimum(shape.separators, 3).astype(np.intp), 4),
        (np.minimum(shape.quotes, 3).astype(np.intp) * 2 + stopped, 8),
        (np.minimum(shape.sentences, 4).astype(np.intp), 5),
        (boxed * 2 + stopped, 4),
        *((flag * 2 + (short >= LONG), 4) for flag in flags),
    )
    offsets = np.cumsum([0, *(count for _, count in kinds)])
    return np.stack([values.astype(np.intp) + offset for (values, _), offset in zip(kinds, offsets, strict=False)])


def boxed_of(lines: Sequence[str], may: Array | None = None) -> Array:
    """Which of the lines stand in brackets. `may`: what each line may hold, as flags of `MAY_HOLD`, where known."""
    result = np.zeros(len(lines), np.bool_)
    for at in range(len(lines)) if may is None else np.flatnonzero(may & MAY_HOLD[BOXED]).tolist():
        line = lines[at]
        result[at] = line != "" and line[0] in "([{" and BOXED.match(line) is not None
    return result


def flags_of(flag: re.Pattern[str], lines: Sequence[str], may: Array | None = None) -> Array:
    """Which of the lines hold what the pattern finds; it is asked only about those that may."""
    if may is not None and flag is SIGNS:
        return (may & MAY_HOLD[SIGNS]) > 0  # one sign is all that it asks for
    result = np.zeros(len(lines), np.bool_)
    for at in range(len(lines)) if may is None else np.flatnonzero(may & MAY_HOLD[flag]).tolist():
        line = lines[at]
        if flag in (MAIL, HANDLE) and "@" not in line:
            continue
        result[at] = not (flag is ADDRESS and ADDRESS_SIGNS.search(line) is None) and flag.search(line) is not None
    return result


# What a compiled kernel sees a line to hold while it passes over its characters, in the order of its flags.
MAY_HOLD = {MAIL: 1, HANDLE: 1, ADDRESS: 2, SIGNS: 4, NUMBERED: 8, BOXED: 16}


@cache
def hints() -> Array:
    """For each code point of the first plane, and one past it for all others, what it may be a part of."""
    table = np.zeros(FIRST_PLANE + 1, np.uint8)
    signs = "".join(chr(point) for point in range(FIRST_PLANE) if SIGNS.match(chr(point)))
    for flag, characters in enumerate(("@", "/:", signs, ".", "w", "cnoilt")):
        table[[ord(character) for character in characters]] |= 1 << flag
    return table


def kind_of(kinds: Array) -> Array:
    """Letters without case or small, capitals, digits, blanks and nothing, signs: as numbers from 0 to 4."""
    letter, digit = (kinds & LETTER) > 0, (kinds & DIGIT) > 0
    upper = letter & ((kinds & 2) > 0)
    result: Array = np.select([upper, letter, digit, (kinds & SPACE) > 0], [1, 0, 2, 3], 4)
    return result


@cache
def judge_of(file: Path | None = None) -> Judge:
    """The judge of a file, or the one that comes with the program."""
    return loaded((file or Path(__file__).parent / WEIGHTS).read_bytes())


def loaded(data: bytes) -> Judge:
    """A judge from the bytes of its file."""
    with np.load(io.BytesIO(data)) as stored:
        return Judge(stored["weights"].astype(np.int32), float(stored["step"]), float(stored["bias"]))


def saved(judge: Judge) -> bytes:
    """The bytes of a judge's file; the same judge gives the same bytes."""
    file = io.BytesIO()
    np.savez_compressed(
        file, weights=judge.weights.astype(np.int8), step=np.float64(judge.step), bias=np.float64(judge.bias)
    )
    return file.getvalue()


class Recent:
    """The odds of lines that were judged lately: a document's lines are asked about several times. A full store is
    replaced, never cleared, so that another thread reads on in the old one."""

    MOST = 4096

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.known: dict[str, float] = {}

    def odds(self, lines: Sequence[str]) -> Array:
        """For each line the log odds that it is residue."""
        known = self.known
        missing = [line for line in dict.fromkeys(lines) if line not in known]
        if missing:
            if len(known) > self.MOST:
                known = self.known = {line: known[line] for line in lines if line in known}
            known.update(zip(missing, self.judge.odds(missing).tolist(), strict=True))
        return np.fromiter([known[line] for line in lines], np.float64, len(lines))


@cache
def recent(file: Path | None = None) -> Recent:
    """The lines that the judge of a file, or the shipped one, has judged lately."""
    return Recent(judge_of(file))


def residue_odds(lines: Sequence[str], file: Path | None = None) -> Array:
    """For each line or sentence the log odds that it is residue, by its words alone. `file`: of another judge.

    >>> odds = residue_odds(["Sign up for our newsletter.", "The river rose two metres overnight, officials said."])
    >>> bool(odds[0] > 0 > odds[1])
    True
    """
    return recent(file).odds(lines)


def reasons(line: str) -> str:
    """What speaks most for a line's being residue, in words; empty where no word of it does.

    >>> reasons("Sign up for our newsletter.")
    'worded like: newsletter, sign'
    """
    said = telling(line)
    return f"worded like: {', '.join(said)}" if said else ""


def telling(line: str) -> list[str]:
    """The words, and then the signs, that add most to the odds of a line, the strongest first."""
    judge = judge_of()
    found = list(dict.fromkeys(word.casefold() for word in SPELLED.findall(line[:HEAD_CHARS]) if len(word) >= LETTERS))
    added = judge.words(found)
    order = np.argsort(-added, kind="stable")
    return [found[at] for at in order.tolist() if added[at] > MUCH][:MOST_WORDS] or flagged(line)


def flagged(line: str) -> list[str]:
    """What signs a line holds that residue often has."""
    return [name for name, flag in zip(FLAG_NAMES, FLAGS, strict=True) if flag.search(line)]
