"""Findings → Cleaned: the only module that removes anything. The higher voice wins; at the same height, keep wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from cleaner.deciding.edges import voting
from cleaner.deciding.facts import metadata_of, ranked
from cleaner.deciding.guard import Tripped, tripped
from cleaner.deciding.not_article import UNSURE, NotArticle, no_article
from cleaner.deciding.page_signs import Kept
from cleaner.deciding.roles import roles_of, wished
from cleaner.deciding.walls import stub
from cleaner.later import Later
from cleaner.options import DEFAULTS, Options
from cleaner.page import (
    Block,
    Cleaned,
    Doubt,
    Edit,
    Fact,
    Finding,
    Mark,
    Page,
    PageKind,
    Removed,
    Sort,
    Status,
    Trust,
    Voice,
)
from cleaner.reading.plain import render
from cleaner.rules import Chosen, Guard

# A consent dialog or the readers' comments may be longer than the article; a rule that names them takes no article.
NEVER_ARTICLE = frozenset(["cookie_notice", "comment", "comment_prompt"])
SPACES = regex.compile(r"[ \t]{2,}")


class Verdict(NamedTuple):
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
    options: Options = DEFAULTS,
) -> Cleaned:
    """Weigh all findings on a page, take out what lost, and account for it.

    Of a page that is no article nothing stays, unless `any_page` is asked for or a rule of the site speaks for it.
    """
    findings = list(findings)
    said, stated, warnings, trust, kind = sorted_out(findings, [*page.warnings, *chosen.warnings])
    facts = ranked(stated, chosen)
    if page.refused:
        return refusal(page, facts, warnings)
    for wish in wished(options, page, said, facts):
        if isinstance(wish, Mark):
            said.append(wish)
        else:
            warnings.append(wish.text)
    cut_datelines = (chosen.dateline if options.dateline == "auto" else options.dateline) == "cut"
    marks = voting(page, said if cut_datelines else with_datelines(page, said))
    verdicts, guarded = weighed(page, marks, chosen.guard)
    kept = body_of(page, verdicts)
    refused = no_article(chosen.lines(page), kept, trust, kind)
    vouched = options.any_page or vouched_for(marks)
    status, why = status_of(page, kept, chosen, trust, None if vouched else refused)
    if guarded.failed:
        status = "failed"
    elif why:
        warnings.append(why)
    if status == "not_article":
        verdicts, kept = withheld(verdicts, why), []
    return Cleaned(
        text=text_of(page, [block for _, block in kept]),
        metadata=metadata_of(facts),
        facts=facts,
        removed=Later(lambda: accounts(page, verdicts)),
        status=status,
        warnings=list(dict.fromkeys([*warnings, *guarded.warnings])),
        page=page,
        kept=kept,
        verdicts=[verdict.mark for verdict in verdicts],
        marks=said,
        rule_files=tuple(chosen.files),
        confidence=trust,
        kind=refused.kind if refused else kind,
        roles=Later(lambda: roles_of(page, said, facts)),
        doubts=[finding for finding in findings if isinstance(finding, Doubt)],
    )


def with_datelines(page: Page, said: Sequence[Mark]) -> list[Mark]:
    """The marks where datelines stay: one that is a line of its own is protected from the body finder."""
    marks = []
    for mark in said:
        if mark.label != "dateline" or mark.span is None:
            marks.append(mark)
        elif mark.span == (0, len(page.blocks[mark.block].text)):
            marks.append(replace(mark, span=None, keep=True, voice=Voice.EXTRACTOR))
    return marks


def sorted_out(
    findings: Iterable[Finding], warnings: list[str]
) -> tuple[list[Mark], list[Fact], list[str], float | None, PageKind]:
    """The marks, the facts, the warnings with the remarks after them, the body finder's trust in its body, and what
    kind of page it is."""
    said: list[Mark] = []
    stated: list[Fact] = []
    trust: float | None = None
    kind: PageKind = "article"
    for finding in findings:
        if isinstance(finding, Mark):
            said.append(finding)
        elif isinstance(finding, Fact):
            stated.append(finding)
        elif isinstance(finding, Trust):
            trust = finding.value if trust is None else min(trust, finding.value)
        elif isinstance(finding, Sort):
            kind = finding.kind
        elif not isinstance(finding, Doubt):
            warnings.append(finding.text)
    return said, stated, warnings, trust, kind


def weighed(page: Page, marks: Sequence[Mark], guard: Guard) -> tuple[list[Verdict], Tripped]:
    """The verdict on each block, and what the guard undid for it."""
    groups = by_block(page, marks)
    guarded = guard_against_rules(page, groups, guard)
    if guarded.failed:
        groups = by_block(page, nothing_stays(page))
    elif guarded.undo:
        for at in guarded.put_back:
            groups[at] = [mark for mark in groups[at] if mark not in guarded.undo]
    verdicts = with_twins(groups)
    for at, rule in guarded.put_back.items():
        if verdicts[at].mark is None:
            verdicts[at] = Verdict(put_back(at, rule), verdicts[at].spans)
    return verdicts, guarded


def put_back(at: int, rule: Mark) -> Mark:
    """What an explanation says of a block that a rule took and the guard put back."""
    why = f"the rule {rule.by} took it, the guard put it back"
    return Mark(at, rule.label, why, "guard", Voice.USER_RULE, keep=True)


def status_of(
    page: Page, kept: Kept, chosen: Chosen, trust: float | None, refused: NotArticle | None
) -> tuple[Status, str]:
    """Whether what stays is an article, and a sentence for the warnings."""
    if refused:
        return "not_article", f"no article: {refused.why}"
    if kept and (line := stub(page, kept, chosen.words)):
        return "ok", f"perhaps only the beginning of an article: the page says “{line}”"
    if kept and trust is not None and trust < UNSURE:
        return "ok", f"which lines are the article is little better than a guess here (confidence {trust:.2f})"
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


def guard_against_rules(page: Page, groups: Sequence[list[Mark]], guard: Guard) -> Tripped:
    """Which rules took too much of the body run: of the blocks that every lower voice leaves in place."""
    ruled = [at for at, group in enumerate(groups) if group and group[0].voice >= Voice.PACK]
    if not ruled:
        return Tripped()
    lower = list(groups)
    for at in ruled:
        lower[at] = [mark for mark in groups[at] if mark.voice < Voice.PACK]
    run = {at: page.blocks[at] for at, group in enumerate(lower) if not group or not verdict_on(group).removed}
    for at in [at for at in ruled if at in run]:
        winner = verdict_on(groups[at]).mark
        if winner and winner.label in NEVER_ARTICLE:
            del run[at]
    return tripped(run, {at: groups[at] for at in ruled if at in run}, guard)


def verdict_on(marks: Sequence[Mark]) -> Verdict:
    """The verdict on one block, given its strongest mark first.

    A protection also holds off the spans of lower or equal voices.
    """
    if not marks:
        return UNTOUCHED
    if marks[0].span is None and not marks[0].keep:
        return Verdict(marks[0])
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
    verdicts = [verdict_on(group) if group else UNTOUCHED for group in marks]
    copies = dict.fromkeys([i for i, group in enumerate(marks) for mark in group if mark.twin is not None])
    for index in copies:
        verdicts[index] = verdict_on([mark for mark in marks[index] if mark.twin is None])
    for index in copies:
        for mark in marks[index]:
            if mark.twin is None or verdicts[mark.twin].removed or verdicts[index].removed:
                continue
            protected = verdicts[index].mark
            if protected is None or weight(mark) > weight(protected):
                verdicts[index] = Verdict(mark)
                break
    return verdicts


def body_of(page: Page, verdicts: Sequence[Verdict]) -> list[tuple[int, Block]]:
    """The blocks that stay, each with its index, without their cut spans; a block that was nothing else goes."""
    kept = []
    for index, (block, (mark, spans)) in enumerate(zip(page.blocks, verdicts, strict=True)):
        if mark is None or mark.keep:
            left = trimmed(block, spans) if spans else block
            if left.text:
                kept.append((index, left))
    return kept


def trimmed(block: Block, spans: Sequence[Mark]) -> Block:
    """The block without its cut spans."""
    parts, last = [], 0
    for mark in spans:
        start, end = mark.span or (0, 0)
        parts += [block.text[last:start], mark.replacement]
        last = end
    text = SPACES.sub(" ", "".join([*parts, block.text[last:]])).strip()
    return block.saying(text)


def text_of(page: Page, blocks: Sequence[Block]) -> str:
    """The body as text: of an HTML page, items with the mark of a list."""
    if page.kind == "text":
        return render(blocks)
    return render([with_bullet(block) if block.tag == "li" else block for block in blocks], by_lines=False)


def with_bullet(block: Block) -> Block:
    """A list item of an HTML page as a line of plain text."""
    return block.saying(f"- {block.text}")


def accounts(page: Page, verdicts: Sequence[Verdict]) -> list[Removed]:
    """Everything that was taken out or changed, in the order of the page."""
    found = [edited(edit) for edit in page.edits]
    for index, verdict in enumerate(verdicts):
        block = page.blocks[index]
        if verdict.removed and verdict.mark is not None:
            found.append(account(block, index, verdict.mark))
        found += [account(block, index, mark) for mark in verdict.spans]
    hidden = [hidden_account(block) for block in page.markup.unseen] if page.markup else []
    return sorted([*found, *hidden], key=lambda r: r.first_line or NO_LINE) if page.edits or hidden else found


NO_LINE = 1 << 60


def edited(edit: Edit) -> Removed:
    """A change made while reading; what the reading itself took off is a header that no reader was to see."""
    label = "hidden" if edit.by == "reading" else "repair"
    return Removed(edit.before, label, edit.why, edit.by, 1.0, edit.line, edit.line, replacement=edit.after)


def hidden_account(block: Block) -> Removed:
    """What a page hides when it opens, and nothing on it shows as a part of the article."""
    return Removed(
        block.text, "hidden", "the page hides it when it opens", "reading", 1.0, block.first_line, block.last_line
    )


def account(block: Block, index: int, mark: Mark) -> Removed:
    text = block.text[slice(*mark.span)].strip() if mark.span else block.text
    return Removed(
        text, mark.label, mark.why, mark.by, mark.confidence, block.first_line, block.last_line,
        index, mark.span, mark.replacement,
    )  # fmt: skip
