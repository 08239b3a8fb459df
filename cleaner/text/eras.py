"""Days in the calendars of Thailand and Iran → days of the common calendar.

Thai pages count years from the death of the Buddha. Persian ones count them from the Hijra; the year begins in spring,
and the months have names of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

BUDDHIST_AHEAD = 543
# In the years that a page is about, eight of 33 Persian years are leap years, by their place among them.
CYCLE, LEAPS = 33, (1, 5, 9, 13, 17, 22, 26, 30)
# A first day of a Persian year. Six months have 31 days, five 30, the last has what is left.
KNOWN_YEAR, KNOWN_DAY = 1403, date(2024, 3, 20)
LONG_MONTHS, MONTHS, LONGEST = 6, 12, 31
PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Era:
    """A calendar beside the common one: the years that can only be its own, the names of months that are its own,
    numbered from 13 on, its days, and the century of years that are written with two digits; None where nobody
    writes them so. `day` raises ValueError where there is none."""

    years: range
    months: Mapping[str, int]
    day: Callable[[int, int, int], date]
    century: int | None = None

    def knows(self, month: int) -> bool:
        """Whether a month that was named is one of its own."""
        return month > MONTHS or not self.months


def thai_day(year: int, month: int, day: int) -> date:
    """A day of a Buddhist year.

    >>> print(thai_day(2567, 5, 7))
    2024-05-07
    """
    return date(year - BUDDHIST_AHEAD, month, day)


def persian_day(year: int, month: int, day: int) -> date:
    """A day of the Persian calendar.

    >>> print(persian_day(1403, 2, 18), persian_day(1399, 12, 30), persian_day(1357, 11, 22))
    2024-05-07 2021-03-20 1979-02-11
    >>> persian_day(1402, 12, 30)
    Traceback (most recent call last):
    ValueError: no day 30 in month 12 of 1402
    """
    short = LONG_MONTHS < month < MONTHS or (month == MONTHS and year % CYCLE in LEAPS)
    last = LONGEST if month <= LONG_MONTHS else LONGEST - 1 if short else LONGEST - 2
    if not (1 <= month <= MONTHS and 1 <= day <= last):
        raise ValueError(f"no day {day} in month {month} of {year}")
    months = LONGEST * (month - 1) - max(month - 1 - LONG_MONTHS, 0)
    return KNOWN_DAY + timedelta(days=_years_before(year) - _years_before(KNOWN_YEAR) + months + day - 1)


def _years_before(year: int) -> int:
    """The days of all Persian years before this one."""
    return 365 * year + len(LEAPS) * (year // CYCLE) + sum(leap < year % CYCLE for leap in LEAPS)


# The years are those of 1900 to 2093.
ERAS: Mapping[str, Era] = {
    "th": Era(range(2443, 2637), {}, thai_day, 2500),
    "fa": Era(
        range(1279, 1473), dict(zip(PERSIAN_MONTHS, range(MONTHS + 1, 2 * MONTHS + 1), strict=True)), persian_day
    ),
}
"""By the code of a language."""


def era_of(language: str | None) -> Era | None:
    """The calendar that pages in a language use beside the common one."""
    return ERAS.get((language or "").split("-")[0].lower())


def first_era(languages: Iterable[str]) -> Era | None:
    """The calendar of the first language that uses another."""
    return next(filter(None, map(era_of, languages)), None)


def common_day(year: int, month: int, day: int, era: Era | None = None) -> date:
    """A day, in the common calendar or in an era's. Raises ValueError where there is none.

    >>> print(common_day(2567, 5, 7, ERAS["th"]), common_day(1403, 14, 18, ERAS["fa"]), common_day(2024, 5, 7))
    2024-05-07 2024-05-07 2024-05-07
    """
    return era.day(year, (month - 1) % MONTHS + 1, day) if era and year in era.years else date(year, month, day)
