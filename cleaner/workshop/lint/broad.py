"""Rules that remove lines → those that would take sentences of any article: "The *", "{title}", the regex ".*"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.rules import Complaint
from cleaner.rules.file.yaml_nodes import Line, Node
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import Anything, Capture, Choice, Literal, Part
from cleaner.text.words import UNSPACED, even
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.lint.unreachable import place_of

REMOVES = frozenset({"drop_lines", "drop_from", "drop_until", "drop_between"})
# Fields whose shape is any short text.
ANY_TEXT = frozenset({"title", "subtitle", "section", "tags"})
# With fewer letters than this beside a star, a pattern is one small word of the language, or an ending.
FEWEST_LETTERS = 4
LETTER = regex.compile(r"[\p{L}\p{N}]")
# Other signs than these ("#", "|", ":") make a line another thing than a sentence.
OF_SENTENCES = regex.compile(r"""[\p{L}\p{N}\s"'.,;!?\-]*""")
# Sentences that have nothing in common but that they are some.
SENTENCES = (
    "Aaaaa bb cccccc ddd, eeee fff gggggggg hh iiiii jjjj.",
    "“Zzzz,” yyyyy Xx wwww, vvv 12 uuuu ttttt sss rr?",
)
HELP = "write more of the line, or say `max_words` or `where`"


def everything(written: Written, around: Collection) -> Iterator[Complaint]:
    """A pattern that any sentence may equal, in a rule that removes and has no limit of its own."""
    for rule in written.file.rules:
        if rule.phase not in REMOVES or rule.max_words is not None or rule.where is not None:
            continue
        if rule.expression is not None and all(_is_whole(rule.expression, text) for text in SENTENCES):
            yield _warning(written, written.option(rule.line, "regex") or rule.line, "regex")
        for pattern in rule.patterns:
            if is_broad(pattern):
                yield _warning(written, place_of(written, pattern, rule), "pattern")


def is_broad(pattern: Pattern) -> bool:
    """Whether a pattern has next to nothing that stays the same beside what may be anything.

    >>> [text for text in ("The *", "{title}", "*the*", "Foto: *", "#*", "By {author}") if is_broad(Pattern(text))]
    ['The *', '{title}', '*the*']
    """
    fixed = even("".join(map(_fixed, pattern.parts)))
    letters = len(LETTER.findall(fixed)) + len(UNSPACED.findall(fixed))
    return any(map(_is_open, pattern.parts)) and letters < FEWEST_LETTERS and OF_SENTENCES.fullmatch(fixed) is not None


def _is_open(part: Part) -> bool:
    if isinstance(part, Capture):
        return part.name in ANY_TEXT or part.name.startswith("x.")
    return isinstance(part, Anything)


def _fixed(part: Part) -> str:
    """What of a part is in every line that it equals: of a field with a shape of its own, that shape."""
    if isinstance(part, Literal):
        return part.text
    if isinstance(part, Choice):
        return min(part.texts, key=len)
    return "" if _is_open(part) else f"{{{part.name}}}" if isinstance(part, Capture) else ""


def _is_whole(expression: regex.Pattern[str], text: str) -> bool:
    found = expression.search(text)
    return found is not None and found.span() == (0, len(text))


def _warning(written: Written, spot: Node | Line | int, what: str) -> Complaint:
    sentence = f"this {what} is too broad: sentences of the article may equal it."
    return written.warning(spot, "too-broad", sentence, HELP)
