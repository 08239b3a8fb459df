"""The nouns: what is passed from reading to heuristics and rules, and from there to the one place that removes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict, get_args

from cleaner.options import Kind as Kind  # noqa: PLC0414 - a noun, too: told on to those who import nouns

if TYPE_CHECKING:
    from cleaner.reading.markup import Markup
    from cleaner.text.words import Folds

Source = str | bytes | bytearray | memoryview | None
"""A document as a caller has it; None where a table has none."""
Status = Literal["ok", "empty", "not_article", "refused", "failed"]
"""What became of a document. `not_article`: a front, a list, an error or a wall; all of it is in `removed`."""

PageKind = Literal["article", "thread", "listing", "documentation", "product", "other"]
"""What kind of page a document is: a thread is a forum's or of questions and answers; `other` a front, a service, a
profile."""

Label = Literal[
    "headline", "kicker", "standfirst", "byline", "dateline", "menu", "breadcrumb", "tags", "related", "share_prompt",
    "newsletter_prompt", "follow_prompt", "comment_prompt", "comment", "ad", "legal", "cookie_notice", "counter",
    "timestamp", "caption", "credit", "author_bio", "note", "pull_quote", "duplicate", "repair", "outside", "hidden",
]  # fmt: skip
LABELS: frozenset[str] = frozenset(get_args(Label))
"""The closed list of what a removed line can be. `outside`: not in the main content, and no voice knows better.
`hidden`: the page hides it when it opens, so no voice was asked; it belongs to no block of the page."""


Scope = Literal["named", "range", "broad"]
"""`named`: a rule of a site names this line or element. `range`: it names the line where what it takes begins or ends.
`broad`: anything else, such as a star, and all that packs and groups say."""


class Voice(IntEnum):
    """Who speaks. The higher voice wins; at the same height, keep wins."""

    NOTE = 0  # says why something stays, and outweighs nobody
    EXTRACTOR = 1
    HEURISTIC = 2
    PACK = 3
    PAGE_DATA = 4  # what the page says of itself: JSON-LD, meta tags; facts only
    CALLER = 5  # what the options wish for a role: `captions="cut"`; the files that know the site know better
    GROUP = 6
    SITE_RULE = 7
    USER_RULE = 8


class RuleSource(str):
    """The rule that said something: reads as `id file:line` in records and explanations, and is data to programs.

    >>> said = RuleSource.of("share-bar", "sites/example.com.yml", 12)
    >>> print(said), said.id, said.file, said.line
    share-bar sites/example.com.yml:12
    (None, 'share-bar', 'sites/example.com.yml', 12)
    """

    __slots__ = ("file", "id", "line")
    id: str
    file: str
    line: int

    @classmethod
    def of(cls, id: str, file: str, line: int) -> RuleSource:
        """The source for a rule's id, its file (as `rules list` names it) and the line it stands in, from 1."""
        made = cls(f"{id} {file}:{line}")
        made.id, made.file, made.line = id, file, line
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleSource.of, (self.id, self.file, self.line)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or caption; in plain text, a line or an unwrapped paragraph.

    `first_line` and `last_line` count the lines of the source from 1. `tight`: stands directly under the block
    before it, with no blank line between (verse, list items). `link_density` is the share of characters in links,
    0 to 1. `path` is the chain of ancestors as `tag.class#id` steps, empty in plain text.
    """

    text: str
    tag: str = "p"
    path: str = ""
    link_density: float = 0.0
    first_line: int = 0
    last_line: int = 0
    tight: bool = False

    def saying(self, text: str) -> Block:
        """The same block with another text."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of characters made while reading (a `repair` rule, a lost byte), reported like every other change."""

    line: int
    before: str
    after: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A document as it was read: its blocks in order, and what the reading itself noticed.

    `refused` says why it cannot be read, `code` which kind of fault that is (`cleaner explain --code E101`).
    `again`: it is what an earlier round left. `markup` is the tree of an HTML page. It does not count where pages are
    compared, and does not travel to other processes.
    """

    blocks: tuple[Block, ...]
    kind: Literal["html", "text"] = "text"
    url: str | None = None
    name: str | None = None
    source: str = ""
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    refused: str | None = None
    code: str | None = None
    again: bool = False
    markup: Markup | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict on a block, or on a span of its text: "block 3 is a share prompt, says …, because …".

    `keep` turns it into a protection. `span` is a range of characters in the block's text; `replacement` stands in
    its place (only `replace` rules set it). `twin` is the block that holds the same words: the mark counts only where
    that block stays. `confidence` runs from 0 to 1. `by` is a `RuleSource`, or the name of a heuristic.
    `scope`: how exactly a rule names what it takes.
    """

    block: int
    label: str
    why: str
    by: str = ""
    voice: Voice = Voice.HEURISTIC
    span: tuple[int, int] | None = None
    keep: bool = False
    replacement: str = ""
    twin: int | None = None
    confidence: float = 0.9
    scope: Scope = "broad"


