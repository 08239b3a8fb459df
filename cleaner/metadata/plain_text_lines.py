"""A line near the headline → what it says of the article: who wrote it, when; or that it is furniture between both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from cleaner.metadata.byline import without_dates
from cleaner.metadata.names import BREAK, is_full_name, is_role, names_in, person, strip_by
from cleaner.metadata.published import last_day
from cleaner.page import Words
from cleaner.text.dates import ambiguous
from cleaner.text.printed_dates import dates_in
from cleaner.text.words import has_digit

# A line that says who wrote it and when is no longer; a headline neither.
MAX_CHARS = 200
# What stands beside a date and says nothing of it has at most so many words ("Business | October 23, 2025").
BESIDE_WORDS = 4
# A name without "by" has at most so many words.
NAME_WORDS = 4
# The name of a paper has at most so many words.
OUTLET_WORDS = 5
STOPPED = regex.compile(r"[.!?:;…]\s*\Z")
# A day and a time of day that may be read in two ways, or whose year has two digits: it says nothing.
NUMBERS_ONLY = regex.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:,?\s+\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?)?", regex.I
)
# Classes that never say anything of the article, wherever they stand.
QUIET = frozenset(
    ["age", "share_prompt", "newsletter_prompt", "follow_prompt", "comment_prompt", "comment", "counter", "ad",
     "credit", "menu", "breadcrumb", "kicker", "note", "tags", "tags_heading", "legal", "cookie_notice", "author_bio"]
)  # fmt: skip
# Classes of furniture whose patterns may hold the date of publication.
DATED = frozenset(["counter", "comment"])
HEADING_MARK = regex.compile(r"#{1,6}\s+|[*_]{2}(?=\S)")
LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}.]*")
GLUED = regex.compile(r"\p{Lu}\p{Ll}+\p{Lu}\p{Ll}+")
PREFIXED = regex.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|O['’])\p{Lu}|\p{Lu}\p{Ll}+-")
SEAM = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
# Where a second sentence begins, with a blank before it or without.
SECOND = regex.compile(r"(?<=\p{Ll}{2}[.!?][”»)\"]?)\s?(?=[\p{Lu}(\[])")
# Names of accounts that stand where an author's would.
ACCOUNTS = frozenset(["admin", "administrator", "webmaster"])
ZONE = regex.compile(r"\p{Lu}{1,4}T|UTC|GMT|IST")


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says. `kind`: `stamp` (a date), `byline`, `by` (the word alone), `name` (perhaps one), `quiet`
    (furniture), `caption` (one with its credit), or empty: anything else."""

    kind: str = ""
    names: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None

    @property
    def attributes(self) -> bool:
        """Whether it says who wrote the article or when."""
        return self.kind in ("byline", "stamp")


NOTHING, SILENT, CAPTION = Told(), Told("quiet"), Told("caption")


def bare(text: str) -> str:
    """A line without the mark of a Markdown heading.

    >>> bare("## Ashby pool reopens"), bare("**Ashby pool reopens**"), bare("#1 in the charts")
    ('Ashby pool reopens', 'Ashby pool reopens', '#1 in the charts')
    """
    mark = HEADING_MARK.match(text)
    return text[mark.end() :].rstrip("*_# ") if mark else text


