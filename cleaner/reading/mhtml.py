"""A page as browsers save it with its pictures in one file (MHTML, RFC 2557) → its HTML."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64PaddingDefect
from email.message import Message

import regex

from cleaner.reading.bounds import too_large

HEAD = 16384
"""How far the first headers may reach, in bytes: an address may be long."""

HEADERS = regex.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+\r?\n")
VERSION = regex.compile(rb"^MIME-Version:", regex.IGNORECASE | regex.MULTILINE)
RELATED = regex.compile(rb"^Content-Type:\s*multipart/related\b", regex.IGNORECASE | regex.MULTILINE)
NESTED = regex.compile(rb"^Content-Type:\s*multipart/", regex.IGNORECASE | regex.MULTILINE)
MOST_NESTED = 20
"""Parts in parts, at most: browsers write one, and Python's parser takes time for each at every line."""
PAGES = frozenset(["text/html", "application/xhtml+xml"])
CUT = (CloseBoundaryNotFoundDefect, InvalidBase64PaddingDefect)

DAMAGED = (
    "this is a saved page (MHTML) without HTML that can be read; it is damaged. Save the page again, best as HTML."
)
CUT_OFF = "the saved page (MHTML) is cut off; what there is of it was read"


@dataclass(frozen=True, slots=True)
class Saved:
    """The page in such a file: its bytes, their charset, the page's address, and whether the file is cut off."""

    html: bytes
    charset: str | None = None
    url: str | None = None
    cut: bool = False


def is_mhtml(source: str | bytes) -> bool:
    """Whether a document begins with the headers of such a file.

    >>> is_mhtml("From: <Saved>\\nMIME-Version: 1.0\\nContent-Type: multipart/related; boundary=x\\n\\n--x\\n")
    True
    >>> is_mhtml("MIME-Version: 1.0 is what a mail says.\\n\\nContent-Type: multipart/related comes next.")
    False
    """
    head = source[:HEAD]
    if too_large(source) or head[:1] in ("<", b"<"):
        return False
    found = HEADERS.match(head.encode("utf-8", "replace") if isinstance(head, str) else head)
    return bool(found and VERSION.search(found[0]) and RELATED.search(found[0]))


def page_in(source: str | bytes) -> Saved | None:
    """The page in such a file; None where there is none that can be read. Never raises."""
    raw = source.encode("utf-8", "surrogateescape") if isinstance(source, str) else source
    if len(NESTED.findall(raw)) > MOST_NESTED:
        return None
    try:
        return _page_in(email.message_from_bytes(raw.lstrip()))
    except Exception:  # a parser of mail fails in many ways over what strangers wrote
        return None


def _page_in(message: Message[str, str]) -> Saved | None:
    pages = [part for part in message.walk() if part.get_content_type() in PAGES]
    place = _header(message, "Snapshot-Content-Location")
    named = [part for part in pages if place and _header(part, "Content-Location") == place]
    if not pages:
        return None
    page = (named or pages)[0]
    html = page.get_payload(decode=True)
    if not isinstance(html, bytes) or b"<" not in html:
        return None
    url = place or _header(page, "Content-Location")
    cut = any(isinstance(defect, CUT) for defect in (*message.defects, *page.defects))
    return Saved(html, page.get_content_charset(), url if url.startswith(("http://", "https://")) else None, cut)


def _header(part: Message[str, str], name: str) -> str:
    """A header's value without the line breaks it was folded with; empty where there is none."""
    return "".join(str(part[name] or "").split())
