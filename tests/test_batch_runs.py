"""A run over many files: nothing is lost in silence, and no document can stop or change the others."""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cleaner import batch
from cleaner.batch import Limits, Outcome, Report, WrongCall, clean_files, clean_folder, unit
from cleaner.batch.addresses import read_addresses
from cleaner.page import Block, Cleaned, Kind, Page, Removed
from cleaner.writing.record import FIELDS


@dataclass
class HeldMemory:
    """Watches a run: the kilobytes that the process holds whenever so many documents are done; nothing without /proc."""

    every: int
    held: list[int] = field(default_factory=list)
    seen: int = 0

    def begin(self, total: int, doing: str = "") -> None: ...
    def tick(self) -> None: ...
    def done(self, outcome: object) -> None:
        self.seen += 1
        if self.seen % self.every == 0 and Path("/proc/self/status").exists():
            found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
            self.held.append(int(found[1]) if found else 0)


def failing_site(folder: Path, rule: str) -> list[Path]:
    """A rules folder with a file for river.example whose guard gives no body, and one rule that drops lines."""
    (folder / "rules/sites").mkdir(parents=True)
    (folder / "rules/sites/river.example.yml").write_text(
        "site: River\nmatch:\n  domains: [river.example]\nguard:\n  on_trip: fail\n"
        f"text:\n  drop_lines:\n    - {rule}\n"
    )
    return [folder / "rules"]


@dataclass(frozen=True)
class FakeCleaner:
    """Cleans by the words it meets: a line "Share this" goes; KILL, HANG and RAISE do what they say."""

    note: str = ""

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned:
        text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
        if "KILL ONCE" in text:
            marker = Path(text.split(" in ")[1].strip())
            if not marker.exists():
                marker.write_text("killed")
                os.kill(os.getpid(), signal.SIGKILL)
        elif "KILL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            time.sleep(1000)
        if "RAISE" in text:
            raise RecursionError("too deep")
        refused = "this is binary data, not HTML or text" if "\0" in text else None
        blocks = tuple(Block(line, first_line=n, last_line=n) for n, line in enumerate(text.splitlines(), 1) if line)
        page = Page(() if refused else blocks, url=url, name=name, refused=refused)
        kept = [block.text for block in page.blocks if block.text != "Share this"]
        removed = [
            Removed(block.text, "share_prompt", "asks to share", "fake", 0.9, block.first_line, block.last_line, index)
            for index, block in enumerate(page.blocks)
            if block.text == "Share this"
        ]
        status = "refused" if refused else "ok" if kept else "empty"
        return Cleaned("\n\n".join(kept), {"title": self.note or None}, {}, removed, status, (), page)  # type: ignore[arg-type]


@dataclass(frozen=True)
class CannotStart:
    """A cleaner that no process can make."""

    rules: str = "broken"

    def __post_init__(self) -> None:
        if multiprocessing.parent_process() is not None:
            raise ValueError("the rules are broken")

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned:
        raise AssertionError


