"""Many real documents in one run: every one is accounted for, types are kept, memory is flat, order is no matter.

`CLEANER_FULL=1` runs them with 2,000 records, 50,000 rows, 100,000 texts, and with pages of the benchmark where it is.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmark import FULL, some_pages, some_texts
from test_batch_formats import http, warc
from test_batch_runs import FakeCleaner, HeldMemory, pages

from cleaner import Cleaner
from cleaner.batch import clean_files
from cleaner.batch.engines import local
from cleaner.writing.record import FIELDS


@dataclass
class HeldByAll(HeldMemory):
    """The kilobytes of this process and its workers."""

    def done(self, outcome: object) -> None:
        self.seen += 1
        if self.seen % self.every == 0 and Path("/proc/self/task").exists():
            self.held.append(sum(held_by(one) for one in ("self", *workers())))


def workers() -> Iterator[str]:
    """The process ids of the children of this process."""
    for thread in Path("/proc/self/task").iterdir():
        yield from (thread / "children").read_text().split()


def held_by(process: str) -> int:
    """The kilobytes of a process; 0 where it is gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


def test_a_web_archive_of_real_pages_is_accounted_for(tmp_path: Path) -> None:
    """A WARC of 2,000 records (40 when shortened): as many records come out, in order, none failed."""
    number = 2_000 if FULL else 40
    with (tmp_path / "a.warc").open("wb") as file:
        for at, page in enumerate(some_pages(number)):
            file.write(warc("response", http(page), f"https://x{at}.example/"))
    report = clean_files([tmp_path / "a.warc"], out=tmp_path / "o.jsonl", cleaner=Cleaner(), workers=2)
    assert (report.given, report.total, report.adds_up) == (number, number, True)
    assert report.counts["ok"] + report.counts["not_article"] + report.counts["empty"] == number
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["url"] for row in rows] == [f"https://x{at}.example/" for at in range(number)]
    assert all(row["text"] for row in rows if row["status"] == "ok")


def test_a_table_of_pages_texts_and_nothing_keeps_rows_and_types(tmp_path: Path) -> None:
    """A Parquet file of 50,000 rows (90 when shortened): rows out = rows in, the types of columns are kept."""
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    number = 50_000 if FULL else 90
    texts, kinds = list(some_texts(number)), range(number)
    table = arrow.table(
        {
            "html": [f"<article><p>{texts[at]}</p></article>" if at % 3 == 0 else None for at in kinds],
            "text": [texts[at] if at % 3 == 1 else None for at in kinds],
            "id": [f"row {at}" for at in kinds],
            "number": arrow.array(kinds, arrow.int16() if number < 30_000 else arrow.uint16()),
            "share": arrow.array([at / number for at in kinds], arrow.float32()),
            "tags": arrow.array([["a", str(at)] for at in kinds], arrow.list_(arrow.string())),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=number // 4)
    report = clean_files([tmp_path / "t.parquet"], out=tmp_path / "o.parquet", cleaner=Cleaner(), workers=2)
    back = parquet.read_table(tmp_path / "o.parquet")
    assert (report.given, back.num_rows, report.adds_up) == (number, number, True)
    assert report.counts["refused"] == len(range(2, number, 3))
    assert back["id"].to_pylist() == table["id"].to_pylist()
    for name in ("number", "share", "tags"):
        assert back.schema.field(name).type == table.schema.field(name).type
        assert back[name].equals(table[name])
    assert set(FIELDS) - {"columns"} <= set(back.schema.names)


@pytest.mark.parametrize("kind", ["texts", "pages"])
def test_memory_is_flat_over_real_documents(tmp_path: Path, kind: str) -> None:
    """100,000 small texts, 10,000 pages (60 and 40 when shortened): no worker and no parent grows with them."""
    number = {"texts": 100_000 if FULL else 60, "pages": 10_000 if FULL else 40}[kind]
    with (tmp_path / "t.jsonl").open("w", encoding="utf-8") as file:
        found = (
            some_texts(number) if kind == "texts" else (page.decode("utf-8", "replace") for page in some_pages(number))
        )
        for at, content in enumerate(found):
            file.write(json.dumps({"id": str(at), {"texts": "text", "pages": "html"}[kind]: content}) + "\n")
    watch = HeldByAll(max(1, number // 20))
    report = clean_files([tmp_path / "t.jsonl"], out=tmp_path / "o.jsonl", cleaner=Cleaner(), workers=1, watch=watch)
    assert (report.given, report.total, report.adds_up, report.counts["failed"]) == (number, number, True, 0)
    assert sum(1 for _ in (tmp_path / "o.jsonl").open("rb")) == number
    if FULL and watch.held:
        early, late = watch.held[3:10], watch.held[13:]
        assert max(late) < max(early) * 1.15, watch.held


def test_the_order_in_which_files_are_named_is_no_matter(tmp_path: Path) -> None:
    """Fault test 8: shuffled listings."""
    source = pages(tmp_path / "in", **{f"p{n:03}": f"Page {n}.\nShare this" for n in range(60)})
    names, found = [str(path) for path in source.iterdir()], set()
    for seed in range(4):
        random.Random(seed).shuffle(names)
        out = tmp_path / f"{seed}.jsonl"
        clean_files([], listed=names, out=out, cleaner=FakeCleaner(), workers=seed % 3)
        found.add(out.read_bytes())
    assert len(found) == 1


def test_workers_are_recycled_and_no_document_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsers keep caches: after so many documents another process goes on."""
    begun: list[int] = []

    class Counted(local.Worker):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            begun.append(self.process.pid or 0)

    monkeypatch.setattr(local, "Worker", Counted)
    monkeypatch.setattr(local, "RECYCLE_AFTER", 10)
    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(25)})
    report = clean_files([source], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=1)
    assert (report.counts, len(set(begun))) == ({"ok": 25}, 3)
