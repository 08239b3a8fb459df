"""A rule file's text and a change → the text with it; comments and every other line stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from cleaner.rules.file.yaml_nodes import LOADER
from cleaner.workshop.updating import inline

INDENT = 2
BLOCK_STYLES = ("|", ">")
# Phases whose entries may be bare lines; the others take mappings only.
BARE = frozenset({"keep", "drop_from", "drop_until", "drop_lines"})
# The order in which phases stand in a file that a person writes.
ORDER = ("repair", "keep", "take", "drop_from", "drop_until", "drop_between", "drop_lines", "cut", "replace")


class CannotEdit(ValueError):
    """The text cannot be changed at this place; the message says what to do by hand."""


@dataclass(frozen=True)
class NewRule:
    """A rule to put into a file.

    `section`: `text`, or `html` for a rule with a selector.
    `phase`: a key of the section, such as `drop_lines`.
    `form`: the key under which the lines stand: `line`, `lines`, `start`, `end`, `phrase`, `from`.
    `lines`: the patterns.
    `options`: other keys with their values, in the order in which they are written.
    """

    phase: str
    lines: tuple[str, ...]
    form: str = "line"
    options: Mapping[str, str] = field(default_factory=dict)
    section: str = "text"

    @property
    def bare(self) -> bool:
        """Whether it can stand as a line in a `|` block."""
        return self.phase in BARE and self.form == "line" and not self.options and len(self.lines) == 1

    @property
    def pasted(self) -> bool:
        """Whether its lines can stand in a `|` block: there a line that begins with a hyphen looks like a list."""
        return not any(line.startswith("- ") for line in self.lines)

    def entry(self, indent: int) -> list[str]:
        """It as an item of a list, indented so many blanks.

        >>> print("\\n".join(NewRule("cut", ("Photo: {_}",), "end", {"label": "credit"}).entry(4)))
            - end: |
                Photo: {_}
              label: credit
        """
        gap = " " * indent
        if self.bare:
            return [f"{gap}- {quoted(self.lines[0])}"]
        if self.section == "html":
            block = [f"{gap}- {self.form}: {quoted(self.lines[0])}"]
        elif self.pasted:
            block = [f"{gap}- {self.form}: |", *(f"{gap}    {line}" for line in self.lines)]
        else:
            block = [f"{gap}- {self.form}:", *(f"{gap}    - {quoted(line)}" for line in self.lines)]
        return block + [f"{gap}  {key}: {inline(value)}" for key, value in self.options.items()]


def quoted(pattern: str) -> str:
    """A pattern as an item of a list: in single quotes, in which only they have a meaning.

    >>> quoted("It's {number} o'clock")
    "'It''s {number} o''clock'"
    """
    return "'" + pattern.replace("'", "''") + "'"


# ---- putting a rule in


def with_rule(text: str, rule: NewRule) -> str:
    """The text with one more rule, at the end of its phase. Raises CannotEdit."""
    lines = text.split("\n")
    root = composed(text)
    section = pair(root, rule.section)
    if section is None or is_empty(section[1]):
        return _with_section(lines, root, section, rule)
    node = section[1]
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise CannotEdit(f"`{rule.section}:` is not written as keys under each other; put the rule in by hand.")
    phase = pair(node, rule.phase)
    if phase is None:
        _put_phase(lines, node, rule)
    else:
        _put_entry(lines, *phase, rule)
    return "\n".join(lines)


def composed(text: str) -> Any:
    """The file's mapping with the places of its parts. Raises CannotEdit where there is none."""
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise CannotEdit("This file cannot be read yet. Mend the error first.") from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise CannotEdit("A rule file is keys with values. Begin it with `site:` and a name.")
    return root


def pair(node: Any, name: str) -> tuple[Any, Any] | None:
    """Key and value of that name in a mapping."""
    return next((one for one in (node.value if node is not None else ()) if one[0].value == name), None)


def is_empty(node: Any) -> bool:
    """A key without a value."""
    return isinstance(node, yaml.ScalarNode) and not node.value.strip() and not node.style


def _with_section(lines: list[str], root: Any, section: tuple[Any, Any] | None, rule: NewRule) -> str:
    """The text with a section of one rule: before the tests, or at the end."""
    made = _phase(rule, INDENT)
    if section is not None:
        at = section[0].start_mark.line + 1
        lines[at:at] = made
        return "\n".join(lines)
    tests = pair(root, "tests")
    if tests is not None:
        at = _above_comments(lines, tests[0].start_mark.line)
        lines[at:at] = [f"{rule.section}:", *made, ""]
        return "\n".join(lines)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join([*lines, *([""] if lines else []), f"{rule.section}:", *made, ""])


def _phase(rule: NewRule, indent: int) -> list[str]:
    """A phase with the rule alone: a `|` block for a bare line, as a person would paste it."""
    gap = " " * indent
    if rule.bare and rule.pasted:
        return [f"{gap}{rule.phase}: |", f"{gap}{' ' * INDENT}{rule.lines[0]}"]
    return [f"{gap}{rule.phase}:", *rule.entry(indent + INDENT)]


