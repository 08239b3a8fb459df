"""A page and the `repair` rules → the page with odd characters replaced, each change listed in its edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.page import Block, Edit, Page
from cleaner.reading import read
from cleaner.rules.applying.document import ROOM, Document
from cleaner.rules.applying.layers import Applied
from cleaner.rules.applying.text import replacer_of
from cleaner.rules.file.model import Html, Rule
from cleaner.rules.patterns.regexes import Clock
from cleaner.rules.patterns.replacing import Replacement, Replacer

# One repair that fires more often on one page is a mistake; the rest stays as it is.
MAX_EDITS = 10_000


def mended(page: Page, applied: Sequence[Applied], document: Document) -> Page:
    """The page after all repairs: those on raw markup first, then those on lines."""
    for one in applied:
        if page.kind == "html" and one.html.mends:
            page = _believed(page, _reread(page, one.html, document.clock), one, document)
    rules = [rule for one in applied for rule in one.text.rules if rule.phase == "repair"]
    return _on_lines(page, rules, document) if rules else page


def _believed(page: Page, again: Page, one: Applied, document: Document) -> Page:
    """The page read again; as it was where a file that nobody has checked lately took more than broad rules may."""
    before, after = (sum(len(block.text) for block in each.blocks) for each in (page, again))
    if one.file.status != "unverified" or before - after <= document.guard.max_removed * before:
        return again
    document.clock.passed_over.append(f"the repairs of {one.file.name} would take {1 - after / before:.0%} of the page")
    return page


def _on_lines(page: Page, rules: Sequence[Rule], document: Document) -> Page:
    texts = [block.text for block in page.blocks]
    edits: list[Edit] = []
    for rule in rules:
        repaired, made = _by_rule(rule, texts, page, document)
        edits += made
        texts = repaired
    if not edits:
        return page
    blocks = [
        piece
        for block, text in zip(page.blocks, texts, strict=True)
        for piece in ([block] if text == block.text else _split(block, text))
    ]
    return replace(page, blocks=tuple(blocks), edits=(*page.edits, *edits))


def _by_rule(rule: Rule, texts: list[str], page: Page, document: Document) -> tuple[list[str], list[Edit]]:
    """The texts after one rule; as they were if it adds too much, or takes more than rules may (see `guard`)."""
    repaired, edits = list(texts), list[Edit]()
    replacer = replacer_of(rule, document)
    for index, text in enumerate(texts):
        if rule.where is not None and not rule.where.has(index, len(texts)):
            continue
        found = replacer.of(text)
        if found is None:
            return texts, []
        found = found[: MAX_EDITS - len(edits)]
        repaired[index] = _put(text, found)
        why, line = rule.why or "a repair rule of the site", page.blocks[index].first_line
        edits += [Edit(line, text[start:end], put, rule.by(), why) for start, end, put in found]
    before, after = sum(map(len, texts)), sum(map(len, repaired))
    if before - after > document.guard.max_removed * before:
        document.clock.passed_over.append(
            f"the repair {rule.by()} would take {1 - after / before:.0%} of all characters"
        )
        return texts, []
    return repaired, edits


def _put(text: str, found: Sequence[Replacement]) -> str:
    """The text with its replacements."""
    parts, last = list[str](), 0
    for start, end, put in found:
        parts += [text[last:start], put]
        last = end
    return "".join([*parts, text[last:]])


def _split(block: Block, text: str) -> Iterator[Block]:
    """A repair may put a line break where two lines were glued together."""
    for number, line in enumerate(piece.strip() for piece in text.split("\n")):
        if line:
            yield replace(block, text=line, tight=block.tight if number == 0 else True)


def _reread(page: Page, html: Html, clock: Clock) -> Page:
    """Repairs on the raw page, and changes of tags, need the page read again."""
    source, edits = _raw(page.source, html, clock)
    source = _retagged(source, html)
    if source == page.source:
        return page
    again = read(source, url=page.url, kind="html", name=page.name)
    if again.refused or not again.blocks:
        return page
    warnings = tuple(dict.fromkeys((*page.warnings, *again.warnings)))
    return replace(again, source=page.source, encoding=page.encoding, warnings=warnings, edits=(*page.edits, *edits))


def _raw(source: str, html: Html, clock: Clock) -> tuple[str, list[Edit]]:
    edits: list[Edit] = []
    for repair in html.repairs:
        room = ROOM + len(source)
        replacer = Replacer(repair.by, repair.find, repair.expression, repair.replacement, clock=clock, room=room)
        spans = (replacer.of(source) or [])[:MAX_EDITS]
        why, line, last = repair.why or "a repair rule of the site", 1, 0
        for start, end, put in spans:
            line, last = line + source.count("\n", last, start), start
            edits.append(Edit(line, source[start:end], put, repair.by, why))
        source = _put(source, spans)
    return source, edits


def _retagged(source: str, html: Html) -> str:
    if not (html.unwrap or html.rename or html.drop_attr):
        return source
    tree = LexborHTMLParser(source)
    for selector, tag in html.rename:
        for node in tree.css(selector):
            _rename(tree, node, tag)
    for selector in filter(None, html.unwrap):
        for node in tree.css(selector):
            node.unwrap()
    for entry in html.drop_attr:
        _drop_attribute(tree, entry)
    return tree.html or source


def _drop_attribute(tree: LexborHTMLParser, entry: str) -> None:
    """`style` everywhere, or `p.lead @style` there."""
    selector, _, attribute = entry.rpartition("@")
    for node in tree.css(selector.strip() or f"[{attribute}]"):
        if attribute in node.attributes:
            del node.attrs[attribute]


def _rename(tree: LexborHTMLParser, node: LexborNode, tag: str) -> None:
    """The element under another name; what is in it moves along."""
    fresh = tree.create_node(tag)
    fresh.inner_html = node.inner_html or ""
    for name, value in node.attributes.items():
        fresh.attrs[name] = value or ""
    node.replace_with(fresh)
