"""Complaints and tried tests → lines on stdout that can be piped, and a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cleaner.cli.ends import put, say

if TYPE_CHECKING:
    from cleaner.rule_tools import Collection, RunOfTests
    from cleaner.rule_tools.testing import Tried
    from cleaner.rules import Complaint


def put_json(value: Any) -> None:
    """JSON on stdout."""
    from cleaner.writing import as_json

    put(as_json(value, indent=1) + b"\n")


def show(complaint: Complaint) -> None:
    """A complaint on stdout, so that it can be piped; an empty line parts it from the next."""
    from cleaner.writing.terminal import visible

    typer.echo("\n".join(visible(line) for line in str(complaint).split("\n")) + "\n")


def count(number: int, what: str) -> str:
    """`3 errors`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def summary(files: int, errors: int, warnings: int) -> str:
    """What a check found."""
    if not errors and not warnings:
        return f"{count(files, 'file')}: nothing to complain about."
    return f"{count(files, 'file')}: {count(errors, 'error')}, {count(warnings, 'warning')}."


def report(one: Tried) -> None:
    """What is to be said of one test: nothing, if it passed."""
    said = "; ".join(miss.sentence for miss in one.misses)
    if one.state == "failed":
        show(one.written.complaint(place(one), "test-failed", f'"{one.name}" fails: {said}.'))
        for line in (line for miss in one.misses for line in miss.diff):
            typer.echo(f"  {line}")
        if any(miss.diff for miss in one.misses):
            typer.echo("  (- expected, + came)\n")
    elif one.state == "todo":
        say(f'{one.written.shown}:{one.case.line}: todo: "{one.name}": {one.case.texts["todo"].strip()}', "dim")
    elif one.state == "done":
        spot = one.written.tests.get(one.case.line, one.case.line)
        show(one.written.warning(spot, "todo-works", f'"{one.name}" works now.', "take `todo` out"))


def place(one: Tried) -> Any:
    """The key of the expectation that was missed, or the test itself."""
    test = one.written.tests.get(one.case.line)
    names = {name.text: name for name, _ in test.pairs} if test else {}
    return names.get(one.misses[0].key) or test or one.case.line


def report_idle(collection: Collection, tested: RunOfTests, *, coverage: bool) -> int:
    """Rules that no test makes fire; each with `coverage`, else their number."""
    idle = [(written, name, line) for written in collection.written for name, line in tested.never_fired(written)]
    for written, name, line in idle if coverage else ():
        show(written.complaint(line, "never-fires", f"no test makes the rule {name} fire.", "add one, or take it out"))
    return len(idle)


def tally(tested: RunOfTests, broken: int, idle: int) -> str:
    """What came of the tests, in one line."""
    states = (("passed", "passed"), ("failed", "failed"), ("todo", "known to miss"), ("done", "to take `todo` from"),
              ("skipped", "not run, they are live"))  # fmt: skip
    parts = [f"{len(tested.of(state))} {words}" for state, words in states if tested.of(state)]  # type: ignore[arg-type]
    said = f"{count(len(tested.tried), 'test')}: {', '.join(parts) or 'none'}."
    said += f" {count(broken, 'error')} in the files." if broken else ""
    return said + (f" {count(idle, 'rule')} that no test makes fire (--coverage lists them)." if idle else "")
