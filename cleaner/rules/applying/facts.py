"""Captured fields → facts under the names of the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleaner.page import Fact, Voice
from cleaner.text.dates import Calendar, with_year

NAMES = {
    "title": "title", "author": "authors", "authors": "authors", "date": "published", "updated": "modified",
    "subtitle": "description", "tags": "topics", "section": "section",
}  # fmt: skip
DATELINE = {"place": "location", "dateline_date": "date", "agency": "agency"}
# A site's text rules outrank its html rules unless its file says `prefer`; decide takes the surest of equal voices.
TEXT_CONFIDENCE = 0.95
HTML_CONFIDENCE = 0.93
STEP = 0.01


@dataclass(frozen=True, slots=True)
class Taken:
    """What one rule captured, and where."""

    fields: Mapping[str, Any]
    by: str
    why: str
    voice: Voice
    block: int | None
    confidence: float = TEXT_CONFIDENCE


def facts_of(taken: Iterable[Taken], calendar: Calendar) -> Iterator[Fact]:
    """The facts in the order they were captured; the parts of a dateline become one fact."""
    all_taken = list(taken)
    for one in all_taken:
        for name, value in _named(one.fields, calendar):
            yield Fact(name, value, one.why, one.by, one.voice, one.block, one.confidence)
    yield from _dateline(all_taken)


def _named(fields: Mapping[str, Any], calendar: Calendar) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if name in ("date", "updated"):
            yield NAMES[name], _with_time(value, fields.get("time"), calendar)
        elif name in NAMES:
            yield NAMES[name], value
        elif name not in DATELINE and name != "time":
            yield name, value


def _with_time(day: str, time: str | None, calendar: Calendar) -> str:
    """A date and the time that stands in the same template."""
    if not time or "T" in day:
        return day
    return calendar.read(f"{day} {time}") or day


def _dateline(all_taken: list[Taken]) -> Iterator[Fact]:
    parts: dict[str, Any] = {}
    first: Taken | None = None
    for one in all_taken:
        for name, key in DATELINE.items():
            if name in one.fields and key not in parts:
                parts[key] = one.fields[name]
                first = first or one
    if first is not None:
        value = {"location": parts.get("location"), "date": parts.get("date"), "agency": parts.get("agency")}
        yield Fact("dateline", value, first.why, first.by, first.voice, first.block, first.confidence)


def completed(facts: Iterable[Fact]) -> list[Fact]:
    """Datelines without a year get it from the first published date among the facts."""
    found = list(facts)
    published = next((str(fact.value) for fact in found if fact.name == "published"), None)
    return [_complete(fact, published) if fact.name == "dateline" else fact for fact in found]


def _complete(fact: Fact, published: str | None) -> Fact:
    date = fact.value.get("date")
    year = with_year(date, published)
    return replace(fact, value={**fact.value, "date": year or date}) if year != date else fact


def preferred(facts: Sequence[Fact], prefer: Sequence[str]) -> list[Fact]:
    """The facts in the order of authority that a file asks for with `prefer`: of `text`, `html` and `page`.

    What stands after `page` speaks with less weight than what the page says of itself.
    """
    if not prefer:
        return list(facts)
    return [_preferred(fact, prefer) for fact in facts]


def _preferred(fact: Fact, prefer: Sequence[str]) -> Fact:
    kind = "html" if fact.confidence == HTML_CONFIDENCE else "text"
    place = prefer.index(kind) if kind in prefer else len(prefer)
    below = "page" in prefer and prefer.index("page") < place
    return replace(fact, confidence=TEXT_CONFIDENCE - STEP * place, voice=Voice.PACK if below else fact.voice)
