"""Pages, one by one → a memory of their sites. The order of the pages does not matter, and room is bounded.

Of a site with many articles a sample is kept, those with the smallest names (see `articles.name_of`); the sample gets
smaller when there are very many sites or long pages. So the result depends on which pages were seen, never on when.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

from cleaner.lines import Lines
from cleaner.site_memory.lines import HEAD, INSIDE, TAIL, Line, folded, key_of, lines_of, places
from cleaner.site_memory.pieces import recurring, spots_of
from cleaner.site_memory.store import Memory, SiteLines, need
from cleaner.site_memory.weights import Judge, by_words, known_pieces

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


# --- Pages, one by one.

# What is in 3 of 300 articles is seen; what is rarer may stay.
ARTICLES_A_SITE = 300
# Packed lines of all articles held; with an article of 5,000 characters about 100,000 articles.
BYTES = 256 * 1024 * 1024
# With fewer articles a site there is nothing to count; rather forget sites.
FEWEST_A_SITE = 5
# Longer documents are no pages of a site; their boilerplate, if any, is at the ends. So it is with longer lines.
LINES_A_PAGE = 1000
LINE_CHARS = 1200
# A paragraph that so many articles of a larger site have, and so large a share of them, is no part of one story.
STANDING, STANDING_SHARE, LARGE_SITE = 5, 0.3, 20
PLACE_SIGNS = {HEAD: "H", INSIDE: "I", TAIL: "T"}
SIGN_PLACES = {sign: place for place, sign in PLACE_SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one page gives to the memory of its site: which article it is, and its lines, packed.

    `paragraphs`: the keys of the lines that are prose, with the words of each.
    """

    site: str
    sketch: array[int]
    packed: bytes
    paragraphs: dict[int, int] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str, bool]]:
        """Each line's text, where it stands, and whether it is prose."""
        rows = zlib.decompress(self.packed).decode("utf-8", "surrogatepass").split("\n")
        return [(row[2:], SIGN_PLACES[row[0]], row[1] == "p") for row in rows if row]


def sighting(table: Lines, site: str | None) -> Sighting | None:
    """What is to be counted of a page; None for a page of no site, or without prose, as it is no article."""
    lines = lines_of(table)
    prose = [index for index, line in enumerate(lines) if line.prose]
    if site is None or not prose:
        return None
    where = places(len(lines), prose)
    looked_at = ends(list(zip(lines, where, strict=True)))
    sketch = sketch_of(folded(lines[index].text) for index in prose)
    paragraphs = {key_of(folded(line.text)): line.words for line, _ in looked_at if line.prose}
    return Sighting(site, sketch, packed(looked_at), paragraphs)


def packed(lines: Sequence[tuple[Line, str]]) -> bytes:
    """Lines in little room."""
    rows = (f"{PLACE_SIGNS[place]}{'p' if line.prose else '-'}{shortened(line.text)}" for line, place in lines)
    return zlib.compress("\n".join(rows).encode("utf-8", "surrogatepass"))


def shortened(text: str) -> str:
    """A long line by its ends and a number for all of it."""
    if len(text) <= LINE_CHARS:
        return text
    half = LINE_CHARS // 2
    return f"{text[:half]} … {key_of(text):x} … {text[-half:]}"


def ends(lines: list[tuple[Line, str]]) -> list[tuple[Line, str]]:
    """The first and the last lines of a long page."""
    half = LINES_A_PAGE // 2
    return lines if len(lines) <= LINES_A_PAGE else lines[:half] + lines[-half:]


