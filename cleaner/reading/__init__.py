"""HTML or plain text, as bytes or text → Page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from cleaner.options import NO_DOCUMENT, address, choice, document
from cleaner.page import Block, Kind, Page, Source
from cleaner.reading import escapes, mhtml, not_pages, plain, sniff
from cleaner.reading import markup as markup_reading
from cleaner.reading.decode import ROUNDS, Decoded, as_meant, decode, is_suspect, repair, seven_bit, wide_encoding
from cleaner.text.characters import visible

__all__ = ["read"]

# A megabyte without a line break is no paragraph: the longest novels have less a chapter.
LONGEST_LINE = 1_000_000


def read(source: Source, *, url: str | None = None, kind: Kind = "auto", name: str | None = None) -> Page:
    """Read one document. Never raises for a bad one: `Page.refused` says what it is and what to do.

    `kind` given as "html" or "text" is believed; otherwise the content decides, and `name` where that is open.
    An empty document has no blocks and is not refused; None is. Raises TypeError for what is neither text nor bytes,
    and ValueError for another `kind`.
    """
    choice("kind", kind, Kind)
    given, url = document(source), address(url)
    if given is None:
        return Page((), "text", url, name, refused=NO_DOCUMENT)
    if kind != "text" and mhtml.is_mhtml(given):
        return _saved(given, url, name)
    refused = refusal(given)
    if refused:
        return Page((), "text", url, name, refused=refused)
    read_as = repair(given) if isinstance(given, str) else decode(given)
    refused = None if kind == "text" else not_pages.refusal(read_as.text)
    if refused:
        return Page((), "text", url, name, encoding=read_as.encoding, refused=refused)
    chosen: Literal["html", "text"] = sniff.kind_of(read_as.text, name) if kind == "auto" else kind
    return _html(read_as, url, name) if chosen == "html" else _text(read_as, url, name)


def _saved(source: str | bytes, url: str | None, name: str | None) -> Page:
    """The page in a file as browsers save it, with the address it was saved from."""
    saved = mhtml.page_in(source)
    if saved is None:
        return Page((), "html", url, name, refused=mhtml.DAMAGED)
    page = _html(decode(saved.html, saved.charset), url or saved.url, name)
    return replace(page, warnings=(mhtml.CUT_OFF, *page.warnings)) if saved.cut else page


def _text(read_as: Decoded, url: str | None, name: str | None) -> Page:
    read_as = _as_meant_and_shown(read_as)
    text, escaped = escapes.without_json_escapes(read_as.text)
    said = [escapes.JSON_READ] if escaped else []
    if escaped and sniff.kind_of(text, name) == "html":
        page = _html(replace(read_as, text=text, utf8=None), url, name)
        return replace(page, warnings=(*page.warnings, *said))
    if escapes.is_escaped_html(text):
        page = _html(replace(read_as, text=escapes.unescaped_html(text), utf8=None), url, name)
        return replace(page, warnings=(*page.warnings, *said, escapes.HTML_READ))
    text, entity = escapes.without_entities(text)
    said += [escapes.ENTITIES_READ.format(entity)] if entity else []
    blocks = plain.blocks(text)
    warnings = (*read_as.warnings, *said, *unbroken(blocks))
    return Page(tuple(blocks), "text", url, name, text, read_as.encoding, warnings)


def _as_meant_and_shown(read_as: Decoded) -> Decoded:
    """A plain text put right, also where an unseen character stood within what was decoded wrongly: without it, who
    cleans what was cleaned would put right what is left."""
    if read_as.text.isascii():
        return read_as
    read_as = as_meant(read_as) if is_suspect(read_as.text) else read_as
    for _ in range(ROUNDS):
        shown = visible(read_as.text)
        if shown == read_as.text or not is_suspect(shown):
            break
        meant = as_meant(replace(read_as, text=shown))
        if meant.text == shown:
            break
        read_as = meant
    return read_as


def unbroken(blocks: Sequence[Block]) -> Iterator[str]:
    """A sentence on each line that is longer than any paragraph: what it holds cannot be told apart."""
    for block in blocks:
        if len(block.text) > LONGEST_LINE:
            yield (
                f"line {block.first_line} holds {len(block.text):,} characters without a break and is taken as one "
                "paragraph; if it was a whole page, clean the page instead"
            )


def refusal(source: str | bytes) -> str | None:
    """Why this cannot be read, None where it can."""
    if isinstance(source, str):
        return sniff.refusal(source) or sniff.binary(source[: sniff.HEAD_CHARACTERS].encode("utf-8", "replace"))
    raw = source[: sniff.HEAD_CHARACTERS]
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(raw) or seven_bit(raw) == "iso2022_kr"
    return sniff.refusal(source) or (None if wide else sniff.binary(raw))


def _html(read_as: Decoded, url: str | None, name: str | None) -> Page:
    found = markup_reading.read_html(read_as.text, read_as.utf8)
    if is_suspect("".join(block.text for block in found.blocks)) and (meant := as_meant(read_as)) is not read_as:
        read_as, found = meant, markup_reading.read_html(meant.text)
    warnings = (*read_as.warnings, *found.warnings)
    return Page(found.blocks, "html", url, name, read_as.text, read_as.encoding, warnings, markup=found)
