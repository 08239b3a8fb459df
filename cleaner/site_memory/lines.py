"""A page → its site, and its lines in the form in which the same line of two articles is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath

from cleaner.lines import is_prose
from cleaner.page import Page
from cleaner.rules.applying.claims import address_of
from cleaner.text.words import fold, word_count

DIGITS = re.compile(r"\d+")
# "5 hours ago by our desk" is one line on all days; "Ajax 2 PSV 1" and "1 tsp salt" are not, so short lines keep
# their numbers.
MASK_FROM_WORDS = 3
# A single word is told from others of its spelling by the end of the page at which it stands.
SINGLE = 1
HEAD, INSIDE, TAIL = "head", "inside", "tail"


@dataclass(frozen=True, slots=True)
class Line:
    """A block as the memory sees it. `text` is folded, its numbers masked; empty where nothing can be compared."""

    text: str
    words: int
    prose: bool
    numbers: bool

    def form(self, place: str) -> str:
        """What is counted and looked up: a single word only at the head or the tail, and as a word of that place."""
        if self.words > SINGLE or not self.text:
            return self.text
        return "" if place == INSIDE else f"{place}: {self.text}"


def lines_of(page: Page) -> list[Line]:
    """One line for each block.

    >>> from cleaner.reading import read
    >>> [line.text for line in lines_of(read("Printed on 4 May at noon\\n\\n1 tsp salt\\n\\n* * *"))]
    ['printed on 0 may at noon', '1 tsp salt', '']
    """
    return [line_of(block.text, is_prose(block)) for block in page.blocks]


def line_of(text: str, prose: bool) -> Line:
    folded = fold(text)
    if not DIGITS.search(folded):
        return Line(folded, word_count(folded) if folded else 0, prose, False)
    named = sum(not word.isdigit() for word in folded.split())
    masked = DIGITS.sub("0", folded) if named >= MASK_FROM_WORDS else folded
    return Line(masked, word_count(folded), prose, True)


def places(count: int, prose: list[int]) -> list[str]:
    """For each of `count` blocks where it stands: before the first of the blocks `prose`, after the last, or inside."""
    if not prose:
        return [HEAD] * count
    first, last = prose[0], prose[-1]
    return [HEAD if i < first else TAIL if i > last else INSIDE for i in range(count)]


def key_of(form: str) -> int:
    """64 bits for a line: the same in every process and every year, unlike `hash`."""
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def site_of(
    page: Page, *, by_hand: str | None = None, of_rules: str | None = None, home: str = "", folder: str = ""
) -> str | None:
    """What the memory calls the page's site: what is said by hand, else the host, the rule file's, the folder.

    `home` is the name of the folder that names of files start from, and `folder` its path, where those are whole
    paths. None for a page of which nothing is known.

    >>> from cleaner.reading import read
    >>> site_of(read("x", url="https://www.example.com/a")), site_of(read("x", name="2024/a.txt"), home="news")
    ('example.com', 'news/2024/')
    >>> site_of(read("x", name="/data/news/2024/a.txt"), home="news", folder="/data/news")
    'news/2024/'
    """
    address = address_of(page.url)
    known = by_hand or (address.host if address else None) or of_rules
    if known:
        return known.lower().removeprefix("www.")
    if not page.name:
        return None
    place = PurePosixPath(page.name).parent
    below = place.relative_to(folder) if folder and place.is_relative_to(folder) else place
    parts = [part for part in (home, *below.parts) if part not in {"", "/", ".", ".."}]
    return "/".join(parts) + "/" if parts else None
