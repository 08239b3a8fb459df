"""A view of a page → requests and pointers that stand in one line with a paragraph, before or after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.lines import PROSE_WORDS, Lines
from cleaner.page import Evidence, Finding, Mark
from cleaner.text.sentences import SENTENCE_BREAK, ends_sentence, is_sentence_after_colon, opens_quotation
from cleaner.text.words import word_count

# Asked for after a paragraph, and before one: "Comment:", "Stay informed:" before a sentence are the author's headings.
AFTER = ("share_prompt", "newsletter_prompt", "follow_prompt", "comment_prompt", "ad", "related", "credit")
BEFORE = ("share_prompt", "follow_prompt", "ad")
# "Enter your email address." may be the last step of an instruction; the button has no full stop.
STEPS = frozenset({"newsletter_prompt", "comment_prompt"})
# "Pictures: Meg Kinnard" is a credit or a pointer to pictures: what both classes know stays.
POINTERS = frozenset({"related", "credit"})
# No request is longer, nor a headline behind "Read more:".
REACH = 160
# A headline may hold the end of a sentence ("Read more: Who won? The day in figures").
BREAKS = 3
# "Share." may be the last word of a story: as few words as this are furniture only without the full stop.
FEW_WORDS = 2
# "Share: the word of the year" is a headline; before a colon the request has more words than that.
HEAD_WORDS = 3
# All marks in front, so that `re` runs from mark to mark.
COLON = re.compile(r"[:：]\s*(?=\S)")
# A label between two sentences: "… in May. Read also: Opponents say …".
LOST_LINK = re.compile(r"(?<=[.!?…»”\"])\s+(?P<label>[^\W\d_][^.!?:…\n]{2,40}?\s?[:：])\s+(?=\S)")
LOST = frozenset({"related", "related_heading"})
# So many words a label such as "ADVERTISEMENT - CONTINUE READING BELOW" has at most.
LABEL_WORDS = 6


def glued_ends(view: Lines) -> Iterator[Finding]:
    """A request, a pointer to another story or a picture's credit, after the last sentence of a paragraph.

        >>> print(without(glued_ends, '''
        ... The strike goes on until Friday, the union said. Read more: Trains stand still for a third day
        ... The minister had given them, she said, one piece of advice. Read more: the only advice I give
        ... The bridge stayed closed on Tuesday, and the ferry took the buses across. Photo: Meg Kinnard, AP
        ... '''))
        The strike goes on until Friday, the union said.
        <BLANKLINE>
        The minister had given them, she said, one piece of advice. Read more: the only advice I give
        <BLANKLINE>
        The bridge stayed closed on Tuesday, and the ferry took the buses across.

    The whole of what follows the sentence must be known to the pack and begin with no small letter, and no quotation
    may be open before it.
    Source: the pack's classes; pages whose markup was lost together with their line breaks.
    """
    ends = {at: places for at in view.long if not view.evidence[at] and (places := ends_of(view, at))}
    view.words.ask([view.texts[index][at:] for index, places in ends.items() for at in places])
    for index, places in ends.items():
        text = view.texts[index]
        for at in places:
            found = request_in(view, text[at:])
            if found and word_count(text[:at]) > PROSE_WORDS and not opens_quotation(text[:at]):
                why = f"stands after the last sentence of the paragraph ({found.by})"
                yield Mark(index, found.label, why=why, by="glued_ends", span=(at, len(text)))
                break


def ends_of(view: Lines, index: int) -> list[int]:
    """Where a paragraph's last sentence may end and something else begin."""
    text = view.texts[index]
    reach = max(0, len(text) - REACH)
    breaks = [reach + found.end() for found in SENTENCE_BREAK.finditer(text[reach:])][-BREAKS:]
    return [at for at in breaks if view.words.may_know(text[at:], AFTER)]


def request_in(view: Lines, tail: str) -> Evidence | None:
    """What the packs know of a line's end that is not the paragraph's own last sentence."""
    said = {one.label: one for one in view.words.evidence(tail)}
    found = next((said[label] for label in AFTER if label in said), None)
    if found is None or tail[:1].islower():
        return None
    if ends_sentence(tail) and (found.label in STEPS or word_count(tail) <= FEW_WORDS):
        return None
    if found.label not in POINTERS:
        return found
    return None if is_sentence_after_colon(tail) or said.keys() >= POINTERS else found


