"""What a run advises works: codes that are explained, commands that replay or explain one document, clear refusals."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from test_batch_runs import FakeCleaner, failing_site, pages

from cleaner.batch import WrongCall, clean_files, clean_folder
from cleaner.batch.codes import CODES
from cleaner.batch.report import MOST_ALIKE, Report
from cleaner.batch.unit import Outcome
from cleaner.cli.screen import show_rules
from cleaner.pipeline import Cleaner
from cleaner.reading import bounds

STORY = "The river rose two metres overnight, and the council opened a school for the night, officials said."


def command(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, check=False, cwd=cwd)


def test_what_is_too_large_has_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_BLOCKS", 50)
    monkeypatch.setattr(bounds, "MAX_BYTES", 5_000)
    source = pages(tmp_path / "in", many="It rains.\n\n" * 60, large=STORY * 60, pdf="%PDF-1.7", fine=STORY)
    (source / "saved.mhtml").write_text(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\n\n--x--\n"
    )
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=Cleaner(), workers=0)
    found = {one.id: (one.status, one.code) for one in report.problems}
    assert found == {
        "large.txt": ("failed", "E101"),
        "many.txt": ("failed", "E104"),
        "pdf.txt": ("refused", "E100"),
        "saved.mhtml": ("failed", "E105"),
    }
    rows = {row["id"]: row["code"] for row in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert rows == {id: code for id, (_, code) in found.items()} | {"fine.txt": None}


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_cause_and_remedy(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    from cleaner.cli.status import explain_code

    explain_code(code.lower())
    said = capsys.readouterr().out
    assert said.startswith(f"{code} {CODES[code].name}\nCause: ")
    assert "\nRemedy: " in said
    assert not CODES[code].remedy.startswith("Nothing") or code == "E114"


@pytest.mark.parametrize("name", ["x.xyz", "clean.doc", "news.html"])
def test_a_name_of_a_file_that_is_no_output_makes_no_folder(tmp_path: Path, name: str) -> None:
    source = pages(tmp_path / "in", a=STORY)
    with pytest.raises(WrongCall, match=r"Name a (file|folder)"):
        clean_folder(source, tmp_path / name, cleaner=FakeCleaner(), workers=0)
    assert not (tmp_path / name).exists()
    (tmp_path / name).mkdir()
    assert clean_folder(source, tmp_path / name, cleaner=FakeCleaner(), workers=0).exit_code == 0


@pytest.mark.parametrize("name", ["out", "news.2024", "clean.v2", ".hidden", "bbc.co.uk-clean"])
def test_a_folder_may_have_a_dot_in_its_name(tmp_path: Path, name: str) -> None:
    source = pages(tmp_path / "in", a=STORY)
    assert clean_folder(source, tmp_path / name, cleaner=FakeCleaner(), workers=0).exit_code == 0


def test_the_command_that_explains_a_row_works(tmp_path: Path) -> None:
    rows = [{"id": "a b", "text": "Share this"}, {"id": "c", "text": STORY}, {"id": "it's", "text": ""}]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/n.csv").write_text(f'text\n"{STORY}"\n')
    done = command("clean", "t.jsonl", "--out", "o.jsonl", cwd=tmp_path)
    advised = next(line for line in done.stderr.splitlines() if "To see why:" in line).partition(": ")[2]
    assert advised.startswith("cleaner explain ")
    explained = command(*shlex.split(advised)[1:], cwd=tmp_path)
    assert explained.returncode == 0
    assert "the document is empty" in explained.stdout
    assert STORY[:20] in command("explain", "t.jsonl", "--only", "c", cwd=tmp_path).stdout
    assert STORY[:20] in command("explain", "deep/n.csv", "--only", "deep/n.csv#0", cwd=tmp_path).stdout
    for arguments, code, said in (
        (["t.jsonl"], 2, "--only ID"),
        (["t.jsonl", "--only", "nobody"], 1, "no document of that id"),
        (["t.jsonl", "--only", "c", "--text-column", "body"], 1, "there is no column 'body'"),
    ):
        wrong = command("explain", *arguments, cwd=tmp_path)
        assert (wrong.returncode, said in " ".join(wrong.stderr.split())) == (code, True), wrong.stderr


def test_a_dead_letter_names_the_rule_that_made_the_guard_trip(tmp_path: Path) -> None:
    rules = failing_site(tmp_path, "{id: floods, lines: ['The river rose {number} metres overnight, and *']}")
    story = "\n\n".join(f"The river rose {n} metres overnight, and the council opened a school." for n in range(2, 9))
    source = pages(tmp_path / "in", gutted=story + "\n\nThe school has room for a hundred people.", hangs="%PDF-1.7")
    ruled = Cleaner(rules=rules, site="river.example")
    report = clean_folder(source, tmp_path / "out", cleaner=ruled, workers=0)
    letters = [json.loads(line) for line in Path(report.failed_file).read_text().splitlines()]
    assert [(one["code"], one["rule"]) for one in letters] == [("E401", letters[0]["rule"]), ("E100", None)]
    assert letters[0]["rule"].startswith("floods ")
    assert "river.example.yml:" in letters[0]["rule"]


def test_a_document_that_failed_is_replayed_with_the_memory_of_its_run(tmp_path: Path) -> None:
    source = tmp_path / "in/river.example"
    source.mkdir(parents=True)
    for n in range(24):
        towns = ("Leeds", "York", "Hull", "Ripon", "Selby", "Thirsk")
        story = "\n\n".join(
            f"The {town} council met {n + 3} times on flood number {n * 7 + at}, which took {at + n} houses in {town}."
            for at, town in enumerate(towns[n % 3 :])
        )
        foot = "Subscribe to our newsletter and never miss a story of the town."
        (source / f"p{n:02}.txt").write_text(f"Flood {n} in {towns[n % 6]}\n\n{story}\n\n{foot}\n")
    (source / "big.txt").write_text("\n\n".join(f"Flood {n}: {STORY}" for n in range(11_000)))
    first = command("clean", "in", "--out", "o.jsonl", "--max-bytes", 1, "--workers", 0, cwd=tmp_path)
    assert (first.returncode, "1 failed" in first.stderr) == (1, True), first.stderr
    before = {row["id"]: row["text"] for row in map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())}
    letter = json.loads((tmp_path / ".o.jsonl.cleaner/failed.jsonl").read_text())
    assert (letter["code"], letter["rule"]) == ("E101", None)
    again = command(*shlex.split(letter["command"])[1:], "--max-bytes", 10, cwd=tmp_path)
    assert "24 of 25 documents were done before" in " ".join(again.stderr.split()), again.stderr
    after = {row["id"]: row["text"] for row in map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())}
    assert after.pop(letter["id"]) != before.pop(letter["id"])
    assert after == before


def test_warnings_that_differ_in_a_number_are_counted_together(tmp_path: Path) -> None:
    report = Report(2000)
    for number in range(2000):
        warnings = (f"a comment in line {number} is never closed: {number * 7:,} characters were not read", "no date")
        report.add(Outcome(f"{number}.txt", "ok", warnings=warnings))
    assert len(report.warnings) == MOST_ALIKE + 2
    assert report.warned["a comment in line … is never closed: … characters were not read"] == 2000 - MOST_ALIKE
    merged = Report(4000)
    for _ in range(2):
        merged.merge(report)
    assert sum(merged.warned.values()) == 8000
    assert len(merged.warnings) == MOST_ALIKE + 2


def test_parts_that_no_run_asks_for_any_more_go(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.", b="B.")
    kept = tmp_path / ".o.jsonl.cleaner/parts"
    out = tmp_path / "o.jsonl"
    clean_files([source], out=out, cleaner=FakeCleaner(), workers=0, removed=tmp_path / "r.jsonl")
    assert sorted(path.name for path in kept.iterdir()) == ["000000-removed.jsonl.gz", "000000.jsonl.gz"]
    clean_files([source], out=out, cleaner=FakeCleaner(), workers=0)
    assert [path.name for path in kept.iterdir()] == ["000000.jsonl.gz"]


def test_a_rule_that_fires_on_a_site_no_more_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site that changed its pages: the rule fired in the run before, and now on none of its documents."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/river.example.yml").write_text(
        "site: River\nmatch: {domains: [river.example]}\ntext: {drop_lines: ['Ferry times for *']}\n"
    )
    ruled = Cleaner(rules=[tmp_path / "rules"], site="river.example")
    reports = []
    for line in ("Ferry times for Monday", "Boat times: Monday", "Ferry times for Tuesday"):
        source = pages(tmp_path / "in", a=f"{STORY}\n\n{line}", b=f"{STORY}\n\nNobody was hurt.")
        reports.append(clean_files([source], out=tmp_path / "out", cleaner=ruled, workers=0))
    (silent,) = reports[1].silent
    assert "river.example.yml:3" in silent
    assert (reports[0].silent, reports[2].silent) == ([], [])
    show_rules(reports[1])
    assert "river.example.yml:3" in "".join(capsys.readouterr().err.split())
