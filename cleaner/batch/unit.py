"""One document → its outcome and the bytes to write. Runs in a worker; never raises."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from cleaner.batch.documents import Document, reason, whole_path
from cleaner.page import Cleaned, Kind, Status
from cleaner.text.words import word_count
from cleaner.writing import as_json, body, record, sound
from cleaner.writing.markdown import Format

if TYPE_CHECKING:
    from cleaner.site_memory import Sighting

# More than any page or book of text; beyond it a compressed file is taken for a bomb.
MAX_BYTES = 64 * 1024 * 1024
GZIP_SIGNATURE = b"\x1f\x8b"


class CanClean(Protocol):
    """What a run needs of a cleaner: pipeline.Cleaner has it."""

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, small enough to keep for the report. `removed` counts lines by label."""

    id: str
    status: Status
    reason: str = ""
    words_in: int = 0
    words_kept: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def lost(self) -> float:
        """The share of words that is gone, 0 to 1."""
        return 1 - self.words_kept / self.words_in if self.words_in else 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """An outcome with what is written for it: the body and the record, None where the document failed."""

    outcome: Outcome
    body: bytes | None = None
    record: bytes | None = None
    sighting: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A document and how to clean and write it; with `look`, only what it gives to the memory of its site.

    `links`: in Markdown, with their targets.
    """

    document: Document
    kind: Kind = "auto"
    form: Format = "text"
    links: bool = False
    look: bool = False


class Unreadable(Exception):
    """A file that cannot be had; the message says why and what to do."""


def clean_one(cleaner: CanClean, task: Task) -> Done:
    """Read, clean and write one document. A failure of any sort becomes an outcome with its reason."""
    document = task.document
    try:
        source = read_file(document)
        if task.look:
            return looked(cleaner, task, source)
        cleaned = cleaner.clean(source, url=document.url, kind=task.kind, name=sound(whole_path(document.path)))
        return done(cleaner, task, cleaned)
    except Unreadable as error:
        return failed(document.id, str(error))
    except MemoryError:
        return failed(document.id, "not enough memory for this document; clean it alone or split it")
    except Exception as error:
        kind = type(error).__name__
        return failed(document.id, f"the program failed ({kind}: {error}); please report it with the file")


def looked(cleaner: CanClean, task: Task, source: bytes) -> Done:
    """What a document gives to the memory of its site."""
    document = task.document
    look = cleaner.look  # type: ignore[attr-defined]  # only pipeline.Cleaner has a memory
    seen = look(source, url=document.url, kind=task.kind, name=sound(whole_path(document.path)))
    return Done(Outcome(document.id, "ok"), sighting=seen)


def failed(id: str, why: str) -> Done:
    """A document that gave nothing."""
    return Done(Outcome(id, "failed", why))


def done(cleaner: CanClean, task: Task, cleaned: Cleaned) -> Done:
    """Outcome, body and record of a cleaned document; a refused one gives nothing to write."""
    id = task.document.id
    if cleaned.page.refused:
        return Done(Outcome(id, "refused", cleaned.page.refused, warnings=tuple(cleaned.warnings)))
    status, why = status_of(cleaned)
    outcome = Outcome(
        id,
        status,
        why,
        words_in=sum(word_count(block.text) for block in cleaned.page.blocks),
        words_kept=sum(word_count(line) for line in cleaned.text.splitlines() if line),
        removed=dict(Counter(removed.label for removed in cleaned.removed)),
        warnings=tuple(cleaned.warnings),
    )
    row = record(cleaned, id=sound(id), source=sound(id), url=task.document.url, rules=rules_version(cleaner))
    text = body(cleaned, form=task.form, links=task.links)
    if task.form == "markdown":
        row["text"] = text.rstrip("\n")
    return Done(outcome, text.encode("utf-8", "replace"), as_json(row) + b"\n")


def status_of(cleaned: Cleaned) -> tuple[Status, str]:
    """What became of a document that was cleaned, and why where it gave no text."""
    if cleaned.status == "ok":
        return "ok", ""
    if cleaned.status == "not_article":
        return "not_article", next((said for said in cleaned.warnings if said.startswith("no article: ")), "")
    if cleaned.status == "failed":  # by the guard of the site's file, which speaks last
        return "failed", cleaned.warnings[-1]
    return "empty", "nothing is left after cleaning"


def rules_version(cleaner: CanClean) -> str | None:
    """The digest of the compiled rules, where the cleaner has one."""
    version = getattr(getattr(cleaner, "compiled", None), "version", None)
    return str(version) if version else None


def read_file(document: Document) -> bytes:
    """The bytes of a file, unpacked when it is gzip. Raises Unreadable."""
    if document.unreadable:
        raise Unreadable(document.unreadable)
    try:
        with Path(document.path).open("rb") as file:
            packed = file.read(len(GZIP_SIGNATURE)) == GZIP_SIGNATURE
            file.seek(0)
            return unpacked(file) if packed else bounded(file, "larger")
    except OSError as error:
        raise Unreadable(reason(error)) from error


def unpacked(file: IO[bytes]) -> bytes:
    """The content of a gzip file. Raises Unreadable when it is damaged or unpacks to more than the limit."""
    try:
        with gzip.GzipFile(fileobj=file) as inside:
            return bounded(inside, "larger when unpacked")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"this gzip file is damaged ({error}); fetch it again") from error


def bounded(file: IO[bytes] | gzip.GzipFile, how: str) -> bytes:
    """All of a file, up to the limit. Raises Unreadable beyond it."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Unreadable(f"it is {how} than {MAX_BYTES // 1024 // 1024} MB; split it first")
    return content