def glued_starts(view: Lines) -> Iterator[Finding]:
    """A request or an advertisement's label before the first sentence of a paragraph.

        >>> print(without(glued_starts, '''
        ... Share this article: The finance minister resigned on Friday after nine years in the post.
        ... Advertisement The river rose two metres overnight and closed the bridge.
        ... Advertisement revenue fell by a third in the first half of the year, the paper said.
        ... Share this article, she said, with everyone who has ever waited for a train.
        ... '''))
        The finance minister resigned on Friday after nine years in the post.
        <BLANKLINE>
        The river rose two metres overnight and closed the bridge.
        <BLANKLINE>
        Advertisement revenue fell by a third in the first half of the year, the paper said.
        <BLANKLINE>
        Share this article, she said, with everyone who has ever waited for a train.

    What is cut must be known to the pack as a whole line, and what is left must be prose. A label without a colon must
    stand before one of the words that begin sentences (a stop word with a capital).
    Source: the pack's classes; pages whose markup was lost together with their line breaks.
    """
    for index in view.prose_places:
        text = view.texts[index]
        if view.words.may_know(text[:REACH], BEFORE):
            for at, labels in heads(text[:REACH], view.words.list("stop_words")):
                head, rest = text[:at].rstrip(), text[at:]
                found = known_head(view, head, labels)
                if found and word_count(rest) >= PROSE_WORDS and ends_sentence(rest):
                    why = f"stands before the first sentence of the paragraph ({found.by})"
                    yield Mark(index, found.label, why=why, by="glued_starts", span=(0, at))
                    break


def heads(text: str, stop_words: frozenset[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where the paragraph could begin behind a request, and what the request could be."""
    colon = COLON.search(text)
    if colon and not text[colon.end()].islower() and word_count(text[: colon.start()]) >= HEAD_WORDS:
        yield colon.end(), BEFORE
    sentence = SENTENCE_BREAK.search(text)
    if sentence and word_count(text[: sentence.start()]) >= HEAD_WORDS:
        yield sentence.end(), BEFORE
    at = 0
    for word in text.split(" ")[: LABEL_WORDS + 1]:
        if at and word[:1].isupper() and word.lower() in stop_words and not text[:at].rstrip().endswith(":"):
            yield at, ("ad",)
        at += len(word) + 1


def lost_links(view: Lines) -> Iterator[Finding]:
    """A pointer inside a paragraph whose link went with the markup: the words before the colon, and nothing else.

        >>> print(without(lost_links, '''
        ... The repairs would cost three million, she said. Read more: Opponents say a bridge would be cheaper.
        ... He had one piece of advice for the young. Read more: the world is larger than a street.
        ... '''))
        The repairs would cost three million, she said. Opponents say a bridge would be cheaper.
        <BLANKLINE>
        He had one piece of advice for the young. Read more: the world is larger than a street.

    What follows must be a sentence with a capital at its beginning: a headline goes together with its label
    (`glued_ends`). No quotation may be open before it.
    Source: the pack's classes related and related_heading; texts from which links were taken out with their words.
    """
    for index in view.prose_places:
        text = view.texts[index]
        found = [match for match in LOST_LINK.finditer(text) if not text[match.end()].islower()] if ":" in text else []
        view.words.ask([match["label"].rstrip(" :") for match in found])
        for match in found:
            label, rest = match["label"].rstrip(" :"), text[match.end() :]
            said = {one.label for one in view.words.evidence(label)}
            if said & LOST and SENTENCE_BREAK.search(f"{rest} A") and not opens_quotation(text[: match.start()]):
                why = "points to a story whose link is not there any more"
                yield Mark(index, "related", why=why, by="lost_links", span=(match.start("label"), match.end()))


def known_head(view: Lines, head: str, labels: tuple[str, ...]) -> Evidence | None:
    """What the packs know of a line's start, with its colon or without."""
    said = {one.label: one for text in (head, head.rstrip(":：")) for one in view.words.evidence(text)}
    return next((said[label] for label in labels if label in said), None)