@dataclass(frozen=True, slots=True)
class Fact:
    """A piece of metadata and who says so: "the author is Ada Okafor, says the byline in line 3"."""

    name: str
    value: Any
    why: str
    by: str = ""
    voice: Voice = Voice.HEURISTIC
    block: int | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Remark:
    """What a voice could not do, as a sentence for the warnings of the result."""

    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Blocks of which a voice is unsure: it leaves them in though they may be no part of the article, or, `gone`, takes
    them out though they may be one."""

    blocks: tuple[int, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the body finder trusts its own choice: the word F1 that it expects of the body, 0 to 1."""

    value: float


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of page the body finder takes it for."""

    kind: PageKind


Finding = Mark | Fact | Remark | Doubt | Trust | Sort


@dataclass(frozen=True, slots=True)
class Removed:
    """A line or span that is not in the body, and the mark that won."""

    text: str
    label: str
    why: str
    by: str
    confidence: float
    first_line: int
    last_line: int
    block: int = -1
    span: tuple[int, int] | None = None
    replacement: str = ""

    @property
    def rule(self) -> RuleSource | None:
        """The rule that took it, None where it was a heuristic, the body finder or the site's memory."""
        return self.by if isinstance(self.by, RuleSource) else None


class Dateline(TypedDict):
    """The place, day (ISO 8601) and agency that open a report: "LEEDS, March 4 (Reuters) —"."""

    location: str | None
    date: str | None
    agency: str | None


class Metadata(TypedDict, total=False):
    """What is known of an article. Every result has the first twelve, None or empty where unknown.

    Dates are ISO 8601, with a time and zone where the page gives them. Rules may add names of their own (`x.desk`),
    which a type checker does not know: read them from `dict(result.metadata)`.
    """

    title: str | None
    authors: list[str]
    published: str | None
    modified: str | None
    description: str | None
    site: str | None
    site_name: str | None
    language: str | None
    section: str | None
    dateline: Dateline | None
    topics: list[str]
    canonical_url: str | None
    paywalled: bool
    sponsored: bool
    handle: str
    agency: str
    place: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result: the body, what is known about the article, and everything that was taken out.

    `text` holds paragraphs separated by one blank line. `metadata` maps names to values, None or empty where
    unknown. `facts` maps each name to its candidates, the winner first. `verdicts` has the winning mark of each
    block, None where nobody spoke. `kept` are the blocks of the body, each with its index on the page, as they stand
    after spans were cut. `confidence` is the word F1 that the body finder expects of its choice, 0 to 1; None where
    nothing was scored, as where a site's rule names the body.

    `kind` is the kind of page it says it is, or, where it is no article, what it was found to be: a listing or another.

    `roles` says of each block of the page what it is (caption, standfirst, comment, …), empty for most. `doubts` has
    the blocks that a voice was unsure of; `warnings` names those that matter in the end.

    `removed`, `roles`, and the reasons in `marks`, are worked out when they are first read. Until then a result holds
    what the scorer saw of the page, beside the page itself: who keeps many results and needs only `text` and
    `metadata` should keep those alone.
    """

    text: str
    metadata: Metadata
    facts: Mapping[str, Sequence[Fact]]
    removed: Sequence[Removed]
    status: Status
    warnings: Sequence[str]
    page: Page
    verdicts: Sequence[Mark | None] = ()
    marks: Sequence[Mark] = ()
    rule_files: Sequence[str] = ()
    kept: Sequence[tuple[int, Block]] = ()
    confidence: float | None = None
    roles: Sequence[str] = field(default=(), compare=False)
    kind: PageKind = "article"
    doubts: Sequence[Doubt] = field(default=(), compare=False)

    def to_dict(self, *, id: str = "-", source: str = "-", url: str | None = None) -> dict[str, Any]:
        """The record of this result, as `cleaner clean --json` prints it; docs/record.md explains each field.

        `id` names the document, `source` says where it came from, `url` is its address where the page does not tell.
        """
        from cleaner.writing.record import record  # noqa: PLC0415 - a result tells its record; page.py stands below

        return record(self, id=id, source=source, url=url)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pack's pattern that is equal to a whole line: its class, its place in the pack, and what it captured.

    `free`: the words that stand where the pattern takes any, if little of the line is the pattern's own.
    """

    label: str
    by: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    free: str = ""


class Words(Protocol):
    """The words of a document's languages, as its packs have them. Evidence for heuristics, never a verdict."""

    languages: tuple[str, ...]
    folds: Folds

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        """Each class that has a pattern equal to the whole line."""

    def ask(self, texts: Sequence[str]) -> None:
        """Look at lines that will be asked about: all at once takes less time than one by one."""

    def matches(self, label: str, text: str) -> Evidence | None:
        """The evidence of one class, or None."""

    def may_know(self, text: str, labels: tuple[str, ...]) -> bool:
        """Whether a line begins like one that these classes know, so that it is worth asking for evidence."""

    def contradict(self, declared: str, texts: Iterable[str]) -> bool:
        """Whether the texts are clearly not in the declared language but in the first of `languages`."""

    def list(self, name: str) -> frozenset[str]:
        """A list of single words or phrases, lower case: `stop_words`, `months`, `agencies`, `roles`, ..."""
