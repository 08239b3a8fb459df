"""A date as a page prints it → ISO 8601, or None where it does not parse; no zone and no part is invented.

In this order: ISO, the rule's own format, day, month name and year (month names from the packs), numbers alone in the
order the file states, and at last dateparser with the pack's languages (imported only then: it takes its time).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import regex

from cleaner.rules.months import month_numbers

ORDERS = {"day-first": "DMY", "month-first": "MDY", "year-first": "YMD"}
LONGEST_DATE = 64
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Two-digit years up to this one belong to this century; POSIX draws the same line.
CENTURY = 68
# A dateline without a year is of the year before when it would lie further ahead of the date than this.
DATELINE_AHEAD = timedelta(days=60)
MEMORY = 4096

CLOCK = regex.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?::|\.|h)(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d.])"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?",
    flags=regex.IGNORECASE,
)
HOUR = regex.compile(r"(?<![\d:.])(?P<hour>\d{1,2})\s?(?P<half>[ap])\.?\s?m\b\.?", flags=regex.IGNORECASE)
OFFSET = regex.compile(
    r"^\s*\(?(?:GMT|UTC|Z)?\s?(?P<sign>[+\-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\)?|^\s*\(?(?:GMT|UTC|Z)\b\)?"
)
ZONE_NAME = regex.compile(r"^\s*\(?\p{Lu}{2,5}\b\)?")
ISO = regex.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s?(?:Z|[+\-]\d{2}:?\d{2})?)?")
YEAR_FIRST = regex.compile(r"(?P<y>\d{4})\s?[./\-年]\s?(?P<m>\d{1,2})\s?[./\-月]\s?(?P<d>\d{1,2})\s?[日.]?")
NUMBERS = regex.compile(r"(?P<a>\d{1,2})[./\-](?P<b>\d{1,2})[./\-](?P<c>\d{4}|\d{2})\.?")
WORDS = regex.compile(r"[\p{L}\p{M}]+|\d+")
# Signs and words of one character (`,`, `.`, `г`, `d`) that may stand between the parts of a date.
BETWEEN = regex.compile(r"[\s,.|/()\-–—·•:]+")
ORDINAL_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a document writes dates. `order` is `day-first`, `month-first`, `year-first` or empty (unknown)."""

    languages: tuple[str, ...] = ()
    order: str = ""
    timezone: str = ""
    months: tuple[str, ...] = ()
    weekdays: frozenset[str] = frozenset()

    def read(self, text: str, form: str = "", *, year_optional: bool = False) -> str | None:
        """ISO 8601 of a printed date, with its time if it has one; None where it is no date.

        >>> Calendar(order="day-first").read("04/12/2024 10:30")
        '2024-12-04T10:30:00'
        >>> Calendar().read("04/12/2024") is None  # either April or December: nobody can know
        True
        """
        if len(text) > LONGEST_DATE:
            return None
        return _read(self, _western_digits(text).strip(), form, year_optional)


def _western_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


@lru_cache(MEMORY)
def _read(calendar: Calendar, text: str, form: str, year_optional: bool) -> str | None:
    """A pure function of its arguments; the memory only saves time."""
    if form:
        return _by_format(text, form)
    if ISO.fullmatch(text):
        return _iso(text)
    rest, clock = _split_clock(text)
    if rest is None:
        return None
    day = (
        _numbers(rest, calendar) or _named(rest, calendar, year_optional) or _by_library(rest, calendar, year_optional)
    )
    return _with_clock(day, clock, calendar) if day else None


def _by_format(text: str, form: str) -> str | None:
    try:
        found = datetime.strptime(text, form)
    except (ValueError, regex.error):
        return None
    timed = any(sign in form for sign in ("%H", "%I", "%X", "%c"))
    return found.isoformat() if timed else found.date().isoformat()


def _iso(text: str) -> str | None:
    try:
        return text if len(text) == len("2024-12-04") and date.fromisoformat(text) else _iso_time(text)
    except ValueError:
        return None


def _iso_time(text: str) -> str:
    return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")).replace(microsecond=0).isoformat()


def _split_clock(text: str) -> tuple[str | None, tuple[time, bool] | None]:
    """The text without its time of day, and the time; (None, None) where the time is impossible."""
    found = CLOCK.search(text)
    if found and found.group()[len(found["hour"])] == "." and not found["half"] and _looks_like_day(text, found.span()):
        found = None
    found = found or HOUR.search(text)
    if not found:
        return text, None
    parts = found.groupdict()
    hour = _hour(int(parts["hour"]), (parts["half"] or "").lower())
    try:
        clock = time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
    except ValueError:
        return None, None
    zone, length = _zone(text[found.end() :])
    rest = text[: found.start()] + " " + text[found.end() + length :]
    return rest.strip(" ,|-–—·•"), (clock.replace(tzinfo=zone), zone is not None)


def _looks_like_day(text: str, span: tuple[int, int]) -> bool:
    """`04.12` of `04.12.2024` is a day and a month, not a time."""
    return NUMBERS.search(text, max(span[0] - 6, 0)) is not None or not regex.search(r"\d", text[: span[0]])


