"""The text of a file of ftr-site-config → its directives with their lines, and what in it is none.

The format: `directive: value` or `directive(argument): value`, one a line, `#` before comments
(https://help.fivefilters.org/full-text-rss/site-patterns.html).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import regex

LINE = regex.compile(r"(?P<name>[A-Za-z_\-]+)\s*(?:\((?P<argument>.*?)\)\s*)?:(?P<value>.*)", regex.DOTALL)
CONTROL = regex.compile(r"[\p{Cc}\ufeff\ufffe\uffff]")

# What the directives are to us: rules, or facts for those who fetch pages or show them, which stay as notes.
FIELDS = {"title": "title", "author": "authors", "date": "date"}
SELECTING = frozenset({"body", "strip", "native_ad_clue", "wrap_in", "dissolve", "strip_attr", *FIELDS})
WORDS = frozenset({"strip_id_or_class", "skip_id_or_class", "strip_image_src"})
REPLACING = frozenset({"find_string", "replace_string"})
TESTING = frozenset({"test_url", "test_contains"})
FETCHING = frozenset({
    "single_page_link", "single_page_link_in_feed", "next_page_link", "autodetect_next_page", "if_page_contains",
    "http_header", "requires_login", "login_uri", "login_username_field", "login_password_field",
    "login_extra_fields", "not_logged_in_xpath",
})  # fmt: skip
LAYOUT = frozenset({
    "prune", "tidy", "parser", "autodetect_on_failure", "footnotes", "strip_comments", "insert_detected_image",
    "convert_double_br_tags", "skip_json_ld", "src_lazy_load_attr", "post_strip_attr", "move_into",
})  # fmt: skip
KNOWN = SELECTING | WORDS | REPLACING | TESTING | FETCHING | LAYOUT


@dataclass(frozen=True)
class Directive:
    """One line of a file: `argument` is what stands in brackets, None where nothing does."""

    name: str
    argument: str | None
    value: str
    line: int

    @property
    def shown(self) -> str:
        """As it was written, blanks apart."""
        return f"{self.name}{'' if self.argument is None else f'({self.argument})'}: {self.value}"


@dataclass(frozen=True)
class Fault:
    """A line that is not carried, and why."""

    line: int
    name: str
    reason: str


def decoded(source: bytes) -> tuple[str, Fault | None]:
    """The text of a file: UTF-8, or else Windows' Western letters, which is said."""
    try:
        return source.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return source.decode("cp1252", "replace"), Fault(line, "", "this line is not UTF-8; it was read as cp1252")


def directives_in(text: str) -> Iterator[Directive | Fault]:
    """Every line that is not blank and no comment.

    >>> list(directives_in("# ours\\nstrip: //nav\\ntitel: //h1\\nreplace_string(a: b): c\\n"))[:2]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Directive(name='strip', argument=None, value='//nav', line=2),
     Fault(line=3, name='titel', reason='there is no directive “titel”; “title” is meant?')]
    """
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = CONTROL.sub(" ", raw).strip()
        if not line or line.startswith("#"):
            continue
        yield _read(line, number)


def _read(line: str, number: int) -> Directive | Fault:
    if line.startswith("//"):
        return Fault(number, "//", "a comment begins with #; or `strip:` is missing before an XPath")
    if regex.match(r"https?://", line):
        return Fault(number, "", "an address alone; `test_url:` is missing before it")
    found = LINE.fullmatch(line)
    if not found:
        return Fault(number, "", "this is no directive: it has no name with a colon")
    name = found["name"].strip()
    if name not in KNOWN:
        near = difflib.get_close_matches(name, sorted(KNOWN), 1, 0.6)
        return Fault(number, name, f"there is no directive “{name}”" + (f"; “{near[0]}” is meant?" if near else ""))
    return Directive(name, found["argument"], found["value"].strip(), number)
