"""A page that shows hardly any text → the article as its linked data hold it, as HTML.

Some sites draw the article by a script, or show its beginning only, and still say all of it in JSON-LD
(`articleBody`, schema.org) for those who search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape, unescape

import regex

LONG_CHARACTERS = 400
"""A shorter `articleBody` is a summary."""

SHOWN = 0.5
"""A page shows the article itself if its text outside links is more than this share of what its linked data hold."""

TAG = regex.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", regex.IGNORECASE)
BLOCK_TAG = regex.compile(r"</?(?:p|br|div|h[1-6]|li|blockquote)\b", regex.IGNORECASE)


def is_linked_data(attributes: Mapping[str, str | None]) -> bool:
    """Whether a script of these attributes holds JSON-LD."""
    return "ld+json" in (attributes.get("type") or "").lower()


def linked_text(scripts: Sequence[str], shown: float) -> str:
    """The text of the one article that the ld+json scripts describe, as HTML; empty where the page shows enough of it.

    `shown`: characters that the page shows outside links.

        >>> body = "The river rose on Monday. " * 20 + "\\\\nIt fell."
        >>> script = f'{{"@type": "NewsArticle", "articleBody": "{body}"}}'
        >>> linked_text([script], 90)[-28:], linked_text([script], 900)
        ('Monday. </p>\\n<p>It fell.</p>', '')
    """
    from cleaner.metadata.json_ld import ARTICLE, read_scripts  # its package needs this one first

    held = [script for script in scripts if "articleBody" in script and shown < SHOWN * len(script)]
    works = [work for work in read_scripts(held).works if not work.aside and ARTICLE.match(work.kind)] if held else []
    bodies = {body.strip() for work in works if isinstance(body := work.fields.get("articleBody"), str)}
    if len(bodies) != 1:  # none, or a list of articles
        return ""
    (body,) = bodies
    if len(body) < LONG_CHARACTERS or shown > SHOWN * len(body):
        return ""
    return as_html(body)


def as_html(body: str) -> str:
    """The text of an article as HTML: what is markup stays markup, and of what is none each line is a paragraph.

    >>> as_html("Tea &amp; cake\\n3 < 4"), as_html("&lt;p&gt;Tea&lt;/p&gt;")
    ('<p>Tea &amp; cake</p>\\n<p>3 &lt; 4</p>', '<p>Tea</p>')
    """
    if "&lt;" in body and TAG.search(unescape(body)):
        body = unescape(body)
    if BLOCK_TAG.search(body):
        return body
    as_written = TAG.search(body) is not None
    lines = [line if as_written else escape(unescape(line), quote=False) for line in body.splitlines()]
    return "\n".join(f"<p>{line}</p>" for line in lines if line.strip())
