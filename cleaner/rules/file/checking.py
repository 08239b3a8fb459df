"""A mapping of a rule file and its section of the schema → the values that are right, complaints for the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf

import regex

from cleaner.page import LABELS
from cleaner.rules.file.complaint import nearest
from cleaner.rules.file.schema import OTHER_WORDS, SECTIONS, Key
from cleaner.rules.file.yaml_mistakes import slips as slips_of_keys
from cleaner.rules.file.yaml_nodes import Items, Line, Mapping, Node, Scalar, Source
from cleaner.rules.patterns.windows import needs_of, where_of

# --- A value as it was written → warnings about slips that YAML takes for something else, so that a rule never matches.


# Kinds of values whose lines are lines of pages, paths or names; what is for people may be written as it comes.
OF_LINES = frozenset({"lines", "entries", "texts"})
# One blank before the sign: who means a comment sets it apart with two.
COMMENT = regex.compile(r"[ \t]#")
SET_OFF = regex.compile(r"\S[ \t]#")
CURLY = ("“”", "„“", "„”", "‘’", "‚‘", "«»", "»«", "””")
LOST = "\ufffd"


def warn(source: Source, name: str, value: Node, kind: str) -> None:
    """Note what was most likely meant in another way. A text in straight quotes is always meant as it stands."""
    for scalar in _scalars(value):
        _comment(source, scalar)
        if kind in OF_LINES:
            _curly_quotes(source, scalar)
    if kind in OF_LINES and isinstance(value, Scalar):
        _block(source, name, value, kind)


def _block(source: Source, name: str, value: Scalar, kind: str) -> None:
    """The slips around a bar: forgotten, written as >, or with bullets under it."""
    if value.style in ("", ">"):
        count = sum(bool(line.strip()) for line in value.raw[value.style == ">" :])
        if count > 1 and not (kind == "texts" and "," in value.text):
            source.complain(value, "folded-lines", f"without a bar, YAML makes one line of these {count}.",
                            f"write `{name}: |`, and the lines under it", severity="warning")  # fmt: skip
    lines = value.lines()
    bullets = [line for line in lines if line.text.startswith("- ")]
    if value.style in ("|", ">") and 2 * len(bullets) > len(lines):
        source.complain(bullets[0], "bullets", "under a bar, `- ` is part of the text.",
                        "take the bar out, or the `- ` before the lines", severity="warning")  # fmt: skip
    for line in lines:
        if LOST in line.text:
            source.complain(line, "lost-letter", f"a letter was lost here ({LOST}) when the file was saved.",
                            "write it anew, and save the file as UTF-8", offset=line.text.index(LOST),
                            severity="warning")  # fmt: skip


def _scalars(value: Node) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, Items):
        yield from (item for item in value.items if isinstance(item, Scalar))


def _comment(source: Source, value: Scalar) -> None:
    """Text after # that YAML has dropped."""
    if value.style or not value.raw:
        return
    alone = len(value.raw) == 1
    # In a list in brackets, what follows the value is the list.
    if COMMENT.match(value.raw[0], value.col - 1 + len(value.text)) if alone else SET_OFF.search(value.raw[-1]):
        source.complain(value, "comment", "the text after # is a comment, not part of this value.",
                        "put the text in single quotes if # belongs to it", severity="warning")  # fmt: skip


def _curly_quotes(source: Source, value: Scalar) -> None:
    """Quotation marks of text processors around a value: YAML knows only straight ones."""
    text = value.text.strip()
    ends = text[:1] + text[-1:]
    if value.style == "" and ends in CURLY and not set(ends) & set(text[1:-1]):
        source.complain(value, "curly-quotes", f"the marks {text[0]} {text[-1]} are part of this text for YAML.",
                        "write straight quotes, or none; if the page's line has these marks, put '' around all of it",
                        severity="warning")  # fmt: skip


PERCENT = regex.compile(r"(\d{1,3})\s?%")
COUNT = regex.compile(r"(\d{1,9})(?:\s?(?:words?|lines?))?")
YES = frozenset({"yes", "true", "on"})
# A line pasted as an item of these sections may have been read as a key.
ENTRIES = frozenset({"lines", "take", "between", "cut", "repair", "selector"})
NO = frozenset({"no", "false", "off"})


def checked(source: Source, node: Mapping, section: str) -> dict[str, Node]:
    """The pairs of a mapping whose key is known and whose value has the right form."""
    table = SECTIONS[section]
    good: dict[str, Node] = {}
    for name, value in node.pairs:
        spec = table.get(name.text) or _free(section, name.text)
        if spec is None:
            _unknown(source, name, section, table)
        elif _right(source, name, value, spec):
            good[name.text] = value
    for name_, spec in table.items():
        if spec.required and node.get(name_) is None:
            source.complain(node, "missing-key", f"`{name_}` is missing here.", spec.meaning)
    return good


