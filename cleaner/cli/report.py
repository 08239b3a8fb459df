"""`cleaner report` → one HTML file that shows what a run did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.ends import quiet_ends, say, stop

# What every page of ours begins with; anything else in the way belongs to someone else.
OURS = b"<!doctype html>\n<html"


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="What `cleaner clean --out` wrote: a folder or a file.")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The HTML file to write.")] = Path("report.html"),
) -> None:
    """Show what a run removed: by label, rule and site, how much of each document, samples of the cuts, failures."""
    with quiet_ends():
        from cleaner.batch.names import shown
        from cleaner.workshop.run_numbers import numbers_of
        from cleaner.workshop.run_page import report_page

        if not run.exists():
            stop(f"{shown(str(run))}: there is no such folder or file. Check the name.")
        if out.is_dir():
            stop(f"--out {out}: this is a folder. Name a file that ends in .html.")
        if out.exists() and not out.read_bytes().startswith(OURS):
            stop(f"--out {out}: there is a file of that name that is no report. Name another.")
        page = report_page(numbers_of(run), shown(run.resolve().name))
        aside = out.with_name(out.name + ".part")
        aside.write_text(page, encoding="utf-8")
        aside.replace(out)
        say(f"Written to {shown(str(out))}.")
