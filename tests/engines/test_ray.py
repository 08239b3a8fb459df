"""Ray: a dataset and a run give what one machine gives, also when actors are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch import shards
from cleaner.batch.engines.local import WorkersFailed
from cleaner.batch.run import clean_files

from .conftest import digest

ray = pytest.importorskip("ray")
pa = pytest.importorskip("pyarrow")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    environment = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", runtime_env=environment)
    yield
    ray.shutdown()


def folder_of(inputs: list[dict[str, Any]], place: Path) -> Path:
    place.mkdir()
    for one in inputs:
        if one["text"] is not None:
            (place / f"{one['id']}.txt").write_text(one["text"], encoding="utf-8", newline="")
    return place


def test_a_dataset_gives_a_record_for_each_row(inputs: list[dict[str, Any]], expected: str) -> None:
    from cleaner.batch.engines.ray import clean_dataset

    dataset = ray.data.from_arrow(pa.Table.from_pylist(inputs))
    found = clean_dataset(dataset, Cleaner(), batch_rows=16, workers=1).take_all()
    assert len(found) == len(inputs)
    assert digest(found) == expected


def test_a_run_on_a_cluster_writes_the_bytes_of_a_run_here(inputs: list[dict[str, Any]], tmp_path: Path) -> None:
    from cleaner.batch.engines.ray import on_cluster

    folder = folder_of(inputs, tmp_path / "in")
    there = clean_files([folder], out=tmp_path / "ray.jsonl", engine=partial(on_cluster, address=None))
    here = clean_files([folder], out=tmp_path / "here.jsonl")
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
    assert there.counts == here.counts
    again = clean_files([folder], out=tmp_path / "ray.jsonl", engine=partial(on_cluster, address=None))
    assert again.before == here.total


def test_what_a_killed_actor_had_in_hand_is_done_by_another(inputs: list[dict[str, Any]], tmp_path: Path) -> None:
    from cleaner.batch.engines import ray as engine

    killed: list[int] = []

    class Watching(engine.Pool):
        def listen(self) -> None:
            if not killed:
                for _, actor, _ in self.pending.values():
                    pid = ray.get(actor.process.remote())
                    killed.append(pid)
                    os.kill(pid, signal.SIGKILL)
                    break
            super().listen()

    folder = folder_of(inputs, tmp_path / "in")
    before, engine.Pool = engine.Pool, Watching  # type: ignore[misc]
    try:
        report = clean_files([folder], out=tmp_path / "ray.jsonl", engine=partial(engine.on_cluster, address=None))
    finally:
        engine.Pool = before  # type: ignore[misc]
    clean_files([folder], out=tmp_path / "here.jsonl")
    assert len(killed) == 1
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
    assert report.counts["failed"] == 0


DRIVER = """
import os, signal, sys
from functools import partial
import ray
from cleaner.batch import clean_files, shards, state
from cleaner.batch.engines.ray import on_cluster

source, out, address, root = sys.argv[1:]
ray.init(address=address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": root}})
shards.FILES = 8
mark = state.State.mark

def then_die(self, marker):
    mark(self, marker)
    if marker.number == 1:
        os.kill(os.getpid(), signal.SIGKILL)

state.State.mark = then_die
clean_files([source], out=out, engine=partial(on_cluster, address=None))
"""


def test_a_killed_driver_that_is_run_again_goes_on_where_it_was(
    inputs: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver is killed behind its second shard; the same run from another driver writes the same bytes."""
    from cleaner.batch.engines.ray import on_cluster

    monkeypatch.setattr(shards, "FILES", 8)
    folder, out = folder_of(inputs, tmp_path / "in"), tmp_path / "ray.jsonl"
    address = ray.get_runtime_context().gcs_address
    command = [sys.executable, "-c", DRIVER, str(folder), str(out), address, str(ROOT)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    killed = subprocess.run(command, check=False, cwd=ROOT, start_new_session=True, **silent)
    assert killed.returncode == -signal.SIGKILL
    report = clean_files([folder], out=out, engine=partial(on_cluster, address=None))
    clean_files([folder], out=tmp_path / "here.jsonl")
    assert report.before == 2 * 8
    assert out.read_bytes() == (tmp_path / "here.jsonl").read_bytes()


def test_a_cleaner_that_cannot_be_made_there_is_said_before_the_first_document(tmp_path: Path) -> None:
    from cleaner.batch.engines.ray import on_cluster

    rules = tmp_path / "rules"
    rules.mkdir()
    cleaner = Cleaner(rules=[rules])
    rules.rmdir()
    (tmp_path / "a.txt").write_text("The river rose two metres overnight, officials said on Tuesday.")
    with pytest.raises(WorkersFailed, match="no folder or file"):
        clean_files(
            [tmp_path / "a.txt"],
            out=tmp_path / "x.jsonl",
            cleaner=cleaner,
            engine=partial(on_cluster, address=None),
        )
