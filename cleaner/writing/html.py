"""Explanation → one HTML file without scripts: each line coloured as it was kept, removed, cut or captured, and why.

Elements are built, not pasted together, so nothing in a document can become markup; and the file's own policy forbids
scripts, forms and everything from elsewhere, should a reader of it be careless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

import regex
from lxml import etree, html

from cleaner.writing.explanation import Explanation, Row, Span
from cleaner.writing.wording import line_number, said, source_of, value_text, visible, with_last_of_run

SIGNS = {"kept": "", "removed": "−", "cut": "~", "captured": "="}
NAMES = {"kept": "kept", "removed": "removed", "cut": "a part cut", "captured": "captured as metadata and kept"}
PILLS = {"ok": "ok", "failed": "bad", "refused": "bad"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# Of what XML and HTML have no place for, half characters and the two that mark an encoding.
NO_CHARACTER = regex.compile(r"[\ud800-\udfff\ufffe\uffff]")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

Child = Any  # text, an element, or several of them; None is left out


def element(tag: str, *children: Child, **attributes: str) -> etree._Element:
    """An element. A trailing underscore of an attribute goes, other underscores are hyphens.

    >>> print(to_text(element("p", "1 < 2 ", element("b", "yes"), class_="a", aria_label="a & b")))
    <p class="a" aria-label="a &amp; b">1 &lt; 2 <b>yes</b></p>
    """
    made: etree._Element = html.Element(tag)
    for name, value in attributes.items():
        made.set(name.rstrip("_").replace("_", "-"), allowed(value))
    for child in children:
        add(made, child)
    return made


def add(parent: etree._Element, child: Child) -> None:
    """Put a child, or each of several, at the end of an element."""
    if child is None:
        return
    if isinstance(child, str):
        put_text(parent, allowed(child))
    elif isinstance(child, etree._Element):
        parent.append(child)
    else:
        for one in child:
            add(parent, one)


def put_text(parent: etree._Element, text: str) -> None:
    """Text at the end of an element: after its last child, or as its first text."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def allowed(text: str) -> str:
    """The text with a picture or a replacement for each character that an HTML file cannot have."""
    return NO_CHARACTER.sub("\ufffd", visible(text))


def to_text(made: etree._Element) -> str:
    """An element as HTML."""
    return str(html.tostring(made, encoding="unicode", with_tail=False))


@cache
def style() -> str:
    """The style sheet of the coloured view."""
    return resources.files("cleaner.writing").joinpath("view.css").read_text(encoding="utf-8")


def document(title: str, *body: Child, more_style: str = "") -> str:
    """A whole HTML file that needs nothing else."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", style() + more_style),
    )
    page = element("html", head, element("body", *body, class_="sheet"), lang="en")
    return "<!doctype html>\n" + to_text(page) + "\n"


def explanation_page(explained: Explanation, name: str) -> str:
    """The explanation as one self-contained file; `name` is the document's, for the heading."""
    return document(
        f"{name} · cleaner explain",
        element("header", element("h1", name), about(explained)),
        element(
            "main",
            notices(explained),
            facts_table(explained.facts),
            element("h2", "Lines"),
            filters(explained.counts),
            lines_list(explained.rows),
            element("footer", "Rules: ", ", ".join(explained.rule_files) or "none applied", "."),
        ),
    )


def about(explained: Explanation) -> etree._Element:
    """Status, confidence and kind, in one line."""
    sure = "" if explained.confidence is None else f"confidence {explained.confidence:.2f}"
    kind = {"html": "HTML", "text": "plain text"}.get(explained.kind, explained.kind)
    rest = said(sure, kind, explained.encoding or "")
    return element("p", pill(explained.status), f" {rest}", class_="about")


def pill(status: str) -> etree._Element:
    """A status in the colour of its kind."""
    return element("span", status.replace("_", " "), class_=f"pill {PILLS.get(status, 'odd')}")


def notices(explained: Explanation) -> Iterator[etree._Element]:
    """Why it was refused, the warnings, and what was repaired."""
    if explained.refused:
        yield element("p", explained.refused, class_="warning bad")
    for warning in explained.warnings:
        if warning != explained.refused:
            yield element("p", warning, class_="warning")
    for edit in explained.edits:
        told = f"Repaired in line {edit['line']}: {edit['before']!r} → {edit['after']!r}"
        yield element("p", said(told, edit["by"], edit["why"]), class_="warning")


