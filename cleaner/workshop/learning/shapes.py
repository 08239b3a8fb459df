"""A line of furniture → the pattern it suggests: its date, time, names and numbers turned into fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import regex

from cleaner.rules.patterns.fields import Context, value_of
from cleaner.rules.patterns.template import PatternFault, parse

# The longest printed date with weekday and time: "Wednesday, 4 December 2024 at 10:30 am".
MAX_DATE_WORDS = 8
MIN_NAME_WORDS, MAX_NAME_WORDS, MAX_BY_WORDS = 2, 4, 3
HAS_DAY = regex.compile(r"\d")
TIME = regex.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?![\d:])")
HANDLE = regex.compile(r"(?<=@)[\p{L}\p{N}_.]{2,40}")
NUMBER = regex.compile(r"(?<![\p{L}\d{}.])\d[\d,.]*(?![\p{L}\d{}])")
SPECIAL = regex.compile(r"[*{\\]")
WORD = regex.compile(r"\S+")
# A date does not go on beyond these: "26 April 2026 · 9 min read" is a date and a number.
BETWEEN = regex.compile(r"[|~•·]|\s[–—/-]\s")
SMALL_WORD = regex.compile(r"\p{Ll}{1,3}\s+")
# Signs between the parts of a byline: bars, tildes, bullets, long dashes.
PARTS = regex.compile(r"(\s*[|~•·–—/]\s*|\s+-\s+|,\s+)")
# "Words: Ada Okafor", and who took the pictures, in some languages.
LABELLED = regex.compile(
    r"(?P<label>[\p{L} ]{2,20}): (?P<name>\p{Lu}[\p{L}'’.-]*(?: [\p{L}'’.-]+){1,3})(?=\s*(?:[|~•·–—/,]|\s-\s|$))"
)
CREDIT = regex.compile(r"(?i)\b(?:photo|picture|image|graphic|illustration|foto|bild|grafik|imagen|camera|video)")
FIELD = regex.compile(r"\{[a-z_]+\}")
LETTERS = regex.compile(r"\p{L}")


def shape_of(text: str, context: Context, authors: Collection[str] = ()) -> str:
    """The pattern that a line suggests. `authors` are the names that are known of the document.

    >>> shape_of("Ada Okafor ~ Courier desk ~ 4 March 2024", Context(), ["Ada Okafor"])
    '{author} ~ Courier desk ~ {date}'
    >>> shape_of("12 comments", Context())
    '{number} comments'
    >>> shape_of("By Ada Okafor · 26 April 2024 · 9 min read", Context(lists=lambda name: {"by"}))
    'By {author} · {date} · {number} min read'
    >>> shape_of("Words: Ada Okafor // Photos: Ben Ito // 4 March 2024 //", Context(), ["Ben Ito"])
    'Words: {author} // Photos: {_} // {date} //'
    >>> shape_of("By Ada Okafor // Photos: Ben Ito // 4 March 2024", Context(), ["Ada Okafor"])
    'By {author} // Photos: {_} // {date}'
    >>> shape_of("By Ada Okafor // Photos: archive // 4 March 2024", Context(), ["Ada Okafor"])
    'By {author} // Photos: archive // {date}'
    """
    line = " ".join(text.split())
    date = _date(line, context)
    labelled = _labelled(line, date, context)
    if labelled:
        return labelled
    pieces = [line] if date is None else [line[: date[0]], "{date}", line[date[1] :]]
    pieces = [part for piece in pieces for part in _named(piece, authors, context, guess=date is not None)]
    pieces = [part for piece in pieces for part in _credited(piece, context)]
    pieces = [part for piece in pieces for part in _fields(piece, date is not None)]
    return "".join(piece if FIELD.fullmatch(piece) else plain(piece) for piece in pieces)


def _labelled(line: str, date: tuple[int, int] | None, context: Context) -> str:
    """The pattern of a line in which labels say who did what; who took the pictures is no author. Empty for others."""
    made, last, names = "", 0, 0
    for found in LABELLED.finditer(line):
        if not _like_name(found["name"], context) or (date and found.start() < date[1] and date[0] < found.end()):
            continue
        field = "{_}" if CREDIT.search(found["label"]) else "{author}" if "{author}" not in made else "{_}"
        made += _dated(line, last, found.start("name"), date) + field
        last = found.end("name")
        names += 1
    enough = names > 1 or (names == 1 and date is not None)
    return made + _dated(line, last, len(line), date) if enough and "{author}" in made else ""


def _dated(line: str, start: int, end: int, date: tuple[int, int] | None) -> str:
    """A stretch of a line as a pattern, with the date that is in it."""
    if date is None or not start <= date[0] < date[1] <= end:
        return plain(line[start:end])
    return f"{plain(line[start : date[0]])}{{date}}{plain(line[date[1] : end])}"


def plain(text: str) -> str:
    """A text as a pattern that is equal to it alone."""
    return SPECIAL.sub(r"\\\g<0>", text)


def _date(line: str, context: Context) -> tuple[int, int] | None:
    """The longest run of words that reads as a date."""
    words = [found.span() for found in WORD.finditer(line)]
    for size in range(min(MAX_DATE_WORDS, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first][0], words[first + size - 1][1]
            while end > start and line[end - 1] in ",;.|)":
                end -= 1
            while start < end and line[start] in "(|":
                start += 1
            text = line[start:end]
            if _begins_and_ends(text) and value_of("date", text, "", context) is not None:
                return _without_lead(line, start, end, context)
    return None


def _without_lead(line: str, start: int, end: int, context: Context) -> tuple[int, int]:
    """The date without a small word before it, "on" or "am", if it reads the same without."""
    lead = SMALL_WORD.match(line, start, end)
    if lead and value_of("date", line[lead.end() : end], "", context) == value_of("date", line[start:end], "", context):
        return lead.end(), end
    return start, end


def _begins_and_ends(text: str) -> bool:
    """A date has a digit in it, and no sign around it or between its parts."""
    return HAS_DAY.search(text) is not None and not BETWEEN.search(text) and text[0].isalnum() and text[-1].isalnum()


def _named(piece: str, authors: Collection[str], context: Context, *, guess: bool) -> Iterator[str]:
    """The names in a piece as {author} or {authors}; in a line with a date also a part that has the shape of a name."""
    if FIELD.fullmatch(piece):
        yield piece
        return
    spans = sorted((at, at + len(name)) for name in authors if (at := piece.casefold().find(name.casefold())) >= 0)
    if spans:
        start, end = spans[0][0], max(end for _, end in spans)
        yield from (piece[:start], "{author}" if len(spans) == 1 else "{authors}", piece[end:])
        return
    parts = PARTS.split(piece)
    name = next((part for part in parts if _like_name(part, context)), None) if guess and not authors else None
    if name is None or len(parts) == 1:
        yield piece
        return
    before, _, after = piece.partition(name)
    said = name[: len(name) - len(without_by(name, context))]
    yield from (before + said, "{author}", after)


def _credited(piece: str, context: Context) -> Iterator[str]:
    """Whoever took the pictures, as a part that varies."""
    last = 0
    for found in LABELLED.finditer(piece):
        if CREDIT.search(found["label"]) and _like_name(found["name"], context):
            yield from (piece[last : found.start("name")], "{_}")
            last = found.end("name")
    yield piece[last:]


def _like_name(part: str, context: Context) -> bool:
    words = without_by(part, context).split()
    capitals = all(word[:1].isupper() for word in words)
    return (
        MIN_NAME_WORDS <= len(words) <= MAX_NAME_WORDS
        and capitals
        and value_of("author", " ".join(words), "", context) is not None
    )


def without_by(text: str, context: Context) -> str:
    """A name without the words of its language that say whose it is.

    >>> by = Context(lists=lambda name: {"by", "words by"} if name == "by" else ())
    >>> without_by("Words by Ada Okafor", by), without_by("By Ada Okafor", by), without_by("Bya Okafor", by)
    ('Ada Okafor', 'Ada Okafor', 'Bya Okafor')
    """
    words, said = text.split(" "), context.lists("by")
    for size in range(min(MAX_BY_WORDS, len(words) - MIN_NAME_WORDS), 0, -1):
        if " ".join(words[:size]).casefold() in said:
            return " ".join(words[size:])
    return text


def _fields(piece: str, dated: bool) -> Iterator[str]:
    """Times beside a date, handles, and other numbers."""
    if FIELD.fullmatch(piece):
        yield piece
        return
    last = 0
    used: set[str] = set()
    found = [*((one.span(), "{handle}") for one in HANDLE.finditer(piece))]
    found += [(one.span(), "{time}") for one in TIME.finditer(piece)] if dated else []
    found += [(one.span(), "{number}") for one in NUMBER.finditer(piece)]
    for (start, end), field in sorted(found, key=lambda one: (one[0][0], -one[0][1])):
        if start >= last and field not in used:
            used.add(field)
            yield from (piece[last:start], field)
            last = end
    yield piece[last:]


def fixed(pattern: str) -> int:
    """How many letters of a pattern are the same on every page; 0 where it is no pattern."""
    try:
        parse(pattern)
    except PatternFault:
        return 0
    return len(LETTERS.findall(FIELD.sub("", pattern)))


def common(first: str, second: str, context: Context) -> str | None:
    """One pattern for two lines that differ in a name alone, None where they differ in more.

    >>> common("Ada Okafor ~ Courier desk", "Ben Ito ~ Courier desk", Context())
    '{author} ~ Courier desk'
    """
    one, other = first.split(" "), second.split(" ")
    start = _shared(one, other)
    end = min(_shared(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    middles = [" ".join(words[start : len(words) - end]) for words in (one, other)]
    if start + end < 2 or not all(_like_name(middle, context) for middle in middles):
        return None
    return " ".join([*one[:start], "{author}", *one[len(one) - end :]])


def paired(one: str, other: str, context: Context) -> str | None:
    """The pattern of two lines of two documents that differ in names, dates and numbers; None without a name.

    >>> paired("Penned by Ada Okafor on 4 March 2024", "Penned by Ben Ito on 2 June 2024", Context())
    'Penned by {author} on {date}'
    """
    first, second = shape_of(one, context), shape_of(other, context)
    if first == second:
        return first if "{author" in first else None
    return common(first, second, context)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
