"""Lines and the words of their languages → which classes each line shows, and which lines repeat in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.lines import is_loose
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

REQUESTS = frozenset({"share_prompt", "newsletter_prompt", "follow_prompt", "comment_prompt", "ad", "legal"})
"""Classes whose lines a reporter's sentence may begin like; those of the other classes say more by their form."""

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


def evidence_of(lines: Sequence[str], words: Words, keys: Keys, stopped: Array) -> Evidence:
    """The evidence of each line. `stopped`: whether it ends as a sentence does."""
    classes = np.zeros((len(lines), len(CLASSES)), np.uint8)
    loose = np.zeros(len(lines), np.bool_)
    words.ask([line for line in lines if len(line) <= LONGEST_PHRASE])
    for index, line in enumerate(lines):
        if len(line) <= LONGEST_PHRASE and (found := words.evidence(line)):
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
