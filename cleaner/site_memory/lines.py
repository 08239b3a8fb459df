"""A page → its site, and its lines in the form in which the same line of two articles is one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath

import regex

from cleaner.lines import Lines, is_heading
from cleaner.page import Page
from cleaner.text.addresses import address_of
from cleaner.text.words import UNSPACED, fold

DIGITS = regex.compile(r"\d+")
# A word, a character of a script without spaces, or a sign that parts a prompt from what it points to.
FORM = regex.compile(rf"{UNSPACED.pattern}|[\w\p{{M}}]+|[:|»►▶\[\](){{}}]")
SIGNS = frozenset(":|»►▶[](){}")
# "5 hours ago by our desk" is one line on all days; "Ajax 2 PSV 1" and "1 tsp salt" are not, so short lines keep
# their numbers.
MASK_FROM_WORDS = 3
HEAD, INSIDE, TAIL = "head", "inside", "tail"


@dataclass(frozen=True, slots=True)
class Line:
    """A block as the memory sees it: its text with single blanks, and what is compared of it."""

    text: str
    forms: tuple[str, ...]
    prose: bool
    heading: bool

    @property
    def words(self) -> int:
        """Words, or characters of scripts without spaces."""
        return sum(form not in SIGNS for form in self.forms)


def forms_of(text: str) -> tuple[str, ...]:
    """Words in lower case with their numbers masked, and the signs that part.

    >>> forms_of("READ MORE: Five of 12 ships sank"), forms_of("1 tsp salt")
    (('read', 'more', ':', 'five', 'of', '0', 'ships', 'sank'), ('1', 'tsp', 'salt'))
    """
    return masked(FORM.findall(text.lower()))


def masked(forms: list[str]) -> tuple[str, ...]:
    """With numbers alike, unless the line is little else."""
    if sum(not form.isdigit() and form not in SIGNS for form in forms) < MASK_FROM_WORDS:
        return tuple(forms)
    return tuple(DIGITS.sub("0", form) if not form.isalpha() else form for form in forms)


def span_of(text: str, count: int, *, last: bool = False) -> tuple[int, int]:
    """The characters of a line's first `count` forms, or its last.

    >>> text = "Sign up today. The river rose."
    >>> text[slice(*span_of(text, 3))], text[slice(*span_of(text, 3, last=True))]
    ('Sign up today', 'The river rose.')
    """
    found = [match.span() for match in FORM.finditer(text)]
    return (found[-count][0], len(text)) if last else (0, found[count - 1][1])


def lines_of(table: Lines) -> list[Line]:
    """One line for each block."""
    made = []
    for at, block in enumerate(table.page.blocks):
        text = " ".join(block.text.split())
        made.append(Line(text, forms_of(text), table.is_prose(at), is_heading(block)))
    return made


def places(count: int, prose: list[int]) -> list[str]:
    """For each of `count` blocks where it stands: before the first of the blocks `prose`, after the last, or inside."""
    if not prose:
        return [HEAD] * count
    first, last = prose[0], prose[-1]
    return [HEAD if i < first else TAIL if i > last else INSIDE for i in range(count)]


def key_of(form: str) -> int:
    """64 bits for a line: the same in every process and every year, unlike `hash`."""
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def folded(text: str) -> str:
    """A paragraph as it is compared: its words, numbers alike."""
    return DIGITS.sub("0", fold(text))


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
