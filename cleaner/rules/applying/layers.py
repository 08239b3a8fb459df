"""The files that apply to a page → the same with what they inherit, the most specific first, switched-off rules out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cleaner.rules.applying.text import TextRules
from cleaner.rules.file.model import Html, RuleFile

MAX_DEPTH = 5


@dataclass(frozen=True)
class Applied:
    """A rule file as it works on a page: without the rules that a heavier file switched off."""

    file: RuleFile
    text: TextRules
    html: Html


def applied(files: Sequence[RuleFile], made: dict[tuple[str, frozenset[str]], Applied]) -> list[Applied]:
    """The files, the most specific first, each without what those before it switch off.

    A file's own list also works on the file of the same name in a lower layer. `made` keeps what was indexed before.
    """
    found = []
    off: frozenset[str] = frozenset()
    for file in files:
        key = (f"{file.layer.folder}/{file.name}", off.intersection(file.ids) if off else off)
        if key not in made:
            made[key] = _without(file, off)
        found.append(made[key])
        off |= file.switch_off
    return found


def _without(file: RuleFile, off: frozenset[str]) -> Applied:
    rules = tuple(rule for rule in file.rules if rule.id not in off)
    elements = tuple(element for element in file.html.elements if element.id not in off)
    html = Html(
        elements,
        tuple(repair for repair in file.html.repairs if repair.id not in off),
        tuple(one for one in file.html.drop_class if one[1].partition(" ")[0] not in off),
        file.html.unwrap, file.html.rename, file.html.drop_attr,
    )  # fmt: skip
    return Applied(file, TextRules(rules, file.voice, file.role), html)


def inherited(files: Iterable[RuleFile], find: Callable[[str], list[RuleFile]]) -> tuple[list[RuleFile], list[str]]:
    """The files and all that they extend, nearest first, and what is wrong with it.

    `find` gives the files of a name. Deeper than five, unknown names and loops are said and passed over.
    """
    found: dict[str, RuleFile] = {}
    wrong: list[str] = []

    def add(file: RuleFile, path: tuple[str, ...]) -> None:
        place = f"{file.layer.folder}/{file.name}"
        if place in path:
            wrong.append(f"{file.name} extends itself by way of {' → '.join(path[path.index(place) :])}")
            return
        if len(path) > MAX_DEPTH:
            wrong.append(f"{file.name} is more than {MAX_DEPTH} steps away; `extends` goes no deeper")
            return
        found.setdefault(place, file)
        for name in file.extends:
            others = find(name)
            if not others:
                wrong.append(f"{file.name} extends {name}, which is not there")
            for other in others:
                add(other, (*path, place))

    for file in files:
        add(file, ())
    return list(found.values()), wrong
