"""The `match` of all files → files that claim the same pages, so that none of them applies, and packs never chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import regex

from cleaner.rules import Complaint
from cleaner.workshop.collection import Collection, Key, Written, keys_of, path_shown, piece

GLOB = regex.compile(r"[*?\[]")


def rivals(written: Written, around: Collection) -> Iterator[Complaint]:
    """Two site files of different names with an equal claim: at run time neither applies."""
    file = written.file
    if file.role != "site" or file.off:
        return
    mine = keys_of(file.claim)
    rivals_of: dict[Path, list[Key]] = defaultdict(list)
    for key in mine:
        for entry in around.claimed.get(key, ()):
            if entry.stem != file.stem and _same_time(entry.valid, (file.valid_from, file.valid_until)):
                rivals_of[entry.path].append(key)
    for path, shared in rivals_of.items():
        key, other = min(shared), path_shown(path)
        spot = piece(written.node("match", key[0]), mine[key]) or 1
        if len(shared) == len(mine) > 1:
            yield written.warning(spot, "never-applies", f"{other} claims everything that this file claims.",
                                  "put both into one file")  # fmt: skip
        yield written.complaint(spot, "equal-claim", f'{other} claims "{mine[key]}" too, so neither applies.',
                                "put both into one file, or narrow one with `urls` or `valid`")  # fmt: skip


def _same_time(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return not ((one[1] and other[0] and one[1] < other[0]) or (other[1] and one[0] and other[1] < one[0]))


def never_chosen(written: Written, around: Collection) -> Iterator[Complaint]:
    """A pack that nothing can choose, and a site or group file that claims nothing and that nobody extends."""
    file = written.file
    if file.off or not written.root.pairs:
        return
    if file.role == "pack":
        yield from _pack(written, around)
    elif file.claim.empty and file.stem not in around.extended:
        key = written.node(file.role) or 1
        help = "add `match:`" + (", or choose it with --site" if file.role == "site" else "")
        yield written.warning(key, "never-applies", "this file claims no page, and no other file extends it.", help)


def names_of_files(written: Written, around: Collection) -> Iterator[Complaint]:
    """A pattern of `files` without a star and without an ending: most often the name of a folder."""
    for name in written.file.claim.files:
        last = name.rpartition("/")[2]
        if not GLOB.search(name) and "." not in last:
            spot = piece(written.node("match", "files"), name) or 1
            yield written.warning(spot, "whole-path", f"`{name}` is the name of a single file here, not of a folder.",
                                  f"for all files of a folder of that name write '*{name}*'")  # fmt: skip


def _pack(written: Written, around: Collection) -> Iterator[Complaint]:
    file = written.file
    entries = [entry for entry in around.rules.packs if set(entry.languages) & set(file.languages)]
    named = any(file.stem in (each.file.packs or ()) for each in around.written)
    if not file.languages and not named:
        if file.classes or file.rules:  # words alone are for pages in any language
            yield written.warning(written.node("pack") or 1, "never-chosen",
                                  "a pack without `language` is never chosen.",
                                  "add `language:`, or name it under `packs:` of a site")  # fmt: skip
    elif not named and not any(entry.stop_words for entry in entries):
        yield written.warning(written.node("language") or 1, "never-chosen",
                              "no pack of this language has stop words, so its texts are not recognised.",
                              "add `words: stop_words:`")  # fmt: skip
