"""Many documents: `clean_files` and `clean_folder`, and what they return and raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.columns import Columns
    from cleaner.batch.documents import OutputFailed, WrongCall
    from cleaner.batch.engines.local import WorkersFailed
    from cleaner.batch.limits import Limits
    from cleaner.batch.report import Report
    from cleaner.batch.run import clean_files, clean_folder
    from cleaner.batch.sinks import Interrupted
    from cleaner.batch.unit import Outcome

_PLACES = {
    "clean_files": "run",
    "clean_folder": "run",
    "Columns": "columns",
    "Interrupted": "sinks",
    "Limits": "limits",
    "Outcome": "unit",
    "OutputFailed": "documents",
    "Report": "report",
    "WorkersFailed": "engines.local",
    "WrongCall": "documents",
}
__all__ = [
    "Columns",
    "Interrupted",
    "Limits",
    "Outcome",
    "OutputFailed",
    "Report",
    "WorkersFailed",
    "WrongCall",
    "clean_files",
    "clean_folder",
]


def __getattr__(name: str) -> Any:
    """Import on first use: errors and limits are asked for where nothing is cleaned."""
    if name in _PLACES:
        import importlib

        return getattr(importlib.import_module(f"cleaner.batch.{_PLACES[name]}"), name)
    raise AttributeError(f"module 'cleaner.batch' has no attribute {name!r}")
