"""A view of a page → where and when its story was filed, and by which agency."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import regex

from cleaner.heuristics.view import View
from cleaner.lines import PROSE_WORDS
from cleaner.metadata.dates import day_of_year
from cleaner.metadata.names import squash
from cleaner.page import Fact, Finding, Mark

# A dateline stands within so many characters, in one of the first lines of prose.
DATELINE_CHARS, DATELINE_LINES = 200, 3
CAPITALS = r"\p{Lu}[\p{Lu}\p{M}'’.\-]+(?:[ ,/]+\p{Lu}[\p{Lu}\p{M}'’.\-]+){0,4}"
WORDS = r"\p{Lu}[\p{L}\p{M}'’.\-]+(?:[ /]\p{Lu}[\p{L}\p{M}'’.\-]+){0,3}"
COUNTRY = rf"(?:(?>,\s{WORDS})(?!\.?\s\d))?"
MONTH_AND_DAY = r"\p{L}{3,9}\.?\s\d{1,2}|\d{1,2}\s\p{L}{3,9}\.?"
AGENCY = r"\((?P<agency>[\p{L}\d][\p{L}\d .&'/-]{1,40})\)|/(?P<agency>\p{L}[\p{L} ]{1,30})/"
DATELINE = regex.compile(
    rf"""
    (?:(?P<place>(?>(?P<capitals>{CAPITALS}){COUNTRY}|{WORDS}{COUNTRY})(?!\.?\s\d))  # BRUSSELS · Leeds, England
       (?=,?\s|:),?\s*)?
    (?P<date>(?:{MONTH_AND_DAY})(?:,?\s\d{{4}})?)?                                  # Dec 03 · 4 March 2024
    (?:,?\s*(?:{AGENCY}))?                                                          # (AFP) · /PRNewswire/
    \s*(?P<mark>:|--|[–—_-])?\s+                                                    # : · -- · —
    (?=["“‘«'(]?[\p{{L}}\d])
    """,
    regex.X,
)


def datelines(view: View) -> Iterator[Finding]:
    """Place, day and agency before the first sentence: captured, and kept unless the site's file cuts them.

        >>> facts(datelines, "LEEDS, March 4 (Reuters) — The river rose two metres overnight, officials said.")
        [('dateline', {'location': 'LEEDS', 'date': '--03-04', 'agency': 'Reuters'})]
        >>> facts(datelines, "March 4 (UPI) -- The river rose two metres overnight, the officials said.")
        [('dateline', {'location': None, 'date': '--03-04', 'agency': 'UPI'})]
        >>> facts(datelines, "Leeds, England (AP) _ The river rose two metres overnight, the officials said.")
        [('dateline', {'location': 'Leeds, England', 'date': None, 'agency': 'AP'})]
        >>> facts(datelines, "EXCLUSIVE: The council adopted the budget for the coming year on Monday.")
        []
        >>> facts(datelines, "Analysis: what the ministers did not say on Tuesday, and why it matters.")
        []
        >>> facts(datelines, "Ada Okafor (Labour) — the only member to vote against it — left the hall at noon.")
        []

    In the first lines of prose only; never a word of the pack's list not_places. A place in capitals and a mark are
    enough; in small letters, without a place or without a mark the agency must be one that the packs know.
    Source: AP Stylebook for the form; seen in seeds 000 and 004; how UPI, PTI and the press release services file.
    """
    prose = (index for index, count in enumerate(view.counts) if count >= PROSE_WORDS)
    for index in islice(prose, DATELINE_LINES):
        found = DATELINE.match(view.texts[index][:DATELINE_CHARS])
        if found is None or not is_dateline(view, found):
            continue
        date = day_of_year(found["date"], view.words.languages[0] if view.words.languages else None)
        value = {"location": found["place"], "date": date, "agency": found["agency"]}
        why = "place, day and agency before the first sentence"
        yield Fact("dateline", value, why=why, by="datelines", block=index, confidence=0.6)
        yield Mark(index, "dateline", why=why, by="datelines", span=found.span())
        return


def is_dateline(view: View, found: regex.Match[str]) -> bool:
    """Whether what stands before a sentence says where it was filed."""
    place, barred = found["place"] or "", view.words.list("not_places")
    if not barred.isdisjoint((place.casefold(), *place.casefold().split())):
        return False
    known = found["agency"] is not None and is_agency(found["agency"], view)
    if not place or not found["capitals"] or not found["mark"]:
        return known and bool(place or found["date"])
    return found["mark"] not in ("-", "_") or bool(found["agency"] or found["date"])


def is_agency(name: str, view: View) -> bool:
    """Whether the packs know an agency, or one of two joined by a stroke, whatever its spelling; or a channel (CNN)."""
    agencies = squashed(view.words.list("agencies"))
    if name.isupper() and name.casefold() in view.words.list("media"):
        return True
    return any(squash(part) in agencies for part in (name, *name.split("/"), name.partition(" - ")[0]))


@lru_cache(maxsize=64)
def squashed(names: frozenset[str]) -> frozenset[str]:
    """Names without blanks and signs."""
    return frozenset(map(squash, names))
