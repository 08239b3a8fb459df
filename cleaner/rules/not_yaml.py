"""An error of the YAML parser → the line that caused it and the usual cause in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import regex
import yaml

from cleaner.rules.mistyped import outside_bars, slips

HELP = "put the text under `|`, or in single quotes"
BLOCK_HEADER = regex.compile(r"(?:^|[:\-])\s*[|>][+\-0-9]*\s*(?:#.*)?$")
VALUE = regex.compile(r"^\s*(?:-\s+)*(?:[\w.\-]+:\s+)?(?P<value>\S.*)$")
SPECIAL = "{[*&!>%@`|?"


def explain(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[int, int, str, str]:
    """Line and column (from 1), a sentence and the help for a text that is not YAML."""
    line, col = _place(error, lines)
    for cause in (_extra_space, _tab, _mistyped, _awkward):
        found = cause(line, lines) or (cause is _awkward and _awkward(_opened(error), lines)) or None
        if found:
            return found
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return line, col, f"this is not YAML: {said}.", HELP


def _place(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return min(mark.line + 1, max(len(lines), 1)), mark.column + 1
    position = getattr(error, "position", None)
    if isinstance(position, int):
        before = "\n".join(lines)[:position]
        return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
    return 1, 1


def _opened(error: yaml.YAMLError) -> int:
    """The line in which a bracket or brace was opened that is not closed; 0 where that is not the fault."""
    mark = getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None and "flow" in str(getattr(error, "context", "")) else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _extra_space(line: int, lines: Sequence[str]) -> tuple[int, int, str, str] | None:
    """A block whose first line is deeper than the rest; YAML reports it lines too low."""
    for number in range(min(line, len(lines)) - 1, -1, -1):
        if not BLOCK_HEADER.search(lines[number]):
            continue
        content = [(at, lines[at]) for at in range(number + 1, min(line + 1, len(lines))) if lines[at].strip()]
        if len(content) > 1 and _indent(content[0][1]) > _indent(content[1][1]) > _indent(lines[number]):
            at = content[0][0]
            extra = _indent(content[1][1]) + 1
            return (at + 1, extra, "the first line of this block starts with an extra space.",
                    "remove the space, or use `input_file`")  # fmt: skip
        return None
    return None


def _tab(line: int, lines: Sequence[str]) -> tuple[int, int, str, str] | None:
    for number in (line, line - 1):
        if 1 <= number <= len(lines):
            text = lines[number - 1]
            lead = text[: len(text) - len(text.lstrip())]
            if "\t" in lead:
                return number, lead.index("\t") + 1, "a tab stands at the start of this line.", "indent with spaces"
    return None


def _mistyped(line: int, lines: Sequence[str]) -> tuple[int, int, str, str] | None:
    """The last slip of the keys before the place at which the parser gave up."""
    before = [slip for slip in slips(lines) if slip.line <= line]
    return before[-1] if before else None


def _awkward(line: int, lines: Sequence[str]) -> tuple[int, int, str, str] | None:
    """The unquoted value that upset the parser, on the line of the mark or the one before."""
    structure = {number for number, _, _ in outside_bars(lines)}
    for number in (line, line - 1):
        if number not in structure:
            continue
        found = VALUE.match(lines[number - 1])
        if not found or lines[number - 1].lstrip().startswith("#"):
            continue
        value, col = found["value"], found.start("value") + 1
        sentence = _cause(value)
        if sentence:
            return number, col, sentence, HELP
    return None


def _cause(value: str) -> str | None:
    if value[0] == '"' and "\\" in value:
        return "in double quotes a backslash is special."
    if value[0] in SPECIAL and not BLOCK_HEADER.search(value):
        return f"a value that begins with {value[0]} means something to YAML."
    if value[0] in "'\"":
        return "a quote is opened and not closed, or text follows it."
    if ": " in value or value.endswith(":"):
        return "this value contains ': ', so YAML reads it as key and value."
    return None
