"""Lines and the words of their languages → which classes each line shows, and which lines repeat in the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from cleaner.main_content.text_shape import Array
from cleaner.page import Words

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

# Longer lines are prose that no whole-line pattern is meant for.
LONGEST_PHRASE = 400
# A teaser cut short is recognised by its first characters.
TWIN_CHARACTERS = 24
# Longer lines are not entries of a list that differ in a number.
LONGEST_FORM = 120
DIGITS = str.maketrans("0123456789", "0000000000")
EDGES = " \t\u00a0.…·|•-–—»«>‹›:*#"
RUNS = regex.compile(r"0{2,}")


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


def evidence_of(lines: Sequence[str], words: Words) -> Evidence:
    """The evidence of each line; a line that comes again is asked once."""
    keys = [line.casefold().strip(EDGES) for line in lines]
    known: dict[str, tuple[int, ...]] = {}
    classes = np.zeros((len(lines), len(CLASSES)), np.uint8)
    for index, line in enumerate(lines):
        if len(line) <= LONGEST_PHRASE:
            found = known.get(line)
            if found is None:
                found = known[line] = columns_of(line, words)
            if found:
                classes[index, found] = 1
    return Evidence(classes, *repetition(keys))


def columns_of(line: str, words: Words) -> tuple[int, ...]:
    """The columns of the classes that a line shows."""
    return tuple({COLUMN[item.label] for item in words.evidence(line) if item.label in COLUMN})


COLUMN = {name: index for index, name in enumerate(CLASSES)}


def repetition(
    keys: Sequence[str],
) -> tuple[Array, Array, Array, Array]:
    """How often each line stands in the page: as it is, by its beginning, with digits masked; and which is first."""
    exact = Counter(keys)
    masks = [masked_key(key) for key in keys]
    masked = Counter(masks)
    beginnings: dict[str, set[str]] = {}
    for key in exact:
        if len(key) >= TWIN_CHARACTERS:
            beginnings.setdefault(key[:TWIN_CHARACTERS], set()).add(key)
    seen: set[str] = set()
    first = np.zeros(len(keys), np.bool_)
    for index, key in enumerate(keys):
        first[index] = key not in seen
        seen.add(key)
    return (
        np.fromiter((exact[key] if key else 0 for key in keys), np.int32, len(keys)),
        np.fromiter((twins_of(key, beginnings) for key in keys), np.int32, len(keys)),
        np.fromiter((masked[mask] if mask else 0 for mask in masks), np.int32, len(keys)),
        first,
    )


def masked_key(key: str) -> str:
    """The line with each number as a 0. A paragraph stays as it is: its numbers do not make a list."""
    if len(key) > LONGEST_FORM:
        return key
    masked = key.translate(DIGITS)
    return RUNS.sub("0", masked) if "0" in masked else key


def twins_of(key: str, beginnings: dict[str, set[str]]) -> int:
    """How many other lines of the page begin like this one."""
    return len(beginnings.get(key[:TWIN_CHARACTERS], ())) - 1 if len(key) >= TWIN_CHARACTERS else 0
