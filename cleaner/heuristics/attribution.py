"""A view of a page → who wrote it, when and who took its pictures: bylines, publication lines, credits, author bios."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from cleaner.lines import Lines
from cleaner.page import Fact, Finding, Mark, Voice
from cleaner.reading.surroundings import in_card, stands_elsewhere
from cleaner.text.judge import residue_odds
from cleaner.text.sentences import is_sentence_after_colon
from cleaner.text.words import small, word_count

# A byline stands within this many lines of the first or last prose, or of the page's first line.
BYLINE_REACH = 8
# A picture credit has at most so many words.
CREDIT_WORDS = 30
# A caption's label stands within so many characters, and what it labels has so many words at least.
LABEL_REACH, CAPTION_WORDS = 160, 3
# Digits, and the marks that stand between the parts of a date or time.
DATE_PARTS = re.compile(r"[^\s,;:|/().·•–—-]+")
NUMBER_PART = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|\.|º|ª|er)?|\d{4}年|\d{1,2}[月日時分]|[APap]\.?[Mm]\.?|[A-Z]{2,4}|h|[+]\d{4}"
)
NOON = re.compile(r"\b([AaPp])\.\s?[Mm]\b\.?")  # 3:15 p.m.
DIGIT = re.compile(r"\d")
# A live blog has at least so many lines that begin with the time: "12.31 Uhr: …", "10:42 …".
LIVE_BLOG_TIMES = 3
CLOCK = re.compile(r"[(\[]?\d{1,2}[:.]\d{2}(?!\d|[.:]\d)")
NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}:\d{2}|\d年)(?!\d{4})"
)


def bylines(view: Lines) -> Iterator[Finding]:
    """Who wrote the article and when it was published, as a line of its own.

        >>> print(without(bylines, '''
        ... By Ada Okafor
        ... The mayor was re-elected by a wide margin on Sunday evening.
        ... The turnout was the highest since the vote was introduced.
        ... FE Team | Published: December 04, 2024 00:36:34
        ... '''))
        The mayor was re-elected by a wide margin on Sunday evening.
        <BLANKLINE>
        The turnout was the highest since the vote was introduced.

        >>> print(without(bylines, '''
        ... Three novels of this year stand on the list of the best, and all of them are about the sea.
        ... The Tide
        ... By Ada Okafor
        ... A Far Coast
        ... By Ben Lind
        ... Salt
        ... By Cem Yilmaz
        ... ''').count("By"))
        3

    Near the head or the tail of the body, never between two paragraphs, nor in a list of works. The names
    become facts, unless the markup shows that they are another story's.
    Source: the pack's classes byline and timestamp.
    """
    said = dict([*view.said("timestamp"), *view.said("byline")])
    for index in sorted(said):
        if index in view.listed_works or not near_edge(view, index):
            continue
        found = said[index]
        label = "byline" if "byline" in view.evidence[index] else "timestamp"
        why = f"the whole line says who wrote it or when ({found.by})"
        yield Mark(index, label, why=why, by="bylines", confidence=0.95)
        if view.last_prose < index <= view.last_prose + BYLINE_REACH and not stands_apart(view, index):
            yield from attribution_facts(found.fields, index)


def stands_apart(view: Lines, index: int) -> bool:
    """Whether a line of an HTML page is in a side column, among comments or in the box of another story."""
    markup = view.page.markup
    if markup is None:
        return False
    headline = next(iter(markup.named("h1")), None)
    node = markup.nodes[index]
    return stands_elsewhere(node, headline, columns=False) or in_card(node, headline)


def near_edge(view: Lines, index: int) -> bool:
    """In the head or tail, or beside other furniture."""
    return view.at_edge(index) or view.has_company(index, "byline", "timestamp", "share_prompt", "counter", "credit")


def attribution_facts(fields: Mapping[str, Any], index: int) -> Iterator[Fact]:
    """What a pack's pattern captured, as facts under the names of the result."""
    for name, fact in (("authors", "authors"), ("author", "authors"), ("date", "published"), ("updated", "modified")):
        if value := fields.get(name):
            value = [value] if fact == "authors" and isinstance(value, str) else value
            yield Fact(fact, value, why="read from the byline", by="bylines", block=index, confidence=0.5)


def timestamps(view: Lines) -> Iterator[Finding]:
    """A line that holds a date or a time and nothing else, before the first prose or after the last.

        >>> print(without(timestamps, '''
        ... Tue, 26 November 2024 9:27 PM
        ... Nov. 27, 2024 at 3:15 p.m. EST
        ... The band will play in three towns this summer, it said.
        ... June 19
        ... They open in Leeds with two evenings in the old market hall.
        ... '''))
        The band will play in three towns this summer, it said.
        <BLANKLINE>
        June 19
        <BLANKLINE>
        They open in Leeds with two evenings in the old market hall.

    A date between paragraphs may be a crosshead of a timeline; and in a live blog, where three lines and more of the
    body begin with the time, a date is one wherever it stands.
    Source: "date, time" is 3.5 % of boilerplate lines in our research; the names of months and days, and
    the small words of dates, are the pack's.
    """
    body = view.texts[view.first_prose : view.last_prose + 1]
    times = [text for text in body if (text[:1].isdigit() or text[:1] in "([") and CLOCK.match(text)]
    if len(times) >= LIVE_BLOG_TIMES:
        return
    names, small = united(view.words.list("months"), view.words.list("weekdays")), view.words.list("date_words")
    texts, counts, said = view.texts, view.counts, view.evidence
    short = [at for at in view.edges if counts[at] <= BYLINE_REACH and (DIGIT.search(texts[at]) or "age" in said[at])]
    for index in short:
        if "age" in said[index] or is_date_only(texts[index], names, small):
            yield Mark(index, "timestamp", why="the line is a date or time and nothing else", by="timestamps")


