"""Text that a program escaped and nobody read back → the text that was meant: HTML in entities, entities, JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from html import unescape

import regex

ENTITIES_READ = "the text holds HTML entities such as {}: they were read as the characters they stand for"
HTML_READ = "the text is HTML whose tags are escaped (&lt;p&gt;): it was read as the page it stands for"
JSON_READ = "the text holds escapes of JSON (\\n, \\u2019): they were read as the characters they stand for"

# Tags that pages are made of. So many escaped ones, closed ones among them, are a page; fewer are a text about HTML.
TAGS = (
    "p|div|span|br|a|img|h[1-6]|ul|ol|li|strong|em|b|i|blockquote|figure|figcaption|section|article|table|tr|td|iframe|"
    "html|body"
)
ESCAPED_TAG = regex.compile(rf"&(?:amp;)?lt;/?(?:{TAGS})\b[^<>\n]{{0,2000}}?&(?:amp;)?gt;", regex.I)
CLOSING = regex.compile(rf"&(?:amp;)?lt;/(?:{TAGS})&(?:amp;)?gt;", regex.I)
RAW_TAG = regex.compile(r"</?(?:p|div|span|a|br|html|body)\b", regex.I)
MIN_TAGS, MIN_CLOSING = 4, 2
# A text about HTML has its tags inside sentences: where pages are escaped, lines begin with one.
LINE_START = regex.compile(rf"(?m)^\s*&(?:amp;)?lt;/?(?:{TAGS})\b", regex.I)

# Entities whose character every text may hold; `<` and `>` are left, so that no text becomes markup.
NAMED = (
    "nbsp|amp|quot|apos|ldquo|rdquo|lsquo|rsquo|sbquo|bdquo|laquo|raquo|lsaquo|rsaquo|ndash|mdash|hellip|middot|bull|shy|"
    "ensp|emsp|thinsp|zwnj|zwj|lrm|rlm|euro|pound|yen|cent|copy|reg|trade|deg|sect|para|times|frac12|frac14|frac34|iexcl|"
    "iquest|ordf|ordm|szlig|[aeiouyAEIOUYnNcCoOsS](?:acute|grave|circ|uml|tilde|cedil|slash|ring|caron)|aelig|AElig|oelig|"
    "OElig|aring|Aring"
)
ENTITY = regex.compile(rf"&(?:{NAMED}|#(?!0*(?:60|62);)\d{{2,6}}|#x(?!0*3[ceCE];)[\da-fA-F]{{2,5}});")
ROUNDS = 8
# Who writes of entities writes of HTML, or sets them as code.
OF_ENTITIES = regex.compile(r"`|\bHTML\b|\bXML\b|\bentit(?:y|ies)\b|</?\w+>|\bescap", regex.I)

# What articles are made of: a line break after a sentence or doubled, a sign of typography, a letter in a word, a tag.
MEANT = regex.compile(
    r"[.!?…:,\"”»’]\\(?:r\\\\)?n|\\n\\n|\\r\\n|\\u20(?:1[0-9a-fA-F]|2[0-9a-fA-F])|\\u00(?:[a-fA-F][\da-fA-F]|3[ceCE])"
    r"|(?:\\u0[3-9a-dA-D][\da-fA-F]{2}){2}"
)
ESCAPE = regex.compile(r'(?:\\u[\da-fA-F]{4})+|\\r\\n|\\n|\\r(?![a-z])|\\t(?![a-z])|\\["/]')
MIN_MEANT = 2
# A text with these is code, a formula or a path.
OF_CODE = regex.compile(
    r"\\(?:begin|frac|alpha|text|cite|ref|section|[dws][+*]|[dswb]\b)|[A-Za-z]:\\\w|```|\bprintf?\(|\\\\|\(\s?[\"']|(?m:[;{}]\s*$)"
)
BREAKS = {"\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": " ", '\\"': '"', "\\/": "/"}


def is_escaped_html(text: str) -> bool:
    """Whether a text is a page whose tags a program escaped, once or twice, and not a text that speaks of tags.

    >>> is_escaped_html("&lt;div&gt;&lt;p&gt;It rained.&lt;/p&gt;\\n&lt;p&gt;It often did.&lt;/p&gt;&lt;/div&gt;")
    True
    >>> is_escaped_html("Close each &lt;p&gt; with a &lt;/p&gt;, and each &lt;div&gt; with a &lt;/div&gt;, she says.")
    False
    """
    if "lt;" not in text or RAW_TAG.search(text):
        return False
    tags = len(ESCAPED_TAG.findall(text))
    if tags < MIN_TAGS or len(CLOSING.findall(text)) < MIN_CLOSING:
        return False
    starts = len(LINE_START.findall(text))
    return starts * 2 >= sum(1 for line in text.split("\n") if "lt;" in line)


def unescaped_html(text: str) -> str:
    """The page that an escaped one stands for."""
    once = unescape(text)
    return unescape(once) if RAW_TAG.search(once) is None else once


def without_entities(text: str) -> tuple[str, str | None]:
    """The text with characters for entities, and the first entity that was read; None where none was.

    A text that speaks of entities keeps them.

    >>> without_entities("It rained in Leeds&nbsp;&amp; Bradford, she said: &ldquo;as ever&rdquo;.")
    ('It rained in Leeds\\xa0& Bradford, she said: “as ever”.', '&nbsp;')
    >>> without_entities("Write `&amp;` for an ampersand in HTML.")
    ('Write `&amp;` for an ampersand in HTML.', None)
    """
    of_others = "&" not in text or ENTITY.search(text) is None or OF_ENTITIES.search(text) is not None
    return (text, None) if of_others else entities_read(text)


def entities_read(text: str) -> tuple[str, str | None]:
    """The text with characters for entities, whatever it speaks of, and the first entity that was read.

    What was escaped several times is read until nothing more changes.
    """
    found = ENTITY.search(text)
    if found is None:
        return text, None
    for _ in range(ROUNDS):
        before, text = text, ENTITY.sub(lambda entity: unescape(entity[0]), text)
        if text == before:
            break
    return text, found[0]


def without_json_escapes(text: str) -> tuple[str, bool]:
    r"""The text with characters for the escapes of JSON, and whether there were any; code and formulas keep theirs.

    >>> without_json_escapes(r"It rained.\n\nIt\u2019s often so, he said.\nThe river rose.")
    ('It rained.\n\nIt’s often so, he said.\nThe river rose.', True)
    >>> without_json_escapes(r"The gradient \nabla f, the angle \theta and C:\new\table are what they are.")[1]
    False
    """
    if "\\" not in text or len(MEANT.findall(text)) < MIN_MEANT or OF_CODE.search(text):
        return text, False
    for _ in range(ROUNDS):
        before, text = text, ESCAPE.sub(lambda found: _character(found[0]), text)
        if text == before:
            break
    return text, True


def _character(escape: str) -> str:
    if not escape.startswith("\\u"):
        return BREAKS[escape]
    with suppress(ValueError):
        return str(json.loads(f'"{escape}"')).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return escape
