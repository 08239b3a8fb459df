"""What the page says → facts on when it was published and changed; a page that gives no date gets none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cleaner.metadata.authors import MAX_BLOCKS, MAX_LINE
from cleaner.metadata.gather import Sources
from cleaner.metadata.head import one_line
from cleaner.metadata.headline_area import INLINE, MAX_PROSE
from cleaner.metadata.shown_dates import dates_near, is_sentence
from cleaner.metadata.sources import ARTICLE_RANK, LAST_RESORT, fact, rank_of
from cleaner.page import Fact, Remark, Voice
from cleaner.reading.json_ld import strings
from cleaner.reading.surroundings import calls, in_caption, in_card, stands_elsewhere
from cleaner.text.printed_dates import MAY_BE_DATE, date_in_address, dates_in, iso

PUBLISHED_METAS = (
    "article:published_time", "article:published", "article:published:time", "og:article:published_time",
    "og:published_time", "datepublished", "date_published", "parsely-pub-date", "sailthru.date",
    "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "dcterms.issued", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_online_date",
    "citation_date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published-date",
    "w-published-date", "published", "published_at", "published_time", "date-pub", "article_date_original",
    "article.published", "ptime", "pdate", "bt:pubdate", "date", "originalpublicationdate", "video:release_date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "article:modified:time", "og:updated_time", "datemodified",
    "date_modified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified-date",
    "modified_time", "bt:moddate", "revised",
)  # fmt: skip

DATA_KEYS = (("datePublished", "published", 0.0), ("dateModified", "modified", 0.0), ("dateCreated", "published", 0.12))
"""Key, fact, and how much less it is trusted: a draft may be created long before it is published."""
INDEPENDENT = {"JSON-LD", "meta"}
"""Two of these that name the same day are believed against what stands by the headline."""
SHOWN = "headline area"
ADDRESS = "address"
DATED = "time, [class*=date], [class*=Date], [class*=publish], [class*=publication], [itemprop=datePublished]"
FAR = "date in the page"
CALLED = "the only date in an element called one"
MAX_DATED = 200
MAX_DATE_CHARS = 60
MAX_WORKS = 4
SAME_MOMENT = timedelta(minutes=2)
WRITTEN, NEVER = "2024-01-01", "9999-12-31"
"""No clock of a machine that runs this program is older; and a day that is ahead of all dates."""


def date_facts(sources: Sources) -> Iterator[Fact | Remark]:
    """Published and modified, in ISO 8601, from data, by the headline, the address, or the one date on the page."""
    found = [*_in_data(sources), *_in_metas(sources), *_by_the_headline(sources)]
    if address_day := date_in_address(sources.address, sources.language):
        found.append(fact("published", address_day, ADDRESS, 0.8))
    if not any(one.name == "published" for one in found):
        found += _elsewhere(sources)
    last = last_day()
    past = [_told_by_another(one, found) for one in found if one.value[:10] <= last]
    if found and not any(one.name == "published" for one in past):
        yield from _ahead(found)
    past = _in_local_time([_not_against_the_address(one, address_day, past) for one in past])
    first = first_shown(past)
    yield from in_order([one if first is None else _not_after_what_is_shown(one, first, past) for one in past])


def _ahead(found: Sequence[Fact]) -> Iterator[Remark]:
    """A sentence on the dates that were left out because this machine's clock has not come so far."""
    ahead = next((one for one in found if one.name == "published"), None)
    if ahead is not None:
        yield Remark(
            f"the page gives {ahead.value[:10]} as its date ({ahead.by}); it is ahead of this machine's clock: left out"
        )


def _not_against_the_address(one: Fact, address_day: str | None, others: Sequence[Fact]) -> Fact:
    """A date by the headline that is of another day than the address and all data: it belongs to something else."""
    if address_day is None or one.by != SHOWN or one.name != "published" or abs(_days(address_day, one.value)) <= 1:
        return one
    if not any(other.by != ADDRESS and other.value[:10] == address_day for other in others):
        return one
    return replace(one, confidence=LAST_RESORT, why=f"{one.why}, but the address has {address_day}")


