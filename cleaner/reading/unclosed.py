"""Elements and comments that are never closed → HTML in which they end, and a sentence where the text cannot be had.

A browser lets an unclosed <title> or <video> take all that follows, and its reader sees that something is missing. Who
reads a thousand pages sees nothing, so here they end where the text of the page goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

SWALLOWED = 200
"""Less text than this in an element that is never closed is not worth a warning, in characters."""

ENDED = ("title", "style", "textarea", "iframe", "noembed")
"""Elements that hold no tags: where one never ends, it is taken to end before the next tag of the page."""


def _either_case(name: str) -> str:
    """A pattern for a name in any case that is quicker to search for than with IGNORECASE."""
    return "".join(f"[{sign}{sign.upper()}]" for sign in name)


RAW = re.compile(rf"<(?:!--|({'|'.join(map(_either_case, (*ENDED, 'script')))})(?=[\s/>]))".encode())
RAW_END = {name: re.compile(rf"</{_either_case(name)}(?=[\s/>])".encode()) for name in (*ENDED, "script")}
NEXT_TAG = re.compile(
    rb"</?(?:head|body|article|main|section|header|nav|div|p|h[1-6]|table|ul|ol|meta|link|form)(?=[\s/>])",
    re.IGNORECASE,
)
PAGE_INSIDE = {
    **dict.fromkeys(("title", "style"), re.compile(rb"</head|<body|<meta\s|<link\s|<p[\s>]|<div[\s>]", re.IGNORECASE)),
    **dict.fromkeys(("textarea", "iframe", "noembed"), re.compile(rb"</body|</html", re.IGNORECASE)),
}
"""What shows that an element of ENDED swallowed a part of the page, although there is an end tag further down. A field
for text and the fallback of a frame may hold tags of their own."""

QUOTED = rb"""\s[^<>"'+]*+(?:"[^<>"+]*+"[^<>"'+]*+|'[^<>'+]*+'[^<>"'+]*+)*+"""
PAGE_LINE = re.compile(
    rb"(?:^[ \t]*+|;\s*+|\}\s*+|-->\s*+|(?<=>))"
    rb"(</?(?:p|div|article|main|section|header|nav|footer|h[1-6]|ul|ol|table|blockquote|body)(?:%b)?+>)(?!\s*+[\"'`\\+])"
    % QUOTED,
    re.IGNORECASE | re.MULTILINE,
)
"""A tag of a page behind what may be the end of a script: it begins a line, or follows the end of a statement. Within
the strings of a script, tags follow a quotation mark."""

HOLDERS = (
    "select", "datalist", "video", "audio", "canvas", "template", "progress", "meter", "rt", "rp", "applet",
    "annotation", "annotation-xml",
)  # fmt: skip
"""Elements of which nothing is read: what is in them is shown in their place only by a browser that does not know them,
or is a choice, a reading aid."""

SHOWN_AS = {**dict.fromkeys(HOLDERS, b"div"), **dict.fromkeys(("rt", "rp", "annotation", "annotation-xml"), b"span")}
BLOCKS = "p,div,h1,h2,h3,h4,article,section,ul,ol,table,blockquote"
LOOKED_AT = 10
"""So many elements of a name are looked at from either end of the page."""

NOT_COUNTED = re.compile(rb"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
FRAMES = re.compile(rb"<(/?)(?:noframes|frameset|frame)(?=[\s/>])", re.IGNORECASE)
HAS_NOFRAMES = re.compile(rf"<{_either_case('noframes')}".encode())
FRAMESET = re.compile(rb"<frameset", re.IGNORECASE)


class Ended(NamedTuple):
    """The source in which elements without tags end, and sentences on what was mended or is lost."""

    utf8: bytes
    said: tuple[str, ...]


def ended(utf8: bytes) -> Ended:
    """End the elements of ENDED that are closed nowhere, or only by a later one; say where a comment or script is.

    >>> ended(b"<title>The sluice<body><p>It is mended.").utf8
    b'<title>The sluice</title><body><p>It is mended.'
    """
    pieces, said = [], []
    place = last = 0
    endless = False
    while found := RAW.search(utf8, place):
        name = (found[1] or b"").decode().lower()
        later = name == "script" and endless  # no script behind the first is closed either, and it was said
        if later:
            place, fault = _endless_script(utf8, found.end())
        else:
            place, fault = _comment(utf8, found.start()) if not name else _element(utf8, name, found.end())
        endless = endless or (name == "script" and bool(fault))
        if fault and place > 0 and name:
            pieces += [utf8[last:place], b"</%b>" % name.encode()]
            last = place
        if fault and not later:
            said.append(fault.format(line=utf8.count(b"\n", 0, found.start()) + 1))
        if place < 0:
            break
    return Ended(b"".join([*pieces, utf8[last:]]) if pieces else utf8, tuple(dict.fromkeys(said)))


def _comment(utf8: bytes, start: int) -> tuple[int, str]:
    """Where a comment ends, -1 for never; and a sentence where text is lost in it."""
    end = utf8.find(b"-->", start + 2)
    inside = utf8[start + 4 : end if end >= 0 else len(utf8)]
    if end < 0:
        return -1, _lost("a comment", "never closed", inside)
    later = len(inside) > SWALLOWED and inside.count(b"</p>") > 2 and b"<!--" in inside
    return end + 3, _lost("a comment", "closed only where a later one is", inside) if later else ""


def _element(utf8: bytes, name: str, start: int) -> tuple[int, str]:
    """Where the text of an element without tags ends, or is taken to end; and a sentence if it is not closed there."""
    begin = utf8.find(b">", start) + 1
    end = RAW_END[name].search(utf8, begin) if begin else None
    if not begin:
        return -1, ""
    inside = utf8[begin : end.start() if end else len(utf8)]
    if name == "script":
        if end is not None:
            return end.end(), ""
        return _endless_script(utf8, begin)
    if end is not None and not PAGE_INSIDE[name].search(inside):
        return end.end(), ""
    following = NEXT_TAG.search(utf8, begin)
    if following is None or (end is not None and following.start() > end.start()):
        return (end.end(), "") if end else (-1, _lost(f"a <{name}>", "never closed", inside))
    what = "never closed" if end is None else "not closed in its place"
    return following.start(), f"a <{name}> in line {{line}} is {what}; it is taken to end before the next tag"


def _endless_script(utf8: bytes, begin: int) -> tuple[int, str]:
    """Where a script that is never closed is taken to end: before the first line that begins with a tag of a page
    and has text of it. A browser shows nothing of what follows; its reader sees that, who reads a thousand pages does
    not."""
    following = PAGE_LINE.search(utf8, begin)
    if following is None:
        return -1, _lost("a <script>", "never closed", utf8[begin:])
    return following.start(1), "a <script> in line {line} is never closed; it is taken to end before the next paragraph"


def _lost(what: str, how: str, inside: bytes) -> str:
    text = " ".join(inside.decode("utf-8", "replace").split())
    if len(text) < SWALLOWED:
        return ""
    return f"{what} in line {{line}} is {how}: {len(text):,} characters were not read as text"


def framed(utf8: bytes) -> bytes:
    """The source with the text for browsers without frames as tags of the page: a parser takes it for plain text.

    >>> framed(b"<noframes><p>Water</noframes>")
    b'<noscript><p>Water</noscript>'
    """
    if not HAS_NOFRAMES.search(utf8):
        return utf8
    return FRAMES.sub(rb"<\1div" if FRAMESET.search(utf8) else rb"<\1noscript", utf8)


def opened(held: Mapping[str, Sequence[LexborNode]], utf8: bytes) -> tuple[bytes, str]:
    """The source in which elements that nothing is read of, and that are never closed, are such as are read; and a
    sentence. `held` has the elements of HOLDERS.

    The same source where there are none.
    """
    names = [name for name in HOLDERS if held[name] and any(map(_holds_page, _ends(held[name])))]
    if not names:
        return utf8, ""
    visible = NOT_COUNTED.sub(b"", utf8)
    names = [name for name in names if _runs_over(name, visible)]
    if not names:
        return utf8, ""
    for name in names:
        utf8 = re.sub(rb"<(/?)%b(?=[\s/>])" % name.encode(), rb"<\1%b" % SHOWN_AS[name], utf8, flags=re.IGNORECASE)
    tags = ", ".join(f"<{name}>" for name in names)
    return utf8, f"{tags} without an end: what follows is read as text of the page"


def _ends(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    return [*nodes[:LOOKED_AT], *nodes[LOOKED_AT:][-LOOKED_AT:]]


def _holds_page(node: LexborNode) -> bool:
    """Whether an element holds a part of the page, rather than a fallback or choices."""
    if node.tag == "template":  # what is in it stands beside the tree
        inside = node.html or ""
        return len(inside) >= SWALLOWED and "<p" in inside
    return node.css_first(BLOCKS) is not None and len(node.text() or "") >= SWALLOWED


def _runs_over(name: str, utf8: bytes) -> bool:
    """Whether there are more start tags than end tags."""
    starts = re.findall(rb"<%b(?=[\s/>])" % name.encode(), utf8, re.IGNORECASE)
    ends = re.findall(rb"</%b(?=[\s/>])" % name.encode(), utf8, re.IGNORECASE)
    return len(starts) > len(ends)
