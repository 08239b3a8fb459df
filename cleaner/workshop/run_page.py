"""The numbers of a run → one HTML file to look at or to send: tables, plots as SVG, examples of what was cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from lxml import etree

from cleaner.batch.names import shown
from cleaner.workshop.run_numbers import BINS, MOST_FAILURES, MOST_RULES, Cut, Drastic, Numbers, Taken
from cleaner.writing.explanation import Row
from cleaner.writing.html import document, element, lines_list, pill

MOST_SITES = 40
MOST_TEXT, MOST_BODY = 400, 900
MOST_WARNINGS, FEWEST_MONTHS = 30, 3
WIDTH, HEIGHT, GAP = 720, 190, 34


def style() -> str:
    """What the report adds to the style of the coloured view."""
    return resources.files("cleaner.workshop").joinpath("run_page.css").read_text(encoding="utf-8")


def report_page(numbers: Numbers, name: str) -> str:
    """The report as one self-contained file; `name` is the run's."""
    return document(
        f"{name} · cleaner report",
        element("header", element("h1", f"Report of {name}"), key(numbers)),
        element(
            "main",
            notices(numbers),
            section("How much of each document is gone", histogram(numbers), months(numbers)),
            section("Removed, by label", taken_table(numbers.labels, "label", numbers)),
            section("Removed, by rule or heuristic", taken_table(numbers.rules, "rule or heuristic", numbers)),
            section("Removed, by site", sites_table(numbers)),
            section("The most drastic documents", drastic_list(numbers)),
            section("Samples of what each rule cut", samples(numbers)),
            section("Without text", failures(numbers)),
            section("Warnings", warnings(numbers)),
            element(
                "footer", "; ".join(f"{version} ({count:,})" for version, count in numbers.versions.most_common(5))
            ),
        ),
        more_style=style(),
    )


def section(title: str, *content: Any) -> etree._Element | None:
    """A part of the report; none where there is nothing in it."""
    inside = [one for one in content if one is not None]
    return element("section", element("h2", title), inside) if inside else None


def key(numbers: Numbers) -> etree._Element:
    """The few numbers that one looks for first."""
    share = 1 - numbers.words_kept / numbers.words_in if numbers.words_in else 0.0
    cells = [("documents", f"{numbers.documents:,}"), ("of the words removed", f"{share:.1%}")]
    cells += [(status.replace("_", " "), f"{count:,}") for status, count in numbers.statuses.most_common()]
    return element("div", (element("div", element("b", number), said) for said, number in cells), class_="key")


def notices(numbers: Numbers) -> Iterator[etree._Element]:
    """What the run itself noticed of the whole."""
    report = numbers.report
    if report and not report.get("adds_up", True):
        yield element("p", "The run's own numbers do not add up: please report it.", class_="warning bad")
    expected = int(report.get("documents") or 0)
    if expected > numbers.documents:
        yield element(
            "p", f"{expected:,} documents were found and {numbers.documents:,} have a record.", class_="warning bad"
        )
    for rule in report.get("silent") or ():
        yield element("p", f"This rule fired in the run before and fires no more: {rule}", class_="warning")


# ---- plots


