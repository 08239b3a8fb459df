"""The typed fields of a pattern: text between two literals → a value, or None where the shape is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import regex

from cleaner.text.dates import Calendar
from cleaner.text.words import even, word_count

MAX_AUTHOR_WORDS = 6
MAX_AGENCY_WORDS = 6
MAX_PLACE_WORDS = 4
MAX_SECTION_WORDS = 8
MAX_TITLE_WORDS = 30
MAX_SUBTITLE_WORDS = 50
MAX_TAGS_WORDS = 80
MAX_OWN_WORDS = 80
# "van", "bin", "della": longer lower-case words are not parts of names.
MAX_PARTICLE = 5
# "de", "on", "sur": the small words inside names of places.
MAX_PLACE_PARTICLE = 4
# Names in scripts without spaces are one run of characters; more than this is a sentence.
MAX_UNSPACED_NAME = 14
MAX_NAME_WORD = 30

NOT_IN_NAME = regex.compile(r"""[\d!?:;"<>{}\[\]|/\\@#=*_+%]""")
NOT_IN_PLACE = regex.compile(r"""[\d!?:;"<>{}\[\]|\\@#=*_+%()]""")
LETTER = regex.compile(r"\p{L}")
HANDLE = regex.compile(r"@?[\p{L}\p{N}_.\-]{1,40}")
EMAIL = regex.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")
URL = regex.compile(r"(?:https?://|www\.)\S{3,2000}|[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,4}\.\p{L}{2,24}(?:/\S{0,2000})?")
NUMBER = regex.compile(r"\d[\d.,' ]{0,20}(?:\s?[kKmMbB])?\+?")
TIME = regex.compile(
    r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?\s?(?:[ap]\.?\s?m\.?|h|hrs|Uhr)?"
    r"(?:,?\s\(?(?:\p{Lu}{2,5})\)?)?(?:\s?[+\-]\d{2}:?\d{2})?",
    flags=regex.IGNORECASE,
)
SPLIT_NAMES = regex.compile(r"\s*[,;&،、]\s*")
SPLIT_TAGS = regex.compile(r"\s*[,;|•·،、#]\s*")


@dataclass(frozen=True)
class Context:
    """What the shapes of fields depend on: the words and the calendar of the document's languages."""

    calendar: Calendar = field(default_factory=Calendar)
    lists: Callable[[str], Collection[str]] = lambda name: frozenset()


def _capital(word: str) -> bool:
    letter = LETTER.search(word)
    return letter is not None and not letter.group().islower()


def _name(text: str, context: Context) -> str | None:
    """1 to 6 name words: each begins with a capital (or has none to have), short particles apart; no digits."""
    name = text.strip(" ,-")
    words = name.split()
    if not 1 <= len(words) <= MAX_AUTHOR_WORDS or NOT_IN_NAME.search(even(name)) or not LETTER.search(name):
        return None
    if name.casefold() in context.lists("roles"):
        return name
    roles = context.lists("roles")
    if not _capital(words[0]) and len(words[0]) > MAX_PLACE_PARTICLE:
        return None
    if not any(_capital(word) for word in words):
        return None
    return name if all(_name_word(word, roles) for word in words) and not name.endswith("..") else None


def _name_word(word: str, roles: Collection[str]) -> bool:
    if len(word) > MAX_NAME_WORD or (len(word) > MAX_UNSPACED_NAME and not _cased(word) and word.isalpha()):
        return False
    return _capital(word) or len(word) <= MAX_PARTICLE or word.casefold() in roles


def _cased(word: str) -> bool:
    return any(char.islower() or char.isupper() for char in word)


def author(text: str, refinement: str, context: Context) -> list[str] | None:
    """One name."""
    name = _name(text, context)
    return [name] if name and "," not in name and "،" not in name and "&" not in name else None


def authors(text: str, refinement: str, context: Context) -> list[str] | None:
    """Names split by commas, & and the pack's words for "and"."""
    joined = _joined(frozenset(context.lists("and")))
    spaced = joined.sub(" & ", " ".join(text.split())) if joined else text
    names = [_name(part, context) for part in SPLIT_NAMES.split(spaced) if part.strip()]
    return [name for name in names if name] if names and all(names) else None


@lru_cache(256)
def _joined(joiners: frozenset[str]) -> regex.Pattern[str] | None:
    """The words and phrases between two names, the longest first."""
    every = [
        regex.escape(words, special_only=True, literal_spaces=True) for words in sorted(joiners, key=len)[::-1] if words
    ]
    return regex.compile(rf"(?<!\S)(?:{'|'.join(every)})(?!\S)", regex.IGNORECASE) if every else None


def place(text: str, refinement: str, context: Context) -> str | None:
    """1 to 4 words that begin with a capital; `caps`: all capitals."""
    words = text.split()
    if not 1 <= len(words) <= MAX_PLACE_WORDS or NOT_IN_PLACE.search(even(text)) or not _capital(words[0]):
        return None
    if refinement == "caps" and text != text.upper():
        return None
    fits = all(_capital(word) or len(regex.split("['-]", even(word))[0]) <= MAX_PLACE_PARTICLE for word in words)
    return text.strip() if fits and len(max(words, key=len)) <= MAX_NAME_WORD else None


