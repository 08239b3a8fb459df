"""A view of a page → where and when its story was filed, and by which agency."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import regex

from cleaner.lines import PROSE_WORDS, Lines
from cleaner.page import Fact, Finding, Mark
from cleaner.text.printed_dates import day_of_year
from cleaner.text.words import squash

# A dateline stands within so many characters, in one of the first lines of prose; alone on its line, in so many.
DATELINE_CHARS, DATELINE_LINES, OWN_LINE_CHARS = 200, 3, 60
# So many lines that begin with a name in capitals and a colon are those of speakers.
MIN_SPEAKERS = 2
# Before a hyphen between blanks and before a colon, which sentences have too, a place has so many letters.
MIN_LETTERS = 5
# What sentences have as often as datelines.
WEAK = ("-", "_", "?")
# So many characters of a text show which words are common ones, and so many lines which names speak.
SMALL_CHARS, SPEAKER_LINES = 30_000, 200
ENDED = regex.compile(r"[.!?]\s")
COMMA = regex.compile(r"[،,]")
PARTICLE = r"(?:(?>de|del|da|do|di|la|las|los|el|le|les|of|am|an|der|sur|y|e|al|ed|ad|auf|bei|na|nad)\s)?"
IN_CAPITALS = r"\p{Lu}[\p{Lu}\p{M}'’.\-]*[\p{Lu}\p{M}](?:\.(?![-–—]))?"
CAPITALS = rf"{IN_CAPITALS}(?:(?:,\s|[ /]+)(?:DE\s)?{IN_CAPITALS}){{0,4}}"
IN_SMALL = r"\p{Lu}[\p{L}\p{M}'’.\-]*[\p{L}\p{M}](?:\.(?![-–—]))?"
WORDS = rf"{IN_SMALL}(?:[ /]{PARTICLE}{IN_SMALL}){{0,3}}"
COUNTRY = rf"(?:(?>,\s{WORDS})(?!\.?\s\d))?"
WEEKDAY = regex.compile(r"\s*(?P<day>\p{L}{4,12}),\s")
MONTH_AND_DAY = r"\p{L}{3,9}\.?\s\d{1,2}(?!\d)|\d{1,2}\.?\s(?:de\s)?\p{L}{3,10}\.?"
DATE = rf"(?:{MONTH_AND_DAY})(?:,?\s(?:de\s)?\d{{4}})?"
IN_BRACKETS = r"(?:\p{L}{3,9}\.?\s\d{1,2}|\d{1,2}(?:st|nd|rd|th)?\s\p{L}{3,9})(?:st|nd|rd|th)?(?:,?\s\d{4})?"
AGENCY = (
    r"\(\s?(?P<agency>[\p{L}\d][\p{L}\p{M}\d .&'’/-]{1,40}?)"
    rf"(?:\s?-\s?(?P<date>{IN_BRACKETS}))?\s?\)"
    r"|/(?P<agency>\p{L}[\p{L} ]{1,30})/"
)
BEFORE_TEXT = r"(?=[\"“‘«»'(\[]?[\p{L}\d])"
CASED = regex.compile(
    rf"""
    (?:(?P<place>(?>(?P<capitals>{CAPITALS}){COUNTRY}|{WORDS}{COUNTRY})(?!\.?\s\d))  # BRUSSELS · Leeds, England
       (?=,?\s|\(|:|\.-|$),?\s*)?
    (?P<date>{DATE})?                                                               # Dec 03 · 4 March 2024
    (?:,?\s*(?:{AGENCY}))?                                                          # (AFP) · /PRNewswire/
    \s*(?P<mark>:|\.\s?[-–—]+|--+|[–—_?-])?(?:\s+|$)                                # : · -- · — · .-
    (?:{BEFORE_TEXT}|$)
    """,
    regex.X,
)
SITE = r"(?i:\p{L}[\p{L}\d]{1,20}\.(?:com|co\.id|co|id|net|org|in|tv))"
NAMED = rf"(?P<agency>{SITE}|\p{{Lu}}[\p{{L}}.]{{1,20}}(?:\s\p{{Lu}}[\p{{L}}]{{2,20}}){{0,3}})"
# The agency without brackets, after the place or before it.
BARE = (
    regex.compile(rf"(?P<place>{WORDS}),\s{NAMED}\s?(?P<mark>--+|[–—-])\s{BEFORE_TEXT}"),
    regex.compile(rf"{NAMED},\s(?P<place>{WORDS})\s?(?P<mark>--+|[–—-])\s{BEFORE_TEXT}"),
    regex.compile(rf"(?P<place>(?!)x)?{NAMED}\s(?P<mark>--+|[–—])\s{BEFORE_TEXT}"),
)
# Scripts without capitals: Arabic, Devanagari, Bengali, Hebrew, Thai and their kin.
LETTERS = r"[\p{Lo}\p{M}\u200c\u200d'’-]"
UNCASED = regex.compile(
    rf"""
    (?P<place>{LETTERS}+(?:[ ]{LETTERS}+){{0,2}}(?:[،,]\s{LETTERS}+(?:[ ]{LETTERS}+){{0,2}})?)
    (?:[،,]?\s*[(\[]\s?(?P<agency>[\p{{L}}\p{{M}}\d .&'’/\"“”-]{{2,40}}?)\s?[)\]])?
    \s?(?P<mark>:|--+|[–—-]|।|۔)?\s
    (?=[\"“‘«'(\[]?[\p{{L}}\d])
    """,
    regex.X,
)
CJK_AGENCY = r"(?P<agency>\p{Han}{1,6}(?:社|网|網|讯|訊|通信|通訊))"
CJK_DAY = r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
CJK = (
    regex.compile(
        rf"[（(]?{CJK_AGENCY}(?:记者|記者)?(?P<place>\p{{Han}}{{2,4}}?){CJK_DAY}(?:[（(][^（）()]{{2,40}}[）)])?[电電]\s*[）)]?"
    ),
    regex.compile(r"【\p{Han}{2,4}[╱／/、](?P<place>\p{Han}{2,3})(?:報導|报道|報道|电|電)】"),
    regex.compile(rf"[\[［【]{CJK_AGENCY}[\]］】]"),
)
SPEAKER = regex.compile(r"\p{Lu}[\p{Lu}\p{M}.'’-]+(?:\s\p{Lu}[\p{Lu}\p{M}.'’-]+){0,3}(?:\s\([^()]{2,40}\))?:\s")
GLUED = regex.compile(
    rf"(?<=\p{{L}}[.!?…]?\s)(?P<place>\p{{Lu}}{{4,}}(?:\s\p{{Lu}}{{3,}}){{0,2}})\s(?:—|--)\s{BEFORE_TEXT}"
)
AFTER_SENTENCE = regex.compile(rf"(?<=[.!?…]\s)(?P<place>{WORDS})\s[-–—]\s(?=[\"“„«‘]?\p{{Lu}})")


class Dateline(NamedTuple):
    """What stands before a sentence: the place and the agency as written, the day in ISO 8601, and where it ends."""

    location: str | None
    date: str | None
    agency: str | None
    span: tuple[int, int]

    def value(self) -> dict[str, str | None]:
        """As `metadata["dateline"]` has it."""
        return {"location": self.location, "date": self.date, "agency": self.agency}


def datelines(view: Lines) -> Iterator[Finding]:
    """Place, day and agency before the first sentence: captured, and kept unless the site's file cuts them.

        >>> facts(datelines, "LEEDS, March 4 (Reuters) — The river rose two metres overnight, officials said.")
        [('dateline', {'location': 'LEEDS', 'date': '--03-04', 'agency': 'Reuters'})]
        >>> facts(datelines, "March 4 (UPI) -- The river rose two metres overnight, the officials said.")
        [('dateline', {'location': None, 'date': '--03-04', 'agency': 'UPI'})]
        >>> facts(datelines, "Leeds, England (AP) _ The river rose two metres overnight, the officials said.")
        [('dateline', {'location': 'Leeds, England', 'date': None, 'agency': 'AP'})]
        >>> facts(datelines, "ELMSWORTH, Alabama - The river rose two metres overnight, the officials said.")
        [('dateline', {'location': 'ELMSWORTH, Alabama', 'date': None, 'agency': None})]
        >>> facts(datelines, "EXCLUSIVE: The council adopted the budget for the coming year on Monday.")
        []
        >>> facts(datelines, "Analysis: what the ministers did not say on Tuesday, and why it matters.")
        []
        >>> facts(datelines, "Ada Okafor (Labour) — the only member to vote against it — left the hall at noon.")
        []
        >>> facts(datelines, "ADA LIND: The river rose two metres overnight.\\nBO REES: And what did they do then?")
        []

    In the first lines of prose, or alone on a line above them; never a word of the pack's list not_places, and never
    the speaker of a transcript. A place in capitals and a mark are enough; in small letters or a script without
    capitals, the agency or the place must be one that the packs know, or a dash follow in the very first line.
    Source: AP Stylebook for the form; seen in seeds 000 and 004; how UPI, PTI, Antara, Xinhua, CNA and the press
    release services file.
    """
    long = list(islice((index for index, count in enumerate(view.counts) if count >= PROSE_WORDS), DATELINE_LINES))
    prose = sorted({*long, *view.prose_places[:DATELINE_LINES]})
    for index in prose:
        if found := in_line(view, index, first=index in (*long[:1], *view.prose_places[:1])):
            yield from told(index, found, "place, day and agency before the first sentence")
            return
    for index in range(prose[-1] - 1 if prose else -1, -1, -1):
        if index not in prose and (found := on_own_line(view, index)):
            yield from told(index, found, "place or agency alone on a line above the article")
            return


def told(index: int, found: Dateline, why: str) -> Iterator[Finding]:
    """The fact, and the mark that lets a site's file or an option cut it."""
    yield Fact("dateline", found.value(), why=why, by="datelines", block=index, confidence=0.6)
    if found.span[0] == 0:
        yield Mark(index, "dateline", why=why, by="datelines", span=found.span)


def in_line(view: Lines, index: int, *, first: bool) -> Dateline | None:
    """The dateline at the beginning of a paragraph. `first`: it is the first paragraph."""
    text = view.texts[index][:DATELINE_CHARS]
    for pattern in BARE:
        found = pattern.match(text)
        if found and not found["agency"].endswith(".") and is_agency(found["agency"], view):
            return None if is_barred(view, found["place"]) else dateline_of(view, found)
    found = CASED.match(text, pos=weekday_end(view, text))
    if found and is_dateline(view, found, first=first) and not is_speaker(view, index, found):
        return dateline_of(view, found)
    for pattern in CJK:
        if found := pattern.match(text):
            return dateline_of(view, found)
    if (found := UNCASED.match(text)) and is_uncased(view, found):
        return dateline_of(view, found)
    return behind_a_headline(view, text) if first else None


def behind_a_headline(view: Lines, text: str) -> Dateline | None:
    """The dateline of a paragraph that a headline or a summary runs into."""
    if (found := GLUED.search(text)) and not is_barred(view, found["place"]):
        return dateline_of(view, found)
    found = AFTER_SENTENCE.search(text)
    return dateline_of(view, found) if found and is_place(found["place"], view) else None


def weekday_end(view: Lines, text: str) -> int:
    """Where the rest of a dateline begins that names the day of the week first; otherwise 0."""
    found = WEEKDAY.match(text)
    return found.end() if found and found["day"].casefold() in view.words.list("weekdays") else 0


def on_own_line(view: Lines, index: int) -> Dateline | None:
    """The dateline that is a line of its own: a place in capitals with its country or agency, or before a dash."""
    text = view.texts[index]
    if len(text) > OWN_LINE_CHARS or view.evidence[index]:
        return None
    found = CASED.fullmatch(text)
    if found is None or is_barred(view, found["place"]):
        return None
    dashed = (found["mark"] or "")[-1:] in ("-", "–", "—")
    filed = found["agency"] is not None and is_agency(found["agency"], view)
    if not found["place"]:
        return dateline_of(view, found) if filed and dashed else None
    named = found["capitals"] or found["agency"] or " " in found["place"] or is_place(found["place"], view)
    placed = found["capitals"] and ("," in found["place"] or is_place(found["place"], view))
    placed = placed or (found["capitals"] and filed)
    sure = (dashed and named) or (placed and not found["mark"])
    dateline = dateline_of(view, found) if sure or found["date"] else None
    return dateline if sure or (dateline and dateline.date) else None


def dateline_of(view: Lines, found: regex.Match[str]) -> Dateline:
    """What a pattern captured."""
    groups = found.groupdict()
    place, agency = ((groups.get(name) or "").strip(" ,") or None for name in ("place", "agency"))
    agency = None if agency and is_desk(agency, view) else agency
    if groups.get("day"):
        date = f"--{int(groups['month']):02}-{int(groups['day']):02}" if groups.get("month") else None
    else:
        date = day_in(view, groups.get("date"))
    start = 0 if found.re is CASED else found.start()
    return Dateline(place, date, agency, (start, found.end()))


def day_in(view: Lines, text: str | None) -> str | None:
    """The day that a dateline gives, in the language of the page."""
    return day_of_year(text, view.words.languages[0] if view.words.languages else None)


def is_dateline(view: Lines, found: regex.Match[str], *, first: bool) -> bool:
    """Whether what stands before a sentence says where it was filed."""
    place, mark, date = found["place"], found["mark"] or "", found["date"]
    if is_barred(view, place) or not found[0].strip():
        return False
    agency = found["agency"] is not None and (is_agency(found["agency"], view) or is_desk(found["agency"], view))
    if not place:
        return bool(date and found["agency"] and mark) or (agency and bool(date or mark))
    if agency and (mark or date or found["capitals"]):
        return mark != ":" or not text_after(found)[:1].isdigit()
    return bool(found["capitals"] and found["agency"] and date) or is_place_before(view, found, first=first)


def is_place_before(view: Lines, found: regex.Match[str], *, first: bool) -> bool:
    """Whether a place without an agency that the packs know stands before a sentence: its mark and its letters tell."""
    place, mark, after = found["place"], found["mark"] or "", text_after(found)[:1]
    if not mark or after.islower():
        return False
    if mark.startswith("."):
        return not found["agency"]
    dated, long = day_in(view, found["date"]) is not None, sum(map(str.isalpha, place)) >= MIN_LETTERS
    if mark == ":":
        in_capitals = found["capitals"] and not found["agency"] and not after.isdigit() and "." not in place
        return dated or is_place(place, view) or bool(in_capitals and long)
    if found["capitals"]:
        strong = mark not in WEAK or bool(found["agency"] or dated)
        return strong or (mark == "-" and ("," in place or long))
    return dated or (first and mark not in WEAK and is_alone(view, place, found))


def text_after(found: regex.Match[str]) -> str:
    """What follows a dateline, without opening quotes and brackets."""
    return found.string[found.end() :].lstrip("\"“‘«'([")


def is_alone(view: Lines, place: str, found: regex.Match[str]) -> bool:
    """Whether a place in small letters before a dash is no part of the sentence: no other dash closes an aside, and
    none of its words is a common one; what follows is no quotation, as in lists of songs and of guests."""
    words, rest = place.split(), found.string[found.end() :]
    if (len(words) > 2 and "," not in place) or not rest[:1].isalnum():
        return False
    sentence = ENDED.split(rest, maxsplit=1)[0]
    small = set(" ".join(view.texts)[:SMALL_CHARS].split())
    return found["mark"] not in sentence and not any(word.strip(",").casefold() in small for word in words)


def is_uncased(view: Lines, found: regex.Match[str]) -> bool:
    """Whether words of a script without capitals are a dateline: the packs know the agency, the desk or the place."""
    agency, place = found["agency"], found["place"]
    if is_barred(view, place):
        return False
    known = is_place(place, view) or is_place(COMMA.split(place)[0], view)
    if agency:
        latin = agency.isascii() and agency.isupper() and bool(found["mark"])
        return latin or is_agency(agency, view) or is_desk(agency, view)
    return known and bool(found["mark"])


def is_barred(view: Lines, place: str | None) -> bool:
    """Whether words before a mark are a label ("EXCLUSIVE"), as the packs list them."""
    if not place:
        return False
    barred = view.words.list("not_places")
    return not barred.isdisjoint((place.casefold(), *place.casefold().split()))


def is_place(place: str, view: Lines) -> bool:
    """Whether the packs list a place as one from which stories are filed."""
    return place.casefold().strip(" ,") in view.words.list("places")


def is_desk(name: str, view: Lines) -> bool:
    """Whether a name is that of a desk ("Web Desk")."""
    return name.casefold().strip() in view.words.list("desks")


def is_speaker(view: Lines, index: int, found: regex.Match[str]) -> bool:
    """Whether a name in capitals before a colon speaks: others do so too, or the text names the person otherwise."""
    if found["mark"] != ":" or not found["capitals"] or found["date"]:
        return False
    if sum(SPEAKER.match(text) is not None for text in view.texts[:SPEAKER_LINES]) >= MIN_SPEAKERS:
        return True
    others = " ".join(text for at, text in enumerate(view.texts[:SPEAKER_LINES]) if at != index)
    first, *rest = map(regex.escape, map(str.capitalize, found["capitals"].replace(",", "").split()))
    if rest:
        return regex.search(rf"(?<!{first} )\b{rest[-1]}\b", others) is not None
    return not is_place(found["place"], view) and regex.search(rf"\p{{Lu}}\p{{Ll}}+ {first}\b", others) is not None


def is_agency(name: str, view: Lines) -> bool:
    """Whether the packs know an agency, or one of two joined by a stroke, whatever its spelling; or a channel (CNN)."""
    agencies = squashed(view.words.list("agencies"))
    first = name.partition(" ")[0]
    if first.isupper() and len(first) > 2 and first.casefold() in view.words.list("media"):
        return True
    if regex.fullmatch(SITE, name, regex.I):
        return True
    parts = (name, *name.split("/"), name.partition(" - ")[0], name.rpartition(" ")[0])
    return any(squash(part) in agencies for part in parts if part)


@lru_cache(maxsize=64)
def squashed(names: frozenset[str]) -> frozenset[str]:
    """Names without blanks and signs."""
    return frozenset(map(squash, names))
