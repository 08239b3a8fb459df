"""The block-level elements of a page → their nesting and sums as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.main_content.text_shape import Array
from cleaner.reading.markup import Container

# How many of the prose words a container must hold to dominate the page.
SHARES = (0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Nesting:
    """One entry a container, in the order of the page, with a root of ours as entry 0.

    `end`: one past the last container inside; `depth`; `of`: for each block its container.
    """

    parent: Array
    end: Array
    depth: Array
    of: Array
    parents: list[int]

    def total(self, values: Array) -> Array:
        """For each container the sum of a block's value over the blocks inside."""
        own = np.bincount(self.of, values, len(self.parent))
        upto = np.concatenate(([0.0], np.cumsum(own)))
        result: Array = upto[self.end] - upto[:-1]
        return result


def nesting(containers: Sequence[Container], of: Sequence[int]) -> Nesting:
    """The nesting of containers that are listed in the order in which they begin."""
    parents = [0, *[container.parent + 1 for container in containers]]
    count = len(parents)
    depth, end = [0] * count, list(range(1, count + 1))
    for at in range(1, count):
        depth[at] = depth[parents[at]] + 1
    for at in range(count - 1, 0, -1):
        end[parents[at]] = max(end[parents[at]], end[at])
    return Nesting(np.array(parents), np.array(end), np.array(depth), np.array(of, np.int64) + 1, parents)


def larger(nest: Nesting, blocks: Array) -> Array:
    """For each container the nearest one around it that holds more blocks; the root for the outermost."""
    parents, held = nest.parents, blocks.tolist()
    found = [0] * len(parents)
    for at in range(1, len(parents)):
        parent = parents[at]
        found[at] = parent if held[parent] > held[at] else found[parent]
    return np.array(found)


def dominant(nest: Nesting, prose: Array, share: float) -> int:
    """The innermost container that holds this share (of half or more) of all prose words."""
    enough = np.flatnonzero(prose >= share * prose[0])
    # Such containers hold one another, so the last to begin is the innermost.
    return int(enough[-1]) if prose[0] > 0 else 0


def meeting(nest: Nesting, inner: int) -> tuple[Array, Array]:
    """For each container: the depth at which its way parts from the way to `inner`, and the branch it stands in,
    which is the outermost container around it that does not hold `inner` (itself where it holds it).
    """
    chain, at = set(), inner
    while at:
        chain.add(at)
        at = nest.parents[at]
    chain.add(0)
    parts, branch = [0] * len(nest.parents), [0] * len(nest.parents)
    depth = nest.depth.tolist()
    for at in range(1, len(nest.parents)):
        parent = nest.parents[at]
        if at in chain:
            parts[at], branch[at] = depth[at], at
        else:
            parts[at] = parts[parent]
            branch[at] = at if parent in chain else branch[parent]
    return np.array(parts), np.array(branch)


def down(nest: Nesting, own: Array, lowest: Array, highest: Array) -> tuple[Array, Array, Array]:
    """For each container what its ancestors and itself have: the sum of `own`, the lowest and the highest."""
    sums, low, high = own.tolist(), lowest.tolist(), highest.tolist()
    for at, parent in enumerate(nest.parents):
        if at:
            sums[at] += sums[parent]
            one, other = low[parent], high[parent]
            if one < low[at]:  # noqa: PLR1730  # min() would take three times as long
                low[at] = one
            if other > high[at]:  # noqa: PLR1730
                high[at] = other
    return np.array(sums), np.array(low), np.array(high)
