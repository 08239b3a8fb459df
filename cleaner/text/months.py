"""Languages and the word lists of their packs → the names that a date may hold: months, and words that say nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex

from cleaner.text.eras import era_of

# So many letters tell a month that CLDR writes in another way (febr, feber).
SAME_MONTH = 3
# A spelling that stands between two known months in a pack's list is the one that it shares so much with.
ALIKE = 0.5
# How each language names months and weekdays, and the order of its dates; `training.calendars` makes it.
CALENDARS = Path(__file__).with_name("calendars.json")
# Its keys, not words that are looked for.
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR = len(MONTHS)
# Accents, hamza and madda, the nukta of Devanagari and Bengali: people leave them out.
LOOSE_MARKS = regex.compile(r"[\u0300-\u036f\u0653-\u0655\u093c\u09bc]")
# Joiners, marks of direction and the stretching stroke of Arabic: nobody sees them.
UNSEEN = regex.compile(r"[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# One letter that is typed in two ways.
SAME_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ı": "i"})
# Names in these scripts are written on without a space.
JOINED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")


def plain(text: str) -> str:
    """A word of a date without case, accents and what nobody sees.

    >>> plain("ΜΑΪ́ΟΥ") == plain("Μαΐου"), plain("Août"), plain("फ़रवरी") == plain("फरवरी")
    (True, 'aout', True)
    """
    if text.isascii():
        return text.lower()
    bare = LOOSE_MARKS.sub("", unicodedata.normalize("NFD", UNSEEN.sub("", text).casefold()))
    return unicodedata.normalize("NFC", bare.translate(SAME_LETTER))


@dataclass(frozen=True)
class Names:
    """The names of a calendar, in their plain form. `phrases` finds those months that are not one word of letters."""

    months: dict[str, int]
    phrases: regex.Pattern[str] | None
    quiet: regex.Pattern[str] | None
    weekdays: frozenset[str]


@lru_cache(64)
def names_of(
    languages: tuple[str, ...], months: tuple[str, ...], weekdays: frozenset[str], others: frozenset[str],
    years: tuple[tuple[str, ...], ...] = (),
) -> Names:  # fmt: skip
    """The names of a calendar.

    `others` are words beside a date or a time that say nothing (at, Uhr), `years` lists of twelve months in order.
    """
    numbers = month_numbers(languages, months)
    for year in years:
        numbers = {plain(name).strip(". "): number for number, name in enumerate(year[:YEAR], 1)} | numbers
    listed = {plain(day) for day in weekdays}
    days = frozenset(listed.union(*(_library_names(language, WEEKDAYS) for language in languages or ("en",))))
    phrases = [name for name in numbers if not all(char.isalpha() or _is_mark(char) for char in name)]
    quiet = (days | {plain(word).strip(". ") for word in others}) - numbers.keys()
    return Names(numbers, _any_of(phrases), _any_of(quiet, r"\.?"), days)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def _any_of(words: list[str] | frozenset[str], after: str = "") -> regex.Pattern[str] | None:
    """A regex for any of the words, the longest first, none of them inside another word."""
    every = [_bounded(word) for word in sorted(words, key=lambda word: (-len(word), word)) if word]
    return regex.compile("(?:" + "|".join(every) + ")" + after) if every else None


def _bounded(word: str) -> str:
    joined = len(word) > 1 and JOINED.search(word) is not None
    start = r"(?<!\d)" if word[0].isdigit() else "" if joined else r"(?<![\p{L}\p{M}\p{N}])"
    end = r"(?!\d)" if word[-1].isdigit() else "" if joined else r"(?![\p{L}\p{M}\p{N}])"
    return start + regex.escape(word, special_only=True, literal_spaces=True).replace(" ", r"\s+") + end


@lru_cache(64)
def month_numbers(languages: tuple[str, ...], months: tuple[str, ...]) -> dict[str, int]:
    """Month names, plain, with their numbers: CLDR's, and those of the packs that can be only one month."""
    numbers: dict[str, int] = {}
    for language in languages or ("en",):
        era = era_of(language)
        own = {plain(name): number for name, number in era.months.items()} if era else {}
        for name, number in (_library_months(language) | own).items():
            numbers.setdefault(name, number)
    listed = [plain(name).strip(". ") for name in months]
    known = [
        numbers.get(name.replace(".", "")) or _begun(name, numbers) or _library_months("en").get(name, 0)
        for name in listed
    ]
    for place, name in enumerate(listed):
        number = known[place] or _between(name, place, known, numbers)
        if number:
            numbers.setdefault(name, number)
    return numbers


def _begun(name: str, numbers: dict[str, int]) -> int:
    """The one month whose names begin like this one; 0 where there are several or none."""
    begun = {number for known, number in numbers.items() if known.startswith(name[:SAME_MONTH])}
    return begun.pop() if len(begun) == 1 and len(name) >= SAME_MONTH else 0


def _between(name: str, place: int, known: list[int], numbers: dict[str, int]) -> int:
    """Packs list the months in order: a spelling between August and September is that of the two it is like."""
    before = next((number for number in reversed(known[:place]) if number), 0)
    after = next((number for number in known[place + 1 :] if number), 0)
    if not before or after - before not in (0, 1):
        return 0
    alike = [
        (SequenceMatcher(None, name, other).ratio(), number)
        for other, number in numbers.items()
        if number in (before, after)
    ]
    ratio, number = max(alike, default=(0.0, 0))
    return number if ratio >= ALIKE else 0


def _library_months(language: str) -> dict[str, int]:
    return _library_names(language, MONTHS)


@lru_cache(128)
def _library_names(language: str, keys: tuple[str, ...]) -> dict[str, int]:
    """The names of the keys in a language, plain, with the numbers of their keys."""
    info = calendar_data(language)
    return {plain(name).strip(". "): number for number, key in enumerate(keys, 1) for name in info.get(key, ())}


def calendar_data(language: str) -> Mapping[str, Any]:
    """The names of months and weekdays in a language by their English ones, and its `date_order`; empty for one that
    nobody knows."""
    found: Mapping[str, Any] = _calendars().get(language, {})
    return found


@cache
def _calendars() -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(CALENDARS.read_text(encoding="utf-8"))
    return told
