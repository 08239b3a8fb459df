"""Many documents in → many out; one bad document never stops the rest, every one is accounted for, and a run that was
ended goes on where it stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal, Protocol, cast

from cleaner.batch import tables
from cleaner.batch.addresses import read_addresses, used_addresses
from cleaner.batch.columns import Columns
from cleaner.batch.config import RESTART, config_of, differences
from cleaner.batch.copies import count_copies
from cleaner.batch.documents import REMOTE, Inputs, WrongCall, common_folder, list_inputs
from cleaner.batch.engines.local import in_processes, in_this_process
from cleaner.batch.formats import format_of
from cleaner.batch.limits import Limits
from cleaner.batch.lock import Lock
from cleaner.batch.report import Report, dead_letter, silent_rules
from cleaner.batch.shards import Piece, Plan, Reading, Shard, plan
from cleaner.batch.sinks import Both, Folder, Interrupted, Nowhere, Parts, Sink, Stream, check_out, targets
from cleaner.batch.state import Marker, State, no_state_of_another, read_json
from cleaner.batch.unit import CanClean, Done, Outcome, Spec, Task
from cleaner.options import Format
from cleaner.page import Kind
from cleaner.writing import as_json

WORKERS = 2
# The slowest of 2,008 real pages took 1.7 seconds; a busy machine may need ten times that.
SECONDS = 60.0
REMOVED_PARTS = "-removed"
Again = Literal["resume", "retry-failed", "restart"]


class Watch(Protocol):
    """Is told how a run goes on; a progress bar is one. `tick` comes at least once a second while workers are busy."""

    def begin(self, total: int, doing: str = "Cleaning") -> None: ...
    def done(self, outcome: Outcome) -> None: ...
    def tick(self) -> None: ...


@dataclass(slots=True)
class Job:
    """A shard to do, and which places of it; None for all."""

    shard: Shard
    only: list[int] | None = None
    before: Marker | None = None

    @property
    def size(self) -> int:
        return len(self.shard) if self.only is None else len(self.only)


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes, and how it goes on from an earlier one; see `clean_files`."""

    target: Path
    again: Again = "resume"
    only: Iterable[str] | None = None
    files: int = 1
    attributes: Path | None = None
    prune: bool = False
    called: Mapping[str, Any] = field(default_factory=dict)


def clean_folder(
    folder: Path | str, out: Path | str, *, cleaner: CanClean | None = None, workers: int = WORKERS
) -> Report:
    """Clean every document below a folder into another folder, or into one file of records.

    See `clean_files` for all options.
    """
    return clean_files([folder], out=out, cleaner=cleaner, workers=workers)


