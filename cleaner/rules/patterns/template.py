"""One line pattern as written → its parts, with complaints that point into the pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from cleaner.rules.file.complaint import nearest
from cleaner.rules.patterns.fields import FIELDS, REFINEMENTS

MAX_PATTERN = 2000
SPECIAL = regex.compile(r"[*{\\]")


class PatternFault(ValueError):
    """What is wrong with a pattern, and at which character of it."""

    def __init__(self, code: str, sentence: str, help: str = "", offset: int = 0) -> None:
        self.code, self.sentence, self.help, self.offset = code, sentence, help, offset
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Literal:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Anything:
    """`*` (may be empty) or `{_}` (`some`: at least one character)."""

    some: bool = False


@dataclass(frozen=True, slots=True)
class Capture:
    """`{name}` or `{name:refinement}`."""

    name: str
    refinement: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """`{a|b}`; `{s?}` and `{a|b?}` are choices with nothing among them."""

    texts: tuple[str, ...]


Part = Literal | Anything | Capture | Choice


def parse(pattern: str, *, open_line: bool = False) -> tuple[Part, ...]:
    r"""The parts of a pattern. Raises PatternFault. Only an `open_line` of a template may match every line.

    >>> parse("By {author} *")
    (Literal(text='By '), Capture(name='author', refinement='', offset=3), Literal(text=' '), Anything(some=False))
    >>> parse(r"5\* {a|b}{s?}")
    (Literal(text='5* '), Choice(texts=('a', 'b')), Choice(texts=('s', '')))
    """
    if len(pattern) > MAX_PATTERN:
        raise PatternFault("too-long", f"a pattern has at most {MAX_PATTERN:,} characters.", "write several lines")
    if pattern.strip() and not SPECIAL.search(pattern):
        return (Literal(pattern),)
    parts = _eased(list(_joined(_parts(pattern))))
    if not any(isinstance(part, Literal | Choice) and _has_text(part) for part in parts):
        if not parts:
            raise PatternFault("empty", "this pattern is empty.", "write the line that shall match")
        if not open_line and not any(isinstance(part, Capture) for part in parts):
            raise PatternFault("matches-everything", "this pattern matches every line.", "add words that stay the same")
    return parts


def _has_text(part: Literal | Choice) -> bool:
    return bool(part.text.strip()) if isinstance(part, Literal) else all(text.strip() for text in part.texts)


def _parts(pattern: str) -> Iterator[Part]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and pattern[at + 1 : at + 2] in ("*", "{", "}", "\\"):
            yield Literal(pattern[at + 1])
            at += 2
        elif char == "*":
            yield Anything()
            at += 1
        elif char == "{":
            end = _closing(pattern, at)
            yield _braces(pattern[at + 1 : end], at, alone=at == 0 and end == len(pattern) - 1)
            at = end + 1
        else:
            found = SPECIAL.search(pattern, at + 1)
            end = found.start() if found else len(pattern)
            yield Literal(pattern[at:end])
            at = end


def _closing(pattern: str, at: int) -> int:
    end = at + 1
    while end < len(pattern) and pattern[end] != "}":
        if pattern[end] == "{" and pattern.count("{", at) > pattern.count("}", at):
            break
        if pattern[end] == "{":
            raise PatternFault("open-brace", "a brace inside braces.", r"write two lines; \{ is the sign itself", end)
        end += 2 if pattern[end] == "\\" else 1
    if end >= len(pattern) or pattern[end] == "{":
        raise PatternFault(
            "open-brace", "this { is not closed.", r"close it with }, or write \{ for the sign itself", at
        )
    return end


def _braces(inside: str, at: int, *, alone: bool) -> Part:
    """A choice that is the whole pattern cannot be missing: there a question mark at its end is part of the text."""
    if inside == "_":
        return Anything(some=True)
    optional = inside.endswith("?") and not inside.endswith("\\?") and len(inside) > 1 and not alone
    texts = tuple(_alternatives(inside[:-1] if optional else inside, at))
    if optional or len(texts) > 1:
        return Choice(tuple(dict.fromkeys((*texts, "") if optional else texts)))
    name, colon, refinement = inside.partition(":")
    _check_field(name, refinement, bool(colon), at)
    return Capture(name, refinement, at)


def _alternatives(inside: str, at: int) -> Iterator[str]:
    """The texts between bars; a backslash makes a bar, a star or a question mark plain."""
    text, place = "", 0
    while place < len(inside):
        char = inside[place]
        if char == "\\" and inside[place + 1 : place + 2] in tuple("\\|*?{}"):
            text, place = text + inside[place + 1], place + 2
            continue
        if char == "|":
            yield text
            text = ""
        elif char == "*":
            raise PatternFault(
                "star-in-choice", "a * inside braces.", r"write two lines; \* is the sign itself", at + 1 + place
            )
        else:
            text += char
        place += 1
    yield text


def _check_field(name: str, refinement: str, refined: bool, at: int) -> None:
    if not name or name != name.strip() or " " in name:
        raise PatternFault(
            "unknown-field", f"{{{name}}} is not a field.", r"{name}, {_}, {a|b} or {s?}; \{ is the sign itself", at
        )
    if name.startswith("x.") and len(name) > 2:
        known: tuple[str, ...] = ("caps",)
    elif name in FIELDS:
        known = REFINEMENTS.get(name, ())
    else:
        near = nearest(name, FIELDS)
        help = f"did you mean {{{near}}}?" if near else f"fields of your own begin with x.: {{x.{name}}}"
        raise PatternFault("unknown-field", f"unknown field {{{name}}}.", help, at + 1)
    if refined and refinement not in known and not ("%" in known and "%" in refinement):
        help = f"{{{name}}} knows: {', '.join(known)}" if known else f"{{{name}}} has no refinements"
        raise PatternFault(
            "unknown-refinement", f"unknown refinement `{refinement}` of {{{name}}}.", help, at + len(name) + 2
        )


def _eased(parts: list[Part]) -> tuple[Part, ...]:
    """Where `{now?}` is missing, one of the blanks around it is missing as well."""
    eased: list[Part] = []
    rest = list(parts)
    while rest:
        part = rest.pop(0)
        if isinstance(part, Choice) and "" in part.texts:
            words = tuple(text for text in part.texts if text)
            if _ends(eased) and rest and isinstance(rest[0], Literal) and rest[0].text.startswith(" "):
                rest[0] = Literal(rest[0].text[1:])
                part = Choice((*(text + " " for text in words), ""))
            elif eased and _ends(eased) and not rest:
                eased[-1] = Literal(eased[-1].text[:-1])  # type: ignore[union-attr]
                part = Choice((*(" " + text for text in words), ""))
        if part != Literal(""):
            eased.append(part)
    return tuple(part for part in eased if part != Literal(""))


def _ends(parts: list[Part]) -> bool:
    """True at the start of a pattern and after a blank."""
    return not parts or (isinstance(parts[-1], Literal) and parts[-1].text.endswith(" "))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    text = ""
    before: Part | None = None
    for part in parts:
        if isinstance(part, Literal):
            text += part.text
            continue
        if text:
            yield Literal(text)
            text, before = "", None
        if isinstance(part, Anything) and isinstance(before, Anything):
            continue
        yield part
        before = part
    if text:
        yield Literal(text)