def _hour(hour: int, half: str) -> int:
    if not half or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _zone(after: str) -> tuple[tzinfo | None, int]:
    """A zone that is a number, GMT or UTC; names such as IST mean several, so they are passed over."""
    found = OFFSET.match(after)
    if found and found["sign"]:
        away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
        return (timezone(away if found["sign"] == "+" else -away) if away < timedelta(hours=15) else None), found.end()
    if found:
        return timezone(timedelta(0)), found.end()
    name = ZONE_NAME.match(after)
    return None, name.end() if name else 0


def _with_clock(day: str, clock: tuple[time, bool] | None, calendar: Calendar) -> str:
    if clock is None or day.startswith("--"):
        return day
    moment = datetime.combine(date.fromisoformat(day), clock[0])
    if calendar.timezone and not clock[1]:
        moment = moment.replace(tzinfo=ZoneInfo(calendar.timezone))
    return moment.isoformat()


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _numbers(text: str, calendar: Calendar) -> str | None:
    """Numbers alone: with the year first they are plain, else the file's order decides, or a number over 12."""
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _day(int(found["y"]), int(found["m"]), int(found["d"]))
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    first, second, third = int(found["a"]), int(found["b"]), int(found["c"])
    if calendar.order == "year-first" and len(found["c"]) == 2:
        return _day(_century(first), second, third)
    year = _century(third) if len(found["c"]) == 2 else third
    order = calendar.order or _evident_order(first, second)
    if order == "month-first":
        return _day(year, first, second)
    return _day(year, second, first) if order else None


def _evident_order(first: int, second: int) -> str:
    if first > 12 or first == second:
        return "day-first"
    return "month-first" if second > 12 else ""


def _century(year: int) -> int:
    return year + (2000 if year <= CENTURY else 1900)


def ambiguous(text: str) -> bool:
    """Numbers that are two different dates, depending on who reads them: 04/12/2024.

    >>> ambiguous("04/12/2024"), ambiguous("14/12/2024")
    (True, False)
    """
    found = NUMBERS.search(_western_digits(text))
    return found is not None and not _evident_order(int(found["a"]), int(found["b"])) and int(found["a"]) <= 12


def _named(text: str, calendar: Calendar, year_optional: bool) -> str | None:
    """Day, month name and year in any order, with ordinals, weekdays and signs between."""
    months = month_numbers(calendar.languages, calendar.months)
    month, numbers = 0, list[str]()
    for word in WORDS.findall(text.casefold()):
        if word in months and not month:
            month = months[word]
        elif word.isdigit():
            numbers.append(word)
        elif word not in calendar.weekdays and not (numbers and len(word) <= ORDINAL_LENGTH):
            return None
    return _named_day(month, numbers, year_optional) if month else None


def _named_day(month: int, numbers: list[str], year_optional: bool) -> str | None:
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(days) != 1 or len(numbers) != len(years) + 1 or len(years) > 1:
        return None
    if years:
        return _day(years[0], month, days[0])
    leap_year = 2000
    return f"--{month:02}-{days[0]:02}" if year_optional and _day(leap_year, month, days[0]) else None


def _by_library(text: str, calendar: Calendar, year_optional: bool) -> str | None:
    months = month_numbers(calendar.languages, calendar.months)
    if not (regex.search(r"\d{4}", text) or (year_optional and regex.search(r"\d", text))):
        return None
    if months and not any(word in months for word in WORDS.findall(text.casefold())):
        return None
    order = ORDERS.get(calendar.order, "")
    found = _ask_library(text, calendar.languages, order, ["day", "month", "year"])
    if found is not None:
        return _day(found.year, found.month, found.day)
    found = _ask_library(text, calendar.languages, order, ["day", "month"]) if year_optional else None
    return f"--{found.month:02}-{found.day:02}" if found is not None else None


def _ask_library(text: str, languages: Iterable[str], order: str, parts: list[str]) -> datetime | None:
    """dateparser, kept from guessing: no relative dates, no parts filled in from today."""
    import dateparser

    settings: dict[str, Any] = {
        "REQUIRE_PARTS": parts,
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),
        "RETURN_AS_TIMEZONE_AWARE": False,
        "CACHE_SIZE_LIMIT": 0,
    }
    if order:
        settings["DATE_ORDER"] = order
    known = [language for language in languages if language in _library_languages()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found: datetime | None = dateparser.parse(text, languages=known or ["en"], settings=settings)
        except Exception:  # what a date library raises on odd text is no reason to fail
            return None
    return found


@lru_cache(1)
def _library_languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)


def with_year(partial: str | None, published: str | None) -> str | None:
    """A dateline's `--12-03` completed with the year of the document's date; None where there is none.

    >>> with_year("--12-03", "2024-12-04T00:36:34"), with_year("--12-31", "2025-01-01"), with_year("--12-03", None)
    ('2024-12-03', '2024-12-31', None)
    """
    if partial is None or not partial.startswith("--"):
        return partial
    if not published:
        return None
    try:
        base = date.fromisoformat(published[:10])
        found = date.fromisoformat(f"{base.year}{partial[1:]}")
        return (found if found - base <= DATELINE_AHEAD else found.replace(year=base.year - 1)).isoformat()
    except ValueError:  # 29 February of another year
        return None