def digest(folder: Path) -> dict[str, str]:
    """Every regular file below a folder with the hash of its bytes, but for what runs remember beside their output."""
    return {
        os.fsdecode(os.path.relpath(path, folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.endswith(".cleaner") for part in path.parts)
    }


def pages(folder: Path, **content: str) -> Path:
    """A folder with one text file for each name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in content.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def problems(report: Report) -> dict[str, str]:
    return {one.id: f"{one.status}: {one.reason}" for one in report.problems}


def test_a_folder_gives_text_and_record_under_the_same_names(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="One.\nShare this\nTwo.")
    pages(source / "deep", b="Three.")
    report = clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert (tmp_path / "out/a.txt").read_text() == "One.\n\nTwo.\n"
    record = json.loads((tmp_path / "out/deep/b.json").read_text())
    assert (record["id"], record["text"], record["status"]) == ("deep/b.txt", "Three.", "ok")
    assert list(record) == list(FIELDS)
    assert (report.counts["ok"], report.words_in, report.words_kept) == (2, 5, 3)
    assert report.removed == {"share_prompt": 1}
    assert report.adds_up
    assert report.exit_code == 0


def test_every_fault_is_listed_and_the_good_files_are_clean(tmp_path: Path) -> None:
    source = pages(
        tmp_path / "in",
        good="Good.\nShare this",
        empty="",
        only="Share this",
        killer="KILL",
        hanger="HANG",
        raiser="RAISE",
    )
    (source / "binary.bin").write_bytes(b"\0\1\2")
    (source / "dangling.txt").symlink_to("nowhere")
    (source / "loop.txt").symlink_to("loop.txt")
    (source / "outside.txt").symlink_to("/etc/hostname")
    os.mkfifo(source / "pipe.txt")
    (source / "folder.html").mkdir()
    (source / "two\nlines.txt").write_text("Newline.")
    (source / os.fsdecode(b"bytes\xff.txt")).write_text("Bytes.")
    (source / "broken.txt.gz").write_bytes(gzip.compress(b"x" * 1000)[:20])
    (source / ".hidden").write_text("Hidden.")
    (source / "style.css").write_text("p {}")
    before = digest(source)
    report = clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner(), workers=2, seconds=8)
    assert digest(source) == before
    assert (tmp_path / "out/good.txt").read_text() == "Good.\n"
    assert (tmp_path / "out/two\nlines.txt").read_text() == "Newline.\n"
    assert json.loads((tmp_path / "out" / os.fsdecode(b"bytes\xff.json")).read_text())["id"] == "bytes\\xff.txt"
    assert (tmp_path / "out/only.txt").read_text() == ""
    found = problems(report)
    assert found.pop("killer.txt").startswith("failed: its process died 2 times (SIGKILL")
    assert found.pop("hanger.txt").startswith("failed: it took longer than 8 seconds")
    assert found.pop("raiser.txt").startswith("failed: the program failed (RecursionError: too deep)")
    assert found.pop("binary.bin").startswith("refused: this is binary data")
    assert found.pop("broken.txt.gz").startswith("failed: this packed file is damaged")
    assert found == {
        "dangling.txt": "failed: this link leads nowhere",
        "loop.txt": "failed: this link leads in a circle",
        "outside.txt": "failed: this link leads out of the folder; give the file itself as an input",
        "pipe.txt": "failed: this is not a file (a pipe, a socket or a device)",
        "folder.html": "failed: this is a folder, not a page, and it is empty",
        "empty.txt": "empty: nothing is left after cleaning",
        "only.txt": "empty: nothing is left after cleaning",
    }
    assert report.skipped.keys() == {"hidden", "parts of saved pages"}
    assert (report.given, report.total, report.exit_code) == (15, 15, 1)
    assert not list((tmp_path / "out").rglob("*.part"))


def test_a_process_killed_from_outside_costs_no_document(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    source = pages(tmp_path / "in", a="A.", b=f"KILL ONCE in {marker}", c="C.")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner())
    assert marker.exists()
    assert (report.counts["ok"], report.exit_code) == (3, 0)


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
def test_one_and_two_workers_write_the_same_bytes(tmp_path: Path, ending: str) -> None:
    source = pages(tmp_path / "in", **{f"page{n:03}": f"Words {n}.\nShare this" for n in range(300)})
    outs = []
    for workers in (0, 1, 2):
        out = tmp_path / f"{workers}{ending}"
        clean_folder(source, out, cleaner=FakeCleaner("t"), workers=workers)
        outs.append(out.read_bytes())
    assert outs[0] == outs[1] == outs[2]
    lines = (gzip.decompress(outs[0]) if ending.endswith("gz") else outs[0]).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"page{n:03}.txt" for n in range(300)]


def test_an_empty_document_is_in_the_output_and_does_not_make_the_run_fail(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="Share this")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=0)
    record = json.loads((tmp_path / "out.jsonl").read_text())
    assert (record["text"], record["status"], report.exit_code) == ("", "empty", 0)


def test_names_that_would_meet_keep_their_endings(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="Text.")
    (source / "a.html").write_text("Page.")
    (source / "b.html").write_text("B.")
    (source / "B.htm").write_text("Big B.")
    (source / "c.html").write_text("C.")
    pages(source / "c.txt", inner="Inner.")
    clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    texts = {
        name: (tmp_path / "out" / name).read_text().strip() for name in digest(tmp_path / "out") if "json" not in name
    }
    assert texts == {
        "a.html.txt": "Page.",
        "a.txt": "Text.",
        "b.html.txt": "B.",
        "B.htm.txt": "Big B.",
        "c.html.txt": "C.",
        "c.txt/inner.txt": "Inner.",
    }


def test_several_inputs_keep_the_folders_they_differ_in(tmp_path: Path) -> None:
    one, two = pages(tmp_path / "x", a="X."), pages(tmp_path / "y", a="Y.")
    clean_files([one / "a.txt", two], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert set(digest(tmp_path / "out")) == {"x/a.txt", "x/a.json", "y/a.txt", "y/a.json"}


def test_output_inside_the_input_is_not_read_again(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    for _ in range(2):
        assert clean_folder(source, source / "clean", cleaner=FakeCleaner(), workers=0).given == 1
    for _ in range(2):
        report = clean_folder(source / "clean", source / "clean/all.jsonl", cleaner=FakeCleaner(), workers=0)
        assert report.given == 2
    assert report.skipped == {"the run's own output": [str(source / "clean/all.jsonl")]}


def test_what_an_earlier_run_wrote_into_the_input_is_no_document(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.", b="B.")
    clean_files([source], out=source / "cleaned", cleaner=FakeCleaner(), workers=0)
    report = clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert (report.total, report.skipped["the output of an earlier run"]) == (2, [str(source / "cleaned")])
    assert clean_files([source / "cleaned"], out=tmp_path / "again", cleaner=FakeCleaner(), workers=0).total == 4


def test_no_input_is_overwritten(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    with pytest.raises(WrongCall, match="is the input folder itself"):
        clean_folder(source, source, cleaner=FakeCleaner())
    with pytest.raises(WrongCall, match="would overwrite the input"):
        clean_files([source / "a.txt"], out=source, cleaner=FakeCleaner())
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongCall, match="is a file"):
        clean_folder(source, tmp_path / "file", cleaner=FakeCleaner())


def test_a_file_that_someone_else_wrote_is_not_overwritten(tmp_path: Path) -> None:
    source, out = pages(tmp_path / "in", a="A.", b="B."), pages(tmp_path / "out", a="My notes.")
    report = clean_folder(source, out, cleaner=FakeCleaner(), workers=0)
    assert (out / "a.txt").read_text() == "My notes."
    assert "was not written by cleaner" in problems(report)["a.txt"]
    assert clean_folder(source, out, cleaner=FakeCleaner(), workers=0).counts == {"ok": 1, "failed": 1}


def test_names_too_long_are_shortened(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    for last in "yz":
        (source / ("x" * 250 + last + ".htm")).write_text(f"Long {last}.")
    report = clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert report.counts == {"ok": 3}
    texts = {path.read_text() for path in (tmp_path / "out").glob("xxx*~*.txt")}
    assert texts == {"Long y.\n", "Long z.\n"}
    ids = {json.loads(path.read_text())["id"][-6:] for path in (tmp_path / "out").glob("xxx*~*.json")}
    assert ids == {"xy.htm", "xz.htm"}


def test_permission_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = pages(tmp_path / "in", a="A.", big="x" * 2000)
    (source / "bomb.txt.gz").write_bytes(gzip.compress(b"x" * 5000))
    opened = unit.open_binary

    def refuse(path: str) -> object:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(unit, "open_binary", refuse)
    limits = Limits(bytes=1000, unpacked=1000)
    report = clean_files([source], out=tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=0, limits=limits)
    found = problems(report)
    assert found["a.txt"] == "failed: no permission to read it; change its mode"
    assert found["big.txt"].startswith("failed: it is larger than")
    assert found["bomb.txt.gz"].startswith("failed: it is larger when unpacked than")


def test_gzip_pages_are_unpacked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.html.gz").write_bytes(gzip.compress(b"Packed."))
    clean_folder(tmp_path / "in", tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert (tmp_path / "out/a.html.gz.txt").read_text() == "Packed.\n"


def test_addresses_come_from_a_list_in_any_column_order(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.", b="B.")
    pages(source / "deep", c="C.")
    listed = tmp_path / "urls.csv"
    listed.write_text("url,file\nhttps://x.org/a,a.txt\nhttps://x.org/c,c.txt\nhttps://x.org/z,z.txt\n,b.txt\n")
    out = tmp_path / "out.jsonl"
    report = clean_files([source], out=out, urls=listed, cleaner=FakeCleaner(), workers=0)
    urls = {row["id"]: row["url"] for row in map(json.loads, out.read_text().splitlines())}
    assert urls == {"a.txt": "https://x.org/a", "b.txt": None, "deep/c.txt": "https://x.org/c"}
    assert report.unused_addresses == {"z.txt": "no such document", "b.txt": "no address"}
    listed.write_text("file,url\na.txt,nonsense\n")
    with pytest.raises(WrongCall, match="no row has a file name and an address"):
        clean_files([source], out=out, urls=listed, cleaner=FakeCleaner())


def test_parts_of_saved_pages_are_passed_over(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    (source / "story.html").write_text("Story.")
    pages(source / "story_files", frame="A frame.")
    pages(source / "my_files", kept="Kept.")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=0)
    assert report.given == 3
    assert list(report.skipped) == ["parts of saved pages"]


def test_a_cleaner_that_no_process_can_make_ends_the_run(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    with pytest.raises(batch.WorkersFailed, match="the rules are broken"):
        clean_folder(source, tmp_path / "out.jsonl", cleaner=CannotStart())
    assert digest(tmp_path) == {"in/a.txt": digest(source)["a.txt"]}


def test_a_script_without_a_main_guard_may_call_it(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path(batch.__file__).parents[2])]!r}\n"
        "from test_batch_runs import FakeCleaner\nfrom cleaner.batch import clean_folder\n"
        f"print(clean_folder({str(source)!r}, {str(tmp_path / 'out')!r}, cleaner=FakeCleaner()).counts['ok'])\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


def test_the_report_adds_up_and_keeps_the_five_that_lost_most() -> None:
    report = Report(8)
    for number in range(8):
        report.add(Outcome(f"{number}.txt", "ok", words_in=100, words_kept=10 * number))
    assert [one.id for one in report.lost_most] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert report.adds_up
    report.given = 9
    assert (report.adds_up, report.exit_code) == (False, 1)


def test_addresses_by_any_path_that_leads_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = pages(tmp_path / "in", a="A.")
    pages(source / "deep", b="B.", c="C.")
    monkeypatch.chdir(tmp_path)
    listed, out = tmp_path / "urls.csv", tmp_path / "out.jsonl"
    names = (source / "a.txt", "in/deep/b.txt", "./in/deep/../deep/c.txt", tmp_path / "elsewhere/a.txt")
    listed.write_text("".join(f"{name},https://x.org/{at}\n" for at, name in enumerate(names)))
    report = clean_files(["in"], out=out, urls=listed, cleaner=FakeCleaner(), workers=0)
    urls = {row["id"]: row["url"] for row in map(json.loads, out.read_text().splitlines())}
    assert urls == {"a.txt": "https://x.org/0", "deep/b.txt": "https://x.org/1", "deep/c.txt": "https://x.org/2"}
    assert dict(report.unused_addresses) == {str(tmp_path / "elsewhere/a.txt"): "no such document"}


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes on Linux alone")
def test_a_name_that_is_no_text_belongs_to_its_input(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    os.rename(os.fsencode(source / "a.txt"), os.fsencode(source) + b"/b\xff.txt")
    for _ in range(2):
        report = clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0, prune=True)
        assert (report.strays, report.pruned) == ([], 0)
        assert os.path.exists(os.fsencode(tmp_path / "out") + b"/b\xff.txt")


def test_an_empty_table_and_a_link_in_a_circle_are_told(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    (source / "empty.csv").write_text("")
    (source / "circle.txt").symlink_to("circle.txt")
    report = clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    found = problems(report)
    assert "the table is empty" in found["empty.csv#0"]
    assert "this link leads in a circle" in found["circle.txt"]
    with pytest.raises(WrongCall, match=r"nosuch\.csv: there is no such file"):
        read_addresses(tmp_path / "nosuch.csv")
