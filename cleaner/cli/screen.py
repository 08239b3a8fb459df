"""Report → the closing table on stderr, and every document that is not in the output with its reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich import box
from rich import progress as bars
from rich.table import Table
from rich.text import Text

from cleaner.batch.report import STATUSES
from cleaner.batch.run import Outcome, Report, shown
from cleaner.cli.ends import say, talk

# --- A run as it goes on → a progress bar on a terminal, now and then a line elsewhere.


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


# A list on a terminal longer than this hides the rest of the report; the rest is counted.
MOST_LISTED = 50
MOST_NAMES = 5
# Their records are in the output, with an empty text.
WITHOUT_TEXT = frozenset(["empty", "not_article"])
# Below this share of words gone, a document is nothing to look at.
WORTH_A_LOOK = 0.05


def show_report(report: Report, *, out: Path | None, dry_run: bool, told: frozenset[str] = frozenset()) -> None:
    """Print the closing table and the lists, without the warnings that were `told` before."""
    show_problems(report)
    show_warnings(report, told)
    show_skipped(report)
    show_removed(report)
    show_losers(report)
    show_counts(report)
    if dry_run:
        say("Dry run: nothing was written.")
    elif out:
        say(f"Written to {shown(str(out))}.")
    if not report.adds_up:
        say("These numbers do not add up: please report it.", "red")


def show_problems(report: Report) -> None:
    """Every document that is not in the output or is empty."""
    for status in STATUSES[1:]:
        listed = [one for one in report.problems if one.status == status]
        if not listed:
            continue
        say(f"{status} ({len(listed)})", "bold yellow" if status in WITHOUT_TEXT else "bold red")
        for one in listed[:MOST_LISTED]:
            say(f"  {shown(one.id)}: {one.reason.rstrip('.')}.")
        if len(listed) > MOST_LISTED:
            say(f"  and {len(listed) - MOST_LISTED} more")
        if status in WITHOUT_TEXT:
            say('  "cleaner explain FILE" shows why.', "dim")


def show_warnings(report: Report, told: frozenset[str]) -> None:
    """Each warning once, with the documents it is about."""
    for warning, ids in sorted(report.warnings.items(), key=lambda one: (-len(one[1]), one[0]))[:MOST_LISTED]:
        if warning not in {one.reason for one in report.problems} | told:
            say(f"warning: {warning} ({names(ids)})", "yellow")


def show_skipped(report: Report) -> None:
    """What was passed over, and rows of the list of addresses that gave none."""
    for why, paths in sorted(report.skipped.items()):
        say(f"passed over, {why}: {names(paths)}", "dim")
    unused = [f"{name} ({why})" for name, why in report.unused_addresses.items()]
    if unused:
        say(f"not used from the list of addresses: {names(unused)}", "yellow")


def names(all_names: Sequence[str]) -> str:
    """The first few names and how many more."""
    first = ", ".join(shown(name) for name in all_names[:MOST_NAMES])
    more = len(all_names) - MOST_NAMES
    return f"{first} and {more} more" if more > 0 else first


def show_removed(report: Report) -> None:
    """What was taken out, by label."""
    if not report.removed:
        return
    table = Table("removed", "lines", box=box.SIMPLE_HEAD, padding=(0, 1))
    table.columns[1].justify = "right"
    for label, count in sorted(report.removed.items(), key=lambda one: (-one[1], one[0])):
        table.add_row(label, f"{count:,}")
    talk().print(table)


def show_losers(report: Report) -> None:
    """The documents that lost most."""
    losers = [one for one in report.lost_most if one.lost >= WORTH_A_LOOK]
    if not losers:
        return
    table = Table("lost most", "of words", box=box.SIMPLE_HEAD, padding=(0, 1))
    table.columns[0].overflow = "fold"
    table.columns[1].justify = "right"
    for one in losers:
        table.add_row(Text(shown(one.id)), f"{one.lost:.0%} of {one.words_in:,}")
    talk().print(table)


def show_counts(report: Report) -> None:
    """in = ok + empty + not_article + refused + failed, and the words."""
    parts = " + ".join(f"{report.counts[status]:,} {status}" for status in STATUSES)
    sign = "=" if report.adds_up else "≠"
    share = f" ({report.words_kept / report.words_in:.0%})" if report.words_in else ""
    say(f"{report.given:,} in {sign} {parts}", "bold")
    say(f"{report.words_in:,} words in, {report.words_kept:,} kept{share}")
