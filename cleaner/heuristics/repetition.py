"""A view of a page → what the body says again: headline, standfirst, pull quotes, whole paragraphs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from cleaner.lines import Lines, with_line
from cleaner.page import Fact, Finding, Mark
from cleaner.text.sentences import FULL_STOP
from cleaner.text.words import fold

# Fewer words recur by chance, or as a refrain.
QUOTE_WORDS, COPY_WORDS = 6, 12
# Two copies are of one passage given twice if so few lines stand between them, as many in either passage.
STEPS = (-3, -2, -1, 1, 2, 3)
# More quoted lines than these are crossheads.
PULL_QUOTES = 2
# A headline has between so many words (AP and Reuters keep to 3 to 20).
TITLE_WORDS = range(3, 26)
STANDFIRST_WORDS = 60
# Both copies stand so many lines above the first prose; further up, lines that stand twice are menus.
TITLE_REACH = 12
OPENING, CLOSING = frozenset("\"“”„«‘'‹"), frozenset("\"“”»›’'")
# Words shared by neighbouring blocks, for finding the block that holds a line: four in a row.
SHINGLE = 4
# So many are looked for one by one in all blocks; of more, the words of all blocks are compared at once.
FEW_SHINGLES = 8
# So many different blocks with the same four words are a list.
MOST_HOLDERS = 200
# Blocks with the same words begin with the same letters, which stand within so many characters of most.
OPENING_LETTERS, OPENING_CHARS = 16, 48


def headlines(view: Lines) -> Iterator[Finding]:
    """The headline, where a byline beside it or a second copy gives it away.

        >>> print(without(headlines, '''
        ... Ukraine Pushes NATO For Invite As Trump Looms
        ... Ukraine pushes NATO for invite as Trump looms
        ... The ministers met on Tuesday and came to no decision, a diplomat said.
        ... A second dinner is planned for the spring, the alliance announced.
        ... '''))
        The ministers met on Tuesday and came to no decision, a diplomat said.
        <BLANKLINE>
        A second dinner is planned for the spring, the alliance announced.
        >>> print(without(headlines, '''
        ... A preventable crisis
        ... The ministers met on Tuesday and came to no decision, a diplomat said.
        ... '''))
        A preventable crisis
        <BLANKLINE>
        The ministers met on Tuesday and came to no decision, a diplomat said.

    Before the first prose or after the last: a title-like line directly above a byline, or one that stands there twice.
    Source: seeds 000 and 002.
    """
    bylines = {index for label in ("byline", "timestamp") for index, _ in view.said(label)}
    head = range(max(view.first_prose - TITLE_REACH, 0), view.first_prose)
    is_html = view.page.markup is not None
    seen: dict[str, int] = {}
    for index in view.edges:
        above_byline = index + 1 in bylines and (is_html or index >= view.first_prose)
        if not (above_byline or index in head) or not could_be_title(view, index):
            continue
        if above_byline and (index < view.first_prose or near_body_end(view, index)):
            yield Mark(index, "headline", why="stands directly above the byline", by="headlines")
            if index >= view.first_prose:
                why = "stands directly above the byline, after the article"
                yield Fact("title", view.texts[index], why=why, by="headlines", block=index, confidence=0.5)
        if index in head:
            first = seen.setdefault(view.folded(index), index)
            if first != index and not stands_above(view, index, head.start):
                for copy in (first, index):
                    yield Mark(copy, "headline", why="stands twice before the first paragraph", by="headlines")


def stands_above(view: Lines, index: int, end: int) -> bool:
    """Whether a copy of a title stands among the lines before `end`, where menus are."""
    word, line = view.first_words[index], view.folded(index)
    above = (at for at in range(end) if view.first_words[at] == word and view.folded(at) == line)
    return any(could_be_title(view, at) for at in above)


def could_be_title(view: Lines, index: int) -> bool:
    if view.page.blocks[index].tag == "li" and view.page.markup is None:
        return False
    return view.counts[index] in TITLE_WORDS and view.is_title_like(index) and not view.evidence[index]


def near_body_end(view: Lines, index: int) -> bool:
    """Directly after the last prose, where some exports put headline and byline."""
    return index == view.last_prose + 1


def standfirsts(view: Lines) -> Iterator[Finding]:
    """The teaser above the story, where a later paragraph holds it word for word.

        >>> print(without(standfirsts, '''
        ... Diplomats believe the chances of a deal this year are slim.
        ... The ministers are expected to hold off on the push for membership.
        ... Diplomats believe the chances of a deal this year are slim. Officials agreed in private.
        ... '''))
        The ministers are expected to hold off on the push for membership.
        <BLANKLINE>
        Diplomats believe the chances of a deal this year are slim. Officials agreed in private.

    Only the first line of prose, only where the copy stays: an unrepeated standfirst is body.
    Source: seed 003; `repeated_lead` in the rule language.
    """
    index = next((at for at in view.long if not view.evidence[at]), None)
    if index is None or view.counts[index] > STANDFIRST_WORDS:
        return
    lead = view.folded(index)
    longest = max(lead.split(), key=len, default="")
    for later in could_hold(view, {longest}, len(lead)):
        if later > index and holds(view, later, lead):
            why = "the teaser above the story is repeated word for word in a later paragraph"
            yield Mark(index, "standfirst", why=why, by="standfirsts", twin=later)
            yield Fact("description", view.texts[index], why=why, by="standfirsts", block=index, confidence=0.7)
            return


def holds(view: Lines, index: int, line: str) -> bool:
    """Whether a block has all words of this folded line in a row, and more."""
    folded = view.folded(index)
    return len(folded) > len(line) and f" {line} " in f" {folded} "


def pull_quotes(view: Lines) -> Iterator[Finding]:
    """A quotation set apart that a paragraph of the body holds too.

        >>> print(without(pull_quotes, '''
        ... “The front is moving from east to west. »
        ... Indeed, he stressed, “the front is moving from east to west, and not from west to east”.
        ... “I must see it with my own eyes”
        ... “I must see it with my own eyes,” he told the guard, and climbed the tower.
        ... '''))
        Indeed, he stressed, “the front is moving from east to west, and not from west to east”.
        <BLANKLINE>
        “I must see it with my own eyes”
        <BLANKLINE>
        “I must see it with my own eyes,” he told the guard, and climbed the tower.

    The line must begin or end with a quotation mark, end with a full stop, have six words or more, and its copy must
    be longer and stay. Without the full stop it is a crosshead; and so it is where three lines and more are like it.
    Source: seed 004; crossheads of quotations in German and Turkish papers.
    """
    quoted = [at for at, text in enumerate(view.texts) if is_quoted(text) and view.counts[at] >= QUOTE_WORDS]
    if not any(FULL_STOP.search(view.texts[at]) for at in quoted):
        return
    holders = shingle_index(view, [at for at in quoted if view.counts[at] <= STANDFIRST_WORDS])
    twins = {index: twin for index in quoted if (twin := holder_of(view, holders, index)) is not None}
    if len(twins) > PULL_QUOTES:
        return
    for index, twin in twins.items():
        if FULL_STOP.search(view.texts[index]):
            mark = Mark(index, "pull_quote", why="the body says it too, in line {}", by="pull_quotes", twin=twin)
            yield with_line(view, mark, twin)


def is_quoted(text: str) -> bool:
    """Whether the line begins or ends with a quotation mark. A dash before it makes an item of a list."""
    return text[:1] in OPENING or (text[-1:] in CLOSING and text[:1] not in "-–—•*")


def shingle_index(view: Lines, quoted: Sequence[int]) -> dict[tuple[str, ...], list[int]]:
    """The first four words of each quotation that could be a pull quote → the blocks that hold them, of blocks with
    the same words the first; not where many do, for so begin the items of a list.
    """
    wanted = {tuple(view.folded(at).split(" ", SHINGLE)[:SHINGLE]) for at in quoted}
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    if not wanted:
        return found
    first = {shingle[0] for shingle in wanted}
    shortest = min(len(view.folded(at)) for at in quoted)
    longest = {max(shingle, key=len) for shingle in wanted} if len(wanted) <= FEW_SHINGLES else ()
    known: set[str] = set()
    for index in could_hold(view, longest, shortest):
        if view.folded(index) in known:
            continue
        known.add(view.folded(index))
        words = view.folded(index).split()
        starts = [at for at, word in enumerate(words[: 1 - SHINGLE]) if word in first]
        for shingle in wanted.intersection([tuple(words[at : at + SHINGLE]) for at in starts]):
            found[shingle].append(index)
    return {shingle: blocks for shingle, blocks in found.items() if len(blocks) <= MOST_HOLDERS}


def could_hold(view: Lines, words: Collection[str], size: int) -> Sequence[int]:
    """The blocks that may be longer than a folded line of this size, with one of these words if there are any.

    Most blocks are too short or lack the longest word of a line, and need not be folded to see it.
    """
    # A letter is two at most when it is lowered (İ).
    places = [at for at, text in enumerate(view.texts) if 2 * len(text) > size]
    if not words:
        return places
    lowered = [(at, view.texts[at].lower()) for at in places]
    return sorted({at for word in words for at, text in lowered if word in text})


def holder_of(view: Lines, holders: dict[tuple[str, ...], list[int]], index: int) -> int | None:
    """A longer block with all words of this one in a row."""
    line = view.folded(index)
    candidates = holders.get(tuple(line.split(" ", SHINGLE)[:SHINGLE]), ())
    return next((other for other in candidates if other != index and holds(view, other, line)), None)


def duplicates(view: Lines) -> Iterator[Finding]:
    """A paragraph that stands word for word before.

        >>> print(without(duplicates, '''
        ... The ministers met on Tuesday in Brussels and came to no decision, a diplomat said.
        ... The ministers met on Tuesday in Brussels and came to no decision, a diplomat said.
        ... The ministers met on Tuesday in Brussels and came to no decision, a diplomat said.
        ... No, no, no!
        ... No, no, no!
        ... '''))
        The ministers met on Tuesday in Brussels and came to no decision, a diplomat said.
        <BLANKLINE>
        No, no, no!
        <BLANKLINE>
        No, no, no!
        >>> print(without(duplicates, '''
        ... The city can stop driving its traders away and give them a place, she wrote in the report.
        ... One.
        ... Two.
        ... Three.
        ... The city can stop driving its traders away and give them a place, she wrote in the report.
        ... ''').count("traders"))
        2

        >>> print(without(duplicates, '''
        ... The council notes the request and will decide on it at the next ordinary meeting in May.
        ... Request of the baker for three parking spaces:
        ... The council notes the request and will decide on it at the next ordinary meeting in May.
        ... ''').count("notes"))
        2

    Twelve words and more, ended like a sentence; shorter lines recur as refrains and answers. The first copy stays.
    Repetition alone proves nothing: decisions and refusals to answer recur, too. A paragraph is a copy where it stands
    right under the first or another copy of it, where the paragraph beside it is a copy of the one beside the first, or
    in another part of an HTML page: the beginning that a page shows of an article that its data hold whole.
    Source: mobile and desktop twins of a paragraph; "a caption given twice" in our research.
    """
    seen: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    alike = sharing([at for at in view.long if view.counts[at] >= COPY_WORDS], view.first_words.__getitem__)
    for index in sharing(alike, partial(opening, view)):
        if not view.ended(index):
            continue
        first = seen.setdefault(view.folded(index), index)
        if first != index:
            found.append((first, index))
    pairs, together = set(found), set[int]()
    for first, index in found:
        if index - 1 == first or (index - 1 in together and seen[view.folded(index - 1)] == first):
            together.add(index)
        beside = index in together or any((first + step, index + step) in pairs for step in STEPS)
        if beside or view.page.blocks[first].path != view.page.blocks[index].path:
            mark = Mark(index, "duplicate", why="the same words as line {}", by="duplicates", twin=first)
            yield with_line(view, mark, first)


def sharing(places: Sequence[int], key: Callable[[int], str]) -> list[int]:
    """The blocks of which another has the same key, in order."""
    keys = [key(at) for at in places]
    often = Counter(keys)
    return [at for at, one in zip(places, keys, strict=True) if often[one] > 1]


def opening(view: Lines, index: int) -> str:
    """The beginning of the block as it is folded, without folding all of most blocks."""
    start = fold(view.texts[index][:OPENING_CHARS])
    # The last letter may belong to a word that was cut.
    return (start if len(start) > OPENING_LETTERS else view.folded(index))[:OPENING_LETTERS]
