"""A page, what the other voices say, and the memory of its site → marks on what many articles of the site have.

A line that is known goes where repetition, its words and its place speak for it together; known lines that stand
together go or stay as one. Of what is known and stays it is said why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from cleaner.deciding.decide import by_block, verdict_on
from cleaner.lines import Lines, is_prose
from cleaner.page import Block, Finding, Mark, Remark, Voice
from cleaner.site_memory.lines import HEAD, INSIDE, TAIL, Line, lines_of, places, span_of
from cleaner.site_memory.store import ENOUGH, Known, SiteLines
from cleaner.site_memory.weights import OF_WORDS, Judge, bounded, by_words, of_size
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import fold

# A line in this share of a site's articles is the site's.
COMMON = 0.5
# What the place of a line adds, in log odds. Before and after the article's prose stands boilerplate; between its
# paragraphs "Thank you very much", "For the sauce" and crossheads do, too.
AT_EDGE, COMMON_AT_EDGE, IN_RUN, SHORT_INSIDE = 0.5, 2.5, 1.5, -2.0
# Crossheads and names under quotations stand in any number of articles: repetition says no more of so short lines.
LABEL_WORDS, MOST_OF_LABEL = 5, 0.5
# A place alone above the article, a crosshead: so short lines go only where their words say more than this.
SURE_OF_LABEL, SURE_OF_PROMPT = 2.0, 1.0
# A paragraph of background recurs in a few articles; between paragraphs, length counts in full from so many more on.
FULL_FROM = 6
# Lines of one block stand in about as many articles, up to this factor. A block is surer than a line.
ALIKE, OF_BLOCK, MOST_WORDS = 3, 0.5, 20
# What somebody says goes with no block beside it.
SURE_TO_STAY = -5.0
# A part of a paragraph is cut only on evidence stronger than a lone line needs.
SURE_OF_PART, NO_SENTENCE = 2.0, 3.0
PART_WORDS = 4
# A paragraph of which less than this is known goes as a whole only if all of it reads like boilerplate.
COVERED = 0.5
# A dateline or an agency's name with its place and date is no longer.
DATELINE_WORDS = 8
ATTRIBUTION_WORDS, CLOSING_QUOTES = 8, '”"»“'
# If it takes more than this share of the prose, the memory has learned the article, or the page has none.
MOST_TAKEN = 0.5
WHOLE = frozenset(["line", "shape"])
TOO_MUCH = "the site memory was not used: it would have taken more than half of the article"
SENTENCE_BREAK = regex.compile(r"""(?:[.!?…。！？।۔][\"'”’»)\]]*|[)\]}»|])(?:\s+|(?=[\u3040-\u30ff\u3400-\u9fff]))""")


@dataclass(frozen=True, slots=True)
class Match:
    """A line of the page that is known. `weight`: log odds that it goes. `span`: the part that is known, if no more."""

    index: int
    known: Known
    weight: float
    span: tuple[int, int] | None = None
    block: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """A page's lines, where each stands, and which of them the other voices leave."""

    blocks: Sequence[Block]
    lines: Sequence[Line]
    left: Sequence[bool]
    where: Sequence[str]
    site: SiteLines

    def is_common(self, known: Known) -> bool:
        """Whether so many articles have it that it is the site's wherever it stands at the ends."""
        enough = known.articles >= min(ENOUGH, self.site.articles)
        return enough and known.articles >= COMMON * self.site.articles


def recalled(
    table: Lines,
    found: Sequence[Finding],
    site: SiteLines | None,
    agencies: Collection[str] = (),
    judge: Judge = by_words,
) -> Iterator[Finding]:
    """Marks on what the site has in many articles, and on what is known and stays, or a remark why there are none.

    `found` is what the other voices say; `agencies` are names that are never taken for boilerplate.
    """
    if site is None or not site.packed:
        return
    marks = [finding for finding in found if isinstance(finding, Mark)]
    look = look_at(table, marks, site)
    spared = {mark.block for mark in marks if mark.label == "dateline"}
    matches = together(look, strongest(wholes(look), edges(look, judge)))
    spared |= {one.index for one in matches if is_attribution(look, one.index)}
    going = [
        one
        for one in matches
        if one.weight > 0 and one.index not in spared and not is_agency(look.lines[one.index], agencies)
    ]
    too_much = takes_too_much(look, going)
    if too_much:
        yield Remark(TOO_MUCH)
    for one in sorted(matches, key=lambda one: one.index):
        if one in going and not too_much:
            yield mark_of(one, site)
        elif one.known.kind in WHOLE and look.left[one.index]:
            yield note_of(one, site, why_kept(one, look, one.index in spared, agencies, too_much=too_much))


def look_at(table: Lines, marks: Sequence[Mark], site: SiteLines) -> Look:
    """Each line where it stands: before, after or inside the prose that is this article's own."""
    page, lines = table.page, lines_of(table)
    left = [not verdict_on(group).removed for group in by_block(page, marks)]
    own = [i for i, line in enumerate(lines) if line.prose and left[i] and not is_standing(line, site)]
    return Look(page.blocks, lines, left, places(len(lines), own), site)


def is_standing(line: Line, site: SiteLines) -> bool:
    """Whether a paragraph is one that the site has under or over its articles."""
    known = site.lookup.line(line.forms, INSIDE)
    return known is not None and known.articles >= ENOUGH and known.articles >= COMMON * site.articles


def wholes(look: Look) -> Iterator[Match]:
    """The lines that are known from their first word to their last."""
    lookup = look.site.lookup
    found: list[tuple[int, Known]] = []
    for index, (line, place) in enumerate(zip(look.lines, look.where, strict=True)):
        known = lookup.line(line.forms, place) or lookup.shape(line.text)
        if known:
            found.append((index, known))
    runs = whole_runs(look, {index for index, _ in found})
    for index, known in found:
        yield Match(index, known, whole_weight(look, index, known, in_run=index in runs))


def whole_weight(look: Look, index: int, known: Known, *, in_run: bool) -> float:
    """How far a known line is boilerplate here."""
    line = look.lines[index]
    numbers_vary = line.prose and (known.kind == "shape" or "0" in line.forms)
    size = 0.0 if numbers_vary else of_size(known.size) * of_place_of_length(look, index, known)
    if is_doubtful(look, index, known):
        return min(-0.5, OF_WORDS * (known.odds - SURE_OF_LABEL))
    repetition = min(known.repetition, MOST_OF_LABEL) if is_label(look, index) else known.repetition
    return repetition + size + OF_WORDS * known.odds + of_place(look, index, known, in_run=in_run)


def is_label(look: Look, index: int) -> bool:
    """Whether a line is a few words between paragraphs of the article."""
    return look.where[index] == INSIDE and look.lines[index].words <= LABEL_WORDS


def is_doubtful(look: Look, index: int, known: Known) -> bool:
    """Whether a few words may be a crosshead, or the place that an article begins with."""
    line = look.lines[index]
    alone = look.where[index] == HEAD and line.words == 1 and line.text.istitle()
    return (alone or is_label(look, index)) and known.odds < SURE_OF_LABEL


def is_attribution(look: Look, index: int) -> bool:
    """Whether a few words under a quotation say whose it is."""
    line = look.lines[index]
    quoted = index > 0 and look.lines[index - 1].prose and look.lines[index - 1].text[-1] in CLOSING_QUOTES
    return quoted and line.words <= ATTRIBUTION_WORDS and not ends_sentence(line.text)


def of_place_of_length(look: Look, index: int, known: Known) -> float:
    """How far the length of a line counts where it stands."""
    inside = look.where[index] == INSIDE and look.lines[index].prose
    return min(1.0, max(0, known.articles - 2) / FULL_FROM) if inside else 1.0


def of_place(look: Look, index: int, known: Known, *, in_run: bool) -> float:
    """What the place of a line adds."""
    line, block = look.lines[index], look.blocks[index]
    if look.where[index] != INSIDE:
        if line.prose:
            return AT_EDGE if look.is_common(known) else 0.0
        if look.is_common(known):
            return COMMON_AT_EDGE
        return IN_RUN if in_run and not ends_sentence(block.text) else AT_EDGE
    numbers = any(form.isdigit() for form in line.forms)
    whole = known.kind in WHOLE and (line.words <= LABEL_WORDS or ends_sentence(block.text))
    may_be_said = line.heading or whole or numbers
    return SHORT_INSIDE if may_be_said and not line.prose else 0.0


def whole_runs(look: Look, known: Collection[int]) -> frozenset[int]:
    """Lines in runs of lines before or after the article, most of which are known or have been taken out already."""
    found: set[int] = set()
    for (place, prose), group in groupby(
        range(len(look.lines)), key=lambda i: (look.where[i], look.lines[i].prose and look.left[i])
    ):
        run = list(group)
        left = [index for index in run if look.left[index]]
        if place in {HEAD, TAIL} and not prose and 2 * sum(index in known for index in left) > len(left):
            found.update(run)
    return frozenset(found)


def together(look: Look, matches: Sequence[Match]) -> list[Match]:
    """Known lines that follow one another, in about as many articles, have one weight: they go or stay as one.

    A paragraph that only begins or ends as others do is of no block.
    """
    whole = [one for one in matches if one.known.kind in WHOLE or not (one.span or look.lines[one.index].prose)]
    whole.sort(key=lambda one: one.index)
    found = [one for one in matches if one not in whole]
    block: list[Match] = []
    for one in whole:
        if block and not follows(block[-1], one):
            found += as_one(look, block)
            block = []
        block.append(one)
    return found + as_one(look, block)


def follows(one: Match, other: Match) -> bool:
    """Whether two lines are of one block."""
    few, many = sorted((one.known.articles, other.known.articles))
    surely_stays = min(one.weight, other.weight) <= SURE_TO_STAY
    return other.index == one.index + 1 and many <= ALIKE * few and not surely_stays


def as_one(look: Look, block: Sequence[Match]) -> list[Match]:
    """The lines of a block with the weight of all of them, each by its words up to a bound."""
    if len(block) < 2:
        return list(block)
    sizes = [min(look.lines[one.index].words, MOST_WORDS) or 1 for one in block]
    weight = sum(one.weight * size for one, size in zip(block, sizes, strict=True)) / sum(sizes) + OF_BLOCK
    return [replace(one, weight=weight, block=len(block)) for one in block]


def edges(look: Look, judge: Judge) -> Iterator[Match]:
    """The lines of which a beginning or an end is known, and no more."""
    lookup = look.site.lookup
    found = [
        (index, known)
        for index, line in enumerate(look.lines)
        if look.left[index]
        for known in (lookup.start(line.forms), lookup.end(line.forms))
        if known
    ]
    odds = [bounded(one) for one in judge([look.lines[index].text for index, _ in found])] if found else []
    covered = covered_lines(look, found)
    parts = [None if index in covered else part_of(look.blocks[index].text, known) for index, known in found]
    texts = [look.blocks[index].text[slice(*part)] for (index, _), part in zip(found, parts, strict=True) if part]
    part_odds = iter([bounded(one) for one in judge(texts)] if texts else [])
    for (index, known), of_line, part in zip(found, odds, parts, strict=True):
        if part:
            text = look.blocks[index].text[slice(*part)].strip()
            doubt = SURE_OF_PART if ends_sentence(text) or text[-1:] in ")]}" else SURE_OF_PART + NO_SENTENCE
            yield Match(
                index, known, known.repetition + of_size(len(text.split())) + OF_WORDS * next(part_odds) - doubt, part
            )
        else:
            yield Match(index, known, edge_weight(look, index, known, of_line, covered=index in covered))


def covered_lines(look: Look, found: Sequence[tuple[int, Known]]) -> frozenset[int]:
    """Lines that are known at both ends, and for the most part."""
    size: Counter[int] = Counter()
    for index, known in found:
        size[index] += known.size
    return frozenset(index for index, words in size.items() if words >= COVERED * look.lines[index].words)


def strongest(wholes: Iterable[Match], edges: Iterable[Match]) -> list[Match]:
    """For each line what is known of all of it, or of an end, where that says more or nothing else is said."""
    found = {one.index: one for one in wholes}
    for one in edges:
        other = found.get(one.index)
        if other is None or (one.weight > max(0.0, other.weight) and one.span is None):
            found[one.index] = one
    return list(found.values())


def edge_weight(look: Look, index: int, known: Known, odds: float, *, covered: bool) -> float:
    """How far all of a line is boilerplate that begins or ends like others."""
    line = look.lines[index]
    if line.prose and odds < 0 and not covered:
        return min(-0.5, OF_WORDS * odds)
    if is_label(look, index) and known.odds < SURE_OF_PROMPT:
        return min(-0.5, OF_WORDS * (known.odds - SURE_OF_PROMPT))
    size = of_size(known.size) * of_place_of_length(look, index, known)
    words = OF_WORDS * (known.odds + odds) / 2
    return known.repetition + size + words + of_place(look, index, known, in_run=False)


def part_of(text: str, known: Known) -> tuple[int, int] | None:
    """The whole sentences that are known at an end of a paragraph, if what is left of it is prose.

    >>> known = Known("start", 0, 5, 1.0, 2.0, 5, 5, "")
    >>> text = "Sign up for our newsletter. The river rose by two metres in the night, officials said."
    >>> text[slice(*part_of(text, known))]
    'Sign up for our newsletter. '
    """
    start, end = span_of(text, known.length, last=known.kind == "end")
    breaks = [found.end() for found in SENTENCE_BREAK.finditer(text)]
    if known.kind == "start":
        reached = [at for at in breaks if at <= end or not text[end:at].strip(".!?…。！？।۔\"'”’»)]} |")]
        span = (0, max(reached, default=0))
    else:
        reached = [at for at in breaks if at >= start or not text[at:start].strip("\"'“‘«([{ ")]
        span = (min(reached, default=len(text)), len(text))
    rest = text[span[1] :] if known.kind == "start" else text[: span[0]]
    enough = len(text[slice(*span)].split()) >= PART_WORDS
    return span if enough and is_prose(Block(rest.strip())) else None


def is_agency(line: Line, agencies: Collection[str]) -> bool:
    """Whether a short line names an agency: "LEEDS, March 4 (Reuters) —"."""
    words = fold(line.text).split()
    if len(words) > DATELINE_WORDS:
        return False
    text = f" {' '.join(words)} "
    return any(f" {fold(agency)} " in text for agency in agencies)


def takes_too_much(look: Look, going: Sequence[Match]) -> bool:
    """Whether more than half goes of the prose that the other voices leave; of all words, where they leave none."""
    left = [index for index, stays in enumerate(look.left) if stays]
    prose = [index for index in left if look.lines[index].prose]
    counted = prose or left
    whole = {one.index for one in going if one.span is None}
    parts = [one for one in going if one.span is not None and one.index not in whole and one.index in set(counted)]
    words = sum(look.lines[index].words for index in counted)
    gone = sum(look.lines[index].words for index in whole & set(counted))
    gone += sum(len(look.blocks[one.index].text[slice(*(one.span or (0, 0)))].split()) for one in parts)
    return gone > MOST_TAKEN * words


HOW = {
    "line": "stands",
    "start": "begins as lines do",
    "end": "ends as lines do",
    "shape": "differs only in names and numbers from lines",
}


def said(one: Match, site: SiteLines) -> str:
    """In how many articles it is known, in words."""
    how = HOW[one.known.kind] if one.span is None else "stands at this end of paragraphs"
    block = f", in a block of {one.block} known lines" if one.block > 1 else ""
    return f"{how} in {one.known.articles} of {site.articles} articles of this site{block}"


def mark_of(one: Match, site: SiteLines) -> Mark:
    """The verdict on what goes."""
    # Below the heuristics' usual certainty: who says what a line is says more than who says that it is old.
    return Mark(
        one.index,
        "outside",
        why=said(one, site),
        by="site_memory",
        voice=Voice.HEURISTIC,
        span=one.span,
        confidence=0.85,
    )


def note_of(one: Match, site: SiteLines, why: str) -> Mark:
    """What is known and stays, with the reason; it outweighs nobody."""
    text = f"known in {one.known.articles} of {site.articles} articles, kept because {why}"
    return Mark(one.index, "", why=text, by="site_memory", voice=Voice.NOTE, keep=True)


def why_kept(one: Match, look: Look, spared: bool, agencies: Iterable[str], *, too_much: bool) -> str:
    """Why a known line stays."""
    if too_much:
        return "the memory would have taken more than half of the article"
    if spared or is_agency(look.lines[one.index], frozenset(agencies)):
        return "it is a dateline, or names an agency or whose quotation stands above"
    if one.known.odds < 0:
        return "its words read like an article's own"
    if look.where[one.index] == INSIDE and of_place(look, one.index, one.known, in_run=False) < 0:
        return "it is short and stands between paragraphs of the article"
    return "too few articles have it"
