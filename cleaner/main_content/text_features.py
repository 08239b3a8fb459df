"""Shape, evidence and topic of a page's lines → one column of numbers a line, for the scorer.

No row assumes a language: words of a language come in only through the packs' classes and lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner.main_content.text_evidence import CLASSES, COLUMN, Evidence, evidence_of
from cleaner.main_content.text_lexicon import LEAN, NO_WORDS, Lexicon, lean_rows
from cleaner.main_content.text_numbers import (
    Keys,
    Tokens,
    hashes_of,
    joined_keys,
    joined_tokens,
    mixed_of,
    piece_keys,
    piece_tokens,
)
from cleaner.main_content.text_run import LONG_LINE_WORDS, SENTENCE_WORDS, body_run, reach, worth
from cleaner.main_content.text_shape import Array, Shape, joined, measured, piece_of, pieces
from cleaner.main_content.text_topic import Spread, spread_of, uses_of
from cleaner.page import Words

# Groups of classes whose last and next line are asked for.
GROUPS: dict[str, tuple[str, ...]] = {
    "heading": ("related_heading", "tags_heading"),
    "comments": ("comment_prompt", "comment"),
    "prompt": ("share_prompt", "newsletter_prompt", "follow_prompt"),
    "stamp": ("byline", "timestamp"),
    "end": ("end_mark", "legal", "author_bio"),
    "age": ("age",),
    "menu": ("menu", "breadcrumb"),
}
# Rows taken from the lines around, and how far around.
NEIGHBOURS = ("words", "stopped", "capitalised", "against", "prose", "repeats", "in_run_words")
OFFSETS = (-3, -2, -1, 1, 2, 3)
WINDOWED = ("prose", "short", "against", "repeated", "words", "in_run_words", "trails")
WINDOWS = (4, 10, 25)
# Distances count up to this; beyond, far is far.
FAR_LINES = 200.0
# What a neighbour beyond the page's first or last line counts as.
OUTSIDE = -1.0


@dataclass(frozen=True, slots=True)
class Look:
    """A page's lines as the scorer and the gate see them. `table` is rows x lines, `columns` its rows by name; `sums`:
    sums of some rows up to each line.
    """

    shape: Shape
    evidence: Evidence
    run: tuple[int, int]
    columns: dict[str, Array]
    table: Array
    near: Array
    sums: Array
    lean: Array

    def __len__(self) -> int:
        return len(self.shape.words)


def look_at(lines: Sequence[str], words: Words, lexicon: Lexicon = NO_WORDS) -> Look:
    """All rows of a page that need the whole page."""
    shape, tokens, keys = scanned(lines)
    evidence, uses = evidence_of(lines, words, keys, shape.stopped), uses_of(tokens)
    worths = worth(shape, evidence)
    run = body_run(worths)
    prose = shape.stopped & (shape.words >= SENTENCE_WORDS)
    spread = spread_of(uses, run, prose, hashes_of(words.list("stop_words")))
    found = {
        **shape_columns(shape, prose),
        **evidence_columns(evidence),
        **{f"{name}_words": getattr(spread, name) for name in Spread.__slots__},
        **run_columns(worths, run),
        **place_columns(shape, evidence, prose),
    }
    found |= page_columns(found, shape, run)
    table = np.empty((len(found), len(lines)), np.float32)
    for row, column in zip(table, found.values(), strict=True):
        row[:] = column
    columns = dict(zip(found, table, strict=True))
    near = np.stack([columns[name] for name in NEIGHBOURS])
    sums = np.zeros((len(WINDOWED), len(lines) + 1))
    np.cumsum(np.stack([columns[name] for name in WINDOWED]), axis=1, dtype=np.float64, out=sums[:, 1:])
    return Look(shape, evidence, run, columns, table, near, sums, lean_rows(uses, lexicon))


def scanned(lines: Sequence[str]) -> tuple[Shape, Tokens, Keys]:
    """The shape, the words and the key of each line, from one pass over the characters of each piece."""
    shapes, tokens, keys = [], [], []
    for start, end in pieces(lines):
        piece = piece_of(lines[start:end])
        shapes.append(measured(piece))
        mixed = mixed_of(piece)
        tokens.append((piece_tokens(piece, mixed), start))
        keys.append(piece_keys(piece, mixed))
    return joined(shapes), joined_tokens(tokens, len(lines)), joined_keys(keys)


def shape_columns(shape: Shape, prose: Array) -> dict[str, Array]:
    """What the line alone looks like."""
    words = np.maximum(shape.words, 1)
    return {
        "words": np.log1p(shape.words),
        "letters_a_word": shape.characters / words,
        "stopped": shape.stopped,
        "trails": shape.trails,
        "starts_low": shape.starts_low,
        "colon": shape.colon,
        "capitalised": shape.capitalised,
        "upper": shape.upper,
        "digits": shape.digits,
        "commas": shape.commas / words,
        "quotes": np.minimum(shape.quotes, 4),
        "sentences": np.minimum(shape.sentences, 10),
        "separators": np.minimum(shape.separators, 8),
        "unspaced": shape.unspaced,
        "prose": prose,
        "short": ~shape.stopped & (shape.words < LONG_LINE_WORDS),
    }


def evidence_columns(evidence: Evidence) -> dict[str, Array]:
    """What the packs say of the line, and how often it stands in the page."""
    return {
        **{f"is_{name}": column for name, column in zip(CLASSES, evidence.classes.T, strict=True)},
        "classes": evidence.classes.sum(axis=1),
        "against": evidence.boilerplate & ~evidence.protected,
        "repeats": np.log1p(evidence.repeats),
        "repeated": evidence.repeats > 1,
        "masked": np.log1p(evidence.masked),
        "twins": np.minimum(evidence.twins, 3),
        "first": evidence.first,
    }


def run_columns(worths: Array, run: tuple[int, int]) -> dict[str, Array]:
    """Where the line stands to the body run and what lies between."""
    start, end = run
    index = np.arange(len(worths))
    sums = np.concatenate(([0.0], np.cumsum(worths)))
    before, after = np.maximum(start - index, 0), np.maximum(index - end + 1, 0)
    between = np.where(index < start, sums[start] - sums[:-1], np.where(index >= end, sums[1:] - sums[end], 0))
    best = sums[end] - sums[start]
    forward, backward = reach(worths), reach(worths[::-1])[::-1]
    through = forward + backward - worths
    return {
        "run_in": (before == 0) & (after == 0),
        "run_before": np.log1p(np.minimum(before, FAR_LINES)),
        "run_after": np.log1p(np.minimum(after, FAR_LINES)),
        "run_between": between,
        "run_place": np.clip((index - start) / max(end - start, 1), -1, 2),
        "run_forward": np.minimum(forward, 100),
        "run_backward": np.minimum(backward, 100),
        "run_share": through / max(best, 1e-3),
        "run_own": worths,
    }


def place_columns(shape: Shape, evidence: Evidence, prose: Array) -> dict[str, Array]:
    """The line's place in the page, in lines and in prose, and how far the nearest signs are."""
    count = len(shape.words)
    index = np.arange(count)
    mass = np.concatenate(([0.0], np.cumsum(shape.words * prose)))
    total = max(mass[-1], 1.0)
    columns = {
        "place": index / max(count - 1, 1),
        "from_start": np.log1p(np.minimum(index, FAR_LINES)),
        "from_end": np.log1p(np.minimum(count - 1 - index, FAR_LINES)),
        "prose_before": mass[:-1] / total,
        "prose_after": (total - mass[1:]) / total,
    }
    flags = np.stack([evidence.classes[:, group].any(axis=1) for group in GROUP_COLUMNS])
    last = np.maximum.accumulate(np.where(flags, index, -1), axis=1)
    following = np.minimum.accumulate(np.where(flags, index, count)[:, ::-1], axis=1)[:, ::-1]
    since = np.where(last < 0, FAR_LINES, np.minimum(index - last, FAR_LINES))
    until = np.where(following >= count, FAR_LINES, np.minimum(following - index, FAR_LINES))
    prose_since = np.where(last < 0, 1.0, (mass[:-1] - mass[np.maximum(last, 0)]) / total)
    for number, name in enumerate(GROUPS):
        columns[f"since_{name}"] = since[number]
        columns[f"until_{name}"] = until[number]
        columns[f"prose_since_{name}"] = prose_since[number]
    return columns


