"""The lines around the headline → the dates of publication and of change that stand in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import regex

from cleaner.metadata.byline import Found
from cleaner.metadata.headline_area import MAX_LINE, Line
from cleaner.metadata.names import strip_by
from cleaner.metadata.sources import LAST_RESORT
from cleaner.page import Words
from cleaner.reading.surroundings import calls, in_caption, in_card, names_author
from cleaner.text.printed_dates import IN_WORDS, MAY_BE_DATE, NUMBERS, TIME, dates_in, day, iso
from cleaner.text.sentences import ends_sentence

PUBLISHED, MODIFIED = "published", "modified"
IN_ELEMENT, IN_TEXT = 0.9, 0.85
CHANGE = regex.compile(r"updat|modif|revis", regex.I)
ISSUE = regex.compile(r"publi|creat|issued", regex.I)
"""Names of elements, not words of a language. Many themes call one date both: it is the day of publication."""
DATED = regex.compile(r"date|publi|time|posted|byline|meta", regex.I)
TODAY = regex.compile(
    r"today|current[-_]?date|date[-_]?now|fecha[-_]?(?:hoy|actual)|hoy|heute|aujourd|oggi|hari[-_]?ini", regex.I
)
"""Names of the element in a site's header that shows what day it is."""
MAX_AROUND = 110
"""Letters beside the date in a publication line ("Published … by Ada Okafor, Science editor | 5 min read")."""
MAX_BESIDE = 25
"""Letters beside it after the first paragraph: there, lists, captions and boxes have dates, too."""
MAX_DATES = 2
DASHED = regex.compile(r"\(?\s*(?:-|–|—|to|until|bis|au|hasta|al)\s*\)?")
MONTH = 31
"""Days between publication and change are fewer, where one line has both and no words."""
MIN_STORIES = 3
"""So many days in elements of one name are those of other stories."""
MAX_LABEL = 4
"""Words before a date that say what it is of: "Last updated on"."""
TIMESTAMP = ("timestamp",)
NO, PERHAPS, SURELY = range(3)
"""Whether a date is the article's."""
BARS = regex.compile(r"[|•·–—;]\s*")
SMALL_WORD = regex.compile(r"(?<![\p{L}\p{N}'’-])[\p{Ll}\p{Lo}]")
MIN_SMALL = 2
"""So many words without a capital, and the end of a sentence, make a line with a date a sentence about that day."""
NUMBER = regex.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date in a line: where it begins, what its element is called, what made it one, how sure that is."""

    value: str
    at: int
    hints: str
    why: str
    confidence: float


Dated = tuple[str, Line, Sequence[Stamp]]
"""The short line before, a line with dates, and these."""


def dates_near(
    lines: Sequence[Line], words: Words, language: str | None, headline: Any = None
) -> Iterator[tuple[str, Found]]:
    """(name of the fact, date) for each date by the headline: in a `time` element, or as a short line's text.

    A date above the headline is the site's calendar where another day stands below it.
    """
    above, below = list[tuple[str, Found]](), list[tuple[str, Found]]()
    days = set[str]()
    for before, line, stamps in _without_lists(list(_dated(lines, language))):
        told = [_told(line.text[: stamp.at] or before, stamp.value, words) for stamp in stamps]
        sure = SURELY if any(told) else _is_the_articles(line, stamps[0], words)
        if sure == NO or (line.prose and in_card(line.block, headline)):
            continue
        found = list(_named(line, stamps, told))
        (above if line.prose is None else below).extend(found)
        if line.prose is not None and sure == SURELY:
            days |= {day(one.value) for _, one in found}
    for name, one in above:
        if name == PUBLISHED and days and day(one.value) not in days:
            why = f"{one.why}, but another day stands below the headline"
            yield name, replace(one, confidence=LAST_RESORT - 0.1, why=why)
        else:
            yield name, one
    yield from below


def _dated(lines: Sequence[Line], language: str | None) -> Iterator[Dated]:
    before = ""
    for line in lines:
        may = line.datetimes or (len(line.text) <= MAX_LINE and MAY_BE_DATE.search(line.text))
        if may and (stamps := list(_stamps(line, language))):
            yield before, line, stamps
        before = line.text if len(line.text) <= MAX_BESIDE else ""


def _stamps(line: Line, language: str | None) -> Iterator[Stamp]:
    """The dates of a line's `time` elements, then other days of its text if it is short."""
    days = set[str]()
    for stamp, hints, at in line.datetimes:
        if value := iso(stamp, language):
            days.add(day(value))
            yield Stamp(value, at, hints, "time element by the headline", IN_ELEMENT)
    if len(line.text) <= MAX_LINE and (len(line.text) <= MAX_AROUND or len(_around(line.text)) <= MAX_AROUND):
        for value, at in () if is_period(line.text, language) else islice(dates_in(line.text, language), MAX_DATES):
            if day(value) not in days:
                yield Stamp(value, at, "", f"date by the headline: {line.text[:60]}", IN_TEXT)