def agency(text: str, refinement: str, context: Context) -> str | None:
    """A capital first (or an agency of the pack), at most 6 words."""
    words = text.split()
    if not 1 <= len(words) <= MAX_AGENCY_WORDS or not LETTER.search(text):
        return None
    parts = {text.strip().casefold(), *regex.split(r"[/\-]", text.strip().casefold())}
    if not _capital(words[0]) and parts.isdisjoint(context.lists("agencies")):
        return None
    return text.strip()


def short(limit: int) -> Callable[[str, str, Context], str | None]:
    """Text of at most `limit` words with a letter in it."""

    def text_of(text: str, refinement: str, context: Context) -> str | None:
        if refinement == "caps" and text != text.upper():
            return None
        return text.strip() if LETTER.search(text) and word_count(text) <= limit else None

    return text_of


def own(text: str, refinement: str, context: Context) -> str | None:
    """A field of the user's own: anything short."""
    return text.strip() if text.strip() and word_count(text) <= MAX_OWN_WORDS else None


def tags(text: str, refinement: str, context: Context) -> list[str] | None:
    """Topic words; without separators they stay one string."""
    if word_count(text) > MAX_TAGS_WORDS or not LETTER.search(text):
        return None
    return [part.strip() for part in SPLIT_TAGS.split(text) if part.strip()]


def shape(pattern: regex.Pattern[str]) -> Callable[[str, str, Context], str | None]:
    """Text of a fixed shape."""
    return lambda text, refinement, context: text.strip() if pattern.fullmatch(text.strip()) else None


def handle(text: str, refinement: str, context: Context) -> str | None:
    """A name on a network, without its @."""
    return text.strip().lstrip("@") if HANDLE.fullmatch(text.strip()) else None


def date(text: str, refinement: str, context: Context) -> str | None:
    """A date that parses, as ISO 8601; with its time where it has one."""
    return context.calendar.read(text, refinement)


def dateline_date(text: str, refinement: str, context: Context) -> str | None:
    """As `date`; without a year it stays `--12-03` until the document's date gives one."""
    return context.calendar.read(text, refinement, year_optional=True)


Shape = Callable[[str, str, Context], Any]

# For each field: the regex that finds where it ends, and the shape its text must have.
FIELDS: dict[str, tuple[str, Shape]] = {
    "author": (r"[^\d\n|]{2,80}?", author),
    "authors": (r"[^\d\n|]{2,240}?", authors),
    "title": (r"[^\n]{2,400}?", short(MAX_TITLE_WORDS)),
    "subtitle": (r"[^\n]{2,800}?", short(MAX_SUBTITLE_WORDS)),
    "date": (r"(?=[^\n]{0,40}?\d)[^\n|]{3,60}?", date),
    "updated": (r"(?=[^\n]{0,40}?\d)[^\n|]{3,60}?", date),
    "dateline_date": (r"(?=[^\n]{0,40}?\d)[^\n|()]{3,40}?", dateline_date),
    "agency": (r"[^\d\n|()]{2,60}?", agency),
    "place": (r"[^\d\n|()]{2,60}?", place),
    "handle": (r"@?[\p{L}\p{N}_.\-]{1,40}?", handle),
    "email": (r"[\w.+\-]{1,64}@[\w.\-]{3,120}?", shape(EMAIL)),
    "url": (r"\S{4,2000}?", shape(URL)),
    "number": (r"\d[\d.,' ]{0,20}?(?:\s?[kKmMbB])?\+?", shape(NUMBER)),
    "time": (r"\d[^\n|]{0,24}?", shape(TIME)),
    "tags": (r"[^\n]{2,800}?", tags),
    "section": (r"[^\n|]{2,80}?", short(MAX_SECTION_WORDS)),
}
OWN: tuple[str, Shape] = (r"[^\n]{1,800}?", own)
REFINEMENTS: dict[str, tuple[str, ...]] = {
    "date": ("%",),
    "updated": ("%",),
    "dateline_date": ("%",),
    "place": ("caps",),
    "title": ("caps",),
    "section": ("caps",),
}
# The longest text a field's regex can take, to pass over longer lines without a look.
LONGEST: dict[str, int] = {
    "author": 80, "authors": 240, "title": 400, "subtitle": 800, "date": 60, "updated": 60, "dateline_date": 40,
    "agency": 60, "place": 60, "handle": 41, "email": 185, "url": 2000, "number": 25, "time": 25, "tags": 800,
    "section": 80,
}  # fmt: skip
LONGEST_OWN = 800


def field_of(name: str) -> tuple[str, Shape]:
    """The regex and the shape of a field; names that begin with `x.` are the user's own."""
    return OWN if name.startswith("x.") else FIELDS[name]


def value_of(name: str, text: str, refinement: str, context: Context) -> Any:
    """The field's value, or None where its shape does not fit."""
    return field_of(name)[1](text, refinement, context)


def names(values: Sequence[str]) -> tuple[str, ...]:
    """Field names without doubles, in order."""
    return tuple(dict.fromkeys(values))
