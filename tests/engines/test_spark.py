"""Spark: `mapInArrow` gives what one machine gives, in the schema that it promises."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import digest

pytest.importorskip("pyspark")
ROOT = Path(__file__).parent.parent.parent


def test_a_row_out_for_each_row_in(inputs: list[dict[str, Any]], expected: str) -> None:
    from pyspark.sql import SparkSession

    from cleaner.batch.engines.spark import clean_dataframe, ddl

    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "16").getOrCreate()
    try:
        frame = session.createDataFrame(
            [(one["id"], one["text"], one["url"], 1.5) for one in inputs],
            "id string, text string, url string, score double",
        ).repartition(2)
        cleaned = clean_dataframe(frame)
        found = [row.asDict(recursive=True) for row in cleaned.collect()]
        assert len(found) == len(inputs)
        assert digest(found) == expected
        assert {row["score"] for row in found} == {1.5}
        assert "`id` string, `text` string" in ddl(frame)
        assert cleaned.schema == session.createDataFrame([], ddl(frame)).schema
    finally:
        session.stop()
