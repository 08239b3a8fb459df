"""A run as it goes on → a progress bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from types import TracebackType
from typing import Self

from rich import progress as bars

from cleaner.batch import Outcome
from cleaner.cli.ends import say, talk

# Without a terminal a bar would fill the log; one line in this many seconds shows that the run is alive.
SECONDS_BETWEEN_LINES = 30.0


class Progress:
    """Told of each document; shows how many are done and how many of them have a problem."""

    def __init__(self) -> None:
        self.bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(bar_width=None),
            bars.MofNCompleteColumn(),
            bars.TimeRemainingColumn(compact=True),
            bars.TextColumn("{task.fields[said]}", style="yellow"),
            console=talk(),
            transient=True,
            expand=True,
            disable=not talk().is_terminal,
        )
        self.total = self.finished = 0
        self.problems: Counter[str] = Counter()
        self.last_line = time.monotonic()

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def begin(self, total: int, doing: str = "Cleaning") -> None:
        for task in self.bar.task_ids:
            self.bar.remove_task(task)
        self.total, self.finished, self.doing = total, 0, doing
        self.problems.clear()
        self.task = self.bar.add_task(doing, total=total, said="")

    def done(self, outcome: Outcome) -> None:
        self.finished += 1
        if outcome.status != "ok":
            self.problems[outcome.status] += 1
        said = ", ".join(f"{count} {status}" for status, count in sorted(self.problems.items()))
        if not self.bar.disable:
            self.bar.update(self.task, advance=1, said=said)
        elif time.monotonic() - self.last_line > SECONDS_BETWEEN_LINES:
            self.last_line = time.monotonic()
            say(f"{self.doing}: {self.finished} of {self.total} done" + (f", {said}" if said else ""))
