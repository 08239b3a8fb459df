"""The report of a run: its numbers are those of the records, and no text of a document can make it do anything."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from cleaner.batch.documents import WrongCall
from cleaner.batch.run import clean_files
from cleaner.cli import app
from cleaner.workshop.run_numbers import MOST_SAMPLES, Numbers, numbers_of
from cleaner.workshop.run_page import report_page


def record(number: int, **more: Any) -> dict[str, Any]:
    cut = {"text": f"Share this {number}", "label": "share_prompt", "why": "the whole line", "by": "share sites/a.yml:3",
           "confidence": 0.95, "first_line": 2, "last_line": 2}  # fmt: skip
    body = "The ferry will run until the end of October, the county said on Monday. " * 6
    return {"id": f"{number}.txt", "text": body, "status": "ok", "share_removed": 0.12, "removed": [cut], "warnings": [],
            "metadata": {"site": "a.example", "published": f"2024-0{number % 4 + 1}-02"}, "version": "1"} | more  # fmt: skip


def page_of(records: list[dict[str, Any]]) -> html.HtmlElement:
    numbers = Numbers()
    for one in records:
        numbers.add(one)
    return html.document_fromstring(report_page(numbers, "run"))


def test_the_numbers_are_those_of_the_records() -> None:
    numbers = Numbers()
    for number in range(40):
        numbers.add(record(number))
    numbers.add(record(40, share_removed=0.9, removed=[record(0)["removed"][0] | {"label": "menu", "by": "menus"}] * 3))
    numbers.add({"id": "x", "status": "failed", "reason": "it is damaged", "code": "E105", "removed": [], "text": ""})
    assert numbers.statuses == {"ok": 41, "failed": 1}
    assert numbers.histogram[2] == 40
    assert numbers.histogram[18] == 1
    share = numbers.labels["share_prompt"]
    assert (share.lines, share.documents) == (40, 40)
    assert numbers.rules["menus"].lines == 3
    assert numbers.sites["a.example"].documents == 41
    assert numbers.most_drastic[0].id == "40.txt"
    assert len({cut.document for cut in share.samples}) == MOST_SAMPLES
    assert sorted(numbers.months) == ["2024-01", "2024-02", "2024-03", "2024-04"]


def test_the_same_run_in_any_form_gives_the_same_report(tmp_path: Path) -> None:
    for out in ("run", "run.jsonl", "run.jsonl.gz"):
        clean_files(["seeds"], out=tmp_path / out, workers=0)
    pages = {report_page(numbers_of(tmp_path / out), "run") for out in ("run", "run.jsonl", "run.jsonl.gz")}
    assert len(pages) == 1
    page = html.document_fromstring(pages.pop())
    assert page.xpath("//section[h2='Removed, by label']//tbody/tr")
    assert page.xpath("//*[local-name()='svg']//*[local-name()='rect']")
    assert page.xpath("//section[h2='The most drastic documents']//li")


def test_no_text_of_a_document_becomes_markup() -> None:
    evil = '</div><script>alert(1)</script><img src=x onerror="alert(1)">\x00\ud800'
    cut = record(0)["removed"][0] | {"text": evil, "label": evil, "by": evil, "why": evil}
    page = page_of([record(1, id=evil, removed=[cut], metadata={"site": evil, "title": evil}, warnings=[evil], version=evil),
                    {"id": evil, "status": "failed", "reason": evil, "code": evil, "removed": []}])  # fmt: skip
    assert not page.xpath("//script | //img | //@src | //@href | //@onerror")
    assert "alert(1)" in page.text_content()


def test_failures_are_listed_with_their_reasons() -> None:
    page = page_of([record(1), {"id": "a.gz", "status": "failed", "reason": "it is damaged", "code": "E105", "removed": []},
                    record(2, status="not_article", text="", warnings=["no article: a front"])])  # fmt: skip
    rows = [row.text_content() for row in page.xpath("//section[h2='Without text']//tr")]
    assert any("E105" in row and "damaged" in row for row in rows)
    assert any("no article: a front" in row for row in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jsonl", b""),
        ("broken.jsonl", b'{"id": "a", "status"\n'),
        ("other.jsonl", b'{"name": "someone"}\n'),
        ("text.txt", b"The ferry will run.\n"),
        ("table.csv", b"id,text\n1,x\n"),
    ],
)
def test_what_is_no_run_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    place = tmp_path / name
    place.write_bytes(content)
    with pytest.raises(WrongCall, match="Name the folder"):
        numbers_of(place)
    done = CliRunner().invoke(app, ["report", str(place), "--out", str(tmp_path / "r.html")])
    assert done.exit_code == 2
    assert not (tmp_path / "r.html").exists()


def test_the_command_writes_a_report_and_nothing_over_other_files(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl.gz"
    run.write_bytes(gzip.compress(json.dumps(record(1)).encode() + b"\n"))
    out = tmp_path / "r.html"
    assert CliRunner().invoke(app, ["report", str(run), "--out", str(out)]).exit_code == 0
    assert CliRunner().invoke(app, ["report", str(run), "--out", str(out)]).exit_code == 0
    out.write_text("mine", encoding="utf-8")
    assert CliRunner().invoke(app, ["report", str(run), "--out", str(out)]).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert CliRunner().invoke(app, ["report", str(tmp_path / "none"), "--out", str(out)]).exit_code == 2
