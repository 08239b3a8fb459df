"""What the studio shows as HTML: documents, facets, cards, hits, problems, tests, the clean body; built, not pasted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from cleaner.batch.names import shown as shown_name
from cleaner.rules.file.complaint import Complaint
from cleaner.workshop.studio.edits import NewRule, with_rule
from cleaner.workshop.studio.folder import Choice, Known
from cleaner.workshop.studio.hits import Counted, Hit
from cleaner.workshop.studio.near import Near
from cleaner.workshop.studio.session import Counts, Preview
from cleaner.workshop.studio.suggestions import CARDS, Kind
from cleaner.workshop.testing import Tried
from cleaner.writing.explanation import Row
from cleaner.writing.html import element, pill, row_element, to_text
from cleaner.writing.wording import value_text, with_last_of_run

# A list longer than this is scrolled by nobody; the facets and the search make it shorter.
MOST_DOCUMENTS = 2000
MOST_VALUES = 12
MOST_HITS = 12
MOST_CHARACTERS = 220
KEYS: dict[Kind, str] = {"drop": "x", "like": "l", "from": "f", "title": "t", "author": "a", "date": "d", "keep": "s"}
HELP = (
    ("j  k", "next, previous line"),
    ("n  p", "next, previous document"),
    ("x", "drop this line"),
    ("l", "drop lines like it"),
    ("f", "drop from here"),
    ("t  a  d", "this is the title, the author, the date"),
    ("s", "keep always"),
    ("u  r", "undo, redo"),
    ("y  o", "accept the first proposal, leave it out"),
    ("e", "into the rule file; Escape, then Tab leaves it"),
    ("/", "search"),
    ("Ctrl+S", "save, after a look at the difference"),
    ("?", "this list"),
)


def text_of(*children: Any) -> str:
    """Elements as the content of a pane."""
    return "".join(to_text(child) for child in flat(children))


def flat(children: Any) -> Iterator[etree._Element]:
    """The elements of nested lists; None is left out."""
    for child in children:
        if isinstance(child, etree._Element):
            yield child
        elif child is not None:
            yield from flat(child)


def telling(name: str, *children: Any, class_: str, **told: str) -> etree._Element:
    """A button that tells the server something."""
    made = element("button", *children, type="button", class_=class_, data_tell=name)
    for key, value in told.items():
        made.set(key if key.startswith("aria") or key == "title" else f"data-{key}", value)
    return made


def short(text: str) -> str:
    """A line that fits into a list."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def many(count: int, one: str, several: str = "") -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


# ---- the document


def line_texts(rows: Sequence[Row]) -> list[str]:
    """Each line of the document as HTML; its id and role make it an option of a list."""
    made, first = [], True
    for index, (row, last) in enumerate(with_last_of_run(rows)):
        line = row_element(row, index, set() if first else None)
        line.set("id", f"line-{index}")
        line.set("role", "option")
        line.set("aria-selected", "false")
        line.set("data-block", str(row.block))
        made.append(to_text(line))
        first = last
    return made


def document_bar(preview: Preview) -> str:
    """Name, status, confidence and what was lost."""
    outcome = preview.done.outcome
    sure = preview.cleaned.confidence if preview.cleaned else None
    parts = [f"{outcome.lost:.0%} of {outcome.words_in:,} words removed"] if outcome.words_in else []
    parts += [f"confidence {sure:.2f}"] if sure is not None else []
    return text_of(
        element(
            "span", element("span", shown_name(outcome.id), class_="mono"), " ", pill(outcome.status), " ",
            element("span", " · ".join([*parts, outcome.reason] if outcome.reason else parts), class_="soft small"),
        )
    )  # fmt: skip


def result_pane(preview: Preview) -> str:
    """The metadata and the clean body."""
    cleaned = preview.cleaned
    if cleaned is None:
        return text_of(element("p", preview.done.outcome.reason, class_="bad"))
    facts = [
        element("tr", element("th", name, scope="row"), element("td", element("bdi", value_text(value))))
        for name, value in cleaned.metadata.items()
        if value
    ]
    warnings = [element("p", warning, class_="small bad") for warning in cleaned.warnings]
    table = element("table", element("tbody", facts), class_="table") if facts else None
    return text_of(warnings, table, element("pre", cleaned.text or "No text is left.", class_="body", dir="auto"))


# ---- the folder


def documents_pane(ids: Sequence[str], known: Mapping[str, Known], current: str) -> str:
    """The documents with their state and the share removed."""
    items = [document_item(id, known.get(id), id == current) for id in ids[:MOST_DOCUMENTS]]
    more = len(ids) - MOST_DOCUMENTS
    rest = element("li", f"and {more:,} more: search or choose above", class_="soft") if more > 0 else None
    none = element("li", "No document fits what is chosen above.", class_="soft") if not ids else None
    return text_of(items, rest, none)