@lru_cache(maxsize=64)
def united(months: frozenset[str], weekdays: frozenset[str]) -> frozenset[str]:
    """The names of all days and months; the same for all pages in one language."""
    return months | weekdays


def is_date_only(text: str, names: frozenset[str], small: frozenset[str] = frozenset()) -> bool:
    """Whether each part of the line is a number, a month, a weekday or a `small` word, and at least one is a number.

    >>> [is_date_only(line, frozenset({"nov"})) for line in ("Nov 20", "20.11.2024 9:30", "Apollo 13", "555-019-2368")]
    [True, True, False, False]
    >>> [is_date_only(line, frozenset({"nov"}), frozenset({"at"})) for line in ("Nov 2 at 9 p.m.", "At 9 p.m.")]
    [True, False]
    """
    parts = DATE_PARTS.findall(NOON.sub(r"\1m", text))
    known = names | small
    if not all(NUMBER_PART.fullmatch(part) or part.lower().rstrip(".") in known for part in parts):
        return False
    named = any(part.lower().rstrip(".") in names for part in parts)
    return any(part[0].isdigit() for part in parts) and (named or NUMERIC_DATE.search(text) is not None)


def credits(view: Lines) -> Iterator[Finding]:
    """Who took the picture.

        >>> print(without(credits, '''
        ... Photo: Meg Kinnard, AP
        ... The photo of the year went to a nurse from Leeds, AP reported.
        ... Photo: that was the only word on the back of the frame, and no one knew the hand.
        ... '''))
        The photo of the year went to a nurse from Leeds, AP reported.
        <BLANKLINE>
        Photo: that was the only word on the back of the frame, and no one knew the hand.
        >>> print(without(credits, '''
        ... The film shows a year in the life of a town by the river, and of its ferry.
        ... Credits: A Li, B Li, C Li, D Li, E Li, F Li, G Li, H Li, I Li, J Li, K Li, L Li, M Li, N Li, O Li
        ... '''))  # doctest: +ELLIPSIS
        The film shows a year in the life of a town by the river, and of its ferry.
        <BLANKLINE>
        Credits: A Li, B Li, ... O Li

    Anywhere, since the whole line must be the credit. Longer than thirty words it is the roll of all who made a film
    or a series of pictures, and the article's own.
    Source: the pack's class credit; ".9 %" of boilerplate lines in our research.
    """
    for index, found in view.said("credit"):
        if caption_starts(view, index):
            continue
        if view.counts[index] <= CREDIT_WORDS and not is_sentence_after_colon(view.texts[index]):
            yield Mark(index, "credit", why=f"the whole line is a picture credit ({found.by})", by="credits")


def caption_labels(view: Lines) -> Iterator[Finding]:
    """What stands before a caption in its line: its label, the holder of the rights, what a player says.

        >>> print(without(caption_labels, '''
        ... Image copyright Coast Pictures Image caption The dinghy had no oars on board
        ... The image caption said that the dinghy had no oars on board, and no life jackets either.
        ... '''))
        The dinghy had no oars on board
        <BLANKLINE>
        The image caption said that the dinghy had no oars on board, and no life jackets either.

    The caption itself stays. What stands before the label must be worded like a credit or like a player's sentence.
    Source: texts of the BBC's services in many languages; the pack's list caption_labels.
    """
    labels = view.words.list("caption_labels")
    page = small("\n".join(view.texts)) if labels else ""
    known = any(small(label) in page for label in labels)
    for index in range(len(view.texts)) if known else ():
        start = caption_starts(view, index)
        if start:
            why = "stands before a caption in one line with it"
            yield Mark(index, "credit", why=why, by="caption_labels", span=(0, start))
            yield Mark(index, "caption", why=why, by="caption_labels", voice=Voice.EXTRACTOR, keep=True)


def caption_starts(view: Lines, index: int) -> int:
    """Where the caption begins in a line that has a label before it; 0 where there is none."""
    text = view.texts[index][:LABEL_REACH]
    match = labels_of(view.words.list("caption_labels")).search(text)
    if match is None or not match["rest"] or match["rest"].islower():
        return 0
    before = text[: match.start()].strip()
    known = not before or residue_odds([before])[0] > 0
    return match.end() - 1 if known and word_count(view.texts[index][match.end() - 1 :]) >= CAPTION_WORDS else 0


@lru_cache(maxsize=64)
def labels_of(labels: frozenset[str]) -> re.Pattern[str]:
    """A caption's label, and the first letter behind it."""
    listed = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})\s*[,:،，]?\s+(?P<rest>\S)" if labels else r"(?!)(?P<rest>)", re.I)


def author_bios(view: Lines) -> Iterator[Finding]:
    """A line about the author under the article.

        >>> print(without(author_bios, '''
        ... The bridge will reopen in May, the county's engineers said on Friday.
        ... Work on the second span goes on until the end of the summer.
        ... Ada Okafor is a reporter for the Example Times.
        ... '''))
        The bridge will reopen in May, the county's engineers said on Friday.
        <BLANKLINE>
        Work on the second span goes on until the end of the summer.

    At or after the last prose: inside the body the same sentence introduces a person.
    Source: the pack's class author_bio; .5 % of boilerplate lines in our research.
    """
    for index, found in view.said("author_bio"):
        if view.in_tail(index):
            why = f"a line about the author, after the article ({found.by})"
            yield Mark(index, "author_bio", why=why, by="author_bios", confidence=0.8)
