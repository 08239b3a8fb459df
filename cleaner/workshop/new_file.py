"""Guessed rules and examples → the text of a rule file, as a person would write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.workshop.learning.html import Markup
from cleaner.workshop.learning.text import Guess
from cleaner.workshop.updating import inline

FIELDS = {"title": "title", "authors": "authors", "published": "date", "modified": "updated", "section": "section"}
QUOTE = "'"
PHASES = ("take", "drop_from", "drop_lines", "cut")
HTML_KEYS = ("title", "authors", "body", "drop")


@dataclass(frozen=True)
class Example:
    """A test: a document and what the rules make of it."""

    name: str
    source: str
    html: bool = False
    unchanged: bool = False
    body: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    fires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A rule file in the making. `left` are lines that may be furniture; they become a comment."""

    domain: str
    language: str | None
    comment: str = ""
    guesses: tuple[Guess, ...] = ()
    markup: tuple[Markup, ...] = ()
    examples: tuple[Example, ...] = ()
    left: tuple[str, ...] = ()
    files: str = ""
    status: str = ""
    dates: str = ""


def file_text(draft: Draft) -> str:
    """The text of the file."""
    return "\n".join([*_head(draft), *_html(draft), *_text(draft), *_tests(draft)]) + "\n"


def _head(draft: Draft) -> Iterator[str]:
    if draft.comment:
        yield draft.comment
    yield f"site: {draft.domain}  # the name as the paper writes it"
    if draft.language:
        yield f"language: {draft.language}"
    if draft.dates:
        yield f"dates: {draft.dates}"
    yield "match:"
    yield f"  domains: [{draft.domain}]"
    if draft.files:
        # A path glob, because texts have no address.
        yield f"  files: ['{draft.files.replace(QUOTE, QUOTE * 2)}']  # where your texts of this site are"
    yield ""


def _html(draft: Draft) -> Iterator[str]:
    if not draft.markup:
        return
    yield "html:"
    for name in HTML_KEYS:
        entries = [one for one in draft.markup if one.key == name]
        if entries:
            yield f"  {name}:"
        for one in entries:
            yield from _entry(one, draft.status)
    yield ""


def _entry(one: Markup, status: str) -> Iterator[str]:
    options = {"line": one.line, "label": one.label, "why": one.why}
    yield f"    - id: {one.id}"
    if status:
        yield f"      status: {status}"
    yield f"      css: {_quoted(one.selector)}"
    yield from (f"      {name}: {_quoted(value)}" for name, value in options.items() if value)


def _text(draft: Draft) -> Iterator[str]:
    if draft.guesses:
        yield "text:"
    for phase in PHASES:
        rules = [guess for guess in draft.guesses if guess.phase == phase]
        if rules:
            yield f"  {phase}:"
        for guess in rules:
            yield from _rule(guess, draft.status)
    if draft.left:
        yield from _left(draft)
    if draft.guesses or draft.left:
        yield ""


def _rule(guess: Guess, status: str) -> Iterator[str]:
    yield f"    - id: {guess.id}"
    if status:
        yield f"      status: {status}"
    if guess.label:
        yield f"      label: {guess.label}"
    if guess.key == "line":
        yield f"      {'lines' if guess.template or len(guess.lines) > 1 else 'line'}: |"
        yield from (f"        {line}" for line in guess.lines)
    else:
        yield f"      {guess.key}: {_quoted(guess.lines[0])}"
    if guess.where:
        yield f"      where: {guess.where}"
    yield f"      why: {_quoted(guess.why)}"


def _left(draft: Draft) -> Iterator[str]:
    """Lines that nobody could judge, ready to be made rules of."""
    mine = next((guess for guess in draft.guesses if guess.phase == "drop_lines"), None)
    yield "# These lines at the ends stayed. Those that stand on every page of the site are furniture: put them under"
    yield f"# {'`drop_lines:` above' if mine else '`text:`, by taking the # away'}; delete the others."
    if not draft.guesses:
        yield "# text:"
    if not mine:
        yield "#   drop_lines: |"
    yield from (f"#     {line}" for line in draft.left)


def _tests(draft: Draft) -> Iterator[str]:
    yield "tests:"
    for example in draft.examples:
        yield f"  - name: {_quoted(example.name)}"
        yield "    input: |"
        yield from (f"      {line}" for line in example.source.splitlines())
        if example.unchanged:
            yield "    unchanged: yes"
            continue
        if example.body:
            yield "    body: |"
            yield from (f"      {line}" for line in example.body)
        yield from (f"    {FIELDS[name]}: {inline(value)}" for name, value in example.facts.items() if name in FIELDS)
        if example.fires:
            yield f"    fires: [{', '.join(example.fires)}]"


def _quoted(text: str) -> str:
    return inline(text)
