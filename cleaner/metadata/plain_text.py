"""A view of a page → the facts that stand above the article: its headline, who wrote it, when it was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import regex

from cleaner.lines import PROSE_WORDS, Lines, is_heading, unmarked
from cleaner.metadata.first_line import headline_alone
from cleaner.metadata.plain_text_lines import NOTHING, Reader, Told, bare
from cleaner.metadata.titles import BAR, words_of
from cleaner.page import Fact, Finding, Mark
from cleaner.text.judge import residue_odds

# --- A view of a page → the lines above the article, and which of them is the headline.


# So many lines above the article are looked at: below them stand share bars, captions, lists of contents.
REACH = 20
# Paragraphs of one article stand no further apart; a run of them with a smaller share of the words of the longest is
# the prose of a menu or a notice.
GAP, LEAST_SHARE = 10, 0.1
# A summary above the byline is followed by it within so many lines.
SUMMARY_REACH = 8
TITLE_WORDS = range(3, 31)
FEW_WORDS, MANY_WORDS, RELEVANT_WORDS = range(3, 5), range(19, 31), 5
MOST_BARS = 2
BODY_CHARS = 30_000
STOPPED = regex.compile(r"[.。।۔։,:：][\"”»’')\]]*\s*$")
ASKED = regex.compile(r"[?!？！؟][\"”»’')\]]*\s*$")
# A line shares so many of its words with the article that it speaks of the same.
RELEVANT = 0.6
# How much each sign of a headline counts: rounded from a softmax over the lines above the article of the benchmark's
# texts. Learned from two thirds of the sites, it is as often right on the others as on its own (731 of 996 titles
# given, 730 of 989).
WEIGHTS = {
    "words of the article": 3.0,
    "another such line above": -2.0,
    "above byline or date": 2.5,
    "a little above": 1.5,
    "below byline or date": 1.0,
    "above the article": 1.0,
    "few words": -1.5,
    "many words": -1.0,
    "marked as heading": 1.0,
}
LEAST = 3.5
# A name behind the last sentence of a text, or after dashes on a line of its own.
SIGNED_CHARS = 80
DASHES = ("-", "–", "—")
SIGNED = regex.compile(
    r"(?:(?:\p{L}{4}[.!?…]|[.!?…][\"”»’)])\s+|\A\s*[–—-]{1,2}\s?)"
    r"(?P<name>\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}'’-]+){1,2})\s*\Z"
)
# A name that is all of a text's last line.
NAME_ALONE = regex.compile(r"(?P<name>\p{Lu}[\p{L}\p{M}'’-]+(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}\p{M}'’-]+){1,3})")
# What a short line begins like that is no name: "Follow Ashby".
REQUESTS = ("follow_prompt", "share_prompt", "newsletter_prompt", "comment_prompt", "related", "menu")
# A line about the author is one of the last few, has no more words, and is worded so much like residue, in log odds.
BIO_REACH, BIO_WORDS, BIO_ODDS = 4, 70, 0.3
INTRODUCED = regex.compile(
    r"(?P<name>\p{Lu}[\p{L}\p{M}'’-]+(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}\p{M}'’-]+){1,2})(?=\s\p{Ll})"
)
ADDRESSED = regex.compile(r"[\w.]@\w|(?<!\w)@\w")
# Below so many paragraphs a line without a pack's word for it is no head of the article.
PARAGRAPHS_ABOVE = 3
# Words of a line that stands between headline and byline: fewer are a section, a button, a place.
WORDS_BETWEEN = 3


class Head:
    """What stands above an article, as far as it can be told line by line. `start`: the first block of the article."""

    def __init__(self, view: Lines) -> None:
        self.view, self.reader = view, Reader(view.words)
        self._told: dict[int, Told] = {}
        self.start = self._start()
        self.top = max(0, self.start - REACH)

    def told(self, at: int) -> Told:
        """What a line says of the article."""
        if at in self.view.listed_works:
            return NOTHING
        if at not in self._told:
            block = self.view.page.blocks[at]
            self._told[at] = self.reader.told(bare(unmarked(block)), self.view.evidence[at].keys())
        return self._told[at]

    def text(self, at: int) -> str:
        """A line without marks of Markdown."""
        return bare(self.view.texts[at])

    def _start(self) -> int:
        """The first paragraph of the article: of the first long run of prose; below a summary with the byline under it.

        A question or an exclamation of a few words is a headline as likely as prose.
        """
        view = self.view
        places = [
            at for at in view.prose_places if view.counts[at] not in TITLE_WORDS or not ASKED.search(view.texts[at])
        ]
        if not places:
            return view.first_prose
        run = self._run(places)
        for at, after in pairwise(run):
            between = range(at + 1, after)
            if len(between) > SUMMARY_REACH or not any(self.told(line).attributes for line in between):
                return at
        return run[-1]

    def _run(self, places: Sequence[int]) -> list[int]:
        runs = [[places[0]]]
        for at in places[1:]:
            if at - runs[-1][-1] > GAP:
                runs.append([])
            runs[-1].append(at)
        sizes = [sum(self.view.counts[at] for at in run) for run in runs]
        return next(run for run, size in zip(runs, sizes, strict=True) if size >= LEAST_SHARE * max(sizes))

    @cached_property
    def anchors(self) -> list[int]:
        """The lines above the article that say who wrote it or when."""
        return [at for at in range(self.top, self.start) if self.told(at).attributes]

    @cached_property
    def title(self) -> int | None:
        """The headline: the line with the most signs of one, if they are enough."""
        scored = [(self._score(at), at) for at in self.candidates]
        best, at = max(scored, key=lambda one: one[0], default=(0.0, 0))
        return at if best >= LEAST else None

    @property
    def is_signed(self) -> bool:
        """Whether a byline, or a date that a pack knows as one of publication, stands under the headline."""
        below = [at for at in self.anchors if self.stands_under_title(at)]
        packed = (self.view.evidence[at].keys() & {"byline", "timestamp"} for at in below)
        return any(self.told(at).kind == "byline" for at in below) or any(packed)

    def stands_under_title(self, at: int) -> bool:
        """Whether a line stands under the headline, with one line between them at most."""
        return self.title is not None and at > self.title and self._between(self.title, at) <= 1

    def is_below(self, at: int) -> bool:
        """Whether so much prose stands above a line that it heads an entry of a list: "Salt / Published by Paver"."""
        above = [place for place in self.view.prose_places if place < at]
        return len(above) >= PARAGRAPHS_ABOVE and not any(self.view.evidence[at])

    @cached_property
    def candidates(self) -> list[int]:
        """The lines above the article that are written like a headline."""
        return [at for at in range(self.top, self.start) if self._title_like(at)]

    def _title_like(self, at: int) -> bool:
        text = self.view.texts[at]
        return (
            self.view.counts[at] in TITLE_WORDS
            and not STOPPED.search(text)
            and not self.view.evidence[at]
            and self.told(at).kind in ("", "name")
            and len(BAR.findall(text)) < MOST_BARS
        )

    def _score(self, at: int) -> float:
        count = self.view.counts[at]
        below = next((self._between(at, anchor) for anchor in self.anchors if anchor > at), None)
        above = next((self._between(anchor, at) for anchor in reversed(self.anchors) if anchor < at), None)
        signs = {
            "words of the article": self._shared(at),
            "another such line above": self._another_above(at),
            "above byline or date": below is not None and below <= 1,
            "a little above": below is not None and 1 < below <= 3,
            "below byline or date": below is None and above == 0,
            "above the article": self._between(at, self.start) <= 1,
            "few words": count in FEW_WORDS,
            "many words": count in MANY_WORDS,
            "marked as heading": is_heading(self.view.page.blocks[at]),
        }
        return sum(WEIGHTS[name] * float(sign) for name, sign in signs.items())

    def _between(self, upper: int, lower: int) -> int:
        """How many lines that say something stand between two."""
        return sum(self.told(at).kind == "" and self.view.counts[at] >= WORDS_BETWEEN for at in range(upper + 1, lower))

    def _another_above(self, at: int) -> bool:
        """Whether a line directly above speaks of the same: then this one is the standfirst."""
        return any(
            self.view.counts[other] >= RELEVANT_WORDS
            and self.view.folded(other) != self.view.folded(at)
            and self._between(other, at) <= 1
            and self._shared(other) >= RELEVANT
            for other in self.candidates
            if other < at
        )

    def _shared(self, at: int) -> float:
        """The share of the line's words that the article has too; words that all lines have do not count."""
        stop_words = self.view.words.list("stop_words")
        words = {word for word in words_of(self.text(at)) if len(word) > 1 and word not in stop_words}
        return len(words & self._body) / max(len(words), 1)

    @cached_property
    def _body(self) -> frozenset[str]:
        texts = (self.view.texts[at] for at in self.view.prose_places if at >= self.start)
        return _words_of_body(" ".join(texts)[:BODY_CHARS])

    def is_uncommon(self, name: str) -> bool:
        """Whether no word of a name stands in small letters anywhere in the text."""
        return not any(word.casefold() in self._small for word in name.split())

    def is_person(self, name: str) -> bool:
        """Whether a name alone is not what the article writes of, and none of its words are common ones."""
        texts = [self.view.texts[at] for at in self.view.prose_places if at >= self.start]
        named = any(name in text for text in texts[: len(texts) // 2 + 1])
        return not named and self.is_uncommon(name)

    @cached_property
    def _small(self) -> set[str]:
        """The words that stand in small letters anywhere on the page, as no name does."""
        return set(" ".join(self.view.texts)[: 2 * BODY_CHARS].split())


@lru_cache(maxsize=4)
def _words_of_body(text: str) -> frozenset[str]:
    """The words of an article, which most texts are asked for twice: once more when the lines around it are gone."""
    return frozenset(words_of(text))


# A date or a byline above the headline stands directly there.
ABOVE = 3
# Without a headline, a date stands so near to the article.
ALONE = 4
# A name without "by" stands so near to the date.
BESIDE = 2
# Below such a line other stories begin.
ELSEWHERE = frozenset(["related_heading", "related", "tags_heading", "comment_prompt"])


def heads(view: Lines) -> Iterator[Finding]:
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
    for one in heading_of(head):
        if not isinstance(one, Mark) or not head.is_below(one.block):
            yield one


def heading_of(head: Head) -> Iterator[Finding]:
    """What stands above the article, wherever the text has it."""
    lines = zone(head)
    names, used = author_of(head, lines)
    if not names:
        yield from next(filter(None, (list(found(head)) for found in (signed_below, introduced_below))), ())
    yield from title(head, used)
    yield from dates(head, lines, signed=any(map(head.stands_under_title, used)))
    for line in range(head.title + 1, head.start) if head.title is not None else ():
        if head.told(line).kind == "caption":
            yield Mark(line, "caption", why="a caption with its credit, above the article", by="heads", confidence=0.8)
    if names:
        yield Fact("authors", list(names), why="the names by the headline", by="heads", block=used[0], confidence=0.7)
    for line in used:
        if (head.title is not None and line > head.title) or (names and has_outlet(head, used[0])):
            yield Mark(line, "byline", why="names the author under the headline", by="heads", confidence=0.9)


def signed_below(head: Head) -> Iterator[Fact]:
    """Who signs the text with a full name behind its last sentence, or alone on its last line."""
    last = head.view.last_prose
    for at in range(max(last, 0), min(last + 2, len(head.view.texts))) if last >= 0 else ():
        found = SIGNED.search(head.view.texts[at][-SIGNED_CHARS:])
        alone = at > last and head.view.counts[at] < PROSE_WORDS
        if alone and at == len(head.view.texts) - 1 and not head.view.words.may_know(head.view.texts[at], REQUESTS):
            found = found or NAME_ALONE.fullmatch(head.view.texts[at].strip())
        if found is None or (alone and found.re is SIGNED and not found[0].startswith(DASHES)):
            continue
        name = found["name"]
        once = " ".join(head.view.texts).count(name) == 1
        if once and head.reader.is_person(name) and head.is_uncommon(name):
            why = "the name that signs the text"
            yield Fact("authors", [name], why=why, by="heads", block=at, confidence=0.55)
            return


def introduced_below(head: Head) -> Iterator[Fact]:
    """Whom a line below the article introduces: "Ann Lee writes about food for the Courier. Her address is ...".

    It begins with a full name that the article does not have, is worded like what stands below articles, and gives an
    address; or a pack knows it by its form. Who contributed to a report, or is its contact, did not write it.
    """
    texts = head.view.texts
    for at in range(max(head.start + 1, len(texts) - BIO_REACH), len(texts)):
        found = INTRODUCED.match(texts[at])
        if found is None or head.view.counts[at] > BIO_WORDS:
            continue
        name = found["name"]
        bio = head.view.evidence[at].get("author_bio")
        asks = head.view.words.may_know(texts[at], REQUESTS)
        addressed = not asks and ADDRESSED.search(texts[at]) is not None and residue_odds([texts[at]])[0] > BIO_ODDS
        known = addressed or (bio is not None and "author" in bio.fields)
        if known and head.reader.is_person(name) and head.is_person(name):
            why = "whom a line below the article introduces"
            yield Fact("authors", [name], why=why, by="heads", block=at, confidence=0.5)
            return


def title(head: Head, names: Sequence[int]) -> Iterator[Finding]:
    """The headline; it leaves the body above a byline, or alone on the first line if that is sure. `names`: the lines
    with authors."""
    at, why = head.title, "the first line above the article that speaks of the same"
    signed = head.is_signed or any(head.stands_under_title(line) for line in names)
    leaves = signed
    if signed:
        why = "stands above the byline and speaks of the same"
    elif at is not None and head.told(at + 1).kind == "stamp":
        why = "stands above the date and speaks of the same"
    elif not at and not is_heading(head.view.page.blocks[0]):
        alone = headline_alone(head.view, 0, head.told(0))
        at, leaves = 0 if alone.is_headline else None, alone.leaves
        why = "stands alone on the first line and speaks of what the article speaks of"
    if at is None:
        return
    yield Fact("title", head.text(at), why=why, by="heads", block=at, confidence=0.6)
    if leaves:
        yield Mark(at, "headline", why=why, by="heads", confidence=0.9 if signed else 0.8)


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
        return head.reader.people(one.names, head.view.texts[at]), [at]
    if one.kind == "by" and at + 1 < head.start:
        return head.reader.after_by(head.view.texts[at + 1]), [at, at + 1]
    if one.kind == "name" and is_author(head, at):
        return one.names, [at, at + 1] if has_outlet(head, at) else [at]
    return (), ()


def has_outlet(head: Head, at: int) -> bool:
    """Whether a line that nothing stands above has the name of a paper below it."""
    return at == 0 and head.title is None and head.start > 1 and head.reader.is_outlet(head.view.texts[1])


def is_author(head: Head, at: int) -> bool:
    """Whether a name alone is the author's: beside a date or above a role, and nobody the article writes of."""
    beside = range(max(head.top, at - BESIDE), min(head.start, at + BESIDE + 1))
    dated = any(head.told(other).kind == "stamp" for other in beside)
    below = head.view.texts[at + 1] if at + 1 < len(head.view.texts) else ""
    has_role = at - 1 == head.title and head.reader.is_role(below)
    return (dated or has_role or has_outlet(head, at)) and head.is_person(head.told(at).names[0])