GROUP_COLUMNS = [[COLUMN[label] for label in labels] for labels in GROUPS.values()]


def page_columns(columns: dict[str, Array], shape: Shape, run: tuple[int, int]) -> dict[str, Any]:
    """What kind of page it is: the same numbers for each line."""
    count = max(len(shape.words), 1)
    start, end = run
    prose, against = columns["prose"], columns["against"]
    length = max(end - start, 1)
    return {
        "page_lines": np.log1p(len(shape.words)),
        "page_prose": prose.sum() / count,
        "page_prose_words": np.log1p((shape.words * prose).sum()),
        "page_against": against.sum() / count,
        "page_repeated": columns["repeated"].sum() / count,
        "page_short": columns["short"].sum() / count,
        "page_run_lines": (end - start) / count,
        "page_run_prose": prose[start:end].sum() / length,
        "page_run_against": against[start:end].sum() / length,
        "page_stamps": sum(int(columns[f"is_{name}"].sum()) for name in ("byline", "timestamp", "age")),
        "page_headings": sum(int(columns[f"is_{name}"].sum()) for name in ("related_heading", "comment_prompt")),
        "page_menu": int(columns["is_menu"].sum()),
        "page_unspaced": columns["unspaced"].sum() / count,
    }


def rows(look: Look, lines: Array) -> Array:
    """Rows x these lines: those of the page, of the neighbours, and means of windows before and after."""
    count = len(look)
    place = lines + np.array(OFFSETS)[:, None]
    around = np.where((place < 0) | (place >= count), OUTSIDE, look.near[:, np.clip(place, 0, count - 1)])
    width = np.array(WINDOWS)[:, None]
    low, high = np.maximum(lines - width, 0), np.minimum(lines + 1 + width, count)
    windows = np.empty((len(WINDOWED), len(WINDOWS), 2, len(lines)), np.float32)
    windows[:, :, 0] = (look.sums[:, lines][:, None] - look.sums[:, low]) / width
    windows[:, :, 1] = (look.sums[:, high] - look.sums[:, lines + 1][:, None]) / width
    parts = [look.table[:, lines], around.reshape(-1, len(lines)), windows.reshape(-1, len(lines)), look.lean[:, lines]]
    result: Array = np.concatenate(parts).astype(np.float32, copy=False)
    return result


def names(look: Look) -> list[str]:
    """The names of the rows of `rows`, in its order."""
    return [
        *look.columns,
        *(f"{name}{offset:+}" for name in NEIGHBOURS for offset in OFFSETS),
        *(f"{name}_{side}_{width}" for name in WINDOWED for width in WINDOWS for side in ("before", "after")),
        *LEAN,
    ]
