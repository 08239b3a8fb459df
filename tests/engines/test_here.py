"""This machine alone: `clean_many`, Arrow, a stream of JSON lines and a folder give what one process gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cleaner import Cleaner, clean_many
from cleaner.batch import clean_files

from .conftest import ROOT, digest


def test_many_in_processes(inputs: list[dict[str, Any]], expected: str) -> None:
    results = clean_many(inputs, cleaner=Cleaner(), workers=2)
    found = [
        {"id": given["id"], "text": result.text, "metadata": dict(result.metadata)}
        for given, result in zip(inputs, results, strict=True)
    ]
    assert digest(found) == expected


def test_a_stream_of_json_lines(inputs: list[dict[str, Any]], expected: str) -> None:
    lines = "".join(json.dumps(one) + "\n" for one in inputs).encode()
    command = [sys.executable, "-m", "cleaner", "clean", "-", "--jsonl", "--text-column", "text"]
    done = subprocess.run(command, input=lines, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 1, "the PDF is refused"
    assert digest(map(json.loads, done.stdout.splitlines())) == expected


def test_a_table_in_a_run(inputs: list[dict[str, Any]], expected: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in inputs))
    clean_files([tmp_path / "in.jsonl"], out=tmp_path / "out.jsonl", cleaner=Cleaner(), workers=1)
    assert digest(map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())) == expected
