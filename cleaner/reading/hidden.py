"""Text that a page hides when it opens → what of it readers come to with a click, and a sentence on the rest.

Most of it is menus, forms, requests for consent, and twins of what is shown. Some is of the article: a tab, a panel
that its heading opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import chain
from operator import and_

from selectolax.lexbor import LexborNode

from cleaner.reading.runs import Found
from cleaner.reading.tags import HEADINGS, In
from cleaner.reading.walk import hides
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import fold, word_count

LEAST_WORDS = 30
"""Less hidden prose is not looked at: it thanks for a form that was sent, or tells how a screen reader gets on."""

SENTENCE_WORDS, MAX_LINKED = 8, 0.3
"""A sentence has so many words, and no more of its characters are in links."""

ELSEWHERE = int(In.NAV | In.ASIDE | In.FOOTER | In.HEADER | In.FORM | In.DIALOG | In.BUTTON)
"""Where hidden text is none of an article's."""

STEPS, PARAGRAPHS, PARAGRAPH_WORDS = 4, 2, 25
"""A panel is in the article if an element within so many steps holds so many paragraphs that are shown, each of so many
words."""

HEADING_WORDS = 25
"""Who opens a panel says no more."""

RUN_WORDS, COPIED = 4, 0.5
"""Of runs of so many words, such a share of a copy's are shown."""

SHOWN, SHUT = -1, -2
"""Of elements that are in no panel."""

QUOTED = 60
"""Characters of the hidden text that the warning shows."""


HIDDEN = int(In.HIDDEN)


