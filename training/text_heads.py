"""The sets of pages whose gold holds more than the body, and which of its lines these are."""

from __future__ import annotations

import numpy as np

from cleaner.text.columns import Array

KIND_SETS = tuple(f"wcxb-{kind}" for kind in ("forum", "listing", "service", "product", "documentation", "collection"))
"""The sets of pages that are no articles."""

HEADED = frozenset(("dragnet", "chaos", "big9-05", "big9-13"))
"""The golds of these sets hold headline, byline and date, which count neither way."""

LONG_LINE = 15
"""The body begins at the first line of so many words; the lines of the gold before it are its head."""


def head_lines(group: str, label: Array, words: Array) -> Array:
    """Flags of the headline, byline and date that the gold of a set holds. `label`: 1 for the gold's lines."""
    if group not in HEADED:
        return np.zeros(len(label), np.bool_)
    long = np.flatnonzero((label > 0) & (words >= LONG_LINE))
    result: Array = (label > 0) & (np.arange(len(label)) < (long[0] if len(long) else len(label)))
    return result
