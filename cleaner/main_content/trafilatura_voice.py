"""An HTML page → marks on the blocks that trafilatura does not take for the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import regex
from lxml import etree
from lxml import html as lxml_html

from cleaner.page import Finding, Mark, Page, Voice, Words

WHY = "not in the part of the page that trafilatura takes for the article"
CONFIDENCE = 0.8

MIN_SHARE = 0.7
"""A block is kept when so many of its words stand together in trafilatura's text; it may have cut a link or a note."""

SHORT = 4
"""A block of fewer words says nothing by its words alone: it must stand where the text around it stands."""

AHEAD = 400
"""How many words further on than expected a block may begin, before it is looked for from the start."""

CUT_SHARE = 0.9
"""When a parser's tree holds less of our words than this, it has cut text off."""

WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")


def findings(
    page: Page, words: Words | None = None, *, engine: str = "trafilatura", favour: str = "balanced"
) -> Iterator[Finding]:
    """A mark on each block that trafilatura leaves out. None at all where it finds nothing; `problem` says why.

    `favour`: "precision", "balanced" or "recall". Blocks that its parser cut off are kept.
    """
    kept, _ = kept_blocks(page, favour=favour)
    if kept is None:
        return
    for index in range(len(page.blocks)):
        if index not in kept:
            yield Mark(index, "outside", why=WHY, by="trafilatura", voice=Voice.EXTRACTOR, confidence=CONFIDENCE)


def problem(page: Page, *, favour: str = "balanced") -> str | None:
    """Why trafilatura says nothing of this page, or only of a part of it; None where all is well."""
    return kept_blocks(page, favour=favour)[1]


def kept_blocks(page: Page, *, favour: str = "balanced") -> tuple[frozenset[int] | None, str | None]:
    """The indexes of the blocks that trafilatura keeps, and what went wrong. None where it has no opinion."""
    if not page.blocks:
        return None, None
    try:
        tree = parsed(page.source)
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


def tree_words(tree: Any) -> Counter[str]:
    """How often each word stands in the tree. To be asked before the extractor takes the tree apart."""
    return Counter(WORD.findall(" ".join(etree.ETXPath("//text()")(tree)).lower()))


def extracted(tree: Any, favour: str) -> str:
    """What trafilatura takes for the body. `deduplicate` stays off: it remembers across documents."""
    import trafilatura

    document = trafilatura.bare_extraction(
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
    """Blocks whose words the parser's tree does not have, where it lacks a good part of the page."""
    ours = Counter(word for block in page.blocks for word in WORD.findall(block.text.lower()))
    if (ours & seen).total() >= CUT_SHARE * ours.total():
        return set()
    left = seen.copy()
    unseen = set()
    for index, block in enumerate(page.blocks):
        words = WORD.findall(block.text.lower())
        if words and sum(left[word] > 0 for word in words) < MIN_SHARE * len(words):
            unseen.add(index)
        left.subtract(words)
    return unseen


def aligned(blocks: Sequence[str], text: str) -> set[int]:
    """Which of the blocks stand in the text, found with a pointer that goes forward through both.

    Both are read as words. A block that begins further back than the pointer is looked for from the start, once,
    since extractors move tables and headings.
    """
    body = WORD.findall(text.lower())
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(body)):
        for size in range(1, SHORT + 1):
            places.setdefault(tuple(body[at : at + size]), []).append(at)
    kept: set[int] = set()
    pointer = 0
    for index, block in enumerate(blocks):
        words = WORD.findall(block.lower())
        found = place_of(words, places, pointer, body)
        if found is not None:
            kept.add(index)
            pointer = found + len(words)
    return kept


def place_of(
    words: Sequence[str], places: dict[tuple[str, ...], list[int]], pointer: int, body: Sequence[str]
) -> int | None:
    """Where in the body these words stand: near the pointer, or for a longer block anywhere."""
    if not words:
        return None
    step = max(1, len(words) // 8)
    for at in range(0, max(1, len(words) - SHORT + 1), step):
        candidates = places.get(tuple(words[at : at + SHORT]), ())
        start = _nearest(candidates, pointer + at, far=len(words) > SHORT)
        if start is not None and _share(words, body, start - at) >= MIN_SHARE:
            return max(start - at, 0)
    return None


def _nearest(candidates: Sequence[int], pointer: int, *, far: bool) -> int | None:
    """The first of the places (in rising order) not before the pointer, and near it; any place for longer blocks."""
    from bisect import bisect_left

    at = bisect_left(candidates, pointer - SHORT)
    if at < len(candidates) and (far or candidates[at] - pointer <= AHEAD):
        return candidates[at]
    return candidates[0] if far and candidates else None


def _share(words: Sequence[str], body: Sequence[str], start: int) -> float:
    """The share of the words that stand in this stretch of the body, 0 to 1."""
    here = Counter(body[max(start, 0) : max(start, 0) + len(words) + SHORT])
    return (Counter(words) & here).total() / len(words)
