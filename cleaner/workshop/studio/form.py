"""A rule file's text → the rows of its form: the five commonest kinds of rules, each with its pattern and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.rules.file.model import Rule, RuleFile
from cleaner.workshop.studio.edits import NewRule, Place, quoted

KINDS: dict[str, str] = {
    "drop_lines": "Drop lines",
    "drop_from": "Drop from a line on",
    "take": "Read author, title or date",
    "keep": "Keep lines",
    "cut": "Cut a part of a line",
}
HINTS: dict[str, str] = {
    "drop_lines": "Share this {story|page}",
    "drop_from": "More stories",
    "take": "By {authors} on {date}",
    "keep": "Editor's choice: {_}",
    "cut": " [read on]",
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One pattern of a rule. `place` is None where it is written in a way that the form cannot change."""

    phase: str
    rule: str
    pattern: str
    line: int
    more: str
    place: Place | None


def rows_of_form(file: RuleFile, text: str) -> Iterator[FormRow]:
    """The patterns of the five kinds, in the order of the file."""
    lines = text.split("\n")
    for phase in KINDS:
        for rule in (one for one in file.rules if one.phase == phase):
            for pattern in rule.patterns:
                place = place_of(lines, pattern.line, pattern.text)
                yield FormRow(phase, rule.id, pattern.text, pattern.line or rule.line, options_of(rule), place)


def place_of(lines: list[str], number: int, pattern: str) -> Place | None:
    """Where a pattern is written in its line: after the key, the dash or nothing, plain or quoted."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    for written, style in ((quoted(pattern), "'"), ('"' + pattern + '"', "'"), (pattern, "|")):
        at = line.find(written)
        if at >= 0:
            before = line[:at].strip()
            return Place(number, at + 1, "|" if style == "|" and not before else "'")
    return None


def options_of(rule: Rule) -> str:
    """What else the rule says, in a few words."""
    said = [
        rule.where.text if rule.where else "",
        f"at most {rule.max_words} words" if rule.max_words else "",
        f"label {rule.labels[0]}" if rule.labels and rule.labels[0] != "note" else "",
        f"{len(rule.patterns)} lines together" if rule.form == "lines" else "",
    ]
    return ", ".join(one for one in said if one)


def new_row(phase: str, pattern: str) -> NewRule:
    """A rule as the form's empty row makes it. A part to cut stands at the end of its line, as most do."""
    form = "end" if phase == "cut" else "line"
    return NewRule(phase, (pattern,), form)
