"""Scraped news, HTML or plain text → the article, its metadata, and why each removed line was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.site_memory import remember
    from cleaner.page import Block, Cleaned, Fact, Mark, Removed
    from cleaner.pipeline import Cleaner, clean

__version__ = "0.1.0"
__all__ = ["Block", "Cleaned", "Cleaner", "Fact", "Mark", "Removed", "__version__", "clean", "remember"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `cleaner --help` does not wait for the parsers."""
    if name in {"clean", "Cleaner"}:
        from cleaner import pipeline

        return getattr(pipeline, name)
    if name == "remember":
        from cleaner.batch.site_memory import remember

        return remember
    if name in __all__:
        from cleaner import page

        return getattr(page, name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