class Hidden:
    """What a page hides. `kept` are the blocks that are shown, as indices of those found.

    `prose` are the sentences that are hidden and stand nowhere among the shown ones.
    """

    def __init__(self, found: Found, kept: Sequence[int]) -> None:
        self.found, self.kept = found, kept
        self.elsewhere = ELSEWHERE
        left_out = set(range(len(found.texts))).difference(kept) if len(kept) < len(found.texts) else set()
        self.prose = [at for at in sorted(left_out) if found.flags[at] & HIDDEN and self._is_prose(at)]
        if not self._is_much(self.prose):
            self.prose = []
            return
        # An element around the whole page says nothing: sites by ASP are one form.
        self.elsewhere &= ~reduce(and_, [found.flags[at] for at in kept], -1)
        shown = {found.texts[at] for at in kept}
        self.prose = [at for at in self.prose if found.texts[at] not in shown and not found.flags[at] & self.elsewhere]

    def _is_prose(self, at: int) -> bool:
        """Whether a block is a sentence and no link."""
        text = self.found.texts[at] or ""
        linked = self.found.link_characters[at] > MAX_LINKED * len(text)
        return not linked and word_count(text) >= SENTENCE_WORDS and ends_sentence(text)

    @cached_property
    def with_panels(self) -> Sequence[int]:
        """The blocks that are shown and those of the article's panels, in order."""
        panel, containers = self._panels if self._is_much(self.prose) else [], self.found.containers
        in_panels = [at for at in self.prose if panel and panel[containers[at]] >= 0]
        if not self._is_much(in_panels):
            return self.kept
        opened = self._unlike_shown(panel, in_panels)
        inside = (
            at
            for at, text in enumerate(self.found.texts)
            if text and not self.found.flags[at] & self.elsewhere and panel[containers[at]] in opened
        )
        return sorted({*self.kept, *inside})

    def _unlike_shown(self, panel: Sequence[int], prose: Sequence[int]) -> set[int]:
        """The panels of these blocks that say something else than what is shown."""
        inside: dict[int, list[int]] = {}
        for at in prose:
            inside.setdefault(panel[self.found.containers[at]], []).append(at)
        return {at for at, blocks in inside.items() if not are_copies(self.found, blocks, self.kept)}

    def warning(self) -> str:
        """A sentence on the prose that is left out; empty where there is little."""
        left_out = set(self.prose).difference(self.with_panels)
        texts = [*(self.found.texts[at] or "" for at in sorted(left_out)), *self._spans()]
        count = sum(map(word_count, texts))
        if count < LEAST_WORDS:
            return ""
        first = texts[0] if len(texts[0]) <= QUOTED else f"{texts[0][:QUOTED]}…"
        return f"the page hides {count:,} words in sentences, which are left out; they begin “{first}”"

    def _spans(self) -> Iterator[str]:
        """The sentences in hidden elements within a line."""
        for node in self.found.unread:
            text = " ".join((node.text() or "").split())
            if word_count(text) >= SENTENCE_WORDS and ends_sentence(text):
                yield text

    def _is_much(self, prose: Sequence[int]) -> bool:
        return sum(word_count(self.found.texts[at] or "") for at in prose) >= LEAST_WORDS

    @cached_property
    def _panels(self) -> list[int]:
        """Of each block-level element, and of the page as the last: the panel of the article it is in, an element
        itself; SHOWN or SHUT where it is in none."""
        found = self.found
        panels = [SHOWN] * (len(found.ids) + 1)
        for at, (node, name, around) in enumerate(zip(found.nodes, found.names, found.parents, strict=True)):
            panels[at] = panels[around]
            if panels[at] != SHUT and hides(attributes := node.attributes, name):
                if name == "dialog" or not self._is_opened(node, attributes):
                    panels[at] = SHUT
                elif panels[at] == SHOWN:
                    panels[at] = at if self._in_article(around) else SHUT
        return panels

    def _is_opened(self, node: LexborNode, attributes: dict[str, str | None]) -> bool:
        """Whether readers see what opens a hidden element: a tab, a button that names it, its heading."""
        return attributes.get("role") == "tabpanel" or attributes.get("id") in self._controlled or is_headed(node)

    @cached_property
    def _controlled(self) -> set[str]:
        """The names of the elements that others open and close."""
        root = self.found.root
        nodes = root.css("[aria-controls]") if root is not None else ()
        return set(chain.from_iterable((node.attributes["aria-controls"] or "").split() for node in nodes))

    def _in_article(self, container: int) -> bool:
        """Whether an element or one near around it holds paragraphs that are shown."""
        for _ in range(STEPS):
            if container < 0 or self.found.names[container] in ("body", "html"):
                return False
            if self._paragraphs[container] >= PARAGRAPHS:
                return True
            container = self.found.parents[container]
        return False

    @cached_property
    def _paragraphs(self) -> list[int]:
        """How many paragraphs that are shown each block-level element holds, and the page as the last."""
        found = self.found
        counts = [0] * (len(found.ids) + 1)
        for at in self.kept:
            text = found.texts[at] or ""
            if word_count(text) >= PARAGRAPH_WORDS and found.link_characters[at] <= MAX_LINKED * len(text):
                counts[found.containers[at]] += 1
        for at in range(len(found.ids) - 1, -1, -1):
            counts[found.parents[at]] += counts[at]
        return counts


def are_copies(found: Found, hidden: Iterable[int], shown: Iterable[int]) -> bool:
    """Whether most of what some blocks say others say, too: some pages keep their text once more, as Markdown."""
    copied, said = (set().union(*(runs_of_words(found.texts[at] or "") for at in places)) for places in (hidden, shown))
    return len(copied & said) > COPIED * len(copied)


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Each few words in a row.

    >>> sorted(runs_of_words("The [ferry](/f) was sold on Monday."))[0]
    ('f', 'was', 'sold', 'on')
    """
    words = fold(text).split()
    return set(zip(*(words[start:] for start in range(RUN_WORDS)), strict=False))


def is_headed(node: LexborNode) -> bool:
    """Whether an element stands directly under a heading, or under an element with one and little else."""
    before = node.prev
    while before is not None and (before.tag or "-")[0] == "-":
        before = before.prev
    if before is None or before.tag in HEADINGS:
        return before is not None
    return word_count(before.text() or "") <= HEADING_WORDS and before.css_first(",".join(sorted(HEADINGS))) is not None
