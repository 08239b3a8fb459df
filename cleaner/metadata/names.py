"""What a byline or an author field says → the names in it, without "by", roles, addresses and the site's own name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import unescape
from typing import Any

import regex

from cleaner.metadata.head import one_line
from cleaner.page import Words
from cleaner.text.words import squash

# --- A piece of a byline → the name that it begins with, without the role, the employer, the place after it.


FULL_NAME = regex.compile(r"\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|\p{Ll}{2,3}(?= )|\p{Lo}+)){1,4}")
NAME_WORDS = 2
"""So many words a name has at least: "CNN Staff" is no person."""
MAX_AGENCY_WORDS = 4
LONG = 3
"""A longer name with a role behind it has a part of the role in it that no pack knows."""


def is_full_name(name: str) -> bool:
    """Whether a text is written like a person's full name: two to five words, all but particles with a capital.

    >>> is_full_name("Ada van der Okafor"), is_full_name("Senior analyst"), is_full_name("UiPath")
    (True, False, False)
    """
    return FULL_NAME.fullmatch(name) is not None


def person(text: str, words: Words) -> str:
    """The name at the beginning of a piece, if one is there; otherwise the piece as it is.

    "Ada Okafor in Leeds", "Ada Okafor For Example Online", "Ada Okafor Staff Writer", "Ada Okafor Updated": what
    follows is cut only where a full name is before it.
    """
    parts = text.split()
    if len(parts) <= NAME_WORDS:
        return text
    kept = _before_lead(parts, words)
    for without in (_without_notes, _without_agency, _without_role, _without_agency):
        kept = without(kept, words)
    kept = _once(kept)
    return text if len(kept) == len(parts) else " ".join(kept).rstrip(".,") if len(kept[-1]) > 2 else " ".join(kept)


def _before_lead(parts: list[str], words: Words) -> list[str]:
    """What stands before a word that leads on to a place or an employer, or before a role of two words."""
    leads, roles = words.list("leads_from_names"), words.list("roles")
    for at in range(NAME_WORDS, len(parts) - 1):
        if parts[at].casefold() in leads or " ".join(parts[at : at + 2]).casefold() in roles:
            return parts[:at] if is_full_name(" ".join(parts[:at])) else parts
    return parts


def _once(parts: list[str]) -> list[str]:
    """The name once, where a page shows it twice ("Ada Okafor Ada Okafor")."""
    half = len(parts) // 2
    return parts[:half] if half >= NAME_WORDS and parts[:half] == parts[half:] else parts


def _without_notes(parts: list[str], words: Words) -> list[str]:
    """Without what a page writes behind a name: the label of the date that follows, a button."""
    behind = words.list("behind_names")
    while len(parts) > NAME_WORDS and parts[-1].casefold().rstrip(".:") in behind:
        parts = parts[:-1]
    return parts


def _without_agency(parts: list[str], words: Words) -> list[str]:
    """Without the agency behind a full name; one of a single word is written in capitals, as a name hardly is."""
    agencies = words.list("agencies")
    for count in range(min(MAX_AGENCY_WORDS, len(parts) - NAME_WORDS), 0, -1):
        phrase, before = " ".join(parts[-count:]), parts[:-count]
        if phrase.casefold() in agencies and is_full_name(" ".join(before)):
            return before if count > 1 or phrase.isupper() else parts
    return parts


def _without_role(parts: list[str], words: Words) -> list[str]:
    """Without the role behind a full name: the words that packs know of roles, and what is left of one then."""
    roles = words.list("roles")
    last = parts[-1].casefold()
    known = last in roles or " ".join(parts[-2:]).casefold() in roles
    if len(parts) <= NAME_WORDS or not known or last in words.list("collectives") or not is_full_name(" ".join(parts)):
        return parts
    of_roles = _words_of(roles)
    kept = list(parts)
    while len(kept) > NAME_WORDS and kept[-1].casefold() in of_roles:
        kept.pop()
    return _first_names(kept) if LONG < len(kept) < len(parts) else kept


def _first_names(parts: Sequence[str]) -> list[str]:
    """The first two words, with the particles and initials between them."""
    kept = [parts[0]]
    for part in parts[1:]:
        kept.append(part)
        if part[0].isupper() and len(part.rstrip(".")) > 1:
            break
    return kept


@lru_cache(maxsize=64)
def _words_of(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())


def is_medium(piece: str, words: Words) -> bool:
    """Whether what follows a name is where it is published: a word of it is one that only names of media have."""
    return not words.list("media").isdisjoint(piece.casefold().replace(".", " ").split())


MAX_NAME_WORDS = 8
MAX_NAME_CHARS = 70
MAX_BYLINE_CHARS = 1_000
MAX_AUTHORS = 40
"""Longer lists are the authors of a collection, or an attack."""

TAG = regex.compile(r"<[^<>]{0,300}>")
ADDRESS = regex.compile(r"\(?\b(?:https?://|www\.)\S+|\(?[\w.+-]+@[\w-]+\.[\w.-]+\)?|\(?(?<!\w)@\w+\)?")
IN_ADDRESS = regex.compile(r"@|www\.|://")
BREAK = regex.compile(r"\s*(?:[•●▪⋅∙・·|]|\s[–—-]\s|\s/\s|\n)\s*")
"""What stands between a name and what is said about it: "Ada Okafor | Staff writer"."""
SEPARATOR = regex.compile(r"\s*(?:;|,\s|،|、)\s*|(?<=\p{Han}),|,(?=\p{Lu}\p{Ll})")
NUMBER_ON = regex.compile(r"(?<!\S)[(#]?\d.*")
SMALL_WORDS = regex.compile(r"(?<=\p{Lu}.*)(?:\s+\p{Ll}{1,4})+\Z")
TRAILING = regex.compile(r"[\s,;:|•∙·/*–—-]+\Z|\A[\s,;:|•∙·/*–—-]+")
BRACKET = regex.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]\s*\Z")
POST_NOMINAL = regex.compile(
    r"(?:\p{Lu}[\p{Lu}.\d-]{1,9}|Ph\.?D\.?|M\.?Ed\.?|Jr\.?|Sr\.?|\p{Lu}-?\p{Lu}+ \d+)(?:[®™]|-\p{L}+)?\Z"
)
PLAIN_NAME = regex.compile(r"\p{Lu}[\p{Ll}'’]*\p{L}(?: \p{Lu}[\p{Ll}'’]*\p{L}){1,3}")
"""A full name without initials, particles and hyphens: nothing can be taken from it."""
SMALL_LONG = regex.compile(r"(?<!\S)\p{Ll}{4,}")
MIN_SENTENCE = 3
"""So many words of four letters and more without a capital are a sentence."""
LETTER = regex.compile(r"\p{L}")
ONE_WORD = regex.compile(r"\p{Lu}\p{Ll}{3,}\Z")
NOT_A_NAME = regex.compile(
    r"\d{4}|\d+[:.]\d+|\.\.|[{}<>=_?!%:…]|\w\.\w+\.\w{3,}|\.(?:jpe?g|png|php|html?)\b|\A\W*\Z|\A\d+\Z"
)


@lru_cache(maxsize=2048)
@lru_cache(maxsize=64)
def _openers(words: frozenset[str]) -> regex.Pattern[str] | None:
    """Pattern for the words a byline may begin with, longest first; several may follow one another."""
    listed = "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))
    return regex.compile(rf"(?:(?:{listed})(?:\s*:\s*|\s+|\Z))+", regex.I) if listed else None


@lru_cache(maxsize=64)
def _first_words(words: frozenset[str]) -> regex.Pattern[str]:
    """What the words a byline may begin with begin with: most lines are known not to be one by their first word."""
    firsts = {word.split(maxsplit=1)[0].split(":", 1)[0] for word in words if word.strip()}
    listed = "|".join(map(regex.escape, sorted(firsts)))
    return regex.compile(rf"\s*(?:{listed})(?![^\s:])" if firsts else r"(?!)", regex.I)


def may_begin_with_by(words: Words) -> Callable[[str], Any]:
    """A quick test: what it lets through begins like a byline; see `strip_by` for the whole one."""
    return _first_words(words.list("by")).match


@lru_cache(maxsize=64)
def _joiners(words: frozenset[str]) -> regex.Pattern[str]:
    """Pattern for what stands between two names: "and", "&" and the like as words of their own."""
    listed = "|".join(regex.escape(word) for word in sorted({*words, "&", "+", "＆"}, key=len, reverse=True))
    return regex.compile(rf"(?:\A|\s+)(?:{listed})\s+", regex.I)


def strip_by(text: str, words: Words) -> tuple[str, bool]:
    """The text without the words that begin a byline, and whether there were any."""
    by = words.list("by")
    if not _first_words(by).match(text):
        return text, False
    pattern = _openers(by)
    found = pattern.match(text) if pattern else None
    return (text[found.end() :], True) if found else (text, False)


def names_in(text: str, words: Words, site_names: Iterable[str] = ()) -> list[str]:
    """The names of a byline, in order, each once, without roles, addresses and the site's name.

    Letters after a name ("Ada Okafor, MS, RD") belong to it as the page writes it. What follows a bar or a bullet
    says something about the names before it.
    """
    text = text[:MAX_BYLINE_CHARS]
    line = one_line(TAG.sub(" ", unescape(unescape(text))) if "&" in text or "<" in text else text)
    line = strip_by(ADDRESS.sub(" ", line) if IN_ADDRESS.search(line) else line, words)[0]
    if PLAIN_NAME.fullmatch(line) and len(line) <= MAX_NAME_CHARS and not _joiners(words.list("and")).search(line):
        return [] if is_role(line, words) or _is_small_word(line, words) else [person(line, words)]
    sites = [squash(name) for name in site_names]
    for stretch in BREAK.split(line):
        pieces = [_joiners(words.list("and")).split(piece) for piece in SEPARATOR.split(stretch)]
        if _is_place(pieces, words):
            pieces.pop()
        if names := unique(_with_letters([part for parts in pieces for part in parts], words, sites)):
            return names
    return []


def _is_place(pieces: Sequence[Sequence[str]], words: Words) -> bool:
    """Whether the last piece is where the others write from: one word after full names, or after a role, and a comma.

    "Ada Okafor and Bo Lind, Leeds", "Newsdesk, Leeds"
    """
    *names, last = [name.strip() for parts in pieces for name in parts]
    if not names or len(pieces) != 2 or len(pieces[-1]) != 1 or ONE_WORD.match(last) is None:
        return False
    people = all(is_full_name(name) or is_role(name, words, after_a_name=True) for name in names)
    return (people or is_role(names[0], words)) and _is_no_agency(last, words)


def _is_no_agency(name: str, words: Words) -> bool:
    return name.casefold() not in words.list("agencies")


def _with_letters(pieces: Sequence[str], words: Words, sites: Sequence[str]) -> list[str]:
    """The pieces that are names; a piece that is only letters after a name goes back to it."""
    names: list[str] = []
    for piece in pieces:
        bare = _bare(strip_by(piece.strip(), words)[0])
        if bare and is_role(bare, words, bool(names)):
            continue
        name = person(bare, words)
        if names and is_full_name(names[-1].split(",")[0]) and is_medium(name, words):
            continue
        if names and POST_NOMINAL.match(name) and " " in names[-1] and _is_no_agency(name, words):
            names[-1] = f"{names[-1]}, {name}"
        elif is_name(name) and not _is_small_word(name, words):
            names += [] if names and is_full_name(names[-1]) and _is_affiliation(name, words) else [name]
    return without_site(names, words, sites)


def _is_affiliation(piece: str, words: Words) -> bool:
    """Whether what follows a full name is written like a phrase about it: a capital, then a long word without one."""
    return piece[:1].isupper() and SMALL_LONG.search(piece) is not None and _is_no_agency(piece, words)


def without_site(names: Sequence[str], words: Words, sites: Sequence[str]) -> list[str]:
    """The names without the site's own (squashed), where a person is named beside it; after it may be its town."""
    others = [name for name in names if squash(name) not in sites]
    people = [name for name in others if _is_no_agency(name, words)]
    if not people:
        return list(names)
    imprint = names[0] not in others and not any(map(is_full_name, others))
    return [names[0]] if imprint else others


