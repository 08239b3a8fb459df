"""The prose of a page → a sketch of its text; many sketches → those of different articles.

The sketch is the smallest hashes of the runs of three words (Broder, "On the resemblance and containment of documents",
1997): a page that was fetched twice, mirrored, updated or given another menu has almost the same.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

# With 32 hashes the share of common text is known to about 9 points, enough to tell a tenth from a half.
SKETCH = 32
RUN = 3
# A page and its update have two thirds of all their words in common when one word in six has changed. Different
# articles under the same long cookie notice have half, at most, and shall count.
SAME = 0.6


def sketch_of(prose: Iterable[str]) -> array[int]:
    """The sketch of paragraphs, folded; empty where there is none."""
    runs: set[int] = set()
    for text in prose:
        words = text.split()
        for start in range(max(1, len(words) - RUN + 1)):
            runs.add(crc32(" ".join(words[start : start + RUN]).encode("utf-8", "surrogatepass")))
    return array("I", nsmallest(SKETCH, runs))


def name_of(sketch: array[int]) -> int:
    """A number that stands for the text; in the order of these numbers, articles are in no order of ours."""
    return int.from_bytes(blake2b(",".join(map(str, sketch)).encode(), digest_size=8).digest(), "big")


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of common text, 0 to 1.

    >>> likeness([1, 2, 3, 4], [1, 2, 3, 9])
    0.6
    """
    smallest = nsmallest(SKETCH, {*one, *other})
    both = {*one} & {*other}
    return sum(number in both for number in smallest) / len(smallest) if smallest else 1.0


def different(sketches: Sequence[Sequence[int]]) -> Iterator[int]:
    """The indexes of sketches that are like none before them."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for index, sketch in enumerate(sketches):
        near = Counter(holder for number in sketch for holder in holders[number])
        if any(likeness(sketch, sketches[holder]) >= SAME for holder in near):
            continue
        for number in sketch:
            holders[number].append(index)
        yield index
