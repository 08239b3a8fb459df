"""HTML or plain text, as bytes or text → Page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from cleaner.options import NO_DOCUMENT, address, choice, document, is_address, no_document
from cleaner.page import Block, Edit, Kind, Page, Source
from cleaner.reading import bounds, escapes, mhtml, not_pages, plain, sniff, wrappers
from cleaner.reading import markup as markup_reading
from cleaner.reading.decode import ROUNDS, Decoded, as_meant, decode, is_suspect, repair, seven_bit, wide_encoding
from cleaner.text.characters import visible

__all__ = ["read"]

EMPTY = "the document is empty"

# A megabyte without a line break is no paragraph: the longest novels have less a chapter.
LONGEST_LINE = 1_000_000


NO_PAGE, DAMAGED = "E100", "E105"
"""Codes of what is refused: it is no page, it is damaged. `bounds` has those of what is too large."""


def read(  # noqa: PLR0913 - keywords with defaults
    source: Source,
    *,
    url: str | None = None,
    kind: Kind = "auto",
    name: str | None = None,
    max_elements: int | None = None,
    max_depth: int | None = None,
) -> Page:
    """Read one document. Never raises for a bad one: `Page.refused` says what it is and what to do, `code` which kind
    of fault it is.

    `kind` given as "html" or "text" is believed; otherwise the content decides, and `name` where that is open.
    An empty document has no blocks and is not refused; None is. Raises TypeError for what is neither text nor bytes,
    and ValueError for another `kind`.
    """
    choice("kind", kind, Kind)
    given, url = document(source), address(url)
    if given is None:
        return refused_page(NO_DOCUMENT, url, name)
    if found := bounds.too_large(given) or bounds.beyond(given, elements=max_elements, depth=max_depth):
        return refused_page(found.why, url, name, code=found.code)
    page = _read(given, url if url is None or is_address(url) else None, kind, name)
    warnings = list(page.warnings)
    if url is not None and not is_address(url):
        warnings.insert(0, f"the url {url!r} is no address and is not used; an address begins with https://")
    if not page.blocks and not page.refused and not page.source.strip():
        warnings.append(EMPTY)
    if found := bounds.too_many(len(page.blocks)):
        page = replace(page, blocks=(), markup=None, refused=found.why, code=found.code)
    return replace(page, warnings=tuple(warnings))


def _read(given: str | bytes, url: str | None, kind: Kind, name: str | None) -> Page:
    """Read a document that is there."""
    if kind != "text" and mhtml.is_mhtml(given):
        return _saved(given, url, name)
    if kind != "text" and (refused := no_document(given)):
        return refused_page(refused, url, name)
    whole = given
    given, wrapper = _without_wrapper(given) if kind != "text" else (given, None)
    url = url or (wrapper.url if wrapper else None)
    refused = (wrapper.refused if wrapper else None) or refusal(given)
    if refused:
        return refused_page(refused, url, name)
    read_as = repair(given) if isinstance(given, str) else decode(given, wrapper.charset if wrapper else None)
    refused = None if kind == "text" else not_pages.refusal(read_as.text, name)
    if refused:
        return replace(refused_page(refused, url, name), encoding=read_as.encoding)
    if wrapper:
        said = f"{wrapper.what} stands before the document and is no part of it"
        read_as = replace(read_as, warnings=(*read_as.warnings, said))
    chosen: Literal["html", "text"] = sniff.kind_of(read_as.text, name) if kind == "auto" else kind
    if kind == "auto" and chosen == "text" and (said := wrappers.tags_in_lines(read_as.text)):
        read_as = replace(read_as, warnings=(*read_as.warnings, said))
    page = _page(read_as, url, name, chosen)
    return _with_account(page, whole[: wrapper.begin], wrapper.what) if wrapper else page


def _with_account(page: Page, before: str | bytes, what: str) -> Page:
    """A text with the account of what was taken off before it; of markup, the account is of what is seen."""
    if page.kind != "text":
        return page
    text = before if isinstance(before, str) else before.decode("utf-8", "replace")
    taken = Edit(1, text.strip(), "", "reading", f"{what} stands before the document and is no part of it")
    return replace(page, edits=(taken, *page.edits))


def refused_page(
    why: str, url: str | None, name: str | None, *, code: str = NO_PAGE, kind: Literal["html", "text"] = "text"
) -> Page:
    """A page of which nothing was read, and why."""
    return Page((), kind, url, name, refused=why, code=code)


def _page(read_as: Decoded, url: str | None, name: str | None, kind: Literal["html", "text"]) -> Page:
    """What was decoded as a page of this kind; of a feed, its one article."""
    if kind == "text":
        return _text(read_as, url, name)
    if not (sniff.is_xml(read_as.text) and sniff.is_feed(read_as.text)):
        return _html(read_as, url, name)
    count = wrappers.items_in(read_as.text)
    if count > 1:
        refused = wrappers.SEVERAL_ITEMS.format(count=count)
        return replace(refused_page(refused, url, name, kind="html"), encoding=read_as.encoding)
    item = wrappers.page_of_item(read_as.text)
    return _html(replace(read_as, text=item, utf8=None) if item else read_as, url, name)


def _without_wrapper(given: str | bytes) -> tuple[str | bytes, wrappers.Unwrapped | None]:
    """A document without what a server, an archive or a corpus put before it; blank lines stand there, so that lines
    keep their numbers."""
    start = given[: wrappers.HEAD]
    found = wrappers.unwrapped(start if isinstance(start, str) else start.decode("latin-1"), given)
    if found is None or found.refused:
        return given, found
    if isinstance(given, str):
        return "\n" * given.count("\n", 0, found.begin) + given[found.begin : found.end], found
    return b"\n" * given.count(b"\n", 0, found.begin) + given[found.begin : found.end], found


def _saved(source: str | bytes, url: str | None, name: str | None) -> Page:
    """The page in a file as browsers save it, with the address it was saved from."""
    saved = mhtml.page_in(source)
    if saved is None:
        return refused_page(mhtml.DAMAGED, url, name, code=DAMAGED, kind="html")
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
    if fault := bounds.too_many_breaks(text):
        return replace(refused_page(fault.why, url, name, code=fault.code), encoding=read_as.encoding)
    blocks = plain.blocks(text)
    warnings = (*read_as.warnings, *said, *unbroken(blocks))
    return Page(tuple(blocks), "text", url, name, text, read_as.encoding, warnings)


def read_otherwise(page: Page, left: str) -> Page | None:
    """A plain text as it is read where what is `left` of it asks for that: what hindered a reading may be gone. None
    where there is nothing to read."""
    return _without_entities(page, left) or _as_meant_now(page, left) if page.kind == "text" else None


def _without_entities(page: Page, left: str) -> Page | None:
    """A text that seemed to speak of entities, where what is left does not: with the entities read as characters."""
    if escapes.without_entities(left)[1] is None:
        return None
    text, entity = escapes.entities_read(page.source)
    blocks = plain.blocks(text)
    said = escapes.ENTITIES_READ.format(entity)
    return replace(page, source=text, blocks=tuple(blocks), warnings=(*page.warnings, said))


def _as_meant_now(page: Page, left: str) -> Page | None:
    """A text with pieces that seemed to be right beside others, and are wrongly decoded by what is left, put right."""
    if not is_suspect(left):
        return None
    meant = _as_meant_and_shown(Decoded(left, None))
    was, now = left.split("\n"), meant.text.split("\n")
    mended = {old: new for old, new in zip(was, now, strict=False) if old != new and old}
    if len(was) != len(now) or not mended:
        return None
    put_right = (
        next((b.text.replace(old, mended[old]) for old in mended if old in b.text), b.text) for b in page.blocks
    )
    blocks = tuple(block.saying(text) for block, text in zip(page.blocks, put_right, strict=True))
    return replace(page, blocks=blocks, warnings=(*page.warnings, *meant.warnings))


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
    utf8 = read_as.utf8 or read_as.text.encode("utf-8", "replace")
    if fault := bounds.too_many_paragraphs(utf8):
        return replace(refused_page(fault.why, url, name, code=fault.code, kind="html"), encoding=read_as.encoding)
    found = markup_reading.read_html(read_as.text, utf8)
    if is_suspect("".join(block.text for block in found.blocks)) and (meant := as_meant(read_as)) is not read_as:
        read_as, found = meant, markup_reading.read_html(meant.text)
    warnings = (*read_as.warnings, *found.warnings)
    return Page(found.blocks, "html", url, name, read_as.text, read_as.encoding, warnings, markup=found)
