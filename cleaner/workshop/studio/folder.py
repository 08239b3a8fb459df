"""A folder of documents → what a run makes of each, made in the background by the function that `clean` calls."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import regex

from cleaner.batch.documents import Document
from cleaner.batch.limits import Limits
from cleaner.batch.run import results
from cleaner.batch.unit import CanClean, Done, Task
from cleaner.writing.explanation import REPAIR

BY_RULE = regex.compile(r"(?P<rule>\S+) (?P<file>\S+\.ya?ml):(?P<line>\d+)")
PACKS = "packs/"
NO_RULE = "not covered by any rule"
SHARES = ((0.0005, "nothing"), (0.1, "under 10 %"), (0.3, "10 to 30 %"), (0.6, "30 to 60 %"), (2.0, "over 60 %"))
SURE = ((0.5, "under 0.5"), (0.8, "0.5 to 0.8"), (0.95, "0.8 to 0.95"), (2.0, "over 0.95"))


def rule_of(by: str) -> tuple[str, str] | None:
    """Id and file of the rule that a finding names, None where no rule but a heuristic or the body finder spoke.

    >>> rule_of("share sites/a.yml:12"), rule_of("menus")
    (('share', 'sites/a.yml'), None)
    """
    found = BY_RULE.fullmatch(by)
    return (found["rule"], found["file"]) if found else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a run made of one document. `removed`: first line, text and speaker of each line that went whole."""

    id: str
    status: str
    reason: str = ""
    confidence: float | None = None
    lost: float = 0.0
    words: int = 0
    title: str = ""
    site: str = ""
    text: str = ""
    labels: Mapping[str, int] = field(default_factory=dict)
    rules: frozenset[str] = frozenset()
    removed: Sequence[tuple[int, str, str]] = ()

    def facets(self) -> dict[str, Sequence[str]]:
        """Under which values it counts, by facet."""
        return {
            "status": (self.status,),
            "label": tuple(self.labels),
            "rule": tuple(sorted(self.rules)) or (NO_RULE,),
            "site": (self.site or "unknown",),
            "share removed": (step(self.lost, SHARES),),
            "confidence": ("none",) if self.confidence is None else (step(self.confidence, SURE),),
        }


def step(value: float, steps: Sequence[tuple[float, str]]) -> str:
    """The name of the step that a value falls into."""
    return next(name for end, name in steps if value < end)


def known(done: Done) -> Known:
    """What the studio keeps of a result."""
    outcome, record = done.outcome, json.loads(done.record or b"{}")
    if outcome.status in ("refused", "failed"):
        return Known(outcome.id, outcome.status, outcome.reason)
    removed = [row for row in record["removed"] if row["label"] != REPAIR]
    spoke = (rule_of(row["by"]) for row in removed)
    return Known(
        outcome.id,
        outcome.status,
        outcome.reason,
        record["confidence"],
        outcome.lost,
        outcome.words_in,
        str(record["metadata"].get("title") or ""),
        outcome.site,
        record["text"],
        dict(Counter(row["label"] for row in removed)),
        frozenset(f"{one[0]} · {one[1]}" for one in spoke if one and not one[1].startswith(PACKS)),
        tuple((row["first_line"], row["text"], row["by"]) for row in removed if "span" not in row),
    )


def run(
    documents: Sequence[Document],
    cleaner: CanClean,
    tell: Callable[[Known], None],
    stale: Callable[[], bool],
    *,
    workers: int,
) -> None:
    """Clean the documents in other processes and tell each result, until all are done or nobody wants them."""
    tasks = [Task(document) for document in documents]
    with closing(results(tasks, cleaner, workers, Limits())) as all_done:
        for done in all_done:
            if stale():
                return
            tell(known(done))


def apart(work: Callable[..., Any], *arguments: Any, workers: int) -> Any:
    """The result of long work, done in a process of its own, so that keystrokes need not wait; in this one without."""
    if not workers:
        return work(*arguments)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


FACETS = ("status", "label", "rule", "site", "share removed", "confidence")


@dataclass
class Choice:
    """What is chosen in the facets and typed into the search. Values of one facet add, facets narrow."""

    values: dict[str, set[str]] = field(default_factory=dict)
    search: str = ""

    def toggle(self, facet: str, value: str) -> None:
        """Choose a value, or leave it again."""
        chosen = self.values.setdefault(facet, set())
        chosen.symmetric_difference_update({value})
        if not chosen:
            del self.values[facet]

    def shows(self, one: Known, *, without: str = "") -> bool:
        """Whether a document is among those chosen; `without` leaves one facet out, to count its values."""
        facets = one.facets()
        if any(name != without and not chosen & set(facets[name]) for name, chosen in self.values.items()):
            return False
        wanted = self.search.casefold().strip()
        return not wanted or any(wanted in text.casefold() for text in (one.id, one.title, one.text))


def facets(all_known: Iterable[Known], choice: Choice) -> dict[str, list[tuple[str, int]]]:
    """For each facet its values with the number of documents, the most frequent first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for one in all_known:
        for name, values in one.facets().items():
            if choice.shows(one, without=name):
                counts[name].update(values)
    for name, chosen in choice.values.items():
        for value in chosen:
            counts[name].setdefault(value, 0)
    return {name: sorted(count.items(), key=lambda pair: (-pair[1], pair[0])) for name, count in counts.items()}


class Lane:
    """Work in the background of which only the latest counts: a newer piece makes the older one stale."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.error: BaseException | None = None

    def start(self, work: Callable[[Callable[[], bool]], Any]) -> None:
        """Begin work; it is called with a function that says whether it is stale."""
        with self._lock:
            self._number += 1
            mine, before = self._number, self._thread

            def life() -> None:
                if before is not None:
                    before.join()
                try:
                    if self._number == mine:
                        self.error = None
                        work(lambda: self._number != mine)
                except Exception as error:  # shown to the user; the studio goes on
                    self.error = error

            self._thread = threading.Thread(target=life, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Make what runs stale."""
        with self._lock:
            self._number += 1

    def wait(self, seconds: float | None = None) -> bool:
        """Whether the work has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return self._thread is not None and self._thread.is_alive()