def _in_local_time(found: Sequence[Fact]) -> list[Fact]:
    """The facts, those of data in UTC as the page shows the same moment to readers, whose day may be another."""
    shown = [one for one in found if one.by == SHOWN and "T" in one.value]
    return [_as_shown(one, shown) if one.by != SHOWN and one.value.endswith("+00:00") else one for one in found]


def _as_shown(one: Fact, shown: Sequence[Fact]) -> Fact:
    moment = datetime.fromisoformat(one.value)
    for other in shown:
        local = datetime.fromisoformat(other.value)
        if local.utcoffset() is None or local.utcoffset() == timedelta(0) or one.name != other.name:
            continue
        if abs(moment - local) < SAME_MOMENT:
            return replace(one, value=other.value, why=f"{one.why}, in the page's own time")
    return one


def in_order(found: Sequence[Fact]) -> Iterator[Fact]:
    """The facts, so that nothing is published after it was changed.

    A date by the headline after the change that data give is the header's of today. Where data give both, the change
    was made before the publication, and is none of the article.
    """
    best = {
        name: max((one for one in found if one.name == name), key=_weight, default=None)
        for name in ("published", "modified")
    }
    published, modified = best["published"], best["modified"]
    if published is None or modified is None or _days(published.value, modified.value) >= 0:
        yield from found
    elif published.by == SHOWN and modified.by != SHOWN:
        day = modified.value[:10]
        yield from (one for one in found if one.name != "published" or one.by != SHOWN or one.value[:10] <= day)
    else:
        yield from (one for one in found if one.name != "modified" or _days(published.value, one.value) >= 0)


def _weight(one: Fact) -> tuple[int, float]:
    return one.voice, one.confidence


def _told_by_another(one: Fact, others: Sequence[Fact]) -> Fact:
    """A date by the headline whose day and month change places where the address or the data have it so.

    "03/10/2023" is March in one country and October in another.
    """
    value = one.value
    turned = f"{value[:4]}-{value[8:10]}-{value[5:7]}"
    if one.by != SHOWN or turned == value[:10] or any(o.by != SHOWN and o.value[:10] == value[:10] for o in others):
        return one
    teller = next((o for o in others if o.by != SHOWN and o.value[:10] == turned), None)
    if teller is None:
        return one
    return replace(one, value=turned + value[10:], why=f"{one.why}, day and month as {teller.by} has them")


def last_day() -> str:
    """The last day on which anything can have been published, wherever it is already that day: tomorrow.

    A clock that is behind this program is wrong, and says nothing.
    """
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    return tomorrow if tomorrow > WRITTEN else NEVER


def first_shown(found: Sequence[Fact]) -> str | None:
    """The first date of publication that stands by the headline or in the address, if there is one."""
    shown = (one for one in found if one.name == "published" and one.by in (SHOWN, ADDRESS))
    return min((one.value for one in shown if one.confidence > LAST_RESORT), default=None)


def _not_after_what_is_shown(one: Fact, first: str, others: Sequence[Fact]) -> Fact:
    """A published date in data that is later than the `first` one that the reader sees is a later edition's."""
    if one.name != "published" or one.by in (SHOWN, ADDRESS) or _days(first, one.value) <= 1:
        return one
    same_day = {
        other.by.split()[0] for other in others if other.name == "published" and other.value[:10] == one.value[:10]
    }
    if len(same_day & INDEPENDENT) > 1:
        return one
    why = f"{one.why}, but the date shown to readers is earlier"
    return replace(one, voice=Voice.HEURISTIC, confidence=LAST_RESORT, why=why)


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days


def _in_data(sources: Sources) -> Iterator[Fact]:
    """Of articles and other works; a plain WebPage's date is when somebody set the page up, not even a last resort."""
    works = [work for work in sources.works if not work.kind.endswith("Page")]
    for work in works[:MAX_WORKS]:
        trust = 0.97 if rank_of(work) == ARTICLE_RANK else 0.92
        for key, name, less in DATA_KEYS:
            for text in strings(work.fields.get(key))[:1]:
                if value := iso(text, sources.language):
                    yield fact(name, value, f"JSON-LD {work.kind}.{key}", trust - less)


