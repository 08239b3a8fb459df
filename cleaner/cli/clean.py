"""`cleaner clean` → the body on stdout, or many files in a folder or a file of records, with a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import SOMETHING_FAILED, put, quiet_ends, say, stop

if TYPE_CHECKING:
    from cleaner.cli.options import KindOption
    from cleaner.cli.screen import Progress
    from cleaner.pipeline import Cleaner


# --- `--site-memory` and `--memory-file` → a cleaner that remembers, and a word on what it remembers.


ONE_ALONE = "--site-memory compares many documents: name a folder. For one document, --memory-file FILE uses a memory."


def with_stored(cleaner: Cleaner, file: Path | None) -> Cleaner:
    """The cleaner with a memory made before; ends with what is wrong with the file."""
    from cleaner.site_memory import Memory, MemoryFault

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


DEFAULT_SECONDS = 60.0


def clean(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help='Files or folders; "-" reads stdin.')],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR|FILE.jsonl[.gz]",
            parser=given.place,
            help="Write a .txt and a .json for each input, or one record a line.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print records (JSON, one a line) instead of the body.")] = False,
    format: Annotated[given.FormatOption, typer.Option(help="How the body is written.")] = given.FormatOption.text,
    links: Annotated[bool, typer.Option("--links", help="In Markdown: with the targets of links.")] = False,
    url: given.Url = None,
    urls: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The addresses of many files: columns file and url.")
    ] = None,
    site: given.Site = None,
    kind: given.KindOf = given.KindOption.auto,
    rules: given.RuleFolders = None,
    packs: given.Packs = None,
    dateline: given.DatelineOf = given.DatelineOption.auto,
    captions: given.CaptionsOf = given.RoleOption.auto,
    standfirst: given.StandfirstOf = given.RoleOption.auto,
    comments: given.CommentsOf = given.RoleOption.auto,
    any_page: given.AnyPage = False,
    favour: given.Favour = given.FavourOption.balanced,
    engine: given.EngineOf = given.EngineOption.own,
    strict: given.Strict = False,
    site_memory: Annotated[
        bool, typer.Option("--site-memory", help="Two passes: what several articles of a site share is boilerplate.")
    ] = False,
    memory_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE[.gz]", help="Keep the site memory here; alone: use the one that is there."),
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: in this one, without protection.")] = 2,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds that one document may take, for each 10 MB.")
    ] = DEFAULT_SECONDS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Clean and report, write nothing.")] = False,
) -> None:
    """Clean a page, or a folder of pages.

    One file prints its body. With --out DIR each input gives <name>.txt and <name>.json.
    Exit code 0: all well; 1: something failed and is listed; 2: the call was wrong; 130: interrupted.
    """
    with quiet_ends():
        wishes = given.Wishes(
            rules, packs, site, dateline, favour, engine, strict, captions, standfirst, comments, any_page
        )
        if links and format is not given.FormatOption.markdown:
            stop("--links goes with --format markdown: plain text has no place for them.")
        many = is_for_many(inputs, out, json=json, dry_run=dry_run, urls=urls)
        if site_memory and not many:
            stop(ONE_ALONE)
        cleaner = with_stored(given.make_cleaner(wishes), None if site_memory else memory_file)
        if not many:
            raise typer.Exit(clean_to_stdout(inputs[0], cleaner, url, kind, format, json=json, links=links))
        from cleaner.batch.run import clean_files
        from cleaner.cli.screen import Progress, show_report

        target: Path | IO[bytes] | None = None if dry_run else out or sys.stdout.buffer
        with Progress() as progress:
            if site_memory:
                cleaner = with_new(
                    cleaner,
                    inputs,
                    out=out,
                    file=memory_file,
                    kind=kind,
                    url=url,
                    urls=urls,
                    workers=workers,
                    timeout=timeout,
                    watch=progress,
                )
            report = clean_files(
                inputs,
                out=target,
                cleaner=cleaner,
                kind=kind.value,
                form=format.value,
                links=links,
                url=url,
                urls=urls,
                workers=workers,
                seconds=timeout,
                watch=progress,
            )
        show_report(report, out=out, dry_run=dry_run, told=given.told(cleaner))
        raise typer.Exit(report.exit_code)


def is_for_many(inputs: list[str], out: Path | None, *, json: bool, dry_run: bool, urls: Path | None) -> bool:
    """Is this a run with a report, or one document to stdout? Ends with what to do when the call cannot be meant."""
    several = len(inputs) > 1 or Path(inputs[0]).is_dir()
    if given.STDIN in inputs and (several or out or dry_run):
        stop('"-" stands alone: cleaner clean - < page.html > page.txt')
    if several and not (out or json or dry_run):
        stop("Several documents need a place: --out DIR, --out FILE.jsonl, or --json for records on stdout.")
    many = several or out is not None or dry_run
    if urls and not many:
        stop("--urls is for many documents; one has --url ADDRESS.")
    return many


def clean_to_stdout(
    name: str,
    cleaner: Cleaner,
    url: str | None,
    kind: given.KindOption,
    form: given.FormatOption,
    *,
    json: bool,
    links: bool,
) -> int:
    """Print the body or the record of one document; 1 when it was refused, or a site's guard failed it."""
    from cleaner.batch.documents import shown
    from cleaner.writing import as_json, body, record, sound

    source = given.read_one(name)
    cleaned = cleaner.clean(source, url=url, kind=kind.value, name=given.file_name(name))
    if cleaned.page.refused:
        say(f"{shown(name)}: {cleaned.page.refused}", "red")
        return SOMETHING_FAILED
    for warning in cleaned.warnings:
        if warning not in given.told(cleaner):
            say(f"{shown(name)}: {warning}", "yellow")
    if cleaned.status == "not_article":
        say("With --any-page its text is kept.", "dim")
    if cleaned.status == "empty":
        say(f'{shown(name)}: nothing is left after cleaning. "cleaner explain {shown(name)}" shows why.', "yellow")
    text = body(cleaned, form=form.value, links=links)
    if json:
        version = given.rules_version(cleaner)
        id = sound(Path(name).name)
        row = record(cleaned, id=id, source=sound(name), url=url, rules=version)
        if form.value == "markdown":
            row["text"] = text.rstrip("\n")
        put(as_json(row) + b"\n")
    else:
        put(text.encode("utf-8", "replace"))
    return SOMETHING_FAILED if cleaned.status == "failed" else 0
