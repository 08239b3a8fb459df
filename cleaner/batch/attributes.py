"""What was removed from a document as spans of its text, in the form of Dolma's attributes: to apply, audit or undo.

A row is `{"id", "text", "attributes"}`. `text` is all visible text of the document, its blocks joined by newlines;
`attributes` maps `cleaner__<label>` to spans `[start, end, confidence]` of that text, in characters. Taking the spans
out of the text leaves the words of the body; leaving them in undoes the cut.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cleaner.page import Cleaned, Removed


def attributes_of(cleaned: Cleaned, id: str) -> dict[str, Any]:
    """The row of a document."""
    blocks = cleaned.page.blocks
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    kept = {index for index, _ in cleaned.kept}
    by_block: dict[int, list[Removed]] = defaultdict(list)
    for removed in cleaned.removed:
        by_block[removed.block].append(removed)
    spans: dict[str, list[list[Any]]] = defaultdict(list)
    for index, block in enumerate(blocks):
        said = by_block.get(index, [])
        if index not in kept:
            first = next((one for one in said if one.span is None), said[0] if said else None)
            label, sure = (first.label, first.confidence) if first else ("outside", 0.5)
            spans[f"cleaner__{label}"].append([starts[index], starts[index] + len(block.text), round(sure, 4)])
            continue
        for one in said:
            if one.span is not None:
                begin, end = one.span
                spans[f"cleaner__{one.label}"].append(
                    [starts[index] + begin, starts[index] + end, round(one.confidence, 4)]
                )
    text = "\n".join(block.text for block in blocks)
    return {"id": id, "text": text, "attributes": {name: sorted(found) for name, found in sorted(spans.items())}}


def applied(row: dict[str, Any]) -> str:
    """The text of a row without the spans of its attributes: the words of the body.

    >>> applied({"text": "Menu\\nIt rained.", "attributes": {"cleaner__menu": [[0, 4, 0.9]]}}).split()
    ['It', 'rained.']
    """
    text: str = row["text"]
    for start, end, _ in sorted((span for spans in row["attributes"].values() for span in spans), reverse=True):
        text = text[:start] + " " + text[end:]
    return text
