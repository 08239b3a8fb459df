"""The name of a time zone behind a time of day → the zone, where the name means one only."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOURS = {
    "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PDT": -7, "AKDT": -8, "HST": -10, "CET": 1, "CEST": 2, "MEZ": 1,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9,
    "AWST": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from Greenwich. Names that mean several are left out: BST, CST, IST, PST (of America, Pakistan, Manila) …"""
PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "AET": "Australia/Sydney",
}  # fmt: skip
"""Names that summer does not change: the day tells the hours."""
LONGEST = 4


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of a name, or None.

    >>> print(zone_named("EDT"), zone_named("ET"), zone_named("IST"))
    UTC-04:00 America/New_York None
    """
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    try:
        return ZoneInfo(PLACES[name]) if name in PLACES else None
    except ZoneInfoNotFoundError:  # a system without the data of zones
        return None
