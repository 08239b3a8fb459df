"""Pages, one by one → a memory of their sites. The order of the pages does not matter, and room is bounded.

Of a site with many articles a sample is kept, those with the smallest names (see `articles.name_of`); the sample gets
smaller when there are very many sites. So the result depends on which pages were seen, never on when.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

from cleaner.page import Page
from cleaner.site_memory.lines import Line, key_of, lines_of, places
from cleaner.site_memory.store import Memory, SiteLines, need

# --- The prose of many pages → those of different articles.


# With 32 hashes the share of common text is known to about 9 points, enough to tell a tenth from a half.
SKETCH = 32
RUN = 3
# A page and its update have two thirds of all their words in common when one word in six has changed. Different
# articles under the same long cookie notice have half, at most, and shall count.
SAME = 0.6
# Of two pages of one length, this share of each is in the other where the texts are as alike as that.
SAME_PART = 2 * SAME / (1 + SAME)
# From fewer hashes of a longer text nothing is known of what it has of a shorter one.
FEWEST_HASHES = 8


@dataclass(frozen=True, slots=True)
class Prose:
    """The running text of a page: its sketch, and its paragraphs by key with the words of each."""

    sketch: Sequence[int]
    paragraphs: Mapping[int, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return sum(self.paragraphs.values())


def sketch_of(prose: Iterable[str]) -> array[int]:
    """The sketch of paragraphs, folded; empty where there is none."""
    runs: set[int] = set()
    for text in prose:
        words = text.split()
        for start in range(max(1, len(words) - RUN + 1)):
            runs.add(crc32(" ".join(words[start : start + RUN]).encode("utf-8", "surrogatepass")))
    return array("I", nsmallest(SKETCH, runs))


def name_of(sketch: array[int]) -> int:
    """A number that stands for the text; in the order of these numbers, articles are in no order of ours."""
    return int.from_bytes(blake2b(",".join(map(str, sketch)).encode(), digest_size=8).digest(), "big")


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of common text, 0 to 1.

    >>> likeness([1, 2, 3, 4], [1, 2, 3, 9])
    0.6
    """
    smallest = nsmallest(SKETCH, {*one, *other})
    both = {*one} & {*other}
    return sum(number in both for number in smallest) / len(smallest) if smallest else 1.0


def part(shorter: Prose, longer: Prose) -> float:
    """The share of the shorter text that stands in the longer, 0 to 1: by its paragraphs, or by what is sketched of it.

    >>> part(Prose([1, 2], {7: 30, 8: 10}), Prose([1, 3], {7: 30, 9: 60}))
    0.75
    """
    words = sum(count for key, count in shorter.paragraphs.items() if key in longer.paragraphs)
    whole = words / shorter.words if shorter.words else 0.0
    reach = max(longer.sketch, default=0) if len(longer.sketch) >= SKETCH else None
    known = [number for number in shorter.sketch if reach is None or number <= reach]
    if len(known) < FEWEST_HASHES:
        return whole
    return max(whole, len({*known} & {*longer.sketch}) / len(known))


def different(texts: Sequence[Prose]) -> Iterator[int]:
    """The indexes of texts of different articles, in the order given: of the versions of one, the longest.

    The longest first, each is compared with all before it, and not with those alone that count: so a version joins its
    story by way of the next one. A page with nothing but what all have, such as a notice, joins one article, not all.
    """
    holders: defaultdict[int, set[int]] = defaultdict(set)
    found = []
    for index in sorted(range(len(texts)), key=lambda at: -texts[at].words):
        text = texts[index]
        signs = {*text.sketch, *text.paragraphs}
        near = {holder for sign in signs for holder in holders[sign]}
        if not any(is_version(text, texts[holder]) for holder in near):
            found.append(index)
        for sign in signs:
            holders[sign].add(index)
    yield from sorted(found)


def is_version(text: Prose, longer: Prose) -> bool:
    """Whether both are one article; the first is not the longer one."""
    return likeness(text.sketch, longer.sketch) >= SAME or part(text, longer) >= SAME_PART


