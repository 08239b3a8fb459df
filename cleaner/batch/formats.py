"""Files that hold many documents → their documents: tables (jsonl, csv, tsv, parquet), web archives, zip, tar.

A reader is a generator of `Item`s, from the row `start` on. It never raises for what is in the file: a broken row is an
item with the reason, and damage after which nothing can be read is the last item.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from cleaner.batch import warc
from cleaner.batch.columns import Columns, NoColumn, as_text, listed, plain
from cleaner.batch.documents import ASSETS, Document, WrongCall, code_of, needed, open_binary, reason
from cleaner.batch.limits import MB, Limits, Unreadable
from cleaner.batch.names import file_part
from cleaner.batch.unpacking import GZIP, SAMPLE, ZSTD, bounded, unpacked_stream

PACKED = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
# Rows that are looked at to learn the columns of a table whose rows may differ.
ROWS_LOOKED_AT = 50
BLANK_LINE = re.compile(rb"\n[\n\r \t]|\A[\n\r \t]")


@dataclass(frozen=True, slots=True)
class Item:
    """A row, a record or a member as it was read; `wrong` (reason and code) where it could not be."""

    content: str | bytes | None = None
    id: str | None = None
    url: str | None = None
    columns: Mapping[str, Any] | None = None
    added: str | None = None
    wrong: tuple[str, str] | None = None


@dataclass(slots=True)
class Container:
    """A file of many documents. `notes` says what was guessed, `skipped` counts what was passed over."""

    path: str
    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
    notes: list[str] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    def skip(self, why: str) -> None:
        """Count something in the file that is no document."""
        self.skipped[why] = self.skipped.get(why, 0) + 1


def format_of(name: str) -> str | None:
    """The format of a file of many documents by its name, None for a single document.

    >>> format_of("a/news.JSONL.gz"), format_of("x.warc.gz"), format_of("page.html.gz"), format_of("t.tgz")
    ('jsonl', 'warc', None, 'tar')
    """
    path = PurePosixPath(name.lower())
    suffixes = path.suffixes[-2:]
    last = suffixes[-1] if suffixes else ""
    if last in PACKED and len(suffixes) > 1:
        last = suffixes[0]
    elif last == ".tgz":
        return "tar"
    return ENDINGS.get(last)


ENDINGS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl", ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".parquet": "parquet", ".pq": "parquet", ".warc": "warc", ".wet": "warc", ".zip": "zip", ".tar": "tar",
}  # fmt: skip


def documents(container: Container, name: str, start: int = 0, stop: int | None = None) -> Iterator[Document]:
    """The documents of a file, numbered from 0, `stop` excluded. Ids that the file does not give are `name#number`."""
    kind = format_of(container.path)
    assert kind is not None
    for number, item in enumerate(_safely(READERS[kind], container, start), start):
        if stop is not None and number >= stop:
            return
        yield _document(item, container.path, name, number, whole=kind in {"zip", "tar"})


def count(container: Container) -> int:
    """How many documents a file has: as many as `documents` gives."""
    kind = format_of(container.path)
    assert kind is not None
    quick = COUNTERS.get(kind)
    if quick is not None and (found := quick(container)) is not None:
        return found
    return sum(1 for _ in _safely(READERS[kind], container, 0))


def document_of_row(
    row: Mapping[str, Any], columns: Columns, number: int, *, path: str = "", name: str = "row"
) -> Document:
    """A row that a program holds itself as a document; without an id of its own it is `name#number`."""
    item = _row(row, columns, number)
    item = Item(item.content, item.id, item.url, plain(item.columns), item.added, item.wrong)
    return _document(item, path, name, number, whole=False)


def _document(item: Item, path: str, name: str, number: int, *, whole: bool) -> Document:
    """An item as a document; a member of an archive keeps its path below the archive's name."""
    if whole and item.id is not None:
        parts = [file_part(part) for part in item.id.split("/") if part] or [str(number)]
        id = f"{name}/{'/'.join(parts)}"
        written = id
    else:
        id = item.id if item.id is not None else f"{name}#{number}"
        written = f"{name}/{number:06}" + (f"-{file_part(item.id)}" if item.id is not None else "")
    why, code = item.wrong or (None, "E106")
    return Document(id, path, item.url, why, code, item.content, None, item.columns, item.added, written)


def _safely(reader: Reader, container: Container, start: int) -> Iterator[Item]:
    """The items of a reader; what it raises is the last item."""
    try:
        yield from reader(container, start)
    except Unreadable as error:
        yield Item(wrong=(str(error), error.code))
    except NoColumn as error:
        yield Item(wrong=(str(error), "E112"))
    except WrongCall as error:
        yield Item(wrong=(str(error), "E113"))
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, zipfile.BadZipFile, RuntimeError) as error:
        yield Item(wrong=(f"this file is damaged from here on ({error}); fetch it again", "E105"))
    except (csv.Error, UnicodeError) as error:
        yield Item(wrong=(f"nothing can be read from here on ({error}); mend the table", "E111"))
    except OSError as error:
        yield Item(wrong=(reason(error), code_of(error)))