def clean_files(  # noqa: PLR0913 - keywords with defaults
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
    listed: Iterable[str] = (),
    columns: Columns | None = None,
    limits: Limits | None = None,
    again: Again = "resume",
    only: Iterable[str] | None = None,
    files: int = 1,
    removed: Path | str | None = None,
    prune: bool = False,
    most_failed: int | float = 0,
    called: Mapping[str, Any] | None = None,
    engine: Engine | None = None,
) -> Report:
    """Clean files, folders, tables and archives. Inputs are only read; results come in sorted order for any number of
    workers.

    `out`: a folder; a file that ends in .jsonl, .csv, .tsv (also with .gz or .zst) or .parquet; an open binary file
    for one record a line; or None to write nothing. `form`: "text" or "markdown", the latter with the targets of links
    if `links` is set. `urls`: a CSV file with the address of each file; `url`: one address for all. `workers`:
    processes; 0 cleans in this process, without protection from a document that hangs. `seconds`: the limit for one
    document, for each 10 MB of it; `limits` has all of them. `listed`: further names of files. `columns`: those of
    tables. `files`: into how many files the records go. `removed`: a .jsonl file for the spans that were removed.
    `prune`: remove files of earlier runs that belong to no input. `most_failed`: how many documents may fail, or
    which share of them, before `exit_code` is 1. `engine`: who runs the shards, this machine where None
    (`cleaner.batch.engines.ray.on_cluster` with an address).

    The same call again goes on where an earlier one was ended; what is done is not done twice. `again`:
    "retry-failed" does failed documents once more (`only` those of these ids), "restart" all.
    Raises WrongCall when nothing can be done as called, or when the output was begun with other rules, version or
    options; OutputFailed when the output cannot be written; WorkersFailed when no process can start. A document that
    fails is in the report instead, and has a record.
    """
    began = time.monotonic()
    target = Path(out) if isinstance(out, str | Path) else out
    attributes = Path(removed) if removed is not None else None
    limits = replace(limits or Limits(), seconds=seconds) if seconds != SECONDS or limits is None else limits
    own = [one for one in (target, attributes) if isinstance(one, Path)]
    found = list_inputs(inputs, leave_out=own, listed=listed)
    if not found.names:
        passed = sum(map(len, found.skipped.values()))
        said = f"; {passed:,} files were passed over ({', '.join(found.skipped)})" if passed else ""
        raise WrongCall(f"{', '.join(map(str, inputs))}: there is no document in it{said}. Check the folder.")
    spec = Spec(found.base, kind, form, links, columns or Columns(), limits, attributes is not None)
    addresses, unused = addresses_of(urls, found)
    planned = plan(found, spec, addresses, url=url)
    cleaner = at_home(cleaner or default_cleaner(), found.base)
    report = Report(planned.total, skipped={why: list(names) for why, names in found.skipped.items()})
    report.unused_addresses, report.notes, report.most_failed = unused, planned.notes, most_failed
    report.passed_over.update(planned.skipped)
    run = Run(spec, cleaner, planned, report, workers=workers, watch=watch)
    run.engine = engine
    if not isinstance(target, Path):
        run.without_state(Nowhere() if target is None else Stream(target))
    else:
        no_state_of_another(target)
        check_out(target, [Path(one) for one in inputs if REMOTE not in str(one)], found, form)
        config = config_of(cleaner, spec, {"files": files, "removed": attributes is not None})
        run.with_state(Output(target, again, only, files, attributes, prune, called or {}), found, config)
    report.wall = time.monotonic() - began
    return report


class Engine(Protocol):
    """Who runs the pieces of a run elsewhere: results in their order, one for each document."""

    def __call__(self, pieces: Iterable[Piece], spec: Spec, cleaner: CanClean, *, workers: int) -> Iterator[Done]: ...


