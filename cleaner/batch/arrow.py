"""A batch of Arrow → a table of records with a fixed schema, a row out for each row in: under all engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cleaner.batch.columns import Columns
from cleaner.batch.formats import document_of_row
from cleaner.batch.tables import arrow_schema, arrow_table
from cleaner.batch.unit import CanClean, Spec, rows
from cleaner.pipeline import default
from cleaner.writing.record import FIELDS

if TYPE_CHECKING:
    import pyarrow as pa

# Fields that a batch of plain lists gives back: flat, so that any table library takes them.
FLAT = ("text", "status", "reason", "confidence", "language", "share_removed", "warnings")
FLAT_METADATA = ("title", "authors", "published", "description", "site_name")


def clean_batch(
    batch: pa.RecordBatch | pa.Table,
    cleaner: CanClean | None = None,
    *,
    columns: Columns | None = None,
    spec: Spec | None = None,
) -> pa.Table:
    """Clean every row of a batch. The table that comes back has as many rows, in the same order, and `schema_for`.

    `columns` names the columns that hold HTML, text, address and id; those left None are guessed from the usual
    names (`html`, `text`, `content`, `url`, `id` …). All other columns are carried along with their types; one that
    has the name of a field becomes `input_NAME`. A row that cannot be cleaned has a status and a reason; a null row is
    `refused`. Never raises for a bad document; raises `NoColumn` (a ValueError) where no column holds text, WrongCall
    where pyarrow is not installed (`pip install 'cleaner[table]'`), TypeError for what is no batch of Arrow.
    """
    if not hasattr(batch, "to_pylist"):
        kind = type(batch).__name__
        raise TypeError(
            f"clean_batch takes a RecordBatch or a Table of pyarrow, not {kind}: pa.Table.from_pandas(frame), "
            "polars_frame.to_arrow(), or clean_batch_columns for a mapping of lists"
        )
    meant = columns_of(columns).among(batch.schema.names)
    carried = carried_of(batch.schema, meant)
    documents = (document_of_row(row, meant, number) for number, row in enumerate(batch.to_pylist()))
    found = list(rows(spec or Spec(), cleaner or default(), documents))
    return arrow_table(found, arrow_schema(carried), carried)


def clean_batches(
    batches: Iterable[pa.RecordBatch],
    cleaner: CanClean | None = None,
    *,
    columns: Columns | None = None,
    spec: Spec | None = None,
) -> Iterator[pa.RecordBatch]:
    """The same for a stream of batches, as Spark's `mapInArrow` and Arrow's own readers have it."""
    for batch in batches:
        yield from clean_batch(batch, cleaner, columns=columns, spec=spec).to_batches()


def columns_of(columns: object) -> Columns:
    """The columns that are named; all to be guessed where none is. Raises TypeError for another type.

    >>> columns_of("story")
    Traceback (most recent call last):
    TypeError: columns are named so: columns=Columns(text="story"), with from cleaner.batch.columns import Columns
    """
    if columns is None or isinstance(columns, Columns):
        return columns or Columns()
    name = columns if isinstance(columns, str) else "NAME"
    raise TypeError(
        f'columns are named so: columns=Columns(text="{name}"), with from cleaner.batch.columns import Columns'
    )


def schema_for(schema: pa.Schema, columns: Columns | None = None) -> pa.Schema:
    """The schema that `clean_batch` gives for batches of this schema."""
    return arrow_schema(carried_of(schema, (columns or Columns()).among(schema.names)))


def carried_of(schema: pa.Schema, columns: Columns) -> dict[str, Any]:
    """The columns that are carried along, with their types."""
    return {name: schema.field(name).type for name in columns.rest(dict.fromkeys(schema.names))}


def clean_batch_columns(
    batch: Mapping[str, list[Any]], cleaner: CanClean | None = None, *, columns: Columns | None = None
) -> dict[str, list[Any]]:
    """Clean a batch that is a mapping of lists, as `datasets.Dataset.map(…, batched=True)` and polars have it.

    Gives `clean_text`, `clean_status`, `clean_title`, … : the commonest fields of the record, flat, each
    as long as the batch; the batch's own columns are left as they are. Several authors or warnings are parted by "; ".
    For all fields, typed, use `clean_batch` on `Dataset.with_format("arrow")`.

    >>> found = clean_batch_columns({"text": ["The river rose two metres overnight, officials said.", None]})
    >>> found["clean_status"], found["clean_text"]
    (['ok', 'refused'], ['The river rose two metres overnight, officials said.', ''])
    """
    meant = columns_of(columns).among(list(batch))
    size = len(next(iter(batch.values()), []))
    listed = ({name: values[at] for name, values in batch.items()} for at in range(size))
    documents = (document_of_row(row, meant, number) for number, row in enumerate(listed))
    found = list(rows(Spec(), cleaner or default(), documents))
    flat = {f"clean_{name}": [plain_value(row[name], FIELDS[name]) for row in found] for name in FLAT}
    of_metadata = FIELDS["metadata"]
    for name in FLAT_METADATA:
        flat[f"clean_{name}"] = [plain_value(row["metadata"].get(name), of_metadata[name]) for row in found]
    return flat


def plain_value(value: Any, kind: Any) -> Any:
    """A value of a record in a type that the first rows settle already: no None, and lists as one text."""
    if kind == "list<string>":
        return "; ".join(map(str, value or ()))
    return {"string": "", "double": float("nan")}.get(kind) if value is None else value
