"""Failing tests and what came instead → the rule file's text with the new expectations, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import regex
import yaml

from cleaner.rules.file.yaml_nodes import LOADER
from cleaner.workshop.collection import Written
from cleaner.workshop.testing import RunOfTests, Tried

# Expectations that say what is wanted, not what there is: only a person can change them.
BY_HAND = frozenset({
    "unchanged", "body_has", "body_lacks", "fires", "not_fires", "name", "input", "input_file", "address", "file",
})  # fmt: skip
PLAIN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N} .()/\-–’'\"+;?!%&]*")
INDENT = 2
BLOCK_STYLES = ("|", ">")


@dataclass(frozen=True)
class Change:
    """One expectation that would be rewritten. `value` is a body's lines, a text, or a list of texts."""

    tried: Tried
    key: str
    value: Any

    @property
    def shown(self) -> str:
        """The new value in one line."""
        if self.key == "body":
            return f"{len(self.value)} line{'s' * (len(self.value) != 1)}"
        return inline(self.value)


def changes(tested: RunOfTests) -> list[Change]:
    """What can be rewritten: bodies and fields of failing tests."""
    return [
        Change(one, miss.key, miss.actual)
        for one in tested.of("failed")
        for miss in one.misses
        if miss.key not in BY_HAND and miss.actual is not None
    ]


def updated(written: Written, wanted: Iterable[Change]) -> str:
    """The text of a file after the changes."""
    lines = written.text.split("\n")
    root = yaml.compose(written.text, Loader=LOADER)
    edits = [(_value(root, change.tried.case.line, change.key), change) for change in wanted]
    placed = [(*place, change) for place, change in edits if place is not None]
    for key, node, change in sorted(placed, key=lambda one: -one[0].start_mark.line):
        if change.key == "body":
            _put_block(lines, key, node, change.value)
        else:
            _put_inline(lines, node, inline(change.value))
    return "\n".join(lines)


def _value(root: Any, line: int, name: str) -> tuple[Any, Any] | None:
    """Key and value of one expectation of the test that begins in a line (from 1)."""
    for key, node in root.value:
        if key.value != "tests" or not isinstance(node, yaml.SequenceNode):
            continue
        for test in node.value:
            if test.start_mark.line + 1 == line:
                return next(((one, value) for one, value in test.value if one.value == name), None)
    return None


def _put_block(lines: list[str], key: Any, node: Any, body: Sequence[str]) -> None:
    """The body as a `|` block; its first line says where the text begins, if there was a block before."""
    first, indent = node.start_mark.line, key.start_mark.column
    if node.style in BLOCK_STYLES:
        lines[first] = lines[first].replace(">", "|") if node.style == ">" else lines[first]
        end = first + 1
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
            end += 1
        while end > first + 1 and not lines[end - 1].strip():
            end -= 1
        old = next((line for line in lines[first + 1 : end] if line.strip()), " " * (indent + INDENT))
        lines[first + 1 : end] = [" " * _indent(old) + line for line in body]
        return
    _put_inline(lines, node, "|")
    lines[first + 1 : first + 1] = [" " * (indent + INDENT) + line for line in body]


def _put_inline(lines: list[str], node: Any, text: str) -> None:
    """The text in the place of a value, which may run over several lines."""
    start, end = node.start_mark, _end(node)
    before, after = lines[start.line][: start.column], lines[end.line][end.column :]
    lines[start.line : end.line + 1] = [before + text + after]


def _end(node: Any) -> Any:
    """The end of a value. A block list is said to end where the next key begins, so its last item counts."""
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return node.end_mark


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def inline(value: Any) -> str:
    """A value as it stands after a key.

    >>> inline(["Ada Okafor", "Li, Wei"]), inline("It's: 5 o'clock"), inline("2024-03-04T00:36:34")
    ("[Ada Okafor, 'Li, Wei']", "'It''s: 5 o''clock'", "'2024-03-04T00:36:34'")
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    text = " ".join(str(value).split())
    return text if PLAIN.fullmatch(text) and not text.endswith((" ", ":")) else "'" + text.replace("'", "''") + "'"
