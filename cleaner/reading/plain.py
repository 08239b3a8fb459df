"""Plain text → blocks, and blocks → plain text that reads back the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from cleaner.page import Block
from cleaner.reading.print_pages import RUNNING_HEAD, in_reading_order, running_heads
from cleaner.reading.wrapping import NO_WORDS, Vocabulary, Width, goes_on, join, joined_lines, vocabulary_of, width_of
from cleaner.text.characters import visible
from cleaner.text.sentences import ends_sentence

FENCE = regex.compile(r"(`{3,}|~{3,})[^`\n]*$")
HEADING = regex.compile(r"(#{1,6}) +\S")
ITEM = regex.compile(r"(?:[-*+•‣⁃◦▪●○■□–·∙]|\(?(?:\d{1,3}|[a-zA-Z])[.)]) +\S")
QUOTE = regex.compile(r"> ?")
COLUMNS = regex.compile(r"\S(?:\t| {3,})\S")
SPECIAL_STARTS = frozenset("`~#-*+•‣⁃◦▪●○■□–·∙(>|0123456789")
OTHER_BREAKS = "\x0b\x0c\x1c\x1d\x1e\u2028\u2029"
BREAK = regex.compile(f"[{OTHER_BREAKS}]")

TOGETHER = frozenset(("li", "pre", "tr"))
"""Lines of these tags stand directly under each other."""

MIN_TABLE = 3
"""So many lines with columns in a row are a table; fewer are lines with odd gaps."""

MIN_VERSE, MAX_VERSE = 4, 80
"""A text without blank lines is verse or a list from so many lines on, up to so many characters a line."""

PROSE = 100
"""A line of so many characters is a paragraph. Two of them without a blank line between: paragraphs are lines."""


@dataclass(slots=True)
class Line:
    """A line that is not blank: its text, its number in the source, its tag, and whether a blank line is before it.

    `columns`: it has wide gaps inside, as the rows of a table have; then the text still has them. `indent`: the
    blanks before it.
    """

    text: str
    number: int
    tag: str
    apart: bool
    columns: bool = False
    indent: int = 0


def blocks(text: str) -> list[Block]:
    """Paragraphs of a plain text, in order. They are its lines, or its blank-line blocks where it is hard-wrapped.

    Line numbers are those of the source (CRLF, CR or LF). Markdown passes as text, its marks stay:

        >>> [(block.tag, block.text) for block in blocks("# Title\\n\\nA line.\\n\\n- one\\n- two")]
        [('h1', '# Title'), ('p', 'A line.'), ('li', '- one'), ('li', '- two')]
    """
    read = list(_lines(visible(text.replace("\r\n", "\n").replace("\r", "\n"))))
    lines, heads = _without_running_heads(read)
    groups = list(_groups(lines))
    width = width_of([[line.text for line in run] for group in groups for run in _plain_runs(group)])
    by_lines = _paragraphs_are_lines(groups)
    words = vocabulary_of([line.text for line in lines]) if width else NO_WORDS
    found = [block for group in groups for block in _group_blocks(group, width, by_lines, words)]
    return sorted([*found, *heads], key=lambda block: block.first_line) if heads else found


def _without_running_heads(lines: list[Line]) -> tuple[list[Line], list[Block]]:
    """The lines without what pages repeat above and below them, which are blocks of their own; a sentence that such a
    line breaks goes on."""
    heads = running_heads(
        [" ".join(line.text.split()) if line.columns else line.text for line in lines],
        [line.columns for line in lines],
        [line.indent for line in lines],
    )
    if not heads:
        return lines, []
    left: list[Line] = []
    for at, line in enumerate(lines):
        if at in heads:
            continue
        if at - 1 in heads and left:
            line.apart = not goes_on(left[-1].text, line.text)
        left.append(line)
    texts = ((lines[at].number, " ".join(lines[at].text.split())) for at in sorted(heads))
    return left, [Block(text, RUNNING_HEAD, first_line=number, last_line=number) for number, text in texts]


def render(kept: Sequence[Block], *, by_lines: bool = True) -> str:
    """The text of these blocks: a blank line between them, none before a tight one.

    `by_lines`: a tight block stands under the one before it where no line of the source is between them. In HTML, where
    lines mean nothing, it does under one of its kind: an item under an item, a row under a row.
    Reading a text again gives the same texts. Where tight lines alone would be read otherwise (as wrapped, or as
    paragraphs), blank lines part them all.
    """
    text = _joined(kept, _near if by_lines else _alike)
    if not any(block.tight or block.tag == "pre" for block in kept):
        return text
    texts = [block.text for block in kept]
    if _reads_back(text, texts):
        return text
    for _ in range(3):
        again = blocks(text)
        if [block.text for block in again] == texts and _joined(again, _near) == text:
            return text
        texts = [block.text for block in again] if "\n\n" in text else texts
        text = "\n\n".join(texts)
        kept = [replace(block, tight=False) for block in kept]
    return text


def _reads_back(text: str, texts: Sequence[str]) -> bool:
    """Whether it is plain to see that these texts are the lines of the text and are read as they stand.

    False where only reading tells: there is code, or lines that may be wrapped.
    """
    if "```" in text or "~~~" in text or text != text.strip() or not _is_even(text.replace("\n", "")):
        return False
    pieces = text.split("\n")
    if [piece for piece in pieces if piece] != texts or " \n" in text or "\n " in text:
        return False
    lines = [Line(piece, 0, _tag(piece), not before) for before, piece in pairwise(["", *pieces]) if piece]
    groups = list(_groups(lines))
    near = [group for group in groups if len(group) > 1]
    if width_of([[line.text for line in run] for group in near for run in _plain_runs(group)]) is not None:
        return False
    return all(_stand_together(*pair, paragraphs=True) for group in near for pair in pairwise(group)) or not (
        _paragraphs_are_lines(groups)
    )


def _is_even(text: str) -> bool:
    """Whether a text without line breaks has no other blanks than single spaces inside, and nothing unseen."""
    return text.isprintable() and "  " not in text


def _joined(kept: Sequence[Block], stand_together: Callable[[Block, Block], bool]) -> str:
    pieces: list[str] = []
    before: Block | None = None
    for block in kept:
        if before is not None:
            pieces.append("\n" if block.tight and stand_together(before, block) else "\n\n")
        pieces.append(block.text)
        before = block
    return "".join(pieces)


def _near(before: Block, block: Block) -> bool:
    """Whether no line of the source is between two blocks, as far as that is known."""
    return not before.last_line or block.first_line <= before.last_line + 1


def _alike(before: Block, block: Block) -> bool:
    """Whether two blocks of an HTML page are of one kind."""
    return before.tag == block.tag


def _lines(text: str) -> Iterator[Line]:
    """Lines that are not blank, tagged; form feeds and Unicode's own separators break lines, too."""
    if "```" not in text and "~~~" not in text and _is_even(text.replace("\n", "")):
        yield from _even_lines(text)
        return
    apart, fence = True, ""
    broken = any(sign in text for sign in OTHER_BREAKS)
    source = text.split("\n")
    fences = _fences(source) if "```" in text or "~~~" in text else frozenset()
    for number, raw in in_reading_order(source):
        for piece in BREAK.split(raw) if broken else (raw,):
            squeezed = piece.strip() if _is_even(piece) else " ".join(piece.split())
            if not squeezed:
                apart = True
                continue
            if fence or number in fences:
                fence = _fence_after(squeezed, fence)
                yield Line(piece.rstrip(), number, "pre", apart)
            else:
                columns = len(squeezed) < len(piece) and _has_columns(piece)
                indent = len(piece) - len(piece.lstrip())
                yield Line(piece.strip() if columns else squeezed, number, _tag(squeezed), apart, columns, indent)
            apart = False


