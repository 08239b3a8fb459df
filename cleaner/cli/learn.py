"""`cleaner learn` → a proposed rule file for each site of a folder, for people to review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import quiet_ends, say, stop

if TYPE_CHECKING:
    from cleaner.workshop.learn import Learned

MOST_LEFT = 10


def learn(
    inputs: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders of documents, or files.")],
    *,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the proposals are written, one file for each site.")
    ] = Path("proposals"),
    site: Annotated[
        str | None, typer.Option(metavar="DOMAIN", help="All documents are of this site; else a folder is a site.")
    ] = None,
    urls: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The addresses of the files: columns file and url.")
    ] = None,
) -> None:
    """Propose rules for what recurs in several documents of a site. Nothing is active before you move it.

    Exit code 0: something was proposed; 1: nothing recurs, or no site has enough documents.
    """
    with quiet_ends():
        from cleaner.workshop.learn import learn
        from cleaner.workshop.learning.recurring import FEWEST

        named, addresses = documents_of(inputs, urls, leave_out=out)
        found = learn([(name, given.read_one(name)) for name in named], site=site, urls=addresses)
        if not found:
            stop(f"No site has {FEWEST} documents: a line that recurs needs so many. Name a folder with more.", 1)
        rules = sum(write(one, out) for one in found)
        if rules:
            say(f"\nNothing is active yet. Read the rules, then move the files of {out} to your rules folder:")
            say(f"  cleaner rules check {out}\n  cleaner rules test {out}")
            say(f"  cleaner clean FOLDER --rules {out} --dry-run")
        raise typer.Exit(0 if rules else 1)


def documents_of(inputs: Sequence[Path], urls: Path | None, *, leave_out: Path) -> tuple[list[str], dict[str, str]]:
    """The names of all files, and their addresses by name."""
    from cleaner.batch.documents import WrongCall, list_inputs
    from cleaner.batch.run import addresses_of

    try:
        found = list_inputs(list(inputs), leave_out=[leave_out])
        addresses = addresses_of(urls, found)[0]
    except WrongCall as error:
        stop(str(error))
    names = [name for name in found.names if name not in found.wrong]
    return [found.path(name) for name in names], {found.path(name): url for name, url in addresses.items()}


def write(one: Learned, out: Path) -> int:
    """Write the proposal of a site, if it has rules, and say what was found. How many rules it has."""
    from cleaner.workshop.learn import domain_for, shown

    share = f"{one.covered} of {one.recurring} recurring lines go by them or by what is shipped"
    precise = (
        f"; {one.outside / one.taken:.0%} of what they take is outside the body that clean finds" if one.taken else ""
    )
    say(
        f"{shown(one.site)}: {one.articles} different articles, {len(one.rules)} rules, {one.tests} tests; "
        f"{share}{precise}.",
        "bold",
    )
    for left in one.left[:MOST_LEFT]:
        say(f"  no rule: “{left.text[:70]}” (in {left.articles}; {left.why})", "dim")
    if len(one.left) > MOST_LEFT:
        say(f"  and {len(one.left) - MOST_LEFT} more recurring lines without a rule; the file lists them", "dim")
    if not one.rules:
        return 0
    path = out / f"{domain_for(one.site)}.yml"
    if path.exists():
        stop(f"{path} is there already; it was not touched. Take another --out, or move it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(one.text, encoding="utf-8")
    typer.echo(path)
    return len(one.rules)
