"""Lines of a rule file in which something is wrong → those whose blanks, colons or indents are not what YAML knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import regex

from cleaner.rules.schema import SECTIONS

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
    for number, line, bar in outside_bars(lines):
        found = next((slip for look in LOOKS if (slip := look(number, line))), None)
        deep = len(line) - len(line.lstrip(" "))
        if found is None and bar and not STRUCTURE.match(line):
            found = Slip(number, deep + 1, f"this line is not indented under the bar in line {bar}.",
                         "put blanks before it, two more than stand before the key with the bar")  # fmt: skip
        found = found or _level(number, line, levels)
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


LOOKS: tuple[Callable[[int, str], Slip | None], ...] = (_odd_blank, _colon)