# Tables


def _rows_of_json(container: Container, start: int) -> Iterator[Item]:
    with open_binary(container.path) as file:
        columns = container.columns.among(_names_in(container))
        _say(container, columns, _names_in(container))
        stream = unpacked_stream(file)
        for number, line in enumerate(_lines(stream, container.limits.bytes), 1):
            if start > 0:
                start -= line is None or bool(line.strip())
                continue
            if line is None:
                most = container.limits.bytes // MB
                yield Item(wrong=(f"line {number} is longer than {most} MB; allow more with --max-bytes", "E101"))
            elif line.strip():
                yield _row_of_json(line, number, columns)


def _row_of_json(line: bytes, number: int, columns: Columns) -> Item:
    row = object_of(line, number)
    return Item(wrong=(row, "E111")) if isinstance(row, str) else _row(row, columns, number)


def object_of(line: bytes, number: int) -> dict[str, Any] | str:
    """The object of a line of JSON, or what is wrong with the line, as a sentence."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", None) or "not valid"
        return f"line {number} is no JSON ({said}); mend or remove it"
    return row if isinstance(row, dict) else f'line {number} is no JSON object: a row looks like {{"text": …}}'


def _row(row: Mapping[str, Any], columns: Columns, number: int) -> Item:
    """A row of a table as an item; `number` is its line."""
    content = next((row[name] for name in (columns.html, columns.text) if name and row.get(name) is not None), None)
    inner = row.get("metadata")
    url = row.get(columns.url) if columns.url else inner.get("url") if isinstance(inner, dict) else None
    found: dict[str, Any] = {
        "id": as_text(row.get(columns.id)) if columns.id else None,
        "url": as_text(url),
        "columns": columns.rest(row),
        "added": as_text(row.get(columns.added)) if columns.added else None,
    }
    if content is None or isinstance(content, str | bytes):
        return Item(content, **found)
    if isinstance(content, float) and math.isnan(content):
        return Item(None, **found)
    kind = type(content).__name__
    return Item(**found, wrong=(f"row {number} has no text in its column but a value of type {kind}", "E111"))


def _lines(stream: IO[bytes], most: int) -> Iterator[bytes | None]:
    """Lines of a stream; None for one that is longer than allowed."""
    while line := stream.readline(most + 1):
        if len(line) <= most or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(MB)) and not rest.endswith(b"\n"):
            pass
        yield None


def _names_in(container: Container) -> list[str]:
    """The keys of the first rows of a table of JSON lines."""
    names: dict[str, None] = {}
    looked = 0
    with open_binary(container.path) as file:
        for line in _lines(unpacked_stream(file), container.limits.bytes):
            try:
                row = json.loads(line or b"0")
            except (ValueError, RecursionError):
                continue
            if isinstance(row, dict):
                names.update(dict.fromkeys(row))
                looked += 1
            if looked == ROWS_LOOKED_AT:
                break
    return list(names)


def _say(container: Container, columns: Columns, names: Sequence[str]) -> None:
    """Note which columns are used and which are carried along."""
    rest = list(columns.rest(dict.fromkeys(names)))
    carried = f"; carried along: {', '.join(rest[:8])}{' …' if len(rest) > 8 else ''}" if rest else ""
    container.notes[:] = [f"{columns.said()}{carried}"]


def _rows_of_csv(container: Container, start: int) -> Iterator[Item]:
    csv.field_size_limit(max(container.limits.bytes, csv.field_size_limit()))
    with open_binary(container.path) as file:
        raw = unpacked_stream(file)
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
        sample = buffered.peek(SAMPLE)[:SAMPLE]
        text = io.TextIOWrapper(buffered, encoding=encoding_of(sample), errors="replace", newline="")
        first = sample.decode(encoding_of(sample), "replace").partition("\n")[0]
        rows = csv.reader(text, delimiter=_delimiter(first, container.path), strict=False)
        names = [name.strip() for name in next(rows, [])]
        columns = container.columns.among(names)
        _say(container, columns, names)
        for row in rows:
            if not row:
                continue
            if start > 0:
                start -= 1
            elif len(row) > len(names):
                said = f"line {rows.line_num} has {len(row)} cells, the heading {len(names)}"
                yield Item(wrong=(f"{said}; put cells that hold the separator into quotes", "E111"))
            else:
                cells: dict[str, Any] = dict(zip(names, row, strict=False))
                yield _row(cells, columns, rows.line_num)


def encoding_of(sample: bytes) -> str:
    """How the text of a table is encoded, from its beginning."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(first: str, path: str) -> str:
    """What separates the cells of a table, by its heading."""
    if ".tsv" in path.lower() or ".tab" in path.lower():
        return "\t"
    return max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))


