"""The parts of a rule file once it is read: what applies where, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import regex

from cleaner.page import RuleSource, Voice
from cleaner.rules.applying.claims import Claim
from cleaner.rules.file.complaint import Complaint
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.windows import Needs, Where

if TYPE_CHECKING:
    from cleaner.rules.applying.selectors import Selector

Role = Literal["site", "pack", "group"]
Phase = Literal["repair", "keep", "take", "drop_from", "drop_until", "drop_between", "drop_lines", "cut", "replace"]
PHASES: tuple[Phase, ...] = (
    "repair", "keep", "take", "drop_from", "drop_until", "drop_between", "drop_lines", "cut", "replace",
)  # fmt: skip
Form = Literal["line", "lines", "start", "end", "anywhere", "after", "repeated_lead", "between", "find"]


@dataclass(frozen=True, slots=True)
class Guard:
    """What rules may take out of the main content (see `deciding.guard`).

    `max_removed`: the share of its characters (0 to 1) that broad rules may take together; packs half of that. `own`:
    the file says it itself, so that it counts for short texts, too.
    `never_drop_longer_than` (words) and `quotes` (lines inside an open quotation stay) hold for lines that packs drop.
    """

    max_removed: float = 0.30
    never_drop_longer_than: int = 60
    quotes: bool = True
    on_trip: Literal["restore", "flag", "fail"] = "restore"
    own: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """Where a rule file comes from: the folder it is in, and how heavy its word is."""

    folder: Path
    users: bool = False

    def voice(self, role: Role) -> Voice:
        """A user's file outweighs every shipped one."""
        if self.users:
            return Voice.USER_RULE
        return {"pack": Voice.PACK, "group": Voice.GROUP, "site": Voice.SITE_RULE}[role]


@dataclass(frozen=True)
class Rule:
    """One rule of `text`. `patterns` are alternatives, or for form `lines` the consecutive lines of the template."""

    id: str
    phase: Phase
    form: Form
    file: str
    line: int
    patterns: tuple[Pattern, ...] = ()
    expression: regex.Pattern[str] | None = None
    labels: tuple[str, ...] = ()
    why: str = ""
    keeps: bool = False
    where: Where | None = None
    needs: Needs | None = None
    vetoes: tuple[Pattern, ...] = ()
    max_words: int | None = None
    after_rule: str = ""
    expect: str = ""
    status: str = "ok"
    find: str = ""
    replacement: str = ""
    until: tuple[Pattern, ...] = ()
    until_blank: bool = False
    until_lines: int = 0
    max_lines: int = 40
    after: tuple[Pattern, ...] = ()

    def by(self, line: int = 0) -> RuleSource:
        """How a finding names it: id, file and line."""
        return RuleSource.of(self.id, self.file, line or self.line)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names it can capture."""
        named = [name for pattern in self.patterns for name in pattern.fields]
        if self.expression is not None:
            named += [field_name(name) for name in self.expression.groupindex]
        return tuple(dict.fromkeys(named))


def field_name(group: str) -> str:
    """A regex group's name as a field: `x_desk` is `x.desk`, because a group's name has no dot."""
    return "x." + group[2:] if group.startswith("x_") else group


@dataclass(frozen=True)
class Element:
    """One entry of `html`: a selector and what is done with the elements it finds."""

    id: str
    key: str
    selector: Selector
    file: str
    line: int
    label: str = ""
    why: str = ""
    status: str = "ok"
    read: tuple[Pattern, ...] = ()
    with_text: tuple[Pattern, ...] = ()
    vetoes: tuple[Pattern, ...] = ()
    expression: regex.Pattern[str] | None = None
    max_words: int | None = None
    expect: str = ""

    @property
    def by(self) -> RuleSource:
        """How a finding names it."""
        return RuleSource.of(self.id, self.file, self.line)


@dataclass(frozen=True, slots=True)
class Repair:
    """A replacement in the raw page."""

    id: str
    by: RuleSource
    why: str
    find: str = ""
    expression: regex.Pattern[str] | None = None
    replacement: str = ""


@dataclass(frozen=True)
class Html:
    """The `html` section."""

    elements: tuple[Element, ...] = ()
    repairs: tuple[Repair, ...] = ()
    drop_class: tuple[tuple[str, str, str], ...] = ()
    unwrap: tuple[str, ...] = ()
    rename: tuple[tuple[str, str], ...] = ()
    drop_attr: tuple[str, ...] = ()

    def of(self, key: str) -> tuple[Element, ...]:
        """The entries of one key, in file order."""
        return tuple(element for element in self.elements if element.key == key)

    @property
    def mends(self) -> bool:
        """True where the page must be changed before it is read."""
        return bool(self.repairs or self.unwrap or self.rename or self.drop_attr)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One line of a pack's `classes`: evidence, never a verdict."""

    label: str
    pattern: Pattern
    by: RuleSource


@dataclass(frozen=True, slots=True)
class Case:
    """One entry of `tests`: each key as the text that stands there, and as its lines or list items."""

    name: str
    line: int
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RuleFile:
    """A rule file, read. `name` is its path inside its rules folder, `stem` its name without the ending."""

    name: str
    stem: str
    role: Role
    layer: Layer
    title: str = ""
    path: Path | None = None
    claim: Claim = field(default_factory=Claim)
    languages: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    packs: tuple[str, ...] | None = None
    switch_off: frozenset[str] = frozenset()
    dateline: Literal["keep", "cut"] | None = None
    order: str = ""
    timezone: str = ""
    valid_from: str = ""
    valid_until: str = ""
    prefer: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    html: Html = Html()
    classes: tuple[ClassLine, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guard: Guard | None = None
    tests: tuple[Case, ...] = ()
    off: bool = False
    complaints: tuple[Complaint, ...] = ()
    about: str = ""
    status: str = "ok"

    @property
    def voice(self) -> Voice:
        """How heavy its word is."""
        return self.layer.voice(self.role)

    @property
    def left_out(self) -> bool:
        """Whether a fault costs the whole file and not only a rule of it."""
        return self.off and any(complaint.severity == "error" for complaint in self.complaints)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its rules."""
        return tuple(rule.id for rule in self.rules) + tuple(element.id for element in self.html.elements)
