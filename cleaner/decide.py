"""Findings → Cleaned: the only module that removes anything. The higher voice wins; at the same height, keep wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import regex

from cleaner.later import Later
from cleaner.main_content.no_article import no_article
from cleaner.main_content.sight import Kept
from cleaner.main_content.walls import stub
from cleaner.page import Block, Cleaned, Fact, Finding, Mark, Page, Remark, Removed, Status, Voice
from cleaner.reading.plain import render
from cleaner.roles import Wishes
from cleaner.rules import Chosen
from cleaner.rules.dates import with_year
from cleaner.rules.guard import Guard, Tripped, tripped

DatelinePolicy = Literal["auto", "keep", "cut"]

# Every result has these names, whatever was found; lists are empty and the rest None where unknown.
METADATA: dict[str, Any] = {
    "title": None,
    "authors": [],
    "published": None,
    "modified": None,
    "description": None,
    "site": None,
    "site_name": None,
    "language": None,
    "section": None,
    "dateline": None,
    "topics": [],
    "canonical_url": None,
}
# A consent dialog or the readers' comments may be longer than the article; a rule that names them takes no article.
NEVER_ARTICLE = frozenset(["cookie_notice", "comment", "comment_prompt"])
NO_WISHES = Wishes()
SPACES = regex.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done with a block: the mark that won, if any, and the spans that go out of it where it stays."""

    mark: Mark | None
    spans: tuple[Mark, ...] = ()

    @property
    def removed(self) -> bool:
        return self.mark is not None and not self.mark.keep


UNTOUCHED = Verdict(None)


def decide(
    page: Page,
    findings: Iterable[Finding],
    chosen: Chosen,
    *,
    dateline: DatelinePolicy = "auto",
    wishes: Wishes = NO_WISHES,
    any_page: bool = False,
) -> Cleaned:
    """Weigh all findings on a page, take out what lost, and account for it.

    Of a page that is no article nothing stays, unless `any_page` is asked for or a rule of the site speaks for it.
    """
    findings = list(findings)
    facts = ranked([f for f in findings if isinstance(f, Fact)], chosen, page)
    said = [finding for finding in findings if isinstance(finding, Mark)]
    wished = () if page.refused else tuple(wishes.marks(page, said, facts))
    said += [mark for mark in wished if isinstance(mark, Mark)]
    remarks = [f.text for f in (*findings, *wished) if isinstance(f, Remark)]
    warnings = [*page.warnings, *chosen.warnings, *remarks]
    if page.refused:
        return refusal(page, facts, warnings)
    cut_datelines = (chosen.dateline if dateline == "auto" else dateline) == "cut"
    marks = [mark for mark in said if cut_datelines or mark.label != "dateline" or mark.span is None]
    guarded = guard_against_rules(page, marks, chosen.guard)
    marks = nothing_stays(page) if guarded.failed else [mark for mark in marks if mark not in guarded.undo]
    verdicts = with_twins(by_block(page, marks))
    left = [(i, trimmed(page.blocks[i], verdict)) for i, verdict in enumerate(verdicts) if not verdict.removed]
    kept = [(i, block) for i, block in left if block.text]
    status, said_so = status_of(page, kept, chosen, trusted=any_page or vouched_for(marks))
    if guarded.failed:
        status = "failed"
    elif said_so:
        warnings.append(said_so)
    if status == "not_article":
        verdicts, kept = withheld(verdicts, said_so), []
    return Cleaned(
        text=render([block if page.kind == "text" else with_bullet(block) for _, block in kept]),
        metadata=metadata_of(facts),
        facts=facts,
        removed=Later(lambda: accounts(page, verdicts)),
        status=status,
        warnings=[*warnings, *guarded.warnings],
        page=page,
        kept=kept,
        verdicts=[verdict.mark for verdict in verdicts],
        marks=said,
        rule_files=tuple(chosen.files),
    )


