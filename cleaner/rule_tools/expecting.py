"""What a test expects and what came → each difference as a sentence that names the line and the rule behind it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaner.page import Cleaned, Page, Removed
from cleaner.rule_tools.written import Written
from cleaner.rules.checking import NO
from cleaner.rules.complaint import nearest
from cleaner.rules.model import Case

# The names of fields in tests → where the result has them.
RESULT_NAMES = {
    "subtitle": "description", "author": "authors", "date": "published", "updated": "modified", "tags": "topics",
}  # fmt: skip
DATELINE = {"place": "location", "dateline_date": "date", "agency": "agency"}
NOT_FIELDS = frozenset({
    "name", "input", "input_file", "kind", "address", "file", "body", "body_has", "body_lacks", "unchanged", "fires",
    "not_fires", "todo", "live", "why",
})  # fmt: skip
# Longer quotations hide the sentence around them.
QUOTED = 60


@dataclass(frozen=True)
class Miss:
    """One expectation that was not met: the key of the test, the sentence, and for bodies the lines that differ."""

    key: str
    sentence: str
    diff: tuple[str, ...] = ()
    actual: Any = None


@dataclass(frozen=True)
class Seen:
    """A test and what came of it. `page` is the input before repairs."""

    written: Written
    case: Case
    page: Page
    cleaned: Cleaned
    fired: frozenset[str]


def misses(seen: Seen) -> Iterator[Miss]:
    """All expectations that were not met."""
    case = seen.case
    for line in dict.fromkeys(seen.cleaned.warnings):
        if "extends" in line or "ran out of time" in line:
            yield Miss("name", line)
    if "body" in case.texts:
        yield from _body(seen, lines_in(case.texts["body"]), "body")
    if case.texts.get("unchanged", "no").strip().lower() not in NO:
        yield from _body(seen, _whole(seen.page), "unchanged")
    yield from _pieces(seen)
    yield from _rules(seen)
    for name in sorted(case.lists.keys() - NOT_FIELDS):
        yield from _field(seen, name)


def even(text: str) -> str:
    """A line with single blanks."""
    return " ".join(text.split())


def lines_in(text: str) -> list[str]:
    """The lines of a body; blank lines and runs of blanks do not count."""
    return [line for line in map(even, text.splitlines()) if line]


def quoted(text: str) -> str:
    """A line as it is shown in a sentence."""
    return f'"{text}"' if len(text) <= QUOTED else f'"{text[: QUOTED - 1].rstrip()}…"'


def _whole(page: Page) -> list[str]:
    marks = ["- " if page.kind == "html" and block.tag == "li" else "" for block in page.blocks]
    return [
        line
        for mark, block in zip(marks, page.blocks, strict=True)
        if block.text
        for line in lines_in(mark + block.text)
    ]


def _body(seen: Seen, wanted: list[str], key: str) -> Iterator[Miss]:
    got = lines_in(seen.cleaned.text)
    if got == wanted:
        return
    lost = [line for line in wanted if line not in got]
    extra = [line for line in got if line not in wanted]
    said = [_lost(seen, line) for line in lost] + [f"{_place(seen, line)} stayed" for line in extra]
    said += [line for line in seen.cleaned.warnings if line not in seen.page.warnings]
    what = "; ".join(said) or "the lines are there, but in another order or number"
    yield Miss(key, what, tuple(_diff(wanted, got)), got)


def _diff(wanted: list[str], got: list[str]) -> Iterator[str]:
    """Lines that are only expected (-) and only there (+), with those around them."""
    for line in difflib.unified_diff(wanted, got, "expected", "came", lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _place(seen: Seen, line: str) -> str:
    for block in seen.page.blocks:
        if line in even(block.text) or even(block.text) in line:
            return f"line {block.first_line}, {quoted(line)}," if block.first_line else quoted(line)
    return quoted(line)


def _lost(seen: Seen, line: str) -> str:
    removed = next((one for one in seen.cleaned.removed if _same(even(one.text), line)), None)
    if removed is None:
        in_part = next((one for one in seen.cleaned.removed if even(one.text) and even(one.text) in line), None)
        if in_part is not None:
            return f"{_place(seen, line)} lost {quoted(even(in_part.text))} to {_rule(seen, in_part)}"
        return f"{_place(seen, line)} is not in the body"
    return f"{_place(seen, line)} was removed by {_rule(seen, removed)}"


def _same(removed: str, line: str) -> bool:
    return line in {removed, f"- {removed}"}


def _rule(seen: Seen, removed: Removed) -> str:
    name, _, place = removed.by.partition(" ")
    file, _, line = place.rpartition(":")
    if not place:
        return {"site_body": "the `html: body` of this file", "guard": "the guard"}.get(name, name)
    return f"line {line} ({name})" if file == seen.written.file.name else f"{name} of {place}"


def _pieces(seen: Seen) -> Iterator[Miss]:
    for line in seen.case.lists.get("body_has", ()):
        yield from _has(seen, even(line))
    for line in seen.case.lists.get("body_lacks", ()):
        yield from _lacks(seen, even(line))


def _has(seen: Seen, line: str) -> Iterator[Miss]:
    if not any(line in got for got in lines_in(seen.cleaned.text)):
        yield Miss("body_has", _lost(seen, line))


def _lacks(seen: Seen, line: str) -> Iterator[Miss]:
    if any(line in got for got in lines_in(seen.cleaned.text)):
        yield Miss("body_lacks", f"{_place(seen, line)} stayed")


def _rules(seen: Seen) -> Iterator[Miss]:
    known = {*seen.written.file.ids, *seen.fired}
    for name in _ids(seen.case, "fires"):
        if name not in seen.fired:
            near = nearest(name, known)
            hint = "" if name in known else f"; no rule here has this id{f', did you mean {near}?' if near else ''}"
            yield Miss("fires", f"the rule {name} did not fire{hint}")
    for name in _ids(seen.case, "not_fires"):
        if name in seen.fired:
            yield Miss("not_fires", f"the rule {name} fired")


def _ids(case: Case, key: str) -> list[str]:
    return [name.strip() for line in case.lists.get(key, ()) for name in line.split(",") if name.strip()]


def value_named(cleaned: Cleaned, name: str) -> Any:
    """The value of the result that a test calls `name`."""
    if name in DATELINE:
        return (cleaned.metadata.get("dateline") or {}).get(DATELINE[name])
    return cleaned.metadata.get(RESULT_NAMES.get(name, name))


def _field(seen: Seen, name: str) -> Iterator[Miss]:
    actual = value_named(seen.cleaned, name)
    wanted = [even(value) for value in seen.case.lists[name]]
    got = [
        even(str(value)) for value in (actual if isinstance(actual, list | tuple) else [actual]) if value is not None
    ]
    if wanted == got or (not isinstance(actual, list | tuple) and " ".join(wanted) == " ".join(got)):
        return
    shown = ", ".join(got) if got else "nothing"
    expected = quoted(", ".join(wanted) or "nothing")
    yield Miss(name, f"`{name}` is {quoted(shown) if got else shown}, expected {expected}",
               actual=actual)  # fmt: skip
