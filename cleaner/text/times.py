"""A printed date with a time of day → the date without it, and the time; no zone is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex

# --- The name of a time zone behind a time of day → the zone, where the name means one only.


HOURS = {
    "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PDT": -7, "AKDT": -8, "HST": -10, "CET": 1, "CEST": 2, "MEZ": 1,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9,
    "AWST": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from Greenwich. Names that mean several are left out: BST, CST, IST, PST (of America, Pakistan, Manila) …"""
PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "AET": "Australia/Sydney",
}  # fmt: skip
"""Names that summer does not change: the day tells the hours."""
LONGEST = 4


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of a name, or None.

    >>> print(zone_named("EDT"), zone_named("ET"), zone_named("IST"))
    UTC-04:00 America/New_York None
    """
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    try:
        return ZoneInfo(PLACES[name]) if name in PLACES else None
    except ZoneInfoNotFoundError:  # a system without the data of zones
        return None


NOON = 12
# Further from Greenwich no zone is.
FURTHEST = timedelta(hours=15)
# The letter before an hour may belong to the year before it ("2024 م 10:30").
MIN_AHEAD = 2
# A word of letters that are joined to the next number (午後1時) ends anywhere.
WORD_END = r"(?:(?<=[\p{Han}\p{Hangul}])|(?![\p{L}\p{M}\p{N}]))\.?"
HALF_SIGN = r"[ap]\.?\s?m\b\.?"
# 13:05, 13.05, 13h05, 13 h 05, 13:05:30; and with the signs for hour, minute and second of East Asia.
TIMES = (
    r"(?P<hour>\d{1,2})(?::|\.|\s?h\s?)(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d.]\d|\d)",
    r"(?P<hour>\d{1,2})\s?[時时點点시](?:\s?(?P<minute>\d{1,2})\s?[分분](?:\s?(?P<second>\d{1,2})\s?[秒초])?)?",
)
OFFSET = regex.compile(
    r"\s*\(?(?:GMT|UTC|Z)?\s?(?P<sign>[+\-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\)?|\s*\(?(?:GMT|UTC|Z)\b(?![+\-]\d)\)?"
)
WHOLE_OFFSET = regex.compile(r"\s*\(?(?:GMT|UTC)\s?(?P<sign>[+\-])(?P<hours>\d{1,2})\b\)?")
ZONE_NAME = regex.compile(r"\s*\(?\p{Lu}{2,5}\b\)?")
LAST_ZONE = regex.compile(r"(?<!\p{L})\(?\p{Lu}{2,5}\)?$")
Clock = tuple[time, bool]


@lru_cache(64)
def _clock(hours: frozenset[str], morning: frozenset[str], afternoon: frozenset[str]) -> regex.Pattern[str]:
    """A time of day in a language: `hours` are its words for "o'clock", the others those for am and pm."""
    half = "|".join([*_words(morning | afternoon), HALF_SIGN])
    bare = "|".join([rf"(?P<half>{half})", *_words(hours), r"h\b"])
    core = "|".join([*TIMES, rf"(?P<hour>\d{{1,2}})\s?(?:{bare})"])
    ahead = "|".join(_words(frozenset(word for word in morning | afternoon if len(word) >= MIN_AHEAD)))
    before = rf"(?:(?P<half>{ahead})\s?)?" if ahead else ""
    return regex.compile(rf"{before}(?<![\d:.])(?:{core})(?:\s?(?P<half>{half}))?", flags=regex.IGNORECASE)


def _words(words: frozenset[str]) -> list[str]:
    every = sorted(words, key=lambda word: (-len(word), word))
    return [regex.escape(word, special_only=True, literal_spaces=True) + WORD_END for word in every]


def without_time(
    text: str, hours: frozenset[str], morning: frozenset[str], afternoon: frozenset[str]
) -> Iterator[tuple[str, Clock | None]]:
    """Each way to read a time of day in the text: the rest of the text, and the time; at last without any.

    `04.12` may be a time or a day with its month, so that more than one way has to be tried.
    """
    early, evening = ({word.rstrip(".") for word in words} for words in (morning, afternoon))
    for found in _clock(hours, morning, afternoon).finditer(text):
        parts: dict[str, Any] = found.groupdict()
        half = (parts.get("half") or "").casefold().rstrip(".")
        late = half in evening or (half[:1] == "p" and half not in early)
        hour = _hour(int(parts["hour"]), late) if half else int(parts["hour"])
        try:
            clock = time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
        except ValueError:
            continue
        zone, length = _zone(text[found.end() :])
        rest = text[: found.start()] + " " + text[found.end() + length :]
        moment = (clock.replace(tzinfo=zone), zone is not None)
        yield rest, moment
        if LAST_ZONE.search(rest):
            yield LAST_ZONE.sub("", rest), moment
    yield text, None


def _hour(hour: int, late: bool) -> int:
    return hour % NOON + (NOON if late else 0) if 1 <= hour <= NOON else hour


def _zone(after: str) -> tuple[tzinfo | None, int]:
    """A zone that is a number, GMT, UTC or a name of one zone; names such as IST mean several: they are passed over."""
    found = OFFSET.match(after) or WHOLE_OFFSET.match(after)
    if found and found["sign"]:
        away = timedelta(hours=int(found["hours"]), minutes=int(found.groupdict().get("minutes") or 0))
        return (timezone(away if found["sign"] == "+" else -away) if away < FURTHEST else None), found.end()
    if found:
        return timezone(timedelta(0)), found.end()
    name = ZONE_NAME.match(after)
    return (zone_named(name[0].strip(" ()")), name.end()) if name else (None, 0)
