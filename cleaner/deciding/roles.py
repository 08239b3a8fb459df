"""A page and what was said of it → what each block is (title, standfirst, caption, comment, …), whether it stays.

A role is one of the labels. Nothing here removes: the caller's wishes about roles become marks, and
`cleaner.deciding.decide` weighs them like all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

import regex

from cleaner.options import Options
from cleaner.page import Block, Fact, Mark, Page, Remark, Voice
from cleaner.text.words import fold, word_count

ROLES = ("headline", "standfirst", "byline", "timestamp", "caption", "credit", "author_bio", "comment", "related")
"""The roles that are told apart, in the order of an article. A block without one is text of the body or furniture."""

# Names that content systems give to elements. Between their parts stand hyphens, underscores, or a capital letter.
NAMES: dict[str, regex.Pattern[str]] = {
    "comment": regex.compile(
        r"(?:^|[.#_-])(?:comments?|commentlist|comment-?body|disqus|disqus_thread|kommentare?|commentaires?|comentarios?"
        r"|commenti|reacties)(?=$|[.#]|[_-]+(?:list|body|content|text|thread|section|area|item|wrap\w*|container|\d+)\b)",
        regex.IGNORECASE,
    ),
    "author_bio": regex.compile(
        r"(?:^|[.#_-])(?:author[_-]?(?:bio|box|info|description|profile|card)|about[_-]?(?:the[_-])?author|bio[_-]box)\b",
        regex.IGNORECASE,
    ),
    "related": regex.compile(
        r"(?:^|[.#_-])(?:related|recommended|more-stories|read-more|readmore|also-read|recirc)(?=$|[.#_-])",
        regex.IGNORECASE,
    ),
    "credit": regex.compile(
        r"(?:^|[.#_-])(?:(?:image|photo|img|media)[_-]?credits?|credits?|copyright-holder)(?=$|[.#])", regex.IGNORECASE
    ),
    "caption": regex.compile(
        r"(?:^|[.#_-])(?:caption|captions|wp-caption-text|image[_-]?caption|photo[_-]?caption|legende|bildunterschrift)"
        r"(?=$|[.#]|[_-]+(?:text|content|body|inner|wrap\w*)\b)",
        regex.IGNORECASE,
    ),
    "standfirst": regex.compile(
        r"(?:^|[.#_-])(?:standfirst|dek|deck|sub[_-]?(?:title|headline|heading)|article[_-]?(?:summary|intro|lead|lede)"
        r"|strapline|(?:entry|post|article|hero)[_-]+(?:excerpt|summary)|sapo|chapo|vorspann|sottotitolo|entradilla"
        r"|bajada)(?=$|[.#])",
        regex.IGNORECASE,
    ),
}
# Whether any of them speaks: hardly an element has such a name, and one search is half as dear as six.
ANY_NAME = regex.compile("|".join(f"(?:{names.pattern})" for names in NAMES.values()), regex.IGNORECASE)
# How many steps up, from the block's own element, a name may stand: a thread is a large part of a page.
REACH = {"comment": 60, "author_bio": 6, "related": 6, "credit": 2, "caption": 3, "standfirst": 3}
# These hold the whole page; `body.single.comments-open` is no thread.
WHOLE_PAGE = regex.compile(r"(?:html|body|main)(?=$|[.#])")
# What stands in a thread around the readers' words: who, when, buttons.
AROUND_COMMENT = regex.compile(
    r"(?:^|[.#_-])(?:author|meta|metadata|user|username|name|date|time|avatar|reply|vote|likes?|actions?|toolbar|nav"
    r"|form|respond|count|title|share|header|footer)(?=$|[.#_-])",
    regex.IGNORECASE,
)
# A standfirst stands within this many blocks after the headline.
BELOW_TITLE = 6
# So much of the article in one role is the article itself: the answers of a forum, the captions of a photo essay.
MOST = 0.5
# Until the headline is known, a block with such a name is only perhaps a standfirst.
NAMED_STANDFIRST = "standfirst?"
NOT_WRITTEN = frozenset(["button", "label", "legend", "address", "h1", "h2", "h3", "h4", "h5", "h6", "summary"])
BY = {"caption": "captions", "standfirst": "standfirst", "comment": "comments"}
"""The option that a wish came by."""


def roles_of(
    page: Page, marks: Sequence[Mark], facts: Mapping[str, Sequence[Fact]], only: Iterable[int] | None = None
) -> list[str]:
    """For each block its role, empty where it has none. What a voice said of it outweighs its element's names.

    Plain text has no elements: a role there is what a rule, a pack or a heuristic says, and the title is the line that
    is equal to it. Comments of readers, bios and captions without a credit look like other prose there and have none.
    `only`: the names around these blocks are asked, and those of the others are not.
    """
    roles = said_of(page, marks)
    for at in range(len(page.blocks)) if only is None else only:
        roles[at] = roles[at] or name_role(page.blocks[at])
    return with_head(page, roles, facts)


def said_of(page: Page, marks: Sequence[Mark]) -> list[str]:
    """The role that the strongest voice gives to each whole block."""
    found: list[str] = [""] * len(page.blocks)
    height: list[tuple[int, float]] = [(0, 0.0)] * len(page.blocks)
    for mark in marks:
        if mark.span is None and mark.label in ROLES and (mark.voice, mark.confidence) > height[mark.block]:
            found[mark.block], height[mark.block] = mark.label, (mark.voice, mark.confidence)
    return found


def name_role(block: Block) -> str:
    """The role that the tag of a block or the names around it give."""
    role = path_role(block.path) if block.path else ""
    if block.tag == "figcaption" and role not in {"comment", "related", "author_bio", "credit"}:
        return "caption"
    return NAMED_STANDFIRST if role == "standfirst" else role


@lru_cache(maxsize=4096)
def step_roles(step: str) -> frozenset[str]:
    """Every role that the names of one element speak for."""
    if not ("." in step or "#" in step) or WHOLE_PAGE.match(step) or not ANY_NAME.search(step):
        return frozenset()
    return frozenset(role for role, names in NAMES.items() if names.search(step))


@lru_cache(maxsize=1024)
def path_role(path: str) -> str:
    """The role that the names of the elements around a block give, the outermost first: a caption in a comment is a
    comment."""
    steps = path.split(" ")
    near = [(len(steps) - at, roles) for at, step in enumerate(steps) if (roles := step_roles(step))]
    for role, reach in REACH.items():
        if any(role in roles and distance <= reach for distance, roles in near):
            return role
    return ""


def with_head(page: Page, roles: list[str], facts: Mapping[str, Sequence[Fact]]) -> list[str]:
    """The headline and the standfirst, known by the page's title and description; a name alone makes no standfirst
    elsewhere, since crossheads and teasers have such names too."""
    title, described = folded_fact(facts, "title"), folded_fact(facts, "description")
    head = -1
    for at, block in enumerate(page.blocks):
        if says(block, title) and (roles[at] or name_role(block)) in {"", "headline"}:
            roles[at] = "headline"
            head = at if head < 0 or block.tag == "h1" else head
    near = range(head + 1, head + 1 + BELOW_TITLE) if head >= 0 else range(0)
    for at, block in enumerate(page.blocks):
        if roles[at] == NAMED_STANDFIRST:
            roles[at] = "standfirst" if at in near else ""
        elif at in near and not roles[at] and described and fold(block.text) == described:
            roles[at] = "standfirst"
    return roles


def says(block: Block, title: str) -> bool:
    """Whether the block says the page's title and nothing else."""
    return 0 < len(title) <= len(block.text) <= 2 * len(title) and fold(block.text) == title


