"""The claim of a rule file → keys that two files share when their claims to a page are equally strong."""

from __future__ import annotations

from cleaner.rules.claims import Claim

Key = tuple[str, str, str]


def keys_of(claim: Claim) -> dict[Key, str]:
    """What makes claims equally strong → the text that says so. The first part of a key is the key of `match`."""
    urls = claim.urls or ("",)
    found: dict[Key, str] = {}
    for domain in claim.domains:
        bare = domain.lower().strip().removeprefix("www.")
        found |= {("domains", bare, url.lower()): domain for url in urls}
    if not claim.domains:
        found |= {("urls", "", url.lower()): url for url in claim.urls}
    found |= {("files", glob.lower(), ""): glob for glob in claim.files}
    if claim.text:
        found["text", "\n".join(sorted(claim.text)).lower(), ""] = claim.text[0]
    if claim.html:
        found["html", "\n".join(sorted(claim.html)), ""] = claim.html[0]
    return found
