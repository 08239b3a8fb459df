"""Scraped news, HTML or plain text → the article, its metadata, and why each removed line was removed.

What `__all__` names is the public interface; docs/api.md explains each. Everything else may change without notice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.arrow import clean_batch, clean_batch_columns
    from cleaner.batch.rows import clean_many
    from cleaner.batch.site_memory import remember
    from cleaner.page import Block, Cleaned, Fact, Mark, Metadata, Removed, RuleSource
    from cleaner.pipeline import Cleaner, clean

__version__ = "0.1.0"
__all__ = [
    "Block", "Cleaned", "Cleaner", "Fact", "Mark", "Metadata", "Removed", "RuleSource", "__version__", "clean",
    "clean_batch", "clean_batch_columns", "clean_many", "remember",
]  # fmt: skip
HOMES = {
    "Cleaner": "pipeline",
    "clean": "pipeline",
    "clean_batch": "batch.arrow",
    "clean_batch_columns": "batch.arrow",
    "clean_many": "batch.rows",
    "remember": "batch.site_memory",
}
"""Where the public names are; all others in `page`."""


def __getattr__(name: str) -> Any:
    """Import on first use, so that `cleaner --help` does not wait for the parsers."""
    if name not in __all__:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    return getattr(import_module(f"cleaner.{HOMES.get(name, 'page')}"), name)


def __dir__() -> list[str]:
    """The public names, which are not here before their first use."""
    return sorted({*globals(), *__all__})