def _rows_of_parquet(container: Container, start: int) -> Iterator[Item]:
    parquet = needed("pyarrow.parquet", "table", "reading Parquet files")
    arrow = needed("pyarrow", "table", "reading Parquet files")
    with open_binary(container.path) as file:
        try:
            table = parquet.ParquetFile(file)
            names = table.schema_arrow.names
            columns = container.columns.among(names)
            _say(container, columns, names)
            group = 0
            while group < table.num_row_groups and start >= table.metadata.row_group(group).num_rows:
                start -= table.metadata.row_group(group).num_rows
                group += 1
            groups = range(group, table.num_row_groups)
            for batch in table.iter_batches(batch_size=64, row_groups=groups) if groups else ():
                for row in batch.to_pylist():
                    if start > 0:
                        start -= 1
                    else:
                        yield _typed_row(row, columns)
        except arrow.lib.ArrowException as error:
            raise Unreadable(f"this Parquet file is damaged ({error}); fetch it again", "E105") from error


def _typed_row(row: Mapping[str, Any], columns: Columns) -> Item:
    item = _row(row, columns, 0)
    return Item(item.content, item.id, item.url, plain(item.columns), item.added, item.wrong)


def _count_parquet(container: Container) -> int | None:
    try:
        parquet = needed("pyarrow.parquet", "table", "reading Parquet files")
        with open_binary(container.path) as file:
            table = parquet.ParquetFile(file)
            columns = container.columns.among(table.schema_arrow.names)
            _say(container, columns, table.schema_arrow.names)
            return int(table.metadata.num_rows)
    except Exception:  # what cannot be counted is read all the same, and listed there with its reason
        return None


def _count_json(container: Container) -> int | None:
    """Lines that are not blank, counted in blocks; None where a reader must look closer."""
    try:
        with open_binary(container.path) as file:
            names = _names_in(container)
            _say(container, container.columns.among(names), names)
            total, last = 0, b"\n"
            stream = unpacked_stream(file)
            while block := stream.read(MB):
                if BLANK_LINE.search(last + block if total else block):
                    return None
                total += block.count(b"\n")
                last = block[-1:]
            return total + (last != b"\n")
    except Exception:  # what cannot be counted is read all the same, and listed there with its reason
        return None


# Archives


def _members_of_zip(container: Container, start: int) -> Iterator[Item]:
    with open_binary(container.path) as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or not _wanted(container, entry.filename):
                continue
            if start > 0:
                start -= 1
                continue
            try:
                with archive.open(entry) as member:
                    content = bounded(member, container.limits, max(entry.compress_size, 1))
                yield Item(_inner(content, container.limits), entry.filename)
            except Unreadable as error:
                yield Item(id=entry.filename, wrong=(str(error), error.code))
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
                yield Item(id=entry.filename, wrong=(f"this member cannot be read ({error})", "E105"))


def _members_of_tar(container: Container, start: int) -> Iterator[Item]:
    with open_binary(container.path) as file, tarfile.open(fileobj=unpacked_stream(file), mode="r|") as archive:
        for entry in archive:
            # Only `extractfile` needs it, and it grows with every member.
            archive.members = []  # type: ignore[attr-defined]
            if entry.isdir() or not _wanted(container, entry.name):
                continue
            if start > 0:
                start -= 1
                continue
            member = archive.extractfile(entry) if entry.isfile() else None
            if member is None:
                yield Item(id=entry.name, wrong=("this is not a file (a link or a device in the archive)", "E108"))
                continue
            try:
                yield Item(_inner(bounded(member, container.limits), container.limits), entry.name)
            except Unreadable as error:
                yield Item(id=entry.name, wrong=(str(error), error.code))


def _wanted(container: Container, name: str) -> bool:
    """Whether a member of an archive is a document; what is none is counted."""
    path = PurePosixPath(name)
    if any(part.startswith(".") and part not in {".", ".."} for part in path.parts) or "__MACOSX" in path.parts:
        container.skip("hidden")
    elif path.suffix.lower() in ASSETS:
        container.skip("parts of saved pages")
    else:
        return True
    return False


def _inner(content: bytes, limits: Limits) -> bytes:
    """A member of an archive, unpacked where it is packed itself."""
    if not content.startswith((GZIP, ZSTD)):
        return content
    try:
        return bounded(unpacked_stream(io.BytesIO(content)), limits, len(content))
    except (EOFError, zlib.error) as error:
        raise Unreadable(f"this packed file is damaged ({error}); fetch it again", "E105") from error


def _records_of_warc(container: Container, start: int) -> Iterator[Item]:
    with open_binary(container.path) as file:
        for found in warc.records(file, container.limits):
            if isinstance(found, str):
                container.skip(f"{found} records of web archives")
            elif start > 0:
                start -= 1
            else:
                content, wrong = warc.page_of(found, container.limits)
                yield Item(content, found.id, found.url, None, found.date, wrong)


Reader = Callable[[Container, int], Iterator[Item]]
READERS: dict[str, Reader] = {
    "jsonl": _rows_of_json,
    "csv": _rows_of_csv,
    "parquet": _rows_of_parquet,
    "zip": _members_of_zip,
    "tar": _members_of_tar,
    "warc": _records_of_warc,
}
COUNTERS: dict[str, Callable[[Container], int | None]] = {"jsonl": _count_json, "parquet": _count_parquet}
__all__ = ["Container", "Item", "bounded", "count", "documents", "format_of", "listed", "unpacked_stream"]
