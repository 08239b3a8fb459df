"""`cleaner status`, `cleaner replay` and `cleaner explain --code`: what a run did, what failed in it, and again."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli.ends import SOMETHING_FAILED, put, quiet_ends, say, stop

MOST_LISTED = 20


def status(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder or file of a run.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show how far a run is, or how it ended, and what failed.

    Exit code 0: the run is complete and nothing failed; 1: it is not complete, or something failed.
    """
    with quiet_ends():
        from cleaner.batch.report import STATUSES
        from cleaner.writing.record import as_json as written

        found = status_of(out)
        if as_json:
            put(written(found, indent=1) + b"\n")
        else:
            say(f"{out}: {found['state']}", "bold")
            counts = " + ".join(f"{found[name]:,} {name}" for name in STATUSES)
            say(f"{found['done']:,} of {found['total']:,} documents are done: {counts}")
            for code, number in found["codes"].items():
                say(f"  {code} {number:,} {name_of(code)}")
            if found["failed_file"]:
                say(f"All failures: {found['failed_file']}. To try them again: cleaner replay {found['failed_file']}")
        raise typer.Exit(0 if found["state"] == "complete" and not found["failed"] else SOMETHING_FAILED)


def status_of(out: Path) -> dict[str, Any]:
    """What the folder of a run says; ends where there is none."""
    from cleaner.batch.lock import is_held
    from cleaner.batch.report import STATUSES, Report
    from cleaner.batch.state import Marker, State, read_json

    state = next((one for one in (State(out, is_folder=flag) for flag in (True, False)) if one.folder.is_dir()), None)
    if state is None:
        stop(f"{out}: no run has written there, or what it remembered was deleted.")
    run = state.run_file()
    report, codes = Report(0), Counter[str]()
    for path in sorted(state.shards.glob("*.json")):
        marker = Marker.from_dict(read_json(path))
        report.merge(marker.report)
        report.given += marker.size
        codes.update(one.code for one in marker.report.problems if one.code)
    running = is_held(state.folder / "lock")
    said = "running" if running else "complete" if run.get("complete") else "not complete; the same command goes on"
    return {
        "state": said,
        "total": run.get("total", 0),
        "done": report.given,
        **{name: report.counts[name] for name in STATUSES},
        "codes": dict(sorted(codes.items())),
        "failed_file": str(state.failed_file) if state.failed_file.exists() and codes else "",
        "attempt": run.get("attempt", 0),
        "settings": run.get("config"),
    }


def name_of(code: str) -> str:
    """The name of a code."""
    from cleaner.batch.codes import explained

    found = explained(code)
    return found.name if found else ""


def explain_code(code: str) -> None:
    """Print the cause and the remedy of a code; ends where there is none of that name."""
    from cleaner.batch.codes import CODES, explained

    found = explained(code)
    if found is None:
        stop(f"--code {code}: there is no such code. There are: {', '.join(CODES)}")
    again = "It may well succeed when tried again." if found.transient else "Trying again alone does not help."
    put(f"{found.code} {found.name}\nCause: {found.cause}\nRemedy: {found.remedy}\n{again}\n".encode())


def replay(
    context: typer.Context,
    failed: Annotated[Path, typer.Argument(metavar="failed.jsonl", help="The list of failures of a run.")],
    *,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Just this document, repeatable.")
    ] = None,
    timeout: Annotated[float | None, typer.Option(min=0.1, help="Allow so many seconds, for each 10 MB.")] = None,
    max_memory: Annotated[int | None, typer.Option("--max-memory", min=64, metavar="MB", help="Memory.")] = None,
    max_bytes: Annotated[int | None, typer.Option("--max-bytes", min=1, metavar="MB", help="Size.")] = None,
    max_unpacked: Annotated[int | None, typer.Option("--max-unpacked", min=1, metavar="MB", help="Unpacked.")] = None,
    max_ratio: Annotated[int | None, typer.Option("--max-ratio", min=1, help="Times larger unpacked.")] = None,
    max_elements: Annotated[int | None, typer.Option("--max-elements", min=1, help="Elements.")] = None,
    max_depth: Annotated[int | None, typer.Option("--max-depth", min=1, help="Nesting.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes.")] = None,
) -> None:
    """Do the failed documents of a run again, with other limits if they are named; what succeeds joins the output."""
    limits = {
        "timeout": timeout, "max-memory": max_memory, "max-bytes": max_bytes, "max-unpacked": max_unpacked,
        "max-ratio": max_ratio, "max-elements": max_elements, "max-depth": max_depth, "workers": workers,
    }  # fmt: skip
    with quiet_ends():
        arguments = call_again(failed, only or [], {name: value for name, value in limits.items() if value is not None})
    context.find_root().command(arguments)


def call_again(failed: Path, only: list[str], limits: dict[str, Any]) -> list[str]:
    """The arguments of the run that left the list behind, with --retry-failed; ends where it cannot be told."""
    import os

    from cleaner.batch.state import read_json

    try:
        rows = [json.loads(line) for line in failed.read_bytes().splitlines()]
    except FileNotFoundError:
        stop(f"{failed}: there is no such file. Check the name.")
    except (OSError, ValueError) as error:
        stop(f"{failed}: this list cannot be read ({error}).")
    called = read_json(failed.parent / "run.json").get("called") or {}
    if not called:
        stop(f"{failed}: the run that it belongs to was not made by the command line; call clean_files again.")
    ids = {row["id"] for row in rows}
    for one in only:
        if one not in ids:
            stop(f"--only {one}: the list has no such document.")
    os.chdir(called.pop("folder"))
    again = {**called, **{name.replace("-", "_"): value for name, value in limits.items()}}
    chosen = [part for one in only for part in ("--only", one)]
    return ["clean", "--retry-failed", "--config", "none", *chosen, *arguments_of(again)]


def arguments_of(called: dict[str, Any]) -> list[str]:
    """Options as they are written on the command line.

    >>> arguments_of({"inputs": ["in"], "out": "o", "links": True, "strict": False, "site": None, "rules": ["a", "b"]})
    ['--out', 'o', '--links', '--rules', 'a', '--rules', 'b', '--', 'in']
    """
    found: list[str] = []
    for name, value in called.items():
        option = f"--{name.replace('_', '-')}"
        if name == "site_memory" and value is False:
            found.append("--no-site-memory")
        if name == "inputs" or value is None or value is False:
            continue
        if value is True:
            found.append(option)
        else:
            found += [part for one in (value if isinstance(value, list) else [value]) for part in (option, str(one))]
    return [*found, "--", *called["inputs"]]
