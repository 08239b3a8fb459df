"""The body finder for plain text: what it takes away, what it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.lines import Lines
from cleaner.main_content import findings
from cleaner.page import Block, Evidence, Mark, Page

SEEDS = Path(__file__).parent.parent / "seeds"
GOLD = Path(__file__).parent / "gold"

STORY = [
    "The river rose two metres overnight, and by dawn the lower streets of the town stood under water.",
    "Firemen took forty people off the roofs of their houses in the first hours of the day, officials said.",
    "The mayor, who had warned of such a flood for years, said the dam upstream had held, but only just.",
    "Schools stay closed until Monday, and the railway between the two valleys will not run before spring.",
]
PHRASES = {
    "share this": "share_prompt",
    "2 hours ago": "age",
    "recent stories": "related_heading",
    "advertisement": "ad",
    "home": "menu",
    "contact us": "menu",
    "sign in": "menu",
}


class FewWords:
    """Words with seven phrases."""

    languages = ("en",)

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        label = PHRASES.get(text.strip().lower())
        return (Evidence(label, "test"),) if label else ()

    def ask(self, texts: Sequence[str]) -> None:
        pass

    def matches(self, label: str, text: str) -> Evidence | None:
        return next((found for found in self.evidence(text) if found.label == label), None)

    def list(self, name: str) -> frozenset[str]:
        return frozenset({"the", "of", "and", "to", "in", "a"}) if name == "stop_words" else frozenset()


def page_of(lines: list[str]) -> Page:
    return Page(tuple(Block(line, first_line=at, last_line=at) for at, line in enumerate(lines, 1)))


def kept(lines: list[str], favour: str = "balanced") -> list[str]:
    page = page_of(lines)
    gone = {mark.block for mark in findings(Lines(page, FewWords()), favour=favour) if isinstance(mark, Mark)}
    return [line for index, line in enumerate(lines) if index not in gone]


@pytest.mark.parametrize("favour", ["precision", "balanced", "recall"])
def test_a_clean_story_comes_back_whole(favour: str) -> None:
    assert kept(STORY, favour) == STORY


def test_a_tail_of_teasers_and_ages_goes() -> None:
    teasers = ["Two killed in ferry fire", "2 hours ago", "Minister opens the new bridge", "2 hours ago"]
    assert kept([*STORY, "Recent Stories", *teasers]) == STORY


def test_a_menu_at_the_head_goes() -> None:
    assert kept(["Home", "Contact us", "Sign in", *STORY]) == STORY


@pytest.mark.parametrize("lines", [[], [""], ["..."], ["Advertisement"], ["\u200b", "☃" * 20]])
def test_odd_pages_do_no_harm(lines: list[str]) -> None:
    assert set(kept(lines)) <= set(lines)


def test_every_mark_says_why() -> None:
    page = page_of(["Home", "Contact us", *STORY, "Recent Stories", "2 hours ago"])
    marks = [mark for mark in findings(Lines(page, FewWords())) if isinstance(mark, Mark)]
    assert marks
    assert all(mark.why and mark.by == "text_body" and 0 < mark.confidence <= 1 for mark in marks)


@pytest.mark.parametrize("seed", sorted(path.name for path in GOLD.glob("*.txt") if ".site" not in path.name))
def test_no_body_line_of_a_seed_is_lost(seed: str) -> None:
    lines = [line.strip() for line in (SEEDS / seed).read_text(encoding="utf-8").splitlines() if line.strip()]
    gold = {line.strip() for line in (GOLD / seed).read_text(encoding="utf-8").splitlines() if line.strip()}
    left = set(kept(lines))
    assert [line for line in lines if line in gold and line not in left] == []


def test_many_documents_in_one_text_are_said() -> None:
    """Where most of much running text goes, a warning says so; where it stays, there is none."""
    from cleaner import clean

    other = ["Related Stories", *(f"{line[:-1]}, {number} people said." for number in range(3) for line in STORY)]
    dump = "\n".join(["Home", "Sign in", "Recent Stories", *STORY, *(other * 60)])
    said = [one for one in clean(dump, kind="text").warnings if "running text" in one]
    assert len(said) == 1
    assert "several documents" in said[0]
    assert not any("running text" in one for one in clean("\n".join(STORY), kind="text").warnings)


SEED = "002_a78f33cf15b82588.txt"


@pytest.mark.parametrize("form", ["* {}", "- {}", "**{}**", "* [{}](/news/a-1)"], ids=["star", "dash", "bold", "links"])
def test_marks_that_a_converter_sets_change_no_verdict(form: str) -> None:
    source = (SEEDS / SEED).read_text(encoding="utf-8")
    plain = clean(source, kind="text")
    furniture = {entry.text for entry in plain.removed if entry.span is None and len(entry.text) < 60}
    marked = "\n".join(form.format(line) if line.strip() in furniture else line for line in source.split("\n"))
    assert marked.count(form.partition("{")[0]) > len(furniture) / 2
    assert clean(marked, kind="text").text == plain.text