def document_item(id: str, known: Known | None, current: bool) -> etree._Element:
    """One document."""
    status = known.status if known else "not cleaned yet"
    colour = "" if known is None else {"ok": "ok", "failed": "bad", "refused": "bad"}.get(known.status, "odd")
    lost = f"{known.lost:.0%}" if known and known.words else ""
    name = shown_name(id)
    made = element(
        "li",
        element("span", class_=f"dot {colour}", aria_hidden="true"),
        element("span", name, class_="id"),
        element("span", lost, class_="lost soft small"),
        role="option", id=f"document-{abs(hash(id))}", title=": ".join([name, *told_of(known, status)]),
        aria_selected="true" if current else "false", data_tell="open",
    )  # fmt: skip
    made.set("data-id", id.encode("utf-8", "surrogateescape").hex())
    return made


def told_of(known: Known | None, status: str) -> Iterator[str]:
    """What pointing at a document tells."""
    sure = "" if known is None or known.confidence is None else f", confidence {known.confidence:.2f}"
    yield status.replace("_", " ") + sure
    if known and known.title:
        yield known.title


def facets_pane(found: Mapping[str, Sequence[tuple[str, int]]], choice: Choice, opened: set[str]) -> str:
    """The facets: each a list of values with the number of documents, to choose among."""
    return text_of(facet(name, values, choice, name in opened) for name, values in found.items() if values)


def facet(name: str, values: Sequence[tuple[str, int]], choice: Choice, opened: bool) -> etree._Element:
    """One facet. Chosen values show even where it is closed."""
    chosen = choice.values.get(name, set())
    listed = values[:MOST_VALUES] if opened else [one for one in values if one[0] in chosen]
    buttons = [
        telling(
            "facet", element("span", value.replace("_", " ")), element("span", f"{count:,}", class_="count"),
            class_="value", facet=name, value=value, **{"aria-pressed": str(value in chosen).lower()},
        )
        for value, count in listed
    ]  # fmt: skip
    head = telling("toggle", name.capitalize(), class_="open", facet=name, **{"aria-expanded": str(opened).lower()})
    return element("div", element("h3", head), buttons, class_="facet")


def rules_pane(counts: Counts, lines: Mapping[str, int], opened: str) -> str:
    """What each rule of the file hits in the folder, those with hits inside bodies first."""
    state = (
        f"{many(counts.applies, 'document')} of {counts.total:,}: the file applies"
        if counts.complete
        else f"counting: {counts.seen:,} of {counts.total:,} documents"
    )
    found = sorted(counts.rules.items(), key=lambda one: (-one[1].inside, -one[1].lines, one[0]))
    idle = [name for name in lines if name not in counts.rules] if counts.complete else []
    rows = [row for name, counted in found for row in rule_rows(name, counted, lines.get(name, 0), name == opened)]
    rows += [rule_row(name, Counted(), lines[name], opened=False) for name in idle]
    heads = [element("th", "rule")] + [
        element("th", name, class_="count") for name in ("documents", "lines", "inside bodies")
    ]
    table = element("table", element("thead", element("tr", heads)), element("tbody", rows), class_="table")
    return text_of(element("p", state, class_="soft small"), table if rows else element("p", "No rules yet."))


def rule_rows(name: str, counted: Counted, line: int, opened: bool) -> Iterator[etree._Element]:
    """A rule, and below it its worst hits where they were asked for."""
    yield rule_row(name, counted, line, opened=opened)
    if opened:
        yield element("tr", element("td", hits_list(counted.worst), colspan="4"))


def rule_row(name: str, counted: Counted, line: int, *, opened: bool) -> etree._Element:
    """One rule with its numbers."""
    link = telling("rule", name, class_="link", line=str(line), rule=name, **{"aria-expanded": str(opened).lower()})
    inside = element("td", f"{counted.inside:,}", class_="count bad" if counted.inside else "count")
    return element(
        "tr",
        element("td", link),
        element("td", f"{counted.documents:,}", class_="count"),
        element("td", f"{counted.lines:,}", class_="count"),
        inside,
    )


def hits_list(hits: Sequence[Hit]) -> etree._Element:
    """The worst hits; each opens its document at the line."""
    return element("ul", (element("li", hit_button(hit)) for hit in hits[:MOST_HITS]), class_="hits")


