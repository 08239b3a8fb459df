"""A view of a page → ways to elsewhere: menus, breadcrumbs, tag lists, lists of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from cleaner.lines import PROSE_WORDS, Lines, with_line
from cleaner.page import Finding, Mark
from cleaner.text.sentences import TRUNCATED, is_sentence_after_colon

# A heading alone proves nothing: so many lines like headlines must follow ("needs: 3 short lines after" in packs,
# one less here, because the heading's class is known).
LIST_LINES = 2
# A list of other stories longer than this is taken only so far; the body finder sees the rest.
LIST_REACH = 60
CRUMB = regex.compile(r"\s*(?:[›»>→❯]|\s/\s|::)\s*")
CRUMB_MARK = re.compile("[›»>→❯/:]")
# The headline of a teaser, and what stands below it, have no more words.
TEASER_WORDS, SUMMARY_WORDS = 16, 45
COLON = re.compile("[:：]")
# A line of specifications has no more words.
SPECIFIED_WORDS = 12
LABELLED = regex.compile(r"\p{L}[\p{L}\p{M} -]{0,24}[:：]\s\S")
LINKS_ONLY = regex.compile(r"[\s|·•*+-]*(?:!?\[[^\[\]]{0,200}\]\([^()\s]{0,500}\)[\s|·•*+-]*)+")
PRICE = regex.compile(r"\W{0,2}(?:\p{Sc}\s?\d[\d.,]*|\d[\d.,]*\s?\p{Sc})\W{0,2}")
# "Home > World > Europe": fewer steps may be a quotation or a sum.
CRUMB_STEPS = 3
# A truncated teaser shares at least so many characters with its twin.
TWIN_CHARS = 20


def menus(view: Lines) -> Iterator[Finding]:
    """Navigation: lines that hold only menu words, at the edge or beside other furniture.

        >>> print(without(menus, '''
        ... Home
        ... Contact us
        ... Home is where the choir meets, its leader said on Sunday.
        ... It sings in four languages and has no fixed programme yet.
        ... '''))
        Home is where the choir meets, its leader said on Sunday.
        <BLANKLINE>
        It sings in four languages and has no fixed programme yet.

    Between two paragraphs a lone "News" may be a crosshead and stays.
    Source: the pack's class menu and list menu_words; 4.4 % of boilerplate lines in our research.
    """
    listed = view.bars(view.words.list("menu_words"))
    named = dict(view.said("menu"))
    for index in sorted(listed.keys() | named):
        if index in named and (view.at_edge(index) or view.has_company(index)):
            yield Mark(index, "menu", why=f"the whole line is navigation ({named[index].by})", by="menus")
        elif index in listed and view.at_edge(index) and (index - 1 in listed or index + 1 in listed):
            yield Mark(index, "menu", why="holds only words of menus, as the lines beside it", by="menus")


def linked_lines(view: Lines) -> Iterator[Finding]:
    """Lines of Markdown that are links and nothing else, as the menus of converted pages.

        >>> print(without(linked_lines, '''
        ... [Home](/) | [World](/world) | [Sport](/sport)
        ... The council met on Monday and adopted the [budget](/budget) for the coming year.
        ... [The report of the commission](/report.pdf)
        ... It will be debated in the spring, when the new members have been sworn in.
        ... '''))
        The council met on Monday and adopted the [budget](/budget) for the coming year.
        <BLANKLINE>
        [The report of the commission](/report.pdf)
        <BLANKLINE>
        It will be debated in the spring, when the new members have been sworn in.

    At the edge only: between paragraphs a link on a line of its own is what the author points to.
    Source: pages converted to Markdown; jusText's link density for the idea.
    """
    for index in view.edges:
        text = view.texts[index]
        if "](" in text and LINKS_ONLY.fullmatch(text):
            yield Mark(index, "menu", why="holds links and nothing else", by="linked_lines")


def breadcrumbs(view: Lines) -> Iterator[Finding]:
    """The path from the front page to the article, in the head.

        >>> print(without(breadcrumbs, '''
        ... Home > World > Europe
        ... The ferry from Dover to Calais > Paris is the slow way, she said.
        ... '''))
        The ferry from Dover to Calais > Paris is the slow way, she said.

    Source: the pack's class breadcrumb, or three and more short steps with the same mark between them.
    """
    named = dict(view.said("breadcrumb"))
    for index, text in enumerate(view.texts[: view.first_prose]):
        if index in named or (CRUMB_MARK.search(text) and is_trail(view, index)):
            yield Mark(index, "breadcrumb", why="steps from the front page to the article", by="breadcrumbs")


def is_trail(view: Lines, index: int) -> bool:
    """Whether a line is three and more short steps with the same mark between them."""
    if view.counts[index] > LIST_REACH:
        return False
    steps = CRUMB.split(view.texts[index])
    return len(steps) >= CRUMB_STEPS and all(step and step.count(" ") < CRUMB_STEPS for step in steps[:-1])


def tag_lists(view: Lines) -> Iterator[Finding]:
    """Topic words under the article, with their heading.

        >>> print(without(tag_lists, '''
        ... The topics of the day were water and roads, the mayor said.
        ... She spoke for an hour and took questions from the hall.
        ... Related Topics
        ... NATO Ukraine Russia
        ... '''))
        The topics of the day were water and roads, the mayor said.
        <BLANKLINE>
        She spoke for an hour and took questions from the hall.

    A heading takes the lines after it as far as they are short and without the end of a sentence.
    Source: the pack's classes tags_heading and tags; the UrduPoint seed.
    """
    for index, found in view.said("tags"):
        if view.at_edge(index) or view.has_company(index):
            yield Mark(index, "tags", why=f"the whole line is a list of topics ({found.by})", by="tag_lists")
    for index, found in view.said("tags_heading"):
        if view.in_tail(index) or view.has_company(index):
            yield Mark(index, "tags", why=f"heads a list of topics ({found.by})", by="tag_lists")
            for after in under_heading(view, index):
                mark = Mark(after, "tags", why="stands under the heading in line {}", by="tag_lists")
                yield with_line(view, mark, index)


def under_heading(view: Lines, index: int) -> list[int]:
    """The title-like lines after a heading, up to prose, other furniture or the reach of a list."""
    found = []
    for after in range(index + 1, min(len(view.texts), index + LIST_REACH)):
        if not view.is_title_like(after) or view.evidence[after]:
            break
        found.append(after)
    return found


def related_lists(view: Lines) -> Iterator[Finding]:
    """A list of other stories, with its heading.

        >>> print(without(related_lists, '''
        ... The council met on Monday and adopted the budget for the coming year.
        ... Recent Stories
        ... Bus fares rise
        ... 2 hours ago
        ... Rain expected
        ... 3 hours ago
        ... '''))
        The council met on Monday and adopted the budget for the coming year.
        >>> print(without(related_lists, '''
        ... The council met on Monday and adopted the budget for the coming year.
        ... Related News
        ... She ended with a promise to return to the question of the buses in spring.
        ... '''))
        The council met on Monday and adopted the budget for the coming year.
        <BLANKLINE>
        Related News
        <BLANKLINE>
        She ended with a promise to return to the question of the buses in spring.
        >>> print(without(related_lists, '''
        ... The council met on Monday and adopted the rules for passwords of the coming year.
        ... Related News
        ... A password must have:
        ... 12 characters or more
        ... Letters and numbers
        ... ''').replace("\\n\\n", " / "))
        The council met on Monday and adopted the rules ... / A password must have: / 12 characters or more / ...
        >>> print(without(related_lists, '''
        ... The council met on Monday and adopted the budget for the coming year.
        ... Recent Stories
        ... Bus fares rise
        ... A ticket for the inner city will cost a tenth more from the first of May on.
        ... Rain expected
        ... The weather office has a warning for the west, where rivers are high already.
        ... '''))
        The council met on Monday and adopted the budget for the coming year.

        >>> print(without(related_lists, '''
        ... The council met on Monday and adopted the budget for the coming year.
        ... Our Picks
        ... Best kettle of all
        ... Weir 2000
        ... $74.99
        ... See the details
        ... All kettles were used for a month, and two of them were dropped on a stone floor.
        ... ''').count("\\n\\n"))
        6

    A heading alone proves nothing before more prose: two lines like headlines must follow, or the page must end.
    Source: the pack's class related_heading; 4 % of boilerplate lines and 55 % of pages in our research.
    """
    taken = -1
    for index, found in view.said("related_heading"):
        items = stories_after(view, index)
        if index + len(items) + 1 < len(view.texts):
            items = teasers_after(view, index) or items
        if len(items) < LIST_LINES and not view.in_tail(index):
            continue
        why = f"heads a list of other stories ({found.by})"
        yield Mark(index, "related", why=why, by="related_lists", confidence=0.95)
        for item in items:
            if item > taken:
                mark = Mark(item, "related", why="a story in the list under line {}", by="related_lists")
                yield with_line(view, mark, index)
        taken = max([taken, *items])


def stories_after(view: Lines, index: int) -> list[int]:
    """The lines of a list of stories: title-like or times, up to prose, a line that announces something of its own
    ("The rules are:"), the end of the items where the list has marks, or the reach of a list. None where a line is a
    price alone: goods are what a test or a guide is about. None where few lines of a page are links: a blog in lines
    without full stops stands below the link to "Related articles"."""
    found: list[int] = []
    for after in range(index + 1, min(len(view.texts), index + LIST_REACH)):
        said = view.evidence[after].keys()
        if (
            view.prose[after]
            or view.texts[after].endswith((":", "："))
            or (said and not said & {"age", "timestamp", "related", "counter", "byline", "kicker"})
        ):
            break
        ended = bool(found) and not said and is_item(view, found[0]) and not is_item(view, after)
        if ended or (not said and not view.is_title_like(after)):
            break
        found.append(after)
    return [] if any(PRICE.fullmatch(view.texts[at]) for at in found) or not are_links(view, found) else found


def are_links(view: Lines, found: Sequence[int]) -> bool:
    """Whether lines are links for the most part, those that a pack knows aside; a plain text does not say."""
    linked = [view.page.blocks[at].link_density > 0 for at in found if not view.evidence[at]]
    return view.page.kind != "html" or 2 * sum(linked) >= len(linked)


def is_item(view: Lines, index: int) -> bool:
    """Whether a line of a plain text has the mark of a list's item."""
    return view.page.kind == "text" and view.page.blocks[index].tag == "li"


