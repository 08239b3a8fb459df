"""Rule files and documents → what each rule does on them: how often it fires, and what the guard says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cleaner.page import Cleaned, RuleSource
from cleaner.pipeline import Cleaner
from cleaner.rules import Rules
from cleaner.rules.file.model import Element, Rule, RuleFile
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.testing import bodies_used, rules_in

# So many documents without a rule that should `usually` fire are no accident.
USUALLY = 0.5


def fired(cleaned: Cleaned) -> set[tuple[str, str]]:
    """File and id of each rule that said anything of a document, whether it won or not."""
    said = [mark.by for mark in cleaned.marks] + [edit.by for edit in cleaned.page.edits]
    said += [fact.by for candidates in cleaned.facts.values() for fact in candidates]
    return {(by.file, by.id) for by in said if isinstance(by, RuleSource)}


@dataclass
class OnDocuments:
    """What the files of a collection did on some documents."""

    documents: int = 0
    applied: Counter[str] = field(default_factory=Counter)
    fires: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def lines(self, collection: Collection) -> Iterator[str]:
        """For people: file by file, rule by rule, then what the guard and others said of single documents."""
        for written in collection.written:
            yield from self._of_file(written)
        yield from (f"{name}: {said}" for name, said in self.warnings)

    def _of_file(self, written: Written) -> Iterator[str]:
        file = written.file
        applied = self.applied[file.name]
        yield f"{written.shown} applies to {applied} of {self.documents} documents."
        if not applied:
            return
        expected = {rule.id: rule.expect for rule in file.rules} | {one.id: one.expect for one in file.html.elements}
        for name, line in sorted(rules_in(file), key=lambda one: one[1]):
            times = self.fires[file.name, name]
            late = unexpected(expected.get(name, ""), times, applied)
            yield f"  line {line}, {name}: {f'in {times}' if times else 'found nothing'}{f'; {late}' if late else ''}"


def unexpected(expect: str, times: int, applied: int) -> str:
    """What is odd about a rule that fired so often, given what its file expects of it; empty where nothing is.

    >>> unexpected("always", 4, 5), unexpected("usually", 2, 5), unexpected("sometimes", 0, 5)
    ('expected always', 'expected usually', '')
    """
    missed = (expect == "always" and times < applied) or (expect == "usually" and times < USUALLY * applied)
    return f"expected {expect}" if missed else ""


def on_documents(collection: Collection, documents: Iterable[tuple[str, bytes]]) -> OnDocuments:
    """Clean the documents (path and bytes) with the files of a collection, and count.

    The address of a saved page is not known: `files:` must claim it, or its markup.
    """
    cleaner = Cleaner(rules=collection.folders)
    found = OnDocuments()
    mine = {written.file.name for written in collection.written}
    for name, source in documents:
        cleaned = cleaner.clean(source, name=name)
        found.documents += 1
        found.applied.update(file for file in dict.fromkeys(cleaned.rule_files) if file in mine)
        chosen = cleaner.compiled.select(cleaned.page)
        found.fires.update(fired(cleaned) | {(file, id) for id, file in bodies_used(chosen, cleaned.page)})
        found.warnings += [(name, said) for said in cleaned.warnings if of_rules(said)]
    return found


def of_rules(warning: str) -> bool:
    """Whether a warning is about rules: those of the guard, and of rules that were passed over."""
    return "max_removed" in warning or "passed over" in warning or "neither applies" in warning


def odd_in_run(rules: Rules, sites: Mapping[str, int], fired: Mapping[str, int]) -> Iterator[str]:
    """Of the user's own files that applied in a run: rules that took nothing, and less often than `expect` says.

    `sites`: documents by site; `fired`: lines taken by rule. Only rules that take lines are looked at: what a `keep` or
    an `and: keep` did is not in the figures.
    """
    for entry in rules.library.of("site") if rules.site_files else ():
        if not entry.layer.users:
            continue
        domain = next((name.lstrip("=").removeprefix("*.") for name in entry.claim.domains), "")
        if not sites.get(domain) and not any(f" {entry.name}:" in by for by in fired):
            continue
        file = rules.library.file(entry)
        for rule, names in takers_of(file):
            times = sum(fired.get(name, 0) for name in names)
            late = unexpected(rule.expect, times, sites.get(domain, 1))
            if not times or late:
                yield f"{rule.id} ({file.name}:{rule.line}) took {f'{times} lines' if times else 'nothing'}" + (
                    f", {late}" if late else ""
                )


def takers_of(file: RuleFile) -> Iterator[tuple[Rule | Element, set[str]]]:
    """The rules of a file that take lines, with the names under which they say so."""
    for rule in file.rules:
        if rule.phase not in ("keep", "repair", "replace") and not rule.keeps:
            patterns = (*rule.patterns, *rule.after)
            yield rule, {str(rule.by()), *(str(rule.by(pattern.line)) for pattern in patterns)}
    for element in file.html.elements:
        if element.key in ("drop", "drop_from"):
            yield element, {str(element.by)}
