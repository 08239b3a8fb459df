"""Lines and the words of their languages → which classes each line shows, and which lines repeat in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text_numbers import Keys
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


def evidence_of(lines: Sequence[str], words: Words, keys: Keys) -> Evidence:
    """The evidence of each line."""
    classes = np.zeros((len(lines), len(CLASSES)), np.uint8)
    words.ask([line for line in lines if len(line) <= LONGEST_PHRASE])
    for index, line in enumerate(lines):
        if len(line) <= LONGEST_PHRASE:
            for item in words.evidence(line):
                column = COLUMN.get(item.label)
                if column is not None:
                    classes[index, column] = 1
    return Evidence(classes, *repetition(keys))


COLUMN = {name: index for index, name in enumerate(CLASSES)}


def repetition(keys: Keys) -> tuple[Array, Array, Array, Array]:
    """How often each line stands in the page: as it is, by its beginning, with digits masked; and which is first."""
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
