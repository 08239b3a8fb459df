"""Markdown of HTML pages: lists with their numbers, quotations, tables, code, and links where they are wanted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from cleaner import Cleaned, clean
from cleaner.writing import body, markdown


def whole(html: str, url: str | None = None) -> Cleaned:
    """The page with every block kept."""
    result = clean(f"<html><body>{html}</body></html>", url=url, kind="html")
    return replace(result, kept=list(enumerate(result.page.blocks)))


def test_items_have_the_numbers_that_the_page_shows_and_lists_within_are_indented() -> None:
    page = whole(
        "<ol start=3><li>Water<ul><li>in a bottle</li><li>in a bag</li></ul></li><li>A map</li></ol><ul><li>Bread</li></ul>"
    )
    assert markdown(page) == "3. Water\n    - in a bottle\n    - in a bag\n4. A map\n- Bread\n"
    assert markdown(replace(page, kept=page.kept[3:4])) == "4. A map\n"


def test_a_further_paragraph_of_an_item_belongs_to_it() -> None:
    page = whole("<ol><li><p>A map.</p><p>The one by the county.</p></li><li><p>Coins.</p></li></ol>")
    assert markdown(page) == "1. A map.\n\n    The one by the county.\n\n2. Coins.\n"


def test_a_quotation_of_several_paragraphs_is_one() -> None:
    assert (
        markdown(whole("<blockquote><p>One.</p><p>Two.</p></blockquote><p>She said.</p>"))
        == "> One.\n>\n> Two.\n\nShe said.\n"
    )


def test_two_tables_are_two_and_short_rows_are_filled() -> None:
    page = whole(
        "<table><tr><th>Day</th><th>First</th></tr><tr><td>Monday</td></tr></table>"
        "<table><tr><td>a|b</td><td>c</td></tr></table>"
    )
    assert markdown(page) == (
        "| Day | First |\n| --- | --- |\n| Monday |  |\n\n| a\\|b | c |\n| --- | --- |\n"
    )  # fmt: skip


def test_code_keeps_its_lines_in_one_fence() -> None:
    page = whole("<pre>def walk():\n    return 4\n\nwalk()</pre><p>And then:</p><pre>```</pre>")
    assert markdown(page) == "```\ndef walk():\n    return 4\n\nwalk()\n```\n\nAnd then:\n\n````\n```\n````\n"


def test_links_have_their_targets_only_where_they_are_wanted() -> None:
    page = whole(
        '<p>See the <a href="/map (new)">map [new]</a>, the <a href="#top">top</a> and <a href="javascript:x()">this</a>.</p>'
        '<ul><li>A <a href="https://b.example.com/">shop</a></li></ul>'
        '<table><tr><td><a href="/8">8:00</a></td><td>17:00</td></tr></table>',
        url="https://example.org/a/b",
    )
    assert markdown(page) == "See the map \\[new\\], the top and this.\n\n- A shop\n\n| 8:00 | 17:00 |\n| --- | --- |\n"
    assert body(page, form="markdown", links=True) == (
        "See the [map \\[new\\]](https://example.org/map%20%28new%29), the top and this.\n\n"
        "- A [shop](https://b.example.com/)\n\n| [8:00](https://example.org/8) | 17:00 |\n| --- | --- |\n"
    )


def test_a_link_of_another_paragraph_is_not_taken() -> None:
    page = whole('<div>The map is old.<p>A new <a href="/m">map</a> is here.</p></div>', url="https://example.org/")
    assert markdown(page, links=True) == "The map is old.\n\nA new [map](https://example.org/m) is here.\n"


def test_nothing_is_markup_by_accident() -> None:
    page = whole("<h2># 1</h2><p>1. of *all*, snake_case and _this_</p><p>~~~ no code</p>")
    assert markdown(page) == "## \\# 1\n\n1\\. of \\*all\\*, snake_case and \\_this\\_\n\n\\~~~ no code\n"


def test_plain_text_passes_as_it_is() -> None:
    text = "# A heading\n\nThe river *fell* again on Friday, the council said."
    assert markdown(clean(text, kind="text")) == text + "\n"


HARMLESS = ["https://example.org/a", "http://example.org/?a=1&b=2", "mailto:ada@example.org", "/relative?q=1", "//example.org/b", "page.html"]  # fmt: skip
HARMFUL = [
    "javascript:alert(1)", "java&#8203;script:alert(1)", "java&#1;script:alert(1)", "java&#173;script:alert(1)",
    "&#160;javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "vb&#8203;script:x", "data:text/html,x",
    "javascript&amp;colon;alert(1)", "javascript&amp;#58;alert(1)", "java\tscript:alert(1)", "java&amp;Tab;script:alert(1)",
    "file:///etc/passwd", "blob:x", "\x01javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("target", HARMFUL)
@pytest.mark.parametrize("url", [None, "https://example.org/page"])
def test_no_link_runs_anything(target: str, url: str | None) -> None:
    written = markdown(whole(f'<p>Please <a href="{target}">read</a> it.</p>', url), links=True)
    links = re.findall(r'href="([^"]*)"', MarkdownIt(options_update={"linkify": False}).render(written))
    assert written == "Please read it.\n" or all(link.startswith("https://example.org/") for link in links)
    assert "](javascript" not in written


@pytest.mark.parametrize("target", HARMLESS)
def test_links_of_the_web_are_written(target: str) -> None:
    assert f"[read]({target})" in markdown(whole(f'<p>Please <a href="{target}">read</a> it.</p>'), links=True)


@pytest.mark.parametrize("sign", ["!", "! ", "&#33;", "\\!"])
def test_a_link_behind_an_exclamation_mark_is_no_picture(sign: str) -> None:
    written = markdown(whole(f'<p>Look{sign}<a href="https://example.org/p.png">here</a>.</p>'), links=True)
    html = MarkdownIt().render(written)
    assert "<img" not in html
    assert '<a href="https://example.org/p.png">here</a>' in html


def test_tags_in_a_text_are_no_tags_for_any_reader_of_markdown() -> None:
    written = markdown(whole("<p>Write &lt;img src=x onerror=alert(1)&gt; or &amp;lt;b&gt; or [a](b).</p>"))
    assert "<" not in written
    assert "&lt;img src=x onerror=alert(1)&gt; or &amp;lt;b&gt;" in MarkdownIt("commonmark", {"html": True}).render(
        written
    )
