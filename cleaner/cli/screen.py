"""Report → the closing table on stderr, and every document that is not in the output with its reason."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from rich import box
from rich import progress as bars
from rich.table import Table
from rich.text import Text

from cleaner.batch.formats import format_of
from cleaner.batch.names import names_shown, shown
from cleaner.batch.report import STATUSES, Report, kind_of
from cleaner.batch.unit import Outcome
from cleaner.cli.ends import say, stop, talk
from cleaner.writing.record import as_json

# --- A run as it goes on → a progress bar on a terminal, now and then a line elsewhere.


# Without a terminal a bar would fill the log; one line in this many seconds shows that the run is alive.
SECONDS_BETWEEN_LINES = 30.0


class Progress:
    """Told of each document; shows how many are done, how fast, how long it will still take, and the problems.

    `log`: a file for a line of JSON for each event; its schema is in docs/record.md.
    """

    def __init__(self, log: Path | None = None) -> None:
        self.bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(bar_width=None),
            bars.MofNCompleteColumn(),
            bars.TextColumn("{task.fields[rate]}"),
            bars.TimeRemainingColumn(compact=True),
            bars.TextColumn("{task.fields[said]}", style="yellow"),
            console=talk(),
            transient=True,
            expand=True,
            disable=not talk().is_terminal,
        )
        self.total = self.finished = 0
        self.problems: Counter[str] = Counter()
        self.began = self.last_line = time.monotonic()
        self.path = log
        self.log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        if self.path is not None:
            try:
                self.log = self.path.open("ab", buffering=0)
            except OSError as error:
                stop(f"--log-json {self.path}: cannot be written ({(error.strerror or str(error)).lower()}).")
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()
        if self.log is not None:
            if isinstance(error, KeyboardInterrupt):
                self._event("interrupted", done=self.finished, total=self.total)
            self.log.close()

    def begin(self, total: int, doing: str = "Cleaning") -> None:
        for task in self.bar.task_ids:
            self.bar.remove_task(task)
        self.total, self.finished, self.doing = total, 0, doing
        self.began = time.monotonic()
        self.problems.clear()
        self.task = self.bar.add_task(doing, total=total, said="", rate="")
        self._event("begin", doing=doing, total=total)

    def done(self, outcome: Outcome) -> None:
        self.finished += 1
        if outcome.status != "ok":
            self.problems[outcome.status] += 1
        if not self.bar.disable:
            self.bar.update(self.task, advance=1, said=self._said(), rate=f"{self._rate():.1f}/s")
        if self.log is not None:
            seconds = {stage: round(time, 4) for stage, time in outcome.seconds.items()}
            found = {"id": outcome.id, "status": outcome.status, "code": outcome.code or None}
            words = {"words_in": outcome.words_in, "words_kept": outcome.words_kept}
            self._event("document", **found, reason=outcome.reason or None, **words, seconds=seconds)
        self.tick()

    def tick(self) -> None:
        """Off a terminal, say now and then how far it is, also while nothing is finished."""
        if self.bar.disable and time.monotonic() - self.last_line > SECONDS_BETWEEN_LINES:
            self.last_line = time.monotonic()
            said = self._said()
            rate = self._rate()
            left = f", {spell((self.total - self.finished) / rate)} left" if self.finished and rate else ""
            speed = f" ({rate:.1f} a second{left})"
            say(f"{self.doing}: {self.finished:,} of {self.total:,} done{speed}" + (f", {said}" if said else ""))
            self._event("progress", done=self.finished, total=self.total, problems=dict(self.problems))

    def end(self, report: Report) -> None:
        """The run is over."""
        counts = {status: report.counts[status] for status in STATUSES}
        found = {"in": report.found, **counts, "skipped": report.passed}
        self._event("end", **found, adds_up=report.adds_up, exit_code=report.exit_code)

    def _said(self) -> str:
        return ", ".join(f"{count:,} {status}" for status, count in sorted(self.problems.items()))

    def _rate(self) -> float:
        return self.finished / max(time.monotonic() - self.began, 1e-6)

    def _event(self, event: str, **found: object) -> None:
        if self.log is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self.log.write(as_json({"log": LOG_SCHEMA, "time": now, "event": event, **found}) + b"\n")


def spell(seconds: float) -> str:
    """A length of time for people.

    >>> spell(42), spell(500), spell(9000)
    ('42 s', '8 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


LOG_SCHEMA = 1
# A list on a terminal longer than this hides the rest of the report; the rest is counted.
MOST_LISTED = 50
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
    show_rules(report)
    show_strays(report)
    show_before(report)
    show_counts(report)
    if dry_run:
        say("Dry run: nothing was written.")
    elif out:
        kept = f" Report and failures: {shown(report.place)}." if report.place else ""
        say(f"Written to {shown(str(out))}.{kept}")
    if not report.adds_up:
        say("These numbers do not add up: please report it.", "red")


def show_problems(report: Report) -> None:
    """Every document that is not in the output or is empty; where there are many, the file that lists all."""
    for status in STATUSES[1:]:
        listed = [one for one in report.problems if one.status == status]
        total = report.counts[status]
        if not total:
            continue
        say(f"{status} ({total:,})", "bold yellow" if status in WITHOUT_TEXT else "bold red")
        # Where no file lists them all, they are all printed.
        most = MOST_LISTED if report.failed_file else len(listed)
        for one in listed[:most]:
            code = f" [{one.code}]" if one.code else ""
            say(f"  {place_of(one)}: {one.reason.rstrip('.')}.{code}")
        if total > len(listed[:most]):
            where = report.failed_file if status not in WITHOUT_TEXT else f"{report.place}/report.json"
            say(f"  and {total - len(listed[:most]):,} more; all are listed in {shown(where)}")
        if status in WITHOUT_TEXT:
            say(f"  To see why: {explaining(listed)}", "dim")
        elif any(one.code for one in listed):
            say('  "cleaner explain --code CODE" tells cause and remedy.', "dim")


def explaining(listed: Sequence[Outcome]) -> str:
    """The command that explains one of these documents: the first of them where it stands in a table or an archive."""
    one = next((one for one in listed if format_of(one.path)), None)
    return "cleaner explain FILE" if one is None else f"cleaner explain {quoted(one.path)} --only {quoted(one.id)}"


def quoted(name: str) -> str:
    """A name as a shell takes it, on one line."""
    return shlex.quote(shown(name))


def place_of(one: Outcome) -> str:
    """The document's id, and the file that it is a row of where the id does not say so."""
    file = Path(one.path).name
    return shown(one.id) if file in one.id else f"{shown(one.id)} in {shown(file)}"


def show_warnings(report: Report, told: frozenset[str]) -> None:
    """Each kind of warning once, as it was said first, with the documents it is about."""
    reasons = {one.reason for one in report.problems} | told
    kinds: dict[str, list[str]] = {}
    for warning in report.warnings:
        if warning not in reasons:
            kinds.setdefault(kind_of(warning), []).append(warning)
    counts = {kind: sum(report.warned[one] for one in alike) for kind, alike in kinds.items()}
    for kind in sorted(kinds, key=lambda one: (-counts[one], one))[:MOST_LISTED]:
        ids = [id for warning in kinds[kind] for id in report.warnings[warning]][: counts[kind]]
        more = counts[kind] - len(ids)
        others = " and others like it" if len(kinds[kind]) > 1 else ""
        named = f"{names_shown(ids)}{f' and {more:,} more' if more > 0 else ''}"
        say(f"warning: {kinds[kind][0]}{others} ({named})", "yellow")


def show_skipped(report: Report) -> None:
    """What was passed over, what was guessed of tables, and rows of the list of addresses that gave none."""
    for why, paths in sorted(report.skipped.items()):
        say(f"passed over, {why}: {names_shown(paths)}", "dim")
    for why, number in sorted(report.passed_over.items()):
        say(f"passed over, {why}: {number:,}", "dim")
    for name, note in list(report.notes.items())[:MOST_LISTED]:
        say(f"{shown(name)}: {note}", "dim")
    unused = [f"{name} ({why})" for name, why in report.unused_addresses.items()]
    if unused:
        say(f"not used from the list of addresses: {names_shown(unused)}", "yellow")


def show_rules(report: Report) -> None:
    """Rules that did something on a site in the run before and nothing now."""
    if report.silent:
        said = names_shown(report.silent, 10)
        say(f"These rules fired in the run before, and now on no document of their site: {said}", "yellow")


def show_strays(report: Report) -> None:
    """Files of earlier runs that belong to no input, and documents with equal text."""
    if report.strays:
        number = f"{len(report.strays):,} file{'s' * (len(report.strays) != 1)}"
        say(
            f"{number} of earlier runs belong to no input of this one ({names_shown(report.strays)}); "
            "--prune removes them.",
            "yellow",
        )
    if report.pruned:
        say(f"Removed {report.pruned:,} files of earlier runs that belong to no input.", "dim")
    if report.copies:
        first = ", ".join("=".join(shown(id) for id in group[:2]) for group in report.copy_groups[:3])
        say(f"{report.copies:,} documents have the same text as another ({first}); all are kept.", "dim")


def show_before(report: Report) -> None:
    """What was done already when the run began."""
    if not report.before:
        return
    if report.before == report.given:
        say("All documents were done before; --restart does them again, --retry-failed those that failed.")
    else:
        say(f"Went on where an earlier run stopped: {report.before:,} of {report.given:,} documents were done before.")


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
    """in = ok + empty + not_article + refused + failed + skipped, and the words."""
    parts = " + ".join(f"{report.counts[status]:,} {status}" for status in STATUSES)
    parts += f" + {report.passed:,} skipped"
    sign = "=" if report.adds_up else "≠"
    share = f" ({report.words_kept / report.words_in:.0%})" if report.words_in else ""
    say(f"{report.found:,} in {sign} {parts}", "bold")
    say(f"{report.words_in:,} words in, {report.words_kept:,} kept{share}")
