"""`cleaner explain` → the source with a margin that says why each line stayed or went."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import SOMETHING_FAILED, put, quiet_ends, say, stop

# --- `cleaner new-case` → a fixture written from today's output.


def new_case(
    input: Annotated[str, typer.Argument(metavar="INPUT", help='One file; "-" reads stdin.')],
    folder: Annotated[Path, typer.Argument(metavar="fixtures/SITE/CASE", help="The folder to make.")],
    *,
    url: given.Url = None,
    site: given.Site = None,
    kind: given.KindOf = given.KindOption.auto,
    rules: given.RuleFolders = None,
    packs: given.Packs = None,
    dateline: given.DatelineOf = given.DatelineOption.auto,
    favour: given.Favour = given.FavourOption.balanced,
    engine: given.EngineOf = given.EngineOption.own,
    strict: given.Strict = False,
) -> None:
    """Write a fixture from today's output; then edit expected.txt until it is right."""
    with quiet_ends():
        cleaner = given.make_cleaner(given.Wishes(rules, packs, site, dateline, favour, engine, strict))
        from cleaner.writing import new_case as write_case

        source = given.read_one(input)
        cleaned = cleaner.clean(source, url=url, kind=kind.value, name=given.file_name(input))
        if cleaned.page.refused:
            stop(f"{input}: {cleaned.page.refused}", 1)
        try:
            written = write_case(source, cleaned, folder, url=url)
        except FileExistsError as error:
            stop(str(error))
        for path in written:
            typer.echo(path)
        say(f"Now edit {folder / 'expected.txt'} until it is right, and keep in expected.json what the case is about.")


def explain(
    input: Annotated[str, typer.Argument(metavar="FILE", help='One file; "-" reads stdin.')],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print rows, facts and rule files as JSON.")] = False,
    url: given.Url = None,
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
) -> None:
    """Show for each line of a document why it stayed or went."""
    with quiet_ends():
        cleaner = given.make_cleaner(
            given.Wishes(rules, packs, site, dateline, favour, engine, strict, captions, standfirst, comments, any_page)
        )
        from cleaner.writing import as_json, explanation

        source = given.read_one(input)
        cleaned = cleaner.clean(source, url=url, kind=kind.value, name=given.file_name(input))
        explained = explanation(cleaned)
        if json:
            put(as_json(explained.as_dict(), indent=1) + b"\n")
        else:
            from rich.console import Console

            from cleaner.writing.terminal import show

            show(explained, Console(highlight=False))
        raise typer.Exit(SOMETHING_FAILED if explained.refused else 0)
