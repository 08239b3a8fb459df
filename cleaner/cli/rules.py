"""`cleaner rules check | test | new | list | show | schema | import-ftr` → faults of rule files, help in writing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import SOMETHING_FAILED, put, quiet_ends, say, stop
from cleaner.cli.panels import Commands

if TYPE_CHECKING:
    from cleaner.rules import Complaint
    from cleaner.workshop import Collection, RunOfTests
    from cleaner.workshop.testing import Tried


# --- Complaints and tried tests → lines on stdout that can be piped, and a summary.


def put_json(value: Any) -> None:
    """JSON on stdout."""
    from cleaner.writing import as_json

    put(as_json(value, indent=1) + b"\n")


def show(complaint: Complaint) -> None:
    """A complaint on stdout, so that it can be piped; an empty line parts it from the next."""
    from cleaner.writing.wording import visible

    typer.echo("\n".join(visible(line) for line in str(complaint).split("\n")) + "\n")


def echo(line: str) -> None:
    """A line on stdout; names of files and texts of tests may have signs in them that steer a terminal."""
    from cleaner.writing.wording import visible

    typer.echo(visible(line))


def count(number: int, what: str) -> str:
    """`3 errors`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def summary(files: int, errors: int, warnings: int) -> str:
    """What a check found."""
    if not errors and not warnings:
        return f"{count(files, 'file')}: nothing to complain about."
    return f"{count(files, 'file')}: {count(errors, 'error')}, {count(warnings, 'warning')}."


def report(one: Tried) -> None:
    """What is to be said of one test: nothing, if it passed."""
    said = "; ".join(miss.sentence for miss in one.misses)
    if one.state == "failed":
        show(one.written.complaint(place(one), "test-failed", f'"{one.name}" fails: {said}.'))
        for line in (line for miss in one.misses for line in miss.diff):
            echo(f"  {line}")
        if any(miss.diff for miss in one.misses):
            typer.echo("  (- expected, + came)\n")
    elif one.state == "todo":
        say(f'{one.written.shown}:{one.case.line}: todo: "{one.name}": {one.case.texts["todo"].strip()}', "dim")
    elif one.state == "done":
        spot = one.written.tests.get(one.case.line, one.case.line)
        show(one.written.warning(spot, "todo-works", f'"{one.name}" works now.', "take `todo` out"))
    for line in one.guarded:
        say(f'{one.written.shown}:{one.case.line}: "{one.name}": in a run, the guard: {line}', "yellow")


def place(one: Tried) -> Any:
    """The key of the expectation that was missed, or the test itself."""
    test = one.written.tests.get(one.case.line)
    names = {name.text: name for name, _ in test.pairs} if test else {}
    return names.get(one.misses[0].key) or test or one.case.line


def report_idle(collection: Collection, tested: RunOfTests, *, coverage: bool) -> int:
    """Rules that no test makes fire; each with `coverage`, else their number."""
    idle = [(written, name, line) for written in collection.written for name, line in tested.never_fired(written)]
    for written, name, line in idle if coverage else ():
        show(written.complaint(line, "never-fires", f"no test makes the rule {name} fire.", "add one, or take it out"))
    return len(idle)