def status_of(page: Page, kept: Kept, chosen: Chosen, *, trusted: bool) -> tuple[Status, str]:
    """Whether what stays is an article, and a sentence for the warnings. `trusted`: it is one without a look."""
    if not trusted and (why := no_article(page, kept, chosen.words)):
        return "not_article", f"no article: {why}"
    if kept and (line := stub(page, kept, chosen.words)):
        return "ok", f"perhaps only the beginning of an article: the page says “{line}”"
    return ("ok" if kept else "empty"), ""


def withheld(verdicts: Sequence[Verdict], why: str) -> list[Verdict]:
    """The verdicts on a page of which nothing stays because it is no article."""
    said = Mark(0, "outside", why=why, by="no_article", voice=Voice.USER_RULE)
    return [one if one.removed else Verdict(replace(said, block=at)) for at, one in enumerate(verdicts)]


def vouched_for(marks: Sequence[Mark]) -> bool:
    """Whether a rule of the site, its group or the user names the body or protects a line: it knows the page."""
    return any((mark.keep and mark.voice >= Voice.GROUP) or mark.by == "site_body" for mark in marks)


def refusal(page: Page, facts: dict[str, list[Fact]], warnings: list[str]) -> Cleaned:
    """The result for a document that is not a page."""
    said = [*warnings, page.refused or ""]
    return Cleaned("", metadata_of(facts), facts, (), "refused", said, page)


def nothing_stays(page: Page) -> list[Mark]:
    """Marks for a guard with `on_trip: fail`: rather no body than a gutted one."""
    why = "rules took too much, and the guard of the site's file asks for no body then"
    return [Mark(i, "outside", why=why, by="guard", voice=Voice.USER_RULE) for i in range(len(page.blocks))]


def weight(mark: Mark) -> tuple[int, bool, float]:
    return mark.voice, mark.keep, mark.confidence


def by_block(page: Page, marks: Sequence[Mark]) -> list[list[Mark]]:
    """For each block its marks, the strongest first."""
    found: list[list[Mark]] = [[] for _ in page.blocks]
    for mark in marks:
        found[mark.block].append(mark)
    for group in found:
        if len(group) > 1:
            group.sort(key=weight, reverse=True)
    return found


def guard_against_rules(page: Page, marks: Sequence[Mark], guard: Guard) -> Tripped:
    """Which rules took too much of the body run: of the lines that every lower voice leaves in place."""
    if all(mark.voice < Voice.PACK for mark in marks):
        return Tripped()
    lower = by_block(page, [mark for mark in marks if mark.voice < Voice.PACK])
    run = {i: page.blocks[i] for i, group in enumerate(lower) if not verdict_on(group).removed}
    winners = [verdict_on(group) for group in by_block(page, marks)]
    for index in [i for i in run if (mark := winners[i].mark) and mark.label in NEVER_ARTICLE]:
        del run[index]
    won = [mark for i in run for mark in (winners[i].mark, *winners[i].spans) if mark]
    return tripped(run, won, guard)


def verdict_on(marks: Sequence[Mark]) -> Verdict:
    """The verdict on one block. A protection also holds off the spans of lower or equal voices."""
    if not marks:
        return UNTOUCHED
    whole = next((m for m in marks if m.span is None), None)
    if whole is not None and not whole.keep:
        return Verdict(whole)
    shield = whole.voice if whole is not None else 0
    return Verdict(whole, tuple(apart([m for m in marks if m.span is not None and m.voice > shield])))


def apart(spans: Sequence[Mark]) -> list[Mark]:
    """Spans that do not overlap, in the order of the text; of two that do, the stronger."""
    taken: list[Mark] = []
    for mark in spans:
        start, end = mark.span or (0, 0)
        if all(end <= (t.span or (0, 0))[0] or start >= (t.span or (0, 0))[1] for t in taken):
            taken.append(mark)
    return sorted(taken, key=lambda m: m.span or (0, 0))


