"""A folder of documents and the rules → for each rule what it did there: coverage, conflicts, dates, drift.

Each number is kept with the lines that it counts, so that nothing has to be believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.deciding.decide import by_block, verdict_on
from cleaner.page import Cleaned, Mark, RuleSource, Voice
from cleaner.pipeline import Cleaner
from cleaner.rules import Chosen
from cleaner.site_memory.weights import Judge, by_words
from cleaner.workshop.learn import Left
from cleaner.workshop.learning.recurring import is_proposed, mined
from cleaner.workshop.learning.text import Document
from cleaner.workshop.testing import bodies_used, rules_in

# A rule that fired in the older half of its site's dated documents and in none of the newer half has stopped; from so
# many documents in each half on.
HALF = 3
# A rule surges where the newer half has so many times the hits of the older.
SURGE = 3.0
FEWEST = 3
NO_SITE = "no site file"
# Lines that are kept of each rule; the numbers count all.
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that a rule would take. `won`: by its mark it went; else `by` says who was stronger."""

    document: str
    line: int
    text: str
    won: bool
    by: str = ""
    kept: bool = False


@dataclass
class Audited:
    """What a rule did. `seen`: documents to which its file applied; `fired`: those in which it won a line.

    `inside`: lines it took that lower voices leave in the body. `shadowed`: hits that a stronger rule took first.
    `conflicts`: hits that a stronger voice kept, with who it was. `first` and `last`: dates of documents in which it
    fired.
    """

    id: str
    file: str = ""
    seen: int = 0
    fired: int = 0
    lines: int = 0
    characters: int = 0
    inside: int = 0
    shadowed: int = 0
    conflicts: Counter[str] = field(default_factory=Counter)
    overlaps: Counter[str] = field(default_factory=Counter)
    dates: list[tuple[str, bool]] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    @property
    def first(self) -> str:
        return min((day for day, fired in self.dates if fired), default="")

    @property
    def last(self) -> str:
        return max((day for day, fired in self.dates if fired), default="")

    @property
    def state(self) -> str:
        """What is remarkable: it never fired, is always shadowed, stopped, surged; empty where nothing is.

        >>> days = [(f"2024-01-0{day}", day < 5) for day in range(1, 9)]
        >>> Audited("menu", seen=8, fired=4, lines=4, dates=days).state
        'stopped firing'
        """
        if not self.seen:
            return "no document of its site"
        if not self.fired:
            return "always shadowed" if self.shadowed else "never fired"
        old, new = halves(self.dates)
        if len(old) >= HALF and len(new) >= HALF:
            if sum(old) and not sum(new):
                return "stopped firing"
            if sum(new) > SURGE * max(1, sum(old)):
                return "surged"
        return ""

    def as_dict(self) -> dict[str, Any]:
        """As plain values, without the lines."""
        return {
            "id": self.id, "file": self.file, "seen": self.seen, "fired": self.fired, "lines": self.lines,
            "characters": self.characters, "inside_body": self.inside, "shadowed": self.shadowed,
            "conflicts": dict(self.conflicts), "overlaps": dict(self.overlaps), "first": self.first,
            "last": self.last, "state": self.state,
        }  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """The rules, those that did most first, and the recurring lines that no rule covers, by site."""

    documents: int
    rules: tuple[Audited, ...]
    uncovered: Mapping[str, Sequence[Left]]

    def of(self, id: str) -> list[Audited]:
        """The rules of this id, of whichever file."""
        return [rule for rule in self.rules if id in {rule.id, f"{rule.id} {rule.file}"}]


def halves(dates: Sequence[tuple[str, bool]]) -> tuple[list[bool], list[bool]]:
    """Whether it fired, in the older and in the newer half of the documents with a date."""
    fired = [one for _, one in sorted(dates)]
    middle = len(fired) // 2
    return fired[:middle], fired[middle:]


def audit(
    cleaner: Cleaner, sources: Iterable[tuple[str, bytes, str | None]], judge: Judge = by_words, *, packs: bool = False
) -> Audit:
    """What each rule of sites, groups and users does in these documents (name, content, address).

    `packs`: also those of language packs.
    """
    least = Voice.PACK if packs else Voice.GROUP
    rules: dict[tuple[str, str], Audited] = {}
    by_site: defaultdict[str, list[Document]] = defaultdict(list)
    number = 0
    for name, source, url in sources:
        cleaned = cleaner.clean(source, name=name, url=url)
        if cleaned.page.refused:
            continue
        number += 1
        chosen = cleaner.compiled.select(cleaned.page, site=cleaner.site)
        by_site[chosen.site or NO_SITE].append(Document(name, cleaned, chosen.context))
        applying = list(dict.fromkeys(rules_of(chosen, least)))
        for rule in applying:
            rules.setdefault(rule, Audited(*rule)).seen += 1
        count(rules, applying, name, cleaned, bodies_used(chosen, cleaned.page))
    for id, file in own_rules(cleaner):
        rules.setdefault((id, file), Audited(id, file))
    ordered = sorted(rules.values(), key=lambda rule: (-rule.lines, -rule.seen, rule.file, rule.id))
    return Audit(
        number, tuple(ordered), {site: tuple(uncovered(held, judge)) for site, held in sorted(by_site.items())}
    )


def rules_of(chosen: Chosen, least: Voice) -> Iterator[tuple[str, str]]:
    """The rules that apply to a document, as id and file."""
    for one in chosen.applied:
        if one.file.voice >= least:
            yield from ((id, one.file.name) for id, _ in rules_in(one.file))


