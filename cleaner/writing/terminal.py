"""Explanation → lines for a terminal: a margin with line number and sign, the text, the reason in dim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from cleaner.writing.explanation import Explanation, Row, Span
from cleaner.writing.wording import line_number, said, source_of, value_text, visible, with_last_of_run

SIGNS = {"kept": " ", "removed": "-", "cut": "~", "captured": "="}
STYLES = {"kept": "", "removed": "red", "cut": "yellow", "captured": "green"}
# Narrower than this no text can be read; a terminal that is may wrap by itself.
LEAST_ROOM = 20
LEGEND = "- removed, ~ a part cut, = captured as metadata and kept"
# As in wdiff: what is gone stands in [- -], what came instead in {+ +}; {= =} is taken as a fact and stays.
CUT, ADDED, CAPTURED = ("[-", "-]"), ("{+", "+}"), ("{=", "=}")


def show(explained: Explanation, console: Console) -> None:
    """Print the explanation; it reads the same without colour."""
    if explained.refused:
        console.print(Text(explained.refused, style="red"))
    width = max((len(line_number(row)) for row in explained.rows), default=1)
    told: set[str] = set()
    for row, last in with_last_of_run(explained.rows):
        show_row(row, console, width, told if last else None)
    console.print()
    show_summary(explained, console)


def show_row(row: Row, console: Console, width: int, told: set[str] | None) -> None:
    """The margin and the text, then the reason where the run ends; `told` holds what needs no second telling."""
    style = STYLES[row.verdict]
    margin = f"{line_number(row):>{width}} {SIGNS[row.verdict]} "
    hanging(console, Text(margin, style=style or "dim"), marked_text(row))
    blank = Text(" " * len(margin))
    if told is not None:
        for reason in reasons(row, told):
            hanging(console, blank, Text(reason, style="dim"))


def hanging(console: Console, margin: Text, text: Text) -> None:
    """Print text wrapped beside a margin that is printed once."""
    room = max(LEAST_ROOM, console.width - len(margin))
    text = Text(visible(text.plain), spans=text.spans, style=text.style, end=text.end)
    for number, line in enumerate(text.wrap(console, room) or [Text("")]):
        line.rstrip()
        start = margin if number == 0 else Text(" " * len(margin))
        console.print(Text.assemble(start, line), soft_wrap=True, highlight=False)


def marked_text(row: Row) -> Text:
    """The text of a row with its spans shown inside the line."""
    if row.verdict == "removed":
        return Text(row.text, style="red")
    text, at = Text(), 0
    for span in row.spans:
        text.append(row.text[at : span.start])
        append_span(text, row.text[span.start : span.end], span)
        at = span.end
    text.append(row.text[at:])
    return text


def append_span(text: Text, inside: str, span: Span) -> None:
    """A cut, replaced or captured span in its brackets."""
    if span.verdict == "captured":
        text.append(CAPTURED[0] + inside + CAPTURED[1], style="green")
        return
    text.append(CUT[0] + inside + CUT[1], style="red")
    if span.replacement:
        text.append(ADDED[0] + span.replacement + ADDED[1], style="yellow")


def reasons(row: Row, told: set[str]) -> Iterator[str]:
    """`label · by · why` of the row and of each span, its role, then the facts it gave. A `why` is told once."""
    if row.by or row.why:
        keeps = "kept: " if row.verdict == "kept" else ""
        yield keeps + said(row.label, row.by, once(row.why, told))
    for span in row.spans:
        if (span.by, span.why) != (row.by, row.why):
            yield f"{span.verdict}: " + said(span.label, span.by, once(span.why, told))
    if row.role and row.role != row.label and row.verdict != "removed":
        yield f"role: {row.role}"
    if row.facts:
        yield "gives " + ", ".join(f"{name}: {value_text(value)}" for name, value in row.facts)


def once(why: str, told: set[str]) -> str:
    """The reason the first time, nothing after that: a page has hundreds of lines that go for one reason."""
    if why in told:
        return ""
    told.add(why)
    return why


def show_summary(explained: Explanation, console: Console) -> None:
    """Facts with their provenance, repairs, what applied, warnings, and the legend."""
    if explained.facts:
        console.print(Text("Facts", style="bold"))
    for fact in explained.facts:
        show_fact(fact, console)
    for edit in explained.edits:
        line = f"Repaired in line {edit['line']}: {edit['before']!r} → {edit['after']!r}"
        hanging(console, Text(), Text(f"{line} · {said(edit['by'], edit['why'])}", style="yellow"))
    hanging(console, Text(), Text("Rules: " + (", ".join(explained.rule_files) or "none applied"), style="dim"))
    for warning in explained.warnings:
        hanging(console, Text(), Text("Warning: " + warning, style="yellow"))
    counts = ", ".join(f"{count} {verdict}" for verdict, count in explained.counts.items())
    sure = "" if explained.confidence is None else f", confidence {explained.confidence:.2f}"
    hanging(console, Text(), Text(f"{explained.status}{sure}: {counts}", style="bold"))
    hanging(console, Text(), Text(LEGEND, style="dim"))


def show_fact(fact: dict[str, Any], console: Console) -> None:
    """The winner, then each loser in dim."""
    hanging(console, Text("  "), Text.assemble((fact["name"], "bold"), "  ", value_text(fact["value"])))
    also = [loser["by"] for loser in fact["losers"] if loser["value"] == fact["value"]]
    lines = [source_of(fact) + (f" (also {', '.join(also)})" if also else "")]
    lines += [
        f"lost: {value_text(loser['value'])} · {source_of(loser)}"
        for loser in fact["losers"]
        if loser["value"] != fact["value"]
    ]
    for line in lines:
        hanging(console, Text("      "), Text(line, style="dim"))
