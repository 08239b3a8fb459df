"""Saved pages (MHTML) are opened; data, sitemaps, style sheets and scripts are refused, articles on them never."""

from __future__ import annotations

import base64
import json
import quopri
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.batch.run import clean_folder
from cleaner.reading import read

STORY = "The river rose two metres overnight, and “the whole valley” was cut off, the mayor of Orléans said on Friday."
URL = "https://valley.example/river?id=3"


def saved(
    html: str = f"<html><body><h1>River</h1><p>{STORY}</p>",
    how: str = "base64",
    charset: str = "",
    codec: str = "utf-8",
) -> bytes:
    """A page as a browser saves it, with a frame before it and a picture after it."""
    raw = html.encode(codec)
    coded = (
        base64.encodebytes(raw) if how == "base64" else quopri.encodestring(raw) if how == "quoted-printable" else raw
    )
    told = f'; charset="{charset}"' if charset else ""
    parts = [
        ("text/html", "https://ads.example/frame", "7bit", b"<html><body><p>A frame of an advertisement."),
        (f"text/html{told}", URL, how, coded),
        ("image/png", "https://valley.example/a.png", "binary", bytes(range(256)) * 40),
    ]
    head = (
        f"From: <Saved by a browser>\r\nSnapshot-Content-Location: {URL}\r\nSubject: River\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x--"\r\n\r\n\r\n'
    ).encode()
    for kind, place, coding, body in parts:
        head += f"----x--\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: {place}\r\n\r\n".encode()
        head += body + b"\r\n"
    return head + b"----x----\r\n"


