"""Documents of one site, cleaned → rules they suggest, each with the lines it is meant to take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from cleaner.page import Block, Cleaned
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.windows import short
from cleaner.text.words import key
from cleaner.workshop.learning.shapes import fixed, paired, plain, shape_of

# Furniture stands at the ends of a document; what stands deeper is not guessed at.
HEAD, TAIL = 8, 10
# Fewer letters that stay the same fit lines of other pages too.
MIN_FIXED = 3
MAX_TITLE_WORDS = 25
# A heading is proof of a list of other stories only if a list follows.
MIN_LIST = 3
PROMPTS = (
    "share_prompt", "newsletter_prompt", "follow_prompt", "comment_prompt", "ad", "legal", "counter", "menu",
    "cookie_notice", "tags", "credit",
)  # fmt: skip
# "Was this useful to you?" is a sentence and furniture; longer ones are more likely the same story twice.
MAX_PROMPT_WORDS = 8
WORDS = regex.compile(r"[\p{L}\p{N}]+")
SLUG_WORDS = 4
NUMERIC_DATE = regex.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
MONTHS = 12
# So many other documents are asked for a line that differs in a name alone.
COUNTERPARTS = 12


@dataclass(frozen=True)
class Document:
    """A document of the site and what `clean` made of it."""

    name: str
    cleaned: Cleaned
    context: Context

    @property
    def blocks(self) -> Sequence[Block]:
        """Its lines."""
        return self.cleaned.page.blocks

    @property
    def authors(self) -> list[str]:
        """Names that are known."""
        return list(self.cleaned.metadata.get("authors") or [])

    def label(self, index: int) -> str:
        """What `clean` took the line for; empty where it stayed."""
        mark = self.cleaned.verdicts[index] if index < len(self.cleaned.verdicts) else None
        return mark.label if mark is not None and not mark.keep else ""

    def edges(self) -> Iterator[int]:
        """The lines at both ends."""
        total = len(self.blocks)
        yield from (index for index in range(total) if index < HEAD or index >= total - TAIL)


@dataclass(frozen=True)
class Guess:
    """A rule that documents suggest. `meant`: for each document the lines it may take. `key`: that of its patterns.

    `near`: the line of a body that is most like those, which must stay.
    """

    id: str
    phase: str
    lines: tuple[str, ...]
    why: str
    label: str = ""
    where: str = ""
    template: bool = False
    key: str = "line"
    meant: dict[int, set[int]] = field(default_factory=dict)
    near: str = ""


def date_order(documents: Sequence[Document]) -> str:
    """Whether the documents print the day or the month first, where a number over 12 tells; empty where none does."""
    days = months = False
    for document in documents:
        for index in document.edges():
            for found in NUMERIC_DATE.finditer(document.blocks[index].text):
                days |= int(found[1]) > MONTHS >= int(found[2])
                months |= int(found[2]) > MONTHS >= int(found[1])
    return "" if days == months else "day-first" if days else "month-first"


def ordered(documents: Sequence[Document]) -> list[Document]:
    """The documents with dates read as those read whose order is plain."""
    order = date_order(documents)
    if not order:
        return list(documents)
    contexts = [replace(one.context, calendar=replace(one.context.calendar, order=order)) for one in documents]
    return [replace(one, context=context) for one, context in zip(documents, contexts, strict=True)]


def guesses(documents: Sequence[Document]) -> list[Guess]:
    """The rules that text documents suggest: bylines with headlines, tails, prompts, lines that repeat."""
    taken: dict[int, set[int]] = defaultdict(set)
    found: dict[str, Guess] = {}
    for kind in (_bylines, _tails, _prompts, _repeated, _openings):
        for guess in kind(documents):
            if not any(lines - taken[number] for number, lines in guess.meant.items()):
                continue
            for number, lines in guess.meant.items():
                taken[number] |= lines
            name = guess.id if guess.id not in found else f"{guess.id}-{len(found) + 1}"
            found[name] = replace(guess, id=name)
    return list(found.values())


def heads_and_tails(documents: Sequence[Document]) -> list[Guess]:
    """The rules for bylines with headlines, and for tails of other stories."""
    return [*_bylines(documents), *_tails(documents)]


def _bylines(documents: Sequence[Document]) -> Iterator[Guess]:
    """Lines with a name or a date that `clean` knows or that differ in a name alone, with headline and date beside."""
    found: dict[tuple[str, ...], dict[int, set[int]]] = {}
    for number, document in enumerate(documents):
        for index in document.edges():
            pattern = _byline(document, index) or _counterpart(documents, number, index)
            if pattern is not None and not any(index in meant.get(number, ()) for meant in found.values()):
                first, lines = _with_neighbours(document, index, pattern)
                found.setdefault(lines, {}).setdefault(number, set()).update(range(first, first + len(lines)))
                break
    for place, (lines, meant) in enumerate(_with_headlines(found).items()):
        name = "headline-and-byline" if "{title}" in lines else "byline"
        yield Guess(f"{name}-{place + 1}" if place else name, "take", lines,
                    "Guessed from the documents; what stands in braces becomes metadata.",
                    where=_where(documents, meant), template=len(lines) > 1, meant=meant)  # fmt: skip


def _with_headlines(found: dict[tuple[str, ...], dict[int, set[int]]]) -> dict[tuple[str, ...], dict[int, set[int]]]:
    """What has a headline above it in one document has one in the others."""
    for lines in list(found):
        longer = ("{title}", *lines)
        if longer in found and all(min(places) > 0 for places in found[lines].values()):
            for number, places in found.pop(lines).items():
                found[longer].setdefault(number, set()).update({min(places) - 1, *places})
    return found


def _byline(document: Document, index: int) -> str | None:
    """The pattern of a line that is a byline by itself: it has a date and a name, or `clean` took it for one."""
    block = document.blocks[index]
    if document.label(index) not in ("", "byline", "timestamp", "outside") or not short(block):
        return None
    pattern = shape_of(block.text, document.context, document.authors)
    named, dated = "{author" in pattern, "{date}" in pattern
    if not (named or dated) or (fixed(pattern) < MIN_FIXED and not (named and dated)):
        return None
    return pattern if named or document.label(index) else None


def _counterpart(documents: Sequence[Document], number: int, index: int) -> str | None:
    """The pattern of a line that differs in a name alone from the line at the same place of another document."""
    document = documents[number]
    for other in [*documents[number + 1 : number + 1 + COUNTERPARTS], *documents[:COUNTERPARTS]]:
        at = index if index < HEAD else index - len(document.blocks) + len(other.blocks)
        if other is not document and 0 <= at < len(other.blocks) and short(document.blocks[index]):
            pattern = paired(document.blocks[index].text, other.blocks[at].text, document.context)
            if pattern:
                return pattern
    return None


def _with_neighbours(document: Document, index: int, pattern: str) -> tuple[int, tuple[str, ...]]:
    """The first line and the patterns of a byline with the headline above it, and the date above or below."""
    first, lines = index, [pattern]
    if "{date}" not in pattern and _only_date(document, index + 1):
        lines.append("{date}")
    if index > 0 and _headline(document, index - 1):
        first, lines = index - 1, ["{title}", *lines]
    return first, tuple(lines)


def _only_date(document: Document, index: int) -> bool:
    return index < len(document.blocks) and shape_of(document.blocks[index].text, document.context) == "{date}"


def _headline(document: Document, index: int) -> bool:
    block, title = document.blocks[index], document.cleaned.metadata.get("title")
    if title and key(block.text) == key(str(title)):
        return True
    words = len(block.text.split())
    return document.label(index) in ("headline", "outside", "") and short(block) and 2 < words <= MAX_TITLE_WORDS


def _where(documents: Sequence[Document], meant: dict[int, set[int]]) -> str:
    """The nearer end of the documents, with a line or two to spare."""
    heads = [max(lines) + 1 for lines in meant.values()]
    tails = [len(documents[number].blocks) - min(lines) for number, lines in meant.items()]
    if max(heads) <= max(tails):
        return f"first {max(heads) + 2} lines"
    return f"last {max(tails) + 2} lines"


def _tails(documents: Sequence[Document]) -> Iterator[Guess]:
    """A heading after which nothing but other stories follows."""
    found: dict[str, tuple[str, dict[int, set[int]]]] = {}
    for number, document in enumerate(documents):
        total = len(document.blocks)
        start = total
        while start > 0 and document.label(start - 1):
            start -= 1
        heading = next((i for i in range(start, total) if document.label(i) == "related"), None)
        if heading is None or total - heading <= MIN_LIST or not short(document.blocks[heading]):
            continue
        text = " ".join(document.blocks[heading].text.split())
        found.setdefault(key(text), (text, {}))[1][number] = set(range(heading, total))
    for place, (text, meant) in enumerate(found.values()):
        yield Guess(f"tail{f'-{place + 1}' if place else ''}", "drop_from", (plain(text),),
                    "Guessed: other stories follow to the end.", "related", "after 2 lines", meant=meant)  # fmt: skip


def _prompts(documents: Sequence[Document]) -> Iterator[Guess]:
    """What `clean` took for prompts and the like, one rule for each label."""
    by_label: dict[str, dict[str, dict[int, set[int]]]] = defaultdict(dict)
    for number, document in enumerate(documents):
        for index in document.edges():
            label = document.label(index)
            pattern = shape_of(document.blocks[index].text, document.context)
            if label in PROMPTS and fixed(pattern) >= MIN_FIXED and "{date}" not in pattern:
                by_label[label].setdefault(pattern, {}).setdefault(number, set()).add(index)
    for label, patterns in by_label.items():
        meant: dict[int, set[int]] = defaultdict(set)
        for places in patterns.values():
            for number, lines in places.items():
                meant[number] |= lines
        yield Guess(label.replace("_", "-"), "drop_lines", tuple(patterns), "Guessed from what clean removes.", label,
                    meant=dict(meant))  # fmt: skip


def _furniture(block: Block) -> bool:
    """A line that may be furniture when it repeats: not a sentence, unless it is a few words."""
    return short(block) or len(block.text.split()) <= MAX_PROMPT_WORDS


def _repeated(documents: Sequence[Document]) -> Iterator[Guess]:
    """Short lines that stand word for word at an end of two documents and more."""
    places: dict[str, dict[int, set[int]]] = defaultdict(dict)
    texts: dict[str, str] = {}
    for number, document in enumerate(documents):
        for index in document.edges():
            block = document.blocks[index]
            if _furniture(block) and document.label(index) in ("", "outside"):
                texts.setdefault(key(block.text), " ".join(block.text.split()))
                places[key(block.text)].setdefault(number, set()).add(index)
    for name, meant in places.items():
        if len(meant) > 1:
            why = f"The same line in {len(meant)} of {len(documents)} documents."
            yield Guess(slug(texts[name]), "drop_lines", (plain(texts[name]),), why, "note", meant=meant)


def _openings(documents: Sequence[Document]) -> Iterator[Guess]:
    """Short lines that begin with the same words and a colon in two documents and more: "Read tomorrow: ..."."""
    places: dict[str, dict[int, set[int]]] = defaultdict(dict)
    for number, document in enumerate(documents):
        for index in document.edges():
            text = " ".join(document.blocks[index].text.split())
            opening, colon, rest = text.partition(": ")
            if colon and rest and short(document.blocks[index]) and document.label(index) in ("", "outside"):
                places[opening].setdefault(number, set()).add(index)
    for opening, meant in places.items():
        if len(meant) > 1 and fixed(plain(opening)) >= MIN_FIXED:
            why = f"The same beginning in {len(meant)} of {len(documents)} documents."
            yield Guess(slug(opening), "drop_lines", (f"{plain(opening)}: {{_}}",), why, "note", meant=meant)


def slug(text: str) -> str:
    """An id from a line's first words."""
    return "-".join(WORDS.findall(text.lower())[:SLUG_WORDS]) or "line"
