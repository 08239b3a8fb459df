"""The linked data of a page → the one work that is its article, and the fields of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

import regex

from cleaner.metadata.names import last_name_first
from cleaner.metadata.titles import plain
from cleaner.page import Fact, Voice
from cleaner.reading.json_ld import ARTICLE, PAGE, LinkedData, Work, strings, types_of
from cleaner.text.words import squash

# --- A value, who says so and how surely → a Fact whose voice fits its certainty.


SURE = 0.91
"""From here on a page's own data outweighs a pack; what is less sure stays a guess."""
LAST_RESORT = 0.5
"""Given only so that somebody who has nothing better sees it."""


def fact(name: str, value: Any, by: str, confidence: float, why: str = "") -> Fact:
    """A fact of the page's own data, or a heuristic's when it is not sure.

    >>> fact("language", "en", "html lang", 0.95).voice.name, fact("published", "2024-12-04", "address", 0.8).voice.name
    ('PAGE_DATA', 'HEURISTIC')
    """
    voice = Voice.PAGE_DATA if confidence >= SURE else Voice.HEURISTIC
    return Fact(name, value, why=why or f"{by} says so", by=by, voice=voice, confidence=confidence)


SURNAME_FIRST = regex.compile(r"\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?, \p{Lu}\p{Ll}+(?: \p{Lu}\.)?")
"""One person's name as libraries write it; two people have two objects."""
ARTICLE_RANK, WORK_RANK, PAGE_RANK = 0, 1, 2


def rank_of(work: Work) -> int:
    """Articles before recipes and reviews before plain web pages and videos."""
    return ARTICLE_RANK if ARTICLE.match(work.kind) else PAGE_RANK if PAGE.match(work.kind) else WORK_RANK


def main_works(data: LinkedData, addresses: Sequence[str | None], titles: Sequence[str]) -> list[Work]:
    """The works that are this page's own, the best first.

    A work under another's key (a comment, a related story) is left out, and so is an article that names another
    address or another headline where a better one is there.
    """
    own = [work for work in data.works if not work.aside]
    if len(own) < 2:
        return own
    known = {squash(plain(title)) for title in titles if title}
    here = {_bare(address) for address in addresses if address}

    def misfit(work: Work) -> tuple[int, int]:
        named = {_bare(address) for address in _addresses(work.fields)}
        stranger = bool(named and here) and not named & here
        unknown = squash(headline(work.fields) or "") not in known
        return rank_of(work), 2 * stranger + unknown

    return sorted(own, key=misfit)


def headline(fields: dict[str, Any]) -> str | None:
    """`headline`, otherwise `name`, without entities."""
    found = [*strings(fields.get("headline")), *strings(fields.get("name"))]
    return unescape(found[0]) if found else None


def _addresses(fields: dict[str, Any]) -> list[str]:
    page = fields.get("mainEntityOfPage")
    inner = page.get("@id") if isinstance(page, dict) else page
    return [value for value in (fields.get("url"), inner) if isinstance(value, str) and "/" in value]


def _bare(address: str) -> str:
    """An address without scheme, `www.`, query, fragment and trailing slash, for comparing."""
    bare = address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].split("://", 1)[-1]
    return bare.removeprefix("www.").rstrip("/").casefold()


def people(data: LinkedData, value: Any) -> tuple[list[str], bool]:
    """The names in an author field, and whether all of them are organisations.

    The field may be a text, an object, a reference by @id, or lists of these.
    """
    names: list[str] = []
    organisations = 0
    waiting = [value]
    while waiting and len(names) < 100:
        item = data.resolve(waiting.pop(0))
        if isinstance(item, list):
            waiting = item[:100] + waiting[:100]
        elif isinstance(item, str):
            names.append(item)
        elif isinstance(item, dict):
            found = strings(item.get("name")) or _full_name(item)
            names += [last_name_first(name) if SURNAME_FIRST.fullmatch(name) else name for name in found]
            organisations += bool(found) and any(not kind.endswith("Person") for kind in types_of(item))
    return names, bool(names) and organisations >= len(names)


def _full_name(item: dict[str, Any]) -> list[str]:
    parts = [part for key in ("givenName", "familyName") for part in strings(item.get(key))]
    return [" ".join(parts)] if parts else strings(item.get("alternateName"))
