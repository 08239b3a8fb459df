"""A view of a page → requests to the reader: share, subscribe, follow, comment, accept cookies."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lines import Lines
from cleaner.page import Finding, Mark

# "Facebook" above a paragraph may be a crosshead; a name or two need a neighbour that is furniture as well.
FEW_WORDS = 2
# A request in the middle of an article is short; a longer one may be a sentence about the request.
MANY_WORDS = 15


def requests(view: Lines, label: str, by: str, why: str) -> Iterator[Mark]:
    """Whole lines of one pack class; very short and very long ones only at an edge or beside other furniture.

    So are sentences that a pattern knows only in part: "Log in to view your application."
    """
    for index, found in view.said(label):
        loose = view.is_loose(index, found)
        doubtful = loose or not FEW_WORDS < view.counts[index] <= MANY_WORDS
        if doubtful and not (view.at_edge(index) or view.has_company(index, *(label,) * loose)):
            continue
        yield Mark(index, label, why=f"{why} ({found.by})", by=by, confidence=0.95)


def share_prompts(view: Lines) -> Iterator[Finding]:
    """A line that only asks the reader to pass the page on, or a bar of services to do it with.

        >>> print(without(share_prompts, '''
        ... The river rose two metres overnight and closed the bridge.
        ... Share this story on Facebook
        ... Share prices fell in early trading, dealers in the city said.
        ... '''))
        The river rose two metres overnight and closed the bridge.
        <BLANKLINE>
        Share prices fell in early trading, dealers in the city said.

    The whole line must be the request: one word more ("prices") and it is prose. A bar is a line, or two lines and
    more, that hold nothing but the words of such bars.
    Source: CTA_HEADING_PATTERN in kepano/defuddle for the idea; the phrases are the pack's class share_prompt.
    """
    yield from requests(view, "share_prompt", "share_prompts", "the whole line is a request to share")
    bars = view.bars(view.words.list("share_words"))
    for index, size in bars.items():
        beside = index - 1 in bars or index + 1 in bars
        if size > FEW_WORDS or (beside and view.at_edge(index)):
            yield Mark(index, "share_prompt", why="holds only names of services to share with", by="share_prompts")


def newsletter_prompts(view: Lines) -> Iterator[Finding]:
    """A request to subscribe, register, log in, donate or take the app.

        >>> print(without(newsletter_prompts, '''
        ... Members earn rewards from the moment they sign up for it.
        ... Sign up for our newsletter
        ... The scheme began in May and now has nine thousand members.
        ... Log in to view all applications.
        ... The council will reply within a month, its leader said on Monday.
        ... '''))
        Members earn rewards from the moment they sign up for it.
        <BLANKLINE>
        The scheme began in May and now has nine thousand members.
        <BLANKLINE>
        Log in to view all applications.
        <BLANKLINE>
        The council will reply within a month, its leader said on Monday.

    Anywhere, since the whole line must be the request; between paragraphs a sentence that only begins like one stays.
    Source: research on 7,998 boilerplate lines of 260 pages, "subscribe, log in" is 2.2 % of them; the phrases are the
    pack's class newsletter_prompt.
    """
    yield from requests(
        view, "newsletter_prompt", "newsletter_prompts", "the whole line is a request to subscribe, register or pay"
    )


def follow_prompts(view: Lines) -> Iterator[Finding]:
    """A request to follow the publisher elsewhere.

        >>> print(without(follow_prompts, '''
        ... The dogs follow us on the path above the river every morning.
        ... Follow us on Facebook
        ... '''))
        The dogs follow us on the path above the river every morning.

    Anywhere, since the whole line must be the request.
    Source: the pack's class follow_prompt.
    """
    yield from requests(view, "follow_prompt", "follow_prompts", "the whole line is a request to follow")


def comment_forms(view: Lines) -> Iterator[Finding]:
    """The form for reader comments, and the furniture of the comments themselves ("Reply", "Report abuse").

        >>> print(without(comment_forms, '''
        ... The council gave its reply on Monday, after a long debate.
        ... It will leave a comment in the file, the mayor added later.
        ... Leave a Reply
        ... Your email address will not be published.
        ... '''))
        The council gave its reply on Monday, after a long debate.
        <BLANKLINE>
        It will leave a comment in the file, the mayor added later.

    Form lines anywhere; the furniture of comments only after the last prose or beside other furniture.
    Source: WordPress comment form; the pack's classes comment_prompt and comment.
    """
    yield from requests(view, "comment_prompt", "comment_forms", "the whole line belongs to the form for comments")
    for index, found in view.said("comment"):
        if view.in_tail(index) or view.has_company(index, "comment", "comment_prompt", "age"):
            why = f"furniture of reader comments ({found.by})"
            yield Mark(index, "comment", why=why, by="comment_forms", confidence=0.85)


def cookie_notices(view: Lines) -> Iterator[Finding]:
    """A request to accept cookies, and the buttons beside it.

        >>> print(without(cookie_notices, '''
        ... We use cookies to improve your experience.
        ... Accept all
        ... Grandmother baked cookies for the whole street every Friday.
        ... '''))
        Grandmother baked cookies for the whole street every Friday.

    Anywhere for whole sentences; buttons only beside other furniture or at the edge.
    Source: the pack's class cookie_notice.
    """
    yield from requests(view, "cookie_notice", "cookie_notices", "the whole line is a request to accept cookies")
