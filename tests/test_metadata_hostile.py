"""Hostile pages: metadata never raises on them, and the time they take stays in proportion to their size."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import cost_in_units
from test_metadata import StandInWords

from cleaner.lines import Lines
from cleaner.metadata import findings
from cleaner.metadata.names import names_in
from cleaner.metadata.titles import without_site
from cleaner.page import Fact, Page
from cleaner.reading.json_ld import parse
from cleaner.reading.markup import read_html
from cleaner.text.printed_dates import dates_in, iso

MOST_UNITS = 1000
"""Of `pace`: far above what any of these needs; a quadratic one needs minutes."""


def facts(html: str) -> list[Fact]:
    page = Page((), kind="html", url="https://example.org/a", source=html, markup=read_html(html))
    return list(findings(Lines(page, StandInWords())))


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


HOSTILE = {
    "deep JSON": script("[" * 100_000 + "]" * 100_000),
    "deep objects": script('{"a":' * 50_000 + "1" + "}" * 50_000),
    "huge JSON": script(json.dumps([{"@type": "Article", "author": "Ada Okafor"}] * 40_000)),
    "broken huge JSON": script('{"a": "' + 'x" , // ' * 200_000),
    "open comments": script("/*" * 200_000),
    "many scripts": script('{"@type": "Article"}') * 20_000,
    "many metas": "<meta name='author' content='Ada Okafor'>" * 200_000,
    "huge meta": f"<meta property='og:title' content='{'a - ' * 500_000}'>",
    "many headings": "<h1>Rain</h1>" * 20_000,
    "deep page": "<div class='author'>" * 20_000 + "By Ada Okafor",
    "many bylines": "<h1>Rain in Leeds today</h1>" + "<span class='author'>By </span>" * 50_000,
    "long names": f"<meta name='author' content='{'and ' * 100_000}'>",
    "many bars": f"<title>{' | '.join('abcdefgh'[i % 8] * 12 for i in range(5_000))}</title>",
    "digits": f"<h1>Rain in Leeds today</h1><p>{'1/' * 80}</p><p>{'2024 ' * 30}</p>",
    "odd types": script(
        '{"@type": [3, null, {"a": 1}, "Article"], "author": [[[["x"]]], 4, null, {"name": {"@value": 3}}], "headline": {},'
        ' "datePublished": [], "keywords": {"a": []}, "url": 5, "mainEntityOfPage": [1], "inLanguage": {}, "@id": [],'
        ' "isAccessibleForFree": [1]}'
    ),
    "a circle of references": script('{"@type": "Article", "@id": "#a", "author": {"@id": "#b"}}')
    + script('[{"@id": "#b", "author": {"@id": "#a"}, "x": 1, "y": [{"@id": "#b"}]}]'),
    "a processing instruction": "<?php a ?><h1>Rain in Leeds today</h1><?php echo $tags; ?><p>By Ada Okafor</p>",
    "empty": "",
    "null bytes": "<title>\x00</title><h1>\ud83d</h1>".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_never_raises_and_ends(name: str) -> None:
    page = Page((), kind="html", source="", markup=read_html(HOSTILE[name]))
    start = time.process_time()
    list(findings(Lines(page, StandInWords())))
    assert cost_in_units(time.process_time() - start) < MOST_UNITS


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_in_any_field(text: str) -> None:
    quoted = text.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")
    facts(
        f"<html lang='{quoted}'><title>{quoted}</title><link rel=canonical href='{quoted}'>"
        f"<meta name=author content='{quoted}'><meta property='article:published_time' content='{quoted}'>"
        f"<h1>{quoted}</h1><p class='byline'>{quoted}</p><time datetime='{quoted}'>x</time>" + script(text)
    )


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789-/.: TZ+年月日,MarchDec", max_size=60))
def test_dates_are_iso_or_nothing(text: str) -> None:
    from datetime import datetime

    for value in [iso(text, "en"), *(found for found, _ in dates_in(text, "de"))]:
        if value is not None:
            datetime.fromisoformat(value)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=30))
def test_a_title_is_cut_never_changed(title: str, site: str) -> None:
    assert without_site(title, [site]) in title


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_names_and_json_never_raise(text: str) -> None:
    names_in(text, StandInWords(), ["Example"])
    parse(text)
