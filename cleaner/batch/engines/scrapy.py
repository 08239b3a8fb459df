"""Items of a Scrapy spider → the same items with the clean article: an item pipeline. It needs nothing of Scrapy's."""

from __future__ import annotations

from typing import Any

from cleaner.batch.documents import Document
from cleaner.batch.unit import CanClean, Spec, clean_one
from cleaner.pipeline import Cleaner


class CleanArticles:
    """Adds `clean_text`, `clean_status`, `clean_reason` and `clean_metadata` to each item.

    The page is read from the item's field `html` (or `body`, `text`), its address from `url`; `CLEANER_FIELD` and
    `CLEANER_URL_FIELD` in the settings name others, `CLEANER_OPTIONS` holds options of `Cleaner`. An item of which
    nothing stays goes on all the same, with its status: what to drop is the next pipeline's to say.

    Settings: `ITEM_PIPELINES = {"cleaner.batch.engines.scrapy.CleanArticles": 300}`.

    >>> item = {"html": "<p>The river rose two metres overnight, officials said on Tuesday.</p>", "url": None}
    >>> CleanArticles().process_item(item)["clean_status"]
    'ok'
    """

    FIELDS = ("html", "body", "text")

    def __init__(self, cleaner: CanClean | None = None, field: str = "", url_field: str = "url") -> None:
        self.cleaner, self.field, self.url_field = cleaner or Cleaner(), field, url_field
        self.spec = Spec()

    @classmethod
    def from_crawler(cls, crawler: Any) -> CleanArticles:
        """As Scrapy makes it, from the settings. Raises ValueError for an option that there is not."""
        settings = crawler.settings
        options = settings.getdict("CLEANER_OPTIONS")
        return cls(Cleaner(**options), settings.get("CLEANER_FIELD", ""), settings.get("CLEANER_URL_FIELD", "url"))

    def process_item(self, item: Any, spider: Any = None) -> Any:
        """The item with what was found. Never raises for a bad page; a KeyError says that an item has no page."""
        names = (self.field,) if self.field else self.FIELDS
        name = next((one for one in names if one in item), None)
        if name is None:
            raise KeyError(f"the item has none of {', '.join(names)}; name its field with CLEANER_FIELD")
        url = item.get(self.url_field)
        done = clean_one(self.cleaner, self.spec.task(Document(str(url), "", url, content=item[name], name="item")))
        row = done.row or {}
        item["clean_text"], item["clean_status"] = row["text"], row["status"]
        item["clean_reason"], item["clean_metadata"] = row["reason"], row["metadata"]
        return item
