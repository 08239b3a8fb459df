"""What `learn`, `audit` and `diff` say of the folder, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from cleaner.batch.names import shown as shown_name
from cleaner.workshop.audit import NO_SITE, Audit, Audited, Changed, Difference
from cleaner.workshop.learn import Learned, Proposal
from cleaner.workshop.studio.edits import with_rule
from cleaner.workshop.studio.findings import near_of, rule_of
from cleaner.workshop.studio.panes import MOST_HITS, many, short, telling, text_of
from cleaner.writing.html import element

# So many of the documents that changed most are shown, and lines that a proposal takes.
WORST, EXAMPLES = 10, 2


# ---- learn


def proposals_pane(proposals: Sequence[Proposal], learned: Sequence[Learned] | None) -> str:
    """The proposed rules, one below the other, and the recurring lines that have none."""
    if learned is None:
        return text_of(said("Lines, line shapes and boxes that recur in several documents become proposed rules."))
    if proposals:
        head = said(f"{many(len(proposals), 'proposal')} left. y accepts the first, o leaves it out.")
    else:
        head = said("Nothing else recurs that reads like boilerplate.")
    return text_of(head, [proposal(at, one) for at, one in enumerate(proposals)], without_rule(learned))


def said(sentence: str) -> etree._Element:
    """A sentence that is no finding."""
    return element("p", sentence, class_="soft small")


def proposal(at: int, one: Proposal) -> etree._Element:
    """One proposal: the rule, its counts, lines that it takes and one that it leaves."""
    written = with_rule("", rule_of(one)).strip().split("\n")[1:]
    rule = "\n".join(line[2:] for line in written if not line.strip().startswith("why:"))
    inside = element("span", f"{one.inside:,} inside bodies", class_="bad" if one.inside else "none")
    counts = f"{many(one.documents, 'document')} · {many(one.lines, 'line')} · "
    near = near_of(one)
    return element(
        "article",
        element("pre", rule, class_="yaml"),
        element("p", counts, inside, class_="small"),
        [line("takes", text, name, block=str(block)) for name, block, text in one.examples[:EXAMPLES]],
        element("p", element("b", "leaves "), element("span", short(near), dir="auto"), class_="small") if near else "",
        element("p", act(at, "accept", "Accept", "y", one), act(at, "leave", "Leave out", "o", one), class_="acts"),
        class_="proposal",
    )  # fmt: skip


def act(at: int, do: str, words: str, key: str, one: Proposal) -> etree._Element:
    """A button for a proposal; the first one has keys."""
    kbd = [element("kbd", key)] if at == 0 else []
    return telling(
        "proposal", words, *kbd, class_=f"act {do}", at=str(at), do=do, **{"aria-label": f"{words} {one.rule.id}"}
    )


def line(verb: str, text: str, document: str, **place: str) -> etree._Element:
    """A line of a document, by its path: a click opens it at this block or line."""
    where = element("span", f" {shown_name(document).rpartition('/')[2]}", class_="soft small")
    made = telling(
        "line", element("b", f"{verb} "), element("span", short(text), dir="auto"), where, class_="hit", **place
    )
    made.set("data-name", document.encode("utf-8", "surrogateescape").hex())
    return made


def without_rule(learned: Sequence[Learned]) -> etree._Element | None:
    """The recurring lines that have no proposal, with reasons, to be opened."""
    left = [one for site in learned for one in site.left]
    if not left:
        return None
    rows = [recurs(one.text, f"in {many(one.articles, 'article')}: {one.why}") for one in left[:MOST_HITS]]
    summary = element("summary", f"{many(len(left), 'recurring line')} without a rule, and why")
    return element("details", summary, element("ul", rows, class_="hits"))


def recurs(text: str, what: str) -> etree._Element:
    """A recurring line and what is to be said of it."""
    return element(
        "li", element("span", short(text), dir="auto"), element("br"), element("span", what, class_="soft small")
    )


# ---- audit


def audit_pane(audited: Audit | None, opened: str) -> str:
    """The rules with what they did, and the recurring lines that none covers."""
    if audited is None:
        return text_of(said("What each rule does in all documents, which rules are dead, and what no rule covers."))
    heads = [element("th", name, class_="count") for name in ("seen", "fired", "lines", "inside")]
    rows = [row for one in audited.rules for row in audit_rows(one, opened)]
    head = element("thead", element("tr", element("th", "rule"), heads))
    left = [(site, one) for site, held in audited.uncovered.items() for one in held]
    bare = [recurs(one.text, f"in {many(one.articles, 'article')}{of_site(site)}") for site, one in left[:MOST_HITS]]
    return text_of(
        said(f"Of {many(audited.documents, 'document')}, with the text as it was when you asked."),
        element("table", head, element("tbody", rows), class_="table") if rows else said("No rules yet."),
        [element("h3", "Recurring lines that no rule covers"), element("ul", bare, class_="hits")] if bare else None,
    )


def of_site(site: str) -> str:
    """A site in a sentence; nothing where none is known."""
    return "" if site == NO_SITE else f" of {site}"


def audit_rows(one: Audited, opened: str) -> Iterator[etree._Element]:
    """A rule with its state and dates, and its lines where they were asked for."""
    name = f"{one.id} {one.file}"
    link = telling("audited", one.id, class_="link", rule=name, **{"aria-expanded": str(name == opened).lower()})
    days = f"{one.first} to {one.last}" if one.first else ""
    told = [element("div", text, class_=f"{kind} small") for text, kind in ((one.state, "bad"), (days, "soft")) if text]
    numbers = [element("td", f"{number:,}", class_="count") for number in (one.seen, one.fired, one.lines)]
    inside = element("td", f"{one.inside:,}", class_="count bad" if one.inside else "count")
    yield element("tr", element("td", link, told), numbers, inside)
    if name == opened:
        lines = [line("+" if hit.won else "·", hit.text, hit.document, line=str(hit.line)) for hit in one.hits]
        yield element("tr", element("td", [*map(said, others(one)), *lines[:MOST_HITS]], colspan="5"))


def others(one: Audited) -> Iterator[str]:
    """What other rules have to do with its lines."""
    for by, times in one.conflicts.most_common(3):
        yield f"{by} kept {many(times, 'line')} that it would take"
    for by, times in one.overlaps.most_common(3):
        yield f"{by} would take {many(times, 'line')} of its own, too"
    if one.shadowed:
        yield f"{many(one.shadowed, 'line')} taken by stronger rules first"


# ---- diff


def changes_pane(found: Difference | None) -> str:
    """What the text in the editor makes other than the saved file, the worst ten documents first."""
    if found is None:
        return text_of(said("The folder is being cleaned; then its documents are compared with the saved rules."))
    rows = [change(one) for one in found.changed[:WORST]]
    return text_of(
        element("p", changes_said(found), class_="small"), element("ul", rows, class_="hits") if rows else None
    )


def changes_said(found: Difference) -> str:
    """How many documents and words.

    >>> changes_said(Difference(4, 100, (Changed("a", 5, 0),)))
    'Against the saved file: 1 of 4 documents changed, 5 words lost (5.0%), 0 gained.'
    """
    share = found.lost / found.words if found.words else 0.0
    return (
        f"Against the saved file: {len(found.changed):,} of {many(found.documents, 'document')} changed, "
        f"{many(found.lost, 'word')} lost ({share:.1%}), {found.gained:,} gained."
    )


def change(one: Changed) -> etree._Element:
    """A document that changed, with lines that went or came."""
    kinds = {"-": "minus", "+": "plus"}
    lines = [element("span", short(text), class_=f"{kinds[text[:1]]} row") for text in one.examples]
    count = element("span", f" −{one.lost:,} +{one.gained:,} words", class_="soft small")
    made = telling("open", element("span", shown_name(one.document)), count, lines, class_="hit")
    made.set("data-id", one.document.encode("utf-8", "surrogateescape").hex())
    return element("li", made)