def hit_button(hit: Hit) -> etree._Element:
    """One hit."""
    where = f"{shown_name(hit.document)}{' · inside the body' if hit.inside else ''}"
    made = telling(
        "hit", element("span", short(hit.text), dir="auto"), element("br"), element("span", where, class_="soft small"),
        class_="hit inside" if hit.inside and not hit.keeps else "hit", block=str(hit.block),
    )  # fmt: skip
    made.set("data-id", hit.document.encode("utf-8", "surrogateescape").hex())
    return made


# ---- a line


def cards_pane(weights: Mapping[Kind, Counted | None], chosen: Kind | None) -> str:
    """The cards with what each would do in the folder."""
    return text_of(element("div", (card(kind, weights.get(kind), kind == chosen) for kind in CARDS), class_="cards"))


def card(kind: Kind, counted: Counted | None, chosen: bool) -> etree._Element:
    """One card."""
    return telling(
        "card", element("b", CARDS[kind], element("kbd", KEYS[kind])), weight(counted),
        class_="card", kind=kind, **{"aria-pressed": str(chosen).lower()},
    )  # fmt: skip


def weight(counted: Counted | None) -> etree._Element:
    """How many documents and lines, and how many inside bodies."""
    if counted is None:
        return element("span", "counting …", class_="counts")
    inside = element("span", f"{counted.inside:,} inside", class_="bad" if counted.inside else "none")
    some = f"{many(counted.documents, 'doc')} · {many(counted.lines, 'line')} · "
    return element("span", some, inside, class_="counts")


def draft_pane(rule: NewRule) -> str:
    """The rule of the chosen card as it would be written."""
    written = with_rule("", rule).strip().split("\n")[1:]
    return text_of(element("pre", "\n".join(line[2:] for line in written), class_="yaml"))


def draft_hits(counted: Counted | None) -> str:
    """How much the rule would take in the folder, and its worst hits."""
    hits = hits_list(counted.worst) if counted and counted.lines else None
    return text_of(element("p", weight(counted), class_="small"), hits)


def near_pane(found: Sequence[Near], none: str) -> str:
    """Rules that take a line, or nearly."""
    if not found:
        return text_of(element("p", none, class_="soft"))
    return text_of(element("ul", map(near_item, found), class_="near"))


def near_item(near: Near) -> etree._Element:
    """One rule and what it makes of the line."""
    return element(
        "li",
        element("span", "✓ " if near.takes else "✗ ", class_="good" if near.takes else "bad"),
        element("code", near.by), f" {near.phase}: ", element("code", near.pattern), element("br"),
        element("span", near.why, class_="soft"),
    )  # fmt: skip


# ---- the rule file


def problems_pane(complaints: Sequence[Complaint]) -> str:
    """What is wrong with the file; each leads to its place."""
    return text_of(element("li", problem(one)) for one in complaints)


def problem(one: Complaint) -> etree._Element:
    """One complaint."""
    way = element("span", f" {one.help}", class_="soft") if one.help else None
    return telling(
        "rule", element("span", f"{one.line}:{one.col} ", class_="mono"), one.sentence, way,
        class_=f"problem {one.severity}", line=str(one.line), rule="",
    )  # fmt: skip


def tests_pane(tried: Sequence[Tried]) -> str:
    """The file's tests, those that fail first."""
    if not tried:
        return text_of(element("p", "No tests yet. An accepted card writes two.", class_="soft"))
    order = {"failed": 0, "done": 1, "todo": 2}
    rows = sorted(tried, key=lambda one: order.get(one.state, 3))
    return text_of(element("table", element("tbody", map(test_row, rows)), class_="table"))


def test_row(one: Tried) -> etree._Element:
    """One test and what it misses."""
    good = one.state in ("passed", "done")
    link = telling("rule", one.name, class_="link", line=str(one.case.line), rule="")
    misses = [element("div", str(getattr(miss, "sentence", miss)), class_="soft small") for miss in one.misses]
    state = element("td", one.state, class_="good" if good else "bad" if one.state == "failed" else "soft")
    return element("tr", state, element("td", link, misses))


def difference_pane(lines: Iterable[str]) -> str:
    """A unified diff in colours."""
    kinds = {"+": "plus", "-": "minus"}
    return text_of(
        element(
            "pre",
            (element("span", line or " ", class_=kinds.get(line[:1], "same")) for line in lines),
            class_="difference",
        )
    )


def help_pane() -> str:
    """The keys."""
    rows = [
        element("tr", element("td", *[element("kbd", key) for key in keys.split()]), element("td", what))
        for keys, what in HELP
    ]
    return text_of(element("table", element("tbody", rows), class_="keys"))
