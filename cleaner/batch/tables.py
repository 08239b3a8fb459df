"""Records, one a line → a file of the kind that its name says: JSON lines, CSV, TSV, Parquet; packed or not."""

from __future__ import annotations

import base64
import contextlib
import csv
import gzip
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from cleaner.batch.columns import Columns
from cleaner.batch.documents import needed
from cleaner.writing.record import FIELDS, METADATA

PACKINGS = (".gz", ".zst")
KINDS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
KNOWN = ".jsonl, .csv, .tsv (also with .gz or .zst) or .parquet"
ROWS_AT_ONCE = 1000
ZSTD_LEVEL = 3
MORE = "metadata_more"
# What is a struct in a record and is a single cell in a CSV file.
IN_CSV = (
    "id", "url", "status", "reason", "code", "title", "authors", "published", "modified", "site", "site_name",
    "section", "language", "confidence", "share_removed", "lines_ending_punct", "short_line_ratio", "dup_line_ratio",
    "mean_word_len", "added", "source", "version", "rules_version", "text",
)  # fmt: skip
# A cell that begins so is a formula to a spreadsheet, which may call programs.
FORMULA = re.compile(r"[=@\t\r]|[+-](?=[^\s\d.,])")

Lines = Iterable[bytes]
Sources = tuple[Sequence[str], Columns]
NO_SOURCES: Sources = ((), Columns())


def ending_of(name: str) -> str:
    """The ending of a file of records, `.jsonl.gz` as a whole; empty for another name.

    >>> ending_of("a.b.jsonl.gz"), ending_of("x.parquet"), ending_of("folder.v2")
    ('.jsonl.gz', '.parquet', '')
    """
    packing = next((one for one in PACKINGS if name.lower().endswith(one)), "")
    inner = name[: len(name) - len(packing)]
    kind = next((one for one in KINDS if inner.lower().endswith(one)), "")
    return name[len(inner) - len(kind) :] if kind and not (packing and kind == ".parquet") else ""


def is_file(name: str) -> bool:
    """Does the name ask for one file of records?"""
    return bool(ending_of(name))


def check(name: str) -> None:
    """Raises WrongCall where a library is missing to write such a file."""
    ending = ending_of(name).lower()
    if ending == ".parquet":
        needed("pyarrow.parquet", "table", f"writing {name}")
    if ending.endswith(".zst"):
        needed("zstandard", "zstd", f"writing {name}")


def write(path: Path, lines: Lines, name: str, again: Callable[[], Lines], sources: Sources = NO_SOURCES) -> None:
    """Write records into a new file. `name` says its kind; `again` gives all records of all files once more;
    `sources` are the Parquet files of the input, whose columns keep their types.
    """
    ending = ending_of(name).lower()
    if ending == ".parquet":
        write_parquet(path, lines, again, sources)
        return
    with _packing(path, ending) as file:
        if ending.startswith((".csv", ".tsv")):
            write_csv(file, lines, "\t" if ending.startswith(".tsv") else ",", again)
        else:
            for line in lines:
                file.write(line)


@contextlib.contextmanager
def _packing(path: Path, ending: str) -> Iterator[IO[bytes]]:
    """A new file that packs what is written to it. No name and no time go into it: the same bytes come out."""
    with path.open("xb") as raw:
        if ending.endswith(".gz"):
            with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
                yield packed  # type: ignore[misc]
        elif ending.endswith(".zst"):
            zstandard = needed("zstandard", "zstd", "writing .zst files")
            with zstandard.ZstdCompressor(level=ZSTD_LEVEL).stream_writer(raw, closefd=False) as stream:
                yield stream
        else:
            yield raw


def carried_names(again: Callable[[], Lines]) -> list[str]:
    """The columns of the input that any record carries along, in the order of their first appearance."""
    names: dict[str, None] = {}
    for line in again():
        if b'"columns":null' not in line:
            names.update(dict.fromkeys(json.loads(line).get("columns") or ()))
    return list(names)


def write_csv(file: IO[bytes], lines: Lines, separator: str, again: Callable[[], Lines]) -> None:
    """A row for each record, without what was removed; a list is written with `; ` between its parts."""
    carried = carried_names(again)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
    rows = csv.writer(text, delimiter=separator, lineterminator="\n")
    rows.writerow([*IN_CSV, *map(own_name, carried)])
    for line in lines:
        row = json.loads(line)
        found = {**row["metadata"], **row}
        cells = [found.get(name) for name in IN_CSV]
        cells += [(row.get("columns") or {}).get(name) for name in carried]
        rows.writerow([_cell(cell) for cell in cells])
    text.detach()


def _cell(value: Any) -> Any:
    """A value as a cell. One that a spreadsheet would take for a formula gets an apostrophe before it.

    >>> _cell("=1+1"), _cell("- he said"), _cell("-5"), _cell(["A", "B"])
    ("'=1+1", '- he said', '-5', 'A; B')
    """
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "; ".join(value)
    elif isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def own_name(name: str) -> str:
    """The name of a carried column in a table: its own, unless a field of the record has it."""
    return f"input_{name}" if name in FIELDS or name in IN_CSV or name == MORE else name


# Parquet