def _in_metas(sources: Sources) -> Iterator[Fact]:
    for fact_name, metas in (("published", PUBLISHED_METAS), ("modified", MODIFIED_METAS)):
        for name, contents in sources.head.all(metas):
            if value := iso(contents[0], sources.language):
                yield fact(fact_name, value, f"meta {name}", 0.95)


def _by_the_headline(sources: Sources) -> Iterator[Fact]:
    """Dates by the headline; where the only one is of a change, it is also the last resort for the publication."""
    for name, found in dates_near(sources.lines, sources.words, sources.language, sources.headline_node):
        yield fact(name, found.value, SHOWN, found.confidence, found.why)
        if name == "modified":
            why = f"no other date stands by the headline; {found.why}"
            yield fact("published", found.value, SHOWN, LAST_RESORT, why)


def _elsewhere(sources: Sources) -> Iterator[Fact]:
    """The one element called a date, in the article's side column only if there is none elsewhere; or the one line that
    says when something was published."""
    nodes = [
        (node, value)
        for node in sources.tree.css(DATED)[:MAX_DATED]
        if len(text := _stamp_of(node)) < MAX_DATE_CHARS
        and (value := iso(text, sources.language))
        and not _is_of_something_else(node, sources)
    ]
    for columns, why, confidence in ((True, CALLED, 0.7), (False, f"{CALLED}, in the article's side column", 0.69)):
        found = [(node, value) for node, value in nodes if not stands_elsewhere(node, sources.headline_node, columns)]
        if value := _only_one(found):
            yield fact("published", value, FAR, confidence, why)
        if found:
            return
    if value := _only_line(sources, "date"):
        yield fact("published", value, FAR, 0.68, "the only line that says when something was published")
    elif value := _only_line(sources, "updated"):
        yield fact("modified", value, FAR, 0.68, "the only line that says when something was changed")


def _stamp_of(node: Any) -> str:
    """What an element gives as its date: for programs, if it does, as microformats do in an `abbr`; otherwise its text.

    Source: microformats.org, value class pattern and the older datetime design pattern.
    """
    given = node.attributes
    told = given.get("datetime") or (given.get("title") if node.tag == "abbr" else None)
    return told or one_line(node.text(separator=" "))


def _is_of_something_else(node: Any, sources: Sources) -> bool:
    """Whether a date stands in a sentence, a caption or the box of another story."""
    block = node
    while block.tag in INLINE and block.parent is not None:
        block = block.parent
    text = one_line(block.text(separator=" ")[:MAX_PROSE])
    day = one_line(node.text(separator=" "))
    return (
        is_sentence(text, text.replace(day, "", 1))
        or in_caption(block, calls(block))
        or in_card(block, sources.headline_node)
    )


def _only_one(found: Sequence[tuple[Any, str]]) -> str | None:
    """The date whose element has a name that no other has: a list of other stories repeats the name."""
    named: dict[str, set[str]] = {}
    for node, value in found:
        named.setdefault(f"{node.tag} {calls(node)} {calls(node.parent)}", set()).add(value)
    single = {value[:10]: value for values in named.values() if len(values) == 1 for value in values}
    return next(iter(single.values())) if len(single) == 1 else None


def _only_line(sources: Sources, kind: str) -> str | None:
    """The day of the lines that a pack reads as `date` ("Posted on 4 December 2024") or as `updated`, if it is one."""
    days: dict[str, str] = {}
    for block in sources.page.blocks[:MAX_BLOCKS]:
        if len(block.text) < MAX_LINE and MAY_BE_DATE.search(block.text):
            told = sources.words.matches("timestamp", block.text)
            for value, _ in dates_in(block.text, sources.language) if told and kind in told.fields else ():
                days.setdefault(value[:10], value)
    return next(iter(days.values())) if len(days) == 1 else None
