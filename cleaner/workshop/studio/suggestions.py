"""A selected line, or a part of one → the rules that may be meant, from narrow to broad, from a part to all below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import regex

from cleaner.page import Page
from cleaner.rules.patterns.fields import Context
from cleaner.workshop.learning.shapes import FIELD, NUMBER, fixed, plain, shape_of
from cleaner.workshop.studio.edits import NewRule

Kind = Literal["drop", "like", "from", "title", "author", "date", "keep"]
Reach = Literal["part", "line", "edge", "block", "below"]

CARDS: dict[Kind, str] = {
    "drop": "Drop this line",
    "like": "Drop lines like it",
    "from": "Drop from here",
    "title": "This is the title",
    "author": "This is the author",
    "date": "This is the date",
    "keep": "Keep always",
}
BREADTHS = ("this line", "any number", "any date or name", "any line that begins so")
REACHES: dict[Reach, str] = {
    "part": "this part",
    "line": "this line anywhere",
    "edge": "this line, near this end",
    "block": "it and the lines under it",
    "below": "from here to the end",
}
# Near an end: so many lines beyond the line's own place, as other documents of the site are a little longer.
EDGE_SLACK = 3
# Further from both ends than this a place says nothing.
EDGE_LINES = 15
BLOCK_LINES = 2
# The fixed words with which a broad pattern begins; fewer fit sentences.
LEAD_WORDS, LEAD_LETTERS = 3, 10
# What a broad pattern may have more than the line it was made of.
MORE_WORDS = 6
# A heading near the top of a page proves nothing: menus have the same words.
HEAD_LINES = 2
WORD = regex.compile(r"\S+")
FIELDS: dict[str, str] = {"title": "{title}", "author": "{authors}", "date": "{date}"}


@dataclass(frozen=True)
class Selection:
    """A line of a document, or the characters `span` of it. `authors`: names known of the document."""

    page: Page
    block: int
    span: tuple[int, int] | None = None
    context: Context = field(default_factory=Context)
    authors: Sequence[str] = ()
    label: str = ""

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(self.page.blocks[self.block].text.split())

    @cached_property
    def part(self) -> tuple[int, int] | None:
        """The selected part, without blanks at its ends; None where all or nothing of the line is selected."""
        raw = self.page.blocks[self.block].text
        if self.span is None:
            return None
        start, end = max(self.span[0], 0), min(self.span[1], len(raw))
        chosen = raw[start:end].strip()
        if not chosen or chosen == raw.strip():
            return None
        start = raw.index(chosen, start)
        return start, start + len(chosen)

    @cached_property
    def breadths(self) -> list[tuple[str, str]]:
        """Name and pattern of each step from narrow to broad; steps that change nothing are left out."""
        text = self.text
        steps = [plain(text), numbers(text), shape_of(text, self.context, self.authors)]
        steps.append(lead(steps[2]) or steps[2])
        found: dict[str, str] = {}
        for name, pattern in zip(BREADTHS, steps, strict=True):
            if pattern not in found.values() and fixed(pattern):
                found[name] = pattern
        return list(found.items()) or [(BREADTHS[0], plain(text))]

    @cached_property
    def reaches(self) -> list[Reach]:
        """The steps of reach that make sense here."""
        steps: list[Reach] = ["part"] if self.part else []
        steps.append("line")
        if self.edge:
            steps.append("edge")
        if self.block + BLOCK_LINES <= len(self.page.blocks):
            steps.append("block")
        steps.append("below")
        return steps

    @property
    def edge(self) -> str:
        """`first 5 lines` or `last 4 lines`, where the line is near an end."""
        before, after = self.block, len(self.page.blocks) - 1 - self.block
        if min(before, after) > EDGE_LINES:
            return ""
        near = before if before < after else after
        return f"{'first' if before < after else 'last'} {near + 1 + EDGE_SLACK} lines"

    def start(self, kind: Kind) -> tuple[int, int]:
        """Where the two sliders stand when a card is chosen."""
        names = [name for name, _ in self.breadths]
        usual = [at for at, name in enumerate(names) if name != BREADTHS[3]]
        breadth = {"like": usual[-1], "from": usual[-1]}.get(kind, 0)
        reach = self.reaches.index("below" if kind == "from" else "part" if self.part else "line")
        return breadth, reach

    def rule(self, kind: Kind, breadth: int, reach: int) -> NewRule:
        """The rule of a card, with the sliders where they are."""
        if kind in FIELDS:
            return self._take(kind)
        name, pattern = self.breadths[min(breadth, len(self.breadths) - 1)]
        step = self.reaches[min(reach, len(self.reaches) - 1)]
        if step == "part":
            return self._cut(breadth)
        options = {"label": self.label} if self.label and kind != "keep" else {}
        if name == BREADTHS[3]:
            options["max_words"] = str(len(self.text.split()) + MORE_WORDS)
        if kind == "keep":
            return NewRule("keep", (pattern,), options=options)
        return self._drop(step, pattern, options)

    def _drop(self, step: Reach, pattern: str, options: dict[str, str]) -> NewRule:
        if step == "below":
            place = {"where": f"after {HEAD_LINES} lines"} if self.block >= HEAD_LINES else {}
            return NewRule("drop_from", (pattern,), options=place | options)
        if step == "block":
            label = {key: value for key, value in options.items() if key == "label"}
            return NewRule("drop_between", (pattern,), "from", {"to": f"{BLOCK_LINES - 1} line"} | label)
        place = {"where": self.edge} if step == "edge" else {}
        return NewRule("drop_lines", (pattern,), options=place | options)

    def _cut(self, breadth: int) -> NewRule:
        """A part of the line: at its start, at its end, or inside."""
        assert self.part is not None
        raw = self.page.blocks[self.block].text
        start, end = self.part
        piece = raw[start:end]
        steps = [plain(piece), numbers(piece), shape_of(piece, self.context, self.authors)]
        pattern = next((step for step in steps[min(breadth, 2) :: -1] if fixed(step)), steps[0])
        form = "start" if not raw[:start].strip() else "end" if not raw[end:].strip() else "phrase"
        return NewRule("cut", (pattern,), form, {"label": self.label} if self.label else {})

    def _take(self, kind: Kind) -> NewRule:
        """The line, or the part of it, as a field; a value alone is known by its place or by the line beside it."""
        name = FIELDS[kind]
        raw = self.page.blocks[self.block].text
        if self.part:
            start, end = self.part
            around = shape_of(raw[:start].strip(), self.context) if raw[:start].strip() else ""
            behind = shape_of(raw[end:].strip(), self.context) if raw[end:].strip() else ""
            pattern = " ".join(one for one in (around, name, behind) if one)
            return NewRule("take", (pattern,), options={} if fixed(pattern) else self._place())
        shape = shape_of(self.text, self.context, self.authors)
        if kind != "title" and fixed(shape) and name.strip("{}")[:4] in shape:
            return NewRule("take", (shape,))
        if kind == "author" and (said := after_by(self.text)):
            return NewRule("take", (f"{plain(said)} {name}",))
        beside = self._beside() if kind == "title" else None
        if beside:
            return NewRule("take", beside, "lines")
        return NewRule("take", (name,), options=self._place())

    def _place(self) -> dict[str, str]:
        before, after = self.block, len(self.page.blocks) - 1 - self.block
        side, near = ("first", before) if before <= after else ("last", after)
        return {"where": f"{side} {near + 1} line{'s' if near else ''}"}

    def _beside(self) -> tuple[str, str] | None:
        """A headline with the byline under it, which has fixed words and so shows what the line over it is."""
        if self.block + 1 >= len(self.page.blocks):
            return None
        under = shape_of(self.page.blocks[self.block + 1].text, self.context, self.authors)
        return ("{title}", under) if fixed(under) and FIELD.search(under) and len(under) < 200 else None


def numbers(text: str) -> str:
    """The pattern in which the first number may be any.

    >>> numbers("12 comments on 3 pages"), numbers("Room 5*")
    ('{number} comments on 3 pages', 'Room {number}\\\\*')
    """
    found = NUMBER.search(text)
    if found is None:
        return plain(text)
    return plain(text[: found.start()]) + "{number}" + plain(text[found.end() :])


def lead(pattern: str) -> str | None:
    """The pattern of all lines that begin like this one; None where too few of its words are fixed.

    >>> lead("Read more about {_}"), lead("Share"), lead("Follow the news of the day on {handle}")
    (None, None, 'Follow the news of {_}')
    """
    head = FIELD.split(pattern)[0]
    words = WORD.findall(head)
    some = words[: max(LEAD_WORDS, len(words) * 2 // 3)]
    if len(words) <= LEAD_WORDS + 1 or sum(map(len, some)) < LEAD_LETTERS:
        return None
    return " ".join(some) + " {_}"


def after_by(text: str) -> str | None:
    """The one word before a name: "By", "Von", "Af".

    >>> after_by("By Ada Okafor"), after_by("Ada Okafor")
    ('By', None)
    """
    words = text.split()
    names = words[1:]
    if 2 <= len(names) <= 4 and len(words[0]) <= 4 and all(word[:1].isupper() for word in names):
        return words[0]
    return None