def tally(tested: RunOfTests, broken: int, idle: int) -> str:
    """What came of the tests, in one line."""
    states = (("passed", "passed"), ("failed", "failed"), ("todo", "known to miss"), ("done", "to take `todo` from"),
              ("skipped", "not run, they are live"))  # fmt: skip
    parts = [f"{len(tested.of(state))} {words}" for state, words in states if tested.of(state)]  # type: ignore[arg-type]
    said = f"{count(len(tested.tried), 'test')}: {', '.join(parts) or 'none'}."
    said += f" {count(broken, 'error')} in the files." if broken else ""
    return said + (f" {count(idle, 'rule')} that no test makes fire (--coverage lists them)." if idle else "")


Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]...", help="Files or folders; without any, the shipped rules and your own."),
]
# As the other commands have it; the folder is an argument here.
AlsoPaths = Annotated[list[Path] | None, typer.Option("--rules", hidden=True)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for editors and scripts.")]

rules_app = typer.Typer(
    name="rules",
    cls=Commands,
    help="Check, test, write and look up the rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def collected(paths: list[Path] | None) -> Collection:
    """The files asked for; ends where there is none."""
    from cleaner.workshop.collection import NoRules, collect

    try:
        return collect(paths or (), given.own_rules())
    except NoRules as error:
        stop(str(error))


@rules_app.command("check")
def check_rules(
    paths: Paths = None,
    *,
    rules: AlsoPaths = None,
    json: Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    on: Annotated[
        Path | None, typer.Option("--on", metavar="FOLDER", help="Say what each rule does on these documents, too.")
    ] = None,
) -> None:
    """Say what is wrong with rule files, with line and column."""
    with quiet_ends():
        from cleaner.workshop import check

        collection = collected([*(paths or ()), *(rules or ())])
        checked = check(collection)
        if json:
            put_json([one.as_json() for one in checked.complaints])
        else:
            for complaint in checked.complaints:
                show(complaint)
            say(summary(checked.files, len(checked.errors), len(checked.warnings)), "bold")
        if on is not None and not json:
            say_on(collection, documents_in(on))
        raise typer.Exit(SOMETHING_FAILED if checked.errors or (strict and checked.warnings) else 0)


def say_on(collection: Collection, documents: list[Path]) -> None:
    """What the rules do on documents: how often each fires, what the guard put back, what finds nothing."""
    from cleaner.workshop.on_documents import on_documents

    found = on_documents(collection, [(str(given.file_name(str(one))), given.read_one(str(one))) for one in documents])
    for line in found.lines(collection):
        echo(line)


@rules_app.command("test")
def try_rules(
    paths: Paths = None,
    *,
    rules: AlsoPaths = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="A rule that no test makes fire is an error.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Rewrite bodies and fields of failing tests.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --update: do not ask.")] = False,
    live: Annotated[bool, typer.Option("--live", help="Run the tests marked `live` too.")] = False,
) -> None:
    """Run the tests inside rule files."""
    with quiet_ends():
        from cleaner.workshop import run_tests

        collection = collected([*(paths or ()), *(rules or ())])
        tested = run_tests(collection, live=live)
        broken = [one for one in collection.complaints if one.severity == "error"]
        for complaint in broken:
            show(complaint)
        for one in tested.tried:
            report(one)
        if update and tested.of("failed"):
            rewrite(tested, yes=yes)
        idle = report_idle(collection, tested, coverage=coverage)
        say(tally(tested, len(broken), idle), "bold")
        raise typer.Exit(SOMETHING_FAILED if tested.of("failed") or broken or (coverage and idle) else 0)


def rewrite(tested: RunOfTests, *, yes: bool) -> None:
    """Show what would be rewritten, ask, and do it file by file."""
    from cleaner.workshop import updated
    from cleaner.workshop.updating import changes

    wanted = changes(tested)
    for change in wanted:
        one = change.tried
        say(f'{one.written.shown}:{one.case.line}: "{one.name}": `{change.key}` becomes {change.shown}')
    if not wanted:
        say("None of these can be rewritten: they say what is wanted, so only you can change them.", "yellow")
        return
    if not yes and not typer.confirm("Rewrite these expectations?", err=True):
        return
    for written in dict.fromkeys(change.tried.written for change in wanted):
        mine = [change for change in wanted if change.tried.written is written]
        text = updated(written, mine)
        assert written.file.path is not None
        written.file.path.write_text(text, encoding="utf-8", newline="")
        say(f"{written.shown}: {count(len(mine), 'expectation')} rewritten. Run the tests again, and read the change.")


@rules_app.command("new")
def new_rules(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The site: example.com.")],
    *,
    documents: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="DOC", help="A document of the site, repeatable; or a folder."),
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="[DOC]...", help="More documents.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="File or folder to write; else your own rules folder.")
    ] = None,
) -> None:
    """Write a first rule file from a few documents of a site, with guesses and tests."""
    with quiet_ends():
        from cleaner.workshop import new_site
        from cleaner.workshop.new_site import NoDocument, NotADomain, domain_of

        named = [one for path in [*(documents or ()), *(more or ())] for one in documents_in(path)]
        try:
            path = target(domain_of(domain), out)
            if path.exists():
                stop(f"{path} is there already; it was not touched. Take another --out, or edit it.")
            made = new_site(domain, [(str(one), given.read_one(str(one))) for one in named], comment=editor_line(path))
        except (NotADomain, NoDocument) as error:
            stop(str(error))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.text, encoding="utf-8")
        typer.echo(path)
        guessed = (
            f"{count(len(made.rules), 'rule')} guessed ({', '.join(made.rules)})" if made.rules else "no rule guessed"
        )
        say(f"{guessed}, {count(made.tests, 'test')}. Read every line: they are guesses. Then:")
        say(f"  cleaner rules check {path}\n  cleaner rules test {path}")