@pytest.mark.parametrize("how", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize(("charset", "codec"), [("", "utf-8"), ("utf-8", "utf-8"), ("windows-1252", "cp1252")])
@pytest.mark.parametrize("kind", ["auto", "html"])
def test_a_saved_page_is_opened(how: str, charset: str, codec: str, kind: str) -> None:
    page = read(saved(how=how, charset=charset, codec=codec), kind=kind)  # type: ignore[arg-type]
    assert [block.text for block in page.blocks] == ["River", STORY]
    assert (page.kind, page.url, page.refused, page.warnings) == ("html", URL, None, ())


def test_it_may_come_as_text_and_an_address_that_is_given_counts() -> None:
    page = read(
        saved(how="quoted-printable").split(b"----x--\r\nContent-Type: image")[0].decode() + "----x----",
        url="https://other.example/",
    )
    assert (page.blocks[-1].text, page.url) == (STORY, "https://other.example/")


def test_a_saved_page_that_is_cut_off_is_read_with_a_warning() -> None:
    whole = saved(f"<html><body><h1>River</h1><p>{STORY}</p>" + f"<p>{STORY}</p>" * 20)
    page = read(whole[: whole.index(b"image/png") - 600])
    assert page.blocks[1].text == STORY
    assert page.warnings[0] == "the saved page (MHTML) is cut off; what there is of it was read"


@pytest.mark.parametrize(
    "source",
    [
        saved()[:200].replace(b"Subject", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=y\r\n\r\n"),
        saved().replace(b"text/html", b"text/plain"),
        saved().replace(base64.encodebytes(b"<html>")[:6], b"!?*"),
    ],
)
def test_a_damaged_one_is_refused(source: bytes) -> None:
    result = clean(source)
    assert (result.text, result.status) == ("", "refused")
    assert result.warnings[-1].startswith("this is a saved page (MHTML) without HTML that can be read; it is damaged.")


@pytest.mark.parametrize(
    "source",
    [
        "MIME-Version: 1.0 is what a mail says of itself.\n\nContent-Type: multipart/related comes next, he said.",
        "From: Ann\nSubject: River\n\nThe river rose two metres overnight.",
    ],
)
def test_a_text_with_words_of_mails_is_read_as_it_is(source: str) -> None:
    assert read(source).refused is None
    assert read(source).blocks[0].text == source.split("\n", maxsplit=1)[0]


@given(st.integers(0, 400), st.binary(max_size=6), st.integers(0, 900))
def test_opening_never_raises(at: int, put: bytes, end: int) -> None:
    whole = saved(how="quoted-printable")
    read((whole[:at] + put + whole[at:])[: len(whole) - end])


CSS = "/* Screens. */\n@charset 'utf-8';\nhtml, body,\nh1, h2 { margin: 0; padding: 0 }\n@media print { a[href^='http']::after { content: ' (' attr(href) ')'; color: #333 } }\n"
JS = "// Shows the menu.\n(function () {\n  'use strict';\n  var menu = document.querySelector('.menu');\n  menu.onclick = () => menu.classList.toggle('open');\n})();\n"
RECORDS = "".join(
    json.dumps({"url": f"https://valley.example/{n}", "html": f"<p>{STORY}</p>"}) + "\n" for n in range(3)
)
SITEMAP = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made daily --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://valley.example/1</loc></url></urlset>'
REFUSED = [
    (CSS, "this is a style sheet (CSS), not a page."),
    (CSS * 3000, "this is a style sheet (CSS), not a page."),
    (".a{color:red;top:0}.b{left:0}", "this is a style sheet (CSS), not a page."),
    (JS, "this is a script (JavaScript), not a page."),
    ("!function(a,b){a.x=b[0]||{};return a}(window,[1]);", "this is a script (JavaScript), not a page."),
    (RECORDS, "this is a file of records (JSON, one a line), not a page."),
    (RECORDS[:-40], "this is a file of records (JSON, one a line), not a page."),
    (RECORDS * 40, "this is a file of records (JSON, one a line), not a page."),
    (json.dumps({"title": "River", "body": f"<p>{STORY}</p>"}, indent=1), "this is data (JSON), not a page."),
    (json.dumps([{"title": "River"}]), "this is data (JSON), not a page."),
    (SITEMAP, "this is a sitemap (XML), a list of addresses."),
    (
        "<sitemapindex><sitemap><loc>https://valley.example/s.xml</loc></sitemap></sitemapindex>",
        "this is a sitemap (XML)",
    ),
]


@pytest.mark.parametrize(("source", "said"), REFUSED)
@pytest.mark.parametrize("kind", ["auto", "html"])
def test_what_is_unmistakably_no_page_is_refused(source: str, said: str, kind: str) -> None:
    for given_as in (source, source.encode()):
        result = clean(given_as, kind=kind)  # type: ignore[arg-type]
        assert (result.text, result.status) == ("", "refused")
        assert result.warnings[-1].startswith(said)


def test_the_word_of_a_caller_who_says_text_is_believed() -> None:
    assert clean(CSS, kind="text").status != "refused"


ON_STYLE = "A rule of a style sheet says how a part of a page looks."
ON_SCRIPT = "A script changes the page after it has been read, and this is how."


@pytest.mark.parametrize(
    "source",
    [
        f"{CSS}\n{ON_STYLE}\n",
        f"{ON_STYLE}\n\n{CSS}",
        f"{JS}\n{ON_SCRIPT}\n",
        f"{JS}\n\n{ON_SCRIPT}\n\n{JS}",
        f"<h1>Styles</h1><p>{ON_STYLE}</p><pre>{CSS}</pre>",
        f"<style>{CSS}</style><p>{STORY}</p>",
        f"<script>{JS}</script><p>{STORY}</p>",
        f'{{"a": 1}}\n{{"b": 2}}\n\n{STORY}',
        f"{STORY}\n" + RECORDS,
        f"[1]\n\n{STORY}",
        f"{{River}} {STORY}",
        f"var (Finnish) means care.\n\n{STORY}",
        f"function: {STORY}",
        "a { color: red } is what a rule looks like, and it is not hard; try it: b { top: 0 }",
        f"<rss><channel><item><title>River</title><description>{STORY}</description></item></channel></rss>",
        f"<p>A sitemap begins with &lt;urlset&gt;.</p><p>{STORY}</p>",
        "<html><body><p>" + STORY + "</p><pre>" + SITEMAP + "</pre></body></html>",
    ],
)
def test_an_article_with_code_in_it_is_read(source: str) -> None:
    assert read(source).refused is None
    assert clean(source).status == "ok"


def test_a_run_lists_what_it_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "docs.json").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "in" / "page.mhtml").write_bytes(saved())
    report = clean_folder(tmp_path / "in", tmp_path / "out.jsonl", workers=0)
    assert (report.counts["ok"], report.counts["refused"], report.exit_code) == (1, 1, 0)
    assert report.problems[0].reason.startswith("this is a file of records")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["url"] for one in records if one["status"] == "ok"] == [URL]