def facts_table(facts: Sequence[dict[str, Any]]) -> etree._Element | None:
    """The metadata with who said so, and what lost."""
    if not facts:
        return None
    return element("section", element("h2", "Metadata"), element("table", element("tbody", map(fact_row, facts))))


def fact_row(fact: dict[str, Any]) -> etree._Element:
    """One piece of metadata."""
    losers = [
        element("div", f"lost: {value_text(loser['value'])} · {source_of(loser)}", class_="lost")
        for loser in fact["losers"]
        if loser["value"] != fact["value"]
    ]
    value = element("td", element("bdi", value_text(fact["value"])))
    return element("tr", element("th", fact["name"], scope="row"), value, element("td", source_of(fact), losers))


def filters(counts: dict[str, int]) -> etree._Element:
    """A box for each verdict that shows or hides its lines; it works without a script."""
    boxes = [
        element(
            "label",
            element("input", type="checkbox", id=f"show-{verdict}", checked="checked"),
            element("span", f"{SIGNS[verdict]} {count:,} {NAMES[verdict]}".strip()),
            class_=verdict,
        )
        for verdict, count in counts.items()
    ]
    return element("div", boxes, class_="filter", role="group", aria_label="Lines to show")


def lines_list(rows: Sequence[Row]) -> etree._Element:
    """All lines in the order of the source. A run of lines with one reason says it at its first line."""
    told: set[str] = set()
    first, made = True, []
    for index, (row, last) in enumerate(with_last_of_run(rows)):
        made.append(row_element(row, index, told if first else None))
        first = last
    return element("ol", made, class_="lines")


def row_element(row: Row, index: int, told: set[str] | None) -> etree._Element:
    """One line; `told` holds what need not be said again, None says nothing."""
    heading = f" {row.tag}" if row.tag in HEADINGS else ""
    reason = [] if told is None else reasons(row, told)
    return element(
        "li",
        element("span", line_number(row), class_="number"),
        element("span", SIGNS[row.verdict], class_="sign", title=NAMES[row.verdict]),
        element("span", marked(row), class_="text", dir="auto"),
        element("div", reason, class_="reason"),
        class_=f"line {row.verdict}{heading}",
        data_row=str(index),
    )


def marked(row: Row) -> Iterator[Child]:
    """The text of a line with what was cut, put in its place, or captured."""
    if row.verdict == "removed":
        yield element("del", row.text)
        return
    at = 0
    for span in row.spans:
        yield row.text[at : span.start]
        yield from marked_span(row.text[span.start : span.end], span)
        at = max(at, span.end)
    yield row.text[at:]


def marked_span(inside: str, span: Span) -> Iterator[Child]:
    """A part of a line in its element."""
    if span.verdict == "captured":
        yield element("mark", inside, title=said(span.label, span.by, span.why))
        return
    yield element("del", inside, title=said(span.label, span.by, span.why))
    if span.replacement:
        yield element("ins", span.replacement)


def reasons(row: Row, told: set[str]) -> Iterator[etree._Element]:
    """Label, rule and why of the line and of its parts, its role, then what it gave."""
    if row.by or row.why:
        yield reason(("kept: " if row.verdict == "kept" else "") + row.label, row.by, row.why, told)
    for span in row.spans:
        if (span.by, span.why) != (row.by, row.why):
            yield reason(f"{span.verdict}: {span.label}", span.by, span.why, told)
    if row.role and row.role != row.label and row.verdict != "removed":
        yield element("p", "role: ", element("b", row.role))
    if row.facts:
        yield element("p", "gives ", gives(row.facts))


def reason(label: str, by: str, why: str, told: set[str]) -> etree._Element:
    """One reason; a `why` is written out the first time only, and afterwards shown on pointing at it."""
    parts = [element("b", label.strip(" :"))] if label.strip(" :") else []
    parts += [element("code", by)] if by else []
    if why and why not in told:
        parts.append(element("span", why))
    told.add(why)
    return element("p", with_dots(parts), title=why)


def with_dots(parts: Iterable[etree._Element]) -> Iterator[Child]:
    """The parts with a dot between each two."""
    for number, part in enumerate(parts):
        if number:
            yield " · "
        yield part


def gives(facts: Iterable[tuple[str, Any]]) -> Iterator[Child]:
    """Names and values of what was captured."""
    for number, (name, value) in enumerate(facts):
        yield f"{', ' if number else ''}{name}: "
        yield element("bdi", value_text(value))