# Furniture stands on most pages of a site: what is in 3 of 100 articles is seen, what is rarer may stay.
ARTICLES_A_SITE = 100
# About 200 MB, at 60 lines an article.
ARTICLES = 300_000
# With fewer articles a site there is nothing to count; rather forget sites.
FEWEST_A_SITE = 5
# Longer documents are no pages of a site; their furniture, if any, is at the ends.
LINES_A_PAGE = 1000
# How much of a line is written into the file, for people to look at; of how many lines, at some 300 bytes each and for
# a while up to twice as many.
SHOWN = 120
TEXTS = 400_000
# 16 MB of bits: lines seen once need no text.
SEEN_BITS = 1 << 27


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one page gives to the memory of its site: which article it is, and its lines by key.

    `paragraphs`: the keys of the lines that are prose, with the words of each.
    """

    site: str
    sketch: array[int]
    lines: dict[int, str]
    paragraphs: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """A sighting, packed."""

    sketch: array[int]
    keys: bytes
    paragraphs: bytes
    words: bytes

    @classmethod
    def of(cls, seen: Sighting) -> Article:
        return cls(
            seen.sketch,
            array("Q", sorted(seen.lines)).tobytes(),
            array("Q", seen.paragraphs).tobytes(),
            array("I", seen.paragraphs.values()).tobytes(),
        )

    def prose(self) -> Prose:
        return Prose(self.sketch, dict(zip(array("Q", self.paragraphs), array("I", self.words), strict=True)))


def sighting(page: Page, site: str | None) -> Sighting | None:
    """What is to be counted of a page; None for a page of no site, or without prose, as it is no article."""
    lines = lines_of(page)
    prose = [index for index, line in enumerate(lines) if line.prose]
    if site is None or not prose:
        return None
    where = places(len(lines), prose)
    looked_at = ends(list(zip(lines, where, strict=True)))
    forms = (line.form(place) for line, place in looked_at)
    sketch = sketch_of(lines[index].text for index in prose)
    paragraphs = {key_of(line.text): line.words for line, _ in looked_at if line.prose}
    return Sighting(site, sketch, {key_of(form): form[:SHOWN] for form in forms if form}, paragraphs)


def ends(lines: list[tuple[Line, str]]) -> list[tuple[Line, str]]:
    """The first and the last lines of a long page."""
    half = LINES_A_PAGE // 2
    return lines if len(lines) <= LINES_A_PAGE else lines[:half] + lines[-half:]


class Count:
    """Sightings → Memory.

    `articles` is how many are held at most, of all sites; `a_site` of one.
    """

    def __init__(self, *, articles: int = ARTICLES, a_site: int = ARTICLES_A_SITE) -> None:
        self.most, self.a_site = articles, a_site
        self.sites: dict[str, dict[int, Article]] = {}
        self.names: dict[str, list[int]] = {}
        self.ranks: list[tuple[int, str]] = []
        self.total = 0
        self.first_forgotten: tuple[int, str] | None = None
        self.texts = Texts()

    def add(self, seen: Sighting) -> None:
        """Count a page."""
        self.texts.add(seen.lines)
        if self.first_forgotten and rank(seen.site) >= self.first_forgotten:
            return
        if seen.site not in self.sites:
            self.sites[seen.site], self.names[seen.site] = {}, []
            insort(self.ranks, rank(seen.site))
        held, names = self.sites[seen.site], self.names[seen.site]
        name = name_of(seen.sketch)
        article = Article.of(seen)
        if name in held:
            # Of copies of one article with other lines, one, whichever came first.
            held[name] = min(held[name], article, key=lambda one: one.keys)
            return
        if len(names) >= self.a_site and name > names[-1]:
            return
        insort(names, name)
        held[name] = article
        self.total += 1
        self.trim(seen.site)
        self.make_room()

    def trim(self, site: str) -> None:
        """Drop what a site has over its share."""
        names = self.names[site]
        for name in names[self.a_site :]:
            del self.sites[site][name]
            self.total -= 1
        del names[self.a_site :]

    def make_room(self) -> None:
        """Smaller samples, and where that is not enough, fewer sites."""
        while self.total > self.most and self.a_site > FEWEST_A_SITE:
            self.a_site = max(FEWEST_A_SITE, self.a_site // 2)
            for site in self.sites:
                self.trim(site)
        while self.total > self.most and len(self.sites) > 1:
            self.first_forgotten = self.ranks.pop()
            _, site = self.first_forgotten
            self.total -= len(self.sites.pop(site))
            del self.names[site]

    def memory(self, home: str = "") -> Memory:
        """What stands in several articles of a site."""
        sites = {site: self.counted(site) for site in sorted(self.sites)}
        wanted = {key for lines in sites.values() for key in lines.keys}
        return Memory(sites, home, self.texts.of(wanted))

    def counted(self, site: str) -> SiteLines:
        """The lines of one site, once for each article."""
        held = [self.sites[site][name] for name in self.names[site]]
        counts: Counter[int] = Counter()
        articles = 0
        for index in different([article.prose() for article in held]):
            articles += 1
            counts.update(array("Q", held[index].keys))
        keys = array("Q", sorted(key for key, count in counts.items() if count >= need(articles)))
        return SiteLines(articles, keys, array("I", (counts[key] for key in keys)))


def rank(site: str) -> tuple[int, str]:
    """Sites in an order that has nothing to do with what they are."""
    return key_of(site), site


class Texts:
    """How the lines read that were seen more than once; of too many, those with the smallest keys."""

    def __init__(self, most: int = TEXTS) -> None:
        self.most = most
        self.seen = bytearray(SEEN_BITS // 8)
        self.texts: dict[int, str] = {}
        self.bound = 1 << 64

    def add(self, lines: dict[int, str]) -> None:
        for key, text in lines.items():
            byte, bit = divmod(key % SEEN_BITS, 8)
            if self.seen[byte] >> bit & 1:
                if key < self.bound:
                    self.texts.setdefault(key, text)
            else:
                self.seen[byte] |= 1 << bit
        if len(self.texts) > 2 * self.most:
            kept = sorted(self.texts)
            self.bound = kept[self.most]
            del kept[bisect_left(kept, self.bound) :]
            self.texts = {key: self.texts[key] for key in kept}

    def of(self, keys: set[int]) -> dict[int, str]:
        """The texts of these lines, as far as they are known."""
        return {key: self.texts[key] for key in sorted(keys & self.texts.keys())}