def _free(section: str, name: str) -> Key | None:
    return Key("texts", "A field of the user's own.") if section == "tests" and name.startswith("x.") else None


def _mistyped(source: Source, first: int, last: int) -> bool:
    """Whether a slip of blanks, colons or indents in these lines says more; if so, it is said."""
    found = next(
        (slip for slip in slips_of_keys(source.raw) if first <= slip.line + source.first_line - 1 <= last), None
    )
    if found:
        line = found.line + source.first_line - 1
        if not any((one.line, one.code) == (line, "not-yaml") for one in source.complaints):
            source.complain_at(line, found.col, "not-yaml", found.sentence, found.help)
    return found is not None


def _unknown(source: Source, name: Scalar, section: str, table: MappingOf[str, Key]) -> None:
    if _mistyped(source, name.line, name.line):
        return
    where = "a rule file" if section == "file" else f"`{section}`"
    word = name.text.strip()
    base = word.split("(")[0]
    if base in OTHER_WORDS and base not in table:
        source.complain(name, "unknown-key", f"`{base}` is called `{OTHER_WORDS[base]}` here.", "use our word")
        return
    near = nearest(word, table)
    help = f'did you mean "{near}"?' if near else f"known here: {', '.join(sorted(table))}"
    elsewhere = next((other for other, keys in SECTIONS.items() if word in keys and other != "file"), None)
    if elsewhere and (not near or elsewhere in ("text", "html")):
        help = f"`{word}` belongs in a `{elsewhere}` section"
    sentence = f'{where} has no key "{word}".'
    pasted = " " in word or (section in ENTRIES and not near and not elsewhere and word[:1].isupper())
    if pasted:
        sentence = "this line contains ': ', so YAML reads it as key and value."
        help = "put the text under `|`, or in single quotes"
    source.complain(name, "mapping-item" if pasted else "unknown-key", sentence, help)


