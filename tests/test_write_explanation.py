"""Writing: the record holds everything and nothing of the clock; the explanation reads without colour at 80 columns."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from cleaner.page import Block, Cleaned, Edit, Fact, Mark, Page, Removed, Voice
from cleaner.writing import as_json, body, explanation, new_case, record
from cleaner.writing.terminal import show

DATELINE = (
    "LEEDS, March 4 (Reuters) — The river rose two metres overnight, and the council opened a school for the night."
)
LONG = "Share this story"


def cleaned_page() -> Cleaned:
    """A page with one line of every verdict."""
    blocks = (
        Block("Floods in Leeds", "h1", first_line=1, last_line=1),
        Block("By Ada Okafor", first_line=2, last_line=2),
        Block(DATELINE, first_line=4, last_line=6),
        Block("Our (picture by PA) bridge.", first_line=8, last_line=8),
        Block(LONG, first_line=9, last_line=9),
        Block("Home", first_line=10, last_line=10),
        Block("News", first_line=11, last_line=11),
    )
    byline = Mark(1, "byline", "names the author", "bylines")
    share = Mark(
        4, "share_prompt", "the whole line is a request to share", "share-bar sites/x.org.yml:21", Voice.SITE_RULE
    )
    outside = [Mark(n, "outside", "not in the main content", "text body", Voice.EXTRACTOR) for n in (5, 6)]
    protected = Mark(0, "headline", "a headline stays", "keep-head sites/x.org.yml:3", Voice.SITE_RULE, keep=True)
    dateline = Mark(2, "dateline", "place, date and agency", "datelines", span=(0, 27))
    credit = Mark(3, "credit", "names a picture agency", "credits", span=(4, 19))
    removed = [
        Removed("By Ada Okafor", "byline", "names the author", "bylines", 0.9, 2, 2, 1),
        Removed("(picture by PA)", "credit", "names a picture agency", "credits", 0.9, 8, 8, 3, (4, 19)),
        Removed(LONG, "share_prompt", share.why, share.by, 0.9, 9, 9, 4),
        Removed("Home", "outside", "not in the main content", "text body", 0.9, 10, 10, 5),
        Removed("News", "outside", "not in the main content", "text body", 0.9, 11, 11, 6),
        Removed("Ã©", "repair", "a lost byte", "mojibake", 1.0, 4, 4, replacement="é"),
    ]
    facts = {
        "authors": [
            Fact("authors", ["Ada Okafor"], "the byline says so", "bylines", block=1),
            Fact("authors", ["Staff"], "the meta tag says so", "meta author", Voice.EXTRACTOR),
        ],
        "dateline": [
            Fact("dateline", {"location": "Leeds", "agency": "Reuters", "date": None}, "", "datelines", block=2)
        ],
    }
    return Cleaned(
        f"Floods in Leeds\n\n{DATELINE}\n\nOur bridge.",
        {"title": "Floods in Leeds", "authors": ["Ada Okafor"], "site": None},
        facts,
        removed,
        "ok",
        ["decoded as windows-1252"],
        Page(blocks, edits=(Edit(4, "Ã©", "é", "mojibake", "a lost byte"),)),
        [protected, byline, None, None, share, *outside],
        [protected, byline, dateline, credit, share, *outside],
        ["sites/x.org.yml"],
    )


def shown_at(width: int) -> str:
    """The explanation as a pipe would get it."""
    file = io.StringIO()
    show(explanation(cleaned_page()), Console(file=file, width=width, highlight=False))
    return file.getvalue()


def test_the_explanation_reads_without_colour() -> None:
    assert shown_at(80) == Path(__file__).with_name("expected_explanation.txt").read_text()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in shown_at(width).splitlines()) <= width


def test_every_row_has_a_verdict_and_removed_lines_say_by_whom() -> None:
    explained = explanation(cleaned_page())
    assert [row.verdict for row in explained.rows] == [
        "kept",
        "removed",
        "captured",
        "cut",
        "removed",
        "removed",
        "removed",
    ]
    assert all(row.by and row.why and row.label for row in explained.rows if row.verdict == "removed")
    assert [span.verdict for row in explained.rows for span in row.spans] == ["captured", "cut"]
    facts = {fact["name"]: fact for fact in explained.facts}
    assert facts["authors"]["value"] == ["Ada Okafor"]
    assert facts["authors"]["losers"][0]["by"] == "meta author"
    json.loads(as_json(explained.as_dict()))


def test_the_record_is_the_same_every_time() -> None:
    first, second = (as_json(record(cleaned_page(), id="a", source="a.txt", url=None, rules="1")) for _ in range(2))
    assert first == second
    row = json.loads(first)
    assert row["removed"][1]["span"] == [4, 19]
    assert row["removed"][5]["replacement"] == "é"
    assert row["rules_version"] == "1"


def test_half_characters_do_not_break_the_json() -> None:
    assert json.loads(as_json({"text": "a\ud800b"})) == {"text": "a?b"}


def html(*blocks: Block) -> Cleaned:
    """An HTML page of which everything stays."""
    return Cleaned("", {}, {}, (), "ok", (), Page(blocks, kind="html"), kept=list(enumerate(blocks)))


def test_markdown_marks_what_html_marked() -> None:
    cleaned = html(
        Block("Floods\nagain", "h2"),
        Block("A *star* and [brackets]."),
        Block("One", "li", "body ul.list li"),
        Block("Two", "li", "body ul.list li"),
        Block("1999. That was the year."),
        Block("Said she", "blockquote", "body blockquote"),
        Block("x = 1\n  y", "pre"),
        Block("Team | Points", "tr", "table tr"),
        Block("Leeds | 3", "tr", "table tr"),
        Block("# no heading"),
    )
    assert body(cleaned, form="markdown") == (
        "## Floods again\n\nA \\*star\\* and \\[brackets\\].\n\n- One\n- Two\n\n1999\\. That was the year.\n\n"
        "> Said she\n\n```\nx = 1\n  y\n```\n\n| Team | Points |\n| --- | --- |\n| Leeds | 3 |\n\n\\# no heading\n"
    )


def test_markdown_leaves_out_what_was_removed() -> None:
    page = cleaned_page()
    blocks = page.page.blocks
    kept = [(0, blocks[0]), (2, blocks[2]), (3, replace(blocks[3], text="Our bridge."))]
    as_html = Cleaned(page.text, {}, {}, page.removed, "ok", (), Page(blocks, kind="html"), kept=kept)
    assert body(as_html, form="markdown") == f"# Floods in Leeds\n\n{DATELINE}\n\nOur bridge.\n"


def test_a_new_case_is_written_once(tmp_path: Path) -> None:
    written = new_case(b"source", cleaned_page(), tmp_path / "x.org/floods")
    assert [path.name for path in written] == ["input.txt", "expected.txt", "expected.json"]
    assert json.loads(written[2].read_text()) == {"title": "Floods in Leeds", "authors": ["Ada Okafor"]}
    with pytest.raises(FileExistsError, match="holds a case already"):
        new_case(b"source", cleaned_page(), tmp_path / "x.org/floods")


def test_a_hostile_page_cannot_write_to_the_terminal() -> None:
    file = io.StringIO()
    page = Cleaned("", {}, {}, (), "ok", ("\x1b[2J",), Page((Block("a\x1b[31mb\x9b"),)))
    show(explanation(page), Console(file=file, width=80))
    assert "\x1b" not in file.getvalue()
    assert "\x9b" not in file.getvalue()
    assert "a␛[31mb�" in file.getvalue()
