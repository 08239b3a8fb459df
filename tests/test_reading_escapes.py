"""Text that a program escaped is read as what it means; a text that speaks of escapes keeps them."""

from __future__ import annotations

import pytest

from cleaner import clean

PARAGRAPHS = (
    "The old ferry to the islands will run for two more years, the council of Northport decided on Tuesday evening.",
    "Nine members voted for the plan and four against it, after a debate that had lasted for almost five hours.",
    "The repairs will cost three million crowns, and the tickets will be dearer from January on, the council said.",
)
PAGE = "<div>{}</div>".format("\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS))
ESCAPED = PAGE.replace("<", "&lt;").replace(">", "&gt;")
BODY = "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "source",
    [
        ESCAPED,
        ESCAPED.replace("&", "&amp;"),
        PAGE.replace("<", r"\u003c").replace(">", r"\u003e").replace("\n", r"\n"),
        BODY.replace("\n", r"\n"),
        BODY.replace("\n", r"\r\n"),
    ],
)
@pytest.mark.parametrize("kind", ["auto", "text"])
def test_an_escaped_article_is_read_as_it_is_meant(source: str, kind: str) -> None:
    result = clean(source, kind=kind)  # type: ignore[arg-type]
    assert result.text == BODY
    assert any("escape" in warning for warning in result.warnings)


def test_entities_in_a_text_are_the_characters_they_stand_for() -> None:
    text = BODY.replace("Northport", "Northport&nbsp;&amp;&#160;Linden").replace("said.", "said: &ldquo;Amen&rdquo;.")
    result = clean(text, kind="text")
    assert result.text == BODY.replace("Northport", "Northport & Linden").replace("said.", "said: “Amen”.")
    assert any("&nbsp;" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    "line",
    [
        "In HTML the ampersand is written &amp; and the angle bracket &lt;, which every beginner forgets at least once.",
        "Close each &lt;p&gt; with a &lt;/p&gt;, and each &lt;div&gt; with a &lt;/div&gt;, and the page will be a tidy one.",
        r"Write \n for a line break, \t for a tab and \u2019 for an apostrophe, and the program will know what you mean.",
        r"The file is C:\new\text.txt on the old machine and D:\news\2019.txt on the new one, as far as anybody knows.",
        r"The gradient \nabla f is zero where \theta is, and \nu is the frequency of the light that we have measured.",
    ],
)
def test_a_text_about_escapes_stays_as_it_is(line: str) -> None:
    text = f"{line}\n\n{BODY}"
    assert clean(text, kind="text").text == text


def test_what_nobody_sees_goes_without_a_word() -> None:
    text = BODY.replace("Northport", "North\u00adport").replace("islands", "is\u200blands").replace("The", "\ufeffThe")
    result = clean(text, kind="text")
    assert (result.text, list(result.removed), list(result.warnings)) == (BODY, [], [])
