"""Pages that nobody would write: choosing rules and asking them never raises, and takes time in proportion."""

from __future__ import annotations

import gc
import time
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pace import cost_in_units

from cleaner.page import Block, Page
from cleaner.reading import read
from cleaner.rules import Rules

# Signs that dates, folding and patterns have to do with, beside any other.
SIGNS = "0123456789٣۳年月日:./-,|@ABaiıİßéم\u200c\u200f\u0301\u0130\ufdfa\u1e9e\U0001f600{}*\\'\"“”\t\u2028"
LINES = st.one_of(st.text(max_size=60), st.text(alphabet=SIGNS, max_size=60))
LANGUAGES = ["en", "de", "fr", "tr", "ar", "fa", "hi", "vi", "ja", "zh", "ko", "el"]
# Twice the lines take at most so many times as long; linear would be 2, the rest is the noise of a busy machine.
MOST_TIMES = 5
# For one page of a megabyte, in units of `pace`; regexes alone may take one second for a document.
MOST_UNITS = 750


@cache
def rules() -> Rules:
    return Rules.load()


def ask(page: Page, language: str = "") -> list[object]:
    chosen = rules().select(page, languages=[language] if language else [])
    page = chosen.repair(page)
    said = [chosen.words.evidence(block.text) for block in page.blocks[:200]]
    return [*chosen.findings(page), chosen.body(page), chosen.warnings, said]


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=12), st.sampled_from(LANGUAGES), st.one_of(st.none(), st.text(max_size=40)))
@example([], "en", None)
@example(["a"], "en", "")
@example([""], "de", "http://[")
@example(["By İ 12.13.2024 25:61", "29 Şubat 2023", "٣١/٣١/٣١"], "tr", "http://a.b:x")
def test_any_lines(lines: list[str], language: str, url: str | None) -> None:
    page = Page(tuple(Block(line, first_line=n, last_line=n) for n, line in enumerate(lines, 1)), url=url, name=url)
    ask(page, language)
    ask(read("\n".join(lines), url=url, kind="text"))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.one_of(LINES, st.sampled_from(["<p>", "</div>", "<div class='ad share'>", "<h1>", "<time datetime='x'>"]))
    )
)
def test_any_markup(pieces: list[str]) -> None:
    ask(read(" ".join(pieces), kind="html", url="https://www.urdupoint.com/en/a.html"))


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(st.text(alphabet=SIGNS + " decmarmayth", max_size=64), st.text(max_size=64)), st.sampled_from(LANGUAGES)
)
def test_any_date(text: str, language: str) -> None:
    read_as = rules().select(Page(()), languages=[language]).context.calendar.read(text)
    assert read_as is None or read_as[:2] in ("19", "20", "21")


def seconds(lines: list[str]) -> float:
    page = Page(tuple(Block(line) for line in lines))
    gc.collect()
    gc.disable()  # what earlier tests left behind is not this page's cost
    try:
        start = time.process_time()
        ask(page, "en")
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("line", ["By Ada Okafor {}", "{} comments", "Read more: {}", "“ open {}"])
def test_many_short_lines_take_linear_time(line: str) -> None:
    few, many = ([line.format(n) for n in range(count)] for count in (10_000, 40_000))
    seconds(few[:100])
    base = max(seconds(few), seconds(few), 0.05)
    assert min(seconds(many) for _ in range(2)) < 2 * MOST_TIMES * base


@pytest.mark.parametrize(
    "text", ["a " * 500_000, "By Ada " * 140_000, "1" * 1_000_000, "2024-12-04 " * 90_000, "(" * 1_000_000]
)
def test_one_line_of_a_megabyte(text: str) -> None:
    assert cost_in_units(seconds([text, text[:49_000], text[:3_999]])) < MOST_UNITS
