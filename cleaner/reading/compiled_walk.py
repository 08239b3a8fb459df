"""The walk of `walk.py`, compiled: what it must know of the parser, and its arrays → `Found`.

It reads the parser's own nodes by the layout they have in the releases that are known. That is compared, once, with
what the parser says of a small page before anything else is read; where it differs, Python walks.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
import selectolax
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner import kernels
from cleaner.later import Later
from cleaner.reading.runs import TELLING, Found, Runs, Sources
from cleaner.reading.tags import BLOCK, INLINE, KINDS, MEANT, PLACES, PLAIN, ROLES, SAME, In, tag_of

RELEASES = ("1.0.",)
"""Of the parser's package: those whose nodes have this layout."""

LATER_NAMES = ("marquee", "keygen", "nextid", "blink", "mi", "mo", "mn", "ms", "mtext", "mglyph")
"""More names that the parser's tables have; a page with another of those is walked by Python."""
TABLE_SIZE = 256
MEANINGS = ("div", "p", *sorted(MEANT), "tr")
"""What a text can be called; the first two by the element it stands in."""
CODES = {name: at for at, name in enumerate(MEANINGS) if at > 1} | {SAME: -1, None: 0}
TOLD = {name: at for at, name in enumerate(TELLING)}
LONG = "an-element-of-a-long-name"
ASKED = f"<p class=a id=b style=c role=d itemprop=e hidden open>x<{LONG}>y</{LONG}>"


ASKED_FOR = ",".join(TELLING)
_, _, RAW, RAW_END, START_END, _, CONTAINER, FLAGS, GROUP, TAG, BROKEN, PART, PART_END, HOLDER, MEANING = range(15)
"""The columns of a run."""
COLUMNS = ("texts", "tags", "tight", "link_characters", "containers", "flags", "groups")


def word_at(place: int) -> int:
    """The number of 64 bits at a place in memory."""
    return int.from_bytes(ctypes.string_at(place, 8), "little")


def is_known(node: LexborNode) -> bool:
    """Whether a node stands in memory as it does in the releases that are known."""
    place = node.mem_id
    around = [one.mem_id if one is not None else 0 for one in (node.next, node.prev, node.parent, node.child)]
    return [word_at(place + at) for at in (40, 48, 56, 64)] == around and word_at(place + 8) == node.tag_id


def attribute_numbers(node: LexborNode) -> dict[str, int]:
    """The parser's numbers for the names of an element's attributes, which follow one another in a chain."""
    numbers, place = [], word_at(node.mem_id + 120)
    while place:
        numbers.append(word_at(place + 8))
        place = word_at(place + 128)
    return dict(zip(node.attributes, numbers, strict=True))


@cache
def tables() -> tuple[kernels.Tables, dict[int, str]] | None:
    """What the compiled walk is told, and the names of elements by their places; None where Python must walk."""
    if not kernels.COMPILED or not selectolax.__version__.startswith(RELEASES) or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    tree = LexborHTMLParser(ASKED)
    nodes = tree.root.traverse(include_text=True) if tree.root is not None else ()
    paragraph = tree.css_first("p")
    inner = tree.css_first(LONG)
    if paragraph is None or inner is None or not all(map(is_known, nodes)):
        return None
    numbers = attribute_numbers(paragraph)
    if not all(0 < numbers[name] < TABLE_SIZE for name in ("class", "id", "style")) or inner.tag_id < TABLE_SIZE:
        return None
    return told(numbers)


def told(attributes: dict[str, int]) -> tuple[kernels.Tables, dict[int, str]]:
    """The tables, by the parser's numbers."""
    every = [
        name for name in dict.fromkeys([*KINDS, *PLACES, *MEANT, *PLAIN, *TELLING, *LATER_NAMES]) if name[0] != "-"
    ]
    number = {name: number_of(name) for name in every}
    late = [name for name in every if not number[name] < TABLE_SIZE]
    places, names = {}, b""
    for name in every:
        places[name] = len(names)
        names += name.encode() + b"\0"
    rows = np.full((TABLE_SIZE + len(late), 6), -1, np.int32)
    rows[:, 1:4] = 0
    for name in every:
        tag = tag_of(name)
        row = TABLE_SIZE + late.index(name) if name in late else number[name]
        rows[row] = tag.kind, tag.flags, CODES[tag.meaning], tag.groups, TOLD.get(name, -1), places[name]
    settings = [
        *(TABLE_SIZE, len(late), INLINE),
        *(attributes[name] for name in ("class", "id", "style")),
        *(len(ROLES), int(In.HIDDEN), int(In.BODY), CODES["pre"], CODES["li"]),
        *(places[name] for name in ("p", "dialog", "h1")),
    ]
    made = kernels.Tables(
        np.array(settings, np.int64),
        rows,
        names,
        b"".join(name.encode() + b"\0" for name in late) + b"\0",
        b"".join(name.encode() + b"\0" for name in ROLES) + b"\0",
        np.array([*ROLES.values()], np.int64),
    )
    return made, {place: name for name, place in places.items()}


def number_of(name: str) -> int:
    """The parser's number for a tag."""
    node = LexborHTMLParser("").create_node(name)
    return node.tag_id


def walked(root: LexborNode, *, xml: bool) -> Found | None:
    """What is read of a tree; None where Python must walk."""
    known = tables()
    if known is None:
        return None
    told, names = known
    if xml:
        settings = told.settings.copy()
        settings[2] = BLOCK
        told = told._replace(settings=settings)
    piles = kernels.walked(root.mem_id, told)
    return None if piles is None else found_of(root, piles, names)