class Run:
    """One run over a plan."""

    def __init__(  # noqa: PLR0913 - what a run is made of
        self, spec: Spec, cleaner: CanClean, planned: Plan, report: Report, *, workers: int, watch: Watch | None
    ) -> None:
        self.spec, self.cleaner, self.plan, self.report = spec, cleaner, planned, report
        self.workers, self.watch = workers, watch
        self.engine: Engine | None = None
        self.state: State | None = None
        self.attempt = 1

    def without_state(self, sink: Sink) -> None:
        """Write to a stream, or nowhere: nothing is remembered."""
        self._do([Job(shard) for shard in self.plan.shards], sink, "")

    def with_state(self, output: Output, found: Inputs, config: dict[str, Any] | None) -> None:
        """Write to a folder or a file, and remember what is done."""
        target = output.target
        is_file = tables.is_file(target.name)
        self.state = state = State(target, is_folder=not is_file)
        with state.failing(target):
            if not is_file:
                target.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            with state.failing(target):
                stack.enter_context(Lock(state.folder / "lock", str(target)))
            state.open()
            before = state.run_file()
            jobs = self._jobs(state, before, config, output)
            sink = self._sink(state, found, output)
            if jobs:
                jobs = self._with_parts(jobs, sink)
                told = {"config": config, "complete": False, "attempt": self.attempt, "total": self.plan.total}
                state.write_run({**told, "called": dict(output.called)})
                state.forget_from(len(self.plan.shards))
                self._keep_memory(state)
            try:
                self._do(jobs, sink, "The same command goes on where this one stopped.")
            except BaseException:
                if not before and not state.any_done():
                    state.remove()
                raise
            self._end(state, sink, output, config, did_something=bool(jobs))

    def _keep_memory(self, state: State) -> None:
        """Keep the memory of sites, so that a later run can clean with the same one."""
        memory = getattr(self.cleaner, "memory", None)
        if memory is None:
            state.memory_file.unlink(missing_ok=True)
        else:
            state.write(state.memory_file, memory.packed())

    def _jobs(
        self,
        state: State,
        before: Mapping[str, Any],
        config: Mapping[str, Any] | None,
        output: Output,
    ) -> list[Job]:
        """What is to be done. Raises WrongCall where an unfinished run had other rules, version or options."""
        self.attempt = int(before.get("attempt", 0)) + 1
        again = output.again
        if again == "restart" or config is None or not before:
            state.forget()
            return [Job(shard) for shard in self.plan.shards]
        differ = differences(_lasting(before.get("config") or {}), _lasting(config))
        if differ:
            if not before.get("complete") or again == "retry-failed":
                raise WrongCall(
                    f"{state.out}: a run that was not finished had other settings ({'; '.join(differ)}). "
                    f"They are not mixed in one output: {RESTART}."
                    if not before.get("complete")
                    else f"{state.out}: the run had other settings ({'; '.join(differ)}). {RESTART}."
                )
            self.report.notes["settings"] = (
                f"other than those of the last run, so all is cleaned anew: {'; '.join(differ)}"
            )
            state.forget()
            return [Job(shard) for shard in self.plan.shards]
        ids = None if output.only is None else set(output.only)
        return [job for shard in self.plan.shards if (job := self._job(state, shard, again, ids)) is not None]

    def _job(self, state: State, shard: Shard, again: Again, ids: set[str] | None) -> Job | None:
        """What is to be done of a shard, None where it is done."""
        marker = state.marker(shard.number)
        if marker is None or marker.print != shard.print or marker.size != len(shard):
            return Job(shard)
        places = [
            place
            for place, code in sorted(marker.failed.items())
            if (again == "retry-failed" and (ids is None or marker.ids[place] in ids)) or code in AT_ONCE
        ]
        if places:
            return Job(shard, places, marker)
        self.report.merge(marker.report)
        self.report.before += len(shard)
        return None

    def _sink(self, state: State, found: Inputs, output: Output) -> Folder | Parts | Both:
        """Where the results go."""
        sink: Folder | Parts
        attributes, files = output.attributes, output.files
        if tables.is_file(state.out.name):
            sink = Parts(state, files=files)
            parquet = [found.path(name) for name in found.names if format_of(name) == "parquet"]
            sink.sources = parquet, self.spec.columns
        else:
            if files > 1:
                raise WrongCall(
                    "--shards goes with --out FILE.jsonl (or .csv, .parquet): a folder has a file for each."
                )
            sink = Folder(state, self.spec.form, found.names)
        if attributes is None:
            Parts(state, suffix=REMOVED_PARTS).clear()  # of an earlier run that asked for them
            return sink
        if not tables.ending_of(attributes.name).startswith(".jsonl"):
            raise WrongCall(f"--removed {attributes}: name a file that ends in .jsonl, .jsonl.gz or .jsonl.zst.")
        second = Parts(state, suffix=REMOVED_PARTS, attributes=True)
        second.target = attributes
        return Both(sink, second)

    def _with_parts(self, jobs: list[Job], sink: Folder | Parts | Both) -> list[Job]:
        """Where parts that are needed are gone, their shards are done as a whole."""
        parts = [
            one for one in ((sink.first, sink.second) if isinstance(sink, Both) else (sink,)) if isinstance(one, Parts)
        ]
        if not parts:
            return jobs
        by_number = {job.shard.number: job for job in jobs}
        for shard in self.plan.shards:
            job = by_number.get(shard.number)
            if (job is None or job.only is not None) and not all(one.path(shard.number).exists() for one in parts):
                by_number[shard.number] = Job(shard)
        if len(by_number) > len(jobs):
            self.report.before, fresh = 0, Report(self.report.given)
            for shard in self.plan.shards:
                if shard.number not in by_number and self.state and (marker := self.state.marker(shard.number)):
                    fresh.merge(marker.report)
                    self.report.before += len(shard)
            self.report.clear_counts()
            self.report.merge(fresh)
        return [by_number[number] for number in sorted(by_number)]

    def _do(self, jobs: Sequence[Job], sink: Sink, then: str) -> None:
        """Do the jobs, one shard after another, with all workers on the documents of each."""
        total = sum(job.size for job in jobs)
        if self.watch:
            self.watch.begin(total)
        try:
            with closing(self._results(jobs, total)) as going:
                for job in jobs:
                    self._do_shard(job, going, sink)
        except KeyboardInterrupt as error:
            sink.abandon()
            kept = f" {self.report.total:,} of {self.report.given:,} documents are done." if self.state else ""
            raise Interrupted(f"{sink.left()}{kept} {then}".strip()) from error
        except BaseException:
            sink.abandon()
            raise

    def _results(self, jobs: Sequence[Job], total: int) -> Generator[Done, None, None]:
        if self.engine is not None:
            places = (None if job.only is None else tuple(job.only) for job in jobs)
            pieces = (Piece(job.shard, only) for job, only in zip(jobs, places, strict=True))
            yield from self.engine(pieces, self.spec, self.cleaner, workers=max(1, self.workers))
            return
        reading = Reading(self.spec)
        tasks = (self.spec.task(document) for job in jobs for document in reading.documents(job.shard, job.only))
        tick = self.watch.tick if self.watch else None
        yield from results(tasks, self.cleaner, min(self.workers, total), self.spec.limits, tick)

    def _do_shard(self, job: Job, going: Iterator[Done], sink: Sink) -> None:
        """Clean and write the documents of a shard; when it is on the disk, mark it as done."""
        sink.begin(job.shard, job.only)
        counted = Report(job.size)
        marker = Marker(job.shard.number, job.shard.print, len(job.shard), counted, attempt=self.attempt)
        places = range(len(job.shard)) if job.only is None else job.only
        new: dict[int, Done] = {}
        for place in places:
            done = next(going)
            outcome = written(sink, done)
            counted.add(outcome)
            self.report.add(outcome)
            new[place] = Done(outcome, name=done.name)
            if self.watch:
                self.watch.done(outcome)
        sink.close()
        self._fill(marker, job, new)
        if self.state is not None:
            self.state.mark(marker)

    def _fill(self, marker: Marker, job: Job, new: Mapping[int, Done]) -> None:
        """What the marker says of each document, with what an earlier run said of those that were not done anew."""
        old = job.before
        if old is not None and job.only is not None:
            ids = {old.ids[place] for place in job.only}
            kept = old.report.without(ids)
            marker.report.given = len(job.shard)
            marker.report.merge(kept)
            self.report.merge(kept)
            self.report.before += len(job.shard) - len(new)
        for place in range(len(job.shard)):
            done = new.get(place)
            if done is None and old is not None:
                marker.ids.append(old.ids[place])
                marker.digests.append(old.digests[place])
                marker.names.append(old.names[place])
                if place in old.failed:
                    marker.failed[place] = old.failed[place]
            elif done is not None:
                marker.ids.append(done.outcome.id)
                marker.digests.append(done.outcome.digest)
                marker.names.append(done.name)
                if done.outcome.status == "failed":
                    marker.failed[place] = done.outcome.code

    def _end(
        self,
        state: State,
        sink: Folder | Parts | Both,
        output: Output,
        config: Mapping[str, Any] | None,
        *,
        did_something: bool,
    ) -> None:
        """Make the output, the list of failures and the report; tell what is left of earlier runs."""
        shards = self.plan.shards
        whole = [path for path in _outputs(sink) if not path.exists()]
        if did_something or whole:
            sink.finish(self.plan)
        count_copies(self.report, lambda: state.markers(shards))
        folder = sink.first if isinstance(sink, Both) else sink
        if isinstance(folder, Folder):
            strays = folder.strays(name for marker in state.markers(shards) for name in marker.names)
            self.report.strays = [os.path.relpath(path, state.out) for path in strays]
            if output.prune:
                for path in strays:
                    path.unlink(missing_ok=True)
                self.report.pruned, self.report.strays = len(strays), []
        if did_something:
            self.report.silent = silent_rules(read_json(state.report_file), self.report)
        rows = (
            as_json(dead_letter(one, marker.attempt, str(state.failed_file))) + b"\n"
            for marker in state.markers(shards)
            for one in marker.report.problems
            if one.status in {"failed", "refused"}
        )
        state.write(state.failed_file, b"".join(rows))
        self.report.place, self.report.failed_file = str(state.folder), str(state.failed_file)
        told = {"config": dict(config or {}), "called": dict(output.called), "attempt": self.attempt}
        state.write(state.report_file, as_json({**self.report.as_dict(), **told}, indent=1) + b"\n")
        state.write_run({**told, "complete": True, "total": self.plan.total, "limits": self.spec.limits.as_dict()})


