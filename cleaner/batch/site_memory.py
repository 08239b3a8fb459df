"""Files and folders → a memory of their sites: the first of two passes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.page import Kind
from cleaner.site_memory.counting import Count
from cleaner.site_memory.store import Memory

if TYPE_CHECKING:
    from cleaner.batch.run import Watch
    from cleaner.pipeline import Cleaner


def remember(
    inputs: Path | str | Sequence[Path | str],
    *,
    cleaner: Cleaner | None = None,
    kind: Kind = "auto",
    url: str | None = None,
    urls: Path | str | None = None,
    leave_out: Sequence[Path] = (),
    workers: int = 2,
    seconds: float = 60.0,
    watch: Watch | None = None,
) -> Memory:
    """What stands in several different articles of each site, from a folder of pages or several.

    The options are those of `cleaner.batch.run.clean_files`; `leave_out` are paths that are not read. A document that
    cannot be read is passed over: cleaning it will say why. Raises WrongCall and WorkersFailed as cleaning does.
    """
    from cleaner.batch.documents import common_folder, list_inputs, read_addresses, with_addresses
    from cleaner.batch.run import Task, results
    from cleaner.pipeline import default

    given = [Path(one) for one in ([inputs] if isinstance(inputs, Path | str) else inputs)]
    documents = [replace(one, url=url) for one in list_inputs(given, leave_out=leave_out).documents]
    if urls is not None:
        documents, _ = with_addresses(documents, read_addresses(urls))
    tasks = [Task(document, kind, look=True) for document in documents]
    nothing_yet = Memory().at(common_folder(given))
    looker = replace(cleaner or default(), memory=nothing_yet)
    count = Count()
    if watch:
        watch.begin(len(tasks), "Remembering")
    with closing(results(tasks, looker, workers, seconds)) as all_done:
        for done in all_done:
            if done.sighting:
                count.add(done.sighting)
            if watch:
                watch.done(done.outcome)
    return count.memory(nothing_yet.home)