def with_twins(marks: list[list[Mark]]) -> list[Verdict]:
    """The verdicts, where a block goes as a copy only if the block with the same words stays.

    The one place where a verdict depends on another. A copy whose twin goes is judged by its other marks.
    """
    verdicts = [verdict_on([m for m in group if m.twin is None]) for group in marks]
    for index, group in enumerate(marks):
        for mark in group:
            if mark.twin is None or verdicts[mark.twin].removed or verdicts[index].removed:
                continue
            protected = verdicts[index].mark
            if protected is None or weight(mark) > weight(protected):
                verdicts[index] = Verdict(mark)
                break
    return verdicts


def trimmed(block: Block, verdict: Verdict) -> Block:
    """The block without its cut spans."""
    if not verdict.spans:
        return block
    parts, last = [], 0
    for mark in verdict.spans:
        start, end = mark.span or (0, 0)
        parts += [block.text[last:start], mark.replacement]
        last = end
    text = SPACES.sub(" ", "".join([*parts, block.text[last:]])).strip()
    return replace(block, text=text)


def with_bullet(block: Block) -> Block:
    """A list item of an HTML page as a line of plain text."""
    return replace(block, text=f"- {block.text}") if block.tag == "li" else block


def accounts(page: Page, verdicts: Sequence[Verdict]) -> list[Removed]:
    """Everything that was taken out or changed, in the order of the page."""
    found = [Removed(e.before, "repair", e.why, e.by, 1.0, e.line, e.line, replacement=e.after) for e in page.edits]
    for index, verdict in enumerate(verdicts):
        block = page.blocks[index]
        if verdict.removed and verdict.mark is not None:
            found.append(account(block, index, verdict.mark))
        found += [account(block, index, mark) for mark in verdict.spans]
    return sorted(found, key=lambda r: r.first_line) if page.edits else found


def account(block: Block, index: int, mark: Mark) -> Removed:
    text = block.text[slice(*mark.span)].strip() if mark.span else block.text
    return Removed(
        text, mark.label, mark.why, mark.by, mark.confidence, block.first_line, block.last_line,
        index, mark.span, mark.replacement,
    )  # fmt: skip


def ranked(facts: Sequence[Fact], chosen: Chosen, page: Page) -> dict[str, list[Fact]]:
    """Each name with its candidates, the winner first: higher voice, then higher confidence, then first said."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.name].append(fact)
    if chosen.site:
        file = chosen.files[0] if chosen.files else ""
        found["site"].insert(
            0, Fact("site", chosen.site, "the rule file that applies is its", file, Voice.SITE_RULE, None, 1.0)
        )
        if chosen.site_name:
            said = "the rule file that applies names it"
            found["site_name"].insert(0, Fact("site_name", chosen.site_name, said, file, Voice.SITE_RULE, None, 1.0))
    languages = chosen.words.languages
    if languages and "language" not in found:
        found["language"].append(Fact("language", languages[0], "its stop words", "words"))
    order = {name: sorted(group, key=lambda f: (-f.voice, -f.confidence)) for name, group in found.items()}
    if "dateline" in order:
        published = order["published"][0].value if "published" in order else None
        order["dateline"] = [with_full_date(fact, published) for fact in order["dateline"]]
    return order


def with_full_date(dateline: Fact, published: str | None) -> Fact:
    """A dateline's day ("Dec 03") with the year of publication, or without a date where that is unknown."""
    date = dateline.value.get("date")
    if not date or not date.startswith("--"):
        return dateline
    return replace(dateline, value={**dateline.value, "date": with_year(date, published)})


def metadata_of(facts: dict[str, list[Fact]]) -> dict[str, Any]:
    """The winners, under the names every result has; further names after them."""
    found = {name: list(value) if isinstance(value, list) else value for name, value in METADATA.items()}
    for name, group in facts.items():
        found[name] = group[0].value
    return found
