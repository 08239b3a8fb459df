"""datatrove: a step of a pipeline; what gives no text goes to the exclusion writer; a killed run goes on."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, digest

pytest.importorskip("datatrove")


def article(row: dict[str, Any]) -> dict[str, Any]:
    """A document as a record: without what the reader and the step itself say of it in the metadata."""
    of_page = {name: value for name, value in row["metadata"].items() if not name.startswith(("clean_", "file_path"))}
    return {"id": row["id"], "text": row["text"], "metadata": of_page}


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

    steps = [
        JsonlReader(str(source)),
        CleanArticles(exclusion_writer=JsonlWriter(str(tmp_path / "out"))),
        JsonlWriter(str(tmp_path / "clean")),
    ]
    statistics = LocalPipelineExecutor(steps, tasks=2, workers=1, logging_dir=str(tmp_path / "log")).run()
    said = {name: value.total for one in statistics.stats for name, value in one.stats.items() if "Cleaner" in one.name}
    assert said["dropped"] + said["forwarded"] == len(given)
    kept, excluded = lines(tmp_path / "clean"), lines(tmp_path / "out")
    assert len(kept) + len(excluded) == len(given)
    assert {one["metadata"]["clean_status"] for one in kept} == {"ok"}
    assert all(one["metadata"]["clean_reason"] for one in excluded)
    nothing = [{**one, "text": ""} for one in excluded]
    assert digest([*map(article, [*kept, *nothing]), {"id": "none", "text": "", "metadata": {}}]) == expected


RUN = """
import os, signal, sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from cleaner.batch.engines.datatrove import CleanArticles

place, kill_at = sys.argv[1], int(sys.argv[2])

class Deadly(CleanArticles):
    seen = 0

    def cleaned(self, *given):
        Deadly.seen += 1
        if Deadly.seen == kill_at:
            os.killpg(0, signal.SIGKILL)
        return super().cleaned(*given)

steps = [
    JsonlReader(f"{place}/in"),
    Deadly(exclusion_writer=JsonlWriter(f"{place}/out")),
    JsonlWriter(f"{place}/clean"),
]
LocalPipelineExecutor(steps, tasks=3, workers=1, logging_dir=f"{place}/log").run()
"""


def test_a_killed_run_goes_on_with_the_task_that_it_had_in_hand(inputs: list[dict[str, Any]], tmp_path: Path) -> None:
    """The first of three tasks is done when the process is killed in the second; the same command ends the run."""

    def run(place: Path, kill_at: int) -> int:
        command = [sys.executable, "-c", RUN, str(place), str(kill_at)]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, check=False, cwd=ROOT, start_new_session=True, **silent).returncode

    given = [one for one in inputs if one["text"]][:30]
    for name in ("sound", "killed"):
        (tmp_path / name / "in").mkdir(parents=True)
        for part in range(3):
            rows = (json.dumps(one) for one in given[part::3])
            (tmp_path / name / "in" / f"{part}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run(tmp_path / "sound", 0) == 0
    assert run(tmp_path / "killed", 15) == -signal.SIGKILL
    done = tmp_path / "killed/log/completions"
    assert [path.name for path in done.iterdir()] == ["00000"]
    first = (tmp_path / "killed/clean/00000.jsonl.gz").stat().st_mtime_ns
    assert run(tmp_path / "killed", 0) == 0
    assert (tmp_path / "killed/clean/00000.jsonl.gz").stat().st_mtime_ns == first, "what was done is not done again"
    for folder in ("clean", "out"):
        found, expected = (list(map(article, lines(tmp_path / name / folder))) for name in ("killed", "sound"))
        assert found == expected
