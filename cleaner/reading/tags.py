"""The name of a tag → what it means for the walk: a block, a line break, not read at all, and which part of a page."""

from __future__ import annotations

from enum import IntFlag
from typing import NamedTuple

names = str.split


class In(IntFlag):
    """Where in the page a block stands, by its ancestors' tags and roles."""

    NAV = 1
    ASIDE = 2
    FOOTER = 4
    HEADER = 8
    FORM = 16
    TABLE = 32
    FIGURE = 64
    ARTICLE = 128
    MAIN = 256
    LIST = 512
    BUTTON = 1024
    QUOTE = 2048
    DIALOG = 4096
    BODY = 8192  # itemprop=articleBody
    NOSCRIPT = 16384
    HIDDEN = 32768


INLINE, LINK, SPAN, BLOCK, SKIP, BREAK, CELL, ROW, PRE, BUTTON = range(10)
UNKNOWN = -1
LAST_INLINE = SPAN

KINDS: dict[str, int] = {
    **dict.fromkeys(
        names(
            """html body div p section article main aside nav header footer h1 h2 h3 h4 h5 h6 ul ol li dl dt dd menu dir
    table thead tbody tfoot caption blockquote figure figcaption form fieldset legend address center details
    summary dialog hr noscript noframes frameset hgroup search optgroup listing object"""
        ),
        BLOCK,
    ),
    **dict.fromkeys(
        names(
            """script style template head title meta link svg iframe canvas audio video select datalist textarea embed
    param source track area noembed rp rt annotation annotation-xml progress meter colgroup col img input
    base basefont bgsound applet"""
        ),
        SKIP,
    ),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), PRE),
    **dict.fromkeys(("td", "th"), CELL),
    **dict.fromkeys(
        names(
            """b i em strong u s small big sup sub abbr acronym cite code kbd samp var tt q time font mark del ins bdi
    bdo label strike output data dfn ruby rb math nobr wbr picture slot tfn map"""
        ),
        INLINE,
    ),
    **dict.fromkeys(("-comment", "-none", "-doctype", "-document"), SKIP),
    "tr": ROW,
    "br": BREAK,
    "button": BUTTON,
    "a": LINK,
    "span": SPAN,
}

PLACES: dict[str, int] = {
    "nav": int(In.NAV),
    "aside": int(In.ASIDE),
    "footer": int(In.FOOTER),
    "header": int(In.HEADER),
    "form": int(In.FORM),
    "table": int(In.TABLE),
    "figure": int(In.FIGURE),
    "figcaption": int(In.FIGURE),
    "article": int(In.ARTICLE),
    "main": int(In.MAIN),
    "ul": int(In.LIST),
    "ol": int(In.LIST),
    "dl": int(In.LIST),
    "menu": int(In.LIST),
    "button": int(In.BUTTON),
    "blockquote": int(In.QUOTE),
    "dialog": int(In.DIALOG),
    "noscript": int(In.NOSCRIPT),
    "noframes": int(In.NOSCRIPT),
    "search": int(In.FORM),
}

ROLES: dict[str, int] = {
    "navigation": int(In.NAV),
    "menu": int(In.NAV),
    "menubar": int(In.NAV),
    "complementary": int(In.ASIDE),
    "contentinfo": int(In.FOOTER),
    "banner": int(In.HEADER),
    "search": int(In.FORM),
    "form": int(In.FORM),
    "article": int(In.ARTICLE),
    "main": int(In.MAIN),
    "dialog": int(In.DIALOG),
    "alertdialog": int(In.DIALOG),
    "button": int(In.BUTTON),
}

MEANT = frozenset(names("h1 h2 h3 h4 h5 h6 li blockquote figcaption caption pre dt dd summary legend address button"))
"""Tags that say what a text is; a paragraph within them is called by their name."""

PLAIN = frozenset(names("p div center html body hgroup details object form fieldset"))
"""Tags within which the meaning of the tag around them still holds."""

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
"""In these a line break is only layout."""

GROUPING = frozenset(["ul", "ol", "dl", "menu", "table"])
SAME = ""
"""Stands for the meaning of the tag around."""


class Tag(NamedTuple):
    """What a tag means for the walk and for the text in it.

    `kind` is negative for a name that no browser knows. `flags` is a sum of `In`, `meaning` the tag that says what the
    text is, SAME or None (nothing), and `groups` tells whether its items belong together: 0 for no, 1 for a list,
    which is one with the lists in it, 2 for a table.
    """

    name: str
    kind: int
    flags: int
    meaning: str | None
    groups: int


def tag_of(name: str) -> Tag:
    """What is known of a tag. Rows, cells and code are blocks like others, as soon as their meaning is told."""
    kind = KINDS.get(name, SKIP if name[0] == "-" else UNKNOWN)
    if name in MEANT:
        meaning: str | None = name
    elif kind in (CELL, ROW):
        meaning = "tr"
    elif kind == PRE:
        meaning = "pre"
    else:
        meaning = SAME if name in PLAIN else None
    kind = BLOCK if kind in (CELL, ROW, PRE) else kind
    return Tag(name, kind, PLACES.get(name, 0), meaning, (name in GROUPING) + (name == "table"))
