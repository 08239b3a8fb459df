"""Bytes or text → what it is: HTML, plain text, or something we refuse, and what to do about it."""

from __future__ import annotations

from typing import Literal

import regex

from cleaner.reading.wrappers import has_page_within

HEAD_CHARACTERS = 65536
"""How much of a document is looked at to tell HTML from text."""

MAX_CONTROL_SHARE = 0.05
"""More control characters than this are no text; of random bytes a tenth are."""

MIN_CONTROLS = 4
"""A NUL or two do not make a short text binary."""

MAGIC = (
    (b"%PDF-", "a PDF", "Convert it first, for example with pdftotext."),
    (b"{\\rtf", "an RTF document", "Convert it first, for example with pandoc or LibreOffice."),
    (b"\x89PNG\r\n", "a PNG image", "Recognise its text first, for example with tesseract."),
    (b"\xff\xd8\xff", "a JPEG image", "Recognise its text first, for example with tesseract."),
    (b"GIF87a", "a GIF image", "Recognise its text first, for example with tesseract."),
    (b"GIF89a", "a GIF image", "Recognise its text first, for example with tesseract."),
    (b"II*\x00", "a TIFF image", "Recognise its text first, for example with tesseract."),
    (b"MM\x00*", "a TIFF image", "Recognise its text first, for example with tesseract."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Office file", "Save it as HTML or text first."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first, for example with gunzip."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it first, for example with unzstd."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it first, for example with unxz."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first, for example with 7z."),
    (b"SQLite format 3\x00", "an SQLite database", "Export its texts first."),
    (b"\x7fELF", "a program (ELF)", "Give the document itself."),
    (b"ID3\x03\x00", "an MP3 recording", "Transcribe it first."),
    (b"ID3\x04\x00", "an MP3 recording", "Transcribe it first."),
    (b"OggS\x00", "an Ogg recording", "Transcribe it first."),
)
"""How a file begins, what it then is, and the way out."""

ZIPPED = (
    (b"word/", "a Word document (DOCX)", "Convert it first, for example with pandoc."),
    (b"opendocument.text", "an OpenDocument text (ODT)", "Convert it first, for example with pandoc."),
    (b"epub+zip", "an EPUB book", "Convert it first, for example with pandoc."),
    (b"xl/", "an Excel sheet (XLSX)", "Export it as text first."),
    (b"ppt/", "a PowerPoint file (PPTX)", "Export it as text first."),
    (b"", "a zip archive", "Unpack it first, for example with unzip."),
)

CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"

BLOCK_TAGS = (
    "p|div|h[1-6]|ul|ol|li|table|tbody|tr|td|th|section|article|header|footer|nav|main|aside|blockquote|figure|"
    "figcaption|form|dl|dt|dd|pre|center|script|style|title|head|body|html|noscript|iframe"
)
OPENING = regex.compile(
    r"\s*(?:<!--(?:(?!-->).){0,4000}-->\s*|<\?xml[^>]{0,200}>\s*)*"
    r"<(?:!doctype\s+(?:html|\S+\s+public)|html|head|body|meta|title|link|script|style|rss|feed|rdf:rdf|\?xml|article|nitf|newsitem)\b",
    regex.IGNORECASE | regex.DOTALL,
)
XML = regex.compile(
    r"\s*(?:<\?xml\b(?!(?:[^<]|<[!?]){0,2000}<html\b)|(?:<!--(?:(?!-->).){0,4000}-->\s*)*<(?:rss|feed|rdf:rdf|nitf|newsitem)\b)",
    regex.IGNORECASE | regex.DOTALL,
)
FEED = regex.compile(r"<(?:rss|feed|rdf:rdf)\b", regex.IGNORECASE)
STARTS_WITH_BLOCK = regex.compile(
    rf"\s*(?:<!--(?:(?!-->).){{0,4000}}-->\s*)*<(?:{BLOCK_TAGS}|meta|link|br|hr|img)\b[^<>]*>",
    regex.IGNORECASE | regex.DOTALL,
)
BLOCK_END = regex.compile(rf"</(?:{BLOCK_TAGS})\s*>", regex.IGNORECASE)
BLOCK_START = regex.compile(rf"<(?:{BLOCK_TAGS})(?:\s[^<>]*)?>", regex.IGNORECASE)
BREAK = regex.compile(r"<br\s*/?>", regex.IGNORECASE)
MARKDOWN_CODE = regex.compile(
    r"^ {0,3}(```+|~~~+)[^\n]*\n(?:(?! {0,3}\1)[^\n]*\n)*+(?: {0,3}\1[^\n]*$)?|`[^`\n]+`", regex.MULTILINE
)
MARKDOWN = regex.compile(r"^ {0,3}(?:#{1,6} +\S|[-*+] +\S|>\s|\|.*\|\s*$)|\]\([^)\s]*\)|\*\*\S", regex.MULTILINE)


def refusal(source: str | bytes) -> str | None:
    """A sentence that says what this is and what to do, where it is not HTML or text. None for anything readable.

    >>> refusal(b"%PDF-1.7 ...")
    'this is a PDF, not HTML or text. Convert it first, for example with pdftotext.'
    """
    head = source[:HEAD_CHARACTERS]
    raw = head.encode("utf-8", "replace") if isinstance(head, str) else head
    what = kind_of_file(raw.lstrip(b" \t\r\n"))
    return f"this is {what[0]}, not HTML or text. {what[1]}" if what else None


def kind_of_file(head: bytes) -> tuple[str, str] | None:
    """What a file that begins so is, and the way out; None for text."""
    for start, what, todo in MAGIC:
        if head.startswith(start):
            return what, todo
    if head.startswith(b"PK\x03\x04"):
        return next((what, todo) for part, what, todo in ZIPPED if part in head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP image", "Recognise its text first, for example with tesseract."
    if head[4:8] == b"ftyp":
        return "a video or an image (MP4, HEIC, AVIF)", "Give the document itself."
    return None


def binary(raw: bytes) -> str | None:
    """The refusal of bytes that are no text in any encoding; to be asked after UTF-16 is ruled out.

    >>> binary(b"plain" * 10) is None, binary(bytes(range(32)) * 10) is None
    (True, False)
    """
    head = raw[:HEAD_CHARACTERS].rstrip(b"\x00")
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls < MIN_CONTROLS or controls <= MAX_CONTROL_SHARE * len(head):
        return None
    return "this is binary data, not HTML or text. Give the document itself, or convert it first."


def kind_of(text: str, name: str | None = None) -> Literal["html", "text"]:
    """HTML or text, by what is in it; the file's name decides only where the content leaves it open.

    >>> kind_of("<p>One.</p><p>Two.</p>"), kind_of("We use <b>bold</b> where 3 < 4.")
    ('html', 'text')
    """
    head = text[:HEAD_CHARACTERS]
    if "<" not in head:
        return "text"
    if OPENING.match(head) or has_page_within(head):
        return "html"
    named = (name or "").lower().endswith((".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx"))
    return "html" if _is_fragment(MARKDOWN_CODE.sub("", head), named) else "text"


def _is_fragment(head: str, named: bool) -> bool:
    """Whether text without `<html>` is a piece of HTML: its text stands inside tags, not around them."""
    starts, ends, breaks = (len(p.findall(head)) for p in (BLOCK_START, BLOCK_END, BREAK))
    if named:
        return starts + breaks > 0
    if not starts + breaks:
        return False
    lines = sum(1 for line in head.split("\n") if line.strip())
    markdown = len(MARKDOWN.findall(head))
    if STARTS_WITH_BLOCK.match(head) and starts + breaks > 0 and (ends or starts > 1):
        return markdown < starts + breaks
    return not markdown and _covered(head) + breaks * 4 / max(lines, 1) > 0.5 and starts + breaks >= 2


def _covered(head: str) -> float:
    """The share of characters between a block's start and the end tag that closes it, 0 to 1."""
    depth = inside = last = 0
    for tag in regex.finditer(rf"<(/?)(?:{BLOCK_TAGS})(?:\s[^<>]*)?>", head, regex.IGNORECASE):
        if depth and (tag[1] or tag.start() - last > 0):
            inside += tag.start() - last if tag[1] else 0
        depth = 0 if tag[1] else 1
        last = tag.end()
    return inside / max(len(head), 1)


def is_xml(text: str) -> bool:
    """Whether this is XML that is not XHTML, such as a feed: its tags are its own."""
    return bool(XML.match(text, 0, HEAD_CHARACTERS))


def is_feed(text: str) -> bool:
    """Whether this is RSS or Atom: many articles in one file."""
    return bool(FEED.search(text, 0, 4096))
