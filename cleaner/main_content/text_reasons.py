"""Scored lines that go → why, in words: of what is true of the line, what counted most in the score."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import regex

from cleaner.main_content.text_evidence import CLASSES
from cleaner.main_content.text_features import FAR_LINES, Look, names, rows
from cleaner.main_content.text_lexicon import LEAN
from cleaner.main_content.text_run import LONG_LINE_WORDS
from cleaner.main_content.text_scorer import Model
from cleaner.main_content.text_shape import Array

Reason = Callable[[Look, int], str | None]

# So many reasons are given beside the place.
MOST_REASONS = 2
# Under this share of words in common with the article a line is on something else.
FEW_COMMON_WORDS = 0.25
FEW_WORDS = 4
# Lines with the same form, digits aside, that make a list.
SAME_FORM = 3
NEAR_BY = 10
# A line's words lean so much against it, in log odds.
MUCH_LEAN = -1.0
LINES_AT_ONCE = 4096
NEIGHBOUR = regex.compile(r"[+-]\d$|_(?:before|after)_\d+$")


def reasons(look: Look, model: Model, lines: Array) -> Iterator[str]:
    """Why each of these lines goes, the place first, then the strongest of the other reasons."""
    columns = names(look)
    groups = [group_of(name) for name in columns]
    order = list(REASONS)
    member = np.array([[group == name for name in order] for group in groups], np.float64)
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        shares = model.trees.shares(rows(look, part), len(columns)) @ member
        for line, share in zip(part.tolist(), shares, strict=True):
            yield told(look, line, [order[at] for at in np.argsort(share)])


def told(look: Look, line: int, order: list[str]) -> str:
    """The place and the first reasons, in this order, that hold for the line."""
    found = [said for name in order if (said := REASONS[name](look, line))]
    return "; ".join([place(look, line), *found[:MOST_REASONS]])


def group_of(name: str) -> str:
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


def place(look: Look, line: int) -> str:
    """Where the line stands to the article."""
    start, end = look.run
    if line < start:
        return "stands before the article's first sentence"
    return "stands after the article's last sentence" if line >= end else "stands among the article's lines"


def phrase(look: Look, line: int) -> str | None:
    """What the packs take the line for."""
    shown = [CLASSES[column].replace("_", " ") for column in np.flatnonzero(look.evidence.classes[line])]
    return f"is worded like {article(shown[0])}" if shown else None


def article(label: str) -> str:
    """A label with its article."""
    return label if label.endswith("s") else f"{'an' if label[0] in 'aeio' else 'a'} {label}"


def repetition(look: Look, line: int) -> str | None:
    """How the line comes again."""
    if look.evidence.repeats[line] > 1:
        return "repeats in the page"
    if look.evidence.twins[line] > 0:
        return "begins like another line of the page"
    alike = int(look.evidence.masked[line])
    return f"has the form of {alike - 1} other lines" if alike >= SAME_FORM else None


def shape(look: Look, line: int) -> str | None:
    """How the line looks by itself."""
    if look.shape.trails[line] and not look.shape.stopped[line]:
        return "is cut short"
    if look.shape.stopped[line] or look.shape.words[line] >= LONG_LINE_WORDS:
        return None
    return "is a word or two" if look.shape.words[line] < FEW_WORDS else "is short and has no full stop"


def neighbours(look: Look, line: int) -> str | None:
    """What the lines around are."""
    around = slice(max(line - NEAR_BY // 2, 0), line + NEAR_BY // 2 + 1)
    against, short = look.columns["against"][around].mean(), look.columns["short"][around].mean()
    if against >= 1 / 3:
        return "stands among lines worded like boilerplate"
    return "stands among short lines without a full stop" if short >= 2 / 3 else None


def section(look: Look, line: int) -> str | None:
    """What heading the line comes under."""
    headings = {
        "heading": "a heading over other stories",
        "comments": "a heading over comments",
        "prompt": "a prompt to the reader",
        "end": "a line that ends articles",
    }
    near = {name: float(look.columns[f"since_{name}"][line]) for name in headings}
    nearest = min(near, key=lambda name: near[name])
    return f"comes after {headings[nearest]}" if 0 < near[nearest] < FAR_LINES else None


def topic(look: Look, line: int) -> str | None:
    """Whether the line is on something else."""
    few = look.columns["in_run_words"][line] < FEW_COMMON_WORDS and look.shape.words[line] >= FEW_WORDS
    return "shares few words with the article" if few else None


def wording(look: Look, line: int) -> str | None:
    """Whether the line's words are those of pages' furniture."""
    return "is worded as the furniture of pages is" if look.lean[line, 0] < MUCH_LEAN else None


REASONS: dict[str, Reason] = {
    "phrase": phrase,
    "wording": wording,
    "repetition": repetition,
    "shape": shape,
    "neighbours": neighbours,
    "section": section,
    "topic": topic,
}
