"""Done documents → files. What stands under its final name is complete: everything is written aside, then renamed."""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from cleaner.batch.documents import Document, WrongCall, reason
from cleaner.batch.unit import Done, Outcome
from cleaner.page import Cleaned, Page
from cleaner.writing import as_json, sound
from cleaner.writing import record as record_of

# Errors of one name, not of the whole disk: the run goes on.
OF_ONE_NAME = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL, errno.EISDIR, errno.ENOTDIR})
LINES_ENDINGS = (".jsonl", ".jsonl.gz")
# How every record begins; what lies in the way and begins otherwise was written by someone else.
OUR_RECORD = b'{"id":'
TEXT, RECORD = ".txt", ".json"
AGAIN = "The same command begins anew, with all documents."
# Nobody means a folder by a name that ends so.
OF_ONE_PAGE = frozenset([".txt", ".md", ".markdown", ".json", ".html", ".htm", ".csv"])


class OutputFailed(OSError):
    """The output cannot be written at all: a full disk, a folder that is a file. The message names the path."""


class Interrupted(KeyboardInterrupt):
    """A run that was ended from outside. The message says what it leaves behind."""


class Sink(Protocol):
    """Where results go. `write` returns a reason when this one document could not be written."""

    def write(self, done: Done) -> str | None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Nowhere:
    """Writes nothing (`--dry-run`)."""

    written = 0

    def write(self, done: Done) -> str | None:
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(f"{self.left() if self.written else 'Nothing was written.'} {AGAIN}") from error

    def left(self) -> str:
        """What an interrupted run leaves behind, as a sentence."""
        return ""


