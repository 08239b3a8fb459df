"""A page → marks on the blocks that are not in its main content, by the voice that fits its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.lines import Lines
from cleaner.options import SHIPPED, WeightFiles
from cleaner.page import Finding, Mark, Page, Remark, Voice


def findings(
    lines: Lines,
    *,
    engine: str = "own",
    favour: str = "balanced",
    body: Sequence[int] | None = None,
    weights: WeightFiles = SHIPPED,
) -> Iterator[Finding]:
    """What is not main content. `body`: indexes of the blocks a site rule names as the body; then nothing is scored.

    `engine`: "own" or "trafilatura", for HTML. `favour`: "precision", "balanced" or "recall".
    """
    page = lines.page
    if body is not None:
        yield from outside_of(page, body)
    elif page.kind == "text":
        from cleaner.main_content.text import find as text_body

        yield from text_body.findings(lines, engine=engine, favour=favour, weights=weights)
    elif engine == "own":
        from cleaner.main_content.html import find as html_body

        yield from html_body.findings(lines, favour=favour, weights=weights)
    else:
        from cleaner.main_content import trafilatura_engine

        said = yield from trafilatura_engine.findings(page, lines.words, engine=engine, favour=favour)
        if said:
            yield Remark(said)


def outside_of(page: Page, body: Sequence[int]) -> Iterator[Finding]:
    """A mark on each block that is not in a body given by a site rule."""
    inside = frozenset(body)
    for index in range(len(page.blocks)):
        if index not in inside:
            yield Mark(
                index,
                "outside",
                why="stands outside the element that the site's rule names as the body",
                by="site_body",
                voice=Voice.EXTRACTOR,
                confidence=0.95,
            )
