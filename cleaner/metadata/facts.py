"""A value, who says so and how surely → a Fact whose voice fits its certainty."""

from __future__ import annotations

from typing import Any

from cleaner.page import Fact, Voice

SURE = 0.91
"""From here on a page's own data outweighs a pack; what is less sure stays a guess."""
LAST_RESORT = 0.5
"""Given only so that somebody who has nothing better sees it."""


def fact(name: str, value: Any, by: str, confidence: float, why: str = "") -> Fact:
    """A fact of the page's own data, or a heuristic's when it is not sure.

    >>> fact("language", "en", "html lang", 0.95).voice.name, fact("published", "2024-12-04", "address", 0.8).voice.name
    ('PAGE_DATA', 'HEURISTIC')
    """
    voice = Voice.PAGE_DATA if confidence >= SURE else Voice.HEURISTIC
    return Fact(name, value, why=why or f"{by} says so", by=by, voice=voice, confidence=confidence)