def _bare(piece: str) -> str:
    """A piece without brackets, punctuation, numbers and small words at its end.

    >>> _bare("Ada Okafor (Leeds),"), _bare("Ada Okafor 5 min read"), _bare("Ada Okafor on")
    ('Ada Okafor', 'Ada Okafor', 'Ada Okafor')
    """
    text = BRACKET.sub("", TRAILING.sub("", piece))
    return SMALL_WORDS.sub("", TRAILING.sub("", NUMBER_ON.sub("", text)))


def is_name(text: str) -> bool:
    """Whether a text has the shape of a name: few words, letters, no date, no code, not a sentence.

    >>> [text for text in ("Ada Okafor", "5 min read: 2024", "x" * 90, "never looked back", "") if is_name(text)]
    ['Ada Okafor']
    """
    return (
        0 < len(text) <= MAX_NAME_CHARS
        and text.count(" ") < MAX_NAME_WORDS
        and NOT_A_NAME.search(text) is None
        and LETTER.search(text) is not None
        and (text.count(" ") < 2 or text.casefold() != text or text.upper() == text)
        and len(SMALL_LONG.findall(text)) < MIN_SENTENCE
    )


def _is_small_word(name: str, words: Words) -> bool:
    """Whether nothing is left but a word such as "by" or "on", or the day it was written on."""
    folded = name.casefold()
    return any(folded in words.list(which) for which in ("by", "and", "stop_words", "weekdays"))


def last_name_first(text: str) -> str:
    """A name as libraries write it, the other way round.

    >>> last_name_first("Okafor, Ada"), last_name_first("Ada Okafor"), last_name_first("Okafor, A., Jr.")
    ('Ada Okafor', 'Ada Okafor', 'Okafor, A., Jr.')
    """
    parts = [part.strip() for part in text.split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else text


def is_role(name: str, words: Words, after_a_name: bool = False) -> bool:
    """Whether the text is a role ("staff writer"): all of it, each word, or, after a name, its beginning or end."""
    folded = name.casefold()
    roles = words.list("roles")
    parts = folded.split()
    if folded in roles or (len(parts) > 1 and all(word in roles for word in parts)):
        return True
    phrases = (parts[-1:], parts[-2:], parts[:1], parts[:2])
    return after_a_name and len(parts) > 1 and any(" ".join(phrase) in roles for phrase in phrases)


def unique(names: Iterable[str]) -> list[str]:
    """Each name once, whatever its case.

    >>> unique(["Ada Okafor", "ADA OKAFOR", "Bo Lind"])
    ['Ada Okafor', 'Bo Lind']
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(squash(name), name)
    return list(first.values())[:MAX_AUTHORS]
