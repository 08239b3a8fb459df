"""Cleaned → the body, as plain text or as Markdown."""

from __future__ import annotations

from typing import Literal

import regex

from cleaner.page import Block, Cleaned

Format = Literal["text", "markdown"]

HEADING = regex.compile(r"h[1-6]")
# What Markdown would read as markup where we mean the character itself: at the start of a line, and anywhere.
AT_LINE_START = regex.compile(r"^(?P<sign>[#>+-]|\d{1,9}[.)](?=\s)|={3,}\s*$)")
ANYWHERE = regex.compile(r"[\\`*<\[\]]")
LINE_BREAK = regex.compile(r"\s*\n\s*")
# Cells of a table row, as reading writes them.
CELL_BORDER = regex.compile(r"\t| \| ")


def body(cleaned: Cleaned, *, form: Format = "text") -> str:
    """The body, ending in a newline; an empty string where nothing was article.

    Markdown marks headings, list items, quotes, code and tables of HTML pages; plain text passes as it is, since it
    may be Markdown already.
    """
    if form == "markdown" and cleaned.page.kind == "html":
        return markdown(cleaned)
    return cleaned.text + "\n" if cleaned.text else ""


def markdown(cleaned: Cleaned) -> str:
    """The body of an HTML page as Markdown, one blank line between paragraphs, none between items of a list."""
    written: list[str] = []
    before = ""
    for _, block in cleaned.kept:
        group = "list" if block.tag in {"li", "dd", "dt"} else block.tag
        in_table = group in {"tr", "td", "th"}
        group = "table" if in_table else group
        if written:
            written.append("\n" if group == before and group in {"list", "table"} else "\n\n")
        written.append(markdown_block(block))
        if in_table and group != before:
            written.append("\n" + " | ".join(["", *["---"] * len(cells(block.text)), ""]).strip())
        before = group
    return "".join(written) + "\n" if written else ""


def markdown_block(block: Block) -> str:
    """One block with its Markdown sign."""
    text = block.text
    if block.tag in {"pre", "code"}:
        fence = "```" if "```" not in text else "~~~~"
        return f"{fence}\n{text}\n{fence}"
    if block.tag in {"tr", "td", "th"}:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells(text)) + " |"
    line = escaped(text)
    one_line = LINE_BREAK.sub(" ", line)
    if HEADING.fullmatch(block.tag):
        return "#" * int(block.tag[1]) + " " + one_line
    if block.tag in {"li", "dd", "dt"}:
        return list_sign(block) + one_line
    if block.tag == "blockquote" or " blockquote" in f" {block.path}":
        return "\n".join("> " + part for part in line.splitlines())
    return line


def cells(text: str) -> list[str]:
    """The cells of a table row."""
    return [cell.strip() for cell in CELL_BORDER.split(text)]


def list_sign(block: Block) -> str:
    """Bullet or number, two blanks deeper for each list around it."""
    lists = [step for step in block.path.split() if step.partition(".")[0].partition("#")[0] in {"ul", "ol"}]
    sign = "1. " if lists and lists[-1].startswith("ol") else "- "
    return "  " * max(0, len(lists) - 1) + sign


def escaped(text: str) -> str:
    """Text in which nothing is markup by accident."""
    text = ANYWHERE.sub(r"\\\g<0>", text)
    return "\n".join(AT_LINE_START.sub(escape_sign, line) for line in text.splitlines())


def escape_sign(match: regex.Match[str]) -> str:
    """`1.` becomes `1\\.`, any other sign gets the backslash in front."""
    sign = match["sign"]
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else "\\" + sign
