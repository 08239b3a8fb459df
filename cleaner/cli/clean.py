"""`cleaner clean` → the body on stdout, or many files in a folder or a file of records, with a report."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import options as given
from cleaner.cli import runs
from cleaner.cli.ends import SOMETHING_FAILED, put, quiet_ends, say, stop
from cleaner.options import Format

if TYPE_CHECKING:
    from cleaner.batch.limits import Limits
    from cleaner.batch.report import Report
    from cleaner.cli.screen import Progress
    from cleaner.page import Cleaned, Kind
    from cleaner.pipeline import Cleaner
    from cleaner.site_memory import Memory


# --- `--site-memory` and `--memory-file` → a cleaner that remembers, and a word on what it remembers.


ONE_ALONE = "--site-memory compares many documents: name a folder. For one document, --memory-file FILE uses a memory."


def with_new(
    cleaner: Cleaner,
    inputs: Sequence[str],
    *,
    out: Path | None,
    file: Path | None,
    kind: Kind,
    url: str | None,
    urls: Path | None,
    workers: int,
    asked: runs.Asked,
    watch: Progress,
    unasked: bool,
) -> Cleaner:
    """The cleaner with a memory of these inputs, kept in the file if one is named."""
    from cleaner.batch.site_memory import remember
    from cleaner.site_memory import MemoryFault
    from cleaner.site_memory.store import check_place

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
        kind=kind,
        url=url,
        urls=urls,
        leave_out=[out] if out else [],
        workers=workers,
        seconds=asked.timeout,
        limits=asked.limits(),
        listed=asked.listed() if asked.files_from != given.STDIN else (),
        columns=asked.columns_meant(),
        watch=watch,
        unasked=unasked,
    )
    if unasked and not memory.sites:
        return cleaner
    lines, sites = memory.size
    kept = f", kept in {file}" if file else ""
    try:
        if file:
            memory.save(file)
    except MemoryFault as error:
        stop(str(error))
    if not unasked or lines:
        say(f"Site memory: {lines:,} lines of {sites:,} site{'s' * (sites != 1)}{kept}.", "dim")
    return replace(cleaner, memory=memory)


def clean(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...",
            help='Files, folders, patterns, tables (jsonl, csv, parquet), archives (warc, zip, tar); "-" reads stdin.',
        ),
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR|FILE",
            parser=given.place,
            help="Write a .txt and a .json for each input; or a file: .jsonl, .csv, .tsv (.gz, .zst), .parquet.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print records (JSON, one a line) instead of the body.")] = False,
    format: Annotated[Format, typer.Option(help="How the body is written.")] = "text",
    links: Annotated[bool, typer.Option("--links", help="In Markdown: with the targets of links.")] = False,
    url: given.Url = None,
    urls: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The addresses of many files: columns file and url.")
    ] = None,
    site: given.Site = None,
    kind: given.KindOf = "auto",
    rules: given.RuleFolders = None,
    packs: given.Packs = None,
    dateline: given.DatelineOf = "auto",
    captions: given.CaptionsOf = "auto",
    standfirst: given.StandfirstOf = "auto",
    comments: given.CommentsOf = "auto",
    any_page: given.AnyPage = False,
    favour: given.FavourOf = "balanced",
    engine: given.EngineOf = "own",
    strict: given.Strict = False,
    site_memory: Annotated[
        bool | None,
        typer.Option(
            "--site-memory/--no-site-memory",
            help="Two passes: what articles of a site share is boilerplate. By default: from 20 texts of a site on.",
            show_default=False,
        ),
    ] = None,
    memory_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE[.gz]", help="Keep the site memory in this file; alone: use the one in it."),
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: in this one, without protection.")] = 2,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Clean and report, write nothing.")] = False,
    jsonl: runs.Jsonl = False,
    null: runs.Null = False,
    ray: runs.OnRay = None,
    files_from: runs.FilesFrom = None,
    retry_failed: runs.RetryFailed = False,
    only: runs.Only = None,
    restart: runs.Restart = False,
    shards: runs.Shards = 1,
    removed: runs.RemovedFile = None,
    prune: runs.Prune = False,
    max_failed: runs.MaxFailed = "0",
    log_json: runs.LogJson = None,
    html_column: runs.HtmlColumn = None,
    text_column: runs.TextColumn = None,
    url_column: runs.UrlColumn = None,
    id_column: runs.IdColumn = None,
    timeout: runs.Timeout = runs.DEFAULT_SECONDS,
    max_memory: runs.MaxMemory = 2048,
    max_bytes: runs.MaxBytes = 64,
    max_unpacked: runs.MaxUnpacked = 64,
    max_ratio: runs.MaxRatio = 1000,
    max_elements: runs.MaxElements = 2_000_000,
    max_depth: runs.MaxDepth = 200_000,
    config: runs.ConfigFile = None,
) -> None:
    """Clean a page, a folder of pages, a table or an archive.

    One file prints its body. With --out DIR each input gives <name>.txt and <name>.json. The same command again goes
    on where an earlier one was ended.
    Exit code 0: all well; 1: something failed and is listed; 2: the call was wrong; 130: interrupted.
    """
    call = dict(locals())
    with quiet_ends():
        if links and format != "markdown":
            stop("--links goes with --format markdown: plain text has no place for them.")
        inputs = inputs or []
        asked = runs.Asked(
            files_from,
            retry_failed,
            restart,
            shards,
            removed,
            prune,
            max_failed,
            (html_column, text_column, url_column, id_column),
            timeout,
            (max_memory, max_bytes, max_unpacked, max_ratio, max_elements, max_depth),
        )
        if jsonl or null:
            from cleaner.cli.stream import clean_stream

            cleaner = given.with_stored(given.make_cleaner(call), memory_file)
            raise typer.Exit(clean_stream(inputs, cleaner, kind=kind, asked=asked, workers=workers, null=null, out=out))
        many = is_for_many(inputs, out, json=json, dry_run=dry_run, urls=urls, listed=files_from is not None)
        if site_memory and not many:
            stop(ONE_ALONE)
        used = kept_memory(out) if retry_failed else None
        cleaner = given.with_stored(given.make_cleaner(call), used or (None if site_memory else memory_file))
        if not many:
            limits = asked.limits()
            raise typer.Exit(
                clean_to_stdout(inputs[0], cleaner, url, kind, form=format, limits=limits, json=json, links=links)
            )
        from cleaner.batch.run import clean_files
        from cleaner.cli.screen import Progress, show_report

        target: Path | IO[bytes] | None = None if dry_run else out or stdout()
        with Progress(log_json) as progress:
            if used is None and is_remembering(site_memory, memory_file, files_from):
                cleaner = with_new(
                    cleaner,
                    inputs,
                    out=out,
                    file=memory_file,
                    kind=kind,
                    url=url,
                    urls=urls,
                    workers=workers,
                    asked=asked,
                    watch=progress,
                    unasked=site_memory is None,
                )
            report = clean_files(
                inputs,
                out=target,
                cleaner=cleaner,
                kind=kind,
                form=format,
                links=links,
                url=url,
                urls=urls,
                workers=workers,
                seconds=timeout,
                watch=progress,
                **asked.arguments(),
                only=only,
                called=call_of(call),
                engine=runs.engine_of(ray),
            )
            progress.end(report)
        note_memory(report, cleaner)
        note_rules(report, cleaner)
        show_report(report, out=out, dry_run=dry_run, told=given.told(cleaner))
        raise typer.Exit(report.exit_code)


def is_remembering(wish: bool | None, file: Path | None, files_from: str | None) -> bool:
    """Whether a memory of the inputs is to be made; unasked, where no file holds one and all can be read twice."""
    return wish if wish is not None else file is None and files_from != given.STDIN


def kept_memory(out: Path | None) -> Path | None:
    """The memory of sites that an earlier run with this output used, None where it used none."""
    from cleaner.batch.state import State
    from cleaner.batch.tables import is_file

    if out is None:
        return None
    kept = State(out, is_folder=not is_file(out.name)).memory_file
    return kept if kept.exists() else None


def note_rules(report: Report, cleaner: Cleaner) -> None:
    """Rules of the user's own that took nothing in this run, or less often than their file expects."""
    from cleaner.workshop.on_documents import odd_in_run

    rules = getattr(cleaner, "compiled", None)
    odd = list(odd_in_run(rules, report.sites, report.fired)) if rules is not None else []
    if odd:
        more = f" and {len(odd) - MOST_ODD:,} more" if len(odd) > MOST_ODD else ""
        report.notes["your rules"] = "; ".join(odd[:MOST_ODD]) + more


