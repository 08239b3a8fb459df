"""Documents whose normalised text is that of another: counted and named, never dropped."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from itertools import pairwise

from cleaner.batch.report import Report
from cleaner.batch.state import Marker

# Named in the report; all are counted.
MOST_GROUPS, MOST_NAMED = 1_000, 20


def count_copies(report: Report, markers: Callable[[], Iterable[Marker]]) -> None:
    """Put into the report how many documents have the text of an earlier one, and which.

    Eight bytes a document are held in memory: the digests, sorted; ids are read again for those that are equal.
    """
    digests = array("Q")
    for marker in markers():
        digests.extend(digest for digest in marker.digests if digest)
    ordered = sorted(digests)
    same = {one for one, after in pairwise(ordered) if one == after}
    report.copies = len(ordered) - len(set(ordered)) if same else 0
    if not same:
        return
    groups: dict[int, list[str]] = {}
    for marker in markers():
        for id, digest in zip(marker.ids, marker.digests, strict=True):
            if digest in same and (digest in groups or len(groups) < MOST_GROUPS):
                named = groups.setdefault(digest, [])
                if len(named) < MOST_NAMED:
                    named.append(id)
    report.copy_groups = list(groups.values())