def _right(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    check = CHECKS.get(spec.kind)
    warn(source, name.text, value, spec.kind)
    return check(source, name, value, spec) if check else True


def _wrong(source: Source, name: Scalar, value: Node, wanted: str) -> bool:
    if isinstance(value, Scalar) and _mistyped(source, value.line, value.line + max(len(value.raw), 1)):
        return False
    if isinstance(value, Scalar) and not value.text.strip() and not value.style:
        source.complain(value, "wrong-type", f"`{name.text}:` is empty: nothing stands further in below it.",
                        "put two blanks before each line that belongs to it")  # fmt: skip
        return False
    kind = {Scalar: "text", Items: "a list", Mapping: "keys with values"}[type(value)]
    source.complain(value, "wrong-type", f"`{name.text}` takes {wanted}, this is {kind}.", "see the reference")
    return False


def _text(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if not isinstance(value, Scalar):
        return _wrong(source, name, value, "one text")
    if not value.text.strip() and name.text not in ("with", "find", "body", "input"):
        source.complain(value, "empty", f"`{name.text}` is empty.", spec.meaning)
        return False
    return True


def _texts(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Scalar):
        return _text(source, name, value, spec)
    if isinstance(value, Mapping):
        return _wrong(source, name, value, "a text or a list of texts")
    if not value.items and name.text not in ("packs", "authors", "tags", "topics", "fires", "not_fires"):
        source.complain(value, "empty", f"the list `{name.text}` is empty.", "an empty list never matches; take it out")
        return False
    return not [item for item in value.items if not _item(source, item)]


def _item(source: Source, item: Node) -> bool:
    if isinstance(item, Mapping):
        source.complain(item, "mapping-item", "this line contains ': ', so YAML reads it as key and value.",
                        "put the text under `|`, or in single quotes")  # fmt: skip
        return False
    if isinstance(item, Items):
        source.complain(
            item, "wrong-type", "this is a list inside a list.", "text that begins with - or [ goes in single quotes"
        )
        return False
    if not item.text.strip():
        source.complain(item, "empty", "this item is empty.", "write the line that shall match, or take it out")
        return False
    return True


def _lines(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Items):
        kept = _texts(source, name, value, spec)
        return kept or any(isinstance(item, Scalar) and item.text.strip() for item in value.items)
    return _texts(source, name, value, spec)


def _entries(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Items):
        if not value.items:
            source.complain(
                value, "empty", f"the list `{name.text}` is empty.", "an empty list never matches; take it out"
            )
        return bool(value.items)
    if isinstance(value, Mapping):
        return True
    return _text(source, name, value, spec)


def _section(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Scalar) and spec.choices:
        return _choice(source, name, value, spec)
    return isinstance(value, Mapping) or _wrong(source, name, value, "keys with values")


def _choice(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if not isinstance(value, Scalar):
        return _wrong(source, name, value, "one word")
    if value.text in spec.choices:
        return True
    near = nearest(value.text, spec.choices)
    help = f'did you mean "{near}"?' if near else f"known: {', '.join(spec.choices)}"
    source.complain(value, "unknown-value", f'"{value.text}" is no value of `{name.text}`.', help)
    return False


def _matching(pattern: regex.Pattern[str], wanted: str) -> Callable[[Source, Scalar, Node, Key], bool]:
    def check(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
        if not isinstance(value, Scalar):
            return _wrong(source, name, value, wanted)
        if pattern.fullmatch(value.text.strip()):
            return True
        source.complain(
            value,
            "wrong-type",
            f'`{name.text}` takes {wanted}, not "{value.text}".',
            f"for example: {spec.example or wanted}",
        )
        return False

    return check


def _yes_no(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Scalar) and value.text.lower() in YES | NO:
        return True
    return _wrong(source, name, value, "yes or no")


def _day(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if not isinstance(value, Scalar):
        return _wrong(source, name, value, "a date")
    try:
        datetime.date.fromisoformat(value.text.strip())
    except ValueError:
        source.complain(value, "wrong-type", f'"{value.text}" is no date.', "write it as 2024-12-04")
        return False
    return True


def _mapping(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if not isinstance(value, Mapping):
        return _wrong(source, name, value, "names with values")
    if spec.kind == "lines by name":
        for label, lines in value.pairs:
            check_label(source, label, label.text, classes=True)
            warn(source, label.text, lines, "lines")
    return True


def _where(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Scalar) and where_of(value.text) is not None:
        return True
    if not isinstance(value, Scalar):
        return _wrong(source, name, value, "words such as `first 6 lines`")
    source.complain(value, "unknown-value", f'`where` does not know "{value.text}".',
                    "first N lines, last N lines, last N%, after N lines; join them with `or`")  # fmt: skip
    return False


def _needs(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if isinstance(value, Scalar) and needs_of(value.text) is not None:
        return True
    if not isinstance(value, Scalar):
        return _wrong(source, name, value, "words such as `3 short lines after`")
    source.complain(value, "unknown-value", f'`needs` does not know "{value.text}".',
                    "N short lines after, N short lines before, blank line before, blank line after")  # fmt: skip
    return False


# Evidence classes that are not labels of removed lines: they protect, or are facts about lines.
EVIDENCE_ONLY = frozenset({"age", "related_heading", "tags_heading", "correction", "end_mark", "release"})


def check_label(source: Source, spot: Scalar | Line, label: str, *, classes: bool = False) -> bool:
    """True where the label is one of the closed list."""
    known = (LABELS - {"hidden"}) | EVIDENCE_ONLY if classes else LABELS - {"outside", "hidden"}
    if label in known:
        return True
    near = nearest(label, known)
    source.complain(spot, "unknown-value", f'there is no label "{label}".',
                    f'did you mean "{near}"?' if near else f"known: {', '.join(sorted(known))}")  # fmt: skip
    return False


def _labels(source: Source, name: Scalar, value: Node, spec: Key) -> bool:
    if not _texts(source, name, value, spec):
        return False
    return not [item for item in scalars(value) if not check_label(source, item, item.text)]


def scalars(value: Node | None) -> tuple[Scalar, ...]:
    """The texts of a text or a list."""
    if isinstance(value, Scalar):
        return (value,)
    return tuple(item for item in value.items if isinstance(item, Scalar)) if isinstance(value, Items) else ()


def given_ids(*sections: Node | None) -> set[str]:
    """The ids that the entries of sections have of their own; ids that are made keep clear of them."""
    found: set[str] = set()
    for section in sections:
        for _, value in section.pairs if isinstance(section, Mapping) else ():
            entries = value.items if isinstance(value, Items) else (value,)
            named = [entry.get("id") for entry in entries if isinstance(entry, Mapping)]
            found |= {" ".join(name.text.split()) for name in named if isinstance(name, Scalar)}
    return found


def lines_of(value: Node | None) -> tuple[Line, ...]:
    """The lines of a `|` block, or of a list, with their places."""
    return tuple(line for scalar in scalars(value) for line in scalar.lines())


CHECKS: dict[str, Callable[[Source, Scalar, Node, Key], bool]] = {
    "text": _text,
    "texts": _texts,
    "lines": _lines,
    "entries": _entries,
    "selectors": _entries,
    "section": _section,
    "sections": _entries,
    "choice": _choice,
    "number": _matching(COUNT, "a number"),
    "percent": _matching(PERCENT, "a percentage"),
    "yes-no": _yes_no,
    "day": _day,
    "pairs": _mapping,
    "lines by name": _mapping,
    "words by name": _mapping,
    "where": _where,
    "needs": _needs,
    "labels": _labels,
}
