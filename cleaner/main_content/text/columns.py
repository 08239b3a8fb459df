"""Shape, evidence and topic of a page's lines → one column of numbers a line, for the scorer.

No row assumes a language: words of a language come in only through the packs' classes and lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner import kernels
from cleaner.lines import is_loose, known_by_packs
from cleaner.main_content.text.lexicon import LEAN, LEAN_WINDOWS, NO_WORDS, Lexicon, lean_rows
from cleaner.main_content.text.runs import Runs, runs_of, shared_shape
from cleaner.main_content.text.topic import COMMON_WORDS, NEAR_LINES, Spread, spread_of, uses_of
from cleaner.main_content.text.topic import flags_of as topic_flags
from cleaner.page import Words
from cleaner.text.columns import Array, Shape, joined, measured, piece_of, pieces
from cleaner.text.tokens import Keys, Tokens, hashes_of, joined_keys, joined_tokens, keys_in, words_in

# --- Lines and the words of their languages → which classes each line shows, and which lines repeat in the page.


CLASSES = (
    "byline",
    "timestamp",
    "age",
    "share_prompt",
    "newsletter_prompt",
    "follow_prompt",
    "comment_prompt",
    "comment",
    "related_heading",
    "related",
    "tags_heading",
    "tags",
    "menu",
    "breadcrumb",
    "counter",
    "legal",
    "cookie_notice",
    "ad",
    "credit",
    "author_bio",
    "note",
    "kicker",
    "correction",
    "end_mark",
)
"""The classes of a pack, as columns."""

PROTECTING = frozenset({"correction"})
"""Classes that speak for a line, not against it."""

HEADINGS = frozenset({"related_heading", "tags_heading", "comment_prompt"})
"""Classes after which a section of other things begins."""

REQUESTS = frozenset({"share_prompt", "newsletter_prompt", "follow_prompt", "comment_prompt", "ad", "legal"})
"""Classes whose lines a reporter's sentence may begin like; those of the other classes say more by their form."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`classes`: lines x CLASSES, 1 where a pack's pattern is equal to the line; `repeats`: how often the line stands
    in the page; `twins`: how many other lines begin alike, one of them cut short; `masked`: how often with its digits
    masked; `first`: whether it is the first of its repeats.
    """

    classes: Array
    repeats: Array
    twins: Array
    masked: Array
    first: Array

    @property
    def boilerplate(self) -> Array:
        """Whether any class speaks against a line."""
        against = [index for index, name in enumerate(CLASSES) if name not in PROTECTING]
        result: Array = np.any(self.classes[:, against], axis=1)
        return result

    @property
    def protected(self) -> Array:
        """Whether a class speaks for a line."""
        result: Array = np.any(self.classes[:, [CLASSES.index(name) for name in PROTECTING]], axis=1)
        return result


def evidence_of(lines: Sequence[str], words: Words, keys: Keys, stopped: Array) -> Evidence:
    """The evidence of each line. `stopped`: whether it ends as a sentence does."""
    classes = np.zeros((len(lines), len(CLASSES)), np.uint8)
    loose = np.zeros(len(lines), np.bool_)
    for index, (line, found) in enumerate(zip(lines, known_by_packs(lines, words), strict=True)):
        if found:
            loose[index] = all(item.label in REQUESTS and is_loose(line, item, words) for item in found)
            for item in found:
                column = COLUMN.get(item.label)
                if column is not None:
                    classes[index, column] = 1
    if loose.any():
        classes[told(loose, stopped & ~classes.any(axis=1))] = 0
    return Evidence(classes, *repetition(keys))


def told(loose: Array, sentence: Array) -> Array:
    """Which of the lines that packs know only loosely stand between sentences of which they know nothing.

    >>> told(np.array([0, 1, 0, 1, 0], np.bool_), np.array([1, 0, 1, 0, 0], np.bool_)).tolist()
    [False, True, False, False, False]
    """
    index, count = np.arange(len(loose)), len(loose)
    before = np.maximum.accumulate(np.where(loose, -1, index))
    after = np.minimum.accumulate(np.where(loose, count, index)[::-1])[::-1]
    beyond = np.append(sentence, False)
    result: Array = loose & beyond[before] & beyond[after]
    return result


COLUMN = {name: index for index, name in enumerate(CLASSES)}


def repetition(keys: Keys) -> tuple[Array, Array, Array, Array]:
    """How often each line stands in the page: as it is, by its beginning, with digits masked; and which is first."""
    if kernels.COMPILED:
        return kernels.repetition(keys.exact, keys.beginning, keys.masked)
    return repeated(keys)


def repeated(keys: Keys) -> tuple[Array, Array, Array, Array]:
    """`repetition`, in numpy."""
    exact, first, which, repeats = np.unique(keys.exact, return_index=True, return_inverse=True, return_counts=True)
    firsts = np.zeros(len(keys.exact), np.bool_)
    firsts[first] = True
    beginnings, alike = np.unique(keys.beginning[first], return_inverse=True)
    twins = np.where(beginnings == 0, 0, np.bincount(alike, minlength=len(beginnings)) - 1)[alike]
    _, form, forms = np.unique(keys.masked, return_inverse=True, return_counts=True)
    return (
        np.where(exact == 0, 0, repeats)[which],
        twins[which],
        np.where(keys.masked == 0, 0, forms[form]),
        firsts,
    )


# Worth of a line for the body run; the run with the largest sum is the article. The numbers are in words of prose
# divided by ten: a sentence of thirty words outweighs four headlines.
WORDS_A_POINT = 10.0
MOST_WORDS = 50
SENTENCE_WORDS = 6
SHORT_SENTENCE = 0.5
LONG_LINE_WORDS = 20
LONG_LINE = 1.0
SHORT_LINE = -0.3
PHRASE = -1.5
REPEATED = -0.4


def worth(shape: Shape, evidence: Evidence) -> Array:
    """What each line says for being the article's (above 0) or not (below 0)."""
    size = np.minimum(shape.words, MOST_WORDS) / WORDS_A_POINT
    stopped = np.where(shape.words >= SENTENCE_WORDS, size, SHORT_SENTENCE)
    open_ended = np.where(shape.words >= LONG_LINE_WORDS, LONG_LINE, SHORT_LINE)
    base = np.where(shape.stopped, stopped, open_ended)
    again = (evidence.repeats > 1) & ~(shape.stopped & evidence.first)
    base = np.where(again, np.minimum(base, 0) + REPEATED, base)
    result: Array = np.where(evidence.boilerplate & ~evidence.protected, PHRASE, base).astype(np.float32)
    return result


