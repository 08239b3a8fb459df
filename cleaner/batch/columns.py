"""The columns of a table → which one holds the text, the address and the id of a row, guessed from the usual names."""

from __future__ import annotations

import base64
import datetime
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

HTML = ("html", "raw_html", "page_html", "html_content", "content_html", "body_html", "rawhtml", "page_source")
TEXT = (
    "text", "content", "body", "article", "article_text", "maintext", "main_text", "plain_text", "plaintext",
    "full_text", "fulltext", "raw_text", "raw_content", "article_body", "articlebody", "page_content", "story",
)  # fmt: skip
URL = ("url", "link", "uri", "href", "page_url", "source_url", "article_url", "canonical_url", "target_uri", "address")
ID = ("id", "doc_id", "docid", "document_id", "article_id", "uuid", "guid", "warc_id", "record_id", "key", "_id")
ADDED = ("added", "fetched", "crawled", "crawl_date", "fetch_time", "warc_date")


class NoColumn(ValueError):
    """A table whose text cannot be found; the message says which columns there are and what to name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that hold HTML, plain text, the address, the id; None: to be guessed, or none.

    Where a table has a column of HTML and one of text, a row gives its HTML, or its text where it has no HTML.
    """

    html: str | None = None
    text: str | None = None
    url: str | None = None
    id: str | None = None
    added: str | None = None

    def among(self, names: Sequence[str]) -> Columns:
        """Which columns of these are meant. Raises NoColumn.

        >>> Columns().among(["ID", "Content", "link", "title"])
        Columns(html=None, text='Content', url='link', id='ID', added=None)
        >>> Columns(text="title").among(["ID", "content", "title"]).text
        'title'
        """
        for name in (self.html, self.text, self.url, self.id):
            if name is not None and name not in names:
                raise NoColumn(f"there is no column {name!r}; there are: {listed(names)}")
        html, text = self.html, self.text
        if html is None and text is None:
            html, text = usual(names, HTML), usual(names, TEXT)
        if not names:
            raise NoColumn("the table is empty")
        if html is None and text is None:
            raise NoColumn(
                f"no column has a usual name for text; name it with --html-column or --text-column: {listed(names)}"
            )
        taken = {html, text}
        free = [name for name in names if name not in taken]
        return replace(
            self,
            html=html,
            text=text,
            url=self.url or usual(free, URL),
            id=self.id or usual(free, ID),
            added=self.added or usual(free, ADDED),
        )

    def said(self) -> str:
        """What was chosen, in words."""
        found = {"HTML": self.html, "text": self.text, "address": self.url, "id": self.id}
        return ", ".join(f"{what} from {name}" for what, name in found.items() if name)

    def rest(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The other columns of a row, which are carried along."""
        own = {self.html, self.text, self.url, self.id, self.added}
        return {str(name): value for name, value in row.items() if name not in own}

    def as_dict(self) -> dict[str, str | None]:
        """The names as plain values."""
        return asdict(self)


def usual(names: Sequence[str], wanted: Iterable[str]) -> str | None:
    """The first of the usual names that is there; case, blanks and hyphens do not matter."""
    there = {name.strip().lower().replace("-", "_").replace(" ", "_"): name for name in reversed(names)}
    return next((there[name] for name in wanted if name in there), None)


def listed(names: Sequence[str], most: int = 12) -> str:
    """The names of columns in one line."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(repr, names[:most])) + more if names else "none"


def plain(value: Any) -> Any:  # noqa: PLR0911 - cases: the first that holds counts
    """A value of a table as JSON has it: dates and times in ISO form, decimals as text, bytes as base64.

    >>> import decimal
    >>> plain({"at": datetime.date(2024, 3, 1), "raw": b"ab", "n": [decimal.Decimal("1.10")]})
    {'at': '2024-03-01', 'raw': 'YWI=', 'n': ['1.10']}
    """
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(microseconds=1)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value)


def as_text(value: Any) -> str | None:
    """An id, an address or a time as text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value or None
    found = plain(value)
    return found if isinstance(found, str) else json.dumps(found)
