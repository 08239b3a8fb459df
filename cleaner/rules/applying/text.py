"""The text rules of one file and a page → marks and facts, phase by phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from cleaner.page import Mark, Scope, Voice
from cleaner.rules.applying.document import Document
from cleaner.rules.applying.facts import Taken
from cleaner.rules.file.model import Phase, Role, Rule, field_name
from cleaner.rules.patterns.fields import value_of
from cleaner.rules.patterns.index import Lookup
from cleaner.rules.patterns.pattern import Match, Pattern
from cleaner.rules.patterns.replacing import Replacer
from cleaner.rules.patterns.template import Choice, Literal, Part
from cleaner.text.words import Folded, key

# A lead that is repeated is a sentence; fewer words ("No comment.") repeat by chance.
MIN_LEAD_WORDS = 5


def _by(rule: Rule, pattern: Pattern | None) -> str:
    return rule.by(pattern.line if pattern else 0)


def _keep(run: Run, rule: Rule) -> None:
    for index, pattern, _ in run.found(rule):
        run.mark(rule, index, why="a rule keeps this line", keep=True, pattern=pattern)


def _take(run: Run, rule: Rule) -> None:
    TAKE[rule.form](run, rule)


def _take_line(run: Run, rule: Rule) -> None:
    for index, pattern, match in run.found(rule):
        run.take(rule, index, match.fields, _by(rule, pattern))
        if not rule.keeps or rule.labels[0] == "dateline":
            span = (0, len(run.document.compared[index].text)) if rule.labels[0] == "dateline" else None
            run.mark(rule, index, span=span, why=f"the line is a {rule.labels[0]}", pattern=pattern)
        return


def _take_after(run: Run, rule: Rule) -> None:
    for before, _, _ in run.hits[id(rule)]:
        index = before + 1
        if index >= len(run.document):
            continue
        for pattern in rule.patterns:
            match = pattern.match(run.document.compared[index], run.document.context, run.document.clock)
            if match and run.allowed(rule, index, index, match):
                run.take(rule, index, match.fields, _by(rule, pattern))
                if not rule.keeps:
                    run.mark(rule, index, why="it follows a line that says what it is", pattern=pattern)
                return


def _take_lines(run: Run, rule: Rule) -> None:
    """A template of consecutive lines; a field that stands twice must read the same both times."""
    for start, _, _ in run.hits[id(rule)]:
        end = start + len(rule.patterns) - 1
        if start < 0 or end >= len(run.document):
            continue
        match = _template(run, rule, start)
        if match is None or not run.allowed(rule, start, end, match):
            continue
        for offset, pattern in enumerate(rule.patterns):
            if not rule.keeps:
                run.mark(rule, start + offset, label=rule.labels[offset], pattern=pattern,
                         why=f"line {offset + 1} of {len(rule.patterns)} that belong together")  # fmt: skip
        run.take(rule, start, match.fields, rule.by())
        return


def _template(run: Run, rule: Rule, start: int) -> Match | None:
    fields: dict[str, Any] = {}
    texts: tuple[str, ...] = ()
    for offset, pattern in enumerate(rule.patterns):
        match = pattern.match(run.document.compared[start + offset], run.document.context, run.document.clock)
        if match is None:
            return None
        for name, value in match.fields.items():
            if name in fields and key(str(fields[name])) != key(str(value)):
                return None
            fields.setdefault(name, value)
        texts += match.texts
    return Match((0, 0), fields, texts)


def _take_edge(run: Run, rule: Rule) -> None:
    """The start or the end of a line; of a dateline the mark is always set, decide knows whether it is cut."""
    for index, pattern, match in _edges(run, rule):
        run.take(rule, index, match.fields, _by(rule, pattern))
        if not rule.keeps or rule.labels[0] == "dateline":
            run.mark(rule, index, span=match.span, why=f"the line begins with a {rule.labels[0]}", pattern=pattern)
        return


def _edges(run: Run, rule: Rule) -> Iterator[tuple[int, Pattern | None, Match]]:
    for index, line in run.inside(rule):
        for pattern, match in _edge_matches(run, rule, line):
            if run.allowed(rule, index, index, match):
                yield index, pattern, match
                break


def _edge_matches(run: Run, rule: Rule, line: Folded) -> Iterator[tuple[Pattern | None, Match]]:
    for pattern in rule.patterns:
        match = pattern.match(line, run.document.context, run.document.clock)
        if match:
            yield pattern, match
    found = run.document.clock.search(rule.expression, line.text, rule.by()) if rule.expression is not None else None
    fields = run.groups(found) if found and found.end() > found.start() else None
    if found and fields is not None:
        yield None, Match(found.span(), fields, tuple(text for text in found.groups() if text))


def _take_lead(run: Run, rule: Rule) -> None:
    for index, line in run.inside(rule):
        if line.words < MIN_LEAD_WORDS:
            continue
        match = rule.patterns[0].match(line, run.document.context, run.document.clock)
        if match is None or not run.allowed(rule, index, index, match):
            continue
        if any(line.key in later.key for later in run.document.compared[index + 1 :]):
            run.take(rule, index, match.fields, _by(rule, rule.patterns[0]))
            if not rule.keeps:
                run.mark(rule, index, why="a later paragraph repeats the line word for word", pattern=rule.patterns[0])
            return


def _drop_from(run: Run, rule: Rule) -> None:
    for start, pattern, _ in run.found(rule):
        said = run.document.compared[start].whole
        for index in range(start, len(run.document)):
            run.mark(
                rule,
                index,
                why=f"it comes after the line “{said}”" if index > start else "the tail begins here",
                pattern=pattern,
            )
        return


def _drop_until(run: Run, rule: Rule) -> None:
    for end, pattern, _ in run.found(rule):
        said = run.document.compared[end].whole
        for index in range(end + 1):
            run.mark(
                rule,
                index,
                why=f"it comes before the line “{said}”" if index < end else "the head ends here",
                pattern=pattern,
            )
        return


def _drop_between(run: Run, rule: Rule) -> None:
    done = -1
    for start, pattern, _ in run.found(rule):
        end = _block_end(run, rule, start) if start > done else None
        if end is None or end - start + 1 > rule.max_lines:
            continue
        for index in range(start, end + 1):
            run.mark(
                rule,
                index,
                why=f"it belongs to the block that begins “{run.document.compared[start].whole}”",
                pattern=pattern,
            )
        done = end


def _block_end(run: Run, rule: Rule, start: int) -> int | None:
    """The last line of the block, or None where it does not end."""
    total = len(run.document)
    if rule.until_lines:
        return min(start + rule.until_lines, total - 1)
    for index in range(start + 1, min(start + rule.max_lines + 1, total)):
        if rule.until_blank and not run.document.page.blocks[index].tight:
            return index - 1
        if any(
            pattern.match(run.document.compared[index], run.document.context, run.document.clock)
            for pattern in rule.until
        ):
            return index
    return total - 1 if rule.until_blank else None


def _drop_lines(run: Run, rule: Rule) -> None:
    guard = run.document.guard
    for index, pattern, _ in run.found(rule):
        if run.of.voice == Voice.PACK:
            if run.document.compared[index].words > guard.never_drop_longer_than:
                continue
            if guard.quotes and run.document.in_quotation(index):
                continue
        run.mark(
            rule,
            index,
            why=f"the whole line is “{pattern.text}”" if pattern else "the line fits the regex",
            pattern=pattern,
        )


def _cut(run: Run, rule: Rule) -> None:
    for index, line in run.inside(rule):
        if rule.expression is not None:
            found = run.document.clock.search(rule.expression, line.text, rule.by())
            if found and found.end() > found.start() and run.allowed(rule, index, index, Match(found.span())):
                run.mark(rule, index, span=found.span(), why="a piece of the line fits the regex")
        for pattern in rule.patterns:
            match = pattern.match(line, run.document.context, run.document.clock)
            if match and match.span[1] > match.span[0] and run.allowed(rule, index, index, match):
                run.mark(rule, index, span=match.span, why=f"a piece of the line is “{pattern.text}”", pattern=pattern)


def _replace(run: Run, rule: Rule) -> None:
    before = len(run.marks)
    replacer = replacer_of(rule, run.document)
    for index, line in run.inside(rule):
        found = replacer.of(line.text)
        if found is None:
            del run.marks[before:]
            return
        for start, end, put in found:
            if run.allowed(rule, index, index, Match((start, end))):
                run.mark(
                    rule, index, span=(start, end), replacement=put, why=f"“{line.text[start:end]}” is written “{put}”"
                )


def replacer_of(rule: Rule, document: Document) -> Replacer:
    """What carries out a `replace` or `repair` rule on the lines of a document."""
    return Replacer(rule.by(), rule.find, rule.expression, rule.replacement, clock=document.clock, room=document.room)


def _nothing(run: Run, rule: Rule) -> None:
    """`repair` has already run, while the page was read."""


PHASES: dict[str, Callable[[Run, Rule], None]] = {
    "repair": _nothing,
    "keep": _keep,
    "take": _take,
    "drop_from": _drop_from,
    "drop_until": _drop_until,
    "drop_between": _drop_between,
    "drop_lines": _drop_lines,
    "cut": _cut,
    "replace": _replace,
}
TAKE: dict[str, Callable[[Run, Rule], None]] = {
    "line": _take_line,
    "lines": _take_lines,
    "after": _take_after,
    "start": _take_edge,
    "end": _take_edge,
    "repeated_lead": _take_lead,
}


Hit = tuple[int, Pattern | None, Match]
DATES = frozenset({"date", "updated", "dateline_date"})
NUMERIC_DATE = regex.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
# Fewer letters are no words of a line's own; the shapes of these fields are as good as words.
OWN_LETTERS = 3
EXACT_FIELDS = frozenset({"date", "updated", "time", "dateline_date", "number", "handle", "email", "url"})
# How sure a rule is of what it removes: somebody wrote it for this line.
CONFIDENCE = 0.95
# Forms whose lines the index finds.
INDEXED = frozenset({"line", "lines", "after", "between"})


class TextRules:
    """The rules of one file, indexed once and used on many pages."""

    def __init__(self, rules: Iterable[Rule], voice: Voice, role: Role = "site") -> None:
        self.rules = tuple(rules)
        self.voice = voice
        self.role = role
        self.lookup: Lookup[tuple[Rule, int]] = Lookup(item for rule in self.rules for item in _indexed(rule))

    def scope(self, rule: Rule, pattern: Pattern | None) -> Scope:
        """How exactly a rule names what it takes; rules of packs and groups, and unverified ones, never do.

        `pattern`: the one that found the line. In a template of several lines, any of them may have the words.
        """
        if self.role != "site" or rule.status == "unverified" or rule.expression is not None:
            return "broad"
        if rule.phase == "replace" or rule.form == "repeated_lead":
            return "named"
        lines = rule.after if rule.form == "after" else rule.patterns if rule.form == "lines" else ()
        named = names_its_line(pattern) if pattern is not None else False
        if lines and (pattern is None or not pattern.has_gaps):
            named = named or any(map(names_its_line, lines))
        if not named:
            return "broad"
        return "range" if rule.phase in RANGES else "named"

    def run(self, document: Document, without: Set[Phase] = frozenset()) -> tuple[list[Mark], list[Taken]]:
        """What the rules say of the page, but for those of some phases."""
        return Run(self, document, without).all()


RANGES = frozenset({"drop_from", "drop_until", "drop_between"})


def names_its_line(pattern: Pattern) -> bool:
    """Whether a pattern has words of its own, or fields that nothing else looks like, and nothing that is open.

    >>> [names_its_line(Pattern(text)) for text in ("Share this", "{author} ~ Courier", "{date}", "Read *", "{title}.")]
    [True, True, True, False, False]
    """
    own = sum(sign.isalnum() for part in pattern.parts for sign in _least(part))
    shaped = any(name in EXACT_FIELDS for name in pattern.fields)
    return not pattern.has_gaps and (own >= OWN_LETTERS or shaped)


def _least(part: Part) -> str:
    if isinstance(part, Literal):
        return part.text
    return min(part.texts, key=len) if isinstance(part, Choice) else ""


def _indexed(rule: Rule) -> Iterator[tuple[Pattern, tuple[Rule, int]]]:
    """The patterns by which the index finds a rule: all alternatives, or the surest line of a template."""
    if rule.form in ("line", "between"):
        yield from ((pattern, (rule, 0)) for pattern in rule.patterns)
    elif rule.form == "after":
        yield from ((pattern, (rule, 0)) for pattern in rule.after)
    elif rule.form == "lines":
        pivot = max(range(len(rule.patterns)), key=lambda at: rule.patterns[at].fixed)
        yield rule.patterns[pivot], (rule, pivot)


@dataclass
class Run:
    """One file's rules on one page."""

    of: TextRules
    document: Document
    without: Set[Phase] = frozenset()
    marks: list[Mark] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    hits: dict[int, list[Hit]] = field(default_factory=lambda: defaultdict(list))

    def all(self) -> tuple[list[Mark], list[Taken]]:
        """Marks and captures of all rules."""
        self._look()
        for rule in self.of.rules:
            if rule.phase in self.without or (rule.after_rule and rule.after_rule not in self.fired):
                continue
            if (rule.form in INDEXED and rule.expression is None) and id(rule) not in self.hits:
                continue
            before = len(self.marks) + len(self.taken)
            PHASES[rule.phase](self, rule)
            if len(self.marks) + len(self.taken) > before:
                self.fired.add(rule.id)
        if self.of.role == "site" and not self.document.context.calendar.order:
            self._ambiguous_dates()
        return self.marks, self.taken

    def _ambiguous_dates(self) -> None:
        """Note each rule that does not fire only because its date is one of two days: nobody would find that out."""
        idle = [rule for rule in self.of.rules if rule.id not in self.fired and not DATES.isdisjoint(rule.fields)]
        if not idle or not any(NUMERIC_DATE.search(block.text) for block in self.document.page.blocks):
            return
        calendar = replace(self.document.context.calendar, order="day-first")
        other = Run(self.of, replace(self.document, context=replace(self.document.context, calendar=calendar)))
        other._look()
        for rule in idle:
            PHASES[rule.phase](other, rule)
            places = [one.block for one in other.taken if one.by.partition(" ")[0] == rule.id]
            found = next((day for at in places for day in self._dates_near(rule, at)), None)
            if found:
                self.document.clock.passed_over.append(
                    f"{rule.by()} does not match “{found}”, which is two different days as long as the file says no "
                    "`dates: day-first` (or month-first)"
                )

    def _dates_near(self, rule: Rule, at: int | None) -> Iterator[str]:
        """The dates of numbers in the lines that a rule takes from a place on."""
        start = at or 0
        for line in self.document.compared[start : start + max(len(rule.patterns), 1)]:
            yield from (one.group() for one in NUMERIC_DATE.finditer(line.text))

    def _look(self) -> None:
        """Ask the index which lines the patterns may equal, and try those."""
        document, texts = self.document, self.document.lines.texts
        found = dict(self.of.lookup.hits(texts, document.folds, document.context, document.clock))
        for index, text in enumerate(texts if found else ()):
            for (rule, pivot), pattern, match in found.get(text, ()):
                self.hits[id(rule)].append((index - pivot, pattern, match))

    # ---- finding

    def found(self, rule: Rule) -> Iterator[Hit]:
        """The lines that a rule's patterns equal and its conditions allow, in page order."""
        hits: Iterable[Hit] = self._by_regex(rule) if rule.expression is not None else self.hits[id(rule)]
        seen = set()
        for hit in hits:
            if hit[0] not in seen and self.allowed(rule, hit[0], hit[0], hit[2]):
                seen.add(hit[0])
                yield hit

    def _by_regex(self, rule: Rule) -> Iterator[Hit]:
        assert rule.expression is not None
        for index, line in self.inside(rule):
            if not line.whole:
                continue
            found = self.document.clock.search(rule.expression, line.whole, rule.by())
            if found and found.span() == (0, len(line.whole)):
                fields = self.groups(found)
                if fields is not None:
                    texts = tuple(text for text in found.groupdict().values() if text)
                    yield index, None, Match((0, len(line.text)), fields, texts)

    def groups(self, found: Any) -> dict[str, Any] | None:
        fields: dict[str, Any] = {}
        for group, text in found.groupdict().items():
            if text is None:
                continue
            name = field_name(group)
            value = value_of(name, text, "", self.document.context)
            if value is None:
                return None
            fields[name] = value
        return fields

    def allowed(self, rule: Rule, first: int, last: int, match: Match) -> bool:
        """The rule's conditions hold for the lines from `first` to `last`."""
        if not self.window(rule, first, last):
            return False
        if rule.max_words is not None and any(
            line.words > rule.max_words for line in self.document.compared[first : last + 1]
        ):
            return False
        if rule.needs is not None and not rule.needs.met(first, self.document.page.blocks, last):
            return False
        return not (rule.vetoes and self._vetoed(rule, first, last, match))

    def inside(self, rule: Rule) -> Iterator[tuple[int, Folded]]:
        """The lines inside the rule's `where`."""
        total = len(self.document)
        for index in range(total) if rule.where is None else rule.where.indexes(total):
            yield index, self.document.compared[index]

    def window(self, rule: Rule, first: int, last: int) -> bool:
        total = len(self.document)
        return rule.where is None or (rule.where.has(first, total) and rule.where.has(last, total))

    def _vetoed(self, rule: Rule, first: int, last: int, match: Match) -> bool:
        texts = [Folded(text) for text in match.texts] + self.document.compared[first : last + 1]
        return any(veto.match(text, self.document.context) for veto in rule.vetoes for text in texts)

    # ---- saying

    def mark(
        self,
        rule: Rule,
        index: int,
        *,
        span: tuple[int, int] | None = None,
        why: str = "",
        pattern: Pattern | None = None,
        **more: Any,
    ) -> None:
        """One mark, found by one of the rule's patterns; a span that is the whole line marks the line."""
        text = self.document.compared[index].text
        label = more.pop("label", rule.labels[0])
        covered = span is not None and not (text[: span[0]] + text[span[1] :]).strip()
        if covered and label != "dateline" and not more.get("replacement"):
            span = None
        by, scope = _by(rule, pattern), self.of.scope(rule, pattern)
        self.marks.append(
            Mark(index, label, rule.why or why, by, self.of.voice, span, confidence=CONFIDENCE, scope=scope, **more)
        )

    def take(self, rule: Rule, index: int, fields: Any, by: str) -> None:
        """Note what was captured."""
        if fields:
            why = rule.why or f"captured from line {index + 1} of the page"
            self.taken.append(Taken(fields, by, why, self.of.voice, index))
