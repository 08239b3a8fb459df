"""Scored lines that go → why, in words: of what is true of the line, what counted most in the score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import regex

from cleaner.main_content.text.columns import CLASSES, FAR_LINES, LONG_LINE_WORDS, WINDOWED, Look, names, rows
from cleaner.main_content.text.lexicon import LEAN
from cleaner.main_content.text.model import Model
from cleaner.text.columns import Array

Reason = Callable[[Look, Array], list[str]]

# So many reasons are given beside the place.
MOST_REASONS = 2
# Under this share of words in common with the article a line is on something else.
FEW_COMMON_WORDS = 0.25
FEW_WORDS = 4
# Lines with the same form, digits aside, that make a list.
SAME_FORM = 3
NEAR_BY = 5
# A line's words lean so much against it, in log odds.
MUCH_LEAN = -1.0
LINES_AT_ONCE = 1024
HEADED = {
    "heading": "a heading over other stories",
    "comments": "a heading over comments",
    "prompt": "a prompt to the reader",
    "end": "a line that ends articles",
}
NEIGHBOUR = regex.compile(r"[+-]\d$|_(?:before|after)_\d+$")


def reasons(look: Look, model: Model, lines: Array) -> Iterator[str]:
    """Why each of these lines goes, the place first, then the strongest of the other reasons."""
    groups = list(REASONS)
    member = members(tuple(names(look)))
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        order = np.argsort(model.trees.shares(rows(look, part), member), axis=1, kind="stable")
        said = [REASONS[group](look, part) for group in groups]
        for number, (where, ranked) in enumerate(zip(place(look, part), order.tolist(), strict=True)):
            found = [said[group][number] for group in ranked if said[group][number]]
            yield "; ".join([where, *found[:MOST_REASONS]])


@lru_cache(maxsize=1)
def members(columns: tuple[str, ...]) -> Array:
    """Columns x reasons: 1 where a column belongs to a reason."""
    return np.array([[group_of(name) == group for group in REASONS] for name in columns], np.float32)


def group_of(name: str) -> str:  # noqa: PLR0911 - cases: the first that holds counts
    """Which reason a column belongs to; columns of the page and of the place belong to none."""
    if NEIGHBOUR.search(name) and name not in LEAN:
        return "neighbours"
    if name.startswith(("since_", "until_", "prose_since_")):
        return "section"
    if name.startswith("is_") or name in {"against", "classes"}:
        return "phrase"
    if name in {"repeats", "repeated", "masked", "twins", "first"}:
        return "repetition"
    if name in {"in_run_words", "in_lede_words", "near_before_words", "near_after_words", "alone_words"}:
        return "topic"
    if name in LEAN:
        return "wording"
    return "" if name.startswith(("page_", "run_", "place", "from_", "prose_")) else "shape"


def place(look: Look, lines: Array) -> list[str]:
    """Where each line stands to the article."""
    before, after, among = (
        "stands before the article's first sentence",
        "stands after the article's last sentence",
        "stands among the article's lines",
    )
    start, end = look.run
    return [before if line < start else after if line >= end else among for line in lines.tolist()]


def phrase(look: Look, lines: Array) -> list[str]:
    """What the packs take each line for."""
    shown = look.evidence.classes[lines]
    first = np.where(shown.any(axis=1), shown.argmax(axis=1), len(CLASSES))
    said = [f"is worded like {with_article(name.replace('_', ' '))}" for name in CLASSES]
    said.append("")
    return [said[column] for column in first.tolist()]


def with_article(label: str) -> str:
    """A label with its article."""
    return label if label.endswith("s") else f"{'an' if label[0] in 'aeio' else 'a'} {label}"


def wording(look: Look, lines: Array) -> list[str]:
    """Whether the line's words are those of pages' furniture."""
    said = "is worded as the furniture of pages is"
    return [said if flag else "" for flag in (look.lean[0, lines] < MUCH_LEAN).tolist()]


def repetition(look: Look, lines: Array) -> list[str]:
    """How each line comes again."""
    alike = look.evidence.masked[lines]
    lists = [f"has the form of {count - 1} other lines" if count >= SAME_FORM else "" for count in alike.tolist()]
    again, twin = (look.evidence.repeats[lines] > 1).tolist(), (look.evidence.twins[lines] > 0).tolist()
    return [
        "repeats in the page" if same else "begins like another line of the page" if near else otherwise
        for same, near, otherwise in zip(again, twin, lists, strict=True)
    ]


def shape(look: Look, lines: Array) -> list[str]:
    """How each line looks by itself."""
    words, stopped = look.shape.words[lines], look.shape.stopped[lines]
    said = np.select(
        [
            look.shape.trails[lines] & ~stopped,
            stopped | (words >= LONG_LINE_WORDS),
            words < FEW_WORDS,
        ],
        ["is cut short", "", "is a word or two"],
        "is short and has no full stop",
    )
    return [str(each) for each in said.tolist()]


def neighbours(look: Look, lines: Array) -> list[str]:
    """What the lines around are."""
    against, short = (look.sums[WINDOWED.index(name)] for name in ("against", "short"))
    low, high = np.maximum(lines - NEAR_BY, 0), np.minimum(lines + NEAR_BY + 1, len(look))
    said = np.select(
        [against[high] - against[low] >= (high - low) / 3, short[high] - short[low] >= (high - low) * 2 / 3],
        ["stands among lines worded like boilerplate", "stands among short lines without a full stop"],
        "",
    )
    return [str(each) for each in said.tolist()]


def section(look: Look, lines: Array) -> list[str]:
    """What heading each line comes under."""
    since = np.stack([look.columns[f"since_{name}"][lines] for name in HEADED])
    said = [f"comes after {heading}" for heading in HEADED.values()]
    nearest = zip(since.argmin(axis=0).tolist(), since.min(axis=0).tolist(), strict=True)
    return [said[name] if 0 < gap < FAR_LINES else "" for name, gap in nearest]


def topic(look: Look, lines: Array) -> list[str]:
    """Whether each line is on something else."""
    few = (look.columns["in_run_words"][lines] < FEW_COMMON_WORDS) & (look.shape.words[lines] >= FEW_WORDS)
    return ["shares few words with the article" if flag else "" for flag in few.tolist()]


REASONS: dict[str, Reason] = {
    "phrase": phrase,
    "wording": wording,
    "repetition": repetition,
    "shape": shape,
    "neighbours": neighbours,
    "section": section,
    "topic": topic,
}
