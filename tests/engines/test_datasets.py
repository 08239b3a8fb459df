"""HF datasets, pandas and polars: the recipes of docs/pipelines.md."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from cleaner import Cleaner, clean_batch, clean_batch_columns

from .conftest import digest

datasets = pytest.importorskip("datasets")


def test_map_in_arrow_and_with_plain_columns(inputs: list[dict[str, Any]], expected: str) -> None:
    datasets.disable_progress_bars()
    given = datasets.Dataset.from_list(inputs)
    function = partial(clean_batch, cleaner=Cleaner())
    typed = given.with_format("arrow").map(function, batched=True, batch_size=20).with_format(None)
    assert typed.num_rows == len(inputs)
    assert digest(typed) == expected
    plain = given.map(clean_batch_columns, batched=True, batch_size=20, num_proc=2)
    assert plain["clean_text"] == typed["text"]
    assert plain["text"] == given["text"]


def test_the_same_function_has_the_same_fingerprint(inputs: list[dict[str, Any]]) -> None:
    from datasets.fingerprint import Hasher

    used = Cleaner()
    before = Hasher.hash(partial(clean_batch, cleaner=used))
    used.clean(inputs[0]["text"])
    assert Hasher.hash(partial(clean_batch, cleaner=used)) == before
    assert Hasher.hash(partial(clean_batch, cleaner=Cleaner(favour="recall"))) != before


def test_pandas_and_polars(inputs: list[dict[str, Any]]) -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    frame = pandas.DataFrame(inputs)
    cleaned = clean_batch(pyarrow.Table.from_pandas(frame, preserve_index=False)).to_pandas()
    assert len(cleaned) == len(frame)
    table = polars.DataFrame(inputs)
    assert polars.from_arrow(clean_batch(table.to_arrow()))["text"].to_list() == cleaned["text"].tolist()
