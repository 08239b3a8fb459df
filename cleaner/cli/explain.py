"""`cleaner explain` → the source with a margin that says why each line stayed or went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import options as given
from cleaner.cli import runs
from cleaner.cli.ends import SOMETHING_FAILED, page, put, quiet_ends, say, stop

if TYPE_CHECKING:
    from cleaner.writing import Explanation


# --- `cleaner new-case` → a fixture written from today's output.


def new_case(
    input: Annotated[str, typer.Argument(metavar="INPUT", help='One file; "-" reads stdin.')],
    folder: Annotated[Path, typer.Argument(metavar="fixtures/SITE/CASE", help="The folder to make.")],
    *,
    url: given.Url = None,
    site: given.Site = None,
    kind: given.KindOf = "auto",
    rules: given.RuleFolders = None,
    packs: given.Packs = None,
    dateline: given.DatelineOf = "auto",
    favour: given.FavourOf = "balanced",
    engine: given.EngineOf = "own",
    strict: given.Strict = False,
) -> None:
    """Write a fixture from today's output; then edit expected.txt until it is right."""
    call = dict(locals())
    with quiet_ends():
        cleaner = given.make_cleaner(call)
        from cleaner.writing import new_case as write_case

        source = given.read_one(input)
        cleaned = cleaner.clean(source, url=url, kind=kind, name=given.file_name(input))
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
    input: Annotated[str, typer.Argument(metavar="FILE", help='One file; "-" reads stdin.')] = "",
    *,
    only: Annotated[
        str | None, typer.Option("--only", metavar="ID", help="Of a table or an archive: the document of this id.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="E103", help="Explain the code of a failure instead.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print rows, facts and rule files as JSON.")] = False,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write it as one HTML file, to look at or to send.")
    ] = None,
    url: given.Url = None,
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
    memory_file: Annotated[
        Path | None, typer.Option("--memory-file", metavar="FILE[.gz]", help="The site memory of a run, kept there.")
    ] = None,
    html_column: runs.HtmlColumn = None,
    text_column: runs.TextColumn = None,
    url_column: runs.UrlColumn = None,
    id_column: runs.IdColumn = None,
) -> None:
    """Show for each line of a document why it stayed or went."""
    call = dict(locals())
    with quiet_ends():
        if code is not None:
            from cleaner.cli.status import explain_code

            explain_code(code)
            raise typer.Exit(0)
        if not input:
            stop('Name a file; "-" reads stdin. Or explain a code: cleaner explain --code E103')
        cleaner = given.make_cleaner(call)
        cleaner = given.with_stored(cleaner, memory_file)
        from cleaner.writing import as_json, explanation

        source = given.one_document(input, only, (html_column, text_column, url_column, id_column))
        cleaned = cleaner.clean(
            source.content, url=url or source.url, kind=source.kind or kind, name=given.file_name(input)
        )
        explained = explanation(cleaned)
        if html is not None:
            write_page(html, explained, input)
        elif json:
            put(as_json(explained.as_dict(), indent=1) + b"\n")
        else:
            from cleaner.writing.terminal import show

            show(explained, page())
        raise typer.Exit(SOMETHING_FAILED if explained.refused else 0)


def write_page(place: str, explained: Explanation, input: str) -> None:
    """The explanation as an HTML file, whole or not at all; "-" is stdout."""
    from cleaner.batch.names import shown
    from cleaner.writing.html import explanation_page

    page = explanation_page(explained, shown(given.file_name(input) or "stdin").rpartition("/")[2])
    if place == given.STDIN:
        put(page.encode())
        return
    target = Path(place)
    if not place.strip() or target.is_dir():
        stop(f'--html "{place}" names no file. Name one that ends in .html.')
    if input != given.STDIN and target.exists() and target.samefile(input):
        stop(f"--html {place}: this is the document itself. Name another file.")
    aside = target.with_name(target.name + ".part")
    aside.write_text(page, encoding="utf-8")
    aside.replace(target)
    say(f"Written to {shown(place)}.")
