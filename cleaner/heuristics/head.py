"""A view of a page → the lines above the article, and which of them is the headline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import regex

from cleaner.heuristics.head_lines import Reader, Told, bare
from cleaner.heuristics.view import View
from cleaner.lines import is_heading, unmarked
from cleaner.metadata.titles import BAR, words_of

# So many lines above the article are looked at: below them stand share bars, captions, lists of contents.
REACH = 20
# Paragraphs of one article stand no further apart; a run of them with a smaller share of the words of the longest is
# the prose of a menu or a notice.
GAP, LEAST_SHARE = 10, 0.1
# A summary above the byline is followed by it within so many lines.
SUMMARY_REACH = 8
TITLE_WORDS = range(3, 31)
FEW_WORDS, MANY_WORDS, RELEVANT_WORDS = range(3, 5), range(19, 31), 5
MOST_BARS = 2
BODY_CHARS = 30_000
STOPPED = regex.compile(r"[.。।۔։,:：][\"”»’')\]]*\s*$")
ASKED = regex.compile(r"[?!？！؟][\"”»’')\]]*\s*$")
# A line shares so many of its words with the article that it speaks of the same.
RELEVANT = 0.6
# How much each sign of a headline counts: rounded from a softmax over the lines above the article of the benchmark's
# texts. Learned from two thirds of the sites, it is as often right on the others as on its own (731 of 996 titles
# given, 730 of 989).
WEIGHTS = {
    "words of the article": 3.0,
    "another such line above": -2.0,
    "above byline or date": 2.5,
    "a little above": 1.5,
    "below byline or date": 1.0,
    "above the article": 1.0,
    "few words": -1.5,
    "many words": -1.0,
    "marked as heading": 1.0,
}
LEAST = 3.5
# Words of a line that stands between headline and byline: fewer are a section, a button, a place.
WORDS_BETWEEN = 3


class Head:
    """What stands above an article, as far as it can be told line by line. `start`: the first block of the article."""

    def __init__(self, view: View) -> None:
        self.view, self.reader = view, Reader(view.words)
        self._told: dict[int, Told] = {}
        self.start = self._start()
        self.top = max(0, self.start - REACH)

    def told(self, at: int) -> Told:
        """What a line says of the article."""
        if at not in self._told:
            block = self.view.page.blocks[at]
            self._told[at] = self.reader.told(bare(unmarked(block)), self.view.evidence[at].keys())
        return self._told[at]

    def text(self, at: int) -> str:
        """A line without marks of Markdown."""
        return bare(self.view.texts[at])

    def _start(self) -> int:
        """The first paragraph of the article: of the first long run of prose; below a summary with the byline under it.

        A question or an exclamation of a few words is a headline as likely as prose.
        """
        view = self.view
        places = [
            at for at in view.prose_places if view.counts[at] not in TITLE_WORDS or not ASKED.search(view.texts[at])
        ]
        if not places:
            return view.first_prose
        run = self._run(places)
        for at, after in pairwise(run):
            between = range(at + 1, after)
            if len(between) > SUMMARY_REACH or not any(self.told(line).attributes for line in between):
                return at
        return run[-1]

    def _run(self, places: Sequence[int]) -> list[int]:
        runs = [[places[0]]]
        for at in places[1:]:
            if at - runs[-1][-1] > GAP:
                runs.append([])
            runs[-1].append(at)
        sizes = [sum(self.view.counts[at] for at in run) for run in runs]
        return next(run for run, size in zip(runs, sizes, strict=True) if size >= LEAST_SHARE * max(sizes))

    @cached_property
    def anchors(self) -> list[int]:
        """The lines above the article that say who wrote it or when."""
        return [at for at in range(self.top, self.start) if self.told(at).attributes]

    @cached_property
    def title(self) -> int | None:
        """The headline: the line with the most signs of one, if they are enough."""
        scored = [(self._score(at), at) for at in self.candidates]
        best, at = max(scored, key=lambda one: one[0], default=(0.0, 0))
        return at if best >= LEAST else None

    @property
    def is_signed(self) -> bool:
        """Whether a byline, or a date that a pack knows as one of publication, stands under the headline."""
        below = [at for at in self.anchors if self.stands_under_title(at)]
        packed = (self.view.evidence[at].keys() & {"byline", "timestamp"} for at in below)
        return any(self.told(at).kind == "byline" for at in below) or any(packed)

    def stands_under_title(self, at: int) -> bool:
        """Whether a line stands under the headline, with one line between them at most."""
        return self.title is not None and at > self.title and self._between(self.title, at) <= 1

    @cached_property
    def candidates(self) -> list[int]:
        """The lines above the article that are written like a headline."""
        return [at for at in range(self.top, self.start) if self._title_like(at)]

    def _title_like(self, at: int) -> bool:
        text = self.view.texts[at]
        return (
            self.view.counts[at] in TITLE_WORDS
            and not STOPPED.search(text)
            and not self.view.evidence[at]
            and self.told(at).kind in ("", "name")
            and len(BAR.findall(text)) < MOST_BARS
        )

    def _score(self, at: int) -> float:
        count = self.view.counts[at]
        below = next((self._between(at, anchor) for anchor in self.anchors if anchor > at), None)
        above = next((self._between(anchor, at) for anchor in reversed(self.anchors) if anchor < at), None)
        signs = {
            "words of the article": self._shared(at),
            "another such line above": self._another_above(at),
            "above byline or date": below is not None and below <= 1,
            "a little above": below is not None and 1 < below <= 3,
            "below byline or date": below is None and above == 0,
            "above the article": self._between(at, self.start) <= 1,
            "few words": count in FEW_WORDS,
            "many words": count in MANY_WORDS,
            "marked as heading": is_heading(self.view.page.blocks[at]),
        }
        return sum(WEIGHTS[name] * float(sign) for name, sign in signs.items())

    def _between(self, upper: int, lower: int) -> int:
        """How many lines that say something stand between two."""
        return sum(self.told(at).kind == "" and self.view.counts[at] >= WORDS_BETWEEN for at in range(upper + 1, lower))

    def _another_above(self, at: int) -> bool:
        """Whether a line directly above speaks of the same: then this one is the standfirst."""
        return any(
            self.view.counts[other] >= RELEVANT_WORDS
            and self.view.folded(other) != self.view.folded(at)
            and self._between(other, at) <= 1
            and self._shared(other) >= RELEVANT
            for other in self.candidates
            if other < at
        )

    def _shared(self, at: int) -> float:
        """The share of the line's words that the article has too; words that all lines have do not count."""
        stop_words = self.view.words.list("stop_words")
        words = {word for word in words_of(self.text(at)) if len(word) > 1 and word not in stop_words}
        return len(words & self._body) / max(len(words), 1)

    @cached_property
    def _body(self) -> set[str]:
        texts = (self.view.texts[at] for at in self.view.prose_places if at >= self.start)
        return words_of(" ".join(texts)[:BODY_CHARS])

    def is_person(self, name: str) -> bool:
        """Whether a name alone is not what the article writes of, and none of its words are common ones."""
        texts = [self.view.texts[at] for at in self.view.prose_places if at >= self.start]
        named = any(name in text for text in texts[: len(texts) // 2 + 1])
        return not named and not any(word.casefold() in self._small for word in name.split())

    @cached_property
    def _small(self) -> set[str]:
        """The words that stand in small letters anywhere on the page, as no name does."""
        return set(" ".join(self.view.texts)[: 2 * BODY_CHARS].split())
