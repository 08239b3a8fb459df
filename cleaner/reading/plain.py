"""Plain text → blocks, and blocks → plain text that reads back the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from cleaner.page import Block
from cleaner.reading.characters import visible
from cleaner.reading.wrapping import Width, join, joined_lines, width_of

FENCE = regex.compile(r"(`{3,}|~{3,})[^`\n]*$")
HEADING = regex.compile(r"(#{1,6}) +\S")
ITEM = regex.compile(r"(?:[-*+•‣⁃◦▪●○■□–·∙]|\(?(?:\d{1,3}|[a-zA-Z])[.)]) +\S")
QUOTE = regex.compile(r"> ?")
TABLE = regex.compile(r"\|.*\|$")
COLUMNS = regex.compile(r"\S(?:\t| {3,})\S")
SIGNS = regex.compile(r"\W*$")
SPECIAL_STARTS = frozenset("`~#-*+•‣⁃◦▪●○■□–·∙(>|0123456789")
OTHER_BREAKS = regex.compile("[\x0b\x0c\x1c-\x1e\u2028\u2029]")
WORD = regex.compile(r"[\p{L}\p{M}]+")

MIN_TABLE = 3
"""So many lines with columns in a row are a table; fewer are lines with odd gaps."""

PROSE = 100
"""A line of so many characters is a paragraph. Two of them without a blank line between: paragraphs are lines."""


@dataclass(slots=True)
class Line:
    """A line that is not blank: its text, its number in the source, its tag, and whether a blank line is before it."""

    text: str
    number: int
    tag: str
    apart: bool


def blocks(text: str) -> list[Block]:
    """Paragraphs of a plain text, in order. They are its lines, or its blank-line blocks where it is hard-wrapped.

    Line numbers are those of the source (CRLF, CR or LF). Markdown passes as text, its marks stay:

        >>> [(block.tag, block.text) for block in blocks("# Title\\n\\nA line.\\n\\n- one\\n- two")]
        [('h1', '# Title'), ('p', 'A line.'), ('li', '- one'), ('li', '- two')]
    """
    lines = list(_lines(visible(text.replace("\r\n", "\n").replace("\r", "\n"))))
    groups = list(_groups(lines))
    width = width_of([[line.text for line in run] for group in groups for run in _plain_runs(group)])
    by_lines = _paragraphs_are_lines(groups)
    words = _vocabulary(lines) if width else frozenset()
    return [block for group in groups for block in _group_blocks(group, width, by_lines, words)]


def render(kept: Sequence[Block]) -> str:
    """The text of these blocks: a blank line between them, none before a tight one.

    Reading it again gives the same texts. Where tight lines alone would be read otherwise (as wrapped, or as
    paragraphs), blank lines part them all.
    """
    text = _joined(kept, tight=True)
    if not any(block.tight or block.tag == "pre" for block in kept):
        return text
    texts = [block.text for block in kept]
    for _ in range(3):
        again = blocks(text)
        if [block.text for block in again] == texts and _joined(again, tight=True) == text:
            return text
        texts = [block.text for block in again] if "\n\n" in text else texts
        text = "\n\n".join(texts)
        kept = [replace(block, tight=False) for block in kept]
    return text


def _joined(kept: Sequence[Block], *, tight: bool) -> str:
    pieces: list[str] = []
    before: Block | None = None
    for block in kept:
        if before is not None:
            near = not before.last_line or block.first_line <= before.last_line + 1
            pieces.append("\n" if tight and block.tight and near else "\n\n")
        pieces.append(block.text)
        before = block
    return "".join(pieces)


def _lines(text: str) -> Iterator[Line]:
    """Lines that are not blank, tagged; form feeds and Unicode's own separators break lines, too."""
    apart, fence = True, ""
    broken = OTHER_BREAKS.search(text) is not None
    source = text.split("\n")
    fences = _fences(source)
    for number, raw in enumerate(source, 1):
        for piece in OTHER_BREAKS.split(raw) if broken else (raw,):
            squeezed = " ".join(piece.split())
            if not squeezed:
                apart = True
                continue
            inside, fence = _fence_state(squeezed, fence, number in fences)
            keep = inside or COLUMNS.search(piece) is not None
            yield Line(
                piece.rstrip() if inside else piece.strip() if keep else squeezed,
                number,
                "pre" if inside else _tag(squeezed),
                apart,
            )
            apart = False


