"""Text that a page hides is accounted for: in `removed` with the label `hidden`, and not in the rows of an explanation."""

from __future__ import annotations

from cleaner import clean
from cleaner.writing.explanation import explanation

SHOWN = "".join(
    f"<p>Paragraph {number} of what the council of Wexley said on Monday about the old sluice.</p>"
    for number in range(6)
)
PAGE = (
    f"<html><body><article><h1>The sluice</h1>{SHOWN}</article>\n<div hidden><p>Thank you for your letter.</p></div>\n"
    '<div style="display:none">Loading the menu</div><p>He said <span hidden>for readers of screens</span> yes.</p>'
    "<noscript>Please enable scripts.</noscript><script>f('no text')</script></body></html>"
)


def test_each_hidden_text_is_listed_once() -> None:
    result = clean(PAGE)
    hidden = {removed.text: removed for removed in result.removed if removed.label == "hidden"}
    assert sorted(hidden) == [
        "Loading the menu",
        "Please enable scripts.",
        "Thank you for your letter.",
        "for readers of screens",
    ]
    assert hidden["Thank you for your letter."].first_line == 2
    assert hidden["Loading the menu"].block == -1
    assert "hidden" not in result.text
    assert not any("no text" in removed.text for removed in result.removed)


def test_it_is_in_no_row_and_a_page_that_hides_nothing_has_none() -> None:
    rows = explanation(clean(PAGE)).rows
    assert not any("Loading" in row.text or row.label == "hidden" for row in rows)
    assert not any(removed.label == "hidden" for removed in clean(f"<article>{SHOWN}</article>").removed)
