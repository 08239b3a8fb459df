"""The unit of work that every engine calls: a shard's descriptor → cleaned records, counts and failures.

The interface, for engines (version 1; what is named here does not change without a new version):

`Spec` says how a run reads, cleans and limits, the same for all its documents; it can be pickled.
`Shard` (`cleaner.batch.shards`) names the documents of one unit; it can be pickled and written as JSON.
`documents_of(spec, shard)` reads them, in order, one at a time.
`clean_one(cleaner, task)` cleans one document and **never raises**: a `Done` holds the outcome (status, reason, code),
the record (`row`, a dict with the fields of `cleaner.writing.record.FIELDS`) and its bytes.
`run_shard(spec, cleaner, shard)` yields the `Done` of each document of a shard, in order, in this process. Nothing
here guards against a document that hangs or kills the process: run it in a process that may be ended, or give
`spec.documents` to `engines.local.in_processes`, which isolates each document.
`rows(spec, cleaner, documents)` is the same for documents that an engine holds itself (rows of Arrow, lines of a
stream): Documents in, records out, as many as went in.
"""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Protocol

from cleaner.batch.attributes import attributes_of
from cleaner.batch.columns import Columns
from cleaner.batch.config import rules_digest
from cleaner.batch.documents import Document, WrongCall, code_of, open_binary, reason
from cleaner.batch.limits import Limits, Unreadable, check_markup
from cleaner.batch.names import whole_path
from cleaner.batch.unpacking import bounded, unpacked_stream
from cleaner.options import NO_DOCUMENT, Format
from cleaner.page import Cleaned, Kind, RuleSource, Status
from cleaner.reading import EMPTY
from cleaner.text.words import fold
from cleaner.writing import as_json, body, record, sound
from cleaner.writing.record import failure, words_in

if TYPE_CHECKING:
    from cleaner.batch.shards import Shard
    from cleaner.site_memory import Sighting

SIGNATURES = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
# Codes of documents that are no fault: nothing in them is an article.
NOT_FAULTS = frozenset(["E100", "E114"])


class CanClean(Protocol):
    """What a run needs of a cleaner: pipeline.Cleaner has it."""

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned: ...


@dataclass(frozen=True, slots=True)
class Spec:
    """How a run reads and writes, the same for every document of it.

    `base`: the folder or address that the names of files are below. `removed`: make a row of attributes, too.
    """

    base: str = ""
    kind: Kind = "auto"
    form: Format = "text"
    links: bool = False
    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
    removed: bool = False

    def task(self, document: Document, *, look: bool = False) -> Task:
        """A document with how to clean it."""
        return Task(document, self.kind, self.form, self.links, look, self.limits, self.removed)


