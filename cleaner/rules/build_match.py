"""The `match` section of a rule file → its claim."""

from __future__ import annotations

from cleaner.rules.checking import checked, lines_of
from cleaner.rules.claims import Claim
from cleaner.rules.model import Role
from cleaner.rules.pattern import Pattern
from cleaner.rules.selectors import selector_of
from cleaner.rules.source import Mapping, Node, Scalar, Source
from cleaner.rules.template import PatternFault

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
