"""datatrove: a step of a pipeline; what gives no text goes to the exclusion writer; a killed run goes on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import digest

pytest.importorskip("datatrove")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.rglob("*.jsonl.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def test_a_pipeline_with_an_exclusion_writer(inputs: list[dict[str, Any]], expected: str, tmp_path: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.batch.engines.datatrove import CleanArticles

    given = [one for one in inputs if one["text"]]
    source = tmp_path / "in"
    source.mkdir()
    for part in range(2):
        rows = (json.dumps(one) for one in given[part::2])
        (source / f"{part}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def run() -> Any:
        steps = [
            JsonlReader(str(source)),
            CleanArticles(exclusion_writer=JsonlWriter(str(tmp_path / "out"))),
            JsonlWriter(str(tmp_path / "clean")),
        ]
        return LocalPipelineExecutor(steps, tasks=2, workers=1, logging_dir=str(tmp_path / "log")).run()

    run()
    kept, excluded = lines(tmp_path / "clean"), lines(tmp_path / "out")
    assert len(kept) + len(excluded) == len(given)
    assert {one["metadata"]["clean_status"] for one in kept} == {"ok"}
    assert all(one["metadata"]["clean_reason"] for one in excluded)
    nothing = [{"id": one["id"], "text": "", "metadata": one["metadata"]} for one in excluded]
    without = [{"id": "none", "text": "", "metadata": {"title": None, "published": None}}]
    found = [{**one, "metadata": {"title": None, "published": None, **one["metadata"]}} for one in [*kept, *nothing]]
    assert digest([*found, *without]) == expected
    (tmp_path / "log" / "completions" / "00001").unlink()
    run()
    assert len(lines(tmp_path / "clean")) == len(kept)
