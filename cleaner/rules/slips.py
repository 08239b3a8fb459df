"""A value as it was written → warnings about slips that YAML takes for something else, so that a rule never matches."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.rules.source import Items, Node, Scalar, Source

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
