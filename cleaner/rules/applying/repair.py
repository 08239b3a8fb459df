"""A page and the `repair` rules → the page with odd characters replaced, each change listed in its edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.page import Block, Edit, Page
from cleaner.rules.applying.document import Lines
from cleaner.rules.applying.layers import Applied
from cleaner.rules.applying.text import replacements
from cleaner.rules.file.model import Html, Rule
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.regexes import Clock

# One repair that fires more often on one page is a mistake; the rest stays as it is.
MAX_EDITS = 10_000


def mended(page: Page, applied: Sequence[Applied], context: Context, clock: Clock) -> Page:
    """The page after all repairs: those on raw markup first, then those on lines."""
    for one in applied:
        if page.kind == "html" and one.html.mends:
            page = _reread(page, one.html, clock)
    rules = [rule for one in applied for rule in one.text.rules if rule.phase == "repair"]
    return _on_lines(page, rules, Lines(page, context, clock)) if rules else page


def _on_lines(page: Page, rules: Sequence[Rule], lines: Lines) -> Page:
    blocks: list[Block] = []
    edits: list[Edit] = []
    for index, block in enumerate(page.blocks):
        text = block.text
        for rule in rules:
            if rule.where is None or rule.where.has(index, len(page.blocks)):
                text, made = _replaced(rule, text, block.first_line, lines)
                edits += made
        blocks += [block] if text == block.text else list(_split(block, text))
    if not edits:
        return page
    return replace(page, blocks=tuple(blocks), edits=(*page.edits, *edits))


def _replaced(rule: Rule, text: str, line: int, lines: Lines) -> tuple[str, list[Edit]]:
    parts: list[str] = []
    edits: list[Edit] = []
    last = 0
    for start, end, put in replacements(rule, text, lines):
        if len(edits) >= MAX_EDITS:
            break
        parts += [text[last:start], put]
        edits.append(Edit(line, text[start:end], put, rule.by(), rule.why or "a repair rule of the site"))
        last = end
    return "".join([*parts, text[last:]]), edits


def _split(block: Block, text: str) -> Iterator[Block]:
    """A repair may put a line break where two lines were glued together."""
    for number, line in enumerate(piece.strip() for piece in text.split("\n")):
        if line:
            yield replace(block, text=line, tight=block.tight if number == 0 else True)


def _reread(page: Page, html: Html, clock: Clock) -> Page:
    """Repairs on the raw page, and changes of tags, need the page read again."""
    from cleaner.reading import read

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
        rule = Rule(
            repair.id,
            "repair",
            "find",
            "",
            0,
            expression=repair.expression,
            find=repair.find,
            replacement=repair.replacement,
        )
        spans = list(replacements(rule, source, Lines(Page(()), Context(), clock)))[:MAX_EDITS]
        for start, end, put in spans:
            line = source.count("\n", 0, start) + 1
            edits.append(Edit(line, source[start:end], put, repair.by, repair.why or "a repair rule of the site"))
        for start, end, put in reversed(spans):
            source = source[:start] + put + source[end:]
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