class Reader:
    """Reads lines in the languages of a page."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.language = words.languages[0] if words.languages else None
        self.last_day = last_day()
        lists = ("date_words", "hours", "morning", "afternoon", "weekdays", "months", "by")
        self.seams = frozenset().union(*(words.list(name) for name in ("months", "weekdays", "behind_names", "by")))
        self.seams |= {word for role in words.list("roles") for word in role.split()}
        self.silent = ACCOUNTS.union(*(words.list(name) for name in lists))

    def told(self, text: str, labels: Collection[str]) -> Told:
        """What a line says, given the classes the packs have it in."""
        if len(text) > MAX_CHARS:
            return SILENT if not QUIET.isdisjoint(labels) else NOTHING
        parted = self._parted(text)
        if parted != text:
            text, labels = parted, {said.label for said in self.words.evidence(parted)}
        if not LETTERS.search(text) and not has_digit(text):
            return SILENT
        if "byline" in labels or "timestamp" in labels:
            return self._packed(text)
        if not QUIET.isdisjoint(labels):
            return self._dated(text, labels)
        return CAPTION if self._is_caption(text) else self._unpacked(text)

    def _unpacked(self, text: str) -> Told:
        """What a line says of which no pack knows anything."""
        rest, by = strip_by(text, self.words)
        if by and not rest.strip(" :"):
            return Told("by")
        if self.words.list("share_words").issuperset(LETTERS.findall(text.casefold())) and not has_digit(text):
            return SILENT
        return self._in_parts(text)

    def _is_caption(self, text: str) -> bool:
        """Whether a picture's credit stands behind a sentence of a line."""
        tails = [text[found.end() :] for found in SECOND.finditer(text)]
        return any(said.label == "credit" for tail in tails for said in self.words.evidence(tail))

    def _parted(self, text: str) -> str:
        """The text with a blank where words are glued that a page shows apart: "ByAda Okafor", "Ada OkaforUpdated"."""
        return GLUED.sub(lambda word: self._seam(word[0]), text) if GLUED.search(text) else text

    def _seam(self, word: str) -> str:
        for seam in SEAM.finditer(word):
            before, after = word[: seam.start()], word[seam.start() :]
            follows = LETTERS.match(after)
            if before.casefold() in self.seams or (follows and follows[0].casefold() in self.seams):
                return f"{before} {after}"
        return word

    def _packed(self, text: str) -> Told:
        """What a pack's pattern captured."""
        found = next(said for said in self.words.evidence(text) if said.label in ("byline", "timestamp"))
        fields: Mapping[str, Any] = found.fields
        said = fields.get("authors") or fields.get("author") or ()
        names = names_in(", ".join([said] if isinstance(said, str) else said), self.words) if said else ()
        published, modified = (self._timed(self._past(fields.get(name)), text) for name in ("date", "updated"))
        return Told(found.label if names or found.label == "byline" else "stamp", tuple(names), published, modified)

    def after_by(self, text: str) -> tuple[str, ...]:
        """The names in the line below a lone "By"."""
        return tuple(name for name in names_in(without_dates(text), self.words) if _like_a_name(name))

    def people(self, names: tuple[str, ...], text: str) -> tuple[str, ...]:
        """The names of a line; a lone word that no "by" introduces is a section ("Accidents, 5 January 2012")."""
        if len(names) != 1 or " " in names[0] or names[0].lower() == names[0].upper():
            return names
        known = names[0].casefold() in self.words.list("agencies")
        return names if known or strip_by(text, self.words)[1] else ()

    def is_person(self, name: str) -> bool:
        """Whether a text is written like a full name, and is neither furniture nor an agency nor a place's."""
        known = name.casefold() in self.words.list("agencies") or bool(self.words.evidence(name))
        return is_full_name(name) and not known and self._may_be_name(name) and not self.is_outlet(name)

    def is_outlet(self, text: str) -> bool:
        """Whether a line is the name of a paper or a station: a few words in capitals, or one that only these have."""
        words = text.split()
        if not 1 <= len(words) <= OUTLET_WORDS or STOPPED.search(text):
            return False
        media = self.words.list("media")
        capitals = text.isupper() and len(words) > 1
        if capitals and not self.words.list("stop_words").isdisjoint(text.casefold().split()[:1]):
            return False
        return capitals or any(word.casefold().strip(".,") in media for word in words)

    def is_role(self, text: str) -> bool:
        """Whether the line is a role and nothing else ("Staff writer")."""
        return is_role(text, self.words)

    def _dated(self, text: str, labels: Collection[str]) -> Told:
        """The date beside a reading time ("4 May 2025 · 3 min read"); nothing of any other furniture."""
        found = next((said for said in self.words.evidence(text) if said.label in DATED and said.label in labels), None)
        published = self._timed(self._past(found.fields.get("date")), text) if found else None
        return Told("stamp", (), published) if published else SILENT

    def _timed(self, day: str | None, text: str) -> str | None:
        """The day with the time that stands after it in the same line, if a pattern captured the day alone."""
        if day is None or "T" in day:
            return day
        return next((value for value, _ in dates_in(text, self.language) if value[:10] == day), day)

    def _past(self, value: str | None) -> str | None:
        return value if value and value[:10] <= self.last_day else None

    def _in_parts(self, text: str) -> Told:
        """What the parts of a line say, between bars and bullets; a part that says nothing may be a section."""
        parts = [part.strip() for part in BREAK.split(text) if part.strip()]
        told = [self._part(part) for part in parts]
        names = next((one.names for one in told if one.kind == "byline"), ())
        stamps = [one for one in told if one.published or one.modified]
        unknown = [part for part, one in zip(parts, told, strict=True) if not one.kind]
        if names and (told[0].kind in ("byline", "stamp") or not unknown):
            kind = "byline"
        elif stamps and all(part.count(" ") < BESIDE_WORDS for part in unknown) and len(unknown) < 2:
            kind = "stamp"
            names = next((one.names for one in told if one.kind == "name"), ())
        elif told and told[0].kind == "name" and len(unknown) == 1 and self.is_outlet(unknown[0]):
            kind, names = "byline", told[0].names
        elif told and told[0].kind == "name" and not unknown:
            kind, names = "name", told[0].names
        elif told and all(one.kind == "quiet" for one in told):
            return SILENT
        else:
            return NOTHING
        published = next((one.published for one in stamps if one.published), None)
        return Told(kind, names, published, next((one.modified for one in stamps if one.modified), None))

    def _part(self, text: str) -> Told:  # noqa: PLR0911 - cases: the first that holds counts
        labels = {said.label for said in self.words.evidence(text)}
        if "byline" in labels or "timestamp" in labels:
            return self._packed(text)
        if not QUIET.isdisjoint(labels) or is_role(text, self.words):
            return SILENT
        rest, by = strip_by(text, self.words)
        found = next(iter(dates_in(text, self.language)), None)
        if found is None and NUMBERS_ONLY.fullmatch(text):
            return SILENT
        undated = without_dates(text if not by else rest).strip(" |,;:()") if found else rest.strip()
        published = self._past(found[0]) if found and not self._unsure(text) else None
        if by:
            names = [name for name in names_in(undated, self.words) if _like_a_name(name)]
            return Told("byline", tuple(names), published) if names else NOTHING
        if found and self._says_nothing(undated):
            return Told("stamp", (), published)
        name = person(undated, self.words)
        if is_full_name(name) and name.count(" ") < NAME_WORDS and self._may_be_name(name):
            return Told("stamp" if found else "name", (name,), published)
        return SILENT if self._says_nothing(text) else NOTHING

    def _unsure(self, text: str) -> bool:
        """Whether a date in numbers may be read in two ways: in English nobody knows which."""
        return self.language == "en" and ambiguous(text)

    def _says_nothing(self, text: str) -> bool:
        """Whether nothing is left but words that stand beside dates and times."""
        words = [word for word in LETTERS.findall(text) if len(word) > 1 and not ZONE.fullmatch(word)]
        return all(word.casefold().rstrip(".") in self.silent for word in words)

    def _may_be_name(self, text: str) -> bool:
        parts = [part.casefold() for part in text.split()]
        lists = ("stop_words", "menu_words", "share_words", "months", "weekdays", "not_places")
        glued = any(SEAM.search(part) and not PREFIXED.match(part) for part in text.split())
        return not glued and not any(part in self.words.list(name) for part in parts for name in lists)


def _like_a_name(name: str) -> bool:
    """Whether what follows "by" is written like a name: a capital somewhere, or two or three small words."""
    return name.casefold() != name or 1 <= name.count(" ") <= 2
