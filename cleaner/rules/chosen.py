"""The rule files that apply to one document → its words, its repairs, its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cleaner.page import Fact, Finding, Mark, Page
from cleaner.rules.choosing import within
from cleaner.rules.document import Lines
from cleaner.rules.facts import completed, facts_of, preferred
from cleaner.rules.fields import Context
from cleaner.rules.guard import Guard
from cleaner.rules.layers import Applied
from cleaner.rules.match_html import body_of, html_findings
from cleaner.rules.mending import mended
from cleaner.rules.model import RuleFile
from cleaner.rules.regexes import Clock
from cleaner.rules.selectors import Copies
from cleaner.rules.words import PackWords


def in_time(file: RuleFile, facts: Sequence[Fact]) -> bool:
    """False where the file is for documents of another time than the date that it captured itself."""
    day = next((str(fact.value)[:10] for fact in facts if fact.name == "published"), None)
    return day is None or within(day, (file.valid_from, file.valid_until))


@dataclass
class Chosen:
    """What the rules say about one document. Made for it, and thrown away with it.

    `site` is the first of the site file's domains, `files` the names of the rule files that apply, the site's first.
    """

    applied: Sequence[Applied]
    words: PackWords
    context: Context
    clock: Clock
    site: str | None = None
    site_name: str | None = None
    dateline: Literal["keep", "cut"] = "keep"
    guard: Guard = field(default_factory=Guard)
    prefer: tuple[str, ...] = ()
    how: str = ""
    said: tuple[str, ...] = ()
    copies: Copies = field(default_factory=Copies, repr=False)

    @property
    def files(self) -> tuple[str, ...]:
        """The rule files that apply, the site's own first, packs last."""
        return tuple(dict.fromkeys(one.file.name for one in self.applied))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong with the rules on this document; complete once `findings` has run."""
        late = tuple(f"the regex of {by} ran out of time and was passed over" for by in dict.fromkeys(self.clock.late))
        return (*self.said, *late)

    def repair(self, page: Page) -> Page:
        """The page after the `repair` rules, with each change in its `edits`."""
        return mended(page, self.applied, self.context, self.clock)

    def body(self, page: Page) -> tuple[int, ...] | None:
        """The blocks that the site's `html: body` names; None where no rule names any."""
        return body_of(page, self.applied, self.copies)

    def findings(self, page: Page) -> Iterator[Finding]:
        """Marks and facts of all text and html rules."""
        lines = Lines(page, self.context, self.clock, self.guard, self.words.folds, self.copies)
        facts: list[Fact] = []
        for one in self.applied:
            marks, taken = one.text.run(lines)
            found = [*facts_of(taken, self.context.calendar), *html_findings(one, lines)]
            own = preferred([finding for finding in found if isinstance(finding, Fact)], self.prefer)
            if not in_time(one.file, own):
                continue
            facts += own
            yield from marks
            yield from (finding for finding in found if isinstance(finding, Mark))
        yield from completed(facts)

    @cached_property
    def by_layer(self) -> dict[str, str]:
        """Each file with the folder it comes from."""
        return {one.file.name: str(one.file.layer.folder) for one in self.applied}
