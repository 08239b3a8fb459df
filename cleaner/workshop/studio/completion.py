"""A rule file's text and a place in it → the keys or values that may stand there, with their meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from cleaner.page import LABELS
from cleaner.rules.file.schema import SECTIONS, Key
from cleaner.rules.patterns.fields import FIELDS

LINE = regex.compile(r"(?P<gap> *)(?P<dash>- +)?(?:(?P<key>[\w.]+):)?(?P<rest>.*)")
WORD = regex.compile(r"[\w.-]*$")
FIELD = regex.compile(r"\{[\w.]*$")
NEEDS_NOT = frozenset({"outside"})


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be typed: the text, what it means, and what is put after it."""

    text: str
    meaning: str = ""
    kind: str = "property"
    after: str = ""


def complete(text: str, offset: int) -> tuple[int, list[Option]]:
    """Where the word begins that is being typed, and what it may become.

    >>> start, options = complete("site: A\\ntext:\\n  dro", 19)
    >>> start, [option.text for option in options if option.text.startswith("dro")]
    (16, ['drop_from', 'drop_until', 'drop_between', 'drop_lines'])
    """
    before = text[:offset]
    line = before.rpartition("\n")[2]
    found = FIELD.search(line)
    if found:
        names = [Option("{" + name + "}", "field", "variable") for name in (*FIELDS, "_")]
        return offset - len(found[0]), names
    word = WORD.search(line)
    start = offset - len(word[0] if word else "")
    section, key = _path(before)
    if section is None:
        return offset, []
    return start, list(_values(section, key) if key else _keys(section))


def _keys(section: str) -> Iterator[Option]:
    for name, spec in SECTIONS[section].items():
        yield Option(name, spec.meaning, "property", ": |" if _is_block(spec) else ": ")


def _is_block(spec: Key) -> bool:
    return spec.kind in ("lines", "entries")


def _values(section: str, key: str) -> Iterator[Option]:
    spec = SECTIONS[section].get(key)
    if spec is None:
        return
    if spec.kind == "labels":
        yield from (Option(label, "label", "enum") for label in sorted(LABELS - NEEDS_NOT))
    elif spec.kind == "where":
        yield from (Option(words, spec.meaning, "enum") for words in ("first 6 lines", "last 5 lines", "last 40%"))
    elif spec.kind == "needs":
        yield from (Option(words, spec.meaning, "enum") for words in ("3 short lines after", "blank line before"))
    else:
        yield from (Option(choice, spec.meaning, "enum") for choice in spec.choices)


def _path(before: str) -> tuple[str | None, str]:
    """The section that the last line is in, and the key whose value is being typed there, if any."""
    lines = before.split("\n")
    last = LINE.fullmatch(lines[-1])
    if last is None:
        return None, ""
    depth = len(last["gap"]) + len(last["dash"] or "")
    keys = _above(lines[:-1], depth)
    section = _section(keys)
    return section, last["key"] or ""


def _above(lines: Sequence[str], depth: int) -> list[str]:
    """The keys that a line of that depth stands under, the outermost first."""
    keys: list[str] = []
    for line in reversed(lines):
        found = LINE.fullmatch(line)
        if found is None or not line.strip() or not found["key"]:
            continue
        mine = len(found["gap"])
        inner = mine + len(found["dash"] or "")
        if mine < depth and inner < depth:
            if found["rest"].strip()[:1] in ("|", ">"):
                return [*keys, "|"]
            keys.insert(0, found["key"])
            depth = mine if not found["dash"] else mine + 1
        if depth == 0:
            break
    return keys


def _section(keys: Sequence[str]) -> str | None:
    """The section of the rule language that a chain of keys leads to; None inside a block of text."""
    section = "file"
    for key in keys:
        spec = SECTIONS[section].get(key)
        if spec is None or not spec.section:
            return None
        section = spec.section
    return section
