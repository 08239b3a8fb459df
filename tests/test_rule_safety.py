"""Hostile regexes, long lines and many files: the work they may make, counted and never timed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import regex

from cleaner import Cleaner
from cleaner.page import Block, Mark, Page
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.rules.applying import library
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.pattern import Pattern, _compiled
from cleaner.rules.patterns.regexes import Clock, compiled, within
from cleaner.rules.patterns.template import PatternFault
from cleaner.text.words import Folded
from cleaner.workshop import check, collect
from cleaner.workshop.lint.backtracking import parsed, program_of, steps

SIZE = 1_000_000
SHAPES = ["({0}+)+$", "({0}|{0})+$", "({0}*)*{1}", "({0}|{0}{0})+{1}", "(.*{0}){{11}}{1}", "({0}?){{25}}{0}{{25}}{1}", "(?:{0}+{0}+)+{1}",
          "^(\\w+\\s?)*{1}$", "(.*)*{1}", "({0}+|{1})*{1}{1}$"]  # fmt: skip
LETTERS = [("a", "b"), ("x", "y"), ("\\w", "!"), ("[ab]", "c"), ("\\s", "z"), ("é", "ü")]
HOSTILE = [shape.format(one, two) for shape in SHAPES for one, two in LETTERS]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_regex_ends(number: int) -> None:
    """Without a limit each of them takes hours; how long the limit is, is no matter of the machine's."""
    clock = Clock(left=10.0)
    text = ("a" * (SIZE // 20) + " ") * 20
    assert clock.search(compiled(HOSTILE[number]), text, "r") is None or not clock.late
    assert clock.left < 10.0


def test_there_are_sixty_of_them() -> None:
    assert len(set(HOSTILE)) == 60


@pytest.mark.parametrize(
    "text", ["(a{200}){200}", "((a{30}){30}){30}", "(?:x{101}){100}", "(a{5,101}){3,100}", "a" * 2001]
)
def test_what_cannot_be_compiled_in_bounds_is_refused_before(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "compile", None)
    with pytest.raises(PatternFault) as caught:
        compiled(text)
    assert caught.value.code == "costly-regex"


def test_a_regex_that_runs_out_of_time_is_said_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.example.yml").write_text("site: A\ntext:\n  drop_lines:\n    - regex: '(a|a)+$'\n    - Share this\n")
    rules = Rules.load([tmp_path], packs=False)
    bomb = read("a" * 5000 + "!\nShare this", kind="text")
    for _ in range(5):
        chosen = rules.select(bomb, site="a.example")
        found = [mark.block for mark in chosen.findings(bomb) if isinstance(mark, Mark)]
        assert found == [1], "the other rules go on"
        assert "ran out of time" in chosen.warnings[0], "no document pays for those before it"


def test_a_document_has_a_budget() -> None:
    clock = Clock(left=0.0)
    assert clock.search(regex.compile("a"), "a", "r") is None
    assert clock.late == ["r"]


class Interrupted:
    """A regex whose time is up twice because other threads used it, or, `own`, because it did."""

    def __init__(self, *, own: bool) -> None:
        self.own, self.given = own, []

    def search(self, text: str, *, timeout: float) -> str:
        self.given.append(timeout)
        start = time.thread_time()
        while self.own and time.thread_time() - start < timeout:
            pass
        if self.own or len(self.given) < 3:
            raise TimeoutError
        return text


def test_the_time_that_other_threads_take_is_not_its_own() -> None:
    pattern = Interrupted(own=False)
    assert within(0.05, pattern, "water") == "water"  # type: ignore[arg-type, comparison-overlap]
    assert pattern.given == [0.05, 0.1, 0.2]


def test_its_own_time_is() -> None:
    pattern = Interrupted(own=True)
    with pytest.raises(TimeoutError):
        within(0.01, pattern, "water")  # type: ignore[arg-type]
    assert pattern.given == [0.01]


@pytest.mark.parametrize(
    "pattern",
    ["*a*a*a*a*a*b", "{_}, {_}, {_}, {_} !", "* {author} * {title} * x", "{title}, {subtitle}, {x.a}, {x.b} !", "*{date}*{date}*x", "{a|aa}{a|aa}{a|aa}*b"],
)  # fmt: skip
@pytest.mark.parametrize("line", ["a", "a, ", "Aa 4, "])
def test_steps_of_patterns_grow_with_the_line(pattern: str, line: str) -> None:
    made = Pattern(pattern)
    assert made.match(Folded(line * 70_000), Context()) is None
    program = program_of(*parsed(_compiled(made.parts, made.edge, made.exact).pattern))
    short, long = (steps(program, line * size, 10_000_000) for size in (200, 800))
    assert long <= 4.5 * short


def test_two_thousand_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = (Path(__file__).parent.parent / "rules/sites/urdupoint.com.yml").read_text(encoding="utf-8")
    folder = tmp_path / "sites"
    folder.mkdir()
    for number in range(2000):
        text = sample.replace("urdupoint", f"site{number}.example").replace("Point News", f"Paper {number} News")
        (folder / f"site{number}.example.com.yml").write_text(text, encoding="utf-8")
    page = read("The council met on Monday.", url="https://www.site77.example.com/en/a")

    looked: list[Path] = []
    real = library.read
    monkeypatch.setattr(library, "read", lambda path, name: (looked.append(path), real(path, name))[1])

    def load() -> Rules:
        looked.clear()
        rules = Rules.load([folder])
        assert rules.select(page).site == "site77.example.com"
        return rules

    rules = load()
    assert len(looked) >= 2000
    assert not rules.complaints or all(one.severity == "warning" or "packs/" in one.file for one in rules.complaints)
    assert len(rules.library.files) < 20, "only the files that can match are read whole"
    load()
    assert len(looked) < 20, "what has not changed is not read again"


LINES = ["The council met on Monday and adopted the budget for the coming year, after a long debate about water, roads, schools "
         "and the new hospital that was promised to the town in the spring of the year before.", "Read more", "Share this story",
         "By Ada Okafor", "Photo: Reuters", "2 hours ago", "Related stories", "Published: December 4, 2024"]  # fmt: skip


def test_few_patterns_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = Rules.load()
    page = Page(
        tuple(Block(f"{text} {number}" if number % 3 else text) for number in range(50) for text in [LINES[number % 8]])
    )
    tried: list[Pattern] = []
    real = Pattern.match
    monkeypatch.setattr(Pattern, "match", lambda self, *given: (tried.append(self), real(self, *given))[1])
    chosen = rules.select(page)
    list(chosen.findings(page))
    for block in page.blocks:
        chosen.words.evidence(block.text)
    known = sum(len(one.file.rules) + len(one.file.classes) for one in chosen.applied)
    assert 0 < len(tried) < 40 * len(page.blocks) < known * len(page.blocks) / 10


@pytest.mark.parametrize(
    "text", ["(?V1)a", "(?au)a", "(?La)a", "(" * 900 + "a" + ")" * 900, "[" * 900, "(?P<a>", "\\p{Nope}"]
)
def test_no_regex_makes_the_program_raise(tmp_path: Path, text: str) -> None:
    quoted = text.replace("'", "''")
    (tmp_path / "a.example.yml").write_text(
        f"site: A\nmatch: {{domains: [a.example]}}\ntext:\n  drop_lines:\n    - regex: '{quoted}'\n    - Share this\n"
    )
    result = Cleaner(rules=[tmp_path], packs=False).clean("The river rose.\n\nShare this", url="https://a.example/1")
    assert result.text == "The river rose."
    codes = {one.code for one in check(collect([tmp_path])).complaints if one.severity == "error"}
    assert codes <= {"bad-regex", "costly-regex"}


def test_a_folder_of_rules_from_a_stranger(tmp_path: Path) -> None:
    """A pipe and a device are not opened, and of a file that is linked to nothing is shown."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "good.example.yml").write_text(
        "site: Good\nmatch: {domains: [good.example]}\ntext:\n  drop_lines: Share this\n"
    )
    os.mkfifo(folder / "pipe.yml")
    (folder / "zero.yml").symlink_to("/dev/zero")
    (tmp_path / "secret.txt").write_text("pass: word\n")
    (folder / "link.yml").symlink_to(tmp_path / "secret.txt")
    (folder / "long.yml").write_bytes(b"# " + b"a" * 9_000_000)
    said = check(collect([folder])).complaints
    assert {one.file.rpartition("/")[2] for one in said if one.code == "no-file"} == {
        "pipe.yml",
        "zero.yml",
        "link.yml",
        "long.yml",
    }
    assert not any("pass" in str(one) for one in said)
    result = Cleaner(rules=[folder]).clean("The river rose.\n\nShare this", url="https://good.example/1")
    assert result.text == "The river rose."


@pytest.mark.parametrize(
    "selector",
    ["//*[count(//*[count(//*)>0])>0]", "//p[preceding::p[preceding::p]]", "*:has(*:has(*:has(i)))", "* ~ * ~ * ~ i", "p" + ":not(.a)" * 20_000],
)  # fmt: skip
def test_selectors_that_never_end_are_refused(tmp_path: Path, selector: str) -> None:
    (tmp_path / "a.example.yml").write_text(
        f"site: A\nmatch: {{domains: [a.example]}}\nhtml:\n  drop:\n    - '{selector}'\n"
    )
    codes = {one.code for one in check(collect([tmp_path])).complaints if one.severity == "error"}
    assert codes <= {"costly-xpath", "costly-selector", "too-long"}
    assert codes


def test_an_xpath_that_is_too_much_for_a_large_page_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.example.yml").write_text(
        "site: A\nmatch: {domains: [a.example]}\nhtml:\n  drop: ['//i[count(//i) > 5]']\n"
    )
    page = (
        "<html><body><p>The river rose two metres overnight, and the town was cut off.</p>" + "<p>a <i>b</i></p>" * 8000
    )
    result = Cleaner(rules=[tmp_path]).clean(page, url="https://a.example/1")
    assert any("would take too long on so large a page" in said for said in result.warnings)


def test_ten_thousand_rules_are_compared_one_by_one_with_few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = "".join(f"    Advert number {number} of {{_}} in all\n" for number in range(2_000))
    (tmp_path / "a.example.yml").write_text(
        f"site: A\nmatch: {{domains: [a.example]}}\ntext:\n  drop_lines: |\n{lines}"
    )
    tried: list[Pattern] = []
    real = Pattern.match
    monkeypatch.setattr(Pattern, "match", lambda self, *given: (tried.append(self), real(self, *given))[1])
    check(collect([tmp_path]))
    assert len(tried) < 100_000
