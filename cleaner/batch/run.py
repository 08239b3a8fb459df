"""Many files in → many files out; one bad file never stops the rest, and every one is accounted for."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Protocol, cast

from cleaner.batch.documents import (
    Document,
    WrongCall,
    common_folder,
    list_inputs,
    output_stems,
    read_addresses,
    shown,
    with_addresses,
)
from cleaner.batch.engines.local import WorkersFailed, in_processes, in_this_process
from cleaner.batch.report import Report
from cleaner.batch.sinks import Folder, Lines, Nowhere, OutputFailed, Sink, Stream, check_out, is_lines
from cleaner.batch.unit import CanClean, Done, Outcome, Task, clean_one
from cleaner.page import Kind
from cleaner.writing.markdown import Format

__all__ = [
    "CanClean",
    "Document",
    "Done",
    "Outcome",
    "OutputFailed",
    "Report",
    "Task",
    "Watch",
    "WorkersFailed",
    "WrongCall",
    "clean_files",
    "clean_folder",
    "clean_one",
    "shown",
]

WORKERS = 2
# The slowest of 2,008 real pages took 1.7 seconds; a busy machine may need ten times that.
SECONDS = 60.0


class Watch(Protocol):
    """Is told how a run goes on; a progress bar is one."""

    def begin(self, total: int, doing: str = "Cleaning") -> None: ...
    def done(self, outcome: Outcome) -> None: ...


def clean_folder(
    folder: Path | str, out: Path | str, *, cleaner: CanClean | None = None, workers: int = WORKERS
) -> Report:
    """Clean every document below a folder into another folder, or into one `.jsonl` or `.jsonl.gz` file.

    See `clean_files` for all options.
    """
    return clean_files([folder], out=out, cleaner=cleaner, workers=workers)


def clean_files(
    inputs: Sequence[Path | str],
    *,
    out: Path | str | IO[bytes] | None,
    cleaner: CanClean | None = None,
    kind: Kind = "auto",
    form: Format = "text",
    links: bool = False,
    url: str | None = None,
    urls: Path | str | None = None,
    workers: int = WORKERS,
    seconds: float = SECONDS,
    watch: Watch | None = None,
) -> Report:
    """Clean files and folders. Inputs are only read; results come in sorted order for any number of workers.

    `out`: a folder, a `.jsonl` or `.jsonl.gz` file, an open binary file for one record a line, or None to write
    nothing. `form`: "text" or "markdown", the latter with the targets of links if `links` is set. `urls`: a CSV file
    with the address of each file; `url`: one address for all. `workers`: processes; 0 cleans in this process, without
    protection from a document that hangs. `seconds`: the limit for one document, for each 10 MB of it.
    Raises WrongCall when nothing can be done as called, OutputFailed when the output cannot be written, and
    WorkersFailed when no process can start. A document that fails is in the report instead.
    """
    given = [Path(one) for one in inputs]
    target = Path(out) if isinstance(out, str | Path) else out
    found = list_inputs(given, leave_out=[target] if isinstance(target, Path) else [])
    documents = [replace(one, url=url) for one in found.documents]
    unused: Mapping[str, str] = {}
    if urls is not None:
        documents, unused = with_addresses(documents, read_addresses(urls))
    sink = sink_for(target, given, documents)
    report = Report(len(documents), skipped=found.skipped, unused_addresses=unused)
    tasks = [Task(document, kind, form, links) for document in documents]
    if watch:
        watch.begin(len(tasks))
    with sink, closing(results(tasks, at_home(cleaner or default_cleaner(), given), workers, seconds)) as all_done:
        for done in all_done:
            outcome = written(sink, done)
            report.add(outcome)
            if watch:
                watch.done(outcome)
    return report


def written(sink: Sink, done: Done) -> Outcome:
    """Write a result; its outcome is `failed` when that did not work."""
    wrong = sink.write(done)
    return replace(done.outcome, status="failed", reason=wrong) if wrong else done.outcome


def sink_for(target: Path | IO[bytes] | None, given: Sequence[Path], documents: Sequence[Document]) -> Sink:
    """Where the results go. Raises WrongCall when that place cannot be right."""
    if target is None:
        return Nowhere()
    if not isinstance(target, Path):
        return Stream(target)
    stems = output_stems([document.id for document in documents])
    check_out(target, given, documents, stems)
    return Lines(target) if is_lines(target) else Folder(target, stems)


def results(tasks: Sequence[Task], cleaner: CanClean, workers: int, seconds: float) -> Generator[Done, None, None]:
    """Results in the order of the tasks."""
    if workers < 1 or not tasks:
        yield from in_this_process(tasks, cleaner)
    else:
        yield from in_processes(tasks, cleaner, workers=min(workers, len(tasks)), seconds=seconds)


def at_home(cleaner: CanClean, given: Sequence[Path]) -> CanClean:
    """A cleaner whose memory, if it has one, knows the folder that the names of the documents start from."""
    memory = getattr(cleaner, "memory", None)
    if memory is None:
        return cleaner
    remembering: Any = cleaner
    return cast(CanClean, replace(remembering, memory=memory.at(common_folder(given))))


def default_cleaner() -> CanClean:
    """The shipped rules and default options."""
    from cleaner.pipeline import default

    return default()
