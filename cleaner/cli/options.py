"""The options that several commands share → a Cleaner, and one document read from a file or stdin."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli.ends import say, stop

if TYPE_CHECKING:
    from cleaner.batch.limits import Limits
    from cleaner.pipeline import Cleaner

NONE = "none"
STDIN = "-"
# More errors in rule files than this push the result out of sight.
MOST_COMPLAINTS = 3


class KindOption(StrEnum):
    auto = "auto"
    html = "html"
    text = "text"


class DatelineOption(StrEnum):
    auto = "auto"
    keep = "keep"
    cut = "cut"


class RoleOption(StrEnum):
    auto = "auto"
    keep = "keep"
    cut = "cut"


class FavourOption(StrEnum):
    precision = "precision"
    balanced = "balanced"
    recall = "recall"


class EngineOption(StrEnum):
    own = "own"
    trafilatura = "trafilatura"


class FormatOption(StrEnum):
    text = "text"
    markdown = "markdown"


Url = Annotated[str | None, typer.Option(help="The address of the page; it finds the site's rules.")]
Site = Annotated[str | None, typer.Option(help="Use this site's rules, whatever the address: bbc.co.uk.")]
KindOf = Annotated[KindOption, typer.Option(help="What the input is.")]
RuleFolders = Annotated[
    list[str] | None,
    typer.Option(
        "--rules", metavar="DIR", help='A folder of your own rules, repeatable; "none": no site and group files.'
    ),
]
Packs = Annotated[str | None, typer.Option(metavar="none", help='"none": without the words of the language packs.')]
DatelineOf = Annotated[
    DatelineOption, typer.Option(help='"LEEDS, March 4 (Reuters) —": keep it, cut it, or as the rules say.')
]
CaptionsOf = Annotated[RoleOption, typer.Option(help="Text under pictures: keep it, cut it, or as the scorer says.")]
StandfirstOf = Annotated[RoleOption, typer.Option(help="The lines between headline and text: likewise.")]
CommentsOf = Annotated[RoleOption, typer.Option(help="What readers wrote under an HTML page: likewise.")]
AnyPage = Annotated[
    bool, typer.Option("--any-page", help="Keep the text of fronts, lists, errors and walls, which are no articles.")
]
Favour = Annotated[FavourOption, typer.Option(help="precision: rather less boilerplate; recall: rather more text.")]
EngineOf = Annotated[EngineOption, typer.Option(help="Who finds the main content of an HTML page.")]
Strict = Annotated[bool, typer.Option("--strict", help="End when a rule file has an error, instead of leaving it out.")]


@dataclass(frozen=True)
class Wishes:
    """The options that make a Cleaner."""

    rules: list[str] | None
    packs: str | None
    site: str | None
    dateline: DatelineOption
    favour: FavourOption
    engine: EngineOption
    strict: bool
    captions: RoleOption = RoleOption.auto
    standfirst: RoleOption = RoleOption.auto
    comments: RoleOption = RoleOption.auto
    any_page: bool = False


def place(name: str) -> Path:
    """The place for the output; ends where it has no name, as of a variable that is not set."""
    if not name.strip():
        stop('--out "" names no place. Name a folder, or a file that ends in .jsonl or .jsonl.gz.')
    return Path(name)


def own_rules() -> Path:
    """The user's own rules folder, read without asking."""
    return Path(typer.get_app_dir("cleaner")) / "rules"


def make_cleaner(wishes: Wishes) -> Cleaner:
    """The cleaner with the user's own folder and the folders named; says what it reads, ends on a wrong call."""
    named = wishes.rules or []
    folders = [Path(one) for one in named if one != NONE]
    if not all(named):
        stop('--rules "" names no folder. Name a folder of rule files, or "none".')
    for folder in folders:
        if not folder.is_dir():
            stop(f'--rules {folder}: there is no such folder. Name a folder of rule files, or "none".')
    if wishes.packs not in {None, NONE}:
        stop(f'--packs {wishes.packs}: only "none" can be said here. Leave it out to use the packs.')
    if NONE not in named and own_rules().is_dir():
        folders.append(own_rules())
        say(f"Using your rules in {own_rules()}.", "dim")
    return compiled(folders, wishes)


def compiled(folders: list[Path], wishes: Wishes) -> Cleaner:
    """Load the rules and print what is wrong with them; with --strict an error ends the command."""
    from cleaner.pipeline import Cleaner

    try:
        made = Cleaner(
            rules=folders,
            site=wishes.site,
            site_files=NONE not in (wishes.rules or []),
            packs=wishes.packs != NONE,
            dateline=wishes.dateline.value,
            captions=wishes.captions.value,
            standfirst=wishes.standfirst.value,
            comments=wishes.comments.value,
            any_page=wishes.any_page,
            favour=wishes.favour.value,
            engine=wishes.engine.value,
            strict=wishes.strict,
        )
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


def read_stdin(limits: Limits | None = None) -> bytes:
    """All of stdin, up to the limit of a document; ends with a reason when it is closed or too much."""
    from cleaner.batch.formats import bounded
    from cleaner.batch.limits import Limits, Unreadable

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
