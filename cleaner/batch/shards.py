"""Inputs → shards of about a thousand documents, the unit that is done as a whole, remembered, and never done twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.batch.documents import REMOTE, Document, Inputs, path_of
from cleaner.batch.formats import Container, count, documents, format_of

if TYPE_CHECKING:
    from cleaner.batch.unit import Spec

SIZE = 1000
"""Documents of a shard of a table or an archive: what an interrupted run does again at most."""

FILES = 100
"""The same of single files, which are fewer and larger."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The documents of one unit of work: single files, or the rows `start` to `stop` of one table or archive.

    `names`: files below the base of the run, with `urls` for those that have an address and `wrong` (reason, code)
    for those that cannot be read. `container`: the name of the table or archive. `print`: changes when a file does.
    """

    number: int
    names: tuple[str, ...] = ()
    container: str | None = None
    start: int = 0
    stop: int = 0
    urls: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    print: str = ""

    def __len__(self) -> int:
        return self.stop - self.start if self.container is not None else len(self.names)

    def as_dict(self) -> dict[str, Any]:
        """The shard as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Shard:
        """A shard from its plain values."""
        wrong = {name: (why, code) for name, (why, code) in found["wrong"].items()}
        return cls(**{**found, "names": tuple(found["names"]), "wrong": wrong})


@dataclass(frozen=True, slots=True)
class Piece:
    """A shard, or the documents at some of its places: what a worker on another machine is given to do."""

    shard: Shard
    places: tuple[int, ...] | None = None


@dataclass(slots=True)
class Plan:
    """The shards of a run. `notes`: what was guessed of each table; `skipped`: what was passed over within archives."""

    shards: list[Shard] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many documents there are, counted before the first is cleaned."""
        return sum(map(len, self.shards))


def plan(inputs: Inputs, spec: Spec, urls: Mapping[str, str] | None = None, *, url: str | None = None) -> Plan:
    """The shards of all inputs, in sorted order. Tables and archives are counted, which reads them once.

    `urls`: addresses by name; `url`: one for all other files.
    """
    made = Plan()
    waiting: list[str] = []

    def flush() -> None:
        if waiting:
            made.shards.append(_of_files(len(made.shards), tuple(waiting), inputs, urls or {}, url))
            waiting.clear()

    for name in inputs.names:
        if name in inputs.wrong or format_of(name) is None:
            waiting.append(name)
            if len(waiting) == min(SIZE, FILES):
                flush()
            continue
        flush()
        _add_container(made, name, inputs, spec)
    flush()
    return made


def _of_files(number: int, names: tuple[str, ...], inputs: Inputs, urls: Mapping[str, str], url: str | None) -> Shard:
    addresses = {name: found for name in names if (found := urls.get(name, url))}
    wrong = {name: inputs.wrong[name] for name in names if name in inputs.wrong}
    digest = hashlib.sha256()
    for name in names:
        digest.update(
            f"{name}\0{_stamp(inputs.path(name))}\0{addresses.get(name)}\0".encode("utf-8", "surrogateescape")
        )
    return Shard(number, names, urls=addresses, wrong=wrong, print=digest.hexdigest()[:16])


def _add_container(made: Plan, name: str, inputs: Inputs, spec: Spec) -> None:
    container = Container(inputs.path(name), spec.columns, spec.limits)
    total = count(container)
    stamp = hashlib.sha256(f"{name}\0{_stamp(container.path)}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    for start in range(0, total, SIZE):
        stop = min(total, start + SIZE)
        made.shards.append(Shard(len(made.shards), container=name, start=start, stop=stop, print=stamp))
    if container.notes:
        made.notes[name] = container.notes[0]
    for why, number in container.skipped.items():
        made.skipped[why] = made.skipped.get(why, 0) + number


def _stamp(path: str) -> str:
    """What changes when a file does: its size and the time of its last change."""
    if REMOTE in path:
        return ""
    try:
        found = os.stat(path)
    except OSError:
        return "none"
    return f"{found.st_size} {found.st_mtime_ns}"


class Reading:
    """Reads the documents of shards. A table that goes on in the next shard is read on, not anew."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.open: tuple[str, int, Iterator[Document]] | None = None

    def documents(self, shard: Shard, only: Sequence[int] | None = None) -> Iterator[Document]:
        """The documents of a shard, in order; `only` those at these places."""
        wanted = None if only is None else set(only)
        for place, document in enumerate(self._all(shard)):
            if wanted is None or place in wanted:
                yield document

    def _all(self, shard: Shard) -> Iterator[Document]:
        base = self.spec.base
        if shard.container is None:
            for name in shard.names:
                why, code = shard.wrong.get(name, (None, "E106"))
                yield Document(name, path_of(base, name), shard.urls.get(name), why, code)
            return
        given = 0
        for document in self._rows(shard):
            given += 1
            yield document
        missing = len(shard) - given
        for place in range(given, given + missing):
            # Counted before, and gone now: the file was changed meanwhile.
            why = "the file has become shorter since it was counted; run the same command again"
            id = f"{shard.container}#{shard.start + place}"
            yield Document(id, path_of(base, shard.container), None, why, "E107", name=f"{shard.container}/{place}")

    def _rows(self, shard: Shard) -> Iterator[Document]:
        assert shard.container is not None
        if self.open is None or self.open[:2] != (shard.container, shard.start):
            container = Container(path_of(self.spec.base, shard.container), self.spec.columns, self.spec.limits)
            self.open = (shard.container, shard.start, documents(container, shard.container, shard.start))
        name, _, rows = self.open
        for place in range(shard.start, shard.stop):
            self.open = (name, place + 1, rows)
            document = next(rows, None)
            if document is None:
                return
            yield document
