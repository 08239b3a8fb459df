"""A folder of ftr-site-config → a folder of our rule files, and what of it could not be carried.

Files of the same rules become one with many domains. The rules are `unverified`: used, and not believed over the guard.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import regex

from cleaner.rules.applying.library import shipped_folder
from cleaner.workshop.importing.ftr_lines import Fault, decoded
from cleaner.workshop.importing.ftr_site import Entry, Live, Site, site_of, words_for_notes
from cleaner.workshop.importing.xpath import XPATH_BEGINS

ENDING = ".txt"
# Files of the folder that hold no rules.
NO_RULES = frozenset({"license.txt", "readme.txt", "changelog.txt"})
# The file whose directives go for every site, and the host names under which fingerprints are looked up.
GLOBAL, FINGERPRINT = "global", "fingerprint."
GROUP = "ftr-global"
HOST = regex.compile(r"(?:[\p{L}\p{N}_\-]+\.)+[\p{L}\p{N}_\-]+")
REPORT = "import-report.tsv"
NAME_LETTERS = 80
HTML_KEYS = ("title", "authors", "date", "body", "drop", "drop_class", "sponsored_if", "unwrap", "drop_attr")


class CannotImport(ValueError):
    """The folder has no files of ftr-site-config, or the place for the rules is taken."""


@dataclass
class Imported:
    """What came of a folder. `faults` are the lines not carried, with their files."""

    files: int = 0
    written: int = 0
    ruled: int = 0
    noted: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    whole: int = 0
    css: int = 0
    xpath: int = 0

    def lines(self) -> Iterator[str]:
        """The summary, a line each."""
        share = self.whole / self.files if self.files else 0.0
        yield f"{self.files:,} files read, {self.written:,} rule files written."
        yield f"{self.whole:,} files ({share:.1%}) with every directive carried."
        notes = sum(self.noted.values())
        yield (
            f"{self.ruled + notes + len(self.faults):,} directives: {self.ruled:,} are rules and tests, "
            f"{notes:,} notes, {len(self.faults):,} not carried."
        )
        yield f"{self.css + self.xpath:,} selectors: {self.css:,} as CSS, {self.xpath:,} as XPath."


def import_ftr(folder: Path, out: Path) -> Imported:
    """Convert every file of `folder` into rule files under `out`, with a report of what became of each directive.

    Raises CannotImport where `folder` has no such files, or `out` holds something already; OSError where a file cannot
    be read or written.
    """
    paths = _paths(folder)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CannotImport(f"{out} is there already and not empty; nothing was written. Take a new folder.")
    imported, report = Imported(), list[str]()
    sites: dict[str, Site] = {}
    for path in paths:
        text, odd = decoded(path.read_bytes())
        sites[path.name] = site = site_of(text)
        imported.faults += [(path.name, fault) for fault in ([odd] if odd else []) + site.faults]
        _count(imported, site)
        report += _reported(path.name, site, odd)
    shared = sites.pop(GLOBAL + ENDING, None)
    if shared is not None:
        _write(out / "groups" / f"{GROUP}.yml", _group_text(shared))
        imported.written += 1
    for name, lost in _never_read(sites):
        imported.faults.append((name, lost))
        imported.whole -= not sites[name].faults
        report.append(f"{name}\t1\t\tnot carried\t{lost.reason}")
        del sites[name]
    for members in _alike(sites):
        stem, text = _site_text(members, sites, extends=shared is not None)
        _write(out / "sites" / f"{stem}.yml", text)
        imported.written += 1
    _write(out / REPORT, "\n".join(["file\tline\tdirective\tbecame\twhat", *report]) + "\n")
    return imported


def _paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CannotImport(
            f"{folder} is no folder. Name the folder of ftr-site-config, with files such as example.com.txt."
        )
    found = [path for path in sorted(folder.iterdir()) if path.name.endswith(ENDING) and path.is_file()]
    found = [path for path in found if path.name.lower() not in NO_RULES and not path.name.startswith("._")]
    if not found:
        raise CannotImport(f"{folder} has no files named after sites, such as example.com.txt.")
    return found


def _count(imported: Imported, site: Site) -> None:
    imported.files += 1
    imported.whole += not site.faults
    imported.ruled += site.ruled
    imported.noted.update(one.name for one in site.noted)
    for key, entries in site.entries.items():
        for one in entries if key != "drop_class" else ():
            xpath = one.startswith(XPATH_BEGINS) if isinstance(one, str) else one[0][0] == "xpath"
            imported.xpath += xpath
            imported.css += not xpath


def _reported(name: str, site: Site, odd: Fault | None) -> Iterator[str]:
    """The report's lines on one file: what became a note, and what is not carried."""
    rows = [(one.line, one.name, "note", one.shown) for one in site.noted]
    rows += [(one.line, one.name, "not carried", one.reason) for one in site.faults]
    rows += [(odd.line, "", "read as cp1252", odd.reason)] if odd else []
    for row in sorted(rows):
        yield "\t".join([name, *(str(cell).replace("\t", " ") for cell in row)])