def _fences(source: Sequence[str]) -> frozenset[int]:
    """Numbers of the lines that open a fence of code which is closed further down."""
    opened, found = 0, set()
    mark = ""
    for number, line in enumerate(source, 1):
        if line[:1] not in "`~ " or not (fence := FENCE.match(line.strip())):
            continue
        if not opened:
            opened, mark = number, fence[1]
        elif line.strip().startswith(mark) and not line.strip().strip(mark[0]):
            found.add(opened)
            opened = 0
    return frozenset(found)


def _fence_state(line: str, fence: str, opens: bool) -> tuple[bool, str]:
    """Whether the line is code or the mark around it, and the mark that will close it."""
    if fence:
        return True, "" if line.startswith(fence) and not line.strip(fence[0]) else fence
    if opens and (found := FENCE.match(line)):
        return True, found[1]
    return False, ""


def _tag(line: str) -> str:
    if line[0] not in SPECIAL_STARTS:
        return "p"
    if found := HEADING.match(line):
        return f"h{len(found[1])}"
    if TABLE.match(line):
        return "tr"
    if QUOTE.match(line):
        return "blockquote"
    return "li" if ITEM.match(line) else "p"


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines without a blank line between."""
    group: list[Line] = []
    for line in lines:
        if line.apart and group:
            yield _with_tables(group)
            group = []
        group.append(line)
    if group:
        yield _with_tables(group)


def _with_tables(group: list[Line]) -> list[Line]:
    """Lines with columns are rows of a table where there are several of them, else their gaps close."""
    start = 0
    while start < len(group):
        end = start
        while end < len(group) and group[end].tag != "pre" and COLUMNS.search(group[end].text):
            end += 1
        for line in group[start:end]:
            if end - start >= MIN_TABLE:
                line.tag = "tr"
            else:
                line.text = " ".join(line.text.split())
        start = max(end, start + 1)
    return group


def _plain_runs(group: Sequence[Line]) -> Iterator[list[Line]]:
    """The stretches of a group that may be wrapped prose: a list item or quote may begin one, nothing else special."""
    run: list[Line] = []
    for line in group:
        if line.tag not in ("p", "li") or (line.tag == "li" and run):
            if run:
                yield run
            run = []
        if line.tag in ("p", "li"):
            run.append(line)
    if run:
        yield run


def _paragraphs_are_lines(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether neighbouring lines are paragraphs of their own, rather than verse, lists or addresses."""
    if len(groups) <= 1:
        return True
    near = sum(
        1
        for group in groups
        for a, b in zip(group, group[1:], strict=False)
        if len(a.text) >= PROSE and len(b.text) >= PROSE
    )
    apart = sum(
        1 for a, b in zip(groups, groups[1:], strict=False) if len(a[-1].text) >= PROSE and len(b[0].text) >= PROSE
    )
    many = sum(len(group) for group in groups) > 4 * len(groups)
    return near > apart or (many and near == apart and near > 0)


def _group_blocks(group: Sequence[Line], width: Width | None, by_lines: bool, words: frozenset[str]) -> Iterator[Block]:
    before: Line | None = None
    for run in _runs(group, width):
        first, last = run[0], run[-1]
        text = first.text if len(run) == 1 else join([line.text for line in run], words)
        tight = before is not None and (not by_lines or (before.tag == first.tag and first.tag in ("li", "pre", "tr")))
        yield Block(text, first.tag, first_line=first.number, last_line=last.number, tight=tight)
        before = last


def _runs(group: Sequence[Line], width: Width | None) -> Iterator[Sequence[Line]]:
    """Lines that make one block: one each, or the lines of a wrapped paragraph."""
    if width is None or len(group) == 1:
        yield from ([line] for line in group)
        return
    plain = {id(run[0]): run for run in _plain_runs(group)}
    place = 0
    while place < len(group):
        run = plain.get(id(group[place]), [group[place]])
        for places in joined_lines([line.text for line in run], width):
            yield [run[at] for at in places]
        place += len(run)


def _vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand whole inside lines, lower case: to see which hyphens at line ends are real."""
    return frozenset(word.lower() for line in lines for word in WORD.findall(line.text))
