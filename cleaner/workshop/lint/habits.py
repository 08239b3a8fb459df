"""A rule file → what works today and is known to go wrong: no test of restraint, percentages, odd names."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.rules import Complaint
from cleaner.rules.file.yaml_nodes import Items
from cleaner.workshop.collection import Collection, Written, piece
from cleaner.workshop.lint.unreachable import place_of
from cleaner.workshop.testing import NOT_FIELDS, said_yes

LANGUAGE = regex.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
DOMAIN = regex.compile(r"=?(?:\*\.)?[\p{L}\p{N}_\-]+(?:\.[\p{L}\p{N}_\-]+)*(?:\.\*)?")
EXPECTATIONS = frozenset({"body", "body_has", "body_lacks", "unchanged", "fires", "not_fires"})


def tests(written: Written, around: Collection) -> Iterator[Complaint]:
    """No test that must stay unchanged, tests without input, tests that expect nothing."""
    file = written.file
    if file.off or not (file.rules or file.html.elements or file.classes):
        return
    # Rules that nobody has looked at are not believed over the guard, whatever they are not tested for.
    if file.status != "unverified" and not any(said_yes(case, "unchanged") for case in file.tests):
        spot = written.node("tests") or written.node(file.role) or 1
        yield written.warning(spot, "no-unchanged-test", "no test here shows a text that must stay unchanged.",
                              "add one that looks alike and is prose, with `unchanged: yes`")  # fmt: skip
    for case in file.tests:
        spot = written.tests.get(case.line, case.line)
        if said_yes(case, "live") and "address" in case.texts:
            continue  # the page itself is the input, and that the rules find text in it is expected
        if not {"input", "input_file"} & case.texts.keys():
            yield written.complaint(spot, "missing-key", "this test has no `input` and no `input_file`.",
                                    "paste the lines under `input: |`")  # fmt: skip
        if not (EXPECTATIONS & case.lists.keys() or case.lists.keys() - NOT_FIELDS):
            yield written.warning(spot, "expects-nothing", "this test expects nothing, so it always passes.",
                                  "add `body:`, `unchanged: yes` or a field")  # fmt: skip


def lists(written: Written, around: Collection) -> Iterator[Complaint]:
    """`tests` and `html: repair` that are no lists: nothing of them would be read."""
    for path in (("tests",), ("html", "repair")):
        node = written.node(*path)
        if node is not None and not isinstance(node, Items):
            first = "name" if path[-1] == "tests" else "find"
            yield written.complaint(
                node, "wrong-type", f"`{path[-1]}` takes a list.", f"begin each entry with - {first}:"
            )


def windows(written: Written, around: Collection) -> Iterator[Complaint]:
    """`last 40%` alone: in a text of seven lines it is three lines."""
    for rule in written.file.rules:
        if rule.where and all(one.percent and one.side == "last" for one in rule.where.windows):
            spot = written.option(rule.line, "where") or rule.line
            yield written.warning(spot, "percentage-alone", "a percentage alone is too few lines in short texts.",
                                  "say `last N lines` or `after N lines`, or join one with `or`")  # fmt: skip


def names(written: Written, around: Collection) -> Iterator[Complaint]:
    """Languages that are no codes, and domains that are addresses."""
    for language in written.file.languages:
        if not LANGUAGE.fullmatch(language):
            yield written.complaint(piece(written.node("language"), language) or 1, "unknown-value",
                                    f'"{language}" is no language code.', "write it as en, de or pt-BR")  # fmt: skip
    for domain in written.file.claim.domains:
        if not DOMAIN.fullmatch(domain) and written.node("match", "domains") is not None:
            yield written.complaint(piece(written.node("match", "domains"), domain) or 1, "unknown-value",
                                    f'"{domain}" is no domain.',
                                    "without https:// and path: example.com; paths go under `urls`")  # fmt: skip


# What people who know regexes write; in a pattern these signs stand for themselves.
OF_REGEXES = regex.compile(r"\.[*+]|\[[^\]]*\w-\w[^\]]*\][*+?{]?|\\[dswDSW][*+]?|\(\?[:P<]")
NUMBER_WORD = regex.compile(r"(?:one|two|three|four|five|six|seven|eight|nine|ten) lines?", regex.IGNORECASE)


def plain_signs(written: Written, around: Collection) -> Iterator[Complaint]:
    """Patterns with signs of regexes in them, and an end of a block that is a number in words."""
    for rule in written.file.rules:
        for pattern in (*rule.patterns, *rule.until, *rule.after):
            if found := OF_REGEXES.search(pattern.text):
                yield written.warning(place_of(written, pattern, rule), "plain-signs",
                                      f"`{found.group()}` is plain text in a pattern.",
                                      "write *, or {number}; a regex goes under `regex:`")  # fmt: skip
        for pattern in rule.until:
            if NUMBER_WORD.fullmatch(pattern.text.strip()):
                yield written.warning(place_of(written, pattern, rule), "number-in-words",
                                      f"“{pattern.text.strip()}” is read as the text of a line.",
                                      "write the number in digits: 3 lines")  # fmt: skip


def elements(written: Written, around: Collection) -> Iterator[Complaint]:
    """Selectors of an element that no page has: most often a class or an id without its sign."""
    for element in written.file.html.elements:
        name = element.selector.text
        if not element.selector.xpath and NAME.fullmatch(name) and name.lower() not in HTML_ELEMENTS:
            yield written.warning(written.option(element.line, "css") or element.line, "no-such-element",
                                  f"HTML has no element {name}.",
                                  f"a class is written .{name}, an id '#{name}'")  # fmt: skip


NAME = regex.compile(r"[A-Za-z][\w\-]*")
ELEMENTS = """
a abbr acronym address applet area article aside audio b base basefont bdi bdo big blockquote body br button
canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav noframes noscript
object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select
slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead
time title tr track tt u ul var video wbr
"""
HTML_ELEMENTS = frozenset(ELEMENTS.split())
