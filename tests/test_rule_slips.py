"""The slips of people who write rules for the first time: each is named at its place, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.workshop import check, collect, run_tests

HEAD = "site: A\nmatch:\n  files: ['*a*/*.txt']\n"
TESTS = "tests:\n  - name: prose stays\n    input: Some words stay here for good.\n    unchanged: yes\n"
SLIPS = {
    "an id in a list in brackets": ("html:\n  drop: [#promo, .nudge]\nguard:\n  max_removed: 40%\n", (5, 10), "'#promo'"),
    "an id in a list in brackets at the end": ("html:\n  drop: [#promo, .nudge]\n", (5, 10), "begins a comment"),
    "an item that begins with a star": ("text:\n  drop_lines: [*bugle*, Share]\n", (5, 16), "each item"),
    "a selector with brackets in a list in brackets": ("html:\n  title: [meta[property=x] @content]\n", (5, 15), "each item"),
    "lines under html": ("html:\n  drop_lines: Share\n", (5, 3), "`text`"),
    "take too far left": ("text:\ntake:\n    - id: x\n      line: '{author} ~ A'\n  drop_lines: Share\n", (5, 1), "`take:` belongs below it"),
    "take too far left, all of it": ("text:\ntake:\n  - line: '{author} ~ A'\n", (5, 1), "line 4 is empty"),
    "a dash is missing": ("text:\n  take:\n    - id: x\n      line: '{author} ~ A'\n    id: y\n      line: By {author}\n", (8, 5), "- id"),
    "a dash is missing, at one level": ("text:\n  take:\n    - id: x\n      line: '{author} ~ A'\n      id: y\n", (8, 7), "begins with -"),
    "to deeper than from": ("text:\n  drop_between:\n    - from: Weather box\n        to: End of box\n", (7, 9), "deeper than `from`"),
    "two dots": ("html:\n  drop: [div..column]\n", (5, 14), "two dots"),
    "a value without quotes": ("html:\n  title:\n    - meta[property=og:title] @content\n", (6, 21), '"og:title"'),
    "a bracket is missing": ("html:\n  drop:\n    - '//div[@class=\"column\"'\n", (6, 8), "a ] is missing"),
    "a brace is not closed": ("text:\n  drop_lines: |\n    Words: {author // Photos: {x.photo}\n", (6, 12), "not closed"),
    "a regex as a pattern": ("text:\n  drop_lines: |\n    High water .* today\n", (6, 5), "`.*` is plain text"),
    "a set as a pattern": ("text:\n  take:\n    - line: 'Tide [0-9:]+ for {author}'\n", (6, 14), "`[0-9:]+` is plain text"),
    "a number in words": ("text:\n  drop_between:\n    - from: Box\n      to: three lines\n", (7, 11), "3 lines"),
    "a class without its dot": ("html:\n  drop: [mm-nudge]\n", (5, 10), ".mm-nudge"),
}  # fmt: skip
RIGHT = {
    "an id in quotes": "html:\n  drop: ['#promo', .nudge]  # the box\n",
    "stars in quotes": "text:\n  drop_lines: ['*bugle*', 'Share [now]']\n",
    "a comment after a list": "html:\n  drop: [.nudge] # the box, and more\n",
    "from and to": "text:\n  drop_between:\n    - from: Weather box\n      to: 3 lines\n    - from: Other box\n      to: End\n",
    "full stops": "text:\n  drop_lines: |\n    Mr. {author} writes... and more.\n    Prices [in pounds]\n",
    "two entries": "text:\n  take:\n    - id: x\n      line: '{author} ~ A'\n    - id: y\n      line: By {author}\n  drop_lines: Share\n",
    "an element": "html:\n  drop: [aside, 'div > p.x']\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_at_its_place(name: str, tmp_path: Path) -> None:
    text, place, words = SLIPS[name]
    (tmp_path / "a.yml").write_text(HEAD + text + ("" if "at the end" in name else TESTS))
    said = check(collect([tmp_path])).complaints
    found = [
        one
        for one in said
        if (one.line, one.col) == place or (one.line == place[0] and words in f"{one.sentence} {one.help}")
    ]
    assert any(words in f"{one.sentence} {one.help}" for one in found), "\n".join(map(str, said))


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_complained_of(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(HEAD + RIGHT[name] + TESTS)
    assert not check(collect([tmp_path])).complaints


def test_a_test_says_how_a_list_and_a_date_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        HEAD
        + "text:\n  take:\n    - line: 'By {author} on {date:%d.%m.%Y}'\n    - line: 'Tags: {tags}'\ntests:\n  - name: a\n    input: |\n"
        "      By Ada Okafor on 14.03.2025\n      Some words stay here for good.\n      Tags: eels, weir\n"
        "    date: 14.03.2025\n    tags: eels, weir\n"
    )
    (failed,) = run_tests(collect([tmp_path])).of("failed")
    said = " ".join(miss.sentence for miss in failed.misses)
    assert "write it 2025-03-14" in said
    assert "write a list: [eels, weir]" in said


def test_a_body_that_finds_nothing_is_said_in_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("site: A\nmatch: {domains: [a.example]}\nhtml:\n  body: [div.colum]\n")
    page = f"<html><body><div class='column'>{'<p>The river rose two metres overnight, and the town was cut off.</p>' * 3}</div></body></html>"
    result = Cleaner(rules=[tmp_path]).clean(page, url="https://a.example/1")
    assert any("`html: body` of a.yml found no text on this page" in said for said in result.warnings)


def test_the_name_of_a_folder_without_stars_is_a_slip_and_the_name_of_a_file_is_none(tmp_path: Path) -> None:
    lines = "text:\n  drop_lines: Share\n" + TESTS
    (tmp_path / "a.yml").write_text(
        "site: A\nmatch:\n  files: ['bugle', 'news/bugle', 'bugle/1.txt', '*bugle*']\n" + lines
    )
    said = [one for one in check(collect([tmp_path])).complaints if one.code == "whole-path"]
    assert [(one.line, one.col) for one in said] == [(3, 12), (3, 21)]
    assert "write '*bugle*'" in said[0].help
