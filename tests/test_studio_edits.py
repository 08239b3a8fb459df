"""Changes of a rule file's text: what is asked for is there, and every other line is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.file.build import read_text
from cleaner.rules.file.model import Layer, RuleFile
from cleaner.workshop.studio.edits import (
    CannotEdit,
    NewRule,
    NewTest,
    Place,
    with_pattern,
    with_rule,
    with_test,
    without_line,
)
from cleaner.workshop.studio.form import rows_of_form

FILES = {
    "whole": """# The valley's paper.
site: Valley Courier  # as it writes itself
match:
  files: ['*valley*/*']

text:
  # Heads.
  take:
    - line: '{author} ~ Valley Courier desk ~ {date}'  # the byline
      why: It stands under the headline.
  # Ends.
  drop_lines: |
    Share this story
    Was this useful to you?

  # What follows is for later.

tests:
  # The first.
  - name: the end goes
    input: |
      Share this story
    body: ''
""",
    "list": "site: A\ntext:\n  drop_lines:\n    - Share this\n    - line: More  # heading\n      where: last 3 lines\n",
    "flow": "site: A\ntext:\n  drop_lines: [Share this, 'More: here']  # both\n",
    "one": "site: A\ntext:\n  drop_lines: Share this\n",
    "mapping": "site: A\ntext:\n  drop_from:\n    line: More stories\n    where: last 9 lines\n",
    "no text": "site: A\nmatch:\n  domains: [a.example]\n",
    "empty text": "site: A\ntext:\ntests:\n  - name: x\n    input: A line\n    unchanged: yes\n",
    "empty phase": "site: A\ntext:\n  drop_lines:\n  keep: |\n    Stay\n",
    "no newline": "site: A\ntext:\n  drop_lines: |\n    Share this",
    "nothing": "",
}
RULES = [
    NewRule("drop_lines", ("Follow us on {_}",)),
    NewRule("drop_lines", ("It's: #1 {number}",), options={"where": "last 5 lines", "label": "counter"}),
    NewRule("drop_from", ("Other news",), options={"where": "after 2 lines"}),
    NewRule("drop_between", ("Weather",), "from", {"to": "1 line"}),
    NewRule("take", ("{title}", "By {authors} | {date}"), "lines"),
    NewRule("cut", ("[read on]",), "end"),
    NewRule("keep", ("- a dash: and a colon",)),
]


def built(text: str) -> RuleFile:
    return read_text(text, "a.yml", Layer(Path("/rules"), users=True))


def kept_lines(text: str) -> list[str]:
    """Comments and lines of tests, which no rule may change."""
    return [line.strip() for line in text.split("\n") if line.lstrip().startswith("#") or "input" in line]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.phase}-{rule.form}")
@pytest.mark.parametrize("name", FILES)
def test_a_rule_is_put_in_and_all_else_stays(name: str, rule: NewRule) -> None:
    before, text = FILES[name], with_rule(FILES[name], rule)
    old, new = built(before or "site: x\n"), built(text if name != "nothing" else "site: x\n" + text)
    assert {one.code for one in new.complaints} <= {one.code for one in old.complaints}
    assert len(new.rules) == len(old.rules) + 1
    added = [one for one in new.rules if rule.lines == tuple(pattern.text for pattern in one.patterns)]
    assert len(added) == 1
    assert added[0].phase == rule.phase
    assert {pattern.text for one in old.rules for pattern in one.patterns} <= {
        pattern.text for one in new.rules for pattern in one.patterns
    }
    assert kept_lines(before) == [line for line in kept_lines(text) if line in kept_lines(before)]
    assert [one.name for one in new.tests] == [one.name for one in old.tests]


@given(st.lists(st.sampled_from(RULES), max_size=6), st.sampled_from(sorted(FILES)))
def test_any_rules_one_after_the_other(rules: list[NewRule], name: str) -> None:
    text = FILES[name] or "site: x\n"
    count, codes = len(built(text).rules), {one.code for one in built(text).complaints} | {"duplicate-id"}
    for rule in rules:
        text = with_rule(text, rule)
    assert len(built(text).rules) == count + len(rules)
    assert {one.code for one in built(text).complaints} <= codes


patterns = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=3).map(
    lambda text: "Ab " + " ".join(text.replace("{", "(").replace("\\", "/").replace("*", "+").split())
)


@given(patterns, st.sampled_from(["whole", "list", "flow", "one"]))
def test_any_line_is_written_so_that_it_is_read_back(line: str, name: str) -> None:
    text = with_rule(FILES[name], NewRule("drop_lines", (line,)))
    assert " ".join(line.split()) in {" ".join(p.text.split()) for one in built(text).rules for p in one.patterns} or (
        "\ufeff" in line or not line.isprintable()
    )


def test_what_cannot_be_read_is_left_alone() -> None:
    with pytest.raises(CannotEdit, match="Mend the error"):
        with_rule("site: [a\n", RULES[0])
    with pytest.raises(CannotEdit, match="by hand"):
        with_rule("site: a\ntext: {drop_lines: x}\n", RULES[0])


def test_a_test_is_put_at_the_end() -> None:
    test = NewTest("it's: a name", {"input": ("A line", "  more"), "unchanged": "yes"})
    for name in ("whole", "no text", "empty text"):
        made = built(with_test(FILES[name], test))
        assert made.tests[-1].name == "it's: a name"
        assert made.tests[-1].texts["input"].split("\n")[0] == "A line"
        assert len(made.tests) == len(built(FILES[name]).tests) + 1


def test_a_rule_goes_with_all_of_its_lines_and_nothing_else() -> None:
    text = without_line(FILES["list"], 6)
    assert [p.text for one in built(text).rules for p in one.patterns] == ["Share this"]
    text = without_line(FILES["whole"], 13)
    assert "Was this useful to you?" in text
    assert kept_lines(text) == kept_lines(FILES["whole"])
    assert "text:" not in without_line(FILES["one"], 3)
    with pytest.raises(CannotEdit):
        without_line(FILES["whole"], 1)


def test_the_form_changes_a_pattern_where_it_stands() -> None:
    for name in ("whole", "list", "one", "flow"):
        text = FILES[name]
        row = next(row for row in rows_of_form(built(text), text) if row.pattern.startswith("Share"))
        assert row.place is not None
        changed = with_pattern(text, row.place, row.pattern, "It's {_}")
        assert "It's {_}" in {p.text for one in built(changed).rules for p in one.patterns}
        assert kept_lines(changed) == kept_lines(text)
        assert changed.count("\n") == text.count("\n")


def test_the_form_does_not_write_where_the_text_has_moved() -> None:
    with pytest.raises(CannotEdit, match="changed"):
        with_pattern("site: A\n", Place(1, 1), "Share", "x")
    with pytest.raises(CannotEdit, match="button"):
        with_pattern(FILES["one"], Place(3, 15, "'"), "Share this", " ")
