"""Done documents → files. What stands under its final name is complete: everything is written aside, then renamed.

A sink is told of the shards one after another: `begin`, `write` for each document, `close`, which returns when the
shard is on the disk; at the end `finish` makes the output of all shards.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import os
import re
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from cleaner.batch import tables
from cleaner.batch.documents import Inputs, OutputFailed, WrongCall, reason
from cleaner.batch.names import RECORD, giving_way, output_stem
from cleaner.batch.shards import Plan, Shard
from cleaner.batch.state import State, sync, sync_folder
from cleaner.batch.unit import Done
from cleaner.options import Format

# Errors of one name, not of the whole disk: the run goes on.
OF_ONE_NAME = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL, errno.EISDIR, errno.ENOTDIR})
ENDING: Mapping[Format, str] = {"text": ".txt", "markdown": ".md"}
# Nobody means a folder by a name that ends so.
OF_ONE_PAGE = frozenset([".txt", ".md", ".markdown", ".json", ".html", ".htm", ".xml", ".xlsx", ".gz", ".zst"])
# An ending of a file rather than a version or a date at the end of a folder's name (`news.v2`, `news.2024`).
AN_ENDING = re.compile(r"\.[A-Za-z]{2,5}")
# What every record has since the first version.
OUR_KEYS = frozenset(["id", "text", "source", "status", "metadata", "removed", "version"])
# Records wait in parts that pack quickly; the output is packed as its name says.
QUICK = 1

# Requests to end that wait until a record is whole.
REQUESTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

Fault = tuple[str, str]


class Interrupted(KeyboardInterrupt):
    """A run that was ended from outside. The message says what it leaves behind."""


class Sink(Protocol):
    """Where results go. `write` returns a reason and a code when this one document could not be written."""

    def begin(self, shard: Shard, only: Sequence[int] | None = None) -> None: ...
    def write(self, done: Done) -> Fault | None: ...
    def close(self) -> None: ...
    def finish(self, plan: Plan) -> None: ...
    def abandon(self) -> None: ...
    def left(self) -> str: ...


class Nowhere:
    """Writes nothing (`--dry-run`)."""

    def __init__(self) -> None:
        self.written = 0

    def begin(self, shard: Shard, only: Sequence[int] | None = None) -> None:
        """A shard begins; `only` these places of it are done anew."""

    def write(self, done: Done) -> Fault | None:
        return None

    def close(self) -> None:
        """The shard is complete."""

    def finish(self, plan: Plan) -> None:
        """All shards are complete."""

    def abandon(self) -> None:
        """The run ends before its time."""

    def left(self) -> str:
        """What an interrupted run leaves behind, as a sentence."""
        return "Nothing was written."


class Stream(Nowhere):
    """One record a line to an open file, such as stdout."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self.file = file

    def write(self, done: Done) -> Fault | None:
        if done.record is not None:
            with undisturbed():
                self.file.write(done.record)
                self.file.flush()
                self.written += 1
        return None

    def left(self) -> str:
        return f"The records written until then ({self.written:,}) are complete."


class Folder(Nowhere):
    """`<name>.txt` (or `.md`) and `<name>.json` for each document, in the folders it came from."""

    def __init__(self, state: State, form: Format, names: Sequence[str]) -> None:
        super().__init__()
        self.state, self.folder, self.ending = state, state.out, ENDING[form]
        self.marked = giving_way(names, self.ending)
        self.new: list[Path] = []

    def stem(self, name: str) -> str:
        """The name of a document's files without their endings."""
        return self.marked.get(name) or output_stem(name, self.ending)

    def files(self, name: str) -> tuple[Path, Path]:
        """The text and the record of a document."""
        place = self.folder / self.stem(name)
        return place.with_name(place.name + self.ending), place.with_name(place.name + RECORD)

    def begin(self, shard: Shard, only: Sequence[int] | None = None) -> None:
        self.state.check_place()
        self.new.clear()

    def write(self, done: Done) -> Fault | None:
        text, record = self.files(done.name)
        try:
            if in_the_way(text, record):
                names = f"{text.name} or {record.name}"
                return f"{names} is there already and was not written by cleaner; use another --out", "E302"
            with undisturbed():
                self.state.check_place()
                text.parent.mkdir(parents=True, exist_ok=True)
                # The record first: what it stands beside was written by this program, whenever a run is ended.
                self._write(record, done.record or b"")
                if done.body is None:
                    text.unlink(missing_ok=True)
                else:
                    self._write(text, done.body)
                self.written += 1
        except OutputFailed:
            raise
        except OSError as error:
            if error.errno not in OF_ONE_NAME:
                self.state.check_place()
                raise OutputFailed(f"cannot write {text}: {reason(error, writing=True)}.") from error
            return f"cannot write {text.name}: {reason(error, writing=True)}", "E301"
        return None

    def _write(self, path: Path, content: bytes) -> None:
        part = self.state.aside()
        try:
            with part.open("xb") as file:
                file.write(content)
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        self.new.append(path)

    def close(self) -> None:
        """What the shard wrote is on the disk."""
        with self.state.failing(self.folder):
            for path in self.new:
                with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                    os.fsync(file.fileno())
            for folder in sorted({path.parent for path in self.new}):
                sync_folder(folder)
        self.new.clear()

    def left(self) -> str:
        return f"The files written until then (of {self.written:,} documents) are complete."

    def strays(self, expected: Iterator[str]) -> list[Path]:
        """Files of earlier runs that belong to no document of this one. Only what has one of our records beside it."""
        ours = {str(path) for name in expected for path in self.files(name)}
        found: list[Path] = []
        for top, folders, files in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                path = Path(top, name)
                if name.endswith(RECORD) and str(path) not in ours and is_ours(path):
                    stem = name.removesuffix(RECORD)
                    beside = [path.with_name(stem + ending) for ending in ENDING.values()]
                    found += [path, *(one for one in beside if one.is_file() and str(one) not in ours)]
        return found


