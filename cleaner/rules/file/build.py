"""A rule file's text → RuleFile, with a complaint for everything in it that is wrong; what is right still works."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cleaner.page import RuleSource
from cleaner.rules.applying.claims import Claim
from cleaner.rules.applying.selectors import selector_of
from cleaner.rules.file.build_html import html_of
from cleaner.rules.file.build_text import rules_of
from cleaner.rules.file.checking import NO, check_label, checked, given_ids, lines_of, scalars
from cleaner.rules.file.complaint import Complaint, nearest
from cleaner.rules.file.model import Case, ClassLine, Element, Guard, Layer, Role, Rule, RuleFile
from cleaner.rules.file.yaml_nodes import Items, Mapping, Node, Scalar, Source, read
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import PatternFault

# --- The `match` section of a rule file → its claim.


# A fingerprint with less fixed text than this fits pages of other sites too.
MIN_FINGERPRINT = 12


def claim_of(source: Source, node: Node | None, role: Role, stem: str) -> Claim:
    """The claim of a file. A site file without `match` claims the domain it is named after."""
    if not isinstance(node, Mapping):
        named = role == "site" and "." in stem and not stem.startswith("_")
        return Claim(domains=(stem,)) if named else Claim()
    good = checked(source, node, "match")
    text, need = _fingerprint(source, good.get("text"))
    return Claim(
        domains=_plain(good.get("domains")),
        urls=_plain(good.get("urls")),
        not_urls=_plain(good.get("not_urls")),
        files=_plain(good.get("files")),
        text=text,
        need=need,
        html=_selectors(source, good.get("html")),
    )


def _plain(node: Node | None) -> tuple[str, ...]:
    return tuple(line.text.strip() for line in lines_of(node))


def _fingerprint(source: Source, node: Node | None) -> tuple[tuple[str, ...], int]:
    if node is None:
        return (), 0
    need: Node | None = None
    where = node
    if isinstance(node, Mapping):
        good = checked(source, node, "fingerprint")
        node, need = good.get("lines"), good.get("need")
    patterns, fixed = [], 0
    for line in lines_of(node):
        try:
            pattern = Pattern(line.text, line=line.line)
        except PatternFault as fault:
            source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
            continue
        patterns.append(line.text)
        fixed += pattern.fixed
    count = int(need.text.split()[0]) if isinstance(need, Scalar) else len(patterns)
    if patterns and fixed < MIN_FINGERPRINT:
        source.complain(where, "weak-fingerprint", f"{fixed} fixed characters, {MIN_FINGERPRINT} are needed.",
                        "add a line that only this site has")  # fmt: skip
        return (), 0
    if count > len(patterns) or (need is not None and count < 1):
        source.complain(
            need or where, "wrong-type", f"`need: {count}` of {len(patterns)} lines.", "need at least 1, at most all"
        )
        count = len(patterns)
    return tuple(patterns), count


def _selectors(source: Source, node: Node | None) -> tuple[str, ...]:
    found = []
    for line in lines_of(node):
        try:
            selector_of(line.text)
        except PatternFault as fault:
            source.complain(line, fault.code, fault.sentence, fault.help)
            continue
        found.append(line.text)
    return tuple(found)


ROLES: tuple[Role, ...] = ("site", "pack", "group")
LANGUAGE_VERSION = 1
# Where metadata comes from: the site's lines, its selectors, and what the page says of itself.
SOURCES = ("text", "html", "page")
SECTIONS_OF_PACKS = ("classes", "words")


def read_file(path: Path, layer: Layer) -> RuleFile:
    """The rule file at a path. Raises OSError where it cannot be read; all else is in its `complaints`."""
    name = name_of(path, layer)
    text, fault = read(path, name)
    return nothing_of(name, layer, path, [fault]) if fault else read_text(text, name, layer, path=path)


def nothing_of(name: str, layer: Layer, path: Path | None, complaints: Iterable[Complaint]) -> RuleFile:
    """A file of which nothing counts."""
    return RuleFile(name, stem_of(name), "site", layer, path=path, off=True, complaints=tuple(complaints))


def name_of(path: Path, layer: Layer) -> str:
    """The file's path inside its rules folder."""
    return path.relative_to(layer.folder).as_posix() if path.is_relative_to(layer.folder) else path.name


