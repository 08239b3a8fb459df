"""A page, what the other voices say, and the memory of its site → marks on lines that many articles of it have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cleaner.deciding.decide import by_block, verdict_on
from cleaner.page import Finding, Mark, Page, Remark, Voice
from cleaner.site_memory.lines import HEAD, INSIDE, TAIL, Line, key_of, lines_of, places
from cleaner.site_memory.store import ENOUGH, SiteLines
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import fold

# A line in this share of a site's articles is the site's, whatever stands beside it. Rarer lines may be a recipe's
# "1 tsp salt": they go only where most of what stands around them is known, too.
COMMON = 0.5
# Between paragraphs of the article even prose goes, but only what almost every article has: stories that go on for
# weeks repeat a paragraph of background in many of their parts.
ALMOST_ALL, ALMOST_ALL_OF = 0.75, 4
# "Thank you very much", "For the sauce": between paragraphs, lines as short as this are the article's.
FEWEST_WORDS_INSIDE = 4
# A dateline or an agency's name with its place and date is no longer.
DATELINE_WORDS = 8
# If it takes more than this share of the prose, the memory has learned the article, or the page has none.
MOST_TAKEN = 0.5
TOO_MUCH = "the site memory was not used: it would have taken more than half of the article"


@dataclass(frozen=True, slots=True)
class Known:
    """A page's lines, in how many articles of the site each stands, and which of them the other voices leave."""

    lines: Sequence[Line]
    site: SiteLines
    left: Sequence[bool]
    where: Sequence[str]
    counts: Sequence[int]

    def share(self, index: int) -> float:
        return self.counts[index] / self.site.articles


def recalled(
    page: Page, found: Sequence[Finding], site: SiteLines | None, agencies: Collection[str] = ()
) -> Iterator[Finding]:
    """Marks on what the site has in many articles, or a remark why there are none though there could be.

    `found` is what the other voices say; `agencies` are names that are never taken for furniture.
    """
    if site is None or not site.keys:
        return
    marks = [finding for finding in found if isinstance(finding, Mark)]
    known = look_up(page, marks, site)
    spared = {mark.block for mark in marks if mark.label == "dateline"}
    lasting = whole_runs(known)
    taken = [
        index
        for index, count in enumerate(known.counts)
        if count and index not in spared and goes(page, known, index, lasting) and not is_agency(page, index, agencies)
    ]
    if takes_too_much(known, taken):
        yield Remark(TOO_MUCH)
    else:
        yield from (mark_of(index, known) for index in taken)


def look_up(page: Page, marks: Sequence[Mark], site: SiteLines) -> Known:
    """Count each line where it stands: before, after or inside the prose that is this article's own."""
    lines = lines_of(page)
    left = [not verdict_on(group).removed for group in by_block(page, marks)]
    own = [i for i, line in enumerate(lines) if line.prose and left[i] and not is_standing(line, site)]
    where = places(len(lines), own)
    forms = [line.form(place) for line, place in zip(lines, where, strict=True)]
    return Known(lines, site, left, where, [site.count(key_of(form)) if form else 0 for form in forms])


def is_standing(line: Line, site: SiteLines) -> bool:
    """Whether a paragraph is one that the site has under or over its articles."""
    count = site.count(key_of(line.text))
    return count >= ENOUGH and count / site.articles >= COMMON


def goes(page: Page, known: Known, index: int, lasting: frozenset[int]) -> bool:
    """Whether a line that is known is the site's and not the article's."""
    line, block = known.lines[index], page.blocks[index]
    common = known.share(index) >= COMMON
    if known.where[index] != INSIDE:
        if line.prose:
            return common and known.counts[index] >= ENOUGH
        return common or (index in lasting and not ends_sentence(block.text))
    if line.prose:
        return known.share(index) >= ALMOST_ALL and known.site.articles >= ALMOST_ALL_OF
    is_heading = block.tag[:1] == "h" and block.tag[1:].isdigit()
    may_be_said = line.words < FEWEST_WORDS_INSIDE or line.numbers or ends_sentence(block.text)
    return common and known.counts[index] >= ENOUGH and not (is_heading or may_be_said)


def whole_runs(known: Known) -> frozenset[int]:
    """Lines in runs of lines before or after the article, most of which are known or have been taken out already."""
    found: set[int] = set()
    for (place, prose), group in groupby(
        range(len(known.lines)), key=lambda i: (known.where[i], known.lines[i].prose and known.left[i])
    ):
        run = list(group)
        left = [index for index in run if known.left[index]]
        if place in {HEAD, TAIL} and not prose and 2 * sum(known.counts[index] > 0 for index in left) > len(left):
            found.update(run)
    return frozenset(found)


def is_agency(page: Page, index: int, agencies: Collection[str]) -> bool:
    """Whether a short line names an agency: "LEEDS, March 4 (Reuters) —"."""
    words = fold(page.blocks[index].text).split()
    if len(words) > DATELINE_WORDS:
        return False
    line = f" {' '.join(words)} "
    return any(f" {fold(agency)} " in line for agency in agencies)


def takes_too_much(known: Known, taken: Sequence[int]) -> bool:
    """Whether more than half goes of the prose that the other voices leave; of all words, where they leave none."""
    left = [index for index, stays in enumerate(known.left) if stays]
    prose = [index for index in left if known.lines[index].prose]
    counted = prose or left
    words = sum(known.lines[index].words for index in counted)
    gone = sum(known.lines[index].words for index in set(taken) & set(counted))
    return gone > MOST_TAKEN * words


def mark_of(index: int, known: Known) -> Mark:
    why = f"stands in {known.counts[index]} of {known.site.articles} articles of this site"
    # Below the heuristics' usual certainty: who says what a line is says more than who says that it is old.
    return Mark(index, "outside", why=why, by="site_memory", voice=Voice.HEURISTIC, confidence=0.85)
