"""The `html` section of a rule file → its elements, each with a selector that was tried out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

from cleaner.page import RuleSource
from cleaner.rules.applying.selectors import selector_of
from cleaner.rules.file.build_text import Maker, _replacement, _text
from cleaner.rules.file.checking import checked, lines_of, scalars
from cleaner.rules.file.model import Element, Html, Repair, Role
from cleaner.rules.file.schema import FIELD_NAMES
from cleaner.rules.file.yaml_nodes import Items, Line, Mapping, Node, Scalar, Source
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import PatternFault

KEYS = ("body", *FIELD_NAMES, "author", "drop", "drop_from", "keep", "sponsored_if")
LABELS = {"drop": "related", "drop_from": "related"}


def html_of(source: Source, node: Mapping | None, role: Role, taken: Collection[str] = (), status: str = "ok") -> Html:
    """The `html` section; entries with a fault are left out, with a complaint. `taken` are ids that others have.

    `status`: that of the file, which entries have that say nothing of their own.
    """
    if node is None:
        return Html()
    good = checked(source, node, "html")
    maker = Maker(source, role, set(taken), status)
    elements = tuple(element for key in KEYS if key in good for element in _elements(source, maker, key, good[key]))
    return Html(
        elements,
        tuple(_repairs(source, maker, good.get("repair"))),
        tuple(
            (line.text, f"drop-class-{line.text} {source.name}:{line.line}", "")
            for line in lines_of(good.get("drop_class"))
        ),
        tuple(_plain(source, line) for line in lines_of(good.get("unwrap"))),
        tuple(_renames(source, good.get("rename"))),
        tuple(line.text for line in lines_of(good.get("drop_attr"))),
    )


def _plain(source: Source, line: Line) -> str:
    try:
        selector_of(line.text)
    except PatternFault as fault:
        source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
        return ""
    return line.text


def _renames(source: Source, node: Node | None) -> Iterator[tuple[str, str]]:
    for name, value in node.pairs if isinstance(node, Mapping) else ():
        if isinstance(value, Scalar) and _plain(source, Line(name.text, name.line, name.col)):
            yield name.text, value.text.strip()


def _elements(source: Source, maker: Maker, key: str, node: Node) -> Iterator[Element]:
    for entry in node.items if isinstance(node, Items) else (node,):
        if isinstance(entry, Mapping):
            element = _entry(source, maker, key, entry)
            if element:
                yield element
            continue
        for line in lines_of(entry):
            element = _element(source, maker, key, line)
            if element:
                yield element


def _element(source: Source, maker: Maker, key: str, line: Line) -> Element | None:
    try:
        selector = selector_of(line.text)
    except PatternFault as fault:
        source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
        return None
    return Element(
        maker._id("", f"{key} {line.text}"), key, selector, source.name, line.line,
        label=LABELS.get(key, ""), status=maker.status,
    )  # fmt: skip


def _entry(source: Source, maker: Maker, key: str, entry: Mapping) -> Element | None:
    good = checked(source, entry, "selector")
    said = [name for name in ("css", "xpath") if name in good]
    if len(said) != 1:
        source.complain(entry, "missing-key", "one of css and xpath is needed here.", "write one of them")
        return None
    lines = lines_of(good[said[0]])
    element = _element(source, maker, key, lines[0]) if lines else None
    expression = maker.regex(good["regex"], exact="case" in good) if "regex" in good else None
    if element is None or ("regex" in good and expression is None) or _text(good.get("status")) == "off":
        return None
    given = _text(good.get("id"))
    label = next((label.text for label in scalars(good.get("label"))), element.label)
    return Element(
        maker._id(given, "") if given else element.id, key, element.selector, source.name, entry.line, label,
        why=_text(good.get("why")),
        status=_text(good.get("status")) or maker.status,
        read=_patterns(source, good.get("line")),
        with_text=_patterns(source, good.get("with_text")),
        vetoes=_patterns(source, good.get("not")),
        expression=expression,
        max_words=int(_text(good["max_words"]).split()[0]) if "max_words" in good else None,
        expect=_text(good.get("expect")),
    )  # fmt: skip


def _patterns(source: Source, node: Node | None) -> tuple[Pattern, ...]:
    made = []
    for line in lines_of(node):
        try:
            made.append(Pattern(line.text, line=line.line))
        except PatternFault as fault:
            source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
    return tuple(made)


def _repairs(source: Source, maker: Maker, node: Node | None) -> Iterator[Repair]:
    for entry in node.items if isinstance(node, Items) else ():
        if not isinstance(entry, Mapping):
            source.complain(entry, "wrong-type", "`repair` takes a list of mappings.", "begin each with - find:")
            continue
        good = checked(source, entry, "repair")
        find = good.get("find")
        expression: regex.Pattern[str] | None = (
            maker.regex(good["regex"], exact="case" in good) if "regex" in good else None
        )
        text = find.text if isinstance(find, Scalar) else ""
        if not text and expression is None:
            source.complain(
                entry, "missing-key", "`find` or `regex` is needed here.", "write the characters to replace"
            )
            continue
        name = maker._id(_text(good.get("id")), f"repair {text}")
        yield Repair(
            name,
            RuleSource.of(name, source.name, entry.line),
            _text(good.get("why")),
            text,
            expression,
            _replacement(good.get("with")),
        )
