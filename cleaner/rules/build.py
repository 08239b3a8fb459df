"""A rule file's text → RuleFile, with a complaint for everything in it that is wrong; what is right still works."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from pathlib import Path, PurePath
from typing import Literal

from cleaner.rules.build_html import html_of
from cleaner.rules.build_match import claim_of
from cleaner.rules.build_text import rules_of
from cleaner.rules.checking import NO, check_label, checked, lines_of, scalars
from cleaner.rules.complaint import nearest
from cleaner.rules.guard import Guard
from cleaner.rules.model import ClassLine, Layer, Role, Rule, RuleFile
from cleaner.rules.pattern import Pattern
from cleaner.rules.source import Mapping, Node, Scalar, Source
from cleaner.rules.template import PatternFault

ROLES: tuple[Role, ...] = ("site", "pack", "group")
LANGUAGE_VERSION = 1
SECTIONS_OF_PACKS = ("classes", "words")


def read_file(path: Path, layer: Layer) -> RuleFile:
    """The rule file at a path. Raises OSError where it cannot be read; all else is in its `complaints`."""
    return read_text(path.read_text(encoding="utf-8-sig", errors="replace"), name_of(path, layer), layer, path=path)


def name_of(path: Path, layer: Layer) -> str:
    """The file's path inside its rules folder."""
    whole, folder = path.as_posix(), layer.folder.as_posix() + "/"
    return whole.removeprefix(folder) if whole.startswith(folder) else path.name


def read_text(text: str, name: str, layer: Layer, *, path: Path | None = None) -> RuleFile:
    """The rule file that a text is. `name` is used in messages and in `by`."""
    source = Source(name, text)
    root = source.root()
    stem = PurePath(name).name.removesuffix(".yml").removesuffix(".yaml")
    if root is None:
        return RuleFile(name, stem, "site", layer, path=path, off=True, complaints=tuple(source.complaints))
    pairs = checked(source, root, "file")
    role = _role(source, root, pairs)
    newer = _too_new(source, pairs)
    made = RuleFile(
        name, stem, role, layer, path=path,
        title=_text(pairs.get(role)) or stem,
        claim=claim_of(source, pairs.get("match"), role, stem),
        languages=texts(pairs.get("language")),
        extends=texts(pairs.get("extends")),
        packs=texts(pairs["packs"]) if "packs" in pairs else None,
        switch_off=frozenset(texts(pairs.get("switch_off"))),
        dateline=_dateline(pairs),
        **_dates(source, pairs),
        **_valid(source, pairs),
        prefer=texts(pairs.get("prefer")),
        rules=_rules(source, pairs, role),
        html=html_of(source, _mapping(pairs.get("html")), role),
        classes=_classes(source, _mapping(pairs.get("classes"))),
        words=_words(_mapping(pairs.get("words"))),
        guard=_guard(source, _mapping(pairs.get("guard"))),
        off=newer or _text(pairs.get("status")) == "off",
        about=_text(pairs.get("about")),
    )  # fmt: skip
    _check_ids(source, made)
    return _with_complaints(made, source)


def _with_complaints(made: RuleFile, source: Source) -> RuleFile:
    from dataclasses import replace

    return replace(made, complaints=tuple(sorted(source.complaints)))


def _role(source: Source, root: Mapping, pairs: MappingOf[str, Node]) -> Role:
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


def _too_new(source: Source, pairs: MappingOf[str, Node]) -> bool:
    node = pairs.get("format")
    if not isinstance(node, Scalar) or not node.text.isdigit() or int(node.text) <= LANGUAGE_VERSION:
        return False
    source.complain(node, "newer-format", f"this file is written in format {node.text}; this program reads {LANGUAGE_VERSION}.",
                    "install a newer version of the program")  # fmt: skip
    return True


def _text(node: Node | None) -> str:
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
    said = _text(pairs.get("dateline"))
    return "cut" if said == "cut" else "keep" if said == "keep" else None