# Faults of the place rather than of the document: the same command tries these again by itself.
AT_ONCE = frozenset(["E106", "E107", "E113", "E301", "E302"])


def _outputs(sink: Folder | Parts | Both) -> list[Path]:
    """The files that a run makes at its end."""
    return [path for one in parts_in(sink) for path in targets(one.target, one.files)]


def parts_in(sink: Folder | Parts | Both) -> list[Parts]:
    """Those of the sinks that keep parts."""
    both = (sink.first, sink.second) if isinstance(sink, Both) else (sink,)
    return [one for one in both if isinstance(one, Parts)]


def _lasting(config: Mapping[str, Any]) -> dict[str, Any]:
    """What must not differ between runs to one output: limits may, they change no text that is there."""
    return {name: value for name, value in config.items() if name != "limits"}


def addresses_of(urls: Path | str | None, found: Inputs) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The addresses by name, and what of the list was not used."""
    return used_addresses(found, read_addresses(urls)) if urls is not None else ({}, {})


def written(sink: Sink, done: Done) -> Outcome:
    """Write a result; its outcome is `failed` when that did not work."""
    wrong = sink.write(done)
    if wrong is None:
        return done.outcome
    why, code = wrong
    return Outcome(
        done.outcome.id,
        "failed",
        why,
        warnings=done.outcome.warnings,
        code=code,
        stage="write",
        seconds=done.outcome.seconds,
        path=done.outcome.path,
    )


def results(
    tasks: Iterable[Task],
    cleaner: CanClean,
    workers: int,
    limits: Limits,
    tick: Callable[[], None] | None = None,
) -> Generator[Done, None, None]:
    """Results in the order of the tasks."""
    if workers < 1:
        yield from in_this_process(tasks, cleaner)
    else:
        yield from in_processes(tasks, cleaner, workers=workers, memory=limits.memory, tick=tick)


def at_home(cleaner: CanClean, base: str) -> CanClean:
    """A cleaner whose memory, if it has one, knows the folder that the names of the documents start from."""
    memory = getattr(cleaner, "memory", None)
    if memory is None:
        return cleaner
    remembering: Any = cleaner
    return cast(CanClean, replace(remembering, memory=memory.at(base)))


def default_cleaner() -> CanClean:
    """The shipped rules and default options."""
    from cleaner.pipeline import default

    return default()


__all__ = ["Run", "Watch", "clean_files", "clean_folder", "common_folder", "results"]
