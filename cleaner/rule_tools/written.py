"""A rule file as it is written → the place of each of its keys and rules, for messages that point there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cleaner.rules.complaint import Complaint, Severity
from cleaner.rules.model import RuleFile
from cleaner.rules.source import Items, Line, Mapping, Node, Scalar, Source


@dataclass(frozen=True, eq=False)
class Written:
    """A rule file with its text. `shown` is its name in messages: a path that can be opened from here."""

    file: RuleFile
    text: str
    shown: str

    @cached_property
    def source(self) -> Source:
        """The text, for the lines that complaints show."""
        return Source(self.shown, self.text)

    @cached_property
    def root(self) -> Mapping:
        """The file's keys; none where it cannot be read."""
        return Source(self.shown, self.text).root() or Mapping((), 1, 1)

    def node(self, *path: str) -> Node | None:
        """The value under a chain of keys, None where there is none."""
        node: Node | None = self.root
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        return node

    @cached_property
    def entries(self) -> dict[int, Mapping]:
        """The rules that are mappings, by their line."""
        return {entry.line: entry for section in ("text", "html") for entry in _mappings(self.node(section))}

    @cached_property
    def tests(self) -> dict[int, Mapping]:
        """The tests by their line."""
        node = self.node("tests")
        items = node.items if isinstance(node, Items) else ()
        return {item.line: item for item in items if isinstance(item, Mapping)}

    def option(self, line: int, name: str) -> Node | None:
        """The value of one option of the rule in a line."""
        entry = self.entries.get(line)
        return entry.get(name) if entry else None

    def complaint(
        self, spot: Node | Line | int, code: str, sentence: str, help: str = "", severity: Severity = "error"
    ) -> Complaint:
        """A complaint at a node, or at the first character of a line."""
        line, col = (spot, 0) if isinstance(spot, int) else (spot.line, spot.col)
        shown = self._line(line)
        col = col or len(shown) - len(shown.lstrip()) + 1
        return Complaint(self.shown, line, col, code, sentence, help, severity, shown)

    def warning(self, spot: Node | Line | int, code: str, sentence: str, help: str = "") -> Complaint:
        """As `complaint`, for what works and is most likely not meant."""
        return self.complaint(spot, code, sentence, help, "warning")

    def _line(self, line: int) -> str:
        return self.source.raw[line - 1] if 0 < line <= len(self.source.raw) else ""


def _mappings(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
        for _, value in node.pairs:
            yield from _mappings(value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _mappings(item)


def piece(node: Node | None, text: str) -> Node | Line | None:
    """The place of one text inside a node: a line of a block, an item of a list; else the node itself."""
    if isinstance(node, Items):
        return next((found for item in node.items if (found := _inside(item, text))), node)
    return _inside(node, text) or node


def _inside(node: Node | None, text: str) -> Line | Scalar | None:
    if not isinstance(node, Scalar):
        return None
    if node.style == "" and node.text.strip() == text:
        return node
    return next((line for line in node.lines() if line.text.strip() == text), None)


def path_shown(path: Path) -> str:
    """A path as short as it can be opened from here."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()
