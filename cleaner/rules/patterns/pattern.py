"""A line pattern → something that says whether a line is equal to it, and what it captured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any
from typing import Literal as Only

import regex

from cleaner.rules.patterns.anchors import Needs, anchor_of, literals_of, needs_of
from cleaner.rules.patterns.fields import LONGEST, LONGEST_OWN, Context, field_of, value_of
from cleaner.rules.patterns.regexes import Clock, within
from cleaner.rules.patterns.template import Anything, Capture, Choice, Literal, Part, PatternFault, parse
from cleaner.text.characters import visible
from cleaner.text.words import ELLIPSIS, THREE_STOPS, Folded, even, key

Edge = Only["whole", "start", "end", "anywhere"]
# Patterns of pasted lines are linear; the limit is for lines no page should have.
LONG_LINE = 4000
# Longer lines are books or dumps; no piece is looked for in them.
MAX_LINE = 1_000_000
SPACE = regex.compile(r"\s+")
WORD = regex.compile(r"\w+")
# So many fixed characters ("This article contains affiliate links") are a formula, whatever stands beside them.
FORMULA = 32
# Three full stops and the one sign for them are equal.
EITHER = rf"(?:\.\.\.|{ELLIPSIS})"
# Fields without a sign between them have so few words that more places to part them are not tried.
MAX_GAPS = 16


@dataclass(frozen=True, slots=True)
class Match:
    """What a pattern found: the values of its fields, and the range of characters in the line.

    `free`: see `free_words`.
    """

    span: tuple[int, int]
    fields: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    free: str = ""


class Pattern:
    """One line of a rule, compiled when it is first needed.

    >>> Pattern("{author} | Published: {date}").match(Folded("FE Team  |  published: 2024-12-04"), Context()).fields
    {'author': ['FE Team'], 'date': '2024-12-04'}
    >>> Pattern("Read more: {_}").match(Folded("Read more"), Context()) is None
    True
    """

    def __init__(
        self, text: str, *, edge: Edge = "whole", exact: bool = False, line: int = 0, open_line: bool = False
    ) -> None:
        """Raises PatternFault where the text is no pattern. Signs that nobody sees are not in it, as in documents."""
        text = visible(text)
        self.text, self.edge, self.exact, self.line = text, edge, exact, line
        self.parts: tuple[Part, ...] = parse(text, open_line=open_line)
        if self.fixed == 0 and edge != "whole":
            raise PatternFault(
                "matches-everything", "this pattern has no fixed text to find.", "add words that stay the same"
            )
        self.captures = tuple(part for part in self.parts if isinstance(part, Capture))
        self.has_gaps = any(isinstance(part, Anything) for part in self.parts)
        self._regex: regex.Pattern[str] | None = None
        self.runs = _runs(self.parts)
        self.longest = _longest(self.parts)

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names it captures."""
        return tuple(dict.fromkeys(part.name for part in self.captures))

    @property
    def fixed(self) -> int:
        """How many characters of it are fixed text."""
        return sum(len(part.text.strip()) for part in self.parts if isinstance(part, Literal)) + sum(
            min(map(len, part.texts)) for part in self.parts if isinstance(part, Choice)
        )

    @cached_property
    def literals(self) -> frozenset[str]:
        """The keys of the only lines that it matches; empty where they cannot be written out."""
        return literals_of(self.parts) if self.edge == "whole" and not self.exact else frozenset()

    @cached_property
    def needs(self) -> Needs:
        """What a line must have to be worth a try; only for patterns of whole lines."""
        return needs_of(self.parts)

    def match(self, line: Folded, context: Context, clock: Clock | None = None) -> Match | None:
        """The match, or None. Spans count characters of the line as it is in the block."""
        if self.literals:
            return Match((0, len(line.text))) if line.key in self.literals else None
        text = line.even if self.edge == "whole" else self._piece_of(line)
        if len(text) > self.longest and self.edge == "whole":
            return None
        if self._regex is None:
            self._regex = _compiled(self.parts, self.edge, self.exact)
        found = self._search(text, clock)
        if found is None:
            return None
        original = line.whole if self.edge == "whole" else line.text
        fields = self._values(found, original, context)
        if fields is None:
            return None
        span = (0, len(line.text)) if self.edge == "whole" else found.span("all")
        texts = tuple(original[slice(*found.span(f"f{n}"))] for n in range(len(self.captures)))
        open_texts = [*texts, *(found.captures("gap") if self.has_gaps else ())]
        return Match(span, fields, texts, free_words(found["all"], open_texts))

    def _piece_of(self, line: Folded) -> str:
        """The part of a line in which a pattern that is not the whole of it is looked for."""
        if line.text == line.whole and line.even:
            return line.even
        if self.edge == "start":
            return even(line.text[:LONG_LINE])
        return even(line.text) if len(line.text) <= MAX_LINE else ""

    def _search(self, text: str, clock: Clock | None) -> regex.Match[str] | None:
        assert self._regex is not None
        if len(text) < LONG_LINE:
            return self._regex.search(text)
        try:
            return within((clock or Clock()).per_call, self._regex, text)
        except TimeoutError:
            return None

    def _values(self, found: regex.Match[str], text: str, context: Context) -> dict[str, Any] | None:
        fields: dict[str, Any] = {}
        number = 0
        for run in self.runs:
            start, end = found.start(f"f{number}"), found.end(f"f{number + len(run) - 1}")
            values = _split(run, text[start:end], context)
            number += len(run)
            if values is None:
                return None
            for part, value in zip(run, values, strict=True):
                if part.name in fields and _folded(fields[part.name]) != _folded(value):
                    return None
                fields.setdefault(part.name, value)
        return fields

    @cached_property
    def anchors(self) -> tuple[str, list[str]]:
        """How an index finds it: the kind of anchor and the strings of which one must be there.

        Kinds: `literal` (the keys of lines), `word` (a word between spaces), `start` and `end` (first and last
        character), `any` (nothing is certain).
        """
        if self.literals:
            return "literal", sorted(self.literals)
        return anchor_of(self.parts) if self.edge == "whole" else ("any", [])


