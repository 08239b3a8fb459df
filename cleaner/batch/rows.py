"""Rows and lines that a program holds itself → records in their order, one for each, in this process or in others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from cleaner.batch.columns import Columns, NoColumn, listed
from cleaner.batch.documents import Document
from cleaner.batch.engines.local import in_processes
from cleaner.batch.formats import document_of_row
from cleaner.batch.limits import Limits
from cleaner.batch.unit import CanClean, Done, Spec, clean_one
from cleaner.options import address, choice, document
from cleaner.page import Cleaned, Kind, Page, Removed
from cleaner.pipeline import Cleaner, default

Row = str | bytes | None | Mapping[str, Any] | tuple[str | bytes | None, str | None]
"""A document; or one with its address; or a mapping with the columns of a table (`html` or `text`, `url`, `id`)."""


def clean_many(  # noqa: PLR0913 - public: keywords with defaults
    sources: Iterable[Row],
    *,
    cleaner: Cleaner | None = None,
    workers: int = 2,
    kind: Kind = "auto",
    account: bool = True,
    seconds: float = 60.0,
) -> Iterator[Cleaned]:
    """Clean many documents and give their results in order, as they become ready.

    `sources` is read as far as the workers need it, so it may be endless. Each item is a document (str or bytes), a
    pair of document and address, or a mapping with `html` or `text`, and `url`. `workers`: processes; 0 cleans in this
    process, where nothing guards against a document that hangs. `seconds`: the limit for each 10 MB of a document.
    A document that fails, hangs or kills its process gives a result with the status "failed" and the reason in its
    `warnings`; as many results come out as documents went in.

    Results are light: `text`, `metadata`, `status`, `warnings`, `confidence`, `rule_files` empty, and `removed` unless
    `account` is False. They hold neither the page nor its marks.

    Raises at once TypeError where `sources` is one document or a table, ValueError for options that there are not; and
    where it comes to it, ValueError for a mapping without a document, TypeError for an item of another type.

    >>> pages = ["<p>The river rose two metres overnight, officials said on Tuesday.</p>", None]
    >>> [(result.status, result.text) for result in clean_many(pages, workers=0)]
    [('ok', 'The river rose two metres overnight, officials said on Tuesday.'), ('refused', '')]
    """
    check_sources(sources)
    choice("kind", kind, Kind)
    if not isinstance(workers, int) or workers < 0:
        raise ValueError(f"workers={workers!r} is no number of processes; 0 cleans in this one")
    if not seconds > 0:
        raise ValueError(f"seconds={seconds!r} leaves no time; give the seconds that a document of 10 MB may take")
    spec = Spec(kind=kind, limits=replace(Limits(), seconds=seconds))
    documents = (document_of(source, number) for number, source in enumerate(sources))
    found = cleaned_rows(documents, spec, cleaner or default(), workers=workers)
    return (light(json.loads(done.record or b"{}"), account=account) for done in found)


def check_sources(sources: object) -> None:
    """Raises TypeError for what can be gone through, but is one document or a table and no row of documents."""
    kind = type(sources).__name__
    if isinstance(sources, str | bytes | bytearray | memoryview):
        raise TypeError(
            f"clean_many takes many documents, not one ({kind}): clean(document), or clean_many([document])"
        )
    if isinstance(sources, Mapping) or hasattr(sources, "columns"):
        raise TypeError(f"clean_many takes an iterable of documents, not a table ({kind}): see clean_batch")


def document_of(source: Row, number: int) -> Document:
    """A document of an iterable. Raises ValueError for a mapping without one, TypeError for what is none."""
    if isinstance(source, Mapping):
        try:
            return document_of_row(source, Columns().among(list(source)), number)
        except NoColumn as error:
            has = listed(list(map(str, source)))
            raise ValueError(
                f"item {number}: a mapping has its document under 'html' or 'text'; here is {has}"
            ) from error
    if isinstance(source, tuple) and len(source) != 2:
        raise TypeError(f"item {number}: a tuple is a document and its address, not {len(source)} values")
    content, url = source if isinstance(source, tuple) else (source, None)
    try:
        content, url = document(content), address(url)
    except TypeError as error:
        raise TypeError(f"item {number}: {error}") from error
    return Document(f"item#{number}", "", url, content=content, name=f"item/{number}")


def cleaned_rows(
    documents: Iterable[Document],
    spec: Spec,
    cleaner: CanClean,
    *,
    workers: int,
    tick: Callable[[], None] | None = None,
) -> Iterator[Done]:
    """The result of each document, in order. `workers`: processes; 0 cleans in this one."""
    tasks = map(spec.task, documents)
    if workers:
        yield from in_processes(tasks, cleaner, workers=workers, memory=spec.limits.memory, tick=tick)
    else:
        yield from map(partial(clean_one, cleaner), tasks)


def light(row: Mapping[str, Any], *, account: bool = True) -> Cleaned:
    """A record as a result without its page."""
    removed = [removed_of(one) for one in row["removed"]] if account else []
    reason = [row["reason"]] if row["reason"] and row["reason"] not in row["warnings"] else []
    return Cleaned(
        text=row["text"],
        metadata=row["metadata"],
        facts={},
        removed=removed,
        status=row["status"],
        warnings=[*row["warnings"], *reason],
        page=Page(()),
        confidence=row["confidence"],
    )


def removed_of(row: Mapping[str, Any]) -> Removed:
    """A row of a record's `removed` as it was."""
    known = {name: row[name] for name in ("text", "label", "why", "by", "confidence", "first_line", "last_line")}
    span = tuple(row["span"]) if row.get("span") else None
    return Removed(**known, span=span, replacement=row.get("replacement") or "")