def _dates(source: Source, pairs: MappingOf[str, Node]) -> dict[str, str]:
    node = pairs.get("dates")
    if isinstance(node, Scalar):
        return {"order": node.text.strip(), "timezone": ""}
    if not isinstance(node, Mapping):
        return {"order": "", "timezone": ""}
    good = checked(source, node, "dates")
    zone = good.get("timezone")
    if isinstance(zone, Scalar) and not _zone_exists(zone.text):
        source.complain(zone, "unknown-value", f'there is no time zone "{zone.text}".', "write it as Europe/Berlin")
        zone = None
    return {"order": _text(good.get("order")), "timezone": _text(zone)}


def _zone_exists(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _valid(source: Source, pairs: MappingOf[str, Node]) -> dict[str, str]:
    node = _mapping(pairs.get("valid"))
    good = checked(source, node, "valid") if node else {}
    found = {"valid_from": _text(good.get("from")), "valid_until": _text(good.get("until"))}
    if node and all(found.values()) and found["valid_from"] > found["valid_until"]:
        source.complain(node, "never-valid", "`from` is after `until`: this file is never used.", "exchange the two dates")
    return found


def _rules(source: Source, pairs: MappingOf[str, Node], role: Role) -> tuple[Rule, ...]:
    node = _mapping(pairs.get("text"))
    return rules_of(source, node, role) if node else ()


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
            lines.append(ClassLine(label.text, pattern, f"{label.text} {source.name}:{line.line}"))
    return tuple(lines)


def check_label_quietly(label: str) -> bool:
    """True for a class that heuristics may ask for; the fault itself was reported with its section."""
    return check_label(Source("", ""), Scalar(label, 1, 1, ""), label, classes=True)


def _words(node: Mapping | None) -> dict[str, tuple[str, ...]]:
    """The word lists of a pack; a line of a block may hold several words, split by commas."""
    lists = {}
    for name, value in node.pairs if node else ():
        pieces = [piece for line in lines_of(value) for piece in line.text.split(",")]
        if isinstance(value, Scalar) and value.style == "" and "," not in value.text:
            pieces = value.text.split()
        lists[name.text] = tuple(piece.strip() for piece in pieces if piece.strip())
    return lists


def _guard(source: Source, node: Mapping | None) -> Guard | None:
    if node is None:
        return None
    good = checked(source, node, "guard")
    numbers = {name: _text(value) for name, value in good.items()}
    usual = Guard()
    share = {
        name: int(numbers[name].rstrip("% ")) / 100 if name in numbers else getattr(usual, name)
        for name in ("max_removed", "packs_max_removed", "max_removed_by_one_rule")
    }
    count = {
        name: int(numbers[name].split()[0]) if name in numbers else getattr(usual, name)
        for name in ("min_words_left", "never_drop_longer_than")
    }
    trips: dict[str, Literal["restore", "flag", "fail"]] = {"flag": "flag", "fail": "fail"}
    quotes = numbers.get("quotes", "yes").lower() not in NO
    return Guard(**share, **count, quotes=quotes, on_trip=trips.get(numbers.get("on_trip", ""), "restore"))


def _check_ids(source: Source, made: RuleFile) -> None:
    seen: dict[str, Rule] = {}
    for rule in made.rules:
        if rule.id in seen:
            source.complain_at(rule.line, 1, "duplicate-id", f"the id {rule.id} is used twice, first in line {seen[rule.id].line}.",
                               "give each rule its own id")  # fmt: skip
        seen.setdefault(rule.id, rule)
    for rule in made.rules:
        if rule.after_rule and rule.after_rule not in seen:
            near = nearest(rule.after_rule, seen)
            source.complain_at(rule.line, 1, "unknown-value", f"`after_rule` names {rule.after_rule}, which is no rule of this file.",
                               f"did you mean {near}?" if near else "use the id of a rule above")  # fmt: skip


__all__ = ["read_file", "read_text", "scalars"]
