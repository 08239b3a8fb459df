"""The options that several commands share → a Cleaner, and one document read from a file or stdin."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli.ends import say, stop
from cleaner.options import HELP, Dateline, Engine, Favour, Kind, Wish

if TYPE_CHECKING:
    from cleaner.batch.documents import Document
    from cleaner.batch.limits import Limits
    from cleaner.pipeline import Cleaner

NONE = "none"
STDIN = "-"
# More errors in rule files than this push the result out of sight.
MOST_COMPLAINTS = 3


Url = Annotated[str | None, typer.Option(help="The address of the page; it finds the site's rules.")]
Site = Annotated[str | None, typer.Option(help=HELP["site"])]
KindOf = Annotated[Kind, typer.Option(help="What the input is.")]
RuleFolders = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="DIR", help=f'{HELP["rules"]}; "none": no site and group files.'),
]
Packs = Annotated[str | None, typer.Option(metavar="none", help='"none": without the words of the language packs.')]
DatelineOf = Annotated[Dateline, typer.Option(help=HELP["dateline"])]
CaptionsOf = Annotated[Wish, typer.Option(help=HELP["captions"])]
StandfirstOf = Annotated[Wish, typer.Option(help=HELP["standfirst"])]
CommentsOf = Annotated[Wish, typer.Option(help=HELP["comments"])]
AnyPage = Annotated[bool, typer.Option("--any-page", help=HELP["any_page"])]
FavourOf = Annotated[Favour, typer.Option(help=HELP["favour"])]
EngineOf = Annotated[Engine, typer.Option(help=HELP["engine"])]
Strict = Annotated[bool, typer.Option("--strict", help=HELP["strict"])]


def place(name: str) -> Path:
    """The place for the output; ends where it has no name, as of a variable that is not set."""
    if not name.strip():
        stop('--out "" names no place. Name a folder, or a file that ends in .jsonl or .jsonl.gz.')
    return Path(name)


def own_rules() -> Path:
    """The user's own rules folder, read without asking."""
    return Path(typer.get_app_dir("cleaner")) / "rules"


def make_cleaner(call: Mapping[str, Any]) -> Cleaner:
    """The cleaner that the parameters of a command ask for, with the user's own folder and the folders named; says what
    it reads, ends on a wrong call. With --strict an error in a rule ends it, too."""
    named, packs = call.get("rules") or [], call.get("packs")
    folders = [Path(one) for one in named if one != NONE]
    if not all(named):
        stop('--rules "" names no folder. Name a folder of rule files, or "none".')
    for folder in folders:
        if not folder.is_dir():
            stop(f'--rules {folder}: there is no such folder. Name a folder of rule files, or "none".')
    if packs not in {None, NONE}:
        stop(f'--packs must be "none", not "{packs}". Leave it out to use the packs.')
    if NONE not in named and own_rules().is_dir():
        folders.append(own_rules())
        say(f"Using your rules in {own_rules()}.", "dim")
    same = {name: call[name] for name in HELP.keys() & call.keys() - {"rules", "packs"}}
    return compiled(rules=folders, site_files=NONE not in named, packs=packs != NONE, **same)


def compiled(**options: Any) -> Cleaner:
    """Load the rules and print what is wrong with them."""
    from cleaner.pipeline import Cleaner

    try:
        made = Cleaner(**options)
    except ValueError as error:
        stop(str(error))
    say_left_out(made)
    return made


def say_left_out(made: Cleaner) -> None:
    """The first errors in the rule files, and what does not count because of all of them."""
    errors = [complaint for complaint in made.compiled.complaints if complaint.severity == "error"]
    for complaint in errors[:MOST_COMPLAINTS]:
        say(str(complaint), "yellow")
    if not errors:
        return
    files = [file for file in made.compiled.library.files.values() if file.left_out]
    whole = "".join(f" The whole file {file.name} is left out." for file in files[:MOST_COMPLAINTS])
    single = len(errors) - sum(len(file.complaints) for file in files)
    rules = f" Rules with errors were left out: {single}." if single > 0 else ""
    more = f" The first {MOST_COMPLAINTS} errors of {len(errors)} are above." if len(errors) > MOST_COMPLAINTS else ""
    say(f"{whole}{rules}{more} With --strict the run ends instead.".strip(), "yellow")


