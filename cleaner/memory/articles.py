"""The prose of many pages → those of different articles.

Two pages are one article where their texts are alike, or where most of the shorter stands in the longer: a story that
grows. Texts are compared by a sketch, the smallest hashes of the runs of three words (Broder, "On the resemblance and
containment of documents", 1997), which copies and updates share, and by their paragraphs, of which a story keeps most.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

# With 32 hashes the share of common text is known to about 9 points, enough to tell a tenth from a half.
SKETCH = 32
RUN = 3
# A page and its update have two thirds of all their words in common when one word in six has changed. Different
# articles under the same long cookie notice have half, at most, and shall count.
SAME = 0.6
# Of two pages of one length, this share of each is in the other where the texts are as alike as that.
SAME_PART = 2 * SAME / (1 + SAME)
# From fewer hashes of a longer text nothing is known of what it has of a shorter one.
FEWEST_HASHES = 8


@dataclass(frozen=True, slots=True)
class Prose:
    """The running text of a page: its sketch, and its paragraphs by key with the words of each."""

    sketch: Sequence[int]
    paragraphs: Mapping[int, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return sum(self.paragraphs.values())


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


def part(shorter: Prose, longer: Prose) -> float:
    """The share of the shorter text that stands in the longer, 0 to 1: by its paragraphs, or by what is sketched of it.

    >>> part(Prose([1, 2], {7: 30, 8: 10}), Prose([1, 3], {7: 30, 9: 60}))
    0.75
    """
    words = sum(count for key, count in shorter.paragraphs.items() if key in longer.paragraphs)
    whole = words / shorter.words if shorter.words else 0.0
    reach = max(longer.sketch, default=0) if len(longer.sketch) >= SKETCH else None
    known = [number for number in shorter.sketch if reach is None or number <= reach]
    if len(known) < FEWEST_HASHES:
        return whole
    return max(whole, len({*known} & {*longer.sketch}) / len(known))


def different(texts: Sequence[Prose]) -> Iterator[int]:
    """The indexes of texts of different articles, in the order given: of the versions of one, the longest.

    The longest first, each is compared with all before it, and not with those alone that count: so a version joins its
    story by way of the next one. A page with nothing but what all have, such as a notice, joins one article, not all.
    """
    holders: defaultdict[int, set[int]] = defaultdict(set)
    found = []
    for index in sorted(range(len(texts)), key=lambda at: -texts[at].words):
        text = texts[index]
        signs = {*text.sketch, *text.paragraphs}
        near = {holder for sign in signs for holder in holders[sign]}
        if not any(is_version(text, texts[holder]) for holder in near):
            found.append(index)
        for sign in signs:
            holders[sign].add(index)
    yield from sorted(found)


def is_version(text: Prose, longer: Prose) -> bool:
    """Whether both are one article; the first is not the longer one."""
    return likeness(text.sketch, longer.sketch) >= SAME or part(text, longer) >= SAME_PART
