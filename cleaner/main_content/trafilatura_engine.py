"""An HTML page → marks on the blocks that trafilatura does not take for the article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

import regex
from lxml import html as lxml_html

from cleaner.page import Finding, Mark, Page, Voice, Words

WHY = "not in the part of the page that trafilatura takes for the article"
CONFIDENCE = 0.8

MIN_SHARE = 0.7
"""A block is kept when so many of its words stand together in trafilatura's text; it may have cut a link or a note."""

SHORT = 4
"""A block of fewer words says nothing by its words alone: it must stand where the text around it stands."""

AHEAD = 400
"""How many words further on than expected a line of few words may stand."""

TRIES = 8
"""So many places are tried for a block before it is given up: that keeps the search linear."""

MIN_CUT = 10
"""So many words of ours that a parser's tree lacks are worth a closer look; fewer are words it divides otherwise."""

MAX_SEEN = 0.5
"""A block of which less than this is in the parser's tree was cut off."""

UNSHOWN = ("script", "style", "svg")
"""Elements without text of the page, which trafilatura takes out itself, several times and slowly."""

MOST_CHILDREN = 5_000
"""With more elements in one it is not asked unbidden: its time grows with the square of the links of a line. Real pages
stay under 1,000."""

WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")


def findings(
    page: Page, words: Words | None = None, *, engine: str = "trafilatura", favour: str = "balanced"
) -> Generator[Finding, None, str | None]:
    """A mark on each block that trafilatura leaves out; none at all where it has no opinion.

    `favour`: "precision", "balanced" or "recall". Blocks that its parser cut off are kept. What the generator returns
    (`said = yield from findings(page)`) is a sentence for the warnings: that it failed, found nothing, or was cut off.
    """
    kept, said = kept_blocks(page, favour=favour)
    if kept is not None:
        for index in range(len(page.blocks)):
            if index not in kept:
                yield Mark(index, "outside", why=WHY, by="trafilatura", voice=Voice.EXTRACTOR, confidence=CONFIDENCE)
    return said


def kept_blocks(
    page: Page, *, favour: str = "balanced", pruned: bool = False
) -> tuple[frozenset[int] | None, str | None]:
    """The indexes of the blocks that trafilatura keeps, and what went wrong. None where it has no opinion.

    `pruned`: scripts and styles are taken out first, a fifth faster (of 116 pages one came out otherwise), and a page
    with very many elements in one is left alone.
    """
    if not page.blocks:
        return None, None
    try:
        tree = parsed(page.source)
        if pruned:
            prune(tree)
            if tree.xpath("boolean(//*[count(*) > $most])", most=MOST_CHILDREN):
                return None, None
        seen = tree_words(tree)
        text = extracted(tree, favour)
    except Exception as error:  # an extractor's crash is no reason to lose the document
        return None, f"trafilatura failed ({type(error).__name__}), so nothing is left out on its word"
    if not text:
        return None, "trafilatura finds no article here, so nothing is left out on its word"
    kept = aligned([block.text for block in page.blocks], text)
    unseen = cut_off(page, seen)
    if not unseen:
        return frozenset(kept), None
    said = f"trafilatura's parser cut the page off: {len(unseen):,} blocks it never saw are kept"
    return frozenset(kept | unseen), said


def parsed(source: str) -> Any:
    """The page as lxml's tree. NULs end lxml's text, and a declared encoding is wrong for text already decoded."""
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    return lxml_html.document_fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser=parser)


def prune(tree: Any) -> None:
    """Take scripts, styles and drawings out of the tree, but linked data, which trafilatura may read the body from."""
    for element in list(tree.iter(*UNSHOWN)):
        if element.getparent() is not None and "ld+json" not in (element.get("type") or ""):
            element.drop_tree()


def tree_words(tree: Any) -> Counter[str]:
    """How often each word stands in the tree. To be asked before the extractor takes the tree apart."""
    return Counter(WORD.findall(" ".join(tree.itertext()).lower()))


def extracted(tree: Any, favour: str) -> str:
    """What trafilatura takes for the body. `deduplicate` stays off: it remembers across documents."""
    import trafilatura  # noqa: PLC0415 - heavy, and only pages in doubt need it

    document: Any = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        favor_precision=favour == "precision",
        favor_recall=favour == "recall",
        with_metadata=False,
    )
    return (document.text or "") if document is not None else ""


