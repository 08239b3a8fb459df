"""What goes in and what stays where trafilatura is asked about a page that the scorer is not sure of."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.main_content import trafilatura_engine
from cleaner.main_content.html.columns import look_at
from cleaner.main_content.html.second import second_opinion
from cleaner.page import PageKind
from cleaner.pipeline import default
from cleaner.reading import read

SAID = "The lamp on the quay was lit at {} o'clock, and the boats of the lower town came home before the storm."
FOUR = "".join(f"<p>{SAID.format(at)}</p>" for at in range(4))
NOTE = "<div class='notes'><p>The harbour office asks all skippers to be back before the lamp is lit on that day.</p></div>"
TEASERS = "".join(
    f"<li><a href='/{at}'>The ferry is late on day {at}</a> and nobody knows why it was.</li>" for at in range(4)
)
COMMENTS = "".join(
    f"<li><p>Lovely light in year {at}, as my grandmother used to say of it.</p></li>" for at in range(4)
)


def opinion(
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    ours: str,
    theirs: str,
    *,
    kind: PageKind = "article",
    chance: float = 0.4,
    first: float = 0.8,
    rest: float = 0.8,
) -> str:
    """What stays of a page, one sign a block: `ours` and `theirs` say with a + what is kept.

    `first`, `rest`: how likely the first block is and the others that the scorer keeps, `chance`: those that it does not.
    """
    page = read(source, kind="html")
    assert page.markup is not None
    assert len(page.blocks) == len(ours) == len(theirs)
    kept = frozenset(at for at, sign in enumerate(theirs) if sign == "+")
    monkeypatch.setattr(trafilatura_engine, "kept_blocks", lambda *_, **__: (kept, None))
    look = look_at(default().compiled.select(page).lines(page), page.markup)
    stays = np.array([sign == "+" for sign in ours])
    before = stays.copy()
    likely = np.where(stays, np.where(np.arange(len(look)) > 0, rest, first), chance)
    found = second_opinion(page, look, likely, stays, kind)
    assert (stays == before).all()
    assert found is not None
    return "".join("+" if flag else "-" for flag in found.stays)


def test_where_it_takes_less_what_the_scorer_keeps_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("article", "other"):
        assert opinion(monkeypatch, FOUR, "++++", "++--", kind=kind) == "++++"
        assert opinion(monkeypatch, FOUR, "+++-", "+--+", kind=kind) == "+++-"


def test_where_both_are_certain_of_an_article_what_is_doubtful_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opinion(monkeypatch, FOUR, "++++", "++--", first=0.95, rest=0.6) == "++--"
    assert opinion(monkeypatch, FOUR, "++++", "++--", first=0.95, rest=0.8) == "++++"
    assert opinion(monkeypatch, FOUR, "++++", "++--", first=0.85, rest=0.6) == "++++"
    assert opinion(monkeypatch, FOUR, "++++", "++--", first=0.95, rest=0.6, kind="other") == "++++"


def test_of_a_product_what_is_doubtful_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opinion(monkeypatch, FOUR, "++++", "++--", rest=0.6, kind="product") == "++--"
    assert opinion(monkeypatch, FOUR, "++++", "++--", rest=0.8, kind="product") == "++++"


def test_what_lies_between_goes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"<main>{FOUR}</main>"
    assert opinion(monkeypatch, source, "+--+", "++++") == "++++"


def test_outside_goes_in_what_the_main_container_holds_too(monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"<main>{FOUR}</main>{NOTE}"
    assert opinion(monkeypatch, source, "++---", "+++++", chance=0.01) == "++++-"
    assert opinion(monkeypatch, source, "++--+", "+++++", chance=0.01) == "+++++"


def test_teasers_go_unless_they_are_most_of_what_both_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        opinion(monkeypatch, f"<main>{FOUR}{FOUR}<ul>{TEASERS}</ul></main>", "+++++++" + "-" * 5, "+" * 12)[-4:]
        == "----"
    )
    assert opinion(monkeypatch, f"<ul>{TEASERS}</ul>{NOTE}", "++---", "++++-")[:4] == "++++"


def test_comments_go_unless_they_are_most_of_what_the_scorer_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = f"<ol class='comment-list'>{COMMENTS}</ol>"
    assert opinion(monkeypatch, f"<main>{FOUR}</main>{thread}", "++++++--", "++++++++") == "++++----"
    assert opinion(monkeypatch, f"<main>{FOUR}</main>{thread}", "++++++--", "++++----") == "++++----"
    assert opinion(monkeypatch, f"<main>{NOTE}</main>{thread}", "+++++", "++---") == "+++++"


def test_of_very_many_links_in_one_line_no_opinion_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time grows with the square of their number; a caller who names the engine gets it all the same."""
    asked: list[int] = []
    monkeypatch.setattr(trafilatura_engine, "extracted", lambda *_: asked.append(1) or "")
    most = trafilatura_engine.MOST_CHILDREN
    for number, pruned, times in ((most, True, 1), (most + 1, True, 0), (most + 1, False, 1)):
        page = read(f"<body><p>{SAID}</p><div>{'<a href=/>The quay</a> ' * number}</div>", kind="html")
        asked.clear()
        trafilatura_engine.kept_blocks(page, pruned=pruned)
        assert len(asked) == times, (number, pruned)
