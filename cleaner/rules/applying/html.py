"""The html rules of one file and a page → marks and facts; the selector that names the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from selectolax.lexbor import LexborNode

from cleaner.lines import is_prose
from cleaner.page import Fact, Finding, Mark, Page, Scope
from cleaner.rules.applying.document import Document
from cleaner.rules.applying.facts import HTML_CONFIDENCE, Taken, facts_of
from cleaner.rules.applying.layers import Applied
from cleaner.rules.applying.selectors import Copies
from cleaner.rules.applying.text import names_its_line
from cleaner.rules.file.model import Element, field_name
from cleaner.rules.patterns.fields import value_of
from cleaner.text.words import Folded, word_count

CONFIDENCE = 0.95
# A body selector that finds less has found a caption or an empty frame; the next one is tried.
MIN_BODY_WORDS = 20
# What share of the page's prose the body of an unverified file must hold. Where it holds less (long comments below it),
# the page is cleaned as one without rules.
MIN_BODY_SHARE = 0.5
# `drop_class` looks for pieces of names; shorter words are pieces of many: "ad" is in "head" and in "reader".
WORD_LETTERS = 5
FIELDS = {
    "title": "title", "subtitle": "subtitle", "authors": "authors", "author": "authors", "date": "date",
    "updated": "updated", "section": "section", "tags": "tags", "agency": "agency",
}  # fmt: skip
LISTS = frozenset({"authors", "tags"})
OWN = {"image": "image", "caption": "caption"}


def body_of(page: Page, applied: Sequence[Applied], copies: Copies | None = None) -> tuple[int, ...] | None:
    """The blocks inside the first `body` selector that yields enough text, in page order."""
    if page.markup is None:
        return None
    for one in applied:
        for element in one.html.of("body"):
            blocks = sorted({index for node in _nodes(element, page, copies) for index in page.markup.blocks_of(node)})
            words = sum(word_count(page.blocks[index].text) for index in blocks)
            if words >= MIN_BODY_WORDS and (element.status != "unverified" or _holds_the_story(page, blocks)):
                return tuple(below_headline(page, blocks))
    return None


def _holds_the_story(page: Page, blocks: Sequence[int]) -> bool:
    """Whether most of the page's prose is in these blocks: of a selector that was written for an older layout, the
    element may be a teaser by now."""
    inside = frozenset(blocks)
    prose = {index: word_count(block.text) for index, block in enumerate(page.blocks) if is_prose(block)}
    return sum(words for index, words in prose.items() if index in inside) >= MIN_BODY_SHARE * sum(prose.values())


def below_headline(page: Page, blocks: list[int]) -> list[int]:
    """The blocks without an h1 above the first sentence: most elements that hold an article hold its headline, too."""
    first = next((index for index in blocks if is_prose(page.blocks[index])), -1)
    return [index for index in blocks if index > first or page.blocks[index].tag != "h1"]


def html_findings(one: Applied, document: Document) -> Iterator[Finding]:
    """What the html rules of a file say of a page."""
    if document.page.markup is None or not (one.html.elements or one.html.drop_class):
        return
    yield from _fields(one, document)
    for element in one.html.elements:
        if element.key in ("keep", "drop", "drop_from", "sponsored_if"):
            yield from _marks(one, element, document)
    for word, by, why in one.html.drop_class:
        yield from _drop_class(one, word, by, why, document)


def _nodes(element: Element, page: Page, copies: Copies | None) -> list[LexborNode]:
    assert page.markup is not None
    return element.selector.find(page.markup.tree, copies)


def _fits(element: Element, text: str, document: Document) -> bool:
    """The conditions of an entry on the text of an element."""
    folded = Folded(text)
    if element.max_words is not None and folded.words > element.max_words:
        return False
    if element.with_text and not any(pattern.match(folded, document.context) for pattern in element.with_text):
        return False
    return not any(veto.match(folded, document.context) for veto in element.vetoes)


def _marks(one: Applied, element: Element, document: Document) -> Iterator[Finding]:
    for node in _nodes(element, document.page, document.copies):
        text = element.selector.value(node) or ""
        if not _fits(element, text, document):
            continue
        if element.key == "sponsored_if":
            yield _sponsored(one, element)
            return
        yield from _covered(one, element, node, document)
        if element.key == "drop_from":
            return


def _covered(one: Applied, element: Element, node: LexborNode, document: Document) -> Iterator[Mark]:
    """The blocks of an element, with all after them for `drop_from`; a span where it is inside a block."""
    assert document.page.markup is not None
    inside = document.page.markup.blocks_of(node)
    scope = _scope(one, element)
    keep = element.key == "keep"
    label = element.label or "note"
    why = element.why or (
        "a rule keeps this element" if keep else f"the element {element.selector.text} is not part of the story"
    )
    for index in range(inside.start, len(document)) if element.key == "drop_from" and inside else inside:
        yield Mark(index, label, why, element.by, one.file.voice, keep=keep, confidence=CONFIDENCE, scope=scope)
    if not inside:
        yield from _span(one, element, node, document, why)


def _scope(one: Applied, element: Element) -> Scope:
    """How exactly an entry names what it takes; those of groups, and unverified ones, never do."""
    if one.file.role != "site" or element.status == "unverified":
        return "broad"
    by_text = bool(element.with_text) and all(map(names_its_line, element.with_text))
    if not (by_text or element.selector.names_its_element):
        return "broad"
    return "range" if element.key == "drop_from" else "named"


def _span(one: Applied, element: Element, node: LexborNode, document: Document, why: str) -> Iterator[Mark]:
    """An inline element: the place of its text in the block around it, if it stands there once."""
    text = " ".join((node.text(deep=True) or "").split())
    index = _around(node, document)
    if not text or index is None or element.key == "drop_from":
        return
    block = document.page.blocks[index].text
    at = block.find(text)
    if at >= 0 and block.find(text, at + 1) < 0:
        span = None if element.key == "keep" else (at, at + len(text))
        yield Mark(
            index,
            element.label or "note",
            why,
            element.by,
            one.file.voice,
            span,
            keep=element.key == "keep",
            confidence=CONFIDENCE,
            scope=_scope(one, element),
        )


def _around(node: LexborNode, document: Document) -> int | None:
    """The block that holds an inline element's text."""
    markup = document.page.markup
    assert markup is not None
    text = " ".join((node.text(deep=True) or "").split())
    parent = node.parent
    while parent is not None:
        inside = markup.blocks_of(parent)
        if inside:
            return next((index for index in inside if text in document.page.blocks[index].text), None)
        parent = parent.parent
    return None


