"""The headline's element → the lines around it, each with what its elements are called. Nothing far from it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cleaner.metadata.head import one_line
from cleaner.reading.surroundings import AUTHOR_PAGE, calls, is_linked, names_elsewhere
from cleaner.reading.walk import LAST_TAG, TEXT
from cleaner.text.sentences import ends_sentence

MAX_STEPS = 700
MAX_STEPS_BEFORE = 60
MAX_SIBLINGS = 12
MAX_LINES_BEFORE = 8
MAX_LINES_AFTER = 40
MAX_LINE = 180
"""Characters of a line that may be a byline or a publication line; a longer one is prose."""
MIN_SENTENCE = 60
"""Characters from which a line that ends like a sentence is prose, too: news is written in short paragraphs."""
MAX_READ = 3 * MAX_LINE
"""Characters of prose after the headline: a standfirst, a caption, and the lede. A byline does not stand below them."""
MAX_PROSE = 600
"""Characters of a line that are kept: enough to see that it is prose."""
HINT_LEVELS = 4

INLINE = frozenset(
    ("a", "abbr", "address", "b", "bdi", "cite", "em", "font", "i", "label", "mark", "small", "span", "strong",
     "sub", "sup", "time", "u")
)  # fmt: skip
SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "nav", "form", "aside", "footer", "svg", "button", "select", "iframe",
     "dialog", "video", "audio")
)  # fmt: skip
PASSED, BLOCK, PHRASE, STAMP = range(4)
"""What a tag can mean here: not read at all, a line of its own, part of a line, part of a line and a date."""
MEANINGS: dict[int, int] = {}
"""What tags mean, by the parser's number for each."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
ROOTS = frozenset(("html", "body", "main", "article", "section"))


Around = tuple[str, Any]


@dataclass(slots=True)
class Line:
    """A line by the headline.

    `hints` is what the block-level elements around it are called, `named` each text in it with what its inline
    elements are called, `datetimes` the machine-readable dates of its `time` elements with what those are called and
    where in the text they begin. `prose`: how much of it stands between the headline and the line, in characters; None
    where the line stands before the headline.
    """

    text: str
    block: Any
    leaves: list[str]
    nodes: list[Any]
    datetimes: list[tuple[str, str, int]]
    hints: str = ""
    named: list[tuple[str, str]] = field(default_factory=list)
    prose: int | None = None


def lines_near(headline: Any) -> list[Line]:
    """The lines just before the headline, then those after it, in the order of the page."""
    known: dict[int, Around] = {}
    lines = []
    for line in (*reversed(list(_before(headline))), *_after(headline)):
        if len(line.text) <= MAX_LINE or line.datetimes:
            line.hints = _calls_around(line.block, known)
            if not names_elsewhere(line.hints):
                line.named = [(leaf, _inline_calls(node)) for leaf, node in zip(line.leaves, line.nodes, strict=True)]
                lines.append(line)
    return lines


