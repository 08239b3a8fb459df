"""A first result → one that cleaning again does not change. Plain text only: HTML comes in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from cleaner.deciding.doubts import with_doubts
from cleaner.deciding.roles import roles_of
from cleaner.later import Later
from cleaner.page import Block, Cleaned, Mark, Page, Removed
from cleaner.reading.plain import blocks

# Almost every text is settled in the second round; a hostile mixture of lines may take a few more.
MAX_ROUNDS = 6
HYPHENS = "-\u00ad\u2010"


def settled(first: Cleaned, clean_page: Callable[[Page], Cleaned]) -> Cleaned:
    """Clean what is left until nothing more goes, and account for all of it by the lines of the source.

    What surrounds a line is evidence: once the menu is gone, a lone "News" is seen as it is. A user who cleans twice
    would get this result, so everybody gets it at once.
    """
    result = first
    for _ in range(MAX_ROUNDS):
        if result.page.kind != "text" or not result.kept or not (changed(result) or unwrapped(result.page)):
            break
        again = clean_page(left_of(result))
        if not changed(again):
            break
        result = joined(result, again)
    return with_doubts(result)


def left_of(result: Cleaned) -> Page:
    """What is left, as who cleans again would read it: with its own lines, and what stands together now."""
    left = tuple(block for _, block in result.kept)
    read_again = read_back(result.text)
    if [block.text for block in read_again] == [block.text for block in left]:
        left = read_again
    return replace(result.page, blocks=left, edits=(), warnings=(), again=True)


@lru_cache(maxsize=1)
def read_back(text: str) -> tuple[Block, ...]:
    """What is left as who cleans again would read it; it is asked for by the round after, and at the end."""
    return tuple(blocks(text))


def changed(result: Cleaned) -> bool:
    """Whether anything was taken out or mended, as `removed` has it; a cut span makes a new block of its line."""
    source = result.page.blocks
    return (
        bool(result.page.edits)
        or len(result.kept) < len(source)
        or any(block is not source[at] for at, block in result.kept)
    )


def unwrapped(page: Page) -> bool:
    """Whether lines were joined to paragraphs: who cleans the result again sees paragraphs only."""
    return any(block.last_line > block.first_line for block in page.blocks)


def rejoined(page: Page, result: Cleaned) -> Page | None:
    """The page with those lines joined that are read as one paragraph once what stood around them is gone.

    Lines of wrapped prose are seen as such only where most lines are. None where nothing is to be joined.
    """
    if result.page.kind != "text" or result.page.edits or not changed(result):
        return None
    paragraphs = [block.text for block in read_back(result.text)]
    if len(paragraphs) >= len(result.kept):
        return None
    made, texts = list(page.blocks), {at: block.text for at, block in result.kept}
    for text, run in reversed(list(runs(paragraphs, result.kept))):
        first, last = run[0], run[-1]
        whole = last - first == len(run) - 1 and all(page.blocks[at].text == texts[at] for at in run)
        if len(run) > 1 and whole:
            made[first : last + 1] = [replace(page.blocks[first], text=text, last_line=page.blocks[last].last_line)]
    return replace(page, blocks=tuple(made)) if len(made) < len(page.blocks) else None


def runs(paragraphs: Sequence[str], kept: Sequence[tuple[int, Block]]) -> Iterator[tuple[str, list[int]]]:
    """Each paragraph with the places of the lines that it is made of; ends where they do not fit.

    >>> lines = [(4, Block("The river")), (5, Block("rose.")), (7, Block("It rains."))]
    >>> list(runs(["The river rose.", "It rains."], lines))
    [('The river rose.', [4, 5]), ('It rains.', [7])]
    """
    coming = iter(kept)
    for text in paragraphs:
        wanted, found, run = signs_of(text), "", list[int]()
        while len(found) < len(wanted) and (line := next(coming, None)):
            found += signs_of(line[1].text)
            run.append(line[0])
        if found != wanted:
            return
        yield text, run


def signs_of(text: str) -> str:
    """What of a text stays when lines are joined: no white space, no hyphens."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in HYPHENS)


def joined(first: Cleaned, again: Cleaned) -> Cleaned:
    """Two rounds as one result: the later body, the facts of the first, what either removed, in the source's order."""
    place = [index for index, _ in first.kept]
    return replace(
        again,
        metadata=first.metadata,
        facts=first.facts,
        confidence=first.confidence,
        removed=Later(lambda: removed_in_both(first, again)),
        warnings=[*first.warnings, *(said for said in again.warnings if said not in first.warnings)],
        page=first.page,
        kept=[(place[index], in_source(block, first.page.blocks[place[index]])) for index, block in again.kept],
        verdicts=Later(lambda: verdicts_of_both(first, again)),
        marks=Later(lambda: marks_of_both(first, again)),
        roles=Later(lambda: roles_of(first.page, marks_of_both(first, again), first.facts)),
        doubts=[
            *first.doubts,
            *(replace(said, blocks=tuple(place[at] for at in said.blocks)) for said in again.doubts),
        ],
        rule_files=tuple(dict.fromkeys([*first.rule_files, *again.rule_files])),
    )


def removed_in_both(first: Cleaned, again: Cleaned) -> list[Removed]:
    """What either round took out, in the source's order."""
    place, source = [index for index, _ in first.kept], first.page.blocks
    later = [moved(entry, place[entry.block], source[place[entry.block]]) for entry in again.removed]
    return sorted([*first.removed, *later], key=lambda entry: (entry.first_line, entry.block))


def verdicts_of_both(first: Cleaned, again: Cleaned) -> list[Mark | None]:
    """The verdict on each line: of the later round, where it said anything."""
    verdicts = list(first.verdicts)
    for (index, _), mark in zip(first.kept, again.verdicts, strict=True):
        verdicts[index] = replace(mark, block=index) if mark else verdicts[index]
    return verdicts


def marks_of_both(first: Cleaned, again: Cleaned) -> list[Mark]:
    """What every voice said in either round."""
    place, source = [index for index, _ in first.kept], first.page.blocks
    later = [moved_mark(mark, place[mark.block], source[place[mark.block]].text) for mark in again.marks]
    return [*first.marks, *later]


def in_source(block: Block, source: Block) -> Block:
    """The block with the lines of the source."""
    return replace(block, first_line=source.first_line, last_line=source.last_line)


def moved(entry: Removed, index: int, source: Block) -> Removed:
    """The entry with its place on the page as it was read."""
    span = span_in(source.text, entry.text) if entry.span else None
    return replace(entry, block=index, span=span, first_line=source.first_line, last_line=source.last_line)


def moved_mark(mark: Mark, index: int, text: str) -> Mark:
    """The mark with its place on the page as it was read; a span that was moved by an earlier cut is the whole line."""
    inside = mark.span is not None and mark.span[1] <= len(text)
    return replace(mark, block=index, span=mark.span if inside else None)


def span_in(text: str, part: str) -> tuple[int, int] | None:
    """Where the part stands in the line as it was read."""
    start = text.find(part)
    return (start, start + len(part)) if start >= 0 else None
