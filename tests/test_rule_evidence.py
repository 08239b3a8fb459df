"""The index of a pack finds exactly what trying every pattern on the line would find."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from cleaner.page import Page
from cleaner.rules import Rules
from cleaner.rules.applying.packs import PackWords
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import Anything, Choice, Literal
from cleaner.text.words import Folded, Folds, key

ROOT = Path(__file__).parent.parent
LANGUAGES = sorted(path.stem.partition("-")[0] for path in (ROOT / "rules" / "packs").glob("*-news.yml"))
VALUES = {
    "author": "Ada Okafor", "authors": "Ada Okafor", "date": "2024-12-04", "updated": "2024-12-04", "time": "10:30",
    "dateline_date": "2024-12-04", "number": "12", "agency": "Reuters", "place": "Paris", "email": "a@b.co",
    "url": "www.a.co", "handle": "@ada", "title": "A title", "subtitle": "A line below", "tags": "NATO, EU",
    "section": "World",
}  # fmt: skip
# Lines of fixtures that each pack is tried on.
SAMPLE = 60


@cache
def words(language: str) -> PackWords:
    return Rules.load(site_files=False).select(Page(()), languages=[language]).words


@cache
def fixture_lines() -> list[str]:
    files = sorted((ROOT / "fixtures").rglob("input.txt"))
    lines = {line.strip() for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines()}
    return sorted(line for line in lines if 0 < len(line) <= 400)


def written(pattern: Pattern, chance: random.Random) -> str:
    """A line that the pattern is equal to, or nearly."""
    line = ""
    for part in pattern.parts:
        if isinstance(part, Literal):
            line += part.text
        elif isinstance(part, Choice):
            line += chance.choice(part.texts)
        elif isinstance(part, Anything):
            line += chance.choice(["some more", "x", "4"] if part.some else ["", "y", " and more"])
        else:
            line += VALUES.get(part.name, "own")
    return chance.choice(
        [line, line, line.upper(), line.lower(), line.replace(" ", " \u00a0"), line.replace("'", "’"), line + " x"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_is_exact(language: str) -> None:
    chance = random.Random(language)
    of = words(language)
    lookup = of.vocabulary.lookup
    lines = [written(pattern, chance) for pattern, _ in lookup.items]
    texts = [*lines, *chance.sample(fixture_lines(), min(SAMPLE, len(fixture_lines())))]
    slow = {}
    for text in texts:
        line = Folded(text)
        hits = [(payload.by, match) for pattern, payload in lookup.items if (match := pattern.match(line, of.context))]
        slow |= {text: hits} if hits else {}
    quick = lookup.hits(texts, Folds(), of.context)
    assert {text: [(payload.by, match) for payload, _, match in hits] for text, hits in quick} == slow
    assert len(slow) > len(lines) / 4


SAME = [
    ("PAYLAŞMAK İÇİN TIKLAYIN", "paylaşmak için tıklayın"),
    ("سه‌شنبه", "سه شنبه"),
    ("ژوئيه ك", "ژوئیه ک"),
    ("٣ دقائق", "3 دقائق"),
    ("۳ دقیقه", "3 دقیقه"),
    ("\u200fمشاركة\u200f", "مشاركة"),
    ("a\tb  c", "a b c"),
    ("it`s — “so”", 'it\'s - "so"'),
]
OTHER = [("Maße", "Masche"), ("resume", "résumé"), ("3 دقائق", "4 دقائق"), ("سهشنبه", "سه شنبه")]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_folded_alike(one: str, two: str) -> None:
    assert key(one) == key(two) == Folded(one).key == Folded(two).key
    assert Folds().keys_of(["Wörter", one, "words", two]) == ["wörter", key(one), "words", key(one)]


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_folded_apart(one: str, two: str) -> None:
    assert Folded(one).key != Folded(two).key


def test_what_is_captured_stays_as_it_is_written() -> None:
    match = Pattern("نویسنده: {x.a}").match(Folded("نویسنده: علي‌اکبر ۳"), words("fa").context)
    assert match is not None
    assert match.fields == {"x.a": "علي‌اکبر ۳"}
