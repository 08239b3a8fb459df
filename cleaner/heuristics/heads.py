"""A view of a page → the facts that stand above the article: its headline, who wrote it, when it was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.heuristics.head import RELEVANT_WORDS, Head
from cleaner.heuristics.view import View
from cleaner.page import Fact, Finding, Mark

# A date or a byline above the headline stands directly there.
ABOVE = 3
# Without a headline, a date stands so near to the article.
ALONE = 4
# A name without "by" stands so near to the date.
BESIDE = 2
# Below such a line other stories begin.
ELSEWHERE = frozenset(["related_heading", "related", "tags_heading", "comment_prompt"])


def heads(view: View) -> Iterator[Finding]:
    """The headline above a text, who wrote it and when: facts; and a byline that no pack knows, out of the body.

        >>> text = '''
        ... Ashby pool reopens after three years
        ... Swimmers had waited since the flood of 2022, and the town had nearly given the pool up, the mayor says
        ... By Ada al-Okafor (she/her)
        ... 23 October 2025
        ... The pool in the centre of Ashby will reopen in May, three years after the flood, the mayor of the town said.
        ... By Sunday the swimmers had sung three songs for Ada Lind, who paid for half of the repairs after the flood.
        ... '''
        >>> for name, value in facts(heads, text):
        ...     print(name, value)
        title Ashby pool reopens after three years
        published 2025-10-23
        authors ['Ada al-Okafor']
        >>> print(without(heads, text).splitlines()[0])
        Swimmers had waited since the flood of 2022, and the town had nearly given the pool up, the mayor says

    Only of plain text: HTML says more of itself (`cleaner.metadata`). The headline speaks of what the article speaks
    of, and no line above it does; date and names stand between it and the article or directly above it, and no date
    is ahead of today. A line goes only if it stands under the headline and names somebody.
    Source: seeds 000 to 004 and the texts of the benchmark; the lines by the headline of `cleaner.metadata` for HTML.
    """
    if view.page.markup is not None or not view.texts:
        return
    head = Head(view)
    lines = zone(head)
    names, used = author_of(head, lines)
    yield from title(head, used)
    yield from dates(head, lines, signed=any(map(head.stands_under_title, used)))
    if names:
        yield Fact("authors", list(names), why="the names by the headline", by="heads", block=used[0], confidence=0.7)
    for line in used:
        if head.title is not None and line > head.title:
            yield Mark(line, "byline", why="names the author under the headline", by="heads", confidence=0.9)


def title(head: Head, names: Sequence[int]) -> Iterator[Finding]:
    """The headline; it goes where a byline stands under it. `names`: the lines that name the author."""
    if head.title is None:
        return
    why = "the first line above the article that speaks of the same"
    yield Fact("title", head.text(head.title), why=why, by="heads", block=head.title, confidence=0.6)
    if head.is_signed or any(head.stands_under_title(at) for at in names):
        yield Mark(head.title, "headline", why="stands above the byline and speaks of the same", by="heads")


def zone(head: Head) -> list[int]:
    """The lines that may say who wrote the article and when, the nearest to the headline first."""
    if head.title is None:
        return list(range(head.start - 1, head.top - 1, -1))
    below = []
    for at in range(head.title + 1, head.start):
        if not ELSEWHERE.isdisjoint(head.view.evidence[at]):
            break
        below.append(at)
    return [*below, *above(head, head.title)]


def above(head: Head, title: int) -> list[int]:
    """The lines directly above the headline, unless they say who wrote another story, whose headline is above them."""
    lines = list(range(title - 1, max(head.top, title - ABOVE) - 1, -1))
    said = [at for at in lines if head.told(at).attributes]
    other = min(said, default=0) - 1
    if said and other in head.candidates and head.view.counts[other] >= RELEVANT_WORDS:
        return []
    return lines


def dates(head: Head, lines: Sequence[int], *, signed: bool) -> Iterator[Finding]:
    """The first date of publication, and the first of a change; a line under a headline with a byline goes."""
    near = [at for at in lines if head.told(at).attributes and (head.title is not None or is_sure(head, at))]
    for name in ("published", "modified"):
        found = next(((at, value) for at in near if (value := getattr(head.told(at), name))), None)
        if found:
            yield Fact(name, found[1], why="the date by the headline", by="heads", block=found[0], confidence=0.7)
            if signed and head.stands_under_title(found[0]):
                yield Mark(found[0], "timestamp", why="the date under the headline", by="heads", confidence=0.9)


def is_sure(head: Head, at: int) -> bool:
    """Whether a line that no headline stands by is near the article, or says itself what its date is."""
    return head.start - at <= ALONE or not head.view.evidence[at].keys().isdisjoint(("byline", "timestamp"))


def author_of(head: Head, lines: Sequence[int]) -> tuple[Sequence[str], Sequence[int]]:
    """The first names, and the lines that give them."""
    found = (names_at(head, at) for at in lines)
    return next(((names, used) for names, used in found if names), ((), ()))


def names_at(head: Head, at: int) -> tuple[Sequence[str], Sequence[int]]:
    """The names that a line gives, and the lines that do nothing else."""
    one = head.told(at)
    if one.attributes:
        return one.names, [at]
    if one.kind == "by" and at + 1 < head.start:
        return head.reader.after_by(head.view.texts[at + 1]), [at, at + 1]
    if one.kind == "name" and is_author(head, at):
        return one.names, [at]
    return (), ()


def is_author(head: Head, at: int) -> bool:
    """Whether a name alone is the author's: beside a date or above a role, and nobody the article writes of."""
    beside = range(max(head.top, at - BESIDE), min(head.start, at + BESIDE + 1))
    dated = any(head.told(other).kind == "stamp" for other in beside)
    has_role = at - 1 == head.title and head.reader.is_role(head.view.texts[at + 1])
    return (dated or has_role) and head.is_person(head.told(at).names[0])
