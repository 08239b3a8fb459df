"""Roles of blocks: what each is, what the caller keeps or cuts, and where a rule or the article outweighs the wish."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner
from cleaner.writing import explanation, record

TEXT = (
    "The river rose two metres overnight and closed the old bridge between the two halves of the town, the council said.",
    "The engineers expect the water to fall from Thursday on, and until then the buses go round by the motorway.",
)
STANDFIRST = "Forty cars were carried off, and the market had to be moved to the yard of the school."
CAPTION = "The ferry master ties her boats to the church tower."
PAGE = f"""<html lang="en"><head><title>River closes the old bridge</title>
<meta property="og:title" content="River closes the old bridge"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>River closes the old bridge</h1><p class="standfirst">{STANDFIRST}</p>
<p>{TEXT[0]}</p><figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure><p>{TEXT[1]}</p></article></main>
<section class="comments" id="comments"><h3>2 comments</h3><ol class="comment-list">
<li class="comment"><div class="comment-author">Bo Chen</div><div class="comment-body"><p>My cellar is dry, thank you.</p>
</div><a class="reply" href="#r">Reply</a></li>
<li class="comment"><div class="comment-author">Cy Day</div><div class="comment-body"><p>Who pays for the market?</p></div>
</li></ol><form class="comment-form"><label>Your comment</label><button>Send</button></form></section>
<aside class="related"><figure><figcaption>Another story has a picture, too</figcaption></figure></aside></body></html>"""
COMMENTS = ("My cellar is dry, thank you.", "Who pays for the market?")


def cleaned(source: str = PAGE, url: str | None = None, **options: object) -> Cleaned:
    return Cleaner(**options).clean(source, url=url, kind="html")  # type: ignore[arg-type]


def role_of(result: Cleaned, text: str) -> str:
    return next(role for block, role in zip(result.page.blocks, result.roles, strict=True) if block.text == text)


def test_a_block_has_its_role_whether_it_stays_or_not() -> None:
    for wish in ("keep", "cut"):
        result = cleaned(captions=wish, standfirst=wish, comments=wish)
        assert role_of(result, "River closes the old bridge") == "headline"
        assert role_of(result, STANDFIRST) == "standfirst"
        assert role_of(result, CAPTION) == "caption"
        assert role_of(result, COMMENTS[0]) == "comment"
        assert role_of(result, TEXT[0]) == ""


@pytest.mark.parametrize(
    ("option", "texts"), [("captions", [CAPTION]), ("standfirst", [STANDFIRST]), ("comments", COMMENTS)]
)
def test_the_caller_keeps_or_cuts_a_role_and_nothing_else(option: str, texts: list[str]) -> None:
    kept, cut = (cleaned(**{option: wish}).text.split("\n\n") for wish in ("keep", "cut"))
    assert [text for text in kept if text not in cut] == list(texts)
    assert [text for text in cut if text not in kept] == []
    assert set(TEXT) <= set(cut)


def test_comments_are_cut_by_default_and_come_without_names_and_buttons_when_wanted() -> None:
    assert not set(COMMENTS) & set(cleaned().text.split("\n\n"))
    assert not {"Bo Chen", "Reply", "2 comments", "Your comment", "Send"} & set(
        cleaned(comments="keep").text.split("\n\n")
    )


def test_a_kept_caption_is_the_articles_and_not_that_of_a_related_story() -> None:
    assert "Another story" not in cleaned(captions="keep").text


def test_what_is_cut_has_its_label_and_says_that_the_caller_wished_it() -> None:
    gone = next(one for one in cleaned(captions="cut").removed if one.text == CAPTION)
    assert (gone.label, gone.by) == ("caption", "captions")


def test_the_site_knows_better_than_the_caller(tmp_path: Path) -> None:
    rule = "site: times.example.org\nmatch:\n  domains: times.example.org\nhtml:\n  {}:\n    - css: figcaption\n"
    for word, wish, stays in (("drop", "keep", False), ("keep", "cut", True)):
        folder = tmp_path / word
        (folder / "sites").mkdir(parents=True)
        (folder / "sites" / "times.example.org.yml").write_text(rule.format(word), encoding="utf-8")
        result = cleaned(url="https://times.example.org/a", rules=[folder], captions=wish)
        assert (CAPTION in result.text) is stays, result.warnings


def test_a_role_that_is_most_of_the_text_stays_and_is_said() -> None:
    figures = "".join(
        f"<figure><figcaption>{CAPTION} It is picture number {n}.</figcaption></figure>" for n in range(6)
    )
    result = cleaned(f"<html><body><article><h1>In pictures</h1><p>{TEXT[0]}</p>{figures}<p>{TEXT[1]}</p></article></body></html>",
                     captions="cut")  # fmt: skip
    if "caption" in {result.roles[at] for at, _ in result.kept}:
        assert any("stays" in said for said in result.warnings)


def test_the_record_lists_the_roles_of_what_stays_and_explain_shows_them() -> None:
    result = cleaned(captions="keep", comments="keep")
    rows = record(result, id="a", source="a", url=None)["roles"]
    assert {"caption": CAPTION}.items() <= {row["role"]: row["text"] for row in rows}.items()
    assert [row["text"] for row in rows if row["role"] == "comment"] == list(COMMENTS)
    shown = {row.text: row.role for row in explanation(result).rows}
    assert (shown[CAPTION], shown[TEXT[0]]) == ("caption", "")
