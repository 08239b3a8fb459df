"""The block-level elements of a page → their nesting and sums as arrays.

What each element has of those around it is found by jumping: over one level, then two, four, eight. So the time grows
with the logarithm of the depth, and a page a thousand levels deep costs what one of thirty does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.text.columns import Array

# How many of the prose words a container must hold to dominate the page.
SHARES = (0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Nesting:
    """One entry a container, in the order of the page, with a root of ours as entry 0.

    `end`: one past the last container inside; `of`: for each block its container.
    """

    parent: Array
    end: Array
    of: Array

    def totals(self, values: Array) -> Array:
        """For each container the sums over the blocks inside; `values`: figures x blocks."""
        figures, count = len(values), len(self.parent)
        place = self.of + np.arange(0, figures * count, count)[:, None]
        own = np.bincount(place.ravel(), values.ravel(), figures * count).reshape(figures, count)
        upto = np.zeros((figures, count + 1))
        np.cumsum(own, axis=1, out=upto[:, 1:])
        result: Array = upto.take(self.end, axis=1) - upto[:, :-1]
        return result

    def total(self, values: Array) -> Array:
        """For each container the sum of a block's value over the blocks inside."""
        result: Array = self.totals(np.asarray(values)[None])[0]
        return result

    def within(self, container: int) -> Array:
        """Flags of the blocks inside a container."""
        result: Array = (self.of >= container) & (self.of < self.end[container])
        return result


def nesting(outer: Sequence[int], of: Sequence[int]) -> Nesting:
    """The nesting of containers in the order in which they begin. `outer`: the container around each, -1 for none."""
    parents = [0, *[at + 1 for at in outer]]
    count = len(parents)
    end = list(range(1, count + 1))
    for at, parent in zip(range(count - 1, 0, -1), reversed(parents), strict=False):
        if end[at] > end[parent]:  # noqa: PLR1730  # max() would take three times as long
            end[parent] = end[at]
    return Nesting(np.array(parents), np.array(end), np.array(of, np.int64) + 1)


def down(nest: Nesting, sums: Array, lowest: Array) -> tuple[Array, Array]:
    """For each container what its ancestors and itself have: sums of the first figures, the lowest of the others.

    Both are figures x containers; the root's sums are zero.
    """
    jump = nest.parent
    while jump.any():
        sums = sums + sums.take(jump, axis=1)
        lowest = np.minimum(lowest, lowest.take(jump, axis=1))
        jump = jump[jump]
    return sums, np.minimum(lowest, lowest[:, :1])


def outermost(nest: Nesting, passes: Array) -> Array:
    """For each container the outermost one reached by stepping outwards for as long as `passes` is true."""
    jump = np.where(passes, nest.parent, np.arange(len(passes)))
    while not np.array_equal(further := jump[jump], jump):
        jump = further
    return jump


def larger(nest: Nesting, blocks: Array) -> Array:
    """For each container the nearest one around it that holds more blocks; the root for the outermost."""
    result: Array = nest.parent[outermost(nest, blocks[nest.parent] == blocks)]
    return result


def dominant(prose: Array, shares: Sequence[float] = SHARES[:1]) -> list[int]:
    """For each share (of half or more) the innermost container that holds so much of all prose words."""
    if prose[0] <= 0:
        return [0] * len(shares)
    # Such containers hold one another, so the last to begin is the innermost.
    enough = prose[::-1] >= np.multiply(shares, prose[0])[:, None]
    return [len(prose) - 1 - int(first) for first in enough.argmax(axis=1)]


def branches(nest: Nesting, inner: int) -> tuple[Array, Array]:
    """For each container: whether it holds `inner`, and the branch it stands in, which is the outermost container
    around it that does not hold `inner` (itself where it holds it).
    """
    chain = (np.arange(len(nest.parent)) <= inner) & (nest.end > inner)
    return chain, outermost(nest, ~chain & ~chain[nest.parent])