class Parts(Nowhere):
    """One record a line in a part for each shard; at the end one file, or several, of the kind that the name says."""

    def __init__(self, state: State, *, files: int = 1, suffix: str = "", attributes: bool = False) -> None:
        super().__init__()
        self.state, self.files, self.suffix, self.attributes = state, files, suffix, attributes
        self.target = state.out
        self.sources = tables.NO_SOURCES
        self.part: gzip.GzipFile | None = None

    def path(self, number: int) -> Path:
        """The part of a shard."""
        return self.state.parts / f"{number:06}{self.suffix}.jsonl.gz"

    def begin(self, shard: Shard, only: Sequence[int] | None = None) -> None:
        self.state.check_place()
        self.number, self.place = shard.number, 0
        self.kept: Iterator[tuple[int, bytes]] = iter(())
        if only is not None:
            again = set(only)
            before = enumerate(lines_of([self.path(shard.number)]))
            self.kept = ((place, line) for place, line in before if place not in again)
            self.places: Iterator[int] = iter(sorted(only))
            self.next_kept = next(self.kept, None)
        else:
            self.places, self.next_kept = iter(range(len(shard))), None
        with self.state.failing(self.target):
            self.aside = self.state.aside()
            self.raw = self.aside.open("xb")
            self.part = gzip.GzipFile("", "wb", QUICK, self.raw, mtime=0)

    def write(self, done: Done) -> Fault | None:
        assert self.part is not None
        content = done.attributes if self.attributes else done.record
        self._keep_until(next(self.places))
        if content is None and self.attributes:
            content = b"\n"
        with self.state.failing(self.target), undisturbed():
            self.part.write(content or b"")
            self.written += 1
        return None

    def _keep_until(self, place: int | None) -> None:
        """Copy what is not done anew and stands before this place."""
        assert self.part is not None
        while self.next_kept is not None and (place is None or self.next_kept[0] < place):
            self.part.write(self.next_kept[1])
            self.next_kept = next(self.kept, None)

    def close(self) -> None:
        assert self.part is not None
        self.state.check_place()
        with self.state.failing(self.target), undisturbed():
            self._keep_until(None)
            self.part.close()
            sync(self.raw)
            self.raw.close()
            self.part = None
            self.aside.replace(self.path(self.number))
            sync_folder(self.state.parts)

    def abandon(self) -> None:
        if self.part is not None:
            with contextlib.suppress(OSError, ValueError):
                self.raw.close()
            self.part = None
        with contextlib.suppress(OSError, AttributeError):
            self.aside.unlink(missing_ok=True)

    def finish(self, plan: Plan) -> None:
        """Make the output of all parts."""
        lines = lines_of([self.path(shard.number) for shard in plan.shards])
        with self.state.failing(self.target):
            self.target.parent.mkdir(parents=True, exist_ok=True)
            asides: list[tuple[Path, Path]] = []
            for path, some in split(lines, plan.total, targets(self.target, self.files)):
                part = self.state.aside().with_suffix("".join(self.target.suffixes[-2:]) or ".jsonl")
                kept = (line for line in some if line.strip()) if self.attributes else some
                tables.write(part, kept, self.target.name, lambda: self.all_lines(plan), self.sources)
                asides.append((part, path))
            for part, path in asides:
                with part.open("rb") as file:
                    os.fsync(file.fileno())
                part.replace(path)
            sync_folder(self.target.parent)

    def all_lines(self, plan: Plan) -> Iterator[bytes]:
        """Every record once more, to learn the types of columns that were carried along."""
        return lines_of([self.path(shard.number) for shard in plan.shards])

    def clear(self) -> None:
        """The parts are not needed any more."""
        for path in self.state.parts.glob(f"??????{self.suffix}.jsonl.gz"):
            path.unlink(missing_ok=True)

    def left(self) -> str:
        return "The records of the parts that are complete are kept."