def free_words(line: str, open_texts: Sequence[str]) -> str:
    """The words that stand where the pattern is open, unless so much of the line is fixed that it is a formula.

    >>> free_words("Log in to view your application.", ["your application."]), free_words("Log in to view.", ["."])
    ('your application', '')
    """
    words = WORD.findall(" ".join(open_texts))
    return " ".join(words) if len(line) - sum(map(len, open_texts)) < FORMULA else ""


def _runs(parts: tuple[Part, ...]) -> tuple[tuple[Capture, ...], ...]:
    """The captures, those with nothing but a blank between them together."""
    runs: list[list[Capture]] = []
    joined = False
    for part in parts:
        if isinstance(part, Capture):
            if joined:
                runs[-1].append(part)
            else:
                runs.append([part])
            joined = True
        elif not (isinstance(part, Literal) and not part.text.strip()):
            joined = False
    return tuple(tuple(run) for run in runs)


def _split(run: Sequence[Capture], text: str, context: Context) -> list[Any] | None:
    """The values of fields that stand side by side: the first way to part the words that suits all of them."""
    first, rest = run[0], run[1:]
    if not rest:
        value = value_of(first.name, text, first.refinement, context)
        return None if value is None else [value]
    for gap in islice(SPACE.finditer(text), MAX_GAPS):
        value = value_of(first.name, text[: gap.start()], first.refinement, context)
        if value is not None:
            others = _split(rest, text[gap.end() :], context)
            if others is not None:
                return [value, *others]
    return None


def _folded(value: Any) -> str:
    return key(" ".join(value) if isinstance(value, list) else str(value))


def _longest(parts: tuple[Part, ...]) -> int:
    """No line longer than this can match; without a star the fields' own limits add up."""
    total = 0
    for part in parts:
        if isinstance(part, Anything):
            return 10**9
        if isinstance(part, Literal):
            total += 2 * len(part.text) + 8
        elif isinstance(part, Choice):
            total += 2 * max(map(len, part.texts)) + 8
        else:
            total += LONGEST.get(part.name, LONGEST_OWN) + 8
    return total


def _spaced(text: str) -> str:
    """A literal as a regex: any run of spaces for each run of spaces."""
    plain = even(text).replace(ELLIPSIS, THREE_STOPS)
    pieces = [regex.escape(piece, special_only=True).replace(r"\.\.\.", EITHER) for piece in plain.split(" ")]
    return r"\s+".join(piece for piece in pieces if piece or len(pieces) > 1).replace(r"\s+\s+", r"\s+")


def _compiled(parts: tuple[Part, ...], edge: Edge, exact: bool) -> regex.Pattern[str]:
    """Stars cut the pattern into segments; each is found once, leftmost, so that the whole stays linear."""
    segments: list[str] = [""]
    gaps: list[str] = []
    number = 0
    for part in parts:
        if isinstance(part, Anything):
            gaps.append(r"(?P<gap>[^\n]+?)" if part.some else r"(?P<gap>[^\n]*?)")
            segments.append("")
            continue
        segments[-1] += _piece(part, number)
        number += isinstance(part, Capture)
    body = segments[0]
    for place, (gap, segment) in enumerate(zip(gaps, segments[1:], strict=True)):
        last = place == len(gaps) - 1
        body += f"{gap}{segment}" if last else f"(?>{gap}{segment})"
    if edge == "whole" and not segments[-1] and gaps:
        body = body[: -len(gaps[-1])] + gaps[-1].replace("?)", ")")
    starts = r"\A\s*" if edge in ("whole", "start") else ""
    ends = r"\s*\Z" if edge in ("whole", "end") else ""
    return regex.compile(f"{starts}(?P<all>{body}){ends}", 0 if exact else regex.IGNORECASE)


def _piece(part: Part, number: int) -> str:
    if isinstance(part, Literal):
        return _spaced(part.text)
    if isinstance(part, Choice):
        return "(?:" + "|".join(_spaced(text) for text in sorted(part.texts, key=len, reverse=True)) + ")"
    assert isinstance(part, Capture)
    return f"(?P<f{number}>{field_of(part.name)[0]})"