def _drop_class(one: Applied, word: str, by: str, why: str, document: Document) -> Iterator[Mark]:
    """Elements whose id or class contains the word."""
    markup = document.page.markup
    assert markup is not None
    safe = word.replace("\\", "").replace('"', "")
    trusted = one.file.role == "site" and one.file.status != "unverified"
    done: set[int] = set()
    if len(safe.split()) == 1 and safe.lower() not in document.copies.names(markup.tree).joined:
        return
    for node in markup.tree.css(f'[class*="{safe}" i], [id*="{safe}" i]'):
        if node.tag in ("html", "body"):
            continue
        for index in markup.blocks_of(node):
            if index not in done:
                done.add(index)
                yield Mark(
                    index,
                    "related",
                    why or f"its id or class contains “{word}”",
                    by,
                    one.file.voice,
                    confidence=CONFIDENCE,
                    scope="named" if trusted and len(safe) >= WORD_LETTERS else "broad",
                )


def _sponsored(one: Applied, element: Element) -> Fact:
    """The page says of itself that it is advertising: a fact the result carries; nothing is removed for it."""
    why = element.why or "the page marks itself as advertising"
    return Fact("sponsored", True, why, element.by, one.file.voice)


def _fields(one: Applied, document: Document) -> Iterator[Finding]:
    """For each field the first entry that yields a valid value."""
    done: set[str] = set()
    for element in one.html.elements:
        name = FIELDS.get(element.key) or OWN.get(element.key)
        if name is None or name in done:
            continue
        fields = _captured(element, name, document)
        if fields:
            done.add(name)
            why = element.why or f"{element.selector.text} in the markup"
            taken = Taken(fields, element.by, why, one.file.voice, None, HTML_CONFIDENCE)
            yield from facts_of([taken], document.context.calendar)


def _captured(element: Element, name: str, document: Document) -> dict[str, object]:
    found: list[object] = []
    for node in _nodes(element, document.page, document.copies):
        text = element.selector.value(node)
        if text is None or not _fits(element, text, document):
            continue
        if element.read:
            fields = _read(element, text, document)
            if fields:
                return fields
            continue
        value = _value(element, name, text, document)
        if value is None:
            continue
        if name not in LISTS:
            return {name: value}
        found += value if isinstance(value, list) else [value]
    return {name: list(dict.fromkeys(found))} if found else {}


def _read(element: Element, text: str, document: Document) -> dict[str, object]:
    for pattern in element.read:
        match = pattern.match(Folded(text), document.context, document.clock)
        if match:
            return dict(match.fields)
    return {}


def _value(element: Element, name: str, text: str, document: Document) -> object | None:
    if element.expression is not None:
        found = document.clock.search(element.expression, text, element.by)
        if found is None:
            return None
        groups = {field_name(group): value for group, value in found.groupdict().items() if value}
        text = groups.get(name) or next(iter(groups.values()), found.group())
    if name in OWN.values():
        return text
    value: object | None = value_of(name, regex.sub(r"\s+", " ", text), "", document.context)
    return value
