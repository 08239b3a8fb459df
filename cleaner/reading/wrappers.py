"""A document in a wrapper (headers of HTTP, of a web archive, of a corpus; a feed of one item) → the document itself.

What stands before the page is no part of it, and says where it came from.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import regex

HEAD = 65536
"""How far a page may begin in a document, in characters."""

NAME = r"[A-Za-z][\w.-]{0,40}"
HEADER = regex.compile(rf"({NAME}):[ \t]*([^\r\n]{{0,8000}})\r?\n(?:[ \t]+[^\r\n]{{1,8000}}\r?\n){{0,20}}")
STATUS_LINE = regex.compile(r"\s{0,20}(?:HTTP/\d(?:\.\d)? \d{3}|WARC/\d\.\d+)[^\r\n]{0,200}\r?\n")
BLANK = regex.compile(r"[ \t]*\r?\n")
PAGE = regex.compile(r"<!doctype\s+html|<html[\s>]", regex.IGNORECASE)
PAGE_PARTS = regex.compile(r"<(?:head|body|title|meta|div|p)[\s>/]", regex.IGNORECASE)
WRAPPING_TAG = regex.compile(
    r"\s{0,200}<(doc|text|document|article|page)(\s[^<>\n]{0,2000})?>[ \t]*\r?\n?", regex.IGNORECASE
)
WRAPPED = frozenset(["doc", "text", "document"])
ATTRIBUTE = regex.compile(r"([\w:.-]{1,40})\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000}))")
RECORDS = regex.compile(r"^WARC-Type:[ \t]*(response|resource|conversion)\b", regex.IGNORECASE | regex.MULTILINE)
CHARSET = regex.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", regex.IGNORECASE)

ADDRESS_HEADERS = ("warc-target-uri", "url", "uri", "address", "source-url", "source_url", "link", "original-url")
ADDRESS_ATTRIBUTES = ("url", "href", "uri", "link", "src", "source")
KNOWN_HEADERS = frozenset(
    (*ADDRESS_HEADERS, "id", "date", "title", "crawled", "fetched", "language", "status", "content-type")
)
"""Names of which at least one stands in a block of headers without a first line of HTTP."""

MAX_NOISE, SHOWN = 2000, 80
"""Something before a page that is no header is at most so long, and so much of it is shown: characters."""

MAX_BLOCKS = 12
"""So many blocks of headers stand before a page at most: one for each redirection."""

SEVERAL_RECORDS = (
    "this is a web archive (WARC) of several records. Clean them all: cleaner clean FILE.warc --out FOLDER; or give "
    "one page by itself."
)
SEVERAL_TEXTS = "this file holds {count:,} texts, each in a <{tag}>. Give each text by itself."
SEVERAL_ITEMS = (
    "this is a feed (RSS or Atom) of {count:,} articles. Fetch the pages that it links to, or give each item by itself."
)


class Unwrapped(NamedTuple):
    """What is in a wrapper: where it begins in the document, and what the wrapper says of it.

    `end`: where it ends, None for the end of the document. `what`: what the wrapper is. `refused`: why the document
    cannot be read as one page.
    """

    begin: int
    what: str
    url: str | None = None
    charset: str | None = None
    end: int | None = None
    refused: str | None = None


def unwrapped(head: str, whole: str | bytes) -> Unwrapped | None:
    """What stands before the page, None where nothing does. `head` are the first characters or bytes of the whole.

    >>> unwrapped("URL: https://example.org/a\\n<html><body><p>Water.", "").url
    'https://example.org/a'
    >>> unwrapped("Note: the tag <html> begins a page.", "")
    """
    if not head.lstrip()[:1].isalpha() and "<" not in head[:400]:
        return None
    return _headers(head, whole) or _tag(head, whole) or _noise(head)


def _headers(head: str, whole: str | bytes) -> Unwrapped | None:
    """Blocks of headers, each ended by a blank line; the last may be followed by the page at once."""
    place, kinds = 0, set()
    told: dict[str, str] = {}
    for _ in range(MAX_BLOCKS):
        status = STATUS_LINE.match(head, place)
        after, names = _block(head, status.end() if status else place, told)
        if not names and not status:
            break
        if not status and not (names & KNOWN_HEADERS):
            break
        kinds.add(status[0].split("/")[0].strip() if status else "")
        place = after
    if not kinds:
        return None
    archive = "WARC" in kinds
    if archive and _is_several(whole):
        return Unwrapped(0, "", refused=SEVERAL_RECORDS)
    if kinds == {""} and not PAGE.match(head, _blank(head, place)):
        return None  # of a text, its heads are read as lines of it
    if "<" not in head[place : place + 400] and not (told and head[:place].endswith(("\n\n", "\n\r\n"))):
        return None  # a text that begins with such a line; behind a server's header stands a blank line
    what = "a record's header (WARC)" if archive else "a header (HTTP)" if "HTTP" in kinds else "a header"
    url = next((told[name] for name in ADDRESS_HEADERS if told.get(name, "").startswith(("http://", "https://"))), None)
    charset = CHARSET.search(told.get("content-type", ""))
    return Unwrapped(place, what, url, charset[1] if charset else None)


def _block(head: str, place: int, told: dict[str, str]) -> tuple[int, set[str]]:
    """Where a block of headers ends, and their names; what they say goes into `told`."""
    names: set[str] = set()
    while found := HEADER.match(head, place):
        names.add(found[1].lower())
        told[found[1].lower()] = found[2].strip()
        place = found.end()
    blank = BLANK.match(head, place)
    return (blank.end() if blank and names else place), names


def _blank(head: str, place: int) -> int:
    while place < len(head) and head[place].isspace():
        place += 1
    return place


def _is_several(whole: str | bytes) -> bool:
    text = whole.decode("latin-1") if isinstance(whole, bytes) else whole
    return len(RECORDS.findall(text)) > 1


def _tag(head: str, whole: str | bytes) -> Unwrapped | None:
    """The tag of a corpus around one text: <doc id=…>, <text id=…>."""
    found = WRAPPING_TAG.match(head)
    if found is None or found[1].lower() not in WRAPPED:
        return None
    name = found[1].lower()
    text = whole.decode("latin-1") if isinstance(whole, bytes) else whole
    count = len(
        regex.findall(rf"^\s{{0,20}}<{name}(?:\s[^<>\n]{{0,2000}})?>", text, regex.IGNORECASE | regex.MULTILINE)
    )
    if count > 1:
        return Unwrapped(0, "", refused=SEVERAL_TEXTS.format(count=count, tag=name))
    attributes = {a[1].lower(): a[2] or a[3] or a[4] or "" for a in ATTRIBUTE.finditer(found[2] or "")}
    url = next(
        (attributes[a] for a in ADDRESS_ATTRIBUTES if attributes.get(a, "").startswith(("http://", "https://"))), None
    )
    end = text.rstrip().lower().rfind(f"</{name}>")
    closed = end >= 0 and len(text.rstrip()) == end + len(name) + 3
    if not closed and not found[2]:
        return None
    return Unwrapped(found.end(), f"a <{name}>", url, end=end if closed else None)


def _noise(head: str) -> Unwrapped | None:
    """Something short that no page begins with: a server's message, the length of a piece."""
    found = PAGE.search(head, 0, MAX_NOISE)
    before = head[: found.start()].strip("\ufeff\x00 \t\r\n") if found else ""
    if found is None or not before or "<" in before or not has_page_within(head):
        return None
    first = " ".join(before.split())
    return Unwrapped(found.start(), f"“{first if len(first) <= SHOWN else first[:SHOWN] + '…'}”")