class Both:
    """Two sinks that are told the same."""

    def __init__(self, first: Folder | Parts, second: Parts) -> None:
        self.first, self.second = first, second

    def begin(self, shard: Shard, only: Sequence[int] | None = None) -> None:
        self.first.begin(shard, only)
        self.second.begin(shard, only)

    def write(self, done: Done) -> Fault | None:
        self.second.write(done)
        return self.first.write(done)

    def close(self) -> None:
        self.first.close()
        self.second.close()

    def finish(self, plan: Plan) -> None:
        self.first.finish(plan)
        self.second.finish(plan)

    def abandon(self) -> None:
        self.first.abandon()
        self.second.abandon()

    def left(self) -> str:
        return self.first.left()


def lines_of(parts: Sequence[Path]) -> Iterator[bytes]:
    """The lines of parts, one after another."""
    for part in parts:
        with gzip.open(part, "rb") as file:
            yield from file


def targets(path: Path, files: int) -> list[Path]:
    """The names of the output's files: one, or `name-00000-of-00008.jsonl.gz` and so on."""
    if files == 1:
        return [path]
    ending = tables.ending_of(path.name)
    stem = path.name.removesuffix(ending)
    return [path.with_name(f"{stem}-{number:05}-of-{files:05}{ending}") for number in range(files)]


def split(lines: Iterator[bytes], total: int, paths: Sequence[Path]) -> Iterator[tuple[Path, Iterator[bytes]]]:
    """Equal shares of the lines, in order, for each file."""
    for number, path in enumerate(paths):
        first, last = total * number // len(paths), total * (number + 1) // len(paths)
        yield path, _some(lines, last - first)


def _some(lines: Iterator[bytes], number: int) -> Iterator[bytes]:
    for _ in range(number):
        line = next(lines, None)
        if line is None:
            return
        yield line


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """A request to end waits until what is being written is whole.

    A mask would not do: another thread may take the signal, and Python would still interrupt the one that writes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {one: signal.signal(one, lambda number, _: waiting.append(number)) for one in REQUESTS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
    if waiting:
        signal.raise_signal(waiting[0])


def in_the_way(text: Path, record: Path) -> bool:
    """Does something lie there that no run of this program wrote?"""
    if not (os.path.lexists(text) or os.path.lexists(record)):
        return False
    return not is_ours(record)


def is_ours(record: Path) -> bool:
    """Whether a file is a record of this program: it can be read and has what every record has."""
    try:
        with record.open("rb") as file:
            if file.read(6) != b'{"id":':
                return False
            file.seek(0)
            found = json.load(file)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.keys() >= OUR_KEYS


def check_out(out: Path, given: Sequence[Path], inputs: Inputs, form: Format) -> None:
    """Raises WrongCall when the output would overwrite an input or cannot be what its name says."""
    if tables.is_file(out.name):
        if out.is_dir():
            raise WrongCall(f"--out {out} is a folder. Name a file, or a folder that does not end in {out.suffix}.")
        tables.check(out.name)
        written = {os.path.realpath(out)} if out.exists() else set()
    else:
        _check_folder(out, given)
        written = _written(out, inputs, form)
    for name in inputs.names if written else ():
        if os.path.realpath(inputs.path(name)) in written:
            raise WrongCall(f"--out {out} would overwrite the input {inputs.path(name)}. Choose another place.")


def _check_folder(out: Path, given: Sequence[Path]) -> None:
    if not out.exists() and out.suffix.lower() in OF_ONE_PAGE:
        raise WrongCall(
            f"--out {out} has the name of one page. Name a folder, or a file that ends in {tables.KNOWN}; "
            f"the text of one page goes into a file with: cleaner clean PAGE > {out}"
        )
    if not out.exists() and AN_ENDING.fullmatch(out.suffix):
        raise WrongCall(
            f"--out {out}: there is no output with the ending {out.suffix}. Name a file that ends in {tables.KNOWN}; "
            f"if it is to be a folder of that name, make it first: mkdir {out}"
        )
    if out.exists() and not out.is_dir():
        raise WrongCall(f"--out {out} is a file. Name a folder, or a file that ends in {tables.KNOWN}.")
    if any(one.is_dir() and os.path.realpath(one) == os.path.realpath(out) for one in given):
        raise WrongCall(f"--out {out} is the input folder itself. Choose another folder, it is made if needed.")


def _written(out: Path, inputs: Inputs, form: Format) -> set[str]:
    """The files that a run would write, where an input may be among them."""
    root = os.path.join(os.path.realpath(out), "")
    if not any(os.path.realpath(inputs.path(name)).startswith(root) for name in inputs.names):
        return set()
    ending = ENDING[form]
    marked = giving_way(inputs.names, ending)
    stems = (marked.get(name) or output_stem(name, ending) for name in inputs.names)
    return {os.path.join(root, stem + end) for stem in stems for end in (ending, RECORD)}
