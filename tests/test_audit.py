"""`cleaner audit` and `cleaner diff`: what rules do in a folder, which are dead, and what a change of rules costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cleaner.cli import app

PLACES = [
    "Leeds",
    "Quetta",
    "Ankara",
    "Dhaka",
    "Bremen",
    "Turin",
    "Lyon",
    "Porto",
    "Cork",
    "Bergen",
    "Ghent",
    "Vilnius",
]
RULES = """\
site: The Weir
match:
  domains: [weir.example]
  files: ['*weir/*.txt']
text:
  keep:
    - id: motto
      line: The weir holds, as it always has
  take:
    - id: day
      line: 'Printed {date:%Y-%m-%d}'
      where: first 2 lines
  drop_lines:
    - id: old-box
      line: Box of the old layout
    - id: old-box-again
      line: 'Box of the old {_}'
    - id: wrong
      line: The weir holds, as it always has
    - id: nowhere
      line: This stands on no page
"""


def article(number: int) -> str:
    place, other = PLACES[number % 12], PLACES[(number * 5 + 1) % 12]
    return "\n".join(
        [
            f"Printed 2024-{number + 1:02}-10",
            f"The gates of {place} were opened for {number + 3} hours after the rain, and nobody in {other} was told.",
            f"A board of {number + 5} members from {other} asked the mayor of {place} to explain the delay on Monday.",
            "The weir holds, as it always has",
            *["Box of the old layout"] * (number < 6),
            "Sign up for the newsletter of the weir and read it with your tea",
        ]
    )


@pytest.fixture
def weir(tmp_path: Path) -> Path:
    folder = tmp_path / "weir"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(article(number), encoding="utf-8")
    for name, text in (("rules", RULES), ("none", RULES.partition("text:")[0])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "weir.example.yml").write_text(text, encoding="utf-8")
    return folder


def run(*arguments: Path | str) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_each_rule_says_what_it_did_and_whether_it_lives(weir: Path) -> None:
    done = run("audit", weir, "--rules", weir.parent / "rules", "--json")
    assert done.exit_code == 0, done.stderr
    rules = {one["id"]: one for one in json.loads(done.stdout)["rules"]}
    assert {id: (one["seen"], one["fired"], one["state"]) for id, one in rules.items()} == {
        "day": (12, 12, ""),
        "motto": (12, 12, ""),
        "old-box": (12, 6, "stopped firing"),
        "old-box-again": (12, 0, "always shadowed"),
        "wrong": (12, 0, "never fired"),
        "nowhere": (12, 0, "never fired"),
    }
    assert (rules["old-box"]["first"], rules["old-box"]["last"]) == ("2024-01-10", "2024-06-10")
    assert rules["old-box"]["characters"] == 6 * len("Box of the old layout")
    assert sum(rules["wrong"]["conflicts"].values()) == 12


def test_each_number_opens_its_lines(weir: Path) -> None:
    done = run("audit", weir, "--rules", weir.parent / "rules", "--rule", "old-box", "--lines")
    assert [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("+")] == [
        f"+ {weir}/{number:02}.txt:5  Box of the old layout" for number in range(6)
    ]
    assert run("audit", weir, "--rules", weir.parent / "rules", "--rule", "shre").exit_code == 2


def test_a_change_of_rules_that_costs_words_of_bodies_ends_with_1(weir: Path) -> None:
    rules, none = weir.parent / "rules", weir.parent / "none"
    done = run("diff", none, rules, weir)
    assert done.exit_code == 1, done.stderr
    assert "of 12 documents changed; " in done.stdout, done.stdout
    assert "- Box of the old layout" in done.stdout
    assert run("diff", rules, none, weir).exit_code == 0
    assert run("diff", none, rules, weir, "--max-lost", "20").exit_code == 0
    assert run("diff", rules, rules, weir).stdout.startswith("0 of 12 documents changed")


def test_two_runs_are_compared_by_their_records(weir: Path, tmp_path: Path) -> None:
    for name in ("none", "rules"):
        made = run("clean", weir, "--rules", weir.parent / name, "--out", tmp_path / f"{name}.jsonl", "--workers", "0")
        assert made.exit_code == 0, made.stderr
    done = run("diff", tmp_path / "none.jsonl", tmp_path / "rules.jsonl", "--between")
    assert (done.exit_code, "program" in done.stderr) == (1, True)
    assert run("diff", tmp_path / "none.jsonl", weir.parent / "rules").exit_code == 2
