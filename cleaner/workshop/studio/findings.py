"""What `cleaner learn`, `audit` and `diff` say of the folder, with the text in the editor as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleaner.batch.documents import Document
from cleaner.batch.limits import Limits, Unreadable
from cleaner.batch.unit import name_of, read_document
from cleaner.pipeline import Cleaner
from cleaner.rules.file.model import RuleFile
from cleaner.workshop.audit import Audit, audit
from cleaner.workshop.learn import Learned, Proposal, learn
from cleaner.workshop.learning.html import Markup
from cleaner.workshop.learning.text import Guess
from cleaner.workshop.studio.edits import NewRule, NewTest

# Keys of a rule for elements that a proposal may have.
NOTE = "note"


def sources(documents: Sequence[Document], limits: Limits) -> Iterator[tuple[str, bytes, str | None]]:
    """The documents that can be read: name, content and address."""
    for document in documents:
        try:
            source = read_document(document, limits)
        except Unreadable:
            continue
        content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
        if content is not None:
            yield name_of(document), content, document.url


def learned(documents: Sequence[Document], limits: Limits, site: str | None) -> list[Learned]:
    """What recurs in the documents of each site, as proposed rules."""
    found = list(sources(documents, limits))
    urls = {name: url for name, _, url in found if url}
    return learn([(name, content) for name, content, _ in found], site=site, urls=urls)


def audited(documents: Sequence[Document], limits: Limits, cleaner: Cleaner) -> Audit:
    """What each rule does in the documents."""
    return audit(cleaner, sources(documents, limits))


def rule_of(one: Proposal) -> NewRule:
    """A proposal as a rule to put into a file."""
    rule = one.rule
    if isinstance(rule, Markup):
        told = {"line": rule.line, "label": rule.label if rule.label != NOTE else "", "why": rule.why}
        return NewRule(rule.key, (rule.selector,), "css", said(told), "html")
    several = rule.key == "line" and (rule.template or len(rule.lines) > 1)
    told = {"label": rule.label if rule.label != NOTE else "", "where": rule.where, "why": rule.why}
    return NewRule(rule.phase, rule.lines, "lines" if several else rule.key, said(told))


def said(options: Mapping[str, str]) -> dict[str, str]:
    """The options that say something."""
    return {name: value for name, value in options.items() if value}


def near_of(one: Proposal) -> str:
    """The line that is most like those that the rule takes, and stays."""
    return one.rule.near if isinstance(one.rule, Guess) else ""


def test_of(one: Proposal) -> NewTest | None:
    """A test of a rule for elements: a small page that loses its element."""
    rule = one.rule
    if not isinstance(rule, Markup) or rule.key != "drop" or not one.page or not one.examples:
        return None
    text = one.examples[0][2]
    return NewTest(f"{rule.selector} goes", {"input": tuple(one.page.split("\n")), "body_lacks": (text,)})


def is_in(one: Proposal, file: RuleFile) -> bool:
    """Whether the file has the rule: all of its patterns, or its selector, under the same key."""
    rule = one.rule
    if isinstance(rule, Markup):
        return any(element.key == rule.key and element.selector.text == rule.selector for element in file.html.elements)
    have = {pattern.text for each in file.rules if each.phase == rule.phase for pattern in each.patterns}
    return have.issuperset(rule.lines)
