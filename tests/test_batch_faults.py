"""A folder of faults beside good files, with the real cleaner: each is listed or clean, none is lost in silence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_batch_runs import digest, failing_site, problems

from cleaner.batch import Report, clean_folder
from cleaner.pipeline import Cleaner

STORY = "\n\n".join(
    f"The river rose {n} metres overnight, and the council opened a school for the night." for n in range(2, 9)
)
GERMAN = "Die Bürger von Köln über die Flüsse: Öl, Äpfel und Übermut, daß es schäumt. Das gefällt den Leuten sehr."
DEEP = 5_000
LAST = "And this is the last paragraph of the story, which must not be lost without a word."
# 30 MB of text on one line.
SENTENCES = 30 * 1024 * 1024 // 70


def page(body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head>{head}<title>The river</title></head><body><article>{body}</article></body></html>"
    )


def paragraphs(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n"))


def faulty_folder(folder: Path) -> Path:
    """Good files and every fault that the issue names."""
    folder.mkdir()
    (folder / "good.txt").write_text(STORY)
    (folder / "good.html").write_text(page(paragraphs(STORY)))
    (folder / "empty.txt").write_text("")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 40)
    (folder / "utf16.html").write_bytes(page(paragraphs(STORY)).encode("utf-16"))
    (folder / "wrong.html").write_bytes(
        page(paragraphs(f"{GERMAN}\n\n{GERMAN}"), '<meta charset="ascii">').encode("utf-8")
    )
    (folder / "dangling.html").symlink_to("nowhere")
    (folder / "loop.html").symlink_to("loop.html")
    os.mkfifo(folder / "pipe.html")
    (folder / "folder.html").mkdir()
    deep = "<div>" * DEEP + f"<p>{STORY}</p>" + "</div>" * DEEP + f"<p>{LAST}</p>"
    (folder / "deep.html").write_text(page(paragraphs(STORY) + deep))
    (folder / "two\nlines.txt").write_text(STORY)
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report, Report]:
    """The folder of faults, cleaned by one and by two workers."""
    top = tmp_path_factory.mktemp("faults")
    source = faulty_folder(top / "in")
    before = digest(source)
    one = clean_folder(source, top / "one", workers=1)
    two = clean_folder(source, top / "two", workers=2)
    assert digest(source) == before, "the input was changed"
    return top, one, two


def test_each_fault_is_listed_with_a_reason(run: tuple[Path, Report, Report]) -> None:
    _, report, _ = run
    assert (report.given, report.total, report.exit_code) == (12, 12, 1)
    found = problems(report)
    assert found.keys() == {
        "binary.html", "dangling.html", "loop.html", "pipe.html", "folder.html", "empty.txt",
    }  # fmt: skip
    assert found["binary.html"].startswith("refused: ")
    assert found["empty.txt"].startswith("empty: ")
    assert all(len(reason.split()) > 3 for reason in found.values())


def test_good_files_are_clean(run: tuple[Path, Report, Report]) -> None:
    top, _, _ = run
    for name in ("good.txt", "good.html.txt", "utf16.html.txt", "two\nlines.txt"):
        assert (top / "one" / name).read_text() == STORY + "\n", name
    assert GERMAN in (top / "one/wrong.html.txt").read_text()


def test_deep_markup_keeps_its_text_or_says_what_was_cut(run: tuple[Path, Report, Report]) -> None:
    top, report, _ = run
    whole = LAST in (top / "one/deep.html.txt").read_text()
    said = any("deep.html" in ids for ids in report.warnings.values())
    assert whole or said


def test_one_and_two_workers_write_the_same_bytes(run: tuple[Path, Report, Report]) -> None:
    top, one, two = run
    assert digest(top / "one") == digest(top / "two")
    assert stable(one) == stable(two)


def stable(report: Report) -> dict[str, object]:
    """A report without how long things took."""
    found = report.as_dict()
    problems = [{name: value for name, value in row.items() if name != "seconds"} for row in found["problems"]]
    return {**found, "seconds": None, "problems": problems}


def test_thirty_megabytes_on_one_line_are_cleaned_or_listed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    sentence = "The river rose two metres overnight, and the council opened a school. "
    (tmp_path / "in/huge.txt").write_text(sentence * SENTENCES)
    (tmp_path / "in/good.txt").write_text(STORY)
    report = clean_folder(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out/good.txt").read_text() == STORY + "\n"
    whole = (tmp_path / "out/huge.txt").exists() and report.words_kept > SENTENCES
    assert whole or "huge.txt" in problems(report)


def test_a_document_that_the_guard_of_a_site_fails_is_listed_as_failed(tmp_path: Path) -> None:
    rules = failing_site(tmp_path, "The river rose {number} metres overnight, and *")
    words = "The school of the town has room for a hundred people, and the fire brigade brings them food. " * 9
    (tmp_path / "in").mkdir()
    (tmp_path / "in/gutted.txt").write_text(f"{STORY}\n\n{words}")
    ruled = Cleaner(rules=rules, site="river.example")
    report = clean_folder(tmp_path / "in", tmp_path / "out", cleaner=ruled)
    (reason,) = problems(report).values()
    assert reason.startswith("failed: ")
    assert "no body is given" in reason
    assert report.exit_code == 1
    assert (tmp_path / "out/gutted.txt").read_text() == ""
    assert "The river rose 2 metres" in (tmp_path / "out/gutted.json").read_text()


def test_what_was_written_before_of_a_document_that_is_refused_now_says_so(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("x", "y", "z", "good"):
        (source / f"{name}.txt").write_text(STORY)
    clean_folder(source, out, workers=0)
    (source / "x.txt").write_bytes(b"%PDF-1.4\n\0\0")
    (source / "y.txt").unlink()
    (source / "y.txt").symlink_to("nowhere")
    (source / "z.txt").rename(source / "z.pdf")
    (source / "z.pdf").write_bytes(b"%PDF-1.4\n\0\0")
    before = (out / "z.txt").read_bytes(), (out / "z.json").read_bytes(), (out / "good.json").read_bytes()
    for _ in range(2):
        assert clean_folder(source, out, workers=0).exit_code == 1
        for name, status in (("x", "refused"), ("y", "failed")):
            record = json.loads((out / f"{name}.json").read_bytes())
            assert (record["id"], record["text"], record["status"]) == (f"{name}.txt", "", status)
            assert record["reason"]
            assert not (out / f"{name}.txt").exists()
    assert before == tuple((out / name).read_bytes() for name in ("z.txt", "z.json", "good.json")), "other documents"


def test_what_somebody_else_wrote_beside_a_refused_document_is_left_alone(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    out.mkdir()
    (source / "x.txt").write_bytes(b"%PDF-1.4\n\0\0")
    (source / "fresh.pdf").write_bytes(b"%PDF-1.4\n\0\0")
    (out / "x.txt").write_text("my notes")
    (out / "x.json").write_text('{"mine": 1}')
    clean_folder(source, out, workers=0)
    assert (out / "x.txt").read_text() == "my notes"
    assert (out / "x.json").read_text() == '{"mine": 1}'
    assert json.loads((out / "fresh.pdf.json").read_bytes())["status"] == "refused"
