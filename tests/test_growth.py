"""A sample of the shapes of `growth.py`, at small sizes: enough for what takes minutes at large ones.

The CPU time of four times the size is compared, not the time itself: a slow or busy machine makes no difference.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import growth

# Each of these took minutes once.
MENDED = [
    "a wrapped line: one long word", "a wrapped line: a long word of Thai", "a wrapped line: a long word of Han",
    "a wrapped line: combining marks", "a line: pipes", "keywords: blanks and tabs", "linked data: blanks and tabs",
    "linked data: quotes", "page: attributes of one tag", "page: attributes with values", "page: options",
    "page: an attribute name for each tag", "page: a name for each element", "page: open quotes of attributes",
    "text: quotations that are alike", "text: quotations that differ",
]  # fmt: skip
SAMPLE = [*MENDED, *(name for name in list(growth.SHAPES)[::20] if name not in MENDED)]


@pytest.mark.parametrize("name", SAMPLE)
def test_twice_the_size_takes_about_twice_the_time(name: str) -> None:
    found = growth.measured(name, growth.SMALL)
    if found.too_steep and not found.stopped:
        # A step, where a longer text is looked at in another way, is none at the next sizes; a square is.
        found = growth.measured(name, [4 * size for size in growth.SMALL])
    assert not found.too_steep, str(found)


def test_what_is_quadratic_is_seen() -> None:
    assert growth.growth([1000, 2000], [1.0, 4.0]) > growth.LIMIT
    assert growth.growth([1000, 4000], [1.0, 16.0]) > growth.LIMIT
    assert growth.growth([1000, 2000], [1.0, 2.5]) < growth.LIMIT
    assert growth.growth([1000, 2000], [0.001, 0.05]) < growth.LIMIT