def names_of(root: LexborNode) -> str | None:
    """The classes and ids of all elements, parted by blanks; None where Python must look for them."""
    known = tables()
    return None if known is None else kernels.names(root.mem_id, known[0].settings)


def found_of(root: LexborNode, piles: dict[str, Any], names: dict[int, str]) -> Found | None:
    """The arrays as `Found`."""
    found = Found()
    found.root = root
    texts, steps = piles["texts"], piles["steps"]
    ids, parents, name, begin, name_end, step_end, begins = piles["containers"].T.tolist() or [[]] * 7
    found.ids, found.parents, found.begins = ids, parents, begins
    found.steps = [steps[a:b] for a, b in zip(begin, step_end, strict=True)]
    found.names = [names[at] if at >= 0 else steps[a:b] for at, a, b in zip(name, begin, name_end, strict=True)]
    found.told = Told(root, piles["told"])
    if len(piles["unread"]):
        found.unread = Later(lambda: [*nodes_of(root, "span", piles["unread"][:, 0].tolist())])
    runs = piles["runs"]
    at, end, _, _, _, linked, containers, flags, groups, tags, broken, *_ = runs.T.tolist() or [[]] * 15
    found.texts = [texts[a:b] for a, b in zip(at, end, strict=True)]
    found.tags = [MEANINGS[tag] for tag in tags]
    found.link_characters, found.containers, found.flags, found.groups = linked, containers, flags, groups
    found.tight = [False] * len(tags)
    found.sources = LateSources(piles["raws"], runs)
    return with_broken(found, runs, piles["parts"].tolist()) if any(broken) else found


def with_broken(found: Found, runs: Any, parts: list[list[int]]) -> Found | None:
    """What was found with those runs made blocks that may be several, or none: with line breaks, of code, with
    characters that nobody sees."""
    made, sources = Found(), found.sources
    assert isinstance(sources, LateSources)
    made.names = found.names
    blocks, last, counts = Runs(made), 0, np.ones(len(runs), np.int64)
    for at in np.flatnonzero(runs[:, BROKEN]).tolist():
        take(made, found, last, at)
        before, last = len(made.texts), at + 1
        flush(blocks, runs[at].tolist(), parts, sources.raw)
        counts[at] = len(made.texts) - before
        if not counts[at] and MEANINGS[runs[at, MEANING]] == "li":  # the item is that of a later paragraph
            return None
        sources.broken[at] = made.sources.starts[:], made.sources.raws[:]
        made.sources = Sources()
    take(made, found, last, len(runs))
    for name in COLUMNS:
        setattr(found, name, getattr(made, name))
    first = np.append(0, np.cumsum(counts))
    found.begins = first[np.array(found.begins, np.int64)].tolist()
    return found


def take(made: Found, found: Found, begin: int, end: int) -> None:
    """Take over some blocks as they are."""
    for name in COLUMNS:
        getattr(made, name).extend(getattr(found, name)[begin:end])


def flush(blocks: Runs, run: list[int], parts: list[list[int]], raw: str) -> None:
    """Make blocks of one run."""
    begin = run[RAW]
    for at, (end, linked, _) in enumerate(parts[run[PART] : run[PART_END]]):
        blocks.parts.append(raw[begin:end])
        if linked:
            blocks.linked.append(at)
        begin = end
    meaning = MEANINGS[run[MEANING]] if run[MEANING] else None
    blocks.used = run[HOLDER] if meaning == "li" and MEANINGS[run[TAG]] == "p" else -1
    blocks.stand = run[CONTAINER], False, run[FLAGS], run[GROUP], meaning, run[HOLDER]
    blocks.flush()


class LateSources(Sources):
    """The texts as they stand in the source, cut out when somebody asks. `broken`: those of runs of several blocks."""

    def __init__(self, raw: str, runs: Any) -> None:
        self.raw, self.runs = raw, runs
        self.broken: dict[int, tuple[list[str], list[str]]] = {}

    def _cut(self, end: int, which: int) -> list[str]:
        cut = zip(self.runs[:, RAW].tolist(), self.runs[:, end].tolist(), strict=True)
        texts = [self.raw[a:b] for a, b in cut]
        if not self.broken:
            return texts
        return [
            one for at, text in enumerate(texts) for one in (self.broken[at][which] if at in self.broken else (text,))
        ]

    @cached_property
    def starts(self) -> list[str]:  # type: ignore[override]
        return self._cut(START_END, 0)

    @cached_property
    def raws(self) -> list[str]:  # type: ignore[override]
        return self._cut(RAW_END, 1)


class Told(dict[str, list[LexborNode]]):
    """The elements of TELLING by their tags, looked for when the first is asked for."""

    def __init__(self, root: LexborNode, told: Any) -> None:
        super().__init__()
        self.root, self.told = root, told

    def __missing__(self, tag: str) -> list[LexborNode]:
        for name in TELLING:
            self.setdefault(name, [])
        if len(self.told):
            ids, tags = self.told.T.tolist()
            for node, at in zip(nodes_of(self.root, ASKED_FOR, ids), tags, strict=True):
                self[TELLING[at]].append(node)
        return self[tag]


def nodes_of(root: LexborNode, selector: str, ids: Sequence[int]) -> Iterator[LexborNode]:
    """The nodes with these places in memory, which a selector finds."""
    found = {node.mem_id: node for node in root.css(selector)}
    found[root.mem_id] = root
    return map(found.__getitem__, ids)