def _even_lines(text: str) -> Iterator[Line]:
    """The lines of a text without code, columns and unseen characters."""
    apart = True
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line:
            yield Line(line, number, _tag(line), apart, columns=False, indent=len(raw) - len(raw.lstrip()))
        apart = not line


def _has_columns(line: str) -> bool:
    return ("\t" in line or "   " in line) and COLUMNS.search(line) is not None


def _fences(source: Sequence[str]) -> frozenset[int]:
    """Numbers of the lines that open a fence of code which is closed further down."""
    opened, found = 0, set()
    mark = ""
    for number, line in enumerate(source, 1):
        if not line.startswith(("`", "~", " ", "\t")) or not (fence := FENCE.match(line.strip())):
            continue
        if not opened:
            opened, mark = number, fence[1]
        elif line.strip().startswith(mark) and not line.strip().strip(mark[0]):
            found.add(opened)
            opened = 0
    return frozenset(found)


def _fence_after(line: str, fence: str) -> str:
    """The mark that will close the code after this line, which opens it, closes it, or stands in it."""
    if not fence:
        found = FENCE.match(line)
        return found[1] if found else ""
    return "" if line.startswith(fence) and not line.strip(fence[0]) else fence


def _tag(line: str) -> str:
    if line[0] not in SPECIAL_STARTS:
        return "p"
    if found := HEADING.match(line):
        return f"h{len(found[1])}"
    if len(line) > 1 and line[0] == line[-1] == "|":
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
        if not group[start].columns:
            start += 1
            continue
        end = start
        while end < len(group) and group[end].columns:
            end += 1
        for line in group[start:end]:
            if end - start >= MIN_TABLE:
                line.tag = "tr"
            else:
                line.text = " ".join(line.text.split())
        start = end
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
        return not (groups and is_verse(groups[0]))
    near = sum(1 for group in groups for a, b in pairwise(group) if len(a.text) >= PROSE and len(b.text) >= PROSE)
    apart = sum(1 for a, b in pairwise(groups) if len(a[-1].text) >= PROSE and len(b[0].text) >= PROSE)
    many = sum(len(group) for group in groups) > 4 * len(groups)
    return near > apart or (many and near == apart and near > 0)


