"""The `text` section of a rule file → its rules, in the order in which they work."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any

import regex

from cleaner.rules.file.checking import checked, lines_of, scalars
from cleaner.rules.file.model import PHASES, Form, Phase, Role, Rule, field_name
from cleaner.rules.file.yaml_nodes import Items, Line, Mapping, Node, Scalar, Source
from cleaner.rules.patterns.pattern import Edge, Pattern
from cleaner.rules.patterns.regexes import compiled
from cleaner.rules.patterns.template import PatternFault
from cleaner.rules.patterns.windows import needs_of, where_of

SECTION = {"take": "take", "drop_between": "between", "cut": "cut", "replace": "repair", "repair": "repair"}
TAKE_FORMS: dict[str, tuple[Form, Edge]] = {
    "lines": ("lines", "whole"), "line": ("line", "whole"), "start_of_line": ("start", "start"),
    "end_of_line": ("end", "end"), "repeated_lead": ("repeated_lead", "whole"),
}  # fmt: skip
CUT_FORMS: dict[str, tuple[Form, Edge]] = {
    "start": ("start", "start"), "end": ("end", "end"), "phrase": ("anywhere", "anywhere"),
}  # fmt: skip
LINE_FORMS: dict[str, tuple[Form, Edge]] = {"line": ("line", "whole"), "lines": ("line", "whole")}
FORMS = {"take": TAKE_FORMS, "cut": CUT_FORMS, "lines": LINE_FORMS}
# The label of what a take removes: that of the first of these groups of which it has a field.
FIELD_LABELS = (
    ("byline", ("author", "authors", "handle", "email")),
    ("headline", ("title",)),
    ("standfirst", ("subtitle",)),
    ("dateline", ("place", "dateline_date", "agency")),
    ("tags", ("tags", "section")),
    ("timestamp", ("date", "updated", "time")),
    ("counter", ("number",)),
)
PHASE_LABELS = {"drop_from": "related", "replace": "repair", "repair": "repair"}
SLUG_WORDS = 6
NOT_IN_SLUG = regex.compile(r"[^\p{L}\p{N}]+")
UNTIL_LINES = regex.compile(r"(\d{1,4}) lines?")


def rules_of(
    source: Source, node: Mapping, role: Role, taken: Collection[str] = (), status: str = "ok"
) -> tuple[Rule, ...]:
    """All rules of a `text` section; a rule with a fault is left out, with a complaint. `taken`: ids of others.

    `status`: that of the file, which rules have that say nothing of their own.
    """
    sections = checked(source, node, "text")
    maker = Maker(source, role, set(taken), status)
    return tuple(rule for phase in PHASES if phase in sections for rule in maker.phase(phase, sections[phase]))


@dataclass
class Maker:
    """Makes the rules of one file; knows the ids that are taken."""

    source: Source
    role: Role
    ids: set[str] = field(default_factory=set)
    status: str = "ok"

    def phase(self, phase: Phase, node: Node) -> Iterator[Rule]:
        """The rules under one key of `text`."""
        section = SECTION.get(phase, "lines")
        entries = node.items if isinstance(node, Items) else (node,)
        for entry in entries:
            if isinstance(entry, Mapping):
                rule = self._entry(phase, section, entry)
                if rule:
                    yield rule
            elif section != "lines":
                self.source.complain(
                    entry, "wrong-type", f"`{phase}` takes a list of mappings.", "begin each with - and a key"
                )
            elif isinstance(entry, Items):
                self.source.complain(
                    entry, "wrong-type", "this is a list inside a list.", "put text that begins with - in single quotes"
                )
            else:
                yield from self._bare(phase, entry)

    def _bare(self, phase: Phase, entry: Scalar) -> Iterator[Rule]:
        """Each line of a block is a rule of its own, named after its text."""
        if not entry.lines():
            self.source.complain(
                entry, "empty", "this item is empty.", "write the line that shall match, or take it out"
            )
        for line in entry.lines():
            pattern = self._pattern(line, "whole")
            if pattern:
                yield Rule(self._id("", line.text), phase, "line", self.source.name, line.line, (pattern,),
                           labels=(_label(phase, pattern.fields),), status=self.status)  # fmt: skip

    def _entry(self, phase: Phase, section: str, entry: Mapping) -> Rule | None:
        good = checked(self.source, entry, section)
        if entry.pairs and not good:
            return None  # said already: the entry is a pasted line, or all its keys are unknown
        before = _faults(self.source)
        made: dict[str, Any] | None
        if "regex" in good:
            made = self._regex(phase, good)
        elif section == "repair":
            made = self._find(good, entry)
        elif section == "between":
            made = self._between(good)
        else:
            made = self._lines(good, entry, FORMS[section])
        if (
            made is None
            or _faults(self.source) > before
            or set(good) < {name.text for name, _ in entry.pairs if name.text in good}
        ):
            return None
        return self._made(phase, good, entry, made)

    def _made(self, phase: Phase, good: MappingOf[str, Node], entry: Mapping, made: dict[str, Any]) -> Rule | None:
        text = made.pop("named_after")
        fields = [name for pattern in made.get("patterns", ()) for name in pattern.fields]
        fields += [field_name(name) for name in made["expression"].groupindex] if "expression" in made else []
        options = self._options(good)
        labels = options.pop("labels")
        made.setdefault("labels", labels or (_label(phase, fields, made.get("form")),))
        if made["form"] == "lines":
            made["labels"] = self._line_labels(good, labels, made["patterns"])
        status = _text(good.get("status"))
        rule = Rule(
            id=self._id(_text(good.get("id")), text),
            phase=phase,
            file=self.source.name,
            line=entry.line,
            **made,
            **options,
        )
        return None if status == "off" else rule

    def _options(self, good: MappingOf[str, Node]) -> dict[str, Any]:
        exact = "case" in good
        vetoes = [self._pattern(line, "whole", exact) for line in lines_of(good.get("not"))]
        return {
            "labels": tuple(label.text for label in scalars(good.get("label"))),
            "why": _text(good.get("why")),
            "keeps": "and" in good,
            "where": where_of(_text(good.get("where"))),
            "needs": needs_of(_text(good.get("needs"))),
            "vetoes": tuple(veto for veto in vetoes if veto),
            "max_words": int(_text(good["max_words"]).split()[0]) if "max_words" in good else None,
            "after_rule": _text(good.get("after_rule")),
            "expect": _text(good.get("expect")),
            "status": _text(good.get("status")) or self.status,
        }

    def _line_labels(
        self, good: MappingOf[str, Node], labels: tuple[str, ...], patterns: tuple[Pattern, ...]
    ) -> tuple[str, ...]:
        """One label for each line of a template: as listed, or by its field, or the rule's."""
        node = good.get("label")
        if isinstance(node, Items):
            if len(labels) != len(patterns):
                self.source.complain(node, "wrong-type", f"{len(labels)} labels for {len(patterns)} lines.",
                                     "write one label for each line, or one for all")  # fmt: skip
            return (labels + ("note",) * len(patterns))[: len(patterns)]
        rest = labels[0] if labels else ""
        named = [_field_label(pattern.fields) for pattern in patterns]
        return tuple(name or rest or next((other for other in named if other), "note") for name in named)

    def _lines(
        self, good: MappingOf[str, Node], entry: Mapping, forms: MappingOf[str, tuple[Form, Edge]]
    ) -> dict[str, Any] | None:
        said = [name for name in forms if name in good]
        if len(said) != 1:
            wanted = ", ".join(forms)
            two = f"this rule says {' and '.join(said)}" if said else "this rule says not what to match"
            self.source.complain(
                entry, "missing-key", f"{two}; one of {wanted} or regex is needed.", "write one of them"
            )
            return None
        form, edge = forms[said[0]]
        lines = lines_of(good[said[0]])
        exact = "case" in good
        patterns = tuple(
            pattern for pattern in (self._pattern(line, edge, exact, form == "lines") for line in lines) if pattern
        )
        after = tuple(
            pattern for line in lines_of(good.get("after")) if (pattern := self._pattern(line, "whole", exact))
        )
        if after and form != "line":
            self.source.complain(
                entry, "missing-key", "`after` goes with `line`.", "write the line that follows under `line:`"
            )
            return None
        if not patterns:
            return None
        if form == "lines" and not any(pattern.fixed for pattern in patterns):
            self.source.complain(
                entry, "matches-everything", "this template matches every line.", "add words that stay"
            )
            return None
        return {"form": "after" if after else form, "patterns": patterns, "after": after, "named_after": lines[0].text}

    def _between(self, good: MappingOf[str, Node]) -> dict[str, Any] | None:
        if "from" not in good or "to" not in good:
            return None
        exact = "case" in good
        patterns = [self._pattern(line, "whole", exact) for line in lines_of(good["from"])]
        to = lines_of(good["to"])
        made: dict[str, Any] = {
            "form": "between",
            "patterns": tuple(p for p in patterns if p),
            "named_after": lines_of(good["from"])[0].text,
        }
        counted = UNTIL_LINES.fullmatch(to[0].text.strip()) if len(to) == 1 else None
        if counted:
            made["until_lines"] = int(counted[1])
        elif len(to) == 1 and to[0].text.strip() == "blank line":
            made["until_blank"] = True
        else:
            made["until"] = tuple(p for p in (self._pattern(line, "whole", exact) for line in to) if p)
        if "max_lines" in good:
            made["max_lines"] = int(_text(good["max_lines"]).split()[0])
        return made

    def _find(self, good: MappingOf[str, Node], entry: Mapping) -> dict[str, Any] | None:
        find, put = good.get("find"), good.get("with")
        if not isinstance(find, Scalar) or not find.text:
            self.source.complain(
                entry, "missing-key", "`find` or `regex` is needed here.", "write the characters to replace"
            )
            return None
        return {"form": "find", "find": find.text, "replacement": _replacement(put), "named_after": find.text}

    def _regex(self, phase: Phase, good: MappingOf[str, Node]) -> dict[str, Any] | None:
        node = good["regex"]
        expression = self.regex(node, exact="case" in good)
        if expression is None:
            return None
        form = _regex_form(phase, expression.pattern)
        return {
            "form": form,
            "expression": expression,
            "replacement": _replacement(good.get("with")),
            "named_after": expression.pattern,
        }

    def regex(self, node: Node, *, exact: bool) -> regex.Pattern[str] | None:
        """The compiled regex of a node; None with a complaint."""
        lines = lines_of(node)
        if not lines:
            return None
        try:
            return compiled(lines[0].text, exact=exact)
        except PatternFault as fault:
            self.source.complain(lines[0], fault.code, fault.sentence, fault.help, offset=fault.offset)
            return None

    def _pattern(self, line: Line, edge: Edge, exact: bool = False, open_line: bool = False) -> Pattern | None:
        try:
            return Pattern(line.text, edge=edge, exact=exact, line=line.line, open_line=open_line)
        except PatternFault as fault:
            self.source.complain(line, fault.code, fault.sentence, fault.help, offset=fault.offset)
            return None

    def _id(self, given: str, text: str) -> str:
        """The id that was given, or one made of the rule's first words; a second of the same name gets a number."""
        slug = "-".join(NOT_IN_SLUG.sub(" ", text.lower()).split()[:SLUG_WORDS]) or "rule"
        name = given or slug
        number = 2
        while not given and name in self.ids:
            name, number = f"{slug}-{number}", number + 1
        self.ids.add(name)
        return name


def _regex_form(phase: Phase, text: str) -> Form:
    """A take with `^` and no `$` takes the start of a line, with `$` and no `^` its end, otherwise the whole line."""
    if phase in ("repair", "replace"):
        return "find"
    if phase == "take" and text.startswith("^") != text.endswith("$"):
        return "start" if text.startswith("^") else "end"
    return "anywhere" if phase == "cut" else "line"


def _faults(source: Source) -> int:
    return sum(complaint.severity == "error" for complaint in source.complaints)


def _text(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _replacement(node: Node | None) -> str:
    return node.text.replace("\\n", "\n") if isinstance(node, Scalar) else ""


def _field_label(fields: tuple[str, ...] | list[str]) -> str:
    return next((label for label, names in FIELD_LABELS if any(name in fields for name in names)), "")


def _label(phase: Phase, fields: tuple[str, ...] | list[str], form: str | None = None) -> str:
    if phase == "take":
        return _field_label(fields) or "note"
    return PHASE_LABELS.get(phase, "note")