def _before(headline: Any) -> Iterator[Line]:
    """The lines of the small elements before the headline, backwards; a large one is a header with its menus."""
    node, found, tried = headline, 0, 0
    while node is not None and node.tag not in ("body", "html") and tried < MAX_SIBLINGS and found < MAX_LINES_BEFORE:
        previous = node.prev
        if previous is None:
            node = node.parent
            continue
        node = previous
        tried += 1
        if node.is_empty_text_node if node.tag_id == TEXT else not meaning_of(node):
            continue
        lines = list(islice(_read(node, node, MAX_STEPS_BEFORE), MAX_LINES_BEFORE // 2 + 1))
        if len(lines) <= MAX_LINES_BEFORE // 2:
            found += len(lines)
            yield from reversed(lines)


def _after(headline: Any) -> Iterator[Line]:
    """The lines after the headline, until the body has clearly begun."""
    prose, own = 0, headline.tag in HEADINGS
    for line in islice(_read(headline, None, MAX_STEPS), MAX_LINES_AFTER):
        if own:
            own = False
            continue
        if prose > MAX_LINE and _is_another_headline(line):
            return
        line.prose = prose
        yield line
        prose += _prose(line.text)
        if prose >= MAX_READ:
            return


def _prose(text: str) -> int:
    """How many characters of prose a line counts for; a long paragraph as one of three."""
    if len(text) > MAX_LINE:
        return MAX_LINE
    return len(text) if len(text) >= MIN_SENTENCE and ends_sentence(text) else 0


def _is_another_headline(line: Line) -> bool:
    """Whether the line is a heading that leads to another page, unless that is the author's."""
    return line.block is not None and line.block.tag in HEADINGS and is_linked(line.block)


def _read(start: Any, end: Any | None, steps: int) -> Iterator[Line]:
    """The texts from `start` on, inside `end` if it is given: what one block-level element holds is one line.

    A `time` belongs to the text that follows.
    """
    line: Line | None = None
    block = 0
    times: list[tuple[str, str]] = []
    for node in _walk(start, end, steps):
        if node.tag_id != TEXT:
            stamp = node.attributes.get("datetime")
            times += [(stamp, f"{calls(node)} {calls(node.parent)}")] if stamp else []
            continue
        text = one_line((node.text_content or "")[:MAX_PROSE])
        if not text:
            continue
        owner = node.parent
        while owner is not None and meaning_of(owner) in (PHRASE, STAMP):
            owner = owner.parent
        identity = owner.mem_id if owner is not None else 0
        if line is None or identity != block:
            if line is not None:
                yield line
            line, block = Line(text, owner, [text], [node], [(*time, 0) for time in times]), identity
        else:
            line.datetimes += [(*time, len(line.text) + 1) for time in times]
            line.leaves.append(text)
            line.nodes.append(node)
            line.text = f"{line.text} {text}"
        times = []
    if line is not None:
        yield line


def _walk(start: Any, end: Any | None, steps: int) -> Iterator[Any]:  # noqa: C901  # a hundred steps on every page
    """Each text and `time` in document order, from `start` on, inside `end` if it is given; furniture is stepped over
    and so is white space."""
    node, last = start, 0 if end is None else end.mem_id
    for _ in range(steps):
        following = None
        if node.tag_id == TEXT:
            if not node.is_empty_text_node:
                yield node
        elif meaning := meaning_of(node):
            if meaning == STAMP:
                yield node
            following = node.first_child
        while following is None:
            if node.mem_id == last:
                return
            following = node.next
            if following is None:
                node = node.parent
                if node is None:
                    return
        node = following


def meaning_of(node: Any) -> int:
    """What an element is for the lines by the headline: PASSED, BLOCK, PHRASE or STAMP."""
    number = node.tag_id
    known = MEANINGS.get(number)
    return _named_meaning(number, node.tag) if known is None else known


def _named_meaning(number: int, tag: str | None) -> int:
    """What a tag means, remembered by the parser's number for it. A processing instruction has no tag."""
    if not tag or tag in SKIPPED or tag[0] in "-!_":
        meaning = PASSED
    else:
        meaning = STAMP if tag == "time" else PHRASE if tag in INLINE else BLOCK
    if number <= LAST_TAG:
        MEANINGS[number] = meaning
    return meaning


def _calls_around(block: Any, known: dict[int, Around]) -> str:
    """What the block-level elements around a line are called. `known` remembers of each, by its id, what is read of
    it."""
    node, around = block, []
    for _ in range(HINT_LEVELS):
        if node is None:
            break
        identity = node.mem_id
        name, node = known.get(identity) or known.setdefault(identity, _read_around(node))
        if name:
            around.append(name)
    return " ".join(around)


def _read_around(node: Any) -> Around:
    """What an element is called, and the element around it, None at a root."""
    return ("", None) if node.tag in ROOTS else (calls(node), node.parent)


def _inline_calls(node: Any) -> str:
    """What the inline elements around a text are called; a link to an author's page is called `author`."""
    inline: list[str] = []
    parent = node.parent
    for _ in range(HINT_LEVELS):
        if parent is None or (tag := parent.tag) not in INLINE:
            break
        if name := calls(parent):
            inline.append(name)
        if tag == "a" and AUTHOR_PAGE.search(parent.attributes.get("href") or ""):
            inline.append("author")
        parent = parent.parent
    return " ".join(inline)