def _without_lists(dated: Sequence[Dated]) -> list[Dated]:
    """The lines with dates but those of a list: elements of one name, each with another day."""
    if len(dated) < MIN_STORIES:
        return list(dated)
    names = [_name(line) for _, line, _ in dated]
    days: dict[str, set[str]] = defaultdict(set)
    for name, (_, _, stamps) in zip(names, dated, strict=True):
        days[name].add(day(stamps[0].value))
    return [one for name, one in zip(names, dated, strict=True) if len(days[name]) < MIN_STORIES]


def _name(line: Line) -> str:
    """The tags and names of a line's element and of the two around it, without the numbers of single stories."""
    names: list[str] = []
    node = line.block
    while node is not None and len(names) < MIN_STORIES:
        names.append(f"{node.tag} {calls(node)}")
        node = node.parent
    return NUMBER.sub("", " ".join(names))


def _named(line: Line, stamps: Sequence[Stamp], told: Sequence[str]) -> Iterator[tuple[str, Found]]:
    """Each date with what it is of: what the words before it say, otherwise its elements, otherwise its place."""
    said = set[str]()
    for stamp, label in zip(stamps, told, strict=True):
        name = label or _called(stamp, line)
        less = 0.0
        if stamp.confidence == IN_TEXT:
            name = name or (MODIFIED if PUBLISHED in said else PUBLISHED)
            less = 0.05 if name == MODIFIED else 0.0
        said.add(name or PUBLISHED)
        yield name or PUBLISHED, Found(stamp.value, stamp.why, stamp.confidence - less)


def _told(before: str, value: str, words: Words) -> str:
    """What a pack says of a date from the words before it, "published" or "modified"; empty where it says nothing.

    The date is put as data write it, which packs read in every language.
    """
    last = BARS.split(before[-MAX_AROUND:])[-1].split()[-MAX_LABEL:]
    for start in range(len(last)):
        line = f"{' '.join(last[start:])} {day(value)}"
        told = words.matches("timestamp", line) if words.may_know(line, TIMESTAMP) else None
        if told and ("date" in told.fields) != ("updated" in told.fields):
            return MODIFIED if "updated" in told.fields else PUBLISHED
    return ""


def _called(stamp: Stamp, line: Line) -> str:
    """What the elements are called that hold the date: its own, or those around the line; empty if neither says it."""
    around = f"{line.hints} {' '.join(hints for _, hints in line.named)}"
    for hints in (stamp.hints, around):
        if ISSUE.search(hints):
            return PUBLISHED
        if CHANGE.search(hints):
            return MODIFIED
    return ""


def _is_the_articles(line: Line, first: Stamp, words: Words) -> int:  # noqa: PLR0911 - cases: the first that holds counts
    """Whether a line with a date is about the article, not a sentence, a caption or a box with a date in it."""
    if names_author(line.hints) or any(names_author(hints) for _, hints in line.named):
        return SURELY
    if strip_by(line.text, words)[1] or words.matches("timestamp", line.text):
        return SURELY
    around = _around(line.text)
    if line.prose is None and any(TODAY.search(hints) for hints in (line.hints, calls(line.block))):
        return NO
    if in_caption(line.block, line.hints) and (first.at or len(around) > MAX_BESIDE):
        return NO
    if is_sentence(line.text, around) and not DATED.search(calls(line.block)):
        return NO
    if len(around) <= MAX_BESIDE:
        return SURELY
    return PERHAPS if not line.prose or DATED.search(line.hints) else NO


def is_sentence(text: str, around: str) -> bool:
    """Whether a text with a date, and with other words `around` it, is a sentence about that day.

    >>> is_sentence("Work begins on May 15, 2024.", "Work begins on ."), is_sentence("Leeds, May 15, 2024.", "Leeds, .")
    (True, False)
    """
    return ends_sentence(text) and len(SMALL_WORD.findall(around)) >= MIN_SMALL


def is_period(text: str, language: str | None) -> bool:
    """Whether a line is two days far apart with a dash between them: a life, a term, the run of an exhibition.

    >>> is_period("June 3, 1931 – February 11, 2025", "en"), is_period("4 Dec 2024 - 5 Dec 2024", "en")
    (True, False)
    """
    if not DASHED.fullmatch(_around(text)):
        return False
    days = [date.fromisoformat(day(value)) for value, _ in dates_in(text, language)]
    return len(days) == 2 and abs(days[1] - days[0]).days > MONTH


def _around(text: str) -> str:
    rest = text
    for pattern in (NUMBERS, IN_WORDS, TIME):
        rest = pattern.sub("", rest)
    return rest.strip()
