"""A date as a page prints it → ISO 8601, or None where it does not parse; no zone and no part is invented.

In this order: the rule's own format, ISO, numbers alone in the order the file states, and day, month name and year,
with the names that the packs and CLDR have. Any other word makes it no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

import regex

from cleaner.text.eras import Era, common_day, first_era
from cleaner.text.months import UNSEEN, Names, names_of, plain
from cleaner.text.times import Clock, without_time

LONGEST_DATE = 64
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Two-digit years up to this one belong to this century; POSIX draws the same line.
CENTURY = 68
# A dateline without a year is of the year before when it would lie further ahead of the date than this.
DATELINE_AHEAD = timedelta(days=60)
MEMORY = 4096
# Any leap year: 29 February without a year is a date.
LEAP_YEAR = 2000

ISO = regex.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s?(?:Z|[+\-]\d{2}:?\d{2})?)?")
YEAR_FIRST = regex.compile(r"(?P<y>\d{4})\s?[./\-年년]\s?(?P<m>\d{1,2})\s?[./\-月월]\s?(?P<d>\d{1,2})\s?[日일.]?")
NUMBERS = regex.compile(r"(?P<a>\d{1,2})(?:\.\s?|[/\-])(?P<b>\d{1,2})(?:\.\s?|[/\-])(?P<c>\d{4}|\d{2})\.?")
# A time of day may have lost the blank before it: "March 12, 20249:14 AM".
GLUED_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})(?=\d{1,2}:\d{2}(?!\d))")
SHORT_YEAR = regex.compile(
    r"(?P<day>(?<!\d)\d{1,2}\.?\s)(?P<month>\p{L}[\p{L}\p{M}.]{2,13}\s)(?P<year>\d{2})(?=[\s,]*(?:\p{L}{1,4}\s*)?\Z)"
)
WORDS = regex.compile(r"[\p{L}\p{M}]+|\d+")
DIGIT = regex.compile(r"\d")
# Signs that may stand between the parts of a date.
SIGNS = " ,.|/()-–—·•:"
ORDINAL_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a document writes dates. `order` is `day-first`, `month-first`, `year-first` or empty (unknown).

    `years` are lists of twelve month names in order, `quiet` words that stand beside a date or a time and say nothing
    ("on", "kl"), `hours` those that follow an hour ("Uhr"), `morning` and `afternoon` those for am and pm. All as the
    packs have them, case folded.
    """

    languages: tuple[str, ...] = ()
    order: str = ""
    timezone: str = ""
    months: tuple[str, ...] = ()
    weekdays: frozenset[str] = frozenset()
    years: tuple[tuple[str, ...], ...] = ()
    quiet: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    morning: frozenset[str] = frozenset()
    afternoon: frozenset[str] = frozenset()

    def read(self, text: str, form: str = "", *, year_optional: bool = False) -> str | None:
        """ISO 8601 of a printed date, with its time if it has one; None where it is no date.

        >>> Calendar(order="day-first").read("04/12/2024 10:30")
        '2024-12-04T10:30:00'
        >>> Calendar().read("04/12/2024") is None  # either April or December: nobody can know
        True
        >>> Calendar(("fr",)).read("12 avr. 24"), Calendar(("fr",)).read("avr. 12 24")
        ('2024-04-12', None)
        >>> Calendar(("fa",)).read("۱۸ اردیبهشت ۱۴۰۳"), Calendar(("fa",)).read("۱۸ اردیبهشت ۲۰۲۴")
        ('2024-05-07', None)
        """
        if len(text) > LONGEST_DATE:
            return None
        return _read(self, GLUED_YEAR.sub(r"\1 ", _western(text).strip()), form, year_optional)

    @property
    def era(self) -> Era | None:
        """The calendar that its languages use beside the common one."""
        return first_era(self.languages)

    @property
    def names(self) -> Names:
        """Its months and weekdays, ready to be found."""
        return names_of(self.languages, self.months, self.weekdays, self.quiet | self.hours, self.years)


def _western(text: str) -> str:
    """European digits, and nothing that nobody sees."""
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in UNSEEN.sub("", text))