def own_rules(cleaner: Cleaner) -> Iterator[tuple[str, str]]:
    """The rules of the user's own folders, so that those are named that no document asks for."""
    for file in cleaner.compiled.library.files.values():
        if file.layer.users and not file.off:
            yield from ((id, file.name) for id, _ in rules_in(file))


def count(
    rules: Mapping[tuple[str, str], Audited],
    applying: Sequence[tuple[str, str]],
    name: str,
    cleaned: Cleaned,
    bodies: Iterable[tuple[str, str]],
) -> None:
    """Add what each rule did in one document. `bodies`: the `html: body` that was used."""
    day = str(cleaned.metadata.get("published") or "")[:10]
    fired = {one for one in bodies if one in rules}
    won = {(gone.block, source_of(gone.by)) for gone in cleaned.removed}
    for index, group in enumerate(by_block(cleaned.page, cleaned.marks)):
        said = [mark for mark in group if source_of(mark.by) in rules]
        lower = verdict_on([mark for mark in group if mark.voice < Voice.PACK])
        for mark in said:
            rule = rules[source_of(mark.by)]
            took = (index, source_of(mark.by)) in won or (mark.keep and cleaned.verdicts[index] is mark)
            if took:
                fired.add((rule.id, rule.file))
            record(rule, name, cleaned, mark, group, took=took, inside=not lower.removed)
    for candidates in cleaned.facts.values():
        fired |= {source_of(fact.by) for fact in candidates if source_of(fact.by) in rules}
    for key in fired:
        rules[key].fired += 1
    if day:
        for key in applying:
            rules[key].dates.append((day, key in fired))


def record(  # noqa: PLR0913 - the fields of an audit
    rule: Audited, name: str, cleaned: Cleaned, mark: Mark, group: Sequence[Mark], *, took: bool, inside: bool
) -> None:
    """Count one hit of a rule on one line."""
    text = cleaned.page.blocks[mark.block].text
    part = text[slice(*mark.span)] if mark.span else text
    others = [one for one in group if one is not mark and source_of(one.by) != source_of(mark.by)]
    stronger = str(others[0].by) if others else ""
    if took:
        rule.lines += not mark.keep
        rule.characters += 0 if mark.keep else len(part)
        rule.inside += inside and not mark.keep
        rule.overlaps.update(one.by for one in others if one.keep == mark.keep and source_of(one.by) != ("", ""))
    elif any(one.keep and one.voice >= mark.voice for one in others):
        rule.conflicts[next(str(one.by) for one in others if one.keep)] += 1
    elif others:
        rule.shadowed += 1
    if len(rule.hits) < MOST_LINES:
        line = cleaned.page.blocks[mark.block].first_line
        rule.hits.append(Hit(name, line, part, took, "" if took else stronger, mark.keep))


def source_of(by: str) -> tuple[str, str]:
    """The id and the file of a rule; empty for other voices."""
    return (by.id, by.file) if isinstance(by, RuleSource) else ("", "")


def uncovered(documents: Sequence[Document], judge: Judge) -> Iterator[Left]:
    """What recurs in the documents of a site, reads like boilerplate and is not taken, the most frequent first."""
    if len(documents) < FEWEST:
        return
    rows = []
    for one in mined(documents, judge)[2]:
        spots = [(number, index) for number, held in one.going.items() for index in held]
        stays = [1 for number, index in spots if not documents[number].label(index)]
        if is_proposed(one, documents) and 2 * len(stays) > len(spots):
            rows.append(Left(one.piece.example, one.piece.articles, "no rule takes it; cleaner learn proposes one"))
    yield from sorted(rows, key=lambda row: (-row.articles, row.text))


# --- Two results of the same documents.


@dataclass(frozen=True, slots=True)
class Changed:
    """A document whose body differs: the words that it lost and gained. `examples`: lines of either sort."""

    document: str
    lost: int
    gained: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """How two sets of results of the same documents differ; the document that lost most comes first."""

    documents: int
    words: int
    changed: tuple[Changed, ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self.changed)

    @property
    def gained(self) -> int:
        return sum(one.gained for one in self.changed)


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> Difference:
    """The bodies of documents by name, before and after.

    >>> made = difference({"a": "One two three.", "b": "Four."}, {"a": "One three.", "b": "Four."})
    >>> made.documents, made.words, made.changed
    (2, 4, (Changed(document='a', lost=1, gained=0, examples=('- One two three.', '+ One three.')),))
    """
    both = [name for name in old if name in new]
    changed = [one for name in both if old[name] != new[name] and (one := compared(name, old[name], new[name]))]
    changed.sort(key=lambda one: (-one.lost, -one.gained, one.document))
    return Difference(
        len(both),
        sum(len(old[name].split()) for name in both),
        tuple(changed),
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name not in old),
    )


def compared(name: str, old: str, new: str) -> Changed:
    """The words of one document that went and came, as a bag; order does not count."""
    before, after = Counter(old.split()), Counter(new.split())
    lines, others = [line for line in old.split("\n") if line], [line for line in new.split("\n") if line]
    gone = [f"- {line}" for line in lines if line not in others]
    come = [f"+ {line}" for line in others if line not in lines]
    return Changed(name, (before - after).total(), (after - before).total(), (*gone[:3], *come[:3]))
