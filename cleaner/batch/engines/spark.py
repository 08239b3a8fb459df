"""Rows of a Spark DataFrame → records, by `mapInArrow`: Spark cuts the rows into batches, we clean them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaner.batch.arrow import clean_batches, schema_for
from cleaner.batch.columns import Columns
from cleaner.batch.documents import needed
from cleaner.batch.unit import CanClean

if TYPE_CHECKING:
    import pyarrow as pa

Batches = Iterable["pa.RecordBatch"]


def clean_dataframe(frame: Any, cleaner: CanClean | None = None, *, columns: Columns | None = None) -> Any:
    """A DataFrame of documents as a DataFrame of records: a row out for each row in.

    `cleaner` travels to the executors by its options; its folders of rules must be there under the same path.
    `columns` names the columns of text, address and id, guessed where None. Batches have
    `spark.sql.execution.arrow.maxRecordsPerBatch` rows. Raises WrongCall where pyspark is not installed.
    """
    return frame.mapInArrow(in_arrow(cleaner, columns=columns), schema=spark_schema(frame, columns))


def in_arrow(
    cleaner: CanClean | None = None, *, columns: Columns | None = None
) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """The function for `DataFrame.mapInArrow`."""
    return partial(clean_batches, cleaner=cleaner, columns=columns)


def spark_schema(frame: Any, columns: Columns | None = None) -> Any:
    """The schema of the records of a DataFrame, as `mapInArrow` wants it."""
    types = needed("pyspark.sql.pandas.types", "spark", "Spark")
    return types.from_arrow_schema(schema_for(types.to_arrow_schema(frame.schema), columns))


def ddl(frame: Any, columns: Columns | None = None) -> str:
    """The schema as a DDL string: `id string, text string, …`."""
    return ", ".join(f"`{one.name}` {one.dataType.simpleString()}" for one in spark_schema(frame, columns).fields)