@lru_cache(MEMORY)
def _read(calendar: Calendar, text: str, form: str, year_optional: bool) -> str | None:
    """A pure function of its arguments; the memory only saves time."""
    if form:
        return _by_format(text, form)
    if ISO.fullmatch(text):
        return _iso(text)
    if not DIGIT.search(text):
        return None
    for rest, clock in without_time(text, calendar.hours, calendar.morning, calendar.afternoon):
        day = _numbers(rest, calendar) or _named(rest, calendar, year_optional)
        if day:
            return _with_clock(day, clock, calendar)
    return None


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


def _with_clock(day: str, clock: Clock | None, calendar: Calendar) -> str:
    if clock is None or day.startswith("--"):
        return day
    moment = datetime.combine(date.fromisoformat(day), clock[0])
    if calendar.timezone and not clock[1]:
        moment = moment.replace(tzinfo=ZoneInfo(calendar.timezone))
    return moment.isoformat()


def _day(year: int, month: int, day: int, era: Era | None = None) -> str | None:
    try:
        found = common_day(year, month, day, era)
    except ValueError:
        return None
    return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _numbers(text: str, calendar: Calendar) -> str | None:
    """Numbers alone: with the year first they are plain, else the file's order decides, or a number over 12."""
    quiet = calendar.names.quiet
    text = (quiet.sub(" ", plain(text)) if quiet and WORDS.search(text) else text).strip(SIGNS)
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _day(int(found["y"]), int(found["m"]), int(found["d"]), calendar.era)
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    first, second, third = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["c"]) == 2:
        return _short_year(first, second, third, calendar.order)
    order = calendar.order or _evident_order(first, second)
    if order == "month-first":
        return _day(third, first, second, calendar.era)
    return _day(third, second, first, calendar.era) if order else None


def _short_year(first: int, second: int, third: int, order: str) -> str | None:
    """Three numbers of two digits are a date where there is only one way to read them."""
    ways = {
        "day-first": (third, second, first), "month-first": (third, first, second), "year-first": (first, second, third)
    }  # fmt: skip
    read = [_day(_century(year), month, day) for name, (year, month, day) in ways.items() if order in ("", name)]
    days = {day for day in read if day}
    return days.pop() if len(days) == 1 else None


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
    found = NUMBERS.search(_western(text))
    return found is not None and not _evident_order(int(found["a"]), int(found["b"])) and int(found["a"]) <= 12


def _named(text: str, calendar: Calendar, year_optional: bool) -> str | None:
    """Day, month name and year in any order, with ordinals, weekdays and signs between."""
    names = calendar.names
    months, numbers = list[tuple[str, int]](), list[str]()
    text = SHORT_YEAR.sub(partial(_full_year, calendar), plain(text))
    if names.phrases:
        months += [(found, names.months[" ".join(found.split())]) for found in names.phrases.findall(text)]
        text = names.phrases.sub(" ", text)
    for word in WORDS.findall(names.quiet.sub(" ", text) if names.quiet else text):
        if word in names.months:
            months.append((word, names.months[word]))
        elif word.isdigit():
            numbers.append(word)
        elif not (numbers and len(word) <= ORDINAL_LENGTH):
            return None
    if len(months) > 1:  # "mar" is March and Tuesday
        months = [(word, number) for word, number in months if word not in names.weekdays]
    if len(months) != 1:
        return None
    month = months[0][1]
    era = calendar.era if calendar.era and calendar.era.knows(month) else None
    return _named_day(month, numbers, year_optional, era)


def _full_year(calendar: Calendar, found: regex.Match[str]) -> str:
    """Day, month and a year of two digits, the year in full; what names no month stays as it is."""
    if found["month"].strip(". ") not in calendar.names.months:
        return found[0]
    year = int(found["year"])
    century = calendar.era.century if calendar.era else None
    return f"{found['day']}{found['month']}{century + year if century else _century(year)}"


def _named_day(month: int, numbers: list[str], year_optional: bool, era: Era | None) -> str | None:
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(days) != 1 or len(numbers) != len(years) + 1 or len(years) > 1:
        return None
    if years:
        return _day(years[0], month, days[0], era)
    return f"--{month:02}-{days[0]:02}" if year_optional and _day(LEAP_YEAR, month, days[0]) else None


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
