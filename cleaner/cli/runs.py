"""The options of a run over many documents → the arguments of `clean_files`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import stop

if TYPE_CHECKING:
    from cleaner.batch.columns import Columns
    from cleaner.batch.limits import Limits

DEFAULT_SECONDS = 60.0
MB = 1024 * 1024
_TABLES, _LIMITS, _RUN = "Tables", "Limits of one document", "The run"

FilesFrom = Annotated[
    str | None,
    typer.Option(
        "--files-from",
        metavar="FILE",
        help='A list of files, separated by newlines or NUL; "-" reads it from stdin.',
        rich_help_panel=_RUN,
    ),
]
Jsonl = Annotated[
    bool,
    typer.Option("--jsonl", help='With "-": a row (JSON) in, a record out, line by line.', rich_help_panel=_RUN),
]
Null = Annotated[
    bool,
    typer.Option("--null", help='With "-": documents parted by NUL bytes in, records out.', rich_help_panel=_RUN),
]
OnRay = Annotated[
    str | None,
    typer.Option("--ray", metavar="ADDRESS", help='Run on this Ray cluster; "local" starts one.', rich_help_panel=_RUN),
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Do the failed documents of an earlier run again.", rich_help_panel=_RUN)
]
# Read by cleaner.cli.config before the command begins.
ConfigFile = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help='Settings; by default the nearest cleaner.toml. "none": no file.'),
]
Only = Annotated[list[str] | None, typer.Option("--only", hidden=True, help="With --retry-failed: just this id.")]
Restart = Annotated[
    bool, typer.Option("--restart", help="Begin anew, whatever an earlier run has done.", rich_help_panel=_RUN)
]
Shards = Annotated[
    int, typer.Option("--shards", min=1, metavar="N", help="Write N files of records.", rich_help_panel=_RUN)
]
RemovedFile = Annotated[
    Path | None,
    typer.Option(
        "--removed",
        metavar="FILE.jsonl[.gz]",
        help="Write what was removed as spans (Dolma's attributes).",
        rich_help_panel=_RUN,
    ),
]
Prune = Annotated[
    bool, typer.Option("--prune", help="Remove outputs that belong to no input of this run.", rich_help_panel=_RUN)
]
MaxFailed = Annotated[
    str,
    typer.Option("--max-failed", metavar="N|N%", help="Exit code 1 only where more fail.", rich_help_panel=_RUN),
]
LogJson = Annotated[
    Path | None,
    typer.Option("--log-json", metavar="FILE", help="Log each document as a line of JSON.", rich_help_panel=_RUN),
]
HtmlColumn = Annotated[
    str | None, typer.Option("--html-column", metavar="NAME", help="The HTML.", rich_help_panel=_TABLES)
]
TextColumn = Annotated[
    str | None, typer.Option("--text-column", metavar="NAME", help="The plain text.", rich_help_panel=_TABLES)
]
UrlColumn = Annotated[
    str | None, typer.Option("--url-column", metavar="NAME", help="The address.", rich_help_panel=_TABLES)
]
IdColumn = Annotated[str | None, typer.Option("--id-column", metavar="NAME", help="The id.", rich_help_panel=_TABLES)]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds, for each 10 MB.", rich_help_panel=_LIMITS)]
MaxMemory = Annotated[
    int, typer.Option("--max-memory", min=64, metavar="MB", help="Memory (Linux).", rich_help_panel=_LIMITS)
]
MaxBytes = Annotated[int, typer.Option("--max-bytes", min=1, metavar="MB", help="Size.", rich_help_panel=_LIMITS)]
MaxUnpacked = Annotated[
    int, typer.Option("--max-unpacked", min=1, metavar="MB", help="Size after unpacking.", rich_help_panel=_LIMITS)
]
MaxRatio = Annotated[
    int, typer.Option("--max-ratio", min=1, help="Times larger after unpacking.", rich_help_panel=_LIMITS)
]
MaxElements = Annotated[int, typer.Option("--max-elements", min=1, help="Elements of a page.", rich_help_panel=_LIMITS)]
MaxDepth = Annotated[int, typer.Option("--max-depth", min=1, help="Nesting of a page.", rich_help_panel=_LIMITS)]


@dataclass(frozen=True)
class Asked:
    """What a call asks of a run, beside how a document is cleaned."""

    files_from: str | None
    retry_failed: bool
    restart: bool
    shards: int
    removed: Path | None
    prune: bool
    max_failed: str
    columns: tuple[str | None, str | None, str | None, str | None]
    timeout: float
    sizes: tuple[int, int, int, int, int, int]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `clean_files`; ends where they cannot go together."""
        from cleaner.batch.report import most_failed

        if self.retry_failed and self.restart:
            stop("--retry-failed and --restart exclude each other: --restart does all documents again.")
        try:
            most = most_failed(self.max_failed)
        except ValueError as error:
            stop(str(error))
        return {
            "listed": self.listed(),
            "columns": self.columns_meant(),
            "limits": self.limits(),
            "again": "restart" if self.restart else "retry-failed" if self.retry_failed else "resume",
            "files": self.shards,
            "removed": self.removed,
            "prune": self.prune,
            "most_failed": most,
        }

    def listed(self) -> Sequence[str]:
        """The names of --files-from."""
        from cleaner.batch.documents import read_names

        if self.files_from is None:
            return ()
        if self.files_from == given.STDIN:
            if sys.stdin is None:
                stop("--files-from -: stdin is closed.")
            return read_names(sys.stdin.buffer.read())
        try:
            return read_names(Path(self.files_from).read_bytes())
        except OSError as error:
            stop(f"--files-from {self.files_from}: cannot be read ({(error.strerror or str(error)).lower()}).")

    def columns_meant(self) -> Columns:
        """The columns that were named."""
        from cleaner.batch.columns import Columns

        return Columns(*self.columns)

    def limits(self) -> Limits:
        """The limits of a document."""
        from cleaner.batch.limits import Limits

        memory, most, unpacked, ratio, elements, depth = self.sizes
        return Limits(most * MB, unpacked * MB, ratio, elements, depth, self.timeout, memory * MB)


def engine_of(ray: str | None) -> Any:
    """Who runs the shards: a Ray cluster by its address, or this machine (None)."""
    if ray is None:
        return None
    from functools import partial

    from cleaner.batch.engines.ray import on_cluster

    return partial(on_cluster, address=None if ray == "local" else ray)
