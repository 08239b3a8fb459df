"""`cleaner audit` and `cleaner diff` → what rules do in a folder; what two sets of rules or runs make different."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import options as given
from cleaner.cli.ends import put, quiet_ends, say, stop
from cleaner.cli.learn import documents_of

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner
    from cleaner.workshop.audit import Audit, Audited, Difference

MOST_SHOWN, WORST = 20, 10
CUT = 100
# Records as a run writes them.
RECORDS = frozenset([".jsonl"])


def audit(
    inputs: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders of documents, or files.")],
    *,
    rules: given.RuleFolders = None,
    site: given.Site = None,
    urls: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The addresses of the files: columns file and url.")
    ] = None,
    rule: Annotated[str | None, typer.Option(metavar="ID", help="Only the rule of this id.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="The lines behind the numbers.")] = False,
    with_packs: Annotated[bool, typer.Option("--with-packs", help="Also the rules of language packs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """What each rule does in a folder: where it applies, fires, is shadowed; what stopped firing; what none covers."""
    with quiet_ends():
        from cleaner.workshop.audit import audit as audited

        cleaner = given.make_cleaner({"rules": rules, "site": site})
        named, addresses = documents_of(inputs, urls, leave_out=Path())
        done = audited(cleaner, sources(named, addresses), packs=with_packs)
        shown = done.of(rule) if rule else list(done.rules)
        if rule and not shown:
            stop(f"No rule {rule} applies to these documents. cleaner audit without --rule lists those that do.")
        if as_json:
            put(as_bytes(done, shown, lines=lines or bool(rule)))
            return
        for one in shown:
            show_rule(one, lines=lines)
        if not rule:
            show_uncovered(done)
        say(f"{done.documents:,} documents, {len(done.rules):,} rules", "bold")


def sources(names: Sequence[str], addresses: Mapping[str, str]) -> Iterator[tuple[str, bytes, str | None]]:
    """The documents with their addresses, one at a time."""
    for name in names:
        yield name, given.read_one(name), addresses.get(name)


def as_bytes(done: Audit, shown: Sequence[Audited], *, lines: bool) -> bytes:
    """The audit as JSON."""
    rows: list[dict[str, Any]] = []
    for one in shown:
        row = one.as_dict()
        if lines:
            row["hits"] = [
                {"document": hit.document, "line": hit.line, "text": hit.text, "won": hit.won, "by": hit.by}
                for hit in one.hits
            ]
        rows.append(row)
    left = {
        site: [{"text": one.text, "articles": one.articles} for one in held] for site, held in done.uncovered.items()
    }
    found = {"documents": done.documents, "rules": rows, "uncovered": left}
    return f"{json.dumps(found, ensure_ascii=False, indent=1)}\n".encode("utf-8", "backslashreplace")


def show_rule(one: Audited, *, lines: bool) -> None:
    """A rule in a line or two, with its lines if they are asked for."""
    days = f", dated {one.first} to {one.last}" if one.first else ""
    state = f"  {one.state.upper()}" if one.state else ""
    typer.echo(f"{one.id}  {one.file}{state}")
    typer.echo(
        f"    applies to {one.seen:,}, fired in {one.fired:,}{days}; {one.lines:,} lines, "
        f"{one.characters:,} characters, {one.inside:,} of the lines inside the body; "
        f"{one.shadowed:,} taken by stronger rules first"
    )
    for by, number in one.conflicts.most_common(3):
        typer.echo(f"    conflict: {by} kept {number:,} of its lines")
    for by, number in one.overlaps.most_common(3):
        typer.echo(f"    overlap: {by} would take {number:,} of its lines, too")
    for hit in one.hits if lines else ():
        sign = "+" if hit.won else "·"
        behind = f"  (stronger: {hit.by})" if hit.by and not hit.won else ""
        typer.echo(f"    {sign} {hit.document}:{hit.line}  {hit.text[:CUT]}{behind}")


def show_uncovered(done: Audit) -> None:
    """The recurring lines that no rule covers."""
    for site, left in done.uncovered.items():
        if left:
            typer.echo(f"{site}: recurring lines that no rule covers")
            for one in left[:MOST_SHOWN]:
                typer.echo(f"    in {one.articles:,}: {one.text[:CUT]}")
            if len(left) > MOST_SHOWN:
                typer.echo(f"    and {len(left) - MOST_SHOWN:,} more")


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A rules folder, or the records of a run (.jsonl).")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The rules folder, or the records, to compare with it.")],
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", help="The documents, where rules are compared.")
    ] = None,
    *,
    max_lost: Annotated[
        float,
        typer.Option(
            "--max-lost",
            min=0,
            metavar="PERCENT",
            help="Words of bodies that may be lost before the exit code is 1.",
        ),
    ] = 0.0,
    urls: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="The addresses of the files: columns file and url.")
    ] = None,
    between: Annotated[
        bool, typer.Option("--between", help="OLD and NEW are runs of two versions of the program: say which.")
    ] = False,
) -> None:
    """What two sets of rules, or two runs, make different of the same documents.

    Exit code 0: no more words of bodies are lost than --max-lost; 1: more are.
    """
    with quiet_ends():
        from cleaner.workshop.audit import difference

        if is_records(old) != is_records(new):
            stop("Compare two rules folders, or the records of two runs (.jsonl), not one with the other.")
        if between and not is_records(old):
            stop("--between compares the records of two runs, one by each version (clean FOLDER --out RUN.jsonl).")
        if is_records(old):
            (before, version), (after, other) = bodies_of(old), bodies_of(new)
            if between:
                say(f"program {version} → {other}")
        else:
            if not inputs:
                stop("Which documents? cleaner diff OLD NEW FOLDER")
            named, addresses = documents_of(inputs, urls, leave_out=Path())
            before, after = (cleaned_with(one, named, addresses) for one in (old, new))
        found = difference(before, after)
        show_difference(found)
        raise typer.Exit(1 if found.lost * 100 > max_lost * found.words else 0)


def is_records(path: Path) -> bool:
    """Whether the path is a file of records; ends where there is nothing."""
    if not path.exists():
        stop(f"{path}: there is no such folder or file. Check the name.")
    if path.is_file() and path.suffix not in RECORDS:
        stop(f"{path} is neither a rules folder nor records of a run (.jsonl).")
    return path.is_file()


def bodies_of(path: Path) -> tuple[dict[str, str], str]:
    """The bodies in the records of a run by id, and the version of the program that wrote them."""
    found: dict[str, str] = {}
    version = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found[str(row["id"])] = str(row.get("text") or "")
            version = str(row.get("version") or version)
        except (ValueError, KeyError, TypeError) as error:
            stop(f"{path}:{number}: this is no record of a run ({error}).")
    return found, version or "unknown"


def cleaned_with(folder: Path, names: Sequence[str], addresses: Mapping[str, str]) -> dict[str, str]:
    """The bodies of the documents, cleaned with the rules of a folder beside the shipped ones."""
    cleaner: Cleaner = given.make_cleaner({"rules": [str(folder)]})
    return {name: cleaner.clean(source, url=url, name=name).text for name, source, url in sources(names, addresses)}


def show_difference(found: Difference) -> None:
    """How many documents changed, and the worst ten."""
    share = found.lost / found.words if found.words else 0.0
    typer.echo(
        f"{len(found.changed):,} of {found.documents:,} documents changed; {found.lost:,} words lost ({share:.2%}), "
        f"{found.gained:,} gained"
    )
    for one in found.changed[:WORST]:
        typer.echo(f"  {one.document}: {one.lost:,} lost, {one.gained:,} gained")
        for line in one.examples:
            typer.echo(f"      {line[:CUT]}")
    for names, side in ((found.only_old, "OLD"), (found.only_new, "NEW")):
        if names:
            say(f"{len(names):,} documents are in {side} only and were not compared: {', '.join(names[:5])}", "yellow")
