"""A date as a page writes it, in data or in words → ISO 8601, with the time and the zone only where they were given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

import regex

from cleaner.text.eras import Era, common_day, era_of
from cleaner.text.months import MONTHS, calendar_data
from cleaner.text.times import zone_named

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""A year outside is a filler ("0001-01-01") or a number."""
EPOCH = "1970-01-01"
"""What content systems write when they know no date."""
MAX_CHARS = 300
MAX_TIME = 20
"""Characters of a time of day before a date."""

ISO = regex.compile(
    r"""\s*(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{8}(?!\d)|\d{4}/\d{1,2}/\d{1,2})
    (?:(?:[T\s]|\s-\s)\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?
    \s*(?P<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?(?P<rest>.*)""",
    regex.X | regex.S | regex.I,
)
STANDARD = regex.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(?:Z|[+-]\d\d:\d\d)\Z", regex.A)
"""How nearly all data write it."""
STAMP = regex.compile(
    r"(?<![\w.-])\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w-])", regex.A
)
"""The same within a text."""
GLUED_TIME = r"(?!\d(?!\d?:\d\d(?!\d)))"
"""A year may be glued to the time of day behind it: "March 12, 20249:14 AM"."""
NUMBERS = regex.compile(
    r"(?<![\d./-])(?:(?P<y>\d{4})\s?[-/.年년]\s?(?P<ym>\d{1,2})\s?[-/.月월]\s?(?P<yd>\d{1,2})(?:日|일|\b)"
    r"|(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4}))" + GLUED_TIME
)
MONTH = r"\p{L}[\p{L}\p{M}]{1,13}|\p{Thai}{1,4}\.\p{Thai}{1,2}(?=\.)"
IN_WORDS = regex.compile(
    rf"""(?<![\d\p{{L}}])(?:
      (?P<d1>\d{{1,2}})(?:\.|º|°|er\b|st\b|nd\b|rd\b|th\b)?[\s,-]*(?:\p{{L}}{{1,3}}\s)?(?P<m1>{MONTH})(?![\p{{L}}\p{{M}}])
        \.?,?[\s-]*(?:\p{{L}}{{1,3}}\s|พ\.ศ\.\s?)?(?P<y1>\d{{4}})
    | (?P<m2>{MONTH})(?![\p{{L}}\p{{M}}])\.?\s*(?P<d2>\d{{1,2}})(?:\.|st\b|nd\b|rd\b|th\b)?,?\s+(?P<y2>\d{{4}})
    | (?P<y3>\d{{4}})\.?\s(?:\p{{L}}{{1,3}}\.?\s)?(?P<m3>{MONTH})\.?\s(?P<d3>\d{{1,2}})
    ){GLUED_TIME}""",
    regex.X,
)
AWAY = r"(?P<away>[+-]\d{1,2}(?::?\d{2})?)?(?!\d)"
TIME = regex.compile(
    r"[\s,|@•·–(-]*(?:(?P<ahead>오전|오후|上午|下午|午前|午後)\s?|\p{L}{1,4}\s)?"
    r"(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?::(?P<s>\d{2}))?(?![\d])\s*(?P<half>[ap]\.?m\b\.?|[مص](?!\p{L}))?"
    rf"\s*(?:Uhr\b)?\s*(?:(?P<zone>(?:UTC|GMT|Z)(?!\p{{L}})){AWAY}|\(?(?P<name>(?-i:\p{{Lu}}{{2,4}})\b))?",
    regex.I,
)
AFTERNOON = frozenset(["오후", "下午", "午後", "م"])
"""Words beside a time of day for its second half, after noon; "p.m." begins with its p."""
TIME_BEFORE = regex.compile(
    r"(?<![\d:.])(?P<h>\d{1,2}):(?P<m>\d{2})(?P<s>)\s?(?P<half>[ap]\.?m\b\.?)?\s?(?:(?P<zone>UTC|GMT)(?P<away>[+-]\d{1,2})?|(?P<name>(?-i:\p{Lu}{2,4})))?,?\s\Z",
    regex.I,
)
SHORT = regex.compile(
    rf"(?<![\d./:,-])(?P<d>\d{{1,2}})(?:\.\s?(?P<m>\d{{1,2}})\.|\s(?P<word>{MONTH})\.?)\s?(?P<y>\d{{2}})(?![\d.:])"
)
"""A year of two digits: with points the day comes first, and a time of day after it tells it from other numbers."""
MAY_BE_DATE = regex.compile(r"\d{4}|\d\.\s?\d{1,2}\.\s?\d{2}|\d\s\p{L}[\p{L}\p{M}.]{1,13}\s\d{2}(?!\d)")
"""What every date has."""
NUMBER = regex.compile(r"\d+")
WORD = regex.compile(r"\p{L}+")
LEAP_YEAR = 2000
"""Any leap year: 29 February without a year is a day."""
TIMESTAMP = regex.compile(r"\s*\d{10}(?:\d{3})?\s*\Z")
ADDRESS_DAY = regex.compile(
    r"(?<=[/_-])(?P<y>(?:19|20)\d\d)(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
ADDRESS_MONTH = regex.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\p{L}{3,12})/(?P<d>0?[1-9]|[12]\d|3[01])(?=/|\Z)")
DAY_FIRST_ENGLISH = frozenset(
    ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za", "en-pk", "en-ng", "en-ke", "en-sg")
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one language writes dates: month names to numbers, which of two numbers is the day, its other calendar."""

    months: dict[str, int]
    day_first: bool
    era: Era | None = None

    def month(self, word: str) -> int | None:
        """The number of a month; with points or without ("พ.ค.")."""
        return self.months.get(word.casefold().replace(".", ""))


@lru_cache(maxsize=64)
def calendar_of(language: str | None) -> Calendar:
    """Month names and order of a language, English added, as CLDR has them.

    English alone means month first only for the United States and where no country is named.
    """
    code = (language or "en").replace("_", "-").lower()
    plain = code.split("-")[0]
    months: dict[str, int] = {}
    order = "MDY"
    for name in ("en", "nb" if plain == "no" else plain):
        info = calendar_data(name)
        order = info.get("date_order", "DMY") if info else order
        for number, key in enumerate(MONTHS, 1):
            months |= {word.casefold().rstrip("."): number for word in info.get(key, ())}
    era = era_of(plain)
    return Calendar(months | dict(era.months if era else {}), order != "MDY" or code in DAY_FIRST_ENGLISH, era)


@lru_cache(maxsize=4096)
def iso(text: str, language: str | None = None) -> str | None:
    """A date field in ISO 8601, or None. No zone and no time are added.

    >>> iso("2024-12-04T00:36:34Z"), iso("2024-12-04 0:36"), iso("20241204"), iso("4 December 2024", "en")
    ('2024-12-04T00:36:34+00:00', '2024-12-04T00:36:00', '2024-12-04', '2024-12-04')
    >>> iso("Thu, 09/25/2025 - 11:38", "en"), iso("25.09.2025", "de"), iso("0001-01-01"), iso("soon")
    ('2025-09-25T11:38:00', '2025-09-25', None, None)
    """
    text = text[:MAX_CHARS].strip()
    if STANDARD.match(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        with suppress(ValueError):
            return _checked(datetime.fromisoformat(text).isoformat())
    if TIMESTAMP.match(text):
        seconds = int(text.strip()[:10])
        return _checked(datetime.fromtimestamp(seconds, UTC).isoformat())
    found = ISO.match(text)
    if found and (day := _day_of(found["day"])):
        return _checked(_with_time(day, found))
    return next((value for value, _ in dates_in(text, language)), None)


def _day_of(text: str) -> date | None:
    digits = NUMBER.findall(text)
    parts = digits if len(digits) == 3 else [text[:4], text[4:6], text[6:8]]
    year, month, day = (int(part) for part in parts)
    return _date(year, month, day)


def _with_time(day: date, found: regex.Match[str]) -> str:
    """The day, its time if it has one, its zone if that has one."""
    if found["hour"] is None:
        return day.isoformat()
    zone = (found["zone"] or "").upper()
    if zone in ("Z", "UTC", "GMT"):
        zone = "+00:00"
    elif zone:
        digits = zone[1:].replace(":", "")
        zone = f"{zone[0]}{digits[:-2] if len(digits) > 2 else digits:0>2}:{digits[-2:] if len(digits) > 2 else '00'}"
    fraction = f".{found['fraction'][:6]:0<6}" if found["fraction"] and found["fraction"].strip("0") else ""
    value = f"{day.isoformat()}T{found['hour']:0>2}:{found['minute']}:{found['second'] or '00'}{fraction}{zone}"
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return day.isoformat()


def _checked(value: str) -> str | None:
    return None if value.startswith(EPOCH) else value


def _date(year: int, month: int, day: int, era: Era | None = None) -> date | None:
    try:
        found = common_day(year, month, day, era)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def dates_in(text: str, language: str | None = None) -> Iterator[tuple[str, int]]:
    """Each full date in a short text with the position it begins at: ISO 8601, with a time that directly follows.

    >>> list(dates_in("Updated Dec. 4, 2024 at 5:30 pm", "en"))
    [('2024-12-04T17:30:00', 8)]
    >>> list(dates_in("In 2024 about 4,000 people; 12 March", "en")), list(dates_in("am 4. März 2024, 13.05 Uhr", "de"))
    ([], [('2024-03-04T13:05:00', 3)])
    >>> list(dates_in("Do 25.04.24 | 14:07 Uhr", "de")), list(dates_in("Version 25.04.24 | Hilfe", "de"))
    ([('2024-04-25T14:07:00', 3)], [])
    >>> [value for value, _ in dates_in("July 4, 2025 5:50pm ET; January 4, 2025 at 9:05 EST; 4 May 2025 10.31 BST")]
    ['2025-07-04T17:50:00-04:00', '2025-01-04T09:05:00-05:00', '2025-05-04T10:31:00']
    >>> list(dates_in("12:43, 20 Apr 2026")), list(dates_in("Audio 12:43 | 20 Apr 2026"))
    ([('2026-04-20T12:43:00', 7)], [('2026-04-20', 14)])
    >>> list(dates_in("2024-11-14T07:00:00Z")), list(dates_in("log-2024-11-14T07:00:00Z"))
    ([('2024-11-14T07:00:00+00:00', 0)], [])
    >>> [value for value, _ in dates_in("March 12, 20249:14 AM GMT+1Updated; March 12, 20249 copies; Ref. 12.03.20249")]
    ['2024-03-12T09:14:00+01:00']
    >>> list(dates_in("le 12 Avr 24 à 9:36", "fr")), list(dates_in("les 12 Mars 24 chocolats", "fr"))
    ([('2024-04-12T09:36:00', 3)], [])
    >>> [value for value, _ in dates_in("7 พฤษภาคม พ.ศ. 2567 เวลา 14:05 น.; 7 May 2024", "th")]
    ['2024-05-07T14:05:00', '2024-05-07']
    >>> [value for value, _ in dates_in("7 พ.ค. 2567; 7 พ.ค. 67 (14:05 น.); 7 พ.ค. 67", "th")]
    ['2024-05-07', '2024-05-07T14:05:00']
    >>> [value for value, _ in dates_in("۱۸ اردیبهشت ۱۴۰۳ - ۱۰:۲۵; ۱۴۰۳/۰۲/۱۸; ۷ مه ۲۰۲۴; 18 June 1403", "fa")]
    ['2024-05-07T10:25:00', '2024-05-07', '2024-05-07']
    """
    if not MAY_BE_DATE.search(text):
        return
    calendar = calendar_of(language)
    found = [*STAMP.finditer(text), *NUMBERS.finditer(text), *IN_WORDS.finditer(text), *SHORT.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        if match.re is STAMP:
            if (value := stamp_of(match[0])) is not None:
                yield value, match.start()
            continue
        if match.re is SHORT:
            day = _short(match, calendar)
        else:
            day = _numeric(match, calendar) if match.re is NUMBERS else _worded(match, calendar)
        time = _time_after(text, match.end(), day) if day else ""
        if day and match.re is not SHORT:
            time = time or _time(TIME_BEFORE.search(text[: match.start()][-MAX_TIME:]), day)
        if day and (time or match.re is not SHORT):
            yield f"{day.isoformat()}{time}", match.start()


def stamp_of(text: str) -> str | None:
    """A stamp as data write it, if it is no filler."""
    found = ISO.match(text)
    day = _day_of(found["day"]) if found else None
    return _checked(_with_time(day, found)) if found and day else None


def _short(match: regex.Match[str], calendar: Calendar) -> date | None:
    """The day of a date whose year has two digits, as the standard for mail reads those: 50 to 99 are of 1900; or the
    era's."""
    year = int(match["y"])
    month = int(match["m"]) if match["m"] else calendar.month(match["word"])
    if month is None:
        return None
    if calendar.era:
        century = calendar.era.century
        return _date(century + year, month, int(match["d"]), calendar.era) if century else None
    return _date(year + (1900 if year >= 50 else 2000), month, int(match["d"]))


def _numeric(match: regex.Match[str], calendar: Calendar) -> date | None:
    if match["y"]:
        return _date(int(match["y"]), int(match["ym"]), int(match["yd"]), calendar.era)
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    day_first = match["sep"] == "." or calendar.day_first
    month, day = (second, first) if day_first else (first, second)
    return _date(year, month, day, calendar.era) or _date(year, day, month, calendar.era)


def _worded(match: regex.Match[str], calendar: Calendar) -> date | None:
    for number in "123":
        if word := match[f"m{number}"]:
            month = calendar.month(word)
            year, day = int(match[f"y{number}"]), int(match[f"d{number}"])
            era = calendar.era if month and calendar.era and calendar.era.knows(month) else None
            return _date(year, month, day, era) if month else None
    return None


def _time_after(text: str, position: int, day: date) -> str:
    """`T17:30:00` if a time of day follows the date directly, with its zone if that has one name; otherwise nothing."""
    return _time(TIME.match(text, position), day)


def _time(found: regex.Match[str] | None, day: date) -> str:
    if not found:
        return ""
    parts = found.groupdict()
    hour, half = int(found["h"]), (found["half"] or parts.get("ahead") or "").lower()
    hour = hour % 12 + 12 if half.startswith("p") or half in AFTERNOON else hour % 12 if half else hour
    if hour > 23 or int(found["m"]) > 59 or int(found["s"] or 0) > 59:
        return ""
    zone = _zone(found["away"]) if found["zone"] else zone_named(found["name"]) if found["name"] else None
    moment = datetime(day.year, day.month, day.day, hour, int(found["m"]), int(found["s"] or 0), tzinfo=zone)
    return moment.isoformat()[len("2024-12-04") :]


def _zone(away: str | None) -> tzinfo:
    """The zone so far from Greenwich ("+1", "-05:30")."""
    if not away:
        return UTC
    hours, minutes = int(away[1:].replace(":", "")[:2]), int(away[1:].replace(":", "")[2:] or 0)
    return timezone((timedelta(hours=hours, minutes=minutes)) * (1 if away[0] == "+" else -1))


def day_of_year(text: str | None, language: str | None = None) -> str | None:
    """A day as datelines give it: ISO 8601, without a year as `--12-03`; None where it is none.

    >>> day_of_year("Dec. 3", "en"), day_of_year("3 mars 2024", "fr"), day_of_year("Room 3", "en")
    ('--12-03', '2024-03-03', None)
    """
    if not text:
        return None
    if full := next((value[:10] for value, _ in dates_in(text, language)), None):
        return full
    number, word = NUMBER.search(text), WORD.search(text)
    month = calendar_of(language).months.get(word[0].casefold()) if word else None
    day = _date(LEAP_YEAR, month, int(number[0])) if number and month else None
    return f"-{day.isoformat()[4:]}" if day else None


def date_in_address(address: str | None, language: str | None = None) -> str | None:
    """The day in an address, its month as a number or as the page's language or English writes it; or None.

    >>> date_in_address("https://example.org/2024/12/04/a-story"), date_in_address("https://example.org/a-2024-1234")
    ('2024-12-04', None)
    >>> date_in_address("https://example.org/uk/2024/dec/4/rain"), date_in_address("https://example.org/2024/rain/4/")
    ('2024-12-04', None)
    """
    path = (address or "").split("?")[0]
    if found := ADDRESS_DAY.search(path):
        month: int | None = int(found["m"])
    elif found := ADDRESS_MONTH.search(path):
        month = calendar_of(language).months.get(found["m"].casefold())
    day = _date(int(found["y"]), month, int(found["d"])) if found and month else None
    return day.isoformat() if day else None


def day(value: str) -> str:
    """The day of an ISO date."""
    return value[:10]
