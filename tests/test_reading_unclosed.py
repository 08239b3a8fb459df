"""Elements that are never closed take no part of the page with them, or it is said."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.reading import read

names = str.split
HOLDING = names("select datalist video audio canvas map template progress meter rt rp applet annotation")
ENDED = names("style title textarea iframe noembed")


def paragraphs(name: str, count: int = 6) -> str:
    return "".join(
        f"<p>{name} paragraph {number} of what the council of Wexley said on Monday about the old sluice.</p>"
        for number in range(count)
    )


def page(between: str) -> str:
    return (
        f"<html><head><title>The sluice</title></head><body><article>{paragraphs('First')}{between}</article>"
        "<footer>Wexley Courier</footer></body></html>"
    )


def text_of(source: str) -> str:
    return " ".join(block.text for block in read(source, kind="html").blocks)


@pytest.mark.parametrize("tag", [*HOLDING, *ENDED])
def test_what_stands_behind_an_unclosed_element_is_read(tag: str) -> None:
    source = page(f"<{tag} id=q>{paragraphs('Second')}")
    found = read(source, kind="html")
    assert sum("Second" in block.text for block in found.blocks) == 6
    assert sum("Wexley Courier" in block.text for block in found.blocks) == 1
    assert found.warnings if tag != "map" else not found.warnings
    result = clean(source)
    assert result.status == "ok"
    assert all(f"{name} paragraph 5" in result.text for name in ("First", "Second"))


@pytest.mark.parametrize("tag", HOLDING[:5] + HOLDING[6:])
def test_a_closed_one_is_passed_over_as_before(tag: str) -> None:
    found = read(page(f"<{tag}><p>Your browser cannot play this.</p></{tag}>{paragraphs('Third')}"), kind="html")
    assert not found.warnings
    assert not any("cannot play" in block.text for block in found.blocks) or tag == "map"
    assert sum("Third" in block.text for block in found.blocks) == 6


@pytest.mark.parametrize(
    "between",
    [
        "<ruby>水<rp>(<rt>みず<rp>)</ruby>",
        "<script>document.write('<video>' + '<select>')</script><video><p>No player.</p></video>",
        "<select><option>One<option>Two</select>",
        "<!-- <video> --><audio src=x></audio>",
        "<textarea><div>embed</div></textarea>",
        "<style>a::before { content: '<' }</style>",
        "<svg><title>Arrow</title><style>a{}</style></svg>",
    ],
)
def test_what_is_closed_or_may_stay_open_is_left_alone(between: str) -> None:
    assert not read(page(between + paragraphs("Second")), kind="html").warnings
    assert "Second paragraph 5" in text_of(page(between + paragraphs("Second")))


@pytest.mark.parametrize(
    "script",
    [
        "<script>var a = 1;\n",
        "<script async src='https://example.org/a.js'>",
        "<script>f('<p>no text</p>' + '<div>'); g();",
        "<script>if (a < b) { document.write(\"<div class='x'>\" + c) }\n\n",
    ],
)
def test_what_stands_behind_an_unclosed_script_is_read(script: str) -> None:
    source = page(script + paragraphs("Second"))
    found = read(source, kind="html")
    assert sum("Second" in block.text for block in found.blocks) == 6
    assert not any("no text" in block.text or "document.write" in block.text for block in found.blocks)
    assert "a <script> in line" in found.warnings[0]
    assert "taken to end before the next paragraph" in found.warnings[0]


def test_strings_of_an_unclosed_script_are_no_page() -> None:
    script = "<script>var a = '<p>one</p>' +\n '<p>two</p>', b = \"<div>three</div>\", c = `<p>four</p>`;"
    found = read(f"<html><body>{paragraphs('First')}{script}" + "var d = 5;" * 40, kind="html")
    assert not any(word in block.text for block in found.blocks for word in ("one", "two", "three", "four"))
    assert "were not read as text" in found.warnings[0]


def test_a_broken_title_is_recovered() -> None:
    source = f"<html><head><title>The sluice is mended\n<meta name=author content='Ada Okafor'></head><body>{paragraphs('First')}"
    result = clean(source)
    assert result.metadata["title"] == "The sluice is mended"
    assert "First paragraph 5" in result.text


def test_a_style_that_only_a_later_one_closes_hides_no_paragraphs() -> None:
    source = page(f"<style>a {{}}{paragraphs('Second')}<style>b {{}}</style>{paragraphs('Third')}")
    assert "Second paragraph 5" in text_of(source)
    assert "style" in read(source, kind="html").warnings[0]


def test_a_comment_that_only_a_later_one_closes_is_told_with_its_line() -> None:
    found = read(page(f"\n<!-- advert {paragraphs('Second')}<!-- end -->{paragraphs('Third')}"), kind="html")
    assert "a comment in line 2 is closed only where a later one is" in found.warnings[0]


def test_a_comment_within_commented_out_code_is_no_fault() -> None:
    assert not read(page("<!-- <div> <!-- inner --> </div>" + paragraphs("Second")), kind="html").warnings


@pytest.mark.parametrize("end", ["", "</noframes>"])
def test_text_for_browsers_without_frames_is_no_markup(end: str) -> None:
    text = text_of(f"<html><frameset><frame src=a></frameset><noframes><body>{paragraphs('First')}{end}")
    assert "First paragraph 5" in text
    assert "<" not in text


def test_an_empty_title_of_a_feed_takes_nothing_with_it() -> None:
    feed = "<rss><channel><title/><item><title>A</title><description>&lt;p&gt;The sluice of Wexley.&lt;/p&gt;</description></item></channel></rss>"
    assert "The sluice of Wexley." in text_of(feed)