def arrow_schema(carried: Mapping[str, Any] | None = None) -> Any:
    """The schema of a record as Arrow has it; `carried`: the types of the columns that are carried along."""
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    fields: list[Any] = []
    for name, kind in FIELDS.items():
        if name == "columns":
            fields += [arrow.field(own_name(column), found) for column, found in (carried or {}).items()]
            continue
        fields.append(arrow.field(name, _type(kind)))
        if name == "metadata":
            fields.append(arrow.field(MORE, arrow.string()))
    return arrow.schema(fields)


def _type(kind: Any) -> Any:
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    if isinstance(kind, dict):
        return arrow.struct([arrow.field(name, _type(inner)) for name, inner in kind.items()])
    if isinstance(kind, list):
        return arrow.list_(_type(kind[0]))
    if kind.startswith("list<"):
        return arrow.list_(_type(kind[5:-1]))
    return {"string": arrow.string(), "double": arrow.float64(), "int64": arrow.int64()}[kind]


def arrow_table(rows: Sequence[Mapping[str, Any]], schema: Any, carried: Mapping[str, Any] | None = None) -> Any:
    """Records as a table of Arrow with that schema: as many rows as records."""
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    columns: list[Any] = []
    names = {own_name(column): column for column in carried or {}}
    for one in schema:
        if one.name in names:
            columns.append(_typed([(row["columns"] or {}).get(names[one.name]) for row in rows], one.type))
        elif one.name == MORE:
            columns.append(arrow.array([_more(row["metadata"]) for row in rows], one.type))
        elif one.name == "metadata":
            columns.append(arrow.array([_metadata(row["metadata"]) for row in rows], one.type))
        else:
            columns.append(arrow.array([row.get(one.name) for row in rows], one.type))
    return arrow.Table.from_arrays(columns, schema=schema)


def _metadata(found: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata that every record has, in the types of the schema; rules may have given other kinds of value."""
    return {name: _as(found.get(name), kind) for name, kind in METADATA.items()}


def _as(value: Any, kind: Any) -> Any:
    if value is None:
        return [] if kind == "list<string>" else None
    if isinstance(kind, dict):
        return {name: _as(value.get(name), inner) for name, inner in kind.items()} if isinstance(value, dict) else None
    if kind == "list<string>":
        return [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _more(found: Mapping[str, Any]) -> str | None:
    """Further metadata, which a rule has named, as JSON."""
    rest = {name: value for name, value in found.items() if name not in METADATA}
    return json.dumps(rest, ensure_ascii=False, default=str) if rest else None


def _typed(values: Sequence[Any], kind: Any) -> Any:
    """Values as JSON has them, in the type that their column had."""
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    types = arrow.types
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return arrow.array([None if one is None else base64.b64decode(one) for one in values], kind)
    if types.is_duration(kind):
        return arrow.array(values, arrow.duration("us")).cast(kind)
    if types.is_dictionary(kind):
        return arrow.array(values, kind.value_type).dictionary_encode().cast(kind)
    try:
        return arrow.array(values, kind)
    except (arrow.lib.ArrowInvalid, arrow.lib.ArrowTypeError, arrow.lib.ArrowNotImplementedError, TypeError):
        text = [None if one is None else one if isinstance(one, str) else json.dumps(one) for one in values]
        return arrow.array(text, arrow.string()).cast(kind)


def carried_types(paths: Sequence[str], columns: Columns, again: Callable[[], Lines]) -> dict[str, Any]:
    """The type of each column that is carried along: as the Parquet files of the input have it, otherwise by values."""
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    found: dict[str, Any] = {}
    for path in paths:
        schema = needed("pyarrow.parquet", "table", "Parquet").read_schema(path)
        used = columns.among(schema.names)
        for name in used.rest(dict.fromkeys(schema.names)):
            kind = schema.field(name).type
            found[name] = kind if found.get(name, kind) == kind else arrow.string()
    if not paths:
        kinds: dict[str, set[type]] = {}
        for line in again():
            if b'"columns":null' not in line:
                for name, value in (json.loads(line).get("columns") or {}).items():
                    kinds.setdefault(name, set()).add(type(value))
        found = {name: _kind_of(some - {type(None)}) for name, some in kinds.items()}
    return found


def _kind_of(kinds: set[type]) -> Any:
    arrow = needed("pyarrow", "table", "Parquet and Arrow")
    if kinds == {bool}:
        return arrow.bool_()
    if kinds == {int}:
        return arrow.int64()
    if kinds and kinds <= {int, float}:
        return arrow.float64()
    return arrow.string()


def write_parquet(path: Path, lines: Lines, again: Callable[[], Lines], sources: Sources) -> None:
    """A row for each record; columns of the input keep their types."""
    parquet = needed("pyarrow.parquet", "table", "writing Parquet files")
    carried = carried_types(*sources, again)
    schema = arrow_schema(carried)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for some in batched(lines, ROWS_AT_ONCE):
            rows = [json.loads(line) for line in some]
            writer.write_table(arrow_table(rows, schema, carried))


def batched(lines: Lines, size: int) -> Iterator[list[bytes]]:
    """Lines in lists of that size."""
    going = iter(lines)
    while some := list(itertools.islice(going, size)):
        yield some
