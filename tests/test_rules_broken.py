"""What a broken rule file gets: of each file in broken_rules the complaint at its exact place, and no traceback."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import pytest
import regex
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.rules import Complaint
from cleaner.workshop import check, collect
from cleaner.workshop.lint import hostile

FOLDER = Path(__file__).parent / "broken_rules"
EXPECTED = regex.compile(r"# expected: (\d+):(\d+) ([\w\-]+)( schema)?\s*\Z")
KINDS = {"errors": "error", "warnings": "warning"}
FILES = sorted(FOLDER.rglob("*.yml"))


def expected(path: Path) -> tuple[int, int, str]:
    """Line, column and code, from the comment at a file's end."""
    found = EXPECTED.search(path.read_text(encoding="utf-8"))
    assert found, path
    return int(found[1]), int(found[2]), found[3]


@pytest.fixture(scope="module")
def complaints() -> dict[str, list[Complaint]]:
    found: dict[str, list[Complaint]] = {path.name: [] for path in FILES}
    for kind in KINDS:
        for one in check(collect([FOLDER / kind])).complaints:
            found[Path(one.file).name].append(one)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_place_is_right(path: Path, complaints: dict[str, list[Complaint]]) -> None:
    said = complaints[path.name]
    places = [(one.line, one.col, one.code) for one in said if one.severity == KINDS[path.parent.name]]
    assert expected(path) in places, "\n".join(map(str, said))
    assert all(one.sentence and one.help for one in said)
    if path.parent.name == "warnings" and not path.stem.startswith("claimed-by"):
        assert not [one for one in said if one.severity == "error"]


def test_check_prints_them_all_and_ends_with_1() -> None:
    broken = FOLDER / "errors"
    done = CliRunner().invoke(app, ["rules", "check", str(broken)])
    heads = regex.findall(r"(?m)^\S+\.yml:\d+:\d+: error\[[\w\-]+\]: .+$", done.stdout)
    assert done.exit_code == 1
    assert len(heads) >= len(list(broken.glob("*.yml"))) > 30
    assert "Traceback" not in done.output
    assert {head.partition(":")[0].rpartition("/")[2] for head in heads} == {path.name for path in broken.glob("*.yml")}


def test_warnings_count_only_with_strict(tmp_path: Path) -> None:
    odd = FOLDER / "warnings" / "percentage-alone.yml"
    assert CliRunner().invoke(app, ["rules", "check", str(odd)]).exit_code == 0
    assert CliRunner().invoke(app, ["rules", "check", "--strict", str(odd)]).exit_code == 1


HOSTILE = ["(a|a)+b", "(a+)+b", "([a-z]+)*:", r"(\w+\s?)+;", r"(.*)*x\d", "(x+x+)+y", "(a|b|ab)*c", r"^(\d+)+z",
           r"(\p{L}+)+:", r"(?:\p{Lu}\p{L}+ ?)+\|", "(?|(a+)+|b)", "a*a*a*b", "(?:a?){20}b", r"^(?:\w+\s?)+$"]  # fmt: skip
SLOW = [r"\w+:", ".*a.*b.*", r"\s+$", r"(\w+, )*\w+\.$"]
QUICK = ["Share this", r"By \w+ \w+ for \w+", r"\w{1,80}:", ".* By .* on .*", r"^(\w+\s)+\d$", r"(?>a+)+b", "(ab?){1,40}c",
         r"^(?P<place>\p{Lu}[\p{L}.-]{1,24}(?:[ /]\p{L}[\p{L}.-]{0,24}){0,3}) \(AFP\)\s?[-:]\s"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_steps_that_grow_without_bounds_are_hostile(text: str) -> None:
    assert hostile.worst(text, ["By Ada Okafor"])[0] >= hostile.HOSTILE


@pytest.mark.parametrize("text", SLOW)
def test_steps_that_grow_with_the_square_are_slow(text: str) -> None:
    assert hostile.SLOW <= hostile.worst(text, ["By Ada Okafor"])[0] < hostile.HOSTILE


@pytest.mark.parametrize("text", QUICK)
def test_steps_that_grow_with_the_line_are_nothing_to_complain_of(text: str) -> None:
    assert hostile.worst(text, ["By Ada Okafor"])[0] < hostile.SLOW


def test_no_clock_has_a_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is a thousand times slower or faster, the verdicts are the same."""
    before = [hostile.worst(text, []) for text in (*HOSTILE, *SLOW, *QUICK)]
    for name in ("perf_counter", "process_time", "thread_time", "monotonic", "time"):
        monkeypatch.setattr(time, name, lambda ticks=count(0, 1000): next(ticks))
    assert [hostile.worst(text, []) for text in (*HOSTILE, *SLOW, *QUICK)] == before
    assert "time" not in vars(hostile)


def test_a_regex_is_judged_in_bounded_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    real = hostile.steps
    monkeypatch.setattr(hostile, "steps", lambda *given: taken.append(real(*given)) or taken[-1])
    for text in (*HOSTILE, *SLOW, *QUICK):
        taken.clear()
        hostile.worst(text, ["By Ada Okafor"])
        assert sum(taken) <= hostile.MAX_ATTACKS * hostile.MOST_STEPS // 4, text
