"""A piece of a byline → the name that it begins with, without the role, the employer, the place after it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from cleaner.page import Words

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
