"""Cleaned → the body, as plain text or as Markdown."""

from __future__ import annotations

from typing import Literal

from cleaner.page import Cleaned
from cleaner.writing.markdown import markdown

Format = Literal["text", "markdown"]


def body(cleaned: Cleaned, *, form: Format = "text", links: bool = False) -> str:
    """The body, ending in a newline; an empty string where nothing was article.

    Markdown marks headings, list items, quotes, code and tables of HTML pages, and with `links` the targets of links.
    """
    if form == "markdown":
        return markdown(cleaned, links=links)
    return cleaned.text + "\n" if cleaned.text else ""
