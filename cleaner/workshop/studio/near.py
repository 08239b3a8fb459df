"""A line and the rules that apply → those that take it, those that nearly would, and the condition that fails."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from cleaner.rules.applying.document import Document
from cleaner.rules.file.model import Rule
from cleaner.rules.patterns.fields import Context, value_of
from cleaner.rules.patterns.pattern import Match, Pattern
from cleaner.rules.patterns.regexes import Clock
from cleaner.rules.patterns.template import Anything, Capture, Choice, Literal, PatternFault
from cleaner.rules.rules import Chosen
from cleaner.text.words import Folded, key

MOST = 4
# Lines less alike than this have nothing to do with each other.
ALIKE = 0.6
NOT_OF_LINES = frozenset({"repair", "replace"})
FIELD = regex.compile(r"\{[a-z_.]+(:[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Near:
    """A rule and what it makes of a line. `takes`: nothing hinders it; else `why` says what does."""

    rule: str
    file: str
    line: int
    phase: str
    pattern: str
    takes: bool
    why: str
    likeness: float = 1.0

    @property
    def by(self) -> str:
        """The rule with its place."""
        return f"{self.rule} {self.file}:{self.line}"


def why_not(chosen: Chosen, document: Document, index: int) -> list[Near]:
    """The rules nearest to a line of a page, the best first; those whose pattern fits come before the others."""
    folded = document.compared[index]
    found = [near for rule in rules_of(chosen) if (near := _near(rule, folded, document, index)) is not None]
    return sorted(found, key=lambda near: (not near.takes, -near.likeness))[:MOST]


def scratch(chosen: Chosen, text: str) -> list[Near]:
    """Every rule that would take a line wherever it stands, then the nearest of those that would not."""
    folded = Folded(" ".join(text.split()))
    found: list[Near] = []
    for rule in rules_of(chosen):
        pattern = next((one for one in patterns_of(rule) if fits(one, folded, chosen)), None)
        if pattern is not None or fits_regex(rule, folded):
            wants = conditions(rule)
            found.append(_of(rule, pattern, True, f"takes it, if {wants}" if wants else "takes it"))
    found += known_words(chosen, folded)
    missed = (_missed(rule, folded, chosen.context, chosen.clock) for rule in rules_of(chosen))
    nearly = sorted((one for one in missed if one is not None), key=lambda near: -near.likeness)
    taken = {one.by for one in found}
    return found + [one for one in nearly if one.by not in taken][:1]


def rules_of(chosen: Chosen) -> Iterator[Rule]:
    """The rules for lines of all files that apply, the heaviest file first."""
    for one in chosen.applied:
        yield from (rule for rule in one.text.rules if rule.phase not in NOT_OF_LINES)


def patterns_of(rule: Rule) -> Sequence[Pattern]:
    """The patterns of which one must fit the line. Of a template each is for a line of its own."""
    return rule.patterns


def fits(pattern: Pattern, folded: Folded, chosen: Chosen) -> bool:
    """Whether a pattern fits a line, or the part of it that it is for."""
    return pattern.match(folded, chosen.context, chosen.clock) is not None


def fits_regex(rule: Rule, folded: Folded) -> bool:
    """Whether a rule's regex fits a line."""
    return rule.expression is not None and rule.expression.search(folded.whole or folded.text) is not None


def known_words(chosen: Chosen, folded: Folded) -> Iterator[Near]:
    """What the language packs know of the line. It is evidence: the lines around decide whether it counts."""
    for evidence in chosen.words.evidence(folded.text):
        name, _, place = evidence.by.rpartition(" ")
        file, _, line = place.rpartition(":")
        yield Near(name or evidence.label, file, int(line) if line.isdigit() else 0, "classes", folded.text, True,
                   f"knows it as {evidence.label}; it goes where the lines around it are of the same kind")  # fmt: skip


def conditions(rule: Rule) -> str:
    """What a rule asks beside its pattern, in its own words."""
    wants = [
        rule.where is not None and f"it stands in the {rule.where.text}",
        rule.needs is not None and f"it has {rule.needs.count} {rule.needs.kind} line(s) {rule.needs.side}",
        rule.max_words is not None and f"it has at most {rule.max_words} words",
        rule.after_rule and f"the rule {rule.after_rule} fired",
        rule.form == "lines" and f"it is one of {len(rule.patterns)} lines that follow each other",
        bool(rule.after) and f"it follows “{rule.after[0].text}”",
        bool(rule.vetoes) and "no `not` fits it",
    ]
    return ", ".join(want for want in wants if want)


# ---- one rule and one line of a page


def _near(rule: Rule, folded: Folded, document: Document, index: int) -> Near | None:
    pattern = next((one for one in rule.patterns if one.match(folded, document.context, document.clock)), None)
    if pattern is None and not fits_regex(rule, folded):
        return _missed(rule, folded, document.context, document.clock)
    match = pattern.match(folded, document.context, document.clock) if pattern else None
    hindrance = _hindrance(rule, document, index, match)
    if hindrance is None:
        return _of(rule, pattern, True, "it fires here")
    return _of(rule, pattern, False, hindrance)


def _of(rule: Rule, pattern: Pattern | None, takes: bool, why: str, likeness: float = 1.0) -> Near:
    shown = pattern.text if pattern else rule.expression.pattern if rule.expression else ""
    line = (pattern.line if pattern else 0) or rule.line
    return Near(rule.id, rule.file, line, rule.phase, shown, takes, why, likeness)