def teasers_after(view: Lines, index: int) -> list[int]:
    """The lines below a heading, down to the end of a plain text, if they are headlines, each with a sentence or two on
    its story below it; two stories and more, none of which is worded like a part of an article's list."""
    rest = range(index + 1, len(view.texts))
    titles, summaries = rest[::2], rest[1::2]
    pairs = view.page.kind == "text" and len(titles) == len(summaries) and LIST_LINES <= len(titles) <= LIST_REACH
    if (
        not pairs
        or not all(map(view.is_title_like, titles))
        or any(view.texts[at].endswith((":", "：")) for at in titles)
    ):
        return []
    few = all(PROSE_WORDS <= view.counts[at] <= SUMMARY_WORDS and view.ended(at) for at in summaries)
    return list(rest) if few and all(view.counts[at] <= TEASER_WORDS for at in titles) else []


def related_pointers(view: Lines) -> Iterator[Finding]:
    """A line that points to one other story.

        >>> print(without(related_pointers, '''
        ... The strike goes on, the union said after the meeting on Monday.
        ... Read more: Trains stand still for a third day
        ... Read more: the only advice I give
        ... '''))
        The strike goes on, the union said after the meeting on Monday.
        <BLANKLINE>
        Read more: the only advice I give

    Anywhere; what follows the colon must begin like a headline (no small letter), and not be a sentence of its own.
    Without a colon a whole sentence stays: "Read also the small print, the lawyer told the tenants on Monday."
        >>> print(without(related_pointers, '''
        ... The camera films without a crop of the picture, and it can be held in one hand.
        ... Sensor: 26 megapixels
        ... Video: 4K/30p
        ... Weight: 480 g
        ... ''').count("\\n\\n"))
        3

    Source: the pack's class related.
    """
    for index, found in view.said("related"):
        text = view.texts[index]
        is_sentence = not COLON.search(text) and view.is_prose(index)
        if not is_sentence and not is_sentence_after_colon(text) and not in_specifications(view, index):
            yield Mark(index, "related", why=f"points to another story ({found.by})", by="related_pointers")