def body_run(worths: Array) -> tuple[int, int]:
    """The half-open run of lines with the largest sum; the whole page where nothing is worth anything."""
    best = reach(worths)
    if not len(best) or best.max() <= 0:
        return 0, len(worths)
    end = int(best.argmax())
    sums = np.concatenate(([0.0], np.cumsum(worths, dtype=np.float64)))
    return int(end - sums[end::-1].argmin()), end + 1


def reach(worths: Array) -> Array:
    """For each line the largest sum of a run that ends with it."""
    sums = np.cumsum(worths, dtype=np.float64)
    lowest = np.minimum.accumulate(np.concatenate(([0.0], sums[:-1])))
    result: Array = sums - lowest[: len(sums)]
    return result


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
NEIGHBOURS = ("words", "stopped", "capitalised", "against", "prose", "repeats", "in_run_words", "judge")
OFFSETS = (-3, -2, -1, 1, 2, 3)
WINDOWED = ("prose", "short", "against", "repeated", "words", "in_run_words", "trails", "judge")
WINDOWS = (4, 10, 25)
# Distances count up to this; beyond, far is far.
FAR_LINES = 200.0
# What a neighbour beyond the page's first or last line counts as.
OUTSIDE = -1.0
LEAN_WIDTHS = np.array(LEAN_WINDOWS)
# Odds of the judge of words beyond these say no more, in log odds.
MOST_JUDGE = 6.0