def histogram(numbers: Numbers) -> etree._Element:
    """How many documents lost which share of their words."""
    step = 100 // BINS
    bars = [(f"{at * step}–{(at + 1) * step} %", count) for at, count in enumerate(numbers.histogram)]
    marks = {0: "0 %", BINS // 4: "25 %", BINS // 2: "50 %", 3 * BINS // 4: "75 %"}
    return bar_plot("documents by the share of their words that was removed", bars, marks, "documents")


def months(numbers: Numbers) -> etree._Element | None:
    """The mean share by the month in which documents were published: a layout that changed shows here."""
    found = sorted(numbers.months)
    if len(found) < FEWEST_MONTHS:
        return None
    bars = [(month, 100 * sum(shares) / len(shares)) for month in found if (shares := numbers.months[month])]
    every = -(-len(bars) // 8)
    marks = {at: month for at, (month, _) in enumerate(bars) if at % every == 0}
    return bar_plot("mean share removed by month of publication, in %", bars, marks, "%")


def bar_plot(title: str, bars: Sequence[tuple[str, float]], marks: Mapping[int, str], unit: str) -> etree._Element:
    """Bars with their values to point at. `marks`: what stands under which bar."""
    most = max((value for _, value in bars), default=0) or 1
    wide = (WIDTH - GAP) / max(len(bars), 1)
    inside = HEIGHT - 2 * GAP
    drawn = [element("title", title), text_at(GAP, 14, f"{title} (the highest: {most:,.0f} {unit})")]
    for at, (name, value) in enumerate(bars):
        tall = inside * value / most
        drawn.append(
            element(
                "rect", element("title", f"{name}: {value:,.1f} {unit}".replace(".0 ", " ")), class_="bar",
                x=f"{GAP + at * wide + 1:.1f}", y=f"{GAP + inside - tall:.1f}",
                width=f"{max(wide - 2, 1):.1f}", height=f"{tall:.1f}",
            )
        )  # fmt: skip
        if at in marks:
            drawn.append(text_at(GAP + at * wide, HEIGHT - GAP + 16, marks[at]))
    base = f"{HEIGHT - GAP}"
    drawn.append(element("line", class_="axis", x1=f"{GAP}", x2=f"{WIDTH}", y1=base, y2=base))
    return element("svg", drawn, class_="plot", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=title)


def text_at(x: float, y: float, words: str) -> etree._Element:
    """Words in a plot."""
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}")


def meter(share: float) -> etree._Element:
    """A share as a short bar."""
    return element("span", element("span", style=f"width: {share:.1%}"), class_="meter")


# ---- tables


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> etree._Element:
    """A table; all columns but the first and those that hold elements are numbers."""
    made = [
        element(
            "tr",
            [
                element("td", cell, class_="count" if at and isinstance(cell, str) else "")
                for at, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    top = [element("th", head, class_="count" if at and head else "", scope="col") for at, head in enumerate(heads)]
    return element("table", element("thead", element("tr", top)), element("tbody", made))


def by_lines(found: Mapping[str, Taken]) -> list[tuple[str, Taken]]:
    """Those that took most lines, first."""
    return sorted(found.items(), key=lambda one: (-one[1].lines, one[0]))


def taken_table(found: Mapping[str, Taken], name: str, numbers: Numbers) -> etree._Element | None:
    """What each label or rule took."""
    if not found:
        return None
    most = max(one.lines for one in found.values())
    rows = [
        (element("code", said), f"{one.lines:,}", f"{one.characters:,}", f"{one.documents:,}",
         f"{one.documents / numbers.documents:.1%}", meter(one.lines / most))
        for said, one in by_lines(found)[:MOST_RULES]
    ]  # fmt: skip
    return element(
        "div", table((name, "lines", "characters", "documents", "of all", ""), rows), more(len(found), MOST_RULES)
    )


def sites_table(numbers: Numbers) -> etree._Element | None:
    """How much each site lost."""
    found = sorted(numbers.sites.items(), key=lambda one: (-one[1].documents, one[0]))
    rows = [
        (site, f"{one.documents:,}", f"{one.lines:,}", f"{one.mean_share:.1%}", meter(one.mean_share))
        for site, one in found[:MOST_SITES]
    ]
    heads = ("site", "documents", "lines removed", "mean share removed", "")
    return element("div", table(heads, rows), more(len(found), MOST_SITES)) if rows else None


def more(total: int, listed: int) -> etree._Element | None:
    """How many are not listed."""
    return element("p", f"and {total - listed:,} more", class_="about") if total > listed else None


# ---- documents and lines


def drastic_list(numbers: Numbers) -> list[etree._Element] | None:
    """The documents that lost most, each with its removed lines."""
    return [drastic(one) for one in numbers.most_drastic] or None


def drastic(one: Drastic) -> etree._Element:
    """One document: what went, and the beginning of what stayed."""
    title = f" · {one.title}" if one.title else ""
    head = element("summary", f"{one.share:.0%} of {one.words:,} words ", element("code", shown(one.id)), title)
    rows = [Row(cut.line, cut.line, "cut" if cut.span else "removed", cut.text, label=cut.label, by=cut.by, why=cut.why)
            for cut in one.cuts]  # fmt: skip
    rest = element("p", f"and {one.more:,} lines more", class_="about") if one.more else None
    stayed = one.text[:MOST_BODY] + ("…" if len(one.text) > MOST_BODY else "")
    return element(
        "details", head, lines_list(rows), rest, element("p", "What stayed:"), element("div", stayed, class_="kept")
    )


def samples(numbers: Numbers) -> list[etree._Element] | None:
    """Some of what each rule cut."""
    return [sample(name, one) for name, one in by_lines(numbers.rules)[:MOST_RULES]] or None


def sample(name: str, one: Taken) -> etree._Element:
    """The samples of one rule."""
    head = element("summary", element("code", name), f" {one.lines:,} lines in {one.documents:,} documents")
    return element("details", head, (cut_shown(cut) for cut in one.samples))


def cut_shown(cut: Cut) -> etree._Element:
    """One cut with its document."""
    text = cut.text if len(cut.text) <= MOST_TEXT else cut.text[:MOST_TEXT] + "…"
    where = f"{cut.label} · {shown(cut.document)}, line {cut.line}"
    return element("div", element("bdi", text), element("small", where), class_="sample")


def failures(numbers: Numbers) -> etree._Element | None:
    """Every document that gave no text, with its reason."""
    if not numbers.failures:
        return None
    total = numbers.documents - numbers.statuses["ok"]
    rows = [
        element(
            "tr", element("td", element("code", shown(str(one["id"])))), element("td", pill(str(one["status"]))),
            element("td", str(one.get("code") or "")), element("td", str(one.get("reason") or reason_of(one))),
        )
        for one in numbers.failures
    ]  # fmt: skip
    return element("div", element("table", element("tbody", rows)), more(total, min(total, MOST_FAILURES)))


def reason_of(record: Mapping[str, Any]) -> str:
    """Why an older record says that there is no text."""
    return next((str(one) for one in record.get("warnings") or () if str(one).startswith("no article")), "")


def warnings(numbers: Numbers) -> etree._Element | None:
    """Each warning with the number of documents."""
    rows = [(warning, f"{count:,}") for warning, count in numbers.warnings.most_common(MOST_WARNINGS)]
    return table(("warning", "documents"), rows) if rows else None
