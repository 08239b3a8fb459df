"""Outcomes → the report of a run: how many of each, words, what fired, what went wrong; it adds up, or says so."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.batch.codes import CODES
from cleaner.batch.unit import Outcome

STATUSES = ("ok", "empty", "not_article", "refused", "failed")
SHOWN_LOSERS = 5
# What a report keeps in memory of each; all of them are in the files of the run.
MOST_PROBLEMS = 100_000
MOST_WARNINGS, MOST_IDS = 1_000, 1_000
# So many warnings that differ in a number or a name only are kept as they are; further ones are counted together.
MOST_ALIKE = 20
DETAIL = re.compile(r"""“[^”]*”|"[^"]*"|'[^']*'|\S+\.yml:\d+|\d[\d,.]*%?""")
SCHEMA = 1


@dataclass(slots=True)
class Report:
    """What a run did. `given` is the number of documents found, counted before the first was cleaned.

    `problems`: every outcome that gave no text (the first 100,000). `before`: how many were done by an earlier run.
    `warned`: how many documents have a warning, `alike`: how many warnings there are of a kind.
    `fired`: how many lines each rule or heuristic took; `fired_on`: the same by site, for rules of sites. `seconds`:
    of processors, by stage. `copies`: documents whose normalised text is that of an earlier one. `strays`: files in
    the output folder that belong to no input. `silent`: rules that fired on a site in the run before, and now on none
    of its documents. `most_failed`: how many may fail before the exit code is 1.
    """

    given: int
    counts: Counter[str] = field(default_factory=Counter)
    words_in: int = 0
    words_kept: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    lost_most: list[Outcome] = field(default_factory=list)
    problems: list[Outcome] = field(default_factory=list)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    warned: Counter[str] = field(default_factory=Counter)
    alike: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, list[str]] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)
    unused_addresses: Mapping[str, str] = field(default_factory=dict)
    fired: Counter[str] = field(default_factory=Counter)
    fired_on: dict[str, Counter[str]] = field(default_factory=dict)
    sites: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    before: int = 0
    copies: int = 0
    copy_groups: list[list[str]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    pruned: int = 0
    silent: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    most_failed: int | float = 0
    place: str = ""
    failed_file: str = ""
    wall: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.counts[outcome.status] += 1
        self.words_in += outcome.words_in
        self.words_kept += outcome.words_kept
        self.removed.update(outcome.removed)
        self.fired.update(outcome.fired)
        for stage, seconds in outcome.seconds.items():
            self.seconds[stage] += seconds  # type: ignore[assignment]
        self._of_site(outcome)
        for warning in outcome.warnings:
            self._warn(warning, [outcome.id], 1)
        if outcome.status != "ok":
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(outcome)
        elif outcome.lost > 0:
            self._lost([outcome])

    def _of_site(self, outcome: Outcome) -> None:
        if outcome.site:
            self.sites[outcome.site] += 1
            own = {by: number for by, number in outcome.fired.items() if is_of_site(by)}
            if own:
                self.fired_on.setdefault(outcome.site, Counter()).update(own)

    def _warn(self, warning: str, ids: Sequence[str], number: int) -> None:
        if warning not in self.warnings:
            kind = kind_of(warning)
            self.alike[kind] += 1
            warning = kind if self.alike[kind] > MOST_ALIKE else warning
        if warning in self.warnings or len(self.warnings) < MOST_WARNINGS:
            kept = self.warnings.setdefault(warning, [])
            kept.extend(ids[: MOST_IDS - len(kept)])
            self.warned[warning] += number

    def _lost(self, outcomes: Iterable[Outcome]) -> None:
        self.lost_most = sorted([*self.lost_most, *outcomes], key=lambda one: (-one.lost, one.id))[:SHOWN_LOSERS]

    def merge(self, other: Report) -> None:
        """Count everything that another report counted, as one that an earlier run left behind."""
        for name in ("counts", "removed", "fired", "sites", "seconds"):
            getattr(self, name).update(getattr(other, name))
        self.words_in += other.words_in
        self.words_kept += other.words_kept
        for site, fired in other.fired_on.items():
            self.fired_on.setdefault(site, Counter()).update(fired)
        for warning, ids in other.warnings.items():
            self._warn(warning, ids, other.warned[warning])
        self.problems.extend(other.problems[: MOST_PROBLEMS - len(self.problems)])
        self._lost(other.lost_most)

    def without(self, ids: set[str]) -> Report:
        """The report of a shard without these documents, which gave no text."""
        kept = Report(self.given - len(ids))
        kept.merge(self)
        gone = [one for one in self.problems if one.id in ids]
        kept.problems = [one for one in self.problems if one.id not in ids]
        kept.counts.subtract(Counter(one.status for one in gone))
        kept.counts = +kept.counts
        kept.warnings = {
            warning: left for warning, named in self.warnings.items() if (left := [id for id in named if id not in ids])
        }
        kept.warned = Counter(
            {
                warning: self.warned[warning] - len(self.warnings[warning]) + len(left)
                for warning, left in kept.warnings.items()
            }
        )
        return kept

    def clear_counts(self) -> None:
        """Forget everything that was counted of documents."""
        fresh = Report(self.given)
        for name in ("counts", "removed", "fired", "fired_on", "sites", "seconds", "problems", "lost_most", "warnings"):
            setattr(self, name, getattr(fresh, name))
        self.warned, self.alike, self.words_in, self.words_kept = fresh.warned, fresh.alike, 0, 0

    @property
    def total(self) -> int:
        """How many documents have an outcome."""
        return sum(self.counts[status] for status in STATUSES)

    @property
    def passed(self) -> int:
        """How many files and records were passed over."""
        return sum(map(len, self.skipped.values())) + sum(self.passed_over.values())

    @property
    def found(self) -> int:
        """Everything that was found: documents and what was passed over."""
        return self.given + self.passed

    @property
    def adds_up(self) -> bool:
        """in = ok + empty + not_article + refused + failed + skipped."""
        return self.given == self.total

    @property
    def too_many_failed(self) -> bool:
        """Whether more documents failed than may: a number of them, or a share of all as a fraction."""
        most = self.most_failed * self.given if isinstance(self.most_failed, float) else self.most_failed
        return self.counts["failed"] > most

    @property
    def exit_code(self) -> int:
        """0 when no more documents failed than may, and the numbers add up; else 1."""
        return 0 if self.adds_up and not self.too_many_failed else 1

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values: `report.json`."""
        return {
            "report": SCHEMA,
            "in": self.found,
            **{status: self.counts[status] for status in STATUSES},
            "skipped": self.passed,
            "adds_up": self.adds_up,
            "exit_code": self.exit_code,
            "documents": self.given,
            "done_before": self.before,
            "words_in": self.words_in,
            "words_kept": self.words_kept,
            "removed": dict(sorted(self.removed.items())),
            "fired": dict(sorted(self.fired.items())),
            "fired_on": {site: dict(sorted(fired.items())) for site, fired in sorted(self.fired_on.items())},
            "sites": dict(sorted(self.sites.items())),
            "silent": self.silent,
            "problems": [problem_row(one) for one in self.problems],
            "lost_most": [loser_row(one) for one in self.lost_most],
            "warnings": {
                warning: {"documents": self.warned[warning], "ids": ids} for warning, ids in self.warnings.items()
            },
            "skipped_names": {why: names[:MOST_IDS] for why, names in self.skipped.items()},
            "skipped_records": dict(self.passed_over),
            "unused_addresses": dict(self.unused_addresses),
            "copies": {"documents": self.copies, "groups": self.copy_groups},
            "strays": self.strays[:MOST_IDS],
            "notes": self.notes,
            "seconds": {stage: round(seconds, 3) for stage, seconds in sorted(self.seconds.items())},
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Report:
        """A report as an earlier run wrote it."""
        made = cls(found["documents"], Counter({name: found[name] for name in STATUSES if found[name]}))
        made.words_in, made.words_kept = found["words_in"], found["words_kept"]
        made.removed, made.fired = Counter(found["removed"]), Counter(found["fired"])
        made.fired_on = {site: Counter(fired) for site, fired in found["fired_on"].items()}
        made.sites, made.seconds = Counter(found["sites"]), Counter(found["seconds"])
        made.problems = [Outcome(**row) for row in found["problems"]]
        made.lost_most = [Outcome(**row) for row in found["lost_most"]]
        made.warnings = {warning: list(said["ids"]) for warning, said in found["warnings"].items()}
        made.warned = Counter({warning: said["documents"] for warning, said in found["warnings"].items()})
        return made


def problem_row(one: Outcome) -> dict[str, Any]:
    """What a report keeps of a document without text; words count there, too."""
    row = {"id": one.id, "status": one.status, "reason": one.reason, "code": one.code, "stage": one.stage}
    return row | {
        "path": one.path,
        "rule": one.rule,
        "seconds": {stage: round(time, 4) for stage, time in one.seconds.items()},
    }


def loser_row(one: Outcome) -> dict[str, Any]:
    """What a report keeps of a document that lost much."""
    return {"id": one.id, "status": one.status, "words_in": one.words_in, "words_kept": one.words_kept}


def is_of_site(by: str) -> bool:
    """Whether a rule, named with its file, belongs to a site: neither to the packs nor to a heuristic.

    >>> is_of_site("menu sites/bbc.co.uk.yml:12"), is_of_site("menu packs/en-news.yml:3"), is_of_site("html scorer")
    (True, False, False)
    """
    return ".yml:" in by and "packs/" not in by and "groups/" not in by


def kind_of(warning: str) -> str:
    """A warning without what differs from document to document.

    >>> kind_of('a comment in line 12 is never closed: 2,317 characters were not read as text')
    'a comment in line … is never closed: … characters were not read as text'
    """
    return DETAIL.sub("…", warning)


def silent_rules(before: Mapping[str, Any], now: Report) -> list[str]:
    """Rules that fired on a site in the run before, and fire on none of its documents now."""
    found: list[str] = []
    for site, fired in before.get("fired_on", {}).items():
        if now.sites[site]:
            there: Mapping[str, int] = now.fired_on.get(site, {})
            found += [f"{rule} ({site})" for rule in fired if rule not in there]
    return sorted(found)


def dead_letter(one: Outcome, attempt: int, failed_file: str) -> dict[str, Any]:
    """A line of failed.jsonl: what went wrong with a document, and how to try just that one again."""
    code = CODES.get(one.code)
    return {
        "id": one.id,
        "path": one.path,
        "status": one.status,
        "code": one.code,
        "name": code.name if code else "",
        "stage": one.stage,
        "reason": one.reason,
        "rule": one.rule or None,
        "transient": code.transient if code else False,
        "seconds": round(sum(one.seconds.values()), 3),
        "attempt": attempt,
        "command": shlex.join(["cleaner", "replay", failed_file, "--only", one.id]),
    }


def most_failed(given: str) -> int | float:
    """`--max-failed`: a number of documents, or a share of them. Raises ValueError.

    >>> most_failed("12"), most_failed("0.5%")
    (12, 0.005)
    """
    try:
        found = float(given[:-1]) / 100 if given.endswith("%") else int(given)
    except ValueError as error:
        raise ValueError(f"--max-failed {given}: give a number of documents (12) or a share (0.5%)") from error
    if found < 0:
        raise ValueError(f"--max-failed {given}: a number cannot be negative")
    return found
