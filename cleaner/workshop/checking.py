"""Rule files → everything that is wrong with them: what reading says, and what only shows when files are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleaner.rules import Complaint
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.lint import broad, claims, dates, habits, hostile, references, unreachable

# Each looks at one file, with all the others around it.
CHECKS: tuple[Callable[[Written, Collection], Iterator[Complaint]], ...] = (
    references.missing,
    references.loops,
    references.switched_off,
    claims.rivals,
    claims.never_chosen,
    claims.names_of_files,
    unreachable.shadowed,
    unreachable.never_where,
    unreachable.inside_dropped,
    hostile.slow,
    broad.everything,
    dates.ambiguous_numbers,
    habits.tests,
    habits.lists,
    habits.windows,
    habits.names,
    habits.plain_signs,
    habits.elements,
)


@dataclass(frozen=True)
class Checked:
    """All complaints of some rule files, in the order of files and lines."""

    complaints: tuple[Complaint, ...]
    files: int

    @property
    def errors(self) -> list[Complaint]:
        """What must be mended."""
        return [one for one in self.complaints if one.severity == "error"]

    @property
    def warnings(self) -> list[Complaint]:
        """What works and is most likely not meant."""
        return [one for one in self.complaints if one.severity == "warning"]


def check(collection: Collection) -> Checked:
    """All complaints about the files of a collection. Each place and code is said once."""
    said = list(collection.complaints)
    for written in collection.written:
        for look in CHECKS:
            said += look(written, collection)
    order = {written.shown: number for number, written in enumerate(collection.written)}
    unique = {(one.file, one.line, one.col, one.code): one for one in reversed(said)}
    found = sorted(unique.values(), key=lambda one: (order.get(one.file, -1), one))
    return Checked(tuple(found), len(collection.written))
