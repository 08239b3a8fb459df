"""Marks on a page → without those that go by a line's words alone, in the middle of what stays.

What packs know of a line is a column of the body finders already. Where these keep the line all the same, its words do
not outvote them: they name what another voice takes, and speak beside what goes, at the article's edges.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from cleaner.lines import is_prose
from cleaner.page import Mark, Page

# Heuristics that know a line by the words of the packs, or by the shape of a date, a path or a link. The others see how
# lines of a page belong together (copies, lists of stories, the head of the article), and vote everywhere.
BY_WORDS = frozenset(
    ["timestamps", "credits", "author_bios", "menus", "linked_lines", "breadcrumbs", "tag_lists", "share_prompts",
     "newsletter_prompts", "follow_prompts", "comment_forms", "cookie_notices", "ads", "counters", "legal_lines",
     "standing_notes", "end_marks", "kickers"]
)  # fmt: skip


def voting(page: Page, marks: Sequence[Mark]) -> list[Mark]:
    """The marks that count: those by words only on lines that another voice takes, beside such lines, and below the
    article's last sentence. Alone above it, a date, a disclosure or a label may be the article's own.

    >>> from cleaner.page import Block, Voice
    >>> body = Block("The river rose two metres overnight and closed the bridge.")
    >>> page = Page((Block("7 min read"), body, Block("Share"), Block("Tweet"), body, Block("All rights reserved.")))
    >>> named = [Mark(0, "counter", "", "counters"), Mark(2, "share_prompt", "", "share_prompts"),
    ...          Mark(5, "legal", "", "legal_lines")]
    >>> [mark.block for mark in voting(page, [*named, Mark(3, "outside", "", "text_body", Voice.EXTRACTOR)])]
    [2, 5, 3]
    """
    named = {mark.block for mark in marks if by_words(mark)}
    if not named:
        return list(marks)
    gone = {mark.block for mark in marks if takes(mark) and not by_words(mark)}
    counts = gone | reached(gone, named) | tail(page, gone | named)
    return [mark for mark in marks if not by_words(mark) or mark.block in counts]


def tail(page: Page, out: Set[int]) -> set[int]:
    """The lines below the last running text that stays."""
    blocks = page.blocks
    last = next((at for at in reversed(range(len(blocks))) if at not in out and is_prose(blocks[at])), len(blocks))
    return set(range(last + 1, len(blocks)))


def reached(gone: Set[int], named: Set[int]) -> set[int]:
    """The named lines that border on what goes, one after the other."""
    found: set[int] = set()
    edge = [at for at in named if at - 1 in gone or at + 1 in gone]
    while edge:
        at = edge.pop()
        if at not in found:
            found.add(at)
            edge += [near for near in (at - 1, at + 1) if near in named]
    return found


def takes(mark: Mark) -> bool:
    """Whether a mark takes a whole line away, whatever becomes of the others."""
    return mark.span is None and not mark.keep and mark.twin is None


def by_words(mark: Mark) -> bool:
    """Whether a mark would take a line for its words alone."""
    return mark.by in BY_WORDS and takes(mark)
