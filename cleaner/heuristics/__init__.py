"""The list of heuristics: what holds for pages in general. Each is one function of a view of the page → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleaner.heuristics.attribution import author_bios, bylines, caption_labels, credits, timestamps
from cleaner.heuristics.datelines import datelines
from cleaner.heuristics.furniture import (
    ads,
    counters,
    end_marks,
    kickers,
    legal_lines,
    releases,
    running_heads,
    standing_notes,
)
from cleaner.heuristics.inline_prompts import glued_ends, glued_starts, lost_links
from cleaner.heuristics.navigation import (
    breadcrumbs,
    linked_lines,
    menus,
    related_lists,
    related_pointers,
    tag_lists,
    teaser_twins,
)
from cleaner.heuristics.prompts import (
    comment_forms,
    cookie_notices,
    follow_prompts,
    newsletter_prompts,
    share_prompts,
)
from cleaner.heuristics.repetition import duplicates, headlines, pull_quotes, standfirsts
from cleaner.lines import Lines
from cleaner.page import Finding

HEURISTICS: tuple[Callable[[Lines], Iterator[Finding]], ...] = (
    bylines,
    timestamps,
    datelines,
    credits,
    caption_labels,
    author_bios,
    menus,
    linked_lines,
    breadcrumbs,
    tag_lists,
    related_lists,
    related_pointers,
    teaser_twins,
    share_prompts,
    newsletter_prompts,
    follow_prompts,
    comment_forms,
    cookie_notices,
    glued_starts,
    glued_ends,
    lost_links,
    ads,
    counters,
    legal_lines,
    standing_notes,
    end_marks,
    releases,
    running_heads,
    kickers,
    headlines,
    standfirsts,
    pull_quotes,
    duplicates,
)