# Rules that took nothing are named up to so many.
MOST_ODD = 10


def note_memory(report: Report, cleaner: Cleaner) -> None:
    """How much went by the site memory, for the closing table."""
    memory: Memory | None = getattr(cleaner, "memory", None)
    lines, sites = memory.size if memory is not None else (0, 0)
    if lines:
        gone = report.fired["site_memory"]
        report.notes["site memory"] = (
            f"{lines:,} lines known of {sites:,} site{'s' * (sites != 1)}, {gone:,} gone by it; "
            "--no-site-memory leaves them"
        )


# What a call is made of; `cleaner replay` makes it again.
CALL = (
    "inputs", "out", "format", "links", "url", "urls", "site", "kind", "rules", "packs", "dateline", "captions",
    "standfirst", "comments", "any_page", "favour", "engine", "strict", "site_memory", "memory_file",
    "files_from", "shards",
    "removed", "html_column", "text_column", "url_column", "id_column", "timeout", "max_memory", "max_bytes",
    "max_unpacked", "max_ratio", "max_elements", "max_depth",
)  # fmt: skip


def call_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a call as plain values, with whole paths, so that it can be made again from anywhere."""
    found: dict[str, Any] = {"folder": os.getcwd()}
    for name in CALL:
        value = values[name]
        found[name] = str(value) if isinstance(value, Path) else value
    return found


def stdout() -> IO[bytes]:
    """Where data go; ends where there is no such place."""
    if sys.stdout is None:
        stop("stdout is closed. Write to a file with --out FILE.jsonl.")
    return sys.stdout.buffer


def is_for_many(
    inputs: Sequence[str], out: Path | None, *, json: bool, dry_run: bool, urls: Path | None, listed: bool
) -> bool:
    """Is this a run with a report, or one document to stdout? Ends with what to do when the call cannot be meant."""
    if not inputs and not listed:
        stop("There is no input. Name files or folders, or give a list with --files-from.")
    several = listed or len(inputs) > 1 or holds_many(inputs[0])
    if given.STDIN in inputs and (several or out or dry_run):
        stop('"-" is one text from stdin, without --out and other inputs: cleaner clean - < page.html > page.txt')
    if several and not (out or json or dry_run):
        stop("Say where the results go: --out DIR, --out FILE.jsonl, or --json for records on stdout.")
    many = several or out is not None or dry_run
    if urls and not many:
        stop("--urls is for many documents; one has --url ADDRESS.")
    return many


def holds_many(name: str) -> bool:
    """Whether an input may be several documents: a folder, a pattern, a table, an archive, an address of a store."""
    from cleaner.batch.formats import format_of

    if os.path.isdir(name):
        return True
    if "://" in name:
        if name.startswith(("http://", "https://")):
            stop(f"{name}: an address is not fetched. curl {name} | cleaner clean - --url {name}")
        return True
    if format_of(name) is not None:
        return True
    return not os.path.lexists(name) and any(sign in name for sign in "*?[")


def alone(cleaner: Cleaner, source: bytes, limits: Limits, **how: Any) -> Cleaned:
    """One document cleaned within its limits; ends with the code of the one that it met."""
    from cleaner.batch.limits import Unreadable, check_markup, limit_memory
    from cleaner.cli.supervise import supervised, within

    try:
        check_markup(source, limits)
        if supervised():
            limit_memory(limits.memory)
        with within(limits.seconds * (1 + len(source) // (10 * runs.MB))):
            return cleaner.clean(source, **how)
    except Unreadable as error:
        stop(f"{error} [{error.code}].", SOMETHING_FAILED)
    except MemoryError:
        stop("It needed more memory than it may; allow more with --max-memory [E203].", SOMETHING_FAILED)


def clean_to_stdout(
    name: str,
    cleaner: Cleaner,
    url: str | None,
    kind: Kind,
    *,
    form: Format,
    limits: Limits,
    json: bool,
    links: bool,
) -> int:
    """Print the body or the record of one document; 1 when it was refused, or a site's guard failed it."""
    from cleaner.batch.names import shown
    from cleaner.reading import EMPTY
    from cleaner.writing import as_json, body, record, sound

    stdout()
    source = given.read_one(name, limits)
    cleaned = alone(cleaner, source, limits, url=url, kind=kind, name=given.file_name(name))
    if cleaned.page.refused:
        say(f"{shown(name)}: {cleaned.page.refused}", "red")
        return SOMETHING_FAILED
    for warning in cleaned.warnings:
        if warning not in given.told(cleaner):
            say(f"{shown(name)}: {warning}", "yellow")
    if cleaned.status == "not_article":
        say("With --any-page its text is kept.", "dim")
    if cleaned.status == "empty" and EMPTY not in cleaned.warnings:
        say(f'{shown(name)}: nothing is left after cleaning. "cleaner explain {shown(name)}" shows why.', "yellow")
    text = body(cleaned, form=form, links=links)
    if json:
        version = given.rules_version(cleaner)
        id = sound(Path(name).name)
        written = text.rstrip("\n") if form == "markdown" else None
        row = record(cleaned, id=id, source=sound(name), url=url, rules=version, text=written)
        put(as_json(row) + b"\n")
    else:
        put(text.encode("utf-8", "replace"))
    return SOMETHING_FAILED if cleaned.status == "failed" else 0