def cut_off(page: Page, seen: Counter[str]) -> set[int]:
    """Blocks that the parser's tree does not have, as happens where elements are nested some hundreds deep."""
    words = [WORD.findall(block.text.lower()) for block in page.blocks]
    ours = Counter(word for block in words for word in block)
    if (ours - seen).total() < MIN_CUT:
        return set()
    left = seen.copy()
    unseen = set()
    for index, block in enumerate(words):
        found = Counter(block) & left
        if block and found.total() < (MAX_SEEN * len(block) if len(block) >= SHORT else 1):
            unseen.add(index)
        left.subtract(found)
    return unseen if any(len(words[index]) >= SHORT for index in unseen) else set()


def aligned(blocks: Sequence[str], text: str) -> set[int]:
    """Which of the blocks stand in the text. Each stretch of the text serves one block: twins are not kept twice.

    First those that stand there word for word, then, in what is left, those of which most words do.
    """
    body = Body(text)
    words = [WORD.findall(block.lower()) for block in blocks]
    ends = {at: end for at, block in enumerate(words) if (end := body.take(block, exact=True))}
    body.pointer = 0
    for at, block in enumerate(words):
        if at in ends:
            body.pointer = ends[at]
        elif end := body.take(block):
            ends[at] = end
    return set(ends)


class Body:
    """The words of an extracted text, taken up block by block with a pointer that goes forward.

    A longer block is looked for from the start, too, since extractors move tables and headings. One of few words must
    follow what was taken last, or be a whole line further on.
    """

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self.lines: dict[tuple[str, ...], list[int]] = {}
        for line in text.lower().split("\n"):
            found = WORD.findall(line)
            self.lines.setdefault(tuple(found), []).append(len(self.words))
            self.words += found
        self.places: dict[tuple[str, ...], list[int]] = {}
        for at, words in enumerate(zip(*(self.words[start:] for start in range(SHORT)), strict=False)):
            self.places.setdefault(words, []).append(at)
        self.taken = bytearray(len(self.words))
        self.pointer = 0

    def take(self, words: list[str], *, exact: bool = False) -> int:
        """Where the stretch of free text ends that these words are; 0 where there is none, else it is taken."""
        if not words or (exact and len(words) < SHORT):
            return 0
        start = self._short(words) if len(words) < SHORT else self._long(words, exact=exact)
        if start is None:
            return 0
        end = min(start + len(words), len(self.words))
        self.taken[start:end] = b"\1" * (end - start)
        self.pointer = end
        return end

    def _short(self, words: list[str]) -> int | None:
        """Where a few words stand: at the pointer, or as a line of their own."""
        end = self.pointer + len(words)
        if self.words[self.pointer : end] == words and not self.taken[self.pointer]:
            return self.pointer
        return self._nearest(self.lines.get(tuple(words), ()), near=True)

    def _long(self, words: list[str], *, exact: bool) -> int | None:
        """Where a longer block stands, by a few of its words and then by most of them."""
        step = len(words) if exact else max(1, len(words) // TRIES)
        for at in range(0, len(words) - SHORT + 1, step):
            found = self._nearest(self.places.get(tuple(words[at : at + SHORT]), ()), ahead=at)
            if found is None:
                continue
            if (
                self._share(words, found - at) >= MIN_SHARE
                if not exact
                else self.words[found : found + len(words)] == words
            ):
                return max(found - at, 0)
        return None

    def _nearest(self, places: Sequence[int], *, ahead: int = 0, near: bool = False) -> int | None:
        """The first free one of the places (in rising order) from the pointer on; else, if that may be, before it."""
        expected = self.pointer + ahead - SHORT
        at = bisect_left(places, expected)
        for place in places[at : at + TRIES]:
            if not self.taken[place] and (not near or place - expected <= AHEAD):
                return place
        return next((place for place in places[: min(at, TRIES)] if not self.taken[place]), None) if not near else None

    def _share(self, words: list[str], start: int) -> float:
        """The share of the words that stand in this stretch of the text and are free, 0 to 1."""
        start = max(start, 0)
        end = min(start + len(words) + SHORT, len(self.words))
        here = Counter(
            word for word, taken in zip(self.words[start:end], self.taken[start:end], strict=True) if not taken
        )
        return (Counter(words) & here).total() / len(words)
