"""An error of the YAML parser → the line that caused it and the usual cause in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import regex
import yaml

from cleaner.rules.file.schema import SECTIONS

# --- Lines of a rule file in which something is wrong → those whose blanks, colons or indents are not what YAML knows.


KEYS = frozenset(name for keys in SECTIONS.values() for name in keys)
# Blanks that look like one and are none for YAML: of other widths, or not to be broken at.
ODD = r"\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
ODD_INDENT = regex.compile(rf"[ ]*(?:- +)?(?P<odd>[{ODD}])\s*[^\s#]")
ODD_AFTER = regex.compile(rf"[ ]*(?:- +)?\w+:[ ]*(?:[|>][+\-0-9]*[ ]*)?(?P<odd>[{ODD}])")
WORD = regex.compile(r"[ ]*(?:- +)?(?P<key>[a-z_]+)(?P<rest>.*)")
OTHER_COLON = regex.compile(r"\s*[：﹕︓ː꞉]")
KEY_OF_ITEM = regex.compile(r"[ ]*(?:- +)+(?=\w+:)")
HEADER = regex.compile(r"(?:^|[:\-])\s*[|>][+\-0-9]*\s*(?:#.*)?$")
BAR = regex.compile(r"\s+[|>][+\-0-9]*\s*$")
HASH_IN_LIST = regex.compile(r"[\[,]\s*#(?P<name>[\w\-]+)(?=[^'\"]*$)")
ITEM_IN_LIST = regex.compile(r":\s+(?P<list>\[.*)$")
SPECIAL_ITEM = regex.compile(r"[\[,]\s*(?P<sign>[*&!%@`>|])|[^\s,\[](?P<sign>\[)")
STRUCTURE = regex.compile(r"""\s*(?:#|---|\.\.\.|-(?:\s|$)|[^\s"'{\[][^:：]*[:：](?:\s|$)|["'{\[])""")


class Slip(NamedTuple):
    """What is wrong with a line: its number and the column, both from 1, a sentence and the way out."""

    line: int
    col: int
    sentence: str
    help: str


def slips(lines: Sequence[str]) -> Iterator[Slip]:
    """The slips of a file, line by line; what stands under a bar is text and has none.

    >>> [slip.sentence for slip in slips(["site：A", "text:", "  keep: |", "    site：A", "  drop_lines |"])]
    ['this colon is not the one that YAML knows.', 'the colon after `drop_lines` is missing.']
    """
    levels: list[int] = []
    seen = Levels()
    told = False
    for number, line, bar in outside_bars(lines):
        found = next((slip for look in LOOKS if (slip := look(number, line))), None)
        deep = len(line) - len(line.lstrip(" "))
        if found is None and bar and not STRUCTURE.match(line):
            found = Slip(number, deep + 1, f"this line is not indented under the bar in line {bar}.",
                         "put blanks before it, two more than stand before the key with the bar")  # fmt: skip
        misplaced = seen.look(number, line)
        found = found or misplaced or (None if told else _level(number, line, levels))
        told = told or misplaced is not None
        if found:
            yield found


def outside_bars(lines: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """The lines that are not text under a bar, with their numbers, and the line of the bar for the first after one."""
    bar, indent = 0, -1
    for number, line in enumerate(lines, 1):
        deep = len(line) - len(line.lstrip(" "))
        if line.strip() and not (bar and deep > indent):
            yield number, line, bar
            bar = number if HEADER.search(line) or BAR.search(line) else 0
            key = KEY_OF_ITEM.match(line)
            indent = key.end() if key else deep


def _level(number: int, line: str, levels: list[int]) -> Slip | None:
    """A key of ours that stands less deep than the one above it, and in no line with an earlier one."""
    found = WORD.match(line)
    if not found or (found["key"] not in KEYS and "-" not in line[: found.start("key")]):
        return None
    places = {len(line) - len(line.lstrip(" ")), found.start("key")}
    first, top = min(places), levels[-1] if levels else -1
    while levels and levels[-1] > first:
        levels.pop()
    wrong = first < top and first not in levels
    levels += sorted(places - {*levels})
    if not wrong:
        return None
    return Slip(number, first + 1, f"this line has {first} blank{'s' * (first != 1)} before it, as no key above has.",
                "put as many before it as before the key that it belongs to")  # fmt: skip


def _odd_blank(number: int, line: str) -> Slip | None:
    found = ODD_INDENT.match(line) or ODD_AFTER.match(line)
    if not found:
        return None
    kind = "no-break space" if found["odd"] == "\u00a0" else "blank of another kind"
    return Slip(number, found.start("odd") + 1, f"a {kind} stands here; YAML knows only plain blanks.",
                "delete it, and type blanks in its place")  # fmt: skip


def _colon(number: int, line: str) -> Slip | None:
    """A key of ours whose colon is missing, is another sign, or has no blank after it."""
    found = WORD.match(line)
    if not found or found["key"] not in KEYS:
        return None
    key, rest, col = found["key"], found["rest"], found.end("key") + 1
    if other := OTHER_COLON.match(rest):
        return Slip(number, col + other.end() - 1, "this colon is not the one that YAML knows.", f"write `{key}: `")
    if rest[:1] == ":" and rest[1:].strip() and not rest[1].isspace():
        return Slip(number, col, f"a blank is missing after `{key}:`.", f"write `{key}: ` and the value")
    bare = not rest.strip() and "-" not in line
    if bare or BAR.fullmatch(rest):
        return Slip(number, col, f"the colon after `{key}` is missing.", f"write `{key}:{rest.rstrip()}`")
    return None


def _hash(number: int, line: str) -> Slip | None:
    """`[#promo, .box]`: a sign that begins a comment, where an id of a page was meant."""
    found = HASH_IN_LIST.search(line)
    if not found:
        return None
    name = found["name"]
    return Slip(number, found.start("name"), "# begins a comment here, so the rest of the line is lost.",
                f"put it in single quotes: '#{name}'")  # fmt: skip


def _special_item(number: int, line: str) -> Slip | None:
    """`[*.txt]`: an item of a list in brackets that begins with a sign that YAML knows, or has brackets itself."""
    if not (found := ITEM_IN_LIST.search(line)) or found["list"].count("'") + found["list"].count('"') > 0:
        return None
    item = SPECIAL_ITEM.search(found["list"])
    if not item:
        return None
    sign, col = item["sign"], found.start("list") + item.start("sign") + 1
    return Slip(number, col, f"{sign} in a list in brackets means something to YAML.",
                "put each item of the list in single quotes: ['…', '…']")  # fmt: skip


class Levels:
    """What is seen of a file line by line: the key above, and where the dashes of the lists stand."""

    def __init__(self) -> None:
        self.key, self.col, self.rest, self.line = "", -1, "", 0
        self.dashes: dict[int, int] = {}

    def look(self, number: int, line: str) -> Slip | None:
        """A section that is empty because what belongs to it is not indented, a lost dash, a key that is too deep."""
        found = WORD.match(line)
        if not found or found["key"] not in KEYS or not found["rest"].startswith(":"):
            self.key = self.rest = ""
            return None
        col, dash = found.start("key"), "-" in line[: found.start("key")]
        slip = self._empty(number, found["key"], col) or (
            None if dash else self._deeper(number, found["key"], col) or self._no_dash(number, found["key"], col)
        )
        if dash:
            at = len(line) - len(line.lstrip(" "))
            if at > self.col or at in self.dashes:
                self.dashes[at] = number
        self.dashes = {at: seen for at, seen in self.dashes.items() if at <= col}
        self.key, self.col, self.rest, self.line = found["key"], col, found["rest"][1:].strip(), number
        return slip

    def _empty(self, number: int, key: str, col: int) -> Slip | None:
        if self.key not in ("text", "html") or self.rest or col > self.col or key not in SECTIONS[self.key]:
            return None
        return Slip(number, col + 1, f"`{self.key}:` in line {self.line} is empty; `{key}:` belongs below it.",
                    "put two blanks more before this line, and before all that belong to it")  # fmt: skip

    def _deeper(self, number: int, key: str, col: int) -> Slip | None:
        if not self.rest or self.rest[0] in "|>#&[{" or col <= self.col:
            return None
        return Slip(number, col + 1, f"`{key}` stands deeper than `{self.key}` in line {self.line}.",
                    f"put as many blanks before it as before `{self.key}`")  # fmt: skip

    def _no_dash(self, number: int, key: str, col: int) -> Slip | None:
        if col not in self.dashes or col >= self.col:
            return None
        return Slip(number, col + 1, f"the dash before `{key}` is missing.", f"write `- {key}:`")


LOOKS: tuple[Callable[[int, str], Slip | None], ...] = (_odd_blank, _colon, _hash, _special_item)


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