def has_page_within(head: str) -> bool:
    """Whether a page begins further down, behind something short that is no prose.

    >>> has_page_within("Warning: include() failed\\n<!DOCTYPE html><html><head><title>Water</title>")
    True
    >>> has_page_within("A page begins with <!DOCTYPE html>, which the browser reads first. <html> comes next.")
    False
    """
    found = PAGE.search(head)
    if found is None or "```" in head[: found.start()] or "~~~" in head[: found.start()]:
        return False
    line_begins = head.rfind("\n", 0, found.start()) + 1
    if head[line_begins : found.start()].strip() and line_begins:
        return False
    before = head[: found.start()]
    prose = sum(
        1 for line in before.split("\n") if line.count(" ") >= 12 and line.rstrip().endswith((".", "!", "?", ":"))
    )
    parts = len(PAGE_PARTS.findall(head, found.end(), found.end() + 4000))
    return prose == 0 and parts >= 2 and (not line_begins or len(before) < HEAD)


# --- Markup in what is no page ---

TAG = regex.compile(
    r"</?(?:p|div|br|a|li|ul|ol|h[1-6]|span|img|figure|table|tr|td|blockquote|section|article)(?:\s[^<>]*)?/?>",
    regex.IGNORECASE,
)
MIN_TAGS, MIN_TAG_SHARE = 3, 0.1
"""So many lines with tags, and so great a share of all lines, are no accident."""


