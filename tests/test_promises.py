"""The laws: nothing lost without a word, order stays, no new words, twice is once, never raises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaner import Cleaned, Cleaner

ROOT = Path(__file__).parent.parent
INPUTS = [*sorted((ROOT / "fixtures").glob("*/*/input.*")), *sorted((ROOT / "seeds").glob("*.txt"))]
TEXTS = [path for path in INPUTS if path.suffix != ".html"]
PAGES = [path for path in INPUTS if path.suffix == ".html"]
CLEANER = Cleaner()
# Elements without text of the page's own, or with what is chosen or typed.
NO_TEXT = "head, script, style, noscript, template, iframe, option, textarea, svg"
WORD = regex.compile(r"\w+")

LINES = st.sampled_from(
    """Share this story on Facebook|Advertisement|Related Stories|2 hours ago|By Ada Okafor|Home|News|Contact us
The council met on Monday and adopted the budget for the coming year.|Read more: Trains stand still|Facebook
“The front is moving from east to west,” the general said on Tuesday.|Leave a Reply|12 Comments|Tags: water, roads
BRUSSELS, Dec 03 (AFP): NATO foreign ministers looked set to rebuff a push on Tuesday.|Yes.|No.|- first item|# Heading
Published: December 04, 2024 00:36:34|© 2024 Example Media. All rights reserved.|Photo: Meg Kinnard, AP|...|>|<b>bold</b>
She spoke for an hour about water, roads and the new hospital, and took questions.||| |	|記者会見で大臣が説明した。|قال الوزير يوم الاثنين إن الخطة ستبدأ قريبا.""".replace("\n", "|").split("|")
)  # fmt: skip


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def by_id(path: Path) -> str:
    return path.parent.name + "/" + path.name


def check(source: str, result: Cleaned) -> None:
    """Each word of the source is in the body or in what was removed, in order, and no other word is."""
    before, body = words(source), words(result.text)
    removed = words(" ".join(r.text for r in result.removed))
    assert not body - before, "the body has a word that the source lacks"
    assert not before - (body + removed), "a word of the source is neither in the body nor in the removed lines"
    places = iter(range(len(result.page.blocks)))
    for paragraph in filter(None, result.text.split("\n")):
        blocks = result.page.blocks
        assert any(words(paragraph) <= words(blocks[place].text) for place in places), f"out of order: {paragraph!r}"


@pytest.mark.parametrize("path", TEXTS, ids=by_id)
def test_every_line_is_in_the_body_or_in_removed(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    check(source, CLEANER.clean(source))


@pytest.mark.parametrize("path", PAGES, ids=by_id)
def test_every_word_of_a_page_is_in_the_body_or_in_removed(path: Path) -> None:
    result = CLEANER.clean(path.read_bytes(), name=path.name)
    if result.status == "refused":
        return
    tree = LexborHTMLParser(path.read_text(encoding="utf-8", errors="replace"))
    for node in tree.css(NO_TEXT):
        node.decompose()
    assert tree.body is not None
    source = words(tree.body.text(separator=" "))
    # Inline elements touch: words that no space parts in the page are one word there.
    accounted = "\n".join([result.text, *(one.text for one in result.removed)]).lower()
    assert [word for word in source if word not in accounted] == []
    unspaced = "".join(tree.body.text().lower().split())
    assert [word for word in words(result.text) if word not in unspaced] == []


@pytest.mark.parametrize("path", TEXTS, ids=by_id)
def test_cleaning_twice_is_cleaning_once(path: Path) -> None:
    once = CLEANER.clean(path.read_text(encoding="utf-8"), kind="text").text
    assert CLEANER.clean(once, kind="text").text == once


@pytest.mark.parametrize("path", INPUTS, ids=by_id)
def test_no_state_between_documents(path: Path) -> None:
    alone = Cleaner().clean(path.read_bytes(), name=path.name)
    after_others = CLEANER.clean(path.read_bytes(), name=path.name)
    assert alone.text == after_others.text
    assert alone.metadata == after_others.metadata


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=25))
def test_laws_hold_on_any_mixture_of_lines(lines: list[str]) -> None:
    source = "\n".join(lines)
    result = CLEANER.clean(source, kind="text")
    check(source, result)
    assert CLEANER.clean(result.text, kind="text").text == result.text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)), st.sampled_from(["auto", "html", "text"]))
def test_never_raises(source: bytes | str, kind: str) -> None:
    result = CLEANER.clean(source, kind=kind)  # type: ignore[arg-type]
    assert result.status in {"ok", "empty", "not_article", "refused"}
