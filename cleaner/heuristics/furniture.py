"""A view of a page → standing furniture: advertisements, counters, legal lines, notes, end marks, kickers."""

from __future__ import annotations

from collections.abc import Iterator, Set

import regex

from cleaner.heuristics.prompts import requests
from cleaner.lines import Lines, with_line
from cleaner.page import Finding, Mark
from cleaner.reading.print_pages import RUNNING_HEAD

# What stands below an end mark is no part of the article if it is no larger a share of the words.
MOST_BELOW = 0.3
# Below a press release, whose end says what it is, more may stand.
MOST_OF_RELEASE, HEAD_WORDS = 0.6, 8
# A line that only parts what stands above and below.
RULE = regex.compile(r"[_*=~–—-]{2,}")


def ads(view: Lines) -> Iterator[Finding]:
    """A line that marks an advertisement.

        >>> print(without(ads, '''
        ... The firm spent a third of its budget on advertisement last year.
        ... Advertisement
        ... Sales rose by four percent in the same period, it said.
        ... In partnership with the county it will plant trees.
        ... The first of them were set on Monday along the ring road.
        ... '''))
        The firm spent a third of its budget on advertisement last year.
        <BLANKLINE>
        Sales rose by four percent in the same period, it said.
        <BLANKLINE>
        In partnership with the county it will plant trees.
        <BLANKLINE>
        The first of them were set on Monday along the ring road.

    Anywhere: "Advertisement" between two paragraphs is where it usually stands, but no sentence that only begins so.
    Source: the pack's class ad; "ads, calls to action" is 1.8 % of boilerplate lines in our research.
    """
    for index, found in view.said("ad"):
        if not view.is_loose(index, found) or view.at_edge(index) or view.has_company(index, "ad"):
            yield Mark(index, "ad", why=f"the whole line marks an advertisement ({found.by})", by="ads")


def counters(view: Lines) -> Iterator[Finding]:
    """Numbers of comments, shares, views, and reading times.

        >>> print(without(counters, '''
        ... 3 min read
        ... The vote was 12 to 9, with 3 members absent from the hall.
        ... 14 Comments
        ... '''))
        The vote was 12 to 9, with 3 members absent from the hall.

    Anywhere: the whole line is the number and its noun.
    Source: the pack's class counter; 1.3 % of boilerplate lines in our research.
    """
    yield from requests(view, "counter", "counters", "the whole line is a counter or reading time")


def legal_lines(view: Lines) -> Iterator[Finding]:
    """Copyright, terms of use, disclosures.

        >>> print(without(legal_lines, '''
        ... All rights reserved for the tribe were sold within a decade, he said.
        ... Copyright 2024 Example Media. All rights reserved.
        ... '''))
        All rights reserved for the tribe were sold within a decade, he said.

    Anywhere, since the whole line must be the formula.
    Source: the pack's class legal.
    """
    yield from requests(view, "legal", "legal_lines", "the whole line is a legal formula")


def standing_notes(view: Lines) -> Iterator[Finding]:
    """Notes the publisher puts under many articles, never a correction of this one.

        >>> print(without(standing_notes, '''
        ... The minister resigned on Friday after nine years in the post.
        ... An earlier version of this article misspelled the minister's name.
        ... This article was originally published on Example News.
        ... '''))
        The minister resigned on Friday after nine years in the post.
        <BLANKLINE>
        An earlier version of this article misspelled the minister's name.

    At the edge or beside other furniture. A correction belongs to the article and is protected.
    Source: the pack's classes note and correction.
    """
    for index, found in view.said("correction"):
        why = f"a correction belongs to the article ({found.by})"
        yield Mark(index, "note", why=why, by="standing_notes", keep=True)
    for index, found in view.said("note"):
        ruled = index and RULE.fullmatch(view.texts[index - 1]) is not None and index >= view.last_prose
        if ruled:
            yield Mark(index - 1, "note", why="parts a note from the text above", by="standing_notes")
        if index >= view.last_prose or view.at_edge(index) or view.has_company(index):
            why = f"a note that stands under many articles ({found.by})"
            yield Mark(index, "note", why=why, by="standing_notes", confidence=0.85)


def end_marks(view: Lines) -> Iterator[Finding]:
    """A line that says the article is over ("END", "###"), and what a press release has below it.

        >>> print(without(end_marks, '''
        ... The work will end in May, the builders said on Wednesday, and the bridge will open in June.
        ... A second bridge is planned for the year after, if the county finds the money for it.
        ... ###
        ... The Harbour Office keeps the piers and the lamps of the bay in order.
        ... '''))
        The work will end in May, the builders said on Wednesday, and the bridge will open in June.
        <BLANKLINE>
        A second bridge is planned for the year after, if the county finds the money for it.
        >>> print(without(end_marks, '''
        ... The work will end in May, the builders said on Wednesday.
        ... ###
        ... The second day began with rain, and nobody came to the bridge before noon.
        ... ###
        ... '''))
        The work will end in May, the builders said on Wednesday.
        <BLANKLINE>
        ###
        <BLANKLINE>
        The second day began with rain, and nobody came to the bridge before noon.

    What follows goes with the mark if the mark stands once and little follows; else only a mark behind the last prose.
    Source: the pack's class end_mark; press releases.
    """
    marks = view.said("end_mark")
    words = sum(view.counts)
    for index, found in marks:
        why = f"marks the end of the article ({found.by})"
        below = range(index + 1, len(view.texts))
        if len(marks) == 1 and sum(view.counts[at] for at in below) <= MOST_BELOW * words:
            yield Mark(index, "note", why=why, by="end_marks")
            for after in below:
                yield with_line(
                    view, Mark(after, "note", why="stands below the end mark in line {}", by="end_marks"), index
                )
        elif view.in_tail(index):
            yield Mark(index, "note", why=why, by="end_marks")