def _hindrance(rule: Rule, document: Document, index: int, match: Match | None) -> str | None:
    """The first condition that the line does not meet."""
    total = len(document)
    if rule.where is not None and not rule.where.has(index, total):
        return f"it looks only at the {rule.where.text}; this is line {index + 1} of {total}"
    words = document.compared[index].words
    if rule.max_words is not None and words > rule.max_words:
        return f"the line has {words} words, the rule takes at most {rule.max_words}"
    if rule.needs is not None and not rule.needs.met(index, document.page.blocks):
        return f"it needs {rule.needs.count} {rule.needs.kind} line(s) {rule.needs.side}, which are not there"
    return _vetoed(rule, document, index, match) or _among_others(rule, document, index)


def _vetoed(rule: Rule, document: Document, index: int, match: Match | None) -> str | None:
    texts = [document.compared[index], *(Folded(text) for text in (match.texts if match else ()))]
    for veto in rule.vetoes:
        if any(veto.match(text, document.context) for text in texts):
            return f"its `not: {veto.text}` fits this line"
    return None


def _among_others(rule: Rule, document: Document, index: int) -> str | None:
    """What other lines or rules a rule waits for."""
    before = document.compared[index - 1] if index else None
    if rule.after and not (before and any(one.match(before, document.context) for one in rule.after)):
        return f"the line before is not “{rule.after[0].text}”"
    if rule.form == "lines":
        return _template(rule, document, index)
    if rule.form == "repeated_lead":
        return "no later paragraph repeats the line word for word"
    return None


def _stands(pattern: Pattern, document: Document, index: int) -> bool:
    """Whether a line of the document equals a pattern."""
    if index >= len(document):
        return False
    return pattern.match(document.compared[index], document.context, document.clock) is not None


def _template(rule: Rule, document: Document, index: int) -> str | None:
    """Of lines that belong together, the first that is not as the rule has it, where most are."""
    best: tuple[int, str] | None = None
    for start in range(max(index - len(rule.patterns) + 1, 0), index + 1):
        wrong = [
            offset for offset, pattern in enumerate(rule.patterns) if not _stands(pattern, document, start + offset)
        ]
        if not wrong:
            return None
        told = f"line {wrong[0] + 1} of its {len(rule.patterns)} lines, “{rule.patterns[wrong[0]].text}”, is not there"
        if best is None or len(wrong) < best[0]:
            best = (len(wrong), told)
    return best[1] if best else None


# ---- rules whose pattern does not fit


def _missed(rule: Rule, folded: Folded, context: Context, clock: Clock) -> Near | None:
    """The pattern of a rule that comes nearest to a line, and where they part."""
    best: Near | None = None
    for pattern in rule.patterns:
        likeness = alike(pattern, folded)
        if likeness >= ALIKE and (best is None or likeness > best.likeness):
            why = _wrong_field(pattern, folded, context, clock) or difference(pattern, folded)
            best = _of(rule, pattern, False, why, likeness)
    return best


def alike(pattern: Pattern, folded: Folded) -> float:
    """How much of a line's characters a pattern has, 0 to 1; its fields count as what they stand for."""
    mine, line = key(bare(pattern)), folded.key
    if not mine or not line or min(len(mine), len(line)) * 2 < ALIKE * max(len(mine), len(line)):
        return 0.0
    matcher = difflib.SequenceMatcher(None, mine, line, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def bare(pattern: Pattern) -> str:
    """The fixed text of a pattern."""
    pieces = []
    for part in pattern.parts:
        if isinstance(part, Literal):
            pieces.append(part.text)
        elif isinstance(part, Choice):
            pieces.append(part.texts[0])
        elif isinstance(part, Anything | Capture):
            pieces.append(" ")
    return "".join(pieces)


def _wrong_field(pattern: Pattern, folded: Folded, context: Context, clock: Clock) -> str | None:
    """The field whose shape the line lacks, where the words around it are the pattern's own."""
    if not pattern.captures or pattern.edge != "whole":
        return None
    try:
        loose = Pattern(FIELD.sub("{_}", pattern.text), exact=pattern.exact)
    except PatternFault:
        return None
    match = loose.match(folded, context, clock)
    if match is None or len(pattern.captures) != 1:
        return "the words fit; one of its fields does not" if match else None
    capture = pattern.captures[0]
    before, _, after = pattern.text.partition("{" + capture.name)
    value = folded.whole[len(before) : len(folded.whole) - len(after.partition("}")[2])].strip()
    if value_of(capture.name, value, capture.refinement, context) is None:
        return f"“{value}” is no {{{capture.name}}}"
    return None


def difference(pattern: Pattern, folded: Folded) -> str:
    """Where a pattern and a line part, in words."""
    mine, line = pattern.text.split(), folded.whole.split() or folded.text.split()
    small = [[word.casefold() for word in words] for words in (mine, line)]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, small[0], small[1], autojunk=False).get_opcodes():
        if tag == "equal" or any("{" in word or "*" in word for word in mine[i1:i2]):
            continue
        has, wants = " ".join(line[j1:j2]), " ".join(mine[i1:i2])
        if tag == "insert":
            return f"the line has “{has}”, which the pattern lacks"
        if tag == "delete":
            return f"the pattern has “{wants}”, which the line lacks"
        return f"the line says “{has}”, the pattern “{wants}”"
    return "the pattern is for a line with other words"