class Stream(Nowhere):
    """One record a line to an open file, such as stdout."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, done: Done) -> str | None:
        if done.record is not None:
            with undisturbed():
                self.file.write(done.record)
                self.file.flush()
                self.written += 1
        return None

    def left(self) -> str:
        return f"The records written until then ({self.written:,}) are complete."


class Folder(Nowhere):
    """`<name>.txt` and `<name>.json` for each document, in the folders it came from."""

    def __init__(self, folder: Path, stems: Mapping[str, str]) -> None:
        self.folder, self.stems = folder, stems

    def write(self, done: Done) -> str | None:
        place = self.folder / self.stems[done.outcome.id]
        text, record = place.with_name(place.name + TEXT), place.with_name(place.name + RECORD)
        try:
            if done.body is None or done.record is None:
                outdate(text, record, done.outcome)
                return None
            if foreign(text, record):
                return (
                    f"{text.name} or {record.name} is there already and was not written by cleaner; use another --out"
                )
            with undisturbed():
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(text, done.body)
                write_whole(record, done.record)
                self.written += 1
        except OSError as error:
            if error.errno not in OF_ONE_NAME:
                raise OutputFailed(f"cannot write {text}: {reason(error, writing=True)}.") from error
            return f"cannot write {text.name}: {reason(error, writing=True)}"
        return None

    def left(self) -> str:
        return f"The files written until then (of {self.written:,} documents) are complete."


class Lines(Nowhere):
    """One record a line in one file, compressed when its name ends in `.gz`. It appears when the run is over.

    What an interrupted run has written appears under another name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self.aside = aside(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.raw = self.aside.open("wb")
        except OSError as error:
            raise OutputFailed(f"cannot write {self.path}: {reason(error, writing=True)}.") from error
        # No name and no time in the header: the same records give the same bytes.
        packed = self.path.suffix == ".gz"
        self.file: IO[bytes] = gzip.GzipFile("", "wb", fileobj=self.raw, mtime=0) if packed else self.raw  # type: ignore[assignment]
        return self

    def write(self, done: Done) -> str | None:
        if done.record is not None:
            with self.failing(), undisturbed():
                self.file.write(done.record)
                self.written += 1
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.keep_as(self.path)
            return
        try:
            if self.written and isinstance(error, KeyboardInterrupt):
                with undisturbed():
                    self.keep_as(self.part)
            self.raw.close()
        except OSError:
            self.written = 0
        self.aside.unlink(missing_ok=True)
        super().__exit__(kind, error, trace)

    @property
    def part(self) -> Path:
        """What there is of the file when the run is interrupted."""
        return self.path.with_name(f"{self.path.name}.part")

    def left(self) -> str:
        return f"The records written until then ({self.written:,}) are complete; they are in {self.part}."

    def keep_as(self, path: Path) -> None:
        """Complete the file and give it its name."""
        with self.failing():
            if self.file is not self.raw:
                self.file.close()
            self.raw.flush()
            os.fsync(self.raw.fileno())
            self.raw.close()
            self.aside.replace(path)

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """An operating system's error, told with the path."""
        try:
            yield
        except OSError as error:
            raise OutputFailed(f"cannot write {self.path}: {reason(error, writing=True)}.") from error


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """A request to end waits until what is being written is whole.

    A mask would not do: another thread may take the signal, and Python would still interrupt the one that writes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {
        one: signal.signal(one, lambda number, _: waiting.append(number)) for one in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
    if waiting:
        signal.raise_signal(waiting[0])


def outdate(text: Path, record: Path, outcome: Outcome) -> None:
    """Let what an earlier run wrote of a document that gives nothing now say so: its text goes."""
    id = sound(outcome.id)
    if not begins(record, as_json({"id": id})[:-1] + b","):
        return
    said = dict.fromkeys([*outcome.warnings, outcome.reason])
    cleaned = Cleaned("", {}, {}, (), outcome.status, list(said), Page(()))
    write_whole(record, as_json(record_of(cleaned, id=id, source=id, url=None)) + b"\n")
    text.unlink(missing_ok=True)


def foreign(text: Path, record: Path) -> bool:
    """Does something lie in the way that an earlier run did not write?"""
    if not (os.path.lexists(text) or os.path.lexists(record)):
        return False
    return not begins(record, OUR_RECORD)


def begins(path: Path, start: bytes) -> bool:
    """Whether a file can be read and begins so."""
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def aside(path: Path) -> Path:
    """A short name in the same folder to write to before renaming."""
    return path.with_name(f".cleaner-{os.getpid()}.part")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under its final name only when it is complete."""
    part = aside(path)
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def is_lines(out: Path) -> bool:
    """Does the name ask for one file of records?"""
    return out.name.endswith(LINES_ENDINGS)


def check_out(out: Path, inputs: Sequence[Path], documents: Sequence[Document], stems: Mapping[str, str]) -> None:
    """Raises WrongCall when the output would overwrite an input or cannot be what its name says."""
    if is_lines(out):
        if out.is_dir():
            raise WrongCall(f"--out {out} is a folder. Name a file, or a folder that does not end in .jsonl.")
        targets = {os.path.realpath(out)}
    else:
        if not out.exists() and out.suffix.lower() in OF_ONE_PAGE:
            raise WrongCall(
                f"--out {out} has the name of one page. Name a folder, or a file that ends in .jsonl or .jsonl.gz; "
                f"the text of one page goes into a file with: cleaner clean PAGE > {out}"
            )
        if out.exists() and not out.is_dir():
            raise WrongCall(f"--out {out} is a file. Name a folder, or a file that ends in .jsonl or .jsonl.gz.")
        if any(one.is_dir() and os.path.realpath(one) == os.path.realpath(out) for one in inputs):
            raise WrongCall(f"--out {out} is the input folder itself. Choose another folder, it is made if needed.")
        root = os.path.realpath(out)
        targets = {os.path.join(root, stem + ending) for stem in stems.values() for ending in (TEXT, RECORD)}
    for document in documents:
        if os.path.realpath(document.path) in targets:
            raise WrongCall(f"--out {out} would overwrite the input {document.path}. Choose another place.")
