"""The rules of a file → those that can never change anything, with the rule or the words that shut them out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from cleaner.rules import Complaint
from cleaner.rules.file.model import Rule
from cleaner.rules.file.yaml_nodes import Line
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.index import Lookup
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import Anything, Capture, Choice, Literal, Part
from cleaner.rules.patterns.windows import Window
from cleaner.text.words import Folded, Folds, key
from cleaner.workshop.collection import Collection, Written

# Phases in which the line that one rule takes is of no use to a second.
ONE_IS_ENOUGH = frozenset({"keep", "drop_lines", "drop_from", "drop_until"})
# A word that no pattern names: only a star or {_} matches it.
ODD_WORD = "\ue000\ue001"
# Patterns with more ways to be written out are not compared.
MAX_WAYS = 64
PLAIN = Context()


def shadowed(written: Written, around: Collection) -> Iterator[Complaint]:
    """A pattern that stands above already, or whose every line a wider pattern above takes."""
    every = [
        (rule, pattern)
        for rule in written.file.rules
        for pattern in (rule.patterns if rule.form == "line" and rule.expression is None else ())
    ]
    wide = Lookup((pattern, at) for at, (rule, pattern) in enumerate(every) if _may_shadow(rule, pattern))
    same: dict[tuple[str, str, bool], list[tuple[Rule, Pattern]]] = {}
    for at, (rule, pattern) in enumerate(every):
        group = "take" if rule.phase == "take" else "lines"
        twins = same.setdefault((group, key(pattern.text), pattern.exact), [])
        by = next((one for one in twins if _shuts_out(one[0], rule)), None)
        if by is None and len(wide):
            above = (every[number] for number in _likely(wide, pattern) if number < at)
            by = next((one for one in above if _shuts_out(one[0], rule) and _wider(one[1], pattern)), None)
        if by:
            yield _shadow(written, rule, pattern, *by)
        twins.append((rule, pattern))


def _may_shadow(rule: Rule, pattern: Pattern) -> bool:
    return rule.phase in ONE_IS_ENOUGH and not pattern.captures and not pattern.literals


def _likely(wide: Lookup[int], pattern: Pattern) -> list[int]:
    """The wide patterns that take one line of this one, in file order: few of many, so that few are compared."""
    line = "".join(_options(part)[0] for part in pattern.parts)
    return sorted({number for _, hits in wide.hits([line], Folds(), PLAIN) for number, _, _ in hits})


def _shadow(written: Written, rule: Rule, pattern: Pattern, other: Rule, wider: Pattern) -> Complaint:
    verb = "keeps" if other.phase == "keep" and rule.phase != "keep" else "takes"
    sentence = f'line {wider.line}, "{wider.text}", {verb} every line that this pattern takes.'
    return written.warning(place_of(written, pattern, rule), "unreachable", sentence, "take one of the two out")


def place_of(written: Written, pattern: Pattern, rule: Rule) -> Line | int:
    """Where a pattern stands in its file."""
    raw = written.source.raw[pattern.line - 1] if 0 < pattern.line <= len(written.source.raw) else ""
    at = raw.find(pattern.text)
    return Line(pattern.text, pattern.line, at + 1) if at >= 0 else pattern.line or rule.line


def _shuts_out(first: Rule, second: Rule) -> bool:
    """The first works wherever the second does, as far as their conditions go."""
    if first.phase != second.phase and not (first.phase == "keep" and second.phase == "drop_lines"):
        return False
    if first.phase == "take" and first.keeps != second.keeps:
        return False
    pairs = (
        (first.where, second.where), (first.needs, second.needs), (first.max_words, second.max_words),
        (first.after_rule, second.after_rule), (first.vetoes, second.vetoes),
    )  # fmt: skip
    return all(not mine or mine == theirs for mine, theirs in pairs)


def _wider(wide: Pattern, narrow: Pattern) -> bool:
    """Every line of the narrow pattern is one of the wide one, which has stars and no fields."""
    if wide.exact:
        return False
    options = [_options(part) for part in narrow.parts]
    ways = 1
    for option in options:
        ways *= len(option)
    if ways > MAX_WAYS:
        return False
    return all(wide.match(Folded("".join(pieces)), PLAIN) is not None for pieces in product(*options))


def _options(part: Part) -> tuple[str, ...]:
    if isinstance(part, Literal):
        return (part.text,)
    if isinstance(part, Choice):
        return part.texts
    assert isinstance(part, Anything | Capture)
    return (ODD_WORD,) if isinstance(part, Capture) or part.some else (ODD_WORD, "")


def never_where(written: Written, around: Collection) -> Iterator[Complaint]:
    """A `where` or `needs` that no line can meet: `first 1 line` of a line that follows another."""
    for rule in written.file.rules:
        lines = len(rule.patterns) if rule.form == "lines" else 1
        lead = 1 if rule.form == "after" else 0
        if rule.needs and rule.needs.kind == "short" and rule.needs.side == "before":
            lead += rule.needs.count
        trail = rule.needs.count if rule.needs and rule.needs.kind == "short" and rule.needs.side == "after" else 0
        if rule.where and not any(_room(window, lines, lead, trail) for window in rule.where.windows):
            spot = written.option(rule.line, "where") or rule.line
            yield written.warning(spot, "unreachable", f"no line can meet `where: {rule.where.text}` here.",
                                  f"the rule needs {_needed(lines, lead, trail)}")  # fmt: skip


def _room(window: Window, lines: int, lead: int, trail: int) -> bool:
    """True where a window has lines enough for the rule and what must stand beside it."""
    if window.side == "first":
        return window.size > 0 if window.percent else window.size >= lead + lines
    if window.side == "last":
        return window.size > 0 if window.percent else window.size >= lines + trail
    return not (window.percent and window.size >= 100)


def _needed(lines: int, lead: int, trail: int) -> str:
    parts = [f"{lead} line{'s' * (lead > 1)} before it"] * bool(lead) + [f"{trail} after it"] * bool(trail)
    return " and ".join([f"{lines} line{'s' * (lines > 1)}", *parts])


def inside_dropped(written: Written, around: Collection) -> Iterator[Complaint]:
    """A `drop` selector inside an element that another one drops anyway."""
    drops = [one for one in written.file.html.elements if one.key == "drop" and not one.selector.xpath]
    whole = {
        " ".join(one.selector.text.split()): one for one in drops if not (one.with_text or one.vetoes or one.max_words)
    }
    for element in drops:
        text = " ".join(element.selector.text.split())
        if "," in text:
            continue
        outer = next((one for other, one in whole.items() if one is not element and _contains(other, text)), None)
        if outer:
            raw = written.source.raw[element.line - 1]
            at = raw.find(element.selector.text)
            spot = Line(text, element.line, at + 1) if at >= 0 else element.line
            yield written.warning(spot, "unreachable", f'line {outer.line}, "{outer.selector.text}", drops it already.',
                                  "take this selector out")  # fmt: skip


def _contains(outer: str, inner: str) -> bool:
    return inner == outer or any(inner.startswith(outer + sign) for sign in (" ", ">"))
