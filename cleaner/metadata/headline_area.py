"""The lines around the headline → the byline and the dates that stand there. Nothing far from it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.metadata.dates import IN_WORDS, NUMBERS, TIME, dates_in, iso
from cleaner.metadata.head import one_line
from cleaner.metadata.names import names_in, strip_by
from cleaner.page import Words

MAX_STEPS = 900
MAX_CHARS_AFTER = 1_400
"""A headline, a standfirst of some sentences, a caption and a byline fit; the second paragraph does not matter."""
MAX_PIECES_AFTER = 60
MAX_PIECES_BEFORE = 8
MAX_LINE = 180
"""Characters of a line that may be a byline or a publication line; a longer one is prose."""
HINT_LEVELS = 4

INLINE = frozenset(["a", "abbr", "address", "b", "bdi", "cite", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "u", "-text", "label"])
SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "nav", "form", "aside", "footer", "svg", "button", "select", "iframe", "dialog", "video", "audio"]
)
ROOTS = frozenset(["html", "body", "main", "article", "section"])
AUTHOR = regex.compile(
    r"(?<![a-z])(?:by-?_?lines?|authors?|writers?|written-?_?by|posted-?_?by|contributors?)(?![a-z])|p-author|vcard|author(?=name|s?link|info)",
    regex.I,
)
AUTHOR_CAMEL = regex.compile(r"(?:[Bb]yline|[Aa]uthor)")
NOT_AUTHOR = regex.compile(
    r"comment|related|recommend|promo|testimonial|review(?:ed|er)|sidebar|share|social|avatar|image|photo|authority|bio\b|-bio|"
    r"date|time|role|position|job|desc|count|follow|newsletter|caption|credit|card(?!s?-header)|teaser|popular|menu|footer",
    regex.I,
)
ELSEWHERE = regex.compile(
    r"comment|related|recommend|sidebar|widget|popular|trending|teaser|footer|newsletter|breaking|ticker|latest|read-?(?:more|next)",
    regex.I,
)
MODIFIED = regex.compile(r"updat|modif|revis", regex.I)


@dataclass(slots=True)
class Line:
    """A line by the headline: its text, what its elements call it, the parts with a name of their own, machine dates."""

    text: str = ""
    hints: str = ""
    named: list[tuple[str, str]] = field(default_factory=list)
    datetimes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """A value by the headline, and what made it one."""

    value: Any
    why: str
    confidence: float


def calls(node: Any) -> str:
    """What the markup calls an element: class, id, itemprop, rel."""
    attributes = node.attributes
    if not attributes:
        return ""
    return " ".join(
        attributes[key] or "" for key in ("class", "id", "itemprop", "rel", "data-testid") if key in attributes
    )


def lines_near(headline: Any) -> list[Line]:
    """The lines just before the headline, then those after it, nearest last and nearest first."""
    before = list(_before(headline))
    return [*reversed(before), *_after(headline)]


def _before(headline: Any) -> Iterator[Line]:
    node, steps = headline, 0
    found = 0
    while node is not None and node.tag not in ("body", "html") and steps < MAX_STEPS and found < MAX_PIECES_BEFORE:
        steps += 1
        previous = node.prev
        if previous is None:
            node = node.parent
            continue
        node = previous
        if node.tag in SKIPPED or (node.tag.startswith("-") and node.tag != "-text"):
            continue
        for line in list(_lines_within(node))[:3]:
            found += 1
            yield line


def _lines_within(node: Any) -> Iterator[Line]:
    """The lines of a small element; a large one, such as the page's header with its menus, has none to offer."""
    lines = list(_read(_walk(node, node, MAX_STEPS // 8)))
    if len(lines) <= MAX_PIECES_BEFORE // 2:
        yield from lines


def _after(headline: Any) -> Iterator[Line]:
    chars = 0
    for number, line in enumerate(_read(_walk(headline, None, MAX_STEPS))):
        if number == 0 and line.text:
            continue
        yield line
        chars += len(line.text)
        if chars > MAX_CHARS_AFTER or number > MAX_PIECES_AFTER:
            return


def _walk(start: Any, end: Any | None, steps: int) -> Iterator[Any]:
    """Elements and texts in document order, from `start` on, inside `end` if it is given; furniture is stepped over."""
    node = start
    for _ in range(steps):
        if node is None:
            return
        tag = node.tag
        skip = tag in SKIPPED or (tag != "-text" and tag.startswith(("-", "!")))
        if not skip:
            yield node
        following = None if skip else node.child
        while following is None and node is not None:
            if node is end or (end is not None and node.mem_id == end.mem_id):
                return
            following = node.next
            if following is None:
                node = node.parent
        node = following


def _read(nodes: Iterator[Any]) -> Iterator[Line]:
    """Texts → lines: what one block-level element holds is one line."""
    line, block = Line(), None
    for node in nodes:
        if node.tag == "time":
            _note_time(line, node)
        if node.tag != "-text":
            continue
        text = one_line(node.text(deep=False) or "")
        if not text:
            continue
        owner, hints = _block_of(node)
        identity = owner.mem_id if owner is not None else 0
        if identity != block and line.text:
            times = [t for t in line.datetimes if t[1] == "early"]
            yield line
            line = Line()
            del times
        block = identity
        line.text = f"{line.text} {text}".strip()
        if hints[0]:
            line.named.append((text, hints[0]))
        line.hints = f"{line.hints} {hints[1]}"
    if line.text or line.datetimes:
        yield line


def _note_time(line: Line, node: Any) -> None:
    if stamp := node.attributes.get("datetime"):
        line.datetimes.append((stamp, f"{calls(node)} {calls(node.parent) if node.parent is not None else ''}"))


def _block_of(node: Any) -> tuple[Any, tuple[str, str]]:
    """The block-level element around a text, what its inline elements are called, and what those around it are."""
    inline: list[str] = []
    parent = node.parent
    while parent is not None and parent.tag in INLINE:
        inline.append(calls(parent))
        parent = parent.parent
    outer, around = parent, []
    for _ in range(HINT_LEVELS):
        if outer is None or outer.tag in ROOTS:
            break
        around.append(calls(outer))
        outer = outer.parent
    return parent, (" ".join(inline).strip(), " ".join(around).strip())


def names_author(hints: str) -> bool:
    """Whether an element is called a byline.

    >>> [hint for hint in ("post-author", "comment-author", "authority", "byline_name") if names_author(hint)]
    ['post-author', 'byline_name']
    """
    return bool(AUTHOR.search(hints) or AUTHOR_CAMEL.search(hints)) and not NOT_AUTHOR.search(hints)


def authors_near(lines: Sequence[Line], words: Words, sites: Sequence[str]) -> Iterator[Found]:
    """The bylines among the lines by the headline."""
    for number, line in enumerate(lines):
        if len(line.text) > MAX_LINE or ELSEWHERE.search(line.hints):
            continue
        for text, why, confidence in _byline_texts(line, lines[number + 1 : number + 2], words):
            if names := names_in(without_dates(text), words, sites):
                yield Found(names, why, confidence)


def _byline_texts(line: Line, following: Sequence[Line], words: Words) -> Iterator[tuple[str, str, float]]:
    """What of a line, or of the line after a lone "By", is a byline, why, and how sure that is."""
    rest, by = strip_by(line.text, words)
    if by:
        if rest.strip(" :"):
            yield rest, "begins with a byline's word, by the headline", 0.88
        elif following and len(following[0].text) < MAX_LINE:
            yield following[0].text, "stands after a byline's word, by the headline", 0.87
    elif (evidence := words.matches("byline", line.text)) is not None:
        for key in ("authors", "author"):
            value = evidence.fields.get(key)
            if value:
                yield ", ".join(value) if isinstance(value, list) else str(value), f"byline, says {evidence.by}", 0.87
    named = [text for text, hints in line.named if names_author(hints)]
    if named:
        yield ", ".join(named), "an element called a byline, by the headline", 0.86
    elif names_author(line.hints) and not by:
        yield line.text, "a line called a byline, by the headline", 0.82


def without_dates(text: str) -> str:
    """A byline without dates and times of day: "Ada Okafor | 4 December 2024" → "Ada Okafor |  | "."""
    for pattern in (NUMBERS, IN_WORDS):
        text = pattern.sub(" | ", text)
    return regex.sub(r"\d{1,2}[:.]\d{2}.*", "", text)


def dates_near(lines: Sequence[Line], words: Words, language: str | None) -> Iterator[tuple[str, Found]]:
    """(name of the fact, date) for each date by the headline: in a `time` element, or as a short line's text."""
    for line in lines:
        if ELSEWHERE.search(line.hints):
            continue
        for stamp, hints in line.datetimes:
            if value := iso(stamp, language):
                modified = bool(MODIFIED.search(hints))
                yield "modified" if modified else "published", Found(value, "time element by the headline", 0.9)
        if len(line.text) <= MAX_LINE:
            yield from _dates_of(line, words, language)


def _dates_of(line: Line, words: Words, language: str | None) -> Iterator[tuple[str, Found]]:
    told = words.matches("timestamp", line.text)
    updated = bool(told and "updated" in told.fields) or bool(
        MODIFIED.search(line.hints + " ".join(h for _, h in line.named))
    )
    found = list(dates_in(line.text, language))
    for number, (value, _) in enumerate(found[:2]):
        name = "modified" if number or updated else "published"
        if len(_around(line.text)) <= MAX_AROUND:
            yield name, Found(value, f"date by the headline: {line.text[:60]}", 0.85 if name == "published" else 0.8)


MAX_AROUND = 110
"""Letters beside the date in a publication line ("Published … by Ada Okafor, Science editor | 5 min read")."""


def _around(text: str) -> str:
    rest = text
    for pattern in (NUMBERS, IN_WORDS, TIME):
        rest = pattern.sub("", rest)
    return rest.strip()