# --- Which files there will be.


def domain_of(name: str) -> str:
    """The domain that a file name claims, as `match` says it.

    >>> domain_of("example.com.txt"), domain_of(".example.com.txt"), domain_of("www.example.com.txt")
    ('=example.com', '*.example.com', '=example.com')
    """
    host = name.removesuffix(ENDING).lower()
    return f"*.{host.strip('.')}" if host.startswith(".") else f"={host.removeprefix('www.')}"


def _never_read(sites: dict[str, Site]) -> list[tuple[str, Fault]]:
    """Files that their own program does not read: named after no host, or with `www.` beside the one without."""
    lost = []
    for name in sites:
        host = domain_of(name).lstrip("=*.")
        if not HOST.fullmatch(host):
            lost.append((name, Fault(1, "", "the file is named after no host")))
        elif name.startswith("www.") and name.removeprefix("www.") in sites:
            lost.append((name, Fault(1, "", f"{name.removeprefix('www.')} is for the same host and goes first")))
    return lost


def _alike(sites: dict[str, Site]) -> list[list[str]]:
    """The names of the files, those of the same rules together. A site that has shipped rules stays alone."""
    shipped = {path.stem for path in (shipped_folder() / "sites").glob("*.yml")}
    groups: dict[object, list[str]] = defaultdict(list)
    for name, site in sites.items():
        alone = name if name.removesuffix(ENDING) in shipped or not site.entries else ""
        groups[site.content, alone].append(name)
    return list(groups.values())


# --- The text of a rule file.


def _site_text(members: Sequence[str], sites: dict[str, Site], *, extends: bool) -> tuple[str, str]:
    """The name and the text of the file of some sites that have the same rules."""
    domains = list(dict.fromkeys(map(domain_of, members)))
    host = domains[0].lstrip("=*.")
    stem = f"{host}.subdomains" if domains[0].startswith("*") else host
    site = sites[members[0]]
    lines = [f"site: {_quoted(host)}", "status: unverified", "match:", "  domains:"]
    lines += [f"    - {_quoted(domain)}" for domain in domains]
    lines += [f"extends: [{GROUP}]"] if extends else []
    lines += [f"source: {_quoted('ftr-site-config (public domain, CC0): ' + _named(members))}"]
    lines += _notes(site)
    lines += _html(site)
    tests = [(name, test) for name in members for test in sites[name].tests]
    return stem, "\n".join([*lines, *_tests(tests)]) + "\n"


def _group_text(site: Site) -> str:
    lines = [f"group: {GROUP}", "status: unverified"]
    lines += [f"source: {_quoted('ftr-site-config (public domain, CC0): ' + GLOBAL + ENDING)}"]
    return "\n".join([*lines, *_notes(site), *_html(site)]) + "\n"


def _named(members: Sequence[str]) -> str:
    return members[0] if len(members) == 1 else f"{members[0]} and {len(members) - 1} more of the same rules"


def _notes(site: Site) -> list[str]:
    notes = [f"  - {_quoted(note)}" for note in words_for_notes(site)]
    return ["notes:", *notes] if notes else []


def _html(site: Site) -> list[str]:
    lines = []
    for key in HTML_KEYS:
        entries = site.entries.get(key, ())
        lines += [f"  {key}:", *(line for entry in entries for line in _entry(entry))] if entries else []
    if site.renames:
        lines += ["  rename:", *(f"    {_quoted(selector)}: {tag}" for selector, tag in _last_of_each(site.renames))]
    if site.repairs:
        lines.append("  repair:")
        for find, put in site.repairs:
            lines += [f"    - find: {_quoted(find)}", f"      with: {_quoted(put)}"]
    return ["html:", *lines] if lines else []


def _last_of_each(renames: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from dict(renames).items()


def _entry(entry: Entry) -> Iterator[str]:
    if isinstance(entry, str):
        yield f"    - {_quoted(entry)}"
        return
    for number, (key, value) in enumerate(entry):
        yield f"    {' ' if number else '-'} {key}: {value if key == 'case' else _quoted(value)}"


def _tests(tests: Sequence[tuple[str, Live]]) -> list[str]:
    lines = ["tests:"] if tests else []
    for name, test in tests:
        shown = test.address.partition("://")[2] or test.address
        lines += [f"  - name: {_quoted(f'{name.removesuffix(ENDING)}: {shown}'[:NAME_LETTERS])}", "    live: yes"]
        lines.append(f"    address: {_quoted(test.address)}")
        lines += ["    body_has:", *(f"      - {_quoted(text)}" for text in test.contains)] if test.contains else []
    return lines


def _quoted(text: str) -> str:
    """A text between straight quotes, in which nothing has a meaning for YAML."""
    return "'" + text.replace("'", "''") + "'"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