def tags_in_lines(text: str) -> str:
    """A sentence where tags stand in a share of a text's lines; empty otherwise. Code between fences may have them.

    >>> tags_in_lines("Water.\\n" * 9 + "It <span class=a>rose</span>.\\n" * 3)
    'tags stand in 3 of 12 lines; if this is a page, read it as one: --kind html, or kind="html"'
    """
    if "</" not in text or "```" in text or "~~~" in text:
        return ""
    lines = [line for line in text.split("\n") if line.strip()]
    tagged = sum(1 for line in lines if "<" in line and TAG.search(line))
    if tagged < max(MIN_TAGS, MIN_TAG_SHARE * len(lines)):
        return ""
    how = 'if this is a page, read it as one: --kind html, or kind="html"'
    return f"tags stand in {tagged:,} of {len(lines):,} lines; {how}"


# --- Feeds ---

ITEM = regex.compile(r"<(item|entry)(?=[\s>])", regex.IGNORECASE)
CDATA = regex.compile(r"<!\[CDATA\[(.*?)\]\]>", regex.DOTALL)


def items_in(feed: str) -> int:
    """How many articles a feed holds."""
    return len(ITEM.findall(feed))


def page_of_item(feed: str) -> str | None:
    """A page of the one item of a feed, with what the feed says of it in its head; None where it has no text.

    >>> page_of_item("<rss><item><title>Water</title><summary>&lt;p&gt;It rose.&lt;/p&gt;</summary></item></rss>")
    '<html><head><title>Water</title></head><body><article><h1>Water</h1>\\n<p>It rose.</p>\\n</article></body></html>'
    """
    begin = ITEM.search(feed)
    if begin is None:
        return None
    end = feed.find(f"</{begin[1]}", begin.end())
    item = feed[begin.end() : end if end >= 0 else len(feed)]
    around = feed[: begin.start()]
    texts = [markup_in(item, name) for name in ("content:encoded", "content", "description", "summary")]
    text = max(texts[:2], key=len) or max(texts[2:], key=len)
    if not text.strip():
        return None
    title = plain_in(item, "title")
    head = [f"<title>{html.escape(title)}</title>"] if title else []
    head += _metas(item, around)
    heading = f"<h1>{html.escape(title)}</h1>\n" if title else ""
    return f"<html><head>{''.join(head)}</head><body><article>{heading}{text.strip()}\n</article></body></html>"


def _metas(item: str, around: str) -> Iterator[str]:
    link = plain_in(item, "link") or _href(item)
    if link.startswith(("http://", "https://")):
        yield f'<link rel="canonical" href="{html.escape(link)}">'
    author = plain_in(item, "dc:creator") or plain_in(item, "name") or plain_in(item, "author")
    date = next((d for name in ("pubDate", "published", "dc:date", "updated") if (d := plain_in(item, name))), "")
    for name, value in (
        ("author", author),
        ("article:published_time", iso_date(date)),
        ("og:site_name", plain_in(around, "title")),
        ("language", plain_in(around, "language")),
    ):
        if value:
            yield f'<meta property="{name}" name="{name}" content="{html.escape(value)}">'


def _href(item: str) -> str:
    found = regex.search(r"<link\s[^<>]{0,500}?href\s*=\s*[\"']([^\"']{0,2000})", item, regex.IGNORECASE)
    return html.unescape(found[1]) if found else ""


def inside(source: str, name: str) -> tuple[str, str]:
    """The attributes and what is in the first element of this name."""
    begin = regex.search(rf"<{regex.escape(name)}((?:\s[^<>]*)?)>", source, regex.IGNORECASE)
    if begin is None or begin[1].endswith("/"):
        return "", ""
    end = source.find(f"</{name}", begin.end())
    return begin[1], source[begin.end() : end] if end >= 0 else ""


def markup_in(source: str, name: str) -> str:
    """The HTML in an element of a feed: in CDATA, escaped, or (Atom's xhtml) as it stands."""
    attributes, text = inside(source, name)
    if "<![CDATA[" in text:
        return CDATA.sub(lambda found: found[1], text)
    if "xhtml" in attributes or "<" in text:
        return text
    return html.unescape(text)


def plain_in(source: str, name: str) -> str:
    """The text in an element of a feed, in one line."""
    text = html.unescape(regex.sub(r"<[^<>]*>", " ", markup_in(source, name)))
    return " ".join(text.split())


def iso_date(text: str) -> str:
    """A date as mail and feeds write it, in the form of ISO 8601; another as it is."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return text