def releases(view: Lines) -> Iterator[Finding]:
    """What a press release has below its text: the firm on itself, contacts, warnings, its source.

        >>> print(without(releases, '''
        ... Weir Robotics opens a second hall in May, the firm said on Tuesday after a meeting of its owners.
        ... The hall will have room for forty people and for the machines that sort parcels, which are made there.
        ... About Weir Robotics
        ... Weir Robotics builds robots for warehouses and has its seat in Weir.
        ... Media Contact:
        ... Ada Okafor
        ... '''))
        Weir Robotics opens a second hall in May, the firm said on Tuesday after a meeting of its owners.
        <BLANKLINE>
        The hall will have room for forty people and for the machines that sort parcels, which are made there.
        >>> print(without(releases, '''
        ... Weir Robotics opens a second hall in May, the firm said on Tuesday after a meeting of its owners.
        ... About the robots
        ... The robots sort parcels and have their seat in Weir.
        ... '''))
        Weir Robotics opens a second hall in May, the firm said on Tuesday after a meeting of its owners.
        <BLANKLINE>
        About the robots
        <BLANKLINE>
        The robots sort parcels and have their seat in Weir.

    A contact or a source must say that it is a release; then the rest goes from the first line that begins such a
    section, as far as it is not too much, and its prose stands under such headings.
    Source: the pack's class release.
    """
    words = sum(view.counts)
    signs = [index for index, _ in view.said("release") if index > view.first_prose]
    if not signs or sum(view.counts[signs[-1] :]) > MOST_BELOW * words:
        return
    heads = {*signs, *(index - 1 for index in view.prose_places if _introduces(view, index - 1, index))}
    for start in sorted(heads):
        rest = range(start, len(view.texts))
        below = sum(view.counts[at] for at in rest)
        if below <= MOST_BELOW * words or (below <= MOST_OF_RELEASE * words and _all_headed(view, rest, heads)):
            for at in rest:
                yield Mark(at, "note", why="stands below the text of a press release", by="releases")
            return


def _introduces(view: Lines, head: int, paragraph: int) -> bool:
    """Whether a heading ends in the name that the paragraph below begins with ("About Weir Robotics")."""
    if head <= view.first_prose or view.prose[head] or not 1 < view.counts[head] <= HEAD_WORDS or view.ended(head):
        return False
    name = " ".join(view.texts[head].split()[1:]).strip(": ")
    return (
        view.texts[head][:1].isalpha()
        and name[:1].isupper()
        and view.texts[paragraph].startswith((name, f"The {name}", f"{name.split()[0]} "))
    )


def _all_headed(view: Lines, lines: range, heads: Set[int]) -> bool:
    """Whether each paragraph of these lines stands below a heading of a release, or below another that does."""
    headed = False
    for at in lines:
        headed = at in heads or (headed and view.prose[at])
        if view.prose[at] and not headed:
            return False
    return True


def running_heads(view: Lines) -> Iterator[Finding]:
    """What the pages of a paper repeat above and below their text, and their numbers.

        >>> print(without(running_heads, '''
        ... THE POST                    3
        ... The council of the town will open the
        ... old pool in May, the mayor said.
        ... Swimmers had waited for three years, and
        ... the children of the town for
        ... THE POST                    4
        ... nine, as far as they
        ... could say.
        ... '''))
        The council of the town will open the old pool in May, the mayor said.
        <BLANKLINE>
        Swimmers had waited for three years, and the children of the town for nine, as far as they could say.

    Chapters and days that count on ("Day 2") have no gaps, break no sentence, and stay (`reading.print_pages`).
    Source: texts made of PDF files.
    """
    for index, block in enumerate(view.page.blocks):
        if block.tag == RUNNING_HEAD:
            why = "the pages of the source repeat it, or number themselves with it"
            yield Mark(index, "note", why=why, by="running_heads")


def kickers(view: Lines) -> Iterator[Finding]:
    """A label above the headline ("EXCLUSIVE", "Opinion"), before the first prose.

        >>> print(without(kickers, '''
        ... EXCLUSIVE
        ... The exclusive club has lost nine members since the new year.
        ... Opinion was divided among the rest, who met on Thursday.
        ... '''))
        The exclusive club has lost nine members since the new year.
        <BLANKLINE>
        Opinion was divided among the rest, who met on Thursday.

    Source: the pack's class kicker.
    """
    for index, found in view.said("kicker"):
        if view.in_head(index):
            yield Mark(index, "kicker", why=f"a label above the headline ({found.by})", by="kickers")