def in_specifications(view: Lines, index: int) -> bool:
    """Whether a line stands among others with a label and a few words of which packs know nothing: "Video: 4K/30p"
    below "Sensor: 26 megapixels"."""
    near = [at for at in (index - 1, index + 1) if 0 <= at < len(view.texts)]
    like = [at for at in near if LABELLED.match(view.texts[at]) and not view.evidence[at] and not view.prose[at]]
    return len(like) == len(near) > 0 and all(view.counts[at] <= SPECIFIED_WORDS for at in (index, *like))


def teaser_twins(view: Lines) -> Iterator[Finding]:
    """A teaser cut off with dots, beside the whole of it.

        >>> print(without(teaser_twins, '''
        ... The council met on Monday and adopted the budget for the coming year.
        ... Olympic champion breaks hand and shoulde ..
        ... Olympic champion breaks hand and shoulder in collision
        ... He said only this ...
        ... '''))
        The council met on Monday and adopted the budget for the coming year.
        <BLANKLINE>
        He said only this ...

    Both go: a page shows the two forms only in a list of stories.
    Source: the UrduPoint seed; "repeated in the page" is 32 % of boilerplate lines in our research.
    """
    cut = [index for index, text in enumerate(view.texts) if text.endswith(("..", "…", "]"))]
    for index in dict.fromkeys(upper for at in cut for upper in (at - 1, at) if 0 <= upper < len(view.texts) - 1):
        short, whole = sorted(view.texts[index : index + 2], key=len)
        stem = TRUNCATED.sub("", short.rstrip()).rstrip()
        if stem == short or len(stem) < TWIN_CHARS or not whole.startswith(stem) or view.prose[index + 1]:
            continue
        for twin in (index, index + 1):
            yield Mark(twin, "related", why="a teaser beside its own truncated copy", by="teaser_twins")