@dataclass(frozen=True, slots=True)
class Look:
    """A page's lines as the scorer and the gate see them. `table` is rows x lines, `columns` its rows by name; `sums`:
    sums of some rows up to each line; `runs`: those of short lines, which are neither sentences nor long.
    """

    shape: Shape
    evidence: Evidence
    run: tuple[int, int]
    runs: Runs
    columns: dict[str, Array]
    table: Array
    near: Array
    sums: Array
    lean: Array

    def __len__(self) -> int:
        return len(self.shape.words)


def look_at(lines: Sequence[str], words: Words, alone: Array, lexicon: Lexicon = NO_WORDS) -> Look:
    """All rows of a page that need the whole page. `alone`: for each line the log odds that it is residue, by its words
    alone (`cleaner.text.judge`).
    """
    shape, tokens, keys = scanned(lines)
    evidence = evidence_of(lines, words, keys, shape.stopped)
    worths = worth(shape, evidence)
    run = body_run(worths)
    prose = shape.stopped & (shape.words >= SENTENCE_WORDS)
    runs = runs_of(~prose & (shape.words < LONG_LINE_WORDS))
    spread, lean = told_by_words(tokens, run, prose, hashes_of(words.list("stop_words")), lexicon)
    found = {
        **shape_columns(shape, prose),
        **evidence_columns(evidence),
        **{f"{name}_words": getattr(spread, name) for name in Spread.__slots__},
        **run_columns(worths, run),
        **place_columns(shape, evidence, prose),
        **list_columns(lines, shape, runs, alone),
    }
    found |= page_columns(found, shape, run)
    table = np.empty((len(found), len(lines)), np.float32)
    for row, column in zip(table, found.values(), strict=True):
        row[:] = column
    columns = dict(zip(found, table, strict=True))
    near = np.stack([columns[name] for name in NEIGHBOURS])
    sums = np.zeros((len(WINDOWED), len(lines) + 1))
    np.cumsum(np.stack([columns[name] for name in WINDOWED]), axis=1, dtype=np.float64, out=sums[:, 1:])
    return Look(shape, evidence, run, runs, columns, table, near, sums, lean)


def told_by_words(
    tokens: Tokens, run: tuple[int, int], prose: Array, stop_words: Array, lexicon: Lexicon
) -> tuple[Spread, Array]:
    """How the words of each line are spread over the page, and how they lean."""
    if kernels.COMPILED:
        limits = NEAR_LINES, COMMON_WORDS, LEAN_WIDTHS
        found, lean = kernels.spread(tokens, topic_flags(run, prose), stop_words, (lexicon.word, lexicon.lean), limits)
        return Spread(*found), lean
    uses = uses_of(tokens)
    return spread_of(uses, run, prose, stop_words), lean_rows(uses, lexicon)


def scanned(lines: Sequence[str]) -> tuple[Shape, Tokens, Keys]:
    """The shape, the words and the key of each line, from one pass over the characters of each piece."""
    shapes, tokens, keys = [], [], []
    for start, end in pieces(lines):
        piece = piece_of(lines[start:end])
        shapes.append(measured(piece))
        tokens.append((words_in(piece), start))
        keys.append(keys_in(piece))
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


def list_columns(lines: Sequence[str], shape: Shape, runs: Runs, alone: Array) -> dict[str, Array]:
    """What the line's words say by themselves, and of what run of short lines it is part: what stands before and after
    the run, how its lines are worded, how many of them have one shape.
    """
    judge = np.clip(alone, -MOST_JUDGE, MOST_JUDGE)
    before = np.maximum(runs.start - 1, 0)
    first, after = runs.start == 0, np.minimum(runs.end, len(lines) - 1)
    last = runs.end == len(lines)
    return {
        "judge": judge,
        "list_lines": np.log1p(runs.spread(runs.length)),
        "list_place": np.log1p(runs.place()),
        "list_judge": runs.spread(runs.mean(judge)),
        "list_shape": runs.spread(np.array([shared_shape(lines[at:end]) for at, end in runs], np.float64)),
        "list_announced": runs.spread(np.where(first, OUTSIDE, shape.colon[before])),
        "list_before": runs.spread(np.where(first, MOST_JUDGE, judge[before])),
        "list_after": runs.spread(np.where(last, MOST_JUDGE, judge[after])),
    }


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
