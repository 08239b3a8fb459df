"""Text of a rule file → nodes that know their line and column; every scalar stays text, anything clever is refused."""

from __future__ import annotations

import codecs
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex
import yaml

from cleaner.rules.file.complaint import Complaint, Severity
from cleaner.rules.file.yaml_mistakes import explain

# --- The bytes of a rule file → its text; where it was not saved in UTF-8, a complaint that says so.


UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HELP = "save it as UTF-8: most editors ask for the encoding under “Save as”"
# A rule file is written by people; the longest pack we know has 40 kB.
MAX_BYTES = 8_000_000
ENDINGS = (".yml", ".yaml")
# Every second byte of Latin text in UTF-16 is zero, and none in any other encoding that editors offer.
NO_TEXT = b"\0"


def read(path: Path, name: str) -> tuple[str, Complaint | None]:
    """The text of a rule file, which has `name` in messages; in any other encoding than UTF-8 its letters are guesses.

    Raises OSError where it cannot be read. What is no file (a pipe, a device), too long for one, or a link to a file of
    another kind is not opened: a folder of rules may come from strangers.
    """
    wrong = _no_rule_file(path)
    if wrong:
        return "", Complaint(name, 1, 1, "no-file", *wrong)
    data = path.read_bytes()
    try:
        return _lines(data.decode("utf-8-sig")), _nulls(data, name)
    except UnicodeDecodeError as error:
        if data.startswith(UTF_16):
            return "", _utf_16(name)
        return _lines(data.decode("utf-8-sig", "replace")), _nulls(data, name) or _foreign(data, error.start, name)


def _no_rule_file(path: Path) -> tuple[str, str] | None:
    """What keeps a path from being read as a rule file, and the way out."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        return "this is a pipe, a device or a folder, not a file.", "put a rule file in its place"
    if path.is_symlink() and path.resolve().suffix.lower() not in ENDINGS:
        return "this is a link to a file whose name does not end in .yml.", "copy the file, or link to a rule file"
    if about.st_size > MAX_BYTES:
        return f"a rule file has at most {MAX_BYTES:,} bytes, this one has {about.st_size:,}.", "split it"
    return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf_16(name: str) -> Complaint:
    return Complaint(name, 1, 1, "not-utf-8", "this file is saved in UTF-16, so no rule of it counts.", HELP)


def _nulls(data: bytes, name: str) -> Complaint | None:
    return _utf_16(name) if NO_TEXT in data else None


def _foreign(data: bytes, at: int, name: str) -> Complaint:
    """The place of the first byte that is no UTF-8; the rest of its line is shown as Windows would read it."""
    before = _lines(data[:at].decode("utf-8-sig")).split("\n")
    rest = _lines(data[at:].decode("cp1252", "replace")).split("\n")[0]
    sentence = "this file is not saved in UTF-8, as this letter shows, so no rule of it counts."
    return Complaint(name, len(before), len(before[-1]) + 1, "not-utf-8", sentence, HELP, source_line=before[-1] + rest)


LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The language itself is six levels deep; more is a mistake or an attack on the reader.
MAX_DEPTH = 24
BREAK = regex.compile(r"\r\n|\n|\r|\u0085|\u2028|\u2029")
ODD_BREAK = regex.compile(r"[\r\u0085\u2028\u2029]")
# A rule file is written by people; the longest pack we know has 40 kB.
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a rule file and where its first character stands.

    `widths` is set where a character of the text is more than one in the file (`''` in single quotes);
    `exact` is False where columns inside the text cannot be told (folded text, escapes in double quotes).
    """

    text: str
    line: int
    col: int
    exact: bool = True
    widths: tuple[int, ...] = ()

    def column(self, offset: int) -> int:
        """The column in the file of the character at `offset`."""
        if not self.exact:
            return self.col
        return self.col + (sum(self.widths[:offset]) if self.widths else offset)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text. `style` is `|`, `>`, a quote, or empty for plain text."""

    text: str
    line: int
    col: int
    style: str
    raw: tuple[str, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """Its lines that are not blank, each with its place in the file."""
        if self.style == "|":
            return tuple(self._block_lines())
        texts = self.text.split("\n")
        if len(texts) > 1 or self.style == ">" or len(self.raw) > 1:
            return tuple(Line(text, self.line, self.col, exact=False) for text in texts if text.strip())
        return (self._one_line(),) if self.text.strip() else ()

    def _block_lines(self) -> Iterator[Line]:
        for number, text in enumerate(self.text.split("\n")):
            if text.strip():
                raw = self.raw[number + 1] if number + 1 < len(self.raw) else text
                start = raw.find(text.strip())
                yield Line(text.strip(), self.line + 1 + number, max(start, 0) + 1)

    def _one_line(self) -> Line:
        quoted = self.style in ("'", '"')
        exact = self.style != '"' or "\\" not in (self.raw[0] if self.raw else "")
        widths = tuple(2 if char == "'" else 1 for char in self.text) if self.style == "'" and "'" in self.text else ()
        return Line(self.text, self.line, self.col + quoted, exact, widths)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    col: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in file order; a key that stands twice is kept once and complained about."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    col: int

    def get(self, name: str) -> Node | None:
        """The value of a key."""
        return next((value for key, value in self.pairs if key.text == name), None)


Node = Scalar | Items | Mapping


class NotReadable(Exception):
    """The text cannot be read further: not YAML, or nested beyond reason."""


@dataclass
class Source:
    """A rule file's text, its name in messages, and the complaints about it so far."""

    name: str
    text: str
    first_line: int = 1
    complaints: list[Complaint] = field(default_factory=list)
    raw: list[str] = field(init=False)

    def __post_init__(self) -> None:
        text = self.text.removeprefix("\ufeff")
        self.raw = BREAK.split(text) if ODD_BREAK.search(text) else text.split("\n")

    def complain(  # noqa: PLR0913 - the fields of a complaint
        self,
        spot: Node | Line,
        code: str,
        sentence: str,
        help: str = "",
        *,
        offset: int = 0,
        severity: Severity = "error",
    ) -> None:
        """Note a complaint at a node, or inside a line at the character `offset`."""
        col = spot.column(offset) if isinstance(spot, Line) else spot.col
        self.complain_at(spot.line, col, code, sentence, help, severity=severity)

    def complain_at(  # noqa: PLR0913 - the fields of a complaint
        self, line: int, col: int, code: str, sentence: str, help: str = "", *, severity: Severity = "error"
    ) -> None:
        """Note a complaint at a line and column, both from 1."""
        index = line - self.first_line
        shown = self.raw[index] if 0 <= index < len(self.raw) else ""
        self.complaints.append(Complaint(self.name, line, col, code, sentence, help, severity, shown))

    def root(self) -> Mapping | None:
        """The file as one mapping; None, with a complaint, where there is none."""
        try:
            node = self._read()
        except NotReadable:
            return None
        if node is None:
            self.complain_at(
                self.first_line, 1, "empty", "there is nothing in this file.", "begin with `site:` and `match:`"
            )
        elif not isinstance(node, Mapping):
            self.complain(node, "wrong-type", "a rule file is keys with values.", "begin with `site:` and `match:`")
        else:
            return node
        return None

    def _read(self) -> Node | None:
        if len(self.text) > MAX_CHARACTERS:
            self.complain_at(self.first_line, 1, "too-long", f"a rule file has at most {MAX_CHARACTERS:,} characters.")
            raise NotReadable
        events = yaml.parse(self.text, Loader=LOADER)
        try:
            return Reader(self, events).document()
        except yaml.YAMLError as error:
            line, col, sentence, help = explain(error, self.raw)
            self.complain_at(line + self.first_line - 1, col, "not-yaml", sentence, help)
            raise NotReadable from error

    def lines_of(self, start: Any, end: Any) -> tuple[str, ...]:
        """The raw lines between two marks of the YAML reader."""
        return tuple(
            self.raw[start.line : end.line + (1 if end.column else 0)] or self.raw[start.line : start.line + 1]
        )


