"""`cleaner studio` → a page in the browser to write rules beside the documents they are for."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import quiet_ends, say, stop

EXTRA = "nicegui"


def studio(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Documents of one site, or of several.")],
    *,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="Where your rules are; without it, the app folder.")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="NAME", help="The rule file to open: bbc.co.uk.yml.")
    ] = None,
    urls: Annotated[Path | None, typer.Option(metavar="CSV", help="Addresses of the files: columns file,url.")] = None,
    site: given.Site = None,
    packs: given.Packs = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes that clean the folder in the background.")] = 1,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 0,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Write rules in the browser and see at each keystroke what they do, in one document and in all of a folder."""
    with quiet_ends():
        if find_spec(EXTRA) is None:
            stop('The studio needs its extra: pip install "cleaner[studio]"')
        check(folder, rules, packs)
        from cleaner.workshop.studio.guard import new_token
        from cleaner.workshop.studio.rule_text import OutsideRules
        from cleaner.workshop.studio.server import free_port, serve
        from cleaner.workshop.studio.session import Session

        options: dict[str, Any] = {"site": site, "packs": packs != given.NONE}
        own = given.own_rules()
        more = [own] if rules is not None and own.is_dir() and own.resolve() != rules.resolve() else []
        try:
            session = Session(
                folder, rules or own, name=file, options=options, more_rules=more, urls=urls, workers=workers
            )
        except OutsideRules as error:
            stop(f"--file {file}: {error}.")
        if not session.documents:
            stop(f"{folder}: there is no document in this folder. Name a folder of HTML pages or texts.")
        try:
            free = free_port(port)
        except OSError as error:
            stop(f"--port {port}: {(error.strerror or str(error)).lower()}. Name another, or leave it out.")
        serve(session, port=free, token=new_token(), tell=told(session.rules_folder), show=show)


def check(folder: Path, rules: Path | None, packs: str | None) -> None:
    """Ends where a folder is none."""
    if not folder.is_dir():
        stop(f"{folder}: there is no such folder. Name a folder of documents.")
    if rules is not None and rules.exists() and not rules.is_dir():
        stop(f"--rules {rules}: this is a file. Name the folder that it is in, and the file with --file.")
    if packs not in {None, given.NONE}:
        stop(f'--packs {packs}: the only value is "none". Leave it out to use the packs.')


def told(rules: Path) -> Any:
    """What is said when the server listens."""

    def tell(address: str) -> None:
        say(f"Rules are saved in {rules}.", "dim")
        say("The studio is at this address, for this machine alone; Ctrl-C ends it:", "dim")
        typer.echo(address)

    return tell
