"""Files and folders → a memory of their sites: the first of two passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.batch.columns import Columns
from cleaner.batch.documents import PAGES, list_inputs
from cleaner.batch.formats import PACKED
from cleaner.batch.limits import Limits
from cleaner.batch.run import addresses_of, results
from cleaner.batch.shards import Reading, plan
from cleaner.batch.unit import Spec
from cleaner.page import Kind
from cleaner.pipeline import default
from cleaner.site_memory.counting import Count
from cleaner.site_memory.store import Memory

# With so many texts of one site its memory is made without being asked for.
ENOUGH_TEXTS = 20

if TYPE_CHECKING:
    from cleaner.batch.run import Watch
    from cleaner.pipeline import Cleaner


def remember(  # noqa: PLR0913 - keywords with defaults
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
    listed: Iterable[str] = (),
    columns: Columns | None = None,
    limits: Limits | None = None,
    unasked: bool = False,
) -> Memory:
    """What stands in several different articles of each site, from a folder of pages or several.

    The options are those of `cleaner.batch.run.clean_files`; `leave_out` are paths that are not read. A document that
    cannot be read is passed over: cleaning it will say why. Raises WrongCall and WorkersFailed as cleaning does.
    `unasked`: only of the plain texts in folders, and of sites with 20 of them or more: with fewer there is little to
    learn, and pages have a structure to tell boilerplate by.
    """
    given = [inputs] if isinstance(inputs, Path | str) else list(inputs)
    found = list_inputs(given, leave_out=leave_out, listed=listed)
    spec = Spec(found.base, kind, columns=columns or Columns(), limits=replace(limits or Limits(), seconds=seconds))
    planned = plan(found, spec, addresses_of(urls, found)[0], url=url)
    reading = Reading(spec)
    shards = [shard for shard in planned.shards if not (unasked and shard.container)]
    number = sum(is_text(name) for shard in shards for name in shard.names) if unasked else planned.total
    if unasked and number < ENOUGH_TEXTS:
        return Memory()
    documents = (one for shard in shards for one in reading.documents(shard) if not unasked or is_text(one.id))
    tasks = (spec.task(one, look=True) for one in documents)
    nothing_yet = Memory().at(found.base)
    looker = replace(cleaner or default(), memory=nothing_yet)
    count = Count()
    if watch:
        watch.begin(number, "Remembering")
    tick = watch.tick if watch else None
    with closing(results(tasks, looker, min(workers, number), spec.limits, tick)) as all_done:
        for done in all_done:
            if done.sighting:
                count.add(done.sighting)
            if watch:
                watch.done(done.outcome)
    return count.memory(nothing_yet.home, fewest=ENOUGH_TEXTS if unasked else 0)


def is_text(name: str) -> bool:
    """Whether a file is no page by its name, packed or not.

    >>> is_text("news/a.txt"), is_text("a.txt.gz"), is_text("a.html"), is_text("a.HTML.gz")
    (True, True, False, False)
    """
    path = Path(name.lower())
    return (Path(path.stem) if path.suffix in PACKED else path).suffix not in PAGES
