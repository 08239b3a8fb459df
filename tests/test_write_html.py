"""The coloured view as an HTML file: what it shows, and that no document can make it do anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from typer.testing import CliRunner

from cleaner import clean
from cleaner.cli import app
from cleaner.writing import explanation
from cleaner.writing.html import explanation_page

SEED = "seeds/002_a78f33cf15b82588.txt"
HOSTILE = """Harbour <b>bridge</b> closed </del><script>document.title = "taken"</script>
By Ada Okafor</span></li></ol><iframe src="https://evil.example/"></iframe>
The harbour bridge will stay closed until Friday, the county's engineers said on Monday, \x1b[31m after a crack was found.
Engineers <img src=x onerror=alert(1)> will look at the two outer piers again next week, the county said on Tuesday.
"""


def page_of(source: str) -> html.HtmlElement:
    return html.document_fromstring(explanation_page(explanation(clean(source)), 'a<b>&".txt'))


def classes(page: html.HtmlElement) -> list[str]:
    return [row.get("class").split()[1] for row in page.xpath('//li[contains(@class, "line ")]')]


def test_each_row_of_the_explanation_is_a_row_of_the_page_with_its_text_and_verdict() -> None:
    explained = explanation(clean(Path(SEED).read_bytes()))
    page = html.document_fromstring(explanation_page(explained, "seed"))
    assert classes(page) == [row.verdict for row in explained.rows]
    texts = [row.xpath('string(span[@class="text"])') for row in page.xpath('//li[contains(@class, "line ")]')]
    replaced = ["".join(span.replacement for span in row.spans) for row in explained.rows]
    assert [text for text, put in zip(texts, replaced, strict=True) if not put] == [
        row.text for row, put in zip(explained.rows, replaced, strict=True) if not put
    ]


def test_a_row_names_label_rule_and_reason() -> None:
    explained = explanation(clean(Path(SEED).read_bytes()))
    page = html.document_fromstring(explanation_page(explained, "seed"))
    removed = next(row for row in explained.rows if row.verdict == "removed")
    at = explained.rows.index(removed)
    words = page.xpath(f'string(//li[@data-row="{at}"]/div)')
    assert removed.label in words
    assert removed.by in words
    assert removed.why in words


def test_no_text_of_a_document_becomes_markup() -> None:
    page = page_of(HOSTILE)
    assert not page.xpath("//script | //iframe | //img | //form | //a")
    assert page.xpath("string(//h1)") == 'a<b>&".txt'
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert "\x1b" not in html.tostring(page, encoding="unicode")


def test_the_page_needs_nothing_from_elsewhere_and_forbids_it() -> None:
    text = explanation_page(explanation(clean(HOSTILE)), "hostile.txt")
    page = html.document_fromstring(text)
    policy = page.xpath('string(//meta[@http-equiv="Content-Security-Policy"]/@content)')
    assert policy.startswith("default-src 'none'")
    assert not page.xpath("//link | //@src | //@href")
    assert "url(" not in page.xpath("string(//style)")
    assert "@import" not in page.xpath("string(//style)")


@pytest.mark.parametrize(
    "odd", ["half \ud800 a character", "no\ufffe\uffffcharacter", "null \x00 byte", "\u202edetrevni"]
)
def test_characters_that_html_cannot_hold_are_shown_as_others(odd: str) -> None:
    text = f"{odd} stands in a line of this report about the harbour, the council said on Monday.\n"
    made = explanation_page(explanation(clean(text)), odd)
    assert made.encode("utf-8")
    assert "stands in a line" in made


def test_the_command_writes_one_file_and_never_over_the_document(tmp_path) -> None:
    run = CliRunner()
    target = tmp_path / "seen.html"
    done = run.invoke(app, ["explain", SEED, "--html", str(target)])
    assert done.exit_code == 0, done.output
    assert [one.name for one in tmp_path.iterdir()] == ["seen.html"]
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    document = tmp_path / "text.txt"
    document.write_text("The council met on Monday and adopted the budget, the mayor said.\n", encoding="utf-8")
    before = document.read_bytes()
    assert run.invoke(app, ["explain", str(document), "--html", str(document)]).exit_code == 2
    assert run.invoke(app, ["explain", str(document), "--html", str(tmp_path)]).exit_code == 2
    assert document.read_bytes() == before


def test_a_refused_document_says_why_in_the_page_too(tmp_path) -> None:
    document = tmp_path / "scan.pdf"
    document.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    target = tmp_path / "seen.html"
    done = CliRunner().invoke(app, ["explain", str(document), "--html", str(target)])
    assert done.exit_code == 1
    page = html.document_fromstring(target.read_text(encoding="utf-8"))
    assert page.xpath('//p[contains(@class, "bad")]')