def read_text(text: str, name: str, layer: Layer, *, path: Path | None = None) -> RuleFile:
    """The rule file that a text is. `name` is used in messages and in `by`."""
    source = Source(name, text)
    root = source.root()
    if root is None:
        return nothing_of(name, layer, path, source.complaints)
    stem = stem_of(name)
    pairs = checked(source, root, "file")
    role = role_of(source, root, pairs)
    newer = too_new(source, pairs)
    dates, valid = _dates(source, pairs), valid_of(source, pairs)
    taken = given_ids(pairs.get("text"), pairs.get("html"))
    status = text_of(pairs.get("status")) or "ok"
    rules = _rules(source, pairs, role, taken)
    made = RuleFile(
        name, stem, role, layer, path=path,
        title=text_of(pairs.get(role)) or stem,
        claim=claim_of(source, pairs.get("match"), role, stem),
        languages=texts(pairs.get("language")),
        extends=texts(pairs.get("extends")),
        packs=texts(pairs["packs"]) if "packs" in pairs else None,
        switch_off=frozenset(texts(pairs.get("switch_off"))),
        dateline=_dateline(pairs),
        order=dates[0], timezone=dates[1], valid_from=valid[0], valid_until=valid[1],
        prefer=_prefer(source, pairs.get("prefer")),
        rules=rules,
        html=html_of(source, _mapping(pairs.get("html")), role, taken | {rule.id for rule in rules}, status),
        classes=_classes(source, _mapping(pairs.get("classes"))),
        words=words_of(pairs.get("words")),
        guard=_guard(source, _mapping(pairs.get("guard"))),
        tests=_tests(source, pairs.get("tests")),
        off=newer or status == "off",
        about=text_of(pairs.get("about")),
        status=status,
    )  # fmt: skip
    _check_ids(source, made)
    _check_reach(source, made)
    return _with_complaints(made, source)


def stem_of(name: str) -> str:
    """The file's name without folders and ending."""
    return name.rpartition("/")[2].removesuffix(".yml").removesuffix(".yaml")


def _with_complaints(made: RuleFile, source: Source) -> RuleFile:
    return replace(made, complaints=tuple(sorted(source.complaints)))


def role_of(source: Source, root: Mapping, pairs: MappingOf[str, Node]) -> Role:
    """Which of site, pack and group the file is."""
    named = [role for role in ROLES if root.get(role) is not None]
    if len(named) != 1:
        said = f"it names {' and '.join(named)}" if named else "it names none"
        source.complain(root, "missing-key", f"a rule file names exactly one of site, pack and group; {said}.",
                        "begin with `site:` and the site's name")  # fmt: skip
    role = named[0] if named else "site"
    if role != "pack":
        for name, _ in root.pairs:
            if name.text in SECTIONS_OF_PACKS:
                source.complain(name, "unknown-key", f"`{name.text}` belongs in a pack.", "move it to rules/packs/")
    return role


def too_new(source: Source, pairs: MappingOf[str, Node]) -> bool:
    """True, with a complaint, where the file needs a newer program."""
    node = pairs.get("format")
    if not isinstance(node, Scalar) or not node.text.isdigit() or int(node.text) <= LANGUAGE_VERSION:
        return False
    source.complain(node, "newer-format", f"this file has format {node.text}; this program reads {LANGUAGE_VERSION}.",
                    "install a newer version of the program")  # fmt: skip
    return True


def text_of(node: Node | None) -> str:
    """A text on one line; empty where there is none."""
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _mapping(node: Node | None) -> Mapping | None:
    return node if isinstance(node, Mapping) else None


def texts(node: Node | None) -> tuple[str, ...]:
    """The words of a text or a list; a text may hold several, split by commas or lines."""
    pieces = [line.text for line in lines_of(node)]
    if isinstance(node, Scalar) and node.style == "":
        pieces = [word for piece in pieces for word in piece.split(",")]
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _dateline(pairs: MappingOf[str, Node]) -> Literal["keep", "cut"] | None:
    said = text_of(pairs.get("dateline"))
    return "cut" if said == "cut" else "keep" if said == "keep" else None


def _dates(source: Source, pairs: MappingOf[str, Node]) -> tuple[str, str]:
    node = pairs.get("dates")
    if isinstance(node, Scalar):
        return node.text.strip(), ""
    if not isinstance(node, Mapping):
        return "", ""
    good = checked(source, node, "dates")
    zone = good.get("timezone")
    if isinstance(zone, Scalar) and not _zone_exists(zone.text):
        source.complain(zone, "unknown-value", f'there is no time zone "{zone.text}".', "write it as Europe/Berlin")
        zone = None
    return text_of(good.get("order")), text_of(zone)


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def valid_of(source: Source, pairs: MappingOf[str, Node]) -> tuple[str, str]:
    """First and last day of the documents that the file is for."""
    node = _mapping(pairs.get("valid"))
    good = checked(source, node, "valid") if node else {}
    found = text_of(good.get("from")), text_of(good.get("until"))
    if node and all(found) and found[0] > found[1]:
        source.complain(
            node, "never-valid", "`from` is after `until`: this file is never used.", "exchange the two dates"
        )
    return found


def _rules(source: Source, pairs: MappingOf[str, Node], role: Role, taken: set[str]) -> tuple[Rule, ...]:
    node = _mapping(pairs.get("text"))
    status = text_of(pairs.get("status")) or "ok"
    return rules_of(source, node, role, taken, status) if node else ()