def folded_fact(facts: Mapping[str, Sequence[Fact]], name: str) -> str:
    """A fact's text for comparing."""
    winner = facts.get(name)
    return fold(winner[0].value) if winner and isinstance(winner[0].value, str) else ""


def wished(
    options: Options, page: Page, said: Sequence[Mark], facts: Mapping[str, Sequence[Fact]]
) -> Iterator[Mark | Remark]:
    """What the caller wants of three roles as marks, and a remark where it would take the article."""
    wishes = {"caption": options.captions, "standfirst": options.standfirst, "comment": options.comments}
    if all(wish == "auto" for wish in wishes.values()):
        return
    roles = roles_of(page, said, facts)
    gone = {mark.block for mark in said if mark.span is None and not mark.keep}
    for role, wish in wishes.items():
        places = [at for at, name in enumerate(roles) if name == role]
        if wish == "cut":
            yield from cut(page, places, role, gone)
        elif wish == "keep":
            copies = {mark.block for mark in said if mark.twin is not None}
            near = article_of(page, roles, gone) if role != "comment" else range(len(roles))
            yield from kept(page, [at for at in places if at in near and at not in copies], role)


def cut(page: Page, places: Sequence[int], role: str, gone: Set[int]) -> Iterator[Mark | Remark]:
    """Marks that take the blocks of a role away, unless they are most of what would stay."""
    left = sum(word_count(block.text) for at, block in enumerate(page.blocks) if at not in gone)
    if sum(word_count(page.blocks[at].text) for at in places if at not in gone) > MOST * left:
        yield Remark(f"what looks like a {role} is most of the text here, so it stays")
        return
    for at in places:
        yield Mark(at, role, why=f"a {role}, and the caller wants none", by=BY[role], voice=Voice.CALLER)


def article_of(page: Page, roles: Sequence[str], gone: Set[int]) -> range:
    """From the headline, or the first block that would stay, to shortly after the last that would."""
    stays = [at for at in range(len(page.blocks)) if at not in gone]
    first = min([*stays[:1], *(at for at, role in enumerate(roles) if role == "headline")], default=0)
    return range(first, stays[-1] + 1 + BELOW_TITLE) if stays else range(0)


def kept(page: Page, places: Sequence[int], role: str) -> Iterator[Mark]:
    """Marks that protect the blocks of a role, each text once."""
    seen: set[str] = set()
    for at in places:
        block = page.blocks[at]
        if block.text not in seen and (role != "comment" or is_comment_text(block)):
            seen.add(block.text)
            yield Mark(at, role, why=f"a {role}, and the caller wants them", by=BY[role], voice=Voice.CALLER, keep=True)


def is_comment_text(block: Block) -> bool:
    """Whether a block of a thread is what a reader wrote: not who and when, no button, no form, no link."""
    if block.tag in NOT_WRITTEN or block.link_density > MOST:
        return False
    thread = next((at for at, step in enumerate(block.path.split(" ")) if "comment" in step_roles(step)), 0)
    return not any(
        AROUND_COMMENT.search(step.partition(".")[2] or step) for step in block.path.split(" ")[thread + 1 :]
    )