def _above_comments(lines: Sequence[str], at: int) -> int:
    """The line above the comments that stand directly over a line."""
    while at > 0 and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _put_phase(lines: list[str], section: Any, rule: NewRule) -> None:
    """A phase that the section does not have yet, in its usual order."""
    indent = section.start_mark.column
    after = [value for key, value in section.value if _rank(key.value) < _rank(rule.phase)]
    at = _last_line(lines, after[-1]) + 1 if after else _above_comments(lines, section.start_mark.line)
    lines[at:at] = _phase(rule, indent)


def _rank(phase: str) -> int:
    return ORDER.index(phase) if phase in ORDER else len(ORDER)


def _put_entry(lines: list[str], key: Any, node: Any, rule: NewRule) -> None:
    """One more entry of a phase that is there."""
    indent = key.start_mark.column
    if is_empty(node):
        at = key.start_mark.line
        lines[at : at + 1] = _phase(rule, indent)
    elif isinstance(node, yaml.SequenceNode):
        _put_item(lines, key, node, rule)
    elif isinstance(node, yaml.ScalarNode) and node.style in BLOCK_STYLES:
        _put_line(lines, key, node, rule)
    else:
        _as_list(lines, key, node)
        _again(lines, rule)


def _again(lines: list[str], rule: NewRule) -> None:
    """Put the rule in after what stood there was made a list."""
    lines[:] = with_rule("\n".join(lines), rule).split("\n")


def _put_item(lines: list[str], key: Any, node: Any, rule: NewRule) -> None:
    if node.flow_style:
        _flow_as_list(lines, key, node)
        _again(lines, rule)
        return
    at = _last_line(lines, node) + 1
    lines[at:at] = rule.entry(node.start_mark.column)


def _put_line(lines: list[str], key: Any, node: Any, rule: NewRule) -> None:
    """A line at the end of a block; a rule with options makes a list of the block."""
    first, last = node.start_mark.line + 1, _last_line(lines, node)
    inside = next((line for line in lines[first : last + 1] if line.strip()), "")
    if not inside:
        lines[node.start_mark.line] = lines[node.start_mark.line].rstrip().rstrip("|>-+0123456789").rstrip()
        _again(lines, rule)
    elif rule.bare and rule.pasted and node.style == "|":
        lines[last + 1 : last + 1] = [" " * _indent(inside) + rule.lines[0]]
    else:
        _as_list(lines, key, node)
        _again(lines, rule)


def _as_list(lines: list[str], key: Any, node: Any) -> None:
    """A value that is one entry as a list of it; of a block each line is an item, as each is a rule of its own."""
    gap = " " * (key.start_mark.column + INDENT)
    first, last = node.start_mark.line, _last_line(lines, node)
    if isinstance(node, yaml.MappingNode):
        if node.flow_style:
            raise CannotEdit(f"`{key.value}` is written in one line; write it over several, then try again.")
        inside = lines[first : last + 1]
        dash = " " * node.start_mark.column
        lines[first : last + 1] = [f"{dash}- {inside[0].strip()}"] + [
            " " * INDENT + line if line.strip() else line for line in inside[1:]
        ]
        return
    head = lines[key.start_mark.line][: key.end_mark.column] + ":"
    if node.style in BLOCK_STYLES:
        items = [f"{gap}- {quoted(line.strip())}" for line in lines[first + 1 : last + 1] if line.strip()]
    else:
        items = [f"{gap}- {_raw(lines, node)}"]
    lines[key.start_mark.line : last + 1] = [head, *items]


def _flow_as_list(lines: list[str], key: Any, node: Any) -> None:
    """`[a, b]` as a list with an item a line."""
    gap = " " * (key.start_mark.column + INDENT)
    head = lines[key.start_mark.line][: key.end_mark.column] + ":"
    rest = lines[node.end_mark.line][node.end_mark.column :].strip()
    items = [f"{gap}- {_raw(lines, item)}" for item in node.value]
    lines[key.start_mark.line : node.end_mark.line + 1] = [f"{head} {rest}".rstrip(), *items]


def _raw(lines: Sequence[str], node: Any) -> str:
    """A scalar as it is written, its lines joined."""
    start, end = node.start_mark, node.end_mark
    if start.line == end.line:
        return str(lines[start.line][start.column : end.column])
    pieces = [lines[start.line][start.column :], *lines[start.line + 1 : end.line], lines[end.line][: end.column]]
    return " ".join(piece.strip() for piece in pieces)