class Reader:
    """Events of the YAML parser → nodes. Composing ourselves shows anchors and tags, which `yaml.compose` hides."""

    def __init__(self, source: Source, events: Any) -> None:
        self.source = source
        self.events = events
        self.depth = 0

    def document(self) -> Node | None:
        """The first document of the stream."""
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and node is not None:
                self._complain(event, "two-documents", "`---` begins a second document.", "one file, one set of rules")
                return node
            if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.AliasEvent):
                node = self._node(event)
        return None if isinstance(node, Scalar) and not node.text and not node.style else node

    def _complain(self, event: Any, code: str, sentence: str, help: str = "") -> None:
        line = event.start_mark.line + self.source.first_line
        self.source.complain_at(line, event.start_mark.column + 1, code, sentence, help)

    def _node(self, event: Any) -> Node:
        line, col = event.start_mark.line + self.source.first_line, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            self._complain(event, "anchor", "`*name` is a YAML alias.", "put text that begins with * in single quotes")
            return Scalar("*" + str(event.anchor), line, col, "'")
        self._refuse_clever(event)
        if isinstance(event, yaml.ScalarEvent):
            raw = self.source.lines_of(event.start_mark, event.end_mark)
            return Scalar(event.value, line, col, event.style or "", raw)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._complain(event, "too-deep", f"nested deeper than {MAX_DEPTH} levels.")
            raise NotReadable
        node: Node = self._items(line, col) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(line, col)
        self.depth -= 1
        return node

    def _refuse_clever(self, event: Any) -> None:
        if event.anchor:
            self._complain(event, "anchor", f"`&{event.anchor}` is a YAML anchor; rules do not use them.",
                           "write the lines out, or put text that begins with & in single quotes")  # fmt: skip
        if event.tag:
            self._complain(event, "tag", f"`{event.tag}` is a YAML tag; rules do not use them.",
                           "put text that begins with ! in single quotes")  # fmt: skip

    def _items(self, line: int, col: int) -> Items:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event))
        return Items(tuple(items), line, col)

    def _mapping(self, line: int, col: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event)
            value = self._node(next(self.events))
            if not isinstance(key, Scalar):
                self.source.complain(
                    key, "wrong-type", "a key is a single word.", "put text with braces in single quotes"
                )
            elif key.text == "<<":
                self.source.complain(key, "merge", "`<<` merges mappings; rules do not use it.", "use `extends:`")
            elif key.text in pairs:
                first = pairs[key.text][0].line
                self.source.complain(key, "duplicate-key", f"`{key.text}` stands here twice, first in line {first}.",
                                     "put both under one key; a new rule or test begins with -")  # fmt: skip
            else:
                pairs[key.text] = (key, value)
        return Mapping(tuple(pairs.values()), line, col)
