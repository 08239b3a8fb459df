"""The text rules of one file and a page → marks and facts, phase by phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cleaner.page import Mark, Voice
from cleaner.rules import phases
from cleaner.rules.document import Lines
from cleaner.rules.facts import Taken
from cleaner.rules.fields import value_of
from cleaner.rules.folding import Folded
from cleaner.rules.lookup import Lookup
from cleaner.rules.model import Rule, field_name
from cleaner.rules.pattern import Match, Pattern

Hit = tuple[int, Pattern | None, Match]
# How sure a rule is of what it removes: somebody wrote it for this line.
CONFIDENCE = 0.95
# Forms whose lines the index finds.
INDEXED = frozenset({"line", "lines", "after", "between"})


class TextRules:
    """The rules of one file, indexed once and used on many pages."""

    def __init__(self, rules: Iterable[Rule], voice: Voice) -> None:
        self.rules = tuple(rules)
        self.voice = voice
        self.lookup: Lookup[tuple[Rule, int]] = Lookup(item for rule in self.rules for item in _indexed(rule))

    def run(self, lines: Lines) -> tuple[list[Mark], list[Taken]]:
        """What the rules say of the page."""
        return Run(self, lines).all()


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
    lines: Lines
    marks: list[Mark] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    hits: dict[int, list[Hit]] = field(default_factory=lambda: defaultdict(list))

    def all(self) -> tuple[list[Mark], list[Taken]]:
        """Marks and captures of all rules."""
        self._look()
        for rule in self.of.rules:
            if rule.after_rule and rule.after_rule not in self.fired:
                continue
            if (rule.form in INDEXED and rule.expression is None) and id(rule) not in self.hits:
                continue
            before = len(self.marks) + len(self.taken)
            phases.PHASES[rule.phase](self, rule)
            if len(self.marks) + len(self.taken) > before:
                self.fired.add(rule.id)
        return self.marks, self.taken

    def _look(self) -> None:
        """Ask the index which lines the patterns may equal, and try those."""
        lines, texts = self.lines, [block.text for block in self.lines.page.blocks]
        found = dict(self.of.lookup.hits(texts, lines.folds, lines.context, lines.clock))
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
            found = self.lines.clock.search(rule.expression, line.whole, rule.by())
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
            value = value_of(name, text, "", self.lines.context)
            if value is None:
                return None
            fields[name] = value
        return fields

    def allowed(self, rule: Rule, first: int, last: int, match: Match) -> bool:
        """The rule's conditions hold for the lines from `first` to `last`."""
        if not self.window(rule, first, last):
            return False
        if rule.max_words is not None and any(
            line.words > rule.max_words for line in self.lines.folded[first : last + 1]
        ):
            return False
        if rule.needs is not None and not rule.needs.met(first, self.lines.page.blocks, last):
            return False
        return not (rule.vetoes and self._vetoed(rule, first, last, match))

    def inside(self, rule: Rule) -> Iterator[tuple[int, Folded]]:
        """The lines inside the rule's `where`."""
        total = len(self.lines)
        for index in range(total) if rule.where is None else rule.where.indexes(total):
            yield index, self.lines.folded[index]

    def window(self, rule: Rule, first: int, last: int) -> bool:
        total = len(self.lines)
        return rule.where is None or (rule.where.has(first, total) and rule.where.has(last, total))

    def _vetoed(self, rule: Rule, first: int, last: int, match: Match) -> bool:
        texts = [Folded(text) for text in match.texts] + self.lines.folded[first : last + 1]
        return any(veto.match(text, self.lines.context) for veto in rule.vetoes for text in texts)

    # ---- saying

    def mark(self, rule: Rule, index: int, *, span: tuple[int, int] | None = None, why: str = "", **more: Any) -> None:
        """One mark; a span that is the whole line marks the line."""
        text = self.lines.folded[index].text
        label = more.pop("label", rule.labels[0])
        covered = span is not None and not (text[: span[0]] + text[span[1] :]).strip()
        if covered and label != "dateline" and not more.get("replacement"):
            span = None
        by = more.pop("by", None) or rule.by()
        self.marks.append(Mark(index, label, rule.why or why, by, self.of.voice, span, confidence=CONFIDENCE, **more))

    def take(self, rule: Rule, index: int, fields: Any, by: str) -> None:
        """Note what was captured."""
        if fields:
            why = rule.why or f"captured from line {index + 1} of the page"
            self.taken.append(Taken(fields, by, why, self.of.voice, index))