class Count:
    """Sightings → Memory.

    `most`: bytes of packed lines that are held, of all sites; `a_site`: articles of one.
    """

    def __init__(self, *, most: int = BYTES, a_site: int = ARTICLES_A_SITE) -> None:
        self.most, self.a_site = most, a_site
        self.sites: dict[str, dict[int, Sighting]] = {}
        self.names: dict[str, list[int]] = {}
        self.ranks: list[tuple[int, str]] = []
        self.pages: Counter[str] = Counter()
        self.total = 0
        self.first_forgotten: tuple[int, str] | None = None

    def add(self, seen: Sighting) -> None:
        """Count a page."""
        if self.first_forgotten and rank(seen.site) >= self.first_forgotten:
            return
        if seen.site not in self.sites:
            self.sites[seen.site], self.names[seen.site] = {}, []
            insort(self.ranks, rank(seen.site))
        self.pages[seen.site] += 1
        held, names = self.sites[seen.site], self.names[seen.site]
        name = name_of(seen.sketch)
        if name in held:
            # Of copies of one article with other lines, one, whichever came first.
            better = min(held[name], seen, key=lambda one: one.packed)
            self.total += len(better.packed) - len(held[name].packed)
            held[name] = better
            return
        if len(names) >= self.a_site and name > names[-1]:
            return
        insort(names, name)
        held[name] = seen
        self.total += len(seen.packed)
        self.trim(seen.site)
        self.make_room()

    def trim(self, site: str) -> None:
        """Drop what a site has over its share."""
        names = self.names[site]
        for name in names[self.a_site :]:
            self.total -= len(self.sites[site].pop(name).packed)
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
            self.total -= sum(len(one.packed) for one in self.sites.pop(site).values())
            del self.names[site]

    def memory(self, home: str = "", judge: Judge = by_words, fewest: int = 0) -> Memory:
        """What stands in several articles of a site, weighed by a judge of a line's words.

        Sites with fewer pages than `fewest` are left out.
        """
        sites = [site for site in sorted(self.sites) if self.pages[site] >= fewest]
        return Memory({site: self.counted(site, judge) for site in sites}, home)

    def counted(self, site: str, judge: Judge) -> SiteLines:
        """What recurs in the different articles of one site."""
        held = [self.sites[site][name] for name in self.names[site]]
        lines = [one.lines for one in held]
        chosen = distinct([one.sketch for one in held], lines, judge)
        spots = [spot for at, index in enumerate(chosen) for spot in spots_of(at, lines[index])]
        return known_pieces(recurring(spots, need(len(chosen))), spots, len(chosen), judge)


Texts = Sequence[tuple[str, str, bool]]


def distinct(sketches: Sequence[Sequence[int]], texts: Sequence[Texts], judge: Judge) -> list[int]:
    """The numbers of the texts that are different articles; what they share as boilerplate does not make them one.

    A paragraph in several texts that reads like a promotion, or that stands in a large part of a large site, is left
    out before texts are compared. A text that is nothing else is no article.
    """
    keys = [{key_of(folded(text)): text for text, _, prose in lines if prose} for lines in texts]
    counts = Counter(key for one in keys for key in one)
    shared = {key: one[key] for one in keys for key in one if counts[key] > 1}
    odds = dict(zip(shared, judge(list(shared.values())), strict=True)) if shared else {}
    standing = {key for key in shared if odds[key] > 0 or is_standing(counts[key], len(texts))}
    found = []
    for sketch, one in zip(sketches, keys, strict=True):
        own = {key: text for key, text in one.items() if key not in standing}
        again = sketch if len(own) == len(one) else sketch_of(map(folded, own.values()))
        found.append(Prose(again, {key: len(folded(text).split()) for key, text in own.items()}))
    articles = [index for index, prose in enumerate(found) if prose.paragraphs]
    return [articles[index] for index in different([found[index] for index in articles])]


def is_standing(count: int, texts: int) -> bool:
    """Whether a paragraph stands in so many texts that they are no versions of one story."""
    return texts >= LARGE_SITE and count >= STANDING and count >= STANDING_SHARE * texts


def rank(site: str) -> tuple[int, str]:
    """Sites in an order that has nothing to do with what they are."""
    return key_of(site), site
