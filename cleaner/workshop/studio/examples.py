"""An accepted rule and the line it was made from → tests for it, from the document's own lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner.page import Page
from cleaner.workshop.studio.edits import NewRule, NewTest
from cleaner.workshop.studio.hits import PROSE_WORDS

# Lines of the document around the one that the rule is for.
BEFORE, AFTER = 1, 1
MOST_NAME = 60
# What a test's input may have: more, and nobody reads it.
MOST_LINES = 40

Run = Callable[[Sequence[str]], Sequence[str] | None]


def tests_for(rule: NewRule, page: Page, block: int, body: Sequence[bool], run: Run) -> list[NewTest]:
    """A test in which the rule fires and one with a line that looks alike and must stay.

    `body`: for each line whether it is inside the article. `run` gives the lines that a text keeps with the rule in the
    file, or None where they cannot be told. No test is made that would not pass.
    """
    text = " ".join(page.blocks[block].text.split())
    found = [_fires(rule, page, block, body, run), _stays(rule, text, run)]
    return [test for test in found if test is not None]


def _fires(rule: NewRule, page: Page, block: int, body: Sequence[bool], run: Run) -> NewTest | None:
    """The line among its neighbours; where the rule needs its place in the document, among more of them."""
    lines = [" ".join(one.text.split()) for one in page.blocks]
    for before, after in ((BEFORE, AFTER), (BEFORE, MOST_LINES), (MOST_LINES, AFTER)):
        picked = picked_lines(len(lines), block, body, before, after)
        wanted = [lines[at] for at in picked]
        kept = run(wanted)
        if not kept or len(picked) > MOST_LINES:
            continue
        if list(kept) != wanted or rule.phase in ("keep", "take"):
            verb = {"keep": "stays", "take": "is read", "cut": "loses a part"}.get(rule.phase, "goes")
            return NewTest(f"{shortened(lines[block])} {verb}", {"input": tuple(wanted), "body": tuple(kept)})
    return None


def picked_lines(total: int, block: int, body: Sequence[bool], before: int, after: int) -> list[int]:
    """The line, so many lines of the body before it, or after it where it stands at the head, and its neighbours."""
    above = [at for at in range(block) if body[at]][-before:]
    below = list(range(block + 1, min(block + 1 + after, total)))
    if not above:
        below = sorted({*below, *[at for at in range(block + 1, total) if body[at]][: before + 1]})
    return [*above, block, *below]


def _stays(rule: NewRule, text: str, run: Run) -> NewTest | None:
    """A sentence around the line's words, which no rule for the whole line may take."""
    if rule.phase in ("keep", "cut", "take"):
        return None
    words = text.split()[:PROSE_WORDS]
    sentence = f"“{' '.join(words)}”, she read aloud, and the whole room began to laugh at these words."
    kept = run([sentence])
    if kept is None or list(kept) != [sentence]:
        return None
    return NewTest(f"a sentence with the words {shortened(text)} stays", {"input": (sentence,), "unchanged": "yes"})


def shortened(text: str) -> str:
    """The beginning of a line, for the name of a test."""
    short = text[:MOST_NAME].rpartition(" ")[0] if len(text) > MOST_NAME else text
    return f"“{short or text[:MOST_NAME]}”"