def documents_in(path: Path) -> list[Path]:
    """A document, or the first few of a folder; ends where there is none in it."""
    if not path.is_dir():
        return [path]
    found = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    if not found:
        stop(f"{path}: there is no document in this folder. Name one with a few documents of the site.")
    return found[:MOST_DOCUMENTS]


# More documents than this add time and no knowledge.
MOST_DOCUMENTS = 20
SCHEMA_LINE = "# yaml-language-server: $schema=../schema.json"


def target(domain: str, out: Path | None) -> Path:
    """Where the new file goes."""
    if out is not None and out.suffix in (".yml", ".yaml"):
        return out
    return (out if out is not None else given.own_rules() / "sites") / f"{domain}.yml"


def editor_line(path: Path) -> str:
    """The comment that tells an editor where the schema is, if it is there."""
    return SCHEMA_LINE if (path.parent.parent / "schema.json").is_file() else ""


@rules_app.command("list")
def list_rules(paths: Paths = None, *, rules: given.RuleFolders = None, json: Json = False) -> None:
    """Show which rule file comes from where, and what is in it."""
    with quiet_ends():
        from dataclasses import asdict

        from cleaner.workshop import listed

        mine = [*(paths or ()), *(Path(one) for one in rules or () if one != given.NONE)]
        files = listed(collected(mine))
        if json:
            put_json([asdict(one) for one in files])
            return
        folder = ""
        for one in files:
            if one.folder != folder:
                folder = one.folder
                echo(f"{folder}:")
            notes = [", ".join(one.languages)] * bool(one.languages) + [count(one.rules, "rule")]
            notes += [count(one.class_lines, "evidence line")] * bool(one.class_lines) + [count(one.tests, "test")]
            notes += [f"adds to {one.adds_to}"] * bool(one.adds_to) + ["off"] * one.off
            notes += [count(one.errors, "error")] * bool(one.errors)
            echo(f"  {one.role:5}  {one.name:32}  {'; '.join(notes)}")
        own = given.own_rules()
        say(f"Your own rules are read from {own}{'' if own.is_dir() else ', which is not there yet'}.", "dim")


@rules_app.command("show")
def show_rules(
    document: Annotated[str, typer.Argument(metavar="DOC-or-URL", help="A document, or an address.")],
    *,
    url: given.Url = None,
    site: given.Site = None,
    rules: given.RuleFolders = None,
    json: Json = False,
) -> None:
    """Show which rule files apply to a document or an address, and which lost and why."""
    with quiet_ends():
        from cleaner.page import Page
        from cleaner.reading import read
        from cleaner.rules.applying.library import shipped_folder
        from cleaner.workshop import shown

        folders = [Path(one) for one in rules or () if one != given.NONE]
        around = collected([*folders, shipped_folder()])
        if is_address(document):
            page = Page((), url=document, name=None)
        else:
            page = read(given.read_one(document), url=url, name=given.file_name(document))
        found = shown(page, around, site)
        if json:
            put_json(found.as_dict())
            return
        for line in found.lines():
            echo(line)


def is_address(text: str) -> bool:
    """An address, or a bare domain that is no file."""
    return "://" in text or ("." in text and not Path(text).exists() and Path(text).suffix not in given_endings())


def given_endings() -> frozenset[str]:
    """Endings of documents: a name with one of them is a file, though it may be missing."""
    return frozenset({".txt", ".html", ".htm", ".md", ".text", ".xhtml"})


@rules_app.command("import-ftr")
def import_ftr_config(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A copy of ftr-site-config: example.com.txt, ...")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The new folder for the rule files.")],
) -> None:
    """Convert the site files of ftr-site-config (Full-Text RSS, wallabag) into a folder of rules for --rules."""
    with quiet_ends():
        from cleaner.workshop.import_ftr import REPORT, CannotImport, import_ftr

        try:
            imported = import_ftr(folder, out)
        except CannotImport as error:
            stop(str(error))
        for name, fault in imported.faults:
            echo(f"{folder / name}:{fault.line}: {fault.reason}")
        for line in imported.lines():
            say(line)
        say(f"What became a note, and what is not carried: {out / REPORT}")
        say(f"Nobody has looked at these rules lately. Try them: cleaner explain --rules {out} --url ADDRESS PAGE")
        raise typer.Exit(SOMETHING_FAILED if imported.faults else 0)


@rules_app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    from cleaner.workshop.schema_json import schema_text

    put(schema_text().encode())
