"""What one document may take, and what a run takes: each limit fails its document alone, with a code; memory is flat."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_batch_runs import FakeCleaner, HeldMemory, pages

from cleaner import Cleaner
from cleaner.batch import Limits, clean_files, clean_folder
from cleaner.batch.limits import Unreadable, check_markup
from cleaner.page import Cleaned, Kind

ROOT = Path(__file__).parent.parent
FULL = os.environ.get("CLEANER_FULL") == "1"
PROMISES = ROOT / "docs/promises.md"


@dataclass(frozen=True)
class Hungry(FakeCleaner):
    """Takes a gigabyte and a half for a text that says so."""

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned:
        if b"MEMORY" in (source if isinstance(source, bytes) else source.encode()):
            parts = [bytearray(16 * 1024 * 1024) for _ in range(96)]
            assert parts
        return super().clean(source, url=url, kind=kind, name=name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process so")
def test_a_document_that_needs_too_much_memory_fails_alone(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="Fine.", b="MEMORY", c="Fine, too.")
    limits = Limits(memory=256 * 1024 * 1024)
    report = clean_files([source], out=tmp_path / "o.jsonl", cleaner=Hungry(), workers=1, limits=limits)
    assert {one.id: one.code for one in report.problems} == {"b.txt": "E203"}
    assert report.counts["ok"] == 2


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        (Limits(bytes=1000), {"large.txt": "E101"}),
        (Limits(unpacked=1000), {"packed.txt.gz": "E102", "bomb.txt.gz": "E102"}),
        (Limits(ratio=20), {"bomb.txt.gz": "E109"}),
        (Limits(elements=50), {"many.html": "E104", "deep.html": "E104"}),
        (Limits(depth=50), {"deep.html": "E103"}),
        (Limits(), {}),
    ],
)
def test_each_limit_has_its_code(tmp_path: Path, limits: Limits, codes: dict[str, str]) -> None:
    source = pages(tmp_path / "in", large="x" * 3000, fine="Fine.")
    (source / "packed.txt.gz").write_bytes(gzip.compress(os.urandom(1500).hex().encode()))
    (source / "bomb.txt.gz").write_bytes(gzip.compress(b"".join(b"x" * 500 + b"%d" % n for n in range(6000))))
    (source / "many.html").write_text("<p>a</p>" * 70)
    (source / "deep.html").write_text("<div>" * 70 + "a" + "</div>" * 70)
    report = clean_files([source], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0, limits=limits)
    assert {one.id: one.code for one in report.problems} == codes


def test_depth_counts_what_is_open(tmp_path: Path) -> None:
    limits = Limits(depth=3, elements=1000)
    check_markup("<ul>" + "<li>one" * 40 + "</ul>" + "<br>" * 40 + "<div><p>a</div>" * 40, limits)
    with pytest.raises(Unreadable, match="nested 4 deep"):
        check_markup("<b><i><u><s>" + "x" * 40, limits)


def test_ten_gigabytes_in_a_gzip_file_are_refused_within_little_memory(tmp_path: Path) -> None:
    """Fault test 12."""
    (tmp_path / "in").mkdir()
    member = gzip.compress(b"\0" * 10_000_000)
    with (tmp_path / "in/bomb.html.gz").open("wb") as file:
        for _ in range(1000):
            file.write(member)
    code = (
        f"import sys, resource; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests')]!r}\n"
        "from test_batch_runs import FakeCleaner\nfrom cleaner.batch import clean_folder\n"
        "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"report = clean_folder({str(tmp_path / 'in')!r}, {str(tmp_path / 'o.jsonl')!r}, cleaner=FakeCleaner(), workers=0)\n"
        "print(report.problems[0].code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said, grown = done.stdout.split()
    assert said == "E102"
    assert int(grown) < 200 * 1024


PAGE = b"The river rose two metres overnight. " + os.urandom(3000).hex().encode()
PACKED = {
    "members.txt.gz": (gzip.compress(PAGE[:900]) + gzip.compress(PAGE[900:]), "ok", ""),
    "zeros after it.txt.gz": (gzip.compress(PAGE) + b"\0" * 500, "ok", ""),
    "junk after it.txt.gz": (gzip.compress(PAGE) + b"junk", "ok", ""),
    "cut.txt.gz": (gzip.compress(PAGE)[:-700], "failed", "E105"),
    "wrong in the middle.txt.gz": (
        gzip.compress(PAGE)[:900] + b"\xff" * 200 + gzip.compress(PAGE)[1100:],
        "failed",
        "E105",
    ),
    "packed twice.txt.gz": (gzip.compress(gzip.compress(PAGE)), "refused", "E100"),
}


def test_each_odd_gzip_file_is_read_or_has_a_reason(tmp_path: Path) -> None:
    """Fault test 12: several members, zeros or junk behind the last, cut, damaged, packed twice."""
    (tmp_path / "in").mkdir()
    for name, (content, _, _) in PACKED.items():
        (tmp_path / "in" / name).write_bytes(content)
    report = clean_files([tmp_path / "in"], out=tmp_path / "o.jsonl", cleaner=Cleaner(), workers=0)
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())}
    found = {name: (row["status"], row["code"] or "") for name, row in rows.items()}
    assert found == {name: (status, code) for name, (_, status, code) in PACKED.items()}
    assert all(PAGE.decode() in row["text"] for row in rows.values() if row["status"] == "ok")
    assert report.adds_up


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_memory_is_flat(tmp_path: Path) -> None:
    """Fault test 20: what is held does not grow with the documents (100,000 of them in full)."""
    number = 100_000 if FULL else 6_000
    with (tmp_path / "t.jsonl").open("w") as file:
        for n in range(number):
            file.write(json.dumps({"id": str(n), "text": f"Row {n}.\nShare this"}) + "\n")
    watch = HeldMemory(number // 6)
    report = clean_files(
        [tmp_path / "t.jsonl"], out=tmp_path / "o.jsonl", cleaner=FakeCleaner(), workers=0, watch=watch
    )
    assert report.counts == {"ok": number}
    assert watch.held[-1] - watch.held[1] < number * 4 // 6, "under a kilobyte a document"


def test_importing_the_package_or_showing_help_loads_little() -> None:
    """Fault test 32, counted in modules, which a busy machine does not change."""
    code = "import sys; before = len(sys.modules); import {}; print(len(sys.modules) - before)"
    counts = {}
    for name in ("cleaner", "cleaner.batch", "cleaner.cli"):
        done = subprocess.run(
            [sys.executable, "-c", code.format(name)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        counts[name] = int(done.stdout)
    assert counts["cleaner"] < 60
    assert counts["cleaner.batch"] < 65
    assert counts["cleaner.cli"] < 450


def test_help_loads_no_formatter_of_terminals() -> None:
    """Fault test 32: `--help` shows plain text, with the options in their panels."""
    code = (
        "import sys, contextlib; sys.argv = {}\nfrom cleaner.cli import app\n"
        "with contextlib.suppress(SystemExit): app()\n"
        "print([name for name in ('rich.console', 'markdown_it', 'lxml', 'numpy') if name in sys.modules])"
    )
    for command in ("", "clean", "rules"):
        given = f"['cleaner', {command!r}, '--help']" if command else "['cleaner', '--help']"
        done = subprocess.run(
            [sys.executable, "-c", code.format(given)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert done.stdout.endswith("\n[]\n"), done.stdout[-200:]
        assert command != "clean" or "\nLimits of one document:\n" in done.stdout


def test_every_promise_names_a_test_that_is_there() -> None:
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", PROMISES.read_text(encoding="utf-8"))
    assert len(named) > 20
    for file, test in named:
        content = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in content, (file, test)


def test_a_folder_run_counts_words_and_stages(tmp_path: Path) -> None:
    report = clean_folder(pages(tmp_path / "in", a="A b c."), tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert report.seconds.keys() == {"read", "clean", "write"}
