"""What the sets of pages are, and which lines of a gold stand before the body."""

from __future__ import annotations

import numpy as np

from cleaner.text.columns import Array

KIND_SETS = frozenset(
    f"wcxb-{kind}" for kind in ("forum", "listing", "service", "product", "documentation", "collection")
)
"""The sets of pages that are no articles."""

HEADED = frozenset(("dragnet", "chaos", "big9-05", "big9-13"))
"""The golds of these sets hold headline, byline and date, which count neither way."""

LONG_LINE = 15
"""The body begins at the first line of so many words; the lines of the gold before it are its head."""


def head_lines(group: str, label: Array, words: Array) -> Array:
    """Flags of the headline, byline and date that the gold of a set holds. `label`: 1 for the gold's lines."""
    if group not in HEADED:
        return np.zeros(len(label), np.bool_)
    result: Array = (label > 0) & before_body(label, words)
    return result


def before_body(label: Array, words: Array) -> Array:
    """Flags of all that stands before the gold's first line of `LONG_LINE` words; all, where it has none."""
    long = np.flatnonzero((label > 0) & (words >= LONG_LINE))
    result: Array = np.arange(len(label)) < (long[0] if len(long) else len(label))
    return result
