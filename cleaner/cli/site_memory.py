"""`--site-memory` and `--memory-file` → a cleaner that remembers, and a word on what it remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.cli.ends import say, stop

if TYPE_CHECKING:
    from cleaner.cli.options import KindOption
    from cleaner.cli.progress import Progress
    from cleaner.pipeline import Cleaner

ONE_ALONE = "--site-memory compares many documents: name a folder. For one document, --memory-file FILE uses a memory."


def with_stored(cleaner: Cleaner, file: Path | None) -> Cleaner:
    """The cleaner with a memory made before; ends with what is wrong with the file."""
    from cleaner.memory import Memory, MemoryFault

    if file is None:
        return cleaner
    try:
        return replace(cleaner, memory=Memory.load(file))
    except MemoryFault as error:
        stop(str(error))


def with_new(
    cleaner: Cleaner,
    inputs: Sequence[str],
    *,
    out: Path | None,
    file: Path | None,
    kind: KindOption,
    url: str | None,
    urls: Path | None,
    workers: int,
    timeout: float,
    watch: Progress,
) -> Cleaner:
    """The cleaner with a memory of these inputs, kept in the file if one is named."""
    from cleaner.memory import MemoryFault, remember
    from cleaner.memory.store import check_place

    try:
        if file:
            if any(file.resolve().is_relative_to(Path(one).resolve()) for one in inputs):
                stop(f"--memory-file {file} lies among the inputs and would be cleaned, too. Keep it elsewhere.")
            check_place(file)
    except MemoryFault as error:
        stop(str(error))
    memory = remember(
        inputs,
        cleaner=cleaner,
        kind=kind.value,
        url=url,
        urls=urls,
        leave_out=[out] if out else [],
        workers=workers,
        seconds=timeout,
        watch=watch,
    )
    lines, sites = memory.size
    kept = f", kept in {file}" if file else ""
    try:
        if file:
            memory.save(file)
    except MemoryFault as error:
        stop(str(error))
    say(f"Site memory: {lines:,} lines of {sites:,} site{'s' * (sites != 1)}{kept}.", "dim")
    return replace(cleaner, memory=memory)