@dataclass(frozen=True, slots=True)
class Task:
    """A document and how to clean and write it; with `look`, only what it gives to the memory of its site.

    `links`: in Markdown, with their targets. `removed`: with a row that says which spans went.
    """

    document: Document
    kind: Kind = "auto"
    form: Format = "text"
    links: bool = False
    look: bool = False
    limits: Limits = field(default_factory=Limits)
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, small enough to keep for the report.

    `removed` counts lines by label, `fired` by the rule or heuristic that took them. `digest`: equal for documents
    whose normalised text is equal, 0 without text. `seconds`: by stage (read, clean, write). `stage`: where a
    failure happened. `path`: the file that the document is in. `site`: whose rules applied, if any. `rule`: the one
    that took most, where the document failed for it.
    """

    id: str
    status: Status
    reason: str = ""
    words_in: int = 0
    words_kept: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    code: str = ""
    stage: str = ""
    fired: Mapping[str, int] = field(default_factory=dict)
    digest: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    path: str = ""
    site: str = ""
    rule: str = ""

    @property
    def lost(self) -> float:
        """The share of words that is gone, 0 to 1."""
        return 1 - self.words_kept / self.words_in if self.words_in else 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """An outcome with what is written for it: the body (None where there is none) and the record, always."""

    outcome: Outcome
    body: bytes | None = None
    record: bytes | None = None
    sighting: Sighting | None = None
    name: str = ""
    attributes: bytes | None = None
    row: Mapping[str, Any] | None = field(default=None, compare=False)

    def light(self) -> Done:
        """Without what only callers in the same process need."""
        return replace(self, row=None)


def run_shard(spec: Spec, cleaner: CanClean, shard: Shard) -> Iterator[Done]:
    """Every document of a shard, cleaned, in order, in this process."""
    return (clean_one(cleaner, spec.task(document)) for document in documents_of(spec, shard))


def rows(spec: Spec, cleaner: CanClean, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """The record of each document, in order: as many come out as went in."""
    for document in documents:
        done = clean_one(cleaner, spec.task(document))
        assert done.row is not None
        yield dict(done.row)


def documents_of(spec: Spec, shard: Shard) -> Iterator[Document]:
    """The documents of a shard, read one after another."""
    from cleaner.batch.shards import Reading

    return Reading(spec).documents(shard)


def clean_one(cleaner: CanClean, task: Task) -> Done:
    """Read, clean and write one document. A failure of any sort becomes an outcome with its reason."""
    document, stage, began = task.document, "read", time.process_time()
    times: dict[str, float] = {}
    try:
        source = read_document(document, task.limits)
        times["read"] = time.process_time() - began
        stage = "clean"
        if task.look:
            return looked(cleaner, task, source)
        if source is None:
            raise Unreadable(NO_DOCUMENT, "E100")
        check_markup(source, task.limits)
        kind = document.kind or task.kind
        cleaned = cleaner.clean(source, url=document.url, kind=kind, name=name_of(document))
        # Worked out when it is first read, and a part of cleaning.
        len(cleaned.removed)
        times["clean"] = time.process_time() - began - times["read"]
        stage = "write"
        made = done(cleaner, task, cleaned)
        times["write"] = time.process_time() - began - times["read"] - times["clean"]
        return replace(made, outcome=replace(made.outcome, seconds=times))
    except Unreadable as error:
        return failed(document, str(error), error.code, stage, cleaner=cleaner, seconds=time.process_time() - began)
    except WrongCall as error:
        why, code = str(error), "E113"
    except MemoryError:
        why, code = "it needed more memory than it may; allow more with --max-memory, or split it", "E203"
    except Exception as error:
        why = f"the program failed ({type(error).__name__}: {error}); please report it with the document"
        code = "E204"
    return failed(document, why, code, stage, cleaner=cleaner, seconds=time.process_time() - began)


def name_of(document: Document) -> str:
    """The name that rules may match by: the whole path of the file that the document is in."""
    return sound(document.path if "://" in document.path else whole_path(document.path))


def looked(cleaner: CanClean, task: Task, source: str | bytes | None) -> Done:
    """What a document gives to the memory of its site."""
    document = task.document
    look = cleaner.look  # type: ignore[attr-defined]  # only pipeline.Cleaner has a memory
    seen = look(source, url=document.url, kind=document.kind or task.kind, name=name_of(document))
    return Done(Outcome(document.id, "ok"), sighting=seen)


def failed(  # noqa: PLR0913 - the fields of a record
    document: Document,
    why: str,
    code: str,
    stage: str = "clean",
    *,
    cleaner: CanClean | None = None,
    seconds: float = 0.0,
    warnings: tuple[str, ...] = (),
) -> Done:
    """A document that gave nothing: its record says why."""
    status: Status = "refused" if code in NOT_FAULTS else "failed"
    row = failure(
        sound(document.id),
        sound(document.id),
        status,
        why,
        code,
        url=document.url,
        rules=rules_version(cleaner) if cleaner is not None else None,
        warnings=warnings,
        added=document.added,
        columns=document.columns,
    )
    outcome = Outcome(
        document.id,
        status,
        why,
        warnings=warnings,
        code=code,
        stage=stage,
        seconds={stage: seconds} if seconds else {},
        path=document.path,
    )
    return Done(outcome, None, as_json(row) + b"\n", name=document.name or document.id, row=row)


def done(cleaner: CanClean, task: Task, cleaned: Cleaned) -> Done:
    """Outcome, body and record of a cleaned document."""
    document = task.document
    if cleaned.page.refused:
        why, code = cleaned.page.refused, cleaned.page.code or "E100"
        return failed(document, why, code, "clean", cleaner=cleaner, warnings=tuple(cleaned.warnings))
    status, why, code = status_of(cleaned)
    removed, words = list(cleaned.removed), words_in(cleaned)
    outcome = Outcome(
        document.id,
        status,
        why,
        words_in=words.before,
        words_kept=words.kept,
        removed=dict(Counter(one.label for one in removed)),
        warnings=tuple(cleaned.warnings),
        code=code,
        stage="clean" if code else "",
        fired=dict(Counter(one.by for one in removed)),
        digest=digest_of(cleaned.text),
        path=document.path,
        rule=worst_rule(cleaned) if code else "",
        site=str(cleaned.metadata.get("site") or ""),
    )
    text = body(cleaned, form=task.form, links=task.links)
    row = record(
        cleaned,
        id=sound(document.id),
        source=sound(document.id),
        url=document.url,
        rules=rules_version(cleaner),
        reason=why or None,
        code=code or None,
        added=document.added,
        columns=document.columns,
        text=text.rstrip("\n") if task.form == "markdown" else None,
        words=words,
    )
    attributes = None
    if task.removed:
        attributes = as_json(attributes_of(cleaned, sound(document.id))) + b"\n"
    return Done(
        outcome,
        text.encode("utf-8", "replace"),
        as_json(row) + b"\n",
        name=document.name or document.id,
        attributes=attributes,
        row=row,
    )


def status_of(cleaned: Cleaned) -> tuple[Status, str, str]:
    """What became of a document that was cleaned, why where it gave no text, and the code where it failed."""
    if cleaned.status == "ok":
        return "ok", "", ""
    if cleaned.status == "not_article":
        return "not_article", next((said for said in cleaned.warnings if said.startswith("no article: ")), ""), ""
    if cleaned.status == "failed":  # by the guard of the site's file, which speaks last
        return "failed", cleaned.warnings[-1], "E401"
    return "empty", EMPTY if EMPTY in cleaned.warnings else "nothing is left after cleaning", ""


def worst_rule(cleaned: Cleaned) -> str:
    """The rule that took most of the document; empty where none did."""
    taken = Counter[str]()
    for mark in cleaned.marks:
        if isinstance(mark.by, RuleSource) and not mark.keep:
            taken[mark.by] += len(cleaned.page.blocks[mark.block].text)
    return taken.most_common(1)[0][0] if taken else ""


def digest_of(text: str) -> int:
    """A number that is equal for texts whose words are equal in order; 0 where there is no text."""
    if not text:
        return 0
    return int.from_bytes(blake2b(fold(text).encode("utf-8", "replace"), digest_size=8).digest()) or 1


def rules_version(cleaner: CanClean) -> str | None:
    """The digest of the compiled rules, where the cleaner has one."""
    return rules_digest(cleaner)


def read_document(document: Document, limits: Limits) -> str | bytes | None:
    """The content of a document, unpacked when it is packed. Raises Unreadable."""
    if document.unreadable:
        raise Unreadable(document.unreadable, document.code)
    content = document.content
    if content is None:
        return None if document.name is not None else read_file(document.path, limits)
    if isinstance(content, str):
        if len(content) > limits.bytes:
            raise Unreadable(f"it is longer than {limits.bytes:,} characters; allow more with --max-bytes", "E101")
        return content
    return unpacked(BytesIO(content), limits, len(content))


def read_file(path: str, limits: Limits | None = None) -> bytes:
    """The bytes of a file, unpacked when it is gzip or zstandard. Raises Unreadable."""
    try:
        with open_binary(path) as file:
            size = file.seek(0, 2) if file.seekable() else None
            if size is not None:
                file.seek(0)
            return unpacked(file, limits or Limits(), size)
    except OSError as error:
        raise Unreadable(reason(error), code_of(error)) from error


def unpacked(file: IO[bytes], limits: Limits, size: int | None) -> bytes:
    """The content of a file. Raises Unreadable when it is damaged or larger than the limits allow."""
    # A pipe cannot be read twice: it is taken as it is.
    head = file.read(4) if size is not None else b""
    if size is not None:
        file.seek(0)
    if not head.startswith(SIGNATURES):
        return bounded(file, limits)
    try:
        return bounded(unpacked_stream(file), limits, size)
    except (EOFError, zlib.error) as error:
        raise Unreadable(f"this packed file is damaged ({error}); fetch it again", "E105") from error
