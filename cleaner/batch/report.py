"""Outcomes → the report of a run: how many of each, words, removed lines by label, who lost most, what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.batch.unit import Outcome

STATUSES = ("ok", "empty", "not_article", "refused", "failed")
SHOWN_LOSERS = 5


@dataclass(slots=True)
class Report:
    """What a run did. `given` is the number of documents found, counted before the first was cleaned."""

    given: int
    counts: Counter[str] = field(default_factory=Counter)
    words_in: int = 0
    words_kept: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    lost_most: list[Outcome] = field(default_factory=list)
    problems: list[Outcome] = field(default_factory=list)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    skipped: dict[str, list[str]] = field(default_factory=dict)
    unused_addresses: Mapping[str, str] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.counts[outcome.status] += 1
        self.words_in += outcome.words_in
        self.words_kept += outcome.words_kept
        self.removed.update(outcome.removed)
        for warning in outcome.warnings:
            self.warnings.setdefault(warning, []).append(outcome.id)
        if outcome.status != "ok":
            self.problems.append(outcome)
        elif outcome.lost > 0:
            self.lost_most = sorted([*self.lost_most, outcome], key=lambda one: (-one.lost, one.id))[:SHOWN_LOSERS]

    @property
    def total(self) -> int:
        """How many documents have an outcome."""
        return sum(self.counts[status] for status in STATUSES)

    @property
    def adds_up(self) -> bool:
        """in = ok + empty + not_article + refused + failed."""
        return self.given == self.total

    @property
    def exit_code(self) -> int:
        """0 when every document is in the output, else 1."""
        return 0 if self.adds_up and not self.counts["failed"] and not self.counts["refused"] else 1

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "in": self.given,
            **{status: self.counts[status] for status in STATUSES},
            "words_in": self.words_in,
            "words_kept": self.words_kept,
            "removed": dict(sorted(self.removed.items())),
            "problems": [{"id": one.id, "status": one.status, "reason": one.reason} for one in self.problems],
            "lost_most": [{"id": one.id, "lost": round(one.lost, 4)} for one in self.lost_most],
            "warnings": self.warnings,
            "skipped": self.skipped,
            "unused_addresses": dict(self.unused_addresses),
        }