def read_one(name: str, limits: Limits | None = None) -> bytes:
    """One document from a file or stdin; ends with a reason when it cannot be read."""
    if name == STDIN:
        return read_stdin(limits)
    from cleaner.batch.documents import whats_wrong
    from cleaner.batch.limits import Unreadable
    from cleaner.batch.names import shown
    from cleaner.batch.unit import read_file

    path = Path(name)
    if not os.path.lexists(path):
        address = "An address is not fetched: curl ADDRESS | cleaner clean - --url ADDRESS"
        stop(f"{shown(name)}: there is no such file. {address if '://' in name else 'Check the name.'}", 1)
    if path.is_dir():
        stop(f"{shown(name)} is a folder. Name one file.")
    try:
        # A named pipe is fine here, `<(command)` is one; in a folder it would block the run.
        wrong = None if path.is_fifo() else whats_wrong(name)
        if wrong is not None:
            raise Unreadable(*wrong)
        return read_file(name, limits)
    except Unreadable as error:
        stop(f"{shown(name)}: {error}.", 1)


Named = tuple[str | None, str | None, str | None, str | None]
"""The columns of HTML, text, address and id of a table, where they are named."""


def one_document(
    name: str, only: str | None, columns: tuple[str | None, str | None, str | None, str | None]
) -> Document:
    """One document: a file, stdin, or the row or member of that id in a table or an archive; ends where it is none."""
    from cleaner.batch.documents import Document
    from cleaner.batch.formats import format_of
    from cleaner.batch.limits import Limits, Unreadable
    from cleaner.batch.names import shown
    from cleaner.batch.unit import read_document

    if name == STDIN or format_of(name) is None:
        return Document(name, name, content=read_one(name))
    if only is None:
        stop(f"{shown(name)} holds many documents. Name one of them: cleaner explain {shown(name)} --only ID")
    found = row_of(name, only, columns)
    try:
        return replace(found, content=read_document(found, Limits()))
    except Unreadable as error:
        stop(f"{shown(only)} in {shown(name)}: {error} [{error.code}].", 1)


def row_of(name: str, only: str, columns: Named) -> Document:
    """The document of an id in a table or an archive; ends where there is none."""
    from cleaner.batch.columns import Columns
    from cleaner.batch.documents import whats_wrong
    from cleaner.batch.formats import Container, documents
    from cleaner.batch.names import shown

    if fault := whats_wrong(name):
        stop(f"{shown(name)}: {fault[0]}.", 1)
    # A run names a file without ids of its own by its path below the folder that was cleaned.
    wrong, found = "it has no document of that id", None
    for one in documents(Container(name, Columns(*columns)), Path(name).name):
        wrong = one.unreadable or wrong
        if one.id == only or only.endswith(f"/{one.id}"):
            found = one
            break
    if found is None:
        stop(f"--only {shown(only)}: {shown(name)}: {wrong}.", 1)
    return found


def read_stdin(limits: Limits | None = None) -> bytes:
    """All of stdin, up to the limit of a document; ends with a reason when it is closed or too much."""
    from cleaner.batch.limits import Limits, Unreadable
    from cleaner.batch.unpacking import bounded

    if sys.stdin is None:
        stop("stdin is closed. Give a file, or a text: cleaner clean - < page.html")
    try:
        return bounded(sys.stdin.buffer, limits or Limits())
    except Unreadable as error:
        stop(f"stdin: {error}.", 1)


def file_name(name: str) -> str | None:
    """The path that rules may match, None for stdin."""
    from cleaner.batch.names import whole_path

    return None if name == STDIN else whole_path(name)


def told(cleaner: Any) -> frozenset[str]:
    """Warnings that need not be said of each document: they were said when the rules were loaded."""
    return getattr(getattr(cleaner, "compiled", None), "known_faults", frozenset())


def rules_version(cleaner: Any) -> str | None:
    """The digest of the compiled rules."""
    from cleaner.batch.unit import rules_version as version

    return version(cleaner)


def with_stored(cleaner: Cleaner, file: Path | None) -> Cleaner:
    """The cleaner with a memory made before; ends with what is wrong with the file."""
    from cleaner.site_memory import Memory, MemoryFault

    if file is None:
        return cleaner
    try:
        return replace(cleaner, memory=Memory.load(file))
    except MemoryFault as error:
        stop(str(error))