def is_verse(lines: Sequence[Line]) -> bool:
    """Whether lines without a blank line among them are short and mostly end in the middle of a sentence."""
    if len(lines) < MIN_VERSE or max(len(line.text) for line in lines) > MAX_VERSE:
        return False
    return sum(1 for line in lines if ends_sentence(line.text)) * 2 < len(lines)


def _group_blocks(group: Sequence[Line], width: Width | None, by_lines: bool, words: Vocabulary) -> Iterator[Block]:
    if len(group) == 1:
        (only,) = group
        yield Block(only.text, only.tag, "", 0.0, only.number, only.number)
        return
    if width is None:
        for at, line in enumerate(group):
            tight = at > 0 and _stand_together(group[at - 1], line, paragraphs=by_lines)
            yield Block(line.text, line.tag, "", 0.0, line.number, line.number, tight)
        return
    before: Line | None = None
    runs = list(_runs(group, width, words))
    merged = len(runs) < len(group)
    for run in runs:
        first, last = run[0], run[-1]
        text = first.text if len(run) == 1 else join([line.text for line in run], words)
        tight = before is not None and _stand_together(before, first, paragraphs=by_lines or merged)
        yield Block(text, first.tag, first_line=first.number, last_line=last.number, tight=tight)
        before = last


def _stand_together(before: Line, line: Line, *, paragraphs: bool) -> bool:
    """Whether no blank line belongs between: items, rows and code stand together even where lines are paragraphs."""
    return not paragraphs or (before.tag == line.tag and line.tag in TOGETHER)


def _runs(group: Sequence[Line], width: Width, words: Vocabulary) -> Iterator[Sequence[Line]]:
    """Lines that make one block: one each, or the lines of a wrapped paragraph."""
    plain = {id(run[0]): run for run in _plain_runs(group)}
    place = 0
    while place < len(group):
        run = plain.get(id(group[place]), [group[place]])
        for places in joined_lines([line.text for line in run], width, words):
            yield [run[at] for at in places]
        place += len(run)