def _classes(source: Source, node: Mapping | None) -> tuple[ClassLine, ...]:
    lines = []
    for label, value in node.pairs if node else ():
        if not check_label_quietly(label.text):
            continue
        for line in lines_of(value):
            try:
                pattern = Pattern(line.text, line=line.line)
            except PatternFault as fault:
                source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
                continue
            lines.append(ClassLine(label.text, pattern, RuleSource.of(label.text, source.name, line.line)))
    return tuple(lines)


def check_label_quietly(label: str) -> bool:
    """True for a class that heuristics may ask for; the fault itself was reported with its section."""
    return check_label(Source("", ""), Scalar(label, 1, 1, ""), label, classes=True)


def words_of(node: Node | None) -> dict[str, tuple[str, ...]]:
    """The word lists of a pack; a line of a block may hold several words, split by commas."""
    lists = {}
    for name, value in node.pairs if isinstance(node, Mapping) else ():
        pieces = [piece for line in lines_of(value) for piece in line.text.split(",")]
        if isinstance(value, Scalar) and value.style == "" and "," not in value.text:
            pieces = value.text.split()
        lists[name.text] = tuple(piece.strip() for piece in pieces if piece.strip())
    return lists


# Limits of an earlier version of the language; they are read and do not count.
OLD_LIMITS = frozenset({"packs_max_removed", "max_removed_by_one_rule", "min_words_left"})


def _guard(source: Source, node: Mapping | None) -> Guard | None:
    if node is None:
        return None
    for name, _ in node.pairs:
        if name.text in OLD_LIMITS:
            source.complain(name, "old-limit", f"`{name.text}` is no limit any more: there is one, `max_removed`.",
                            "take it out; `max_removed: 50%` is half of the article", severity="warning")  # fmt: skip
    known = tuple(pair for pair in node.pairs if pair[0].text not in OLD_LIMITS)
    good = checked(source, Mapping(known, node.line, node.col), "guard")
    said = {name: text_of(value) for name, value in good.items()}
    usual = Guard()
    trips: dict[str, Literal["restore", "flag", "fail"]] = {"flag": "flag", "fail": "fail"}
    return Guard(
        max_removed=_share(said.get("max_removed"), usual.max_removed),
        never_drop_longer_than=_count(said.get("never_drop_longer_than"), usual.never_drop_longer_than),
        quotes=said.get("quotes", "yes").lower() not in NO,
        on_trip=trips.get(said.get("on_trip", ""), "restore"),
        own="max_removed" in said,
    )


def _share(text: str | None, usual: float) -> float:
    return int(text.rstrip("% ")) / 100 if text else usual


def _count(text: str | None, usual: int) -> int:
    return int(text.split()[0]) if text else usual


def _prefer(source: Source, node: Node | None) -> tuple[str, ...]:
    for line in lines_of(node):
        for word in line.text.replace(",", " ").split():
            if word not in SOURCES:
                source.complain(
                    line, "unknown-value", f'"{word}" is no value of `prefer`.', f"known: {', '.join(SOURCES)}"
                )
    return tuple(word for word in texts(node) if word in SOURCES)


def _tests(source: Source, node: Node | None) -> tuple[Case, ...]:
    cases = []
    for entry in node.items if isinstance(node, Items) else ():
        if not isinstance(entry, Mapping):
            source.complain(entry, "wrong-type", "a test is keys with values.", "begin it with - name:")
            continue
        good = checked(source, entry, "tests")
        whole = {name: value.text for name, value in good.items() if isinstance(value, Scalar)}
        lists = {name: tuple(line.text for line in lines_of(value)) for name, value in good.items()}
        cases.append(Case(text_of(good.get("name")), entry.line, whole, lists))
    return tuple(cases)


def _check_reach(source: Source, made: RuleFile) -> None:
    """A drop by the words of an element, on pages of any site, would take what other sites write."""
    if made.role != "group" or made.claim.empty or made.claim.domains:
        return
    for element in made.html.elements:
        if element.with_text and element.key in ("drop", "drop_from"):
            source.complain_at(element.line, 1, "text-without-site", "a drop by text needs a site.",
                               "give the group `domains`, or put the line into a pack")  # fmt: skip


def _check_ids(source: Source, made: RuleFile) -> None:
    seen: dict[str, Rule | Element] = {}
    every: list[Rule | Element] = [*made.rules, *made.html.elements]
    for one in every:
        if one.id in seen:
            source.complain_at(one.line, 1, "duplicate-id", f"line {seen[one.id].line} has the id {one.id} too.",
                               "give each rule its own id")  # fmt: skip
        seen.setdefault(one.id, one)
    for rule in made.rules:
        if rule.after_rule and rule.after_rule not in seen:
            near = nearest(rule.after_rule, seen)
            source.complain_at(rule.line, 1, "unknown-value", f"{rule.after_rule} is no rule of this file.",
                               f"did you mean {near}?" if near else "use the id of a rule above")  # fmt: skip


__all__ = ["read_file", "read_text", "scalars"]