def _last_line(lines: Sequence[str], node: Any) -> int:
    """The last line of a value that is not blank. Block values are said to end where the next key begins."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last_line(lines, node.value[-1])
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_line(lines, node.value[-1][1])
    last = node.end_mark.line - (node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line)
    last = min(last, len(lines) - 1)
    outside = _indent(lines[node.start_mark.line]) if isinstance(node, yaml.ScalarNode) else -1
    while last > node.start_mark.line and (not lines[last].strip() or _is_comment_below(lines[last], node, outside)):
        last -= 1
    return int(last)


def _is_comment_below(line: str, node: Any, outside: int) -> bool:
    """A comment after a block, which YAML counts to it where it is not indented as the block is."""
    return node.style in BLOCK_STYLES and line.lstrip().startswith("#") and _indent(line) <= outside


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ---- tests


@dataclass(frozen=True)
class NewTest:
    """A test to put into a file: its keys with lines (written as a block) or a text (written after the key)."""

    name: str
    keys: Mapping[str, str | tuple[str, ...]]


def with_test(text: str, test: NewTest) -> str:
    """The text with one more test at the end. Raises CannotEdit."""
    lines = text.split("\n")
    root = composed(text)
    found = pair(root, "tests")
    indent = INDENT
    if found is not None and isinstance(found[1], yaml.SequenceNode) and not found[1].flow_style:
        indent, at = found[1].start_mark.column, _last_line(lines, found[1]) + 1
    elif found is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", "tests:"] if lines else ["tests:"]
        at = len(lines)
        lines.append("")
    elif is_empty(found[1]):
        at = found[0].start_mark.line + 1
    else:
        raise CannotEdit("`tests:` is no list under each other; put the test in by hand.")
    lines[at:at] = _test_entry(test, indent)
    return "\n".join(lines)


def _test_entry(test: NewTest, indent: int) -> list[str]:
    gap = " " * indent
    made = [f"{gap}- name: {inline(test.name)}"]
    for key, value in test.keys.items():
        if isinstance(value, str):
            made.append(f"{gap}  {key}: {inline(value)}")
        else:
            made += [f"{gap}  {key}: |", *(f"{gap}    {line}" for line in value)]
    return made


# ---- changing and taking out, for the form


@dataclass(frozen=True)
class Place:
    """Where one pattern stands: its line and column (from 1), and how it is written: bare in a block, or quoted."""

    line: int
    col: int
    style: str = "|"


def with_pattern(text: str, place: Place, old: str, new: str) -> str:
    """The text with another pattern in the place of one. Raises CannotEdit where it is not there any more."""
    lines = text.split("\n")
    at = place.line - 1
    line = lines[at] if 0 <= at < len(lines) else ""
    start = place.col - 1
    if not new.strip():
        raise CannotEdit("A pattern is a line. To take the rule out, use its button.")
    if place.style == "|":
        written, put = old, new.strip()
    else:
        written, put = _written(line, start, old), quoted(new.strip())
    if not line.startswith(written, start):
        raise CannotEdit("The file has changed here; try again.")
    lines[at] = line[:start] + put + line[start + len(written) :]
    return "\n".join(lines)


def _written(line: str, start: int, old: str) -> str:
    """How a pattern is written at a place: plain, or in either kind of quotation marks."""
    ways = (old, quoted(old), '"' + old.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return next((way for way in ways if line.startswith(way, start)), old)


def without_line(text: str, number: int) -> str:
    """The text without the entry that stands in a line (from 1): a line of a block, or an item with all its options.

    The key of a phase goes with its last entry. Raises CannotEdit.
    """
    lines = text.split("\n")
    root = composed(text)
    section = pair(root, "text")
    for key, node in section[1].value if section and isinstance(section[1], yaml.MappingNode) else ():
        found = _entry_lines(lines, node, number - 1)
        if found is None:
            continue
        first, last = found
        if not _others(lines, key, node, first, last):
            first, last = key.start_mark.line, _last_line(lines, node)
        del lines[first : last + 1]
        return _without_empty_section("\n".join(lines))
    raise CannotEdit("There is no rule in this line; take it out by hand.")


def _entry_lines(lines: Sequence[str], node: Any, at: int) -> tuple[int, int] | None:
    """The lines of the entry that a line belongs to."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        for item in node.value:
            last = _last_line(lines, item)
            if item.start_mark.line <= at <= last:
                return item.start_mark.line, last
        return None
    if isinstance(node, yaml.ScalarNode) and node.style in BLOCK_STYLES:
        return (at, at) if node.start_mark.line < at <= _last_line(lines, node) else None
    first, last = node.start_mark.line, _last_line(lines, node)
    return (first, last) if first <= at <= last else None


def _others(lines: Sequence[str], key: Any, node: Any, first: int, last: int) -> bool:
    """Whether the phase has entries beside these lines."""
    if isinstance(node, yaml.SequenceNode):
        return len(node.value) > 1
    inside = range(key.start_mark.line + 1, _last_line(lines, node) + 1)
    return any(lines[at].strip() for at in inside if not first <= at <= last)


def _without_empty_section(text: str) -> str:
    """Without a `text:` that has nothing left."""
    section = pair(composed(text), "text")
    if section is None or not is_empty(section[1]):
        return text
    lines = text.split("\n")
    del lines[section[0].start_mark.line]
    return "\n".join(lines)
