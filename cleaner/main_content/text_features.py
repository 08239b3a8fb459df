"""Shape, evidence and topic of a page's lines → one row of numbers a line, for the scorer.

No column assumes a language: words of a language come in only through the packs' classes and lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text_evidence import CLASSES, COLUMN, Evidence, evidence_of
from cleaner.main_content.text_lexicon import LEAN, NO_WORDS, Lexicon, lean_rows
from cleaner.main_content.text_run import LONG_LINE_WORDS, SENTENCE_WORDS, body_run, reach, worth
from cleaner.main_content.text_shape import Array, Shape, shape_of
from cleaner.main_content.text_topic import Spread, hashes_of, spread_of, tokens_of
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
# Columns taken from the lines around, and how far around.
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
    """A page's lines as the scorer and the gate see them."""

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
    """All columns of a page that need the whole page."""
    shape, evidence = shape_of(lines), evidence_of(lines, words)
    worths = worth(shape, evidence)
    run = body_run(worths)
    prose = shape.stopped & (shape.words >= SENTENCE_WORDS)
    tokens = tokens_of(lines)
    spread = spread_of(tokens, run, prose, hashes_of(words.list("stop_words")))
    columns = {
        **shape_columns(shape, prose),
        **evidence_columns(evidence),
        **{f"{name}_words": getattr(spread, name) for name in Spread.__slots__},
        **run_columns(worths, run),
        **place_columns(shape, evidence, prose),
    }
    columns |= page_columns(columns, shape, run)
    table = np.stack([np.asarray(column, np.float32) for column in columns.values()])
    columns = dict(zip(columns, table, strict=True))
    near = np.stack([columns[name] for name in NEIGHBOURS])
    windowed = np.stack([columns[name] for name in WINDOWED]).astype(np.float64)
    sums = np.concatenate((np.zeros((len(WINDOWED), 1)), np.cumsum(windowed, axis=1)), axis=1)
    return Look(shape, evidence, run, columns, table, near, sums, lean_rows(tokens, lexicon))


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
        **{f"is_{name}": evidence.classes[:, index] for index, name in enumerate(CLASSES)},
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
    between = np.where(index < start, sums[start] - sums[index], np.where(index >= end, sums[index + 1] - sums[end], 0))
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
    for name, labels in GROUPS.items():
        flags = evidence.classes[:, [COLUMN[label] for label in labels]].any(axis=1)
        last = np.maximum.accumulate(np.where(flags, index, -1))
        following = np.minimum.accumulate(np.where(flags, index, count)[::-1])[::-1]
        columns[f"since_{name}"] = np.where(last < 0, FAR_LINES, np.minimum(index - last, FAR_LINES))
        columns[f"until_{name}"] = np.where(following >= count, FAR_LINES, np.minimum(following - index, FAR_LINES))
        columns[f"prose_since_{name}"] = np.where(last < 0, 1.0, (mass[:-1] - mass[np.maximum(last, 0)]) / total)
    return columns


def page_columns(columns: dict[str, Array], shape: Shape, run: tuple[int, int]) -> dict[str, Array]:
    """What kind of page it is: the same numbers for each line."""
    count = len(shape.words)
    start, end = run
    prose = columns["prose"]
    figures = {
        "page_lines": np.log1p(count),
        "page_prose": prose.mean(),
        "page_prose_words": np.log1p((shape.words * prose).sum()),
        "page_against": columns["against"].mean(),
        "page_repeated": columns["repeated"].mean(),
        "page_short": columns["short"].mean(),
        "page_run_lines": (end - start) / count,
        "page_run_prose": prose[start:end].mean(),
        "page_run_against": columns["against"][start:end].mean(),
        "page_stamps": (columns["is_byline"] + columns["is_timestamp"] + columns["is_age"]).sum(),
        "page_headings": (columns["is_related_heading"] + columns["is_comment_prompt"]).sum(),
        "page_menu": columns["is_menu"].sum(),
        "page_unspaced": columns["unspaced"].mean(),
    }
    return {name: np.full(count, value, np.float32) for name, value in figures.items()}


def rows(look: Look, lines: Array) -> Array:
    """The rows of these lines: the page's columns, those of the neighbours, and means of windows before and after."""
    count = len(look)
    columns = look.table[:, lines]
    place = lines + np.array(OFFSETS)[:, None]
    around = np.where((place < 0) | (place >= count), OUTSIDE, look.near[:, np.clip(place, 0, count - 1)])
    width = np.array(WINDOWS)[:, None]
    low, high = np.maximum(lines - width, 0), np.minimum(lines + 1 + width, count)
    before = (look.sums[:, lines][:, None] - look.sums[:, low]) / width
    after = (look.sums[:, high] - look.sums[:, lines + 1][:, None]) / width
    windows = np.stack((before, after), axis=2)
    parts = [columns, around.reshape(-1, len(lines)), windows.reshape(-1, len(lines)), look.lean[lines].T]
    result: Array = np.concatenate(parts).T.astype(np.float32, order="C")
    return result


def names(look: Look) -> list[str]:
    """The names of the columns of `rows`, in its order."""
    return [
        *look.columns,
        *(f"{name}{offset:+}" for name in NEIGHBOURS for offset in OFFSETS),
        *(f"{name}_{side}_{width}" for name in WINDOWED for width in WINDOWS for side in ("before", "after")),
        *LEAN,
    ]
