"""The directives of one file of ftr-site-config → the parts of a rule file, and the lines that could not be carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from cleaner.rules.applying.selectors import selector_of
from cleaner.rules.patterns.regexes import compiled
from cleaner.rules.patterns.template import PatternFault
from cleaner.workshop.importing.ftr_lines import FIELDS, LAYOUT, REPLACING, TESTING, Directive, Fault, directives_in
from cleaner.workshop.importing.xpath import XPATH_BEGINS, css_of, even, tried, value_of
from cleaner.workshop.lint.habits import HTML_ELEMENTS

# Elements in which paragraphs stand: to be inside one of these changes the text's form, to be inside `i` does not.
BLOCKS = frozenset({"blockquote", "figure", "figcaption", "fieldset", "center", "h1", "h2", "h3", "h4", "aside", "pre"})
# Of these an element is made another by changing its name.
RENAMED = regex.compile(r"(?:div|p|aside|section|h[1-6]|li|figure|ul|ol|table)\b")
# Names that selectors of the same file look for; without them it would find nothing.
NAMING = frozenset({"class", "id"})
ATTRIBUTE = regex.compile(r"/@(?P<name>[\w:\-]+)\s*$")
BARE = regex.compile(r"[a-z][\w\-]*")
Entry = str | tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Live:
    """A page to look at, and what its text has."""

    address: str
    contains: tuple[str, ...] = ()


@dataclass
class Site:
    """What one file says, in our words. `noted` are the directives that became notes."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    repairs: list[tuple[str, str]] = field(default_factory=list)
    renames: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tests: list[Live] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    noted: list[Directive] = field(default_factory=list)
    ruled: int = 0

    def put(self, key: str, entry: Entry) -> None:
        """Add an entry; the same twice is one."""
        entries = self.entries.setdefault(key, [])
        if entry not in entries:
            entries.append(entry)

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two files the same, whatever their tests are."""
        entries = tuple((key, tuple(found)) for key, found in sorted(self.entries.items()))
        return entries, tuple(self.repairs), tuple(self.renames), tuple(self.notes)


def site_of(text: str) -> Site:
    """What the text of a file says."""
    site = Site()
    lines = list(directives_in(text))
    site.faults += [one for one in lines if isinstance(one, Fault)]
    directives = [one for one in lines if isinstance(one, Directive)]
    skipped = [_word(one.value) for one in directives if one.name == "skip_id_or_class"]
    for one in directives:
        if one.name in REPLACING or one.name in TESTING:
            continue
        _carry(site, one, skipped)
    _replacements(site, [one for one in directives if one.name in REPLACING])
    _tests(site, [one for one in directives if one.name in TESTING])
    _sift(site)
    return site


def _carry(site: Site, one: Directive, skipped: Sequence[str]) -> None:
    """One directive into its place, or its fault into the list."""
    if not one.value and one.name != "http_header":
        site.faults.append(Fault(one.line, one.name, "it says nothing"))
        return
    try:
        carried = CARRIERS[one.name](site, one, skipped) if one.name in CARRIERS else False
    except PatternFault as fault:
        help = f" ({fault.help})" if fault.help else ""
        site.faults.append(Fault(one.line, one.name, f"{fault.sentence.rstrip('.')}{help}: {one.value}"))
        return
    site.ruled += carried
    if not carried:
        _note(site, one)


def _note(site: Site, one: Directive, why: str = "") -> None:
    site.notes.append(one.shown + (f"  ({why})" if why else ""))
    site.noted.append(one)


# --- Each directive → True where it is a rule now, False where it becomes a note. Raise PatternFault for a bad XPath.


def _selector(xpath: str) -> str:
    """The selector of an XPath as it stands in a rule file: CSS where that is exact. Raises PatternFault."""
    path = xpath.strip()
    css = css_of(path)
    # A name that HTML has not looks like a class without its dot.
    if css is not None and (css.partition(" @")[0] in HTML_ELEMENTS or not BARE.fullmatch(css.partition(" @")[0])):
        selector_of(css)
        return css
    path = even(path)
    selector_of(path)
    return path


def _body(site: Site, one: Directive, _: Sequence[str]) -> bool:
    site.put("body", _selector(one.value))
    return True


def _field(site: Site, one: Directive, _: Sequence[str]) -> bool:
    """Elements, or a piece of their text; a constant is no rule."""
    key = FIELDS[one.name]
    value = value_of(one.value, key)
    if value is None:
        _selector(one.value)
        raise PatternFault("no-selector", "neither a selector nor a regex can say this XPath.", "")
    if value.constant is not None:
        return False
    path = _selector(value.path)
    if not value.expression:
        site.put(key, path)
        return True
    compiled(value.expression, exact=True)
    kind = "xpath" if path.startswith(XPATH_BEGINS) else "css"
    site.put(key, ((kind, path), ("regex", value.expression), ("case", "exact")))
    return True


def _strip(site: Site, one: Directive, skipped: Sequence[str]) -> bool:
    """Elements go; of a path to an attribute, the attribute."""
    if ATTRIBUTE.search(one.value):
        return _strip_attribute(site, one, skipped)
    site.put("drop", _selector(one.value))
    return True


def _strip_attribute(site: Site, one: Directive, _: Sequence[str]) -> bool:
    """An attribute goes where a CSS selector finds it, and where no other rule of the file may look for it."""
    selector_of(even(one.value))
    css = css_of(one.value)
    found = ATTRIBUTE.search(one.value)
    if css is None or found is None or found["name"] in NAMING:
        return False
    site.put("drop_attr", css)
    return True


def _strip_word(site: Site, one: Directive, skipped: Sequence[str]) -> bool:
    """Elements whose id or class has the word, but for those that have a word to be skipped."""
    word = _word(one.value)
    if not word:
        raise PatternFault("empty", "it says nothing but quotation marks.", "")
    if not skipped:
        site.put("drop_class", word)
        return True
    but = "".join(f':not([class*="{skip}"]):not([id*="{skip}"])' for skip in skipped)
    css = f'[class*="{word}" i]{but}, [id*="{word}" i]{but}'
    selector_of(css)
    site.put("drop", css)
    return True


def _skip(site: Site, one: Directive, _: Sequence[str]) -> bool:
    """It is in the selector of each `strip_id_or_class` of the file."""
    return bool(_word(one.value))


def _image(site: Site, one: Directive, _: Sequence[str]) -> bool:
    css = f'img[src*="{_word(one.value)}"]'
    selector_of(css)
    site.put("drop", css)
    return True


def _sponsored(site: Site, one: Directive, _: Sequence[str]) -> bool:
    site.put("sponsored_if", _selector(one.value))
    return True


def _dissolve(site: Site, one: Directive, _: Sequence[str]) -> bool:
    selector_of(even(one.value))
    css = css_of(one.value)
    if css is None:
        return False
    site.put("unwrap", css)
    return True


def _wrap(site: Site, one: Directive, _: Sequence[str]) -> bool:
    """Another name, where the text takes another form by it: a block around a block."""
    selector_of(even(one.value))
    css, tag = css_of(one.value), (one.argument or "").strip().lower()
    alternatives = (css or "").split(", ")
    last = [regex.split(r"[\s>+~]+", alternative)[-1] for alternative in alternatives]
    if css is None or tag not in BLOCKS or not all(RENAMED.match(one) for one in last):
        return False
    if (css, tag) not in site.renames:
        site.renames.append((css, tag))
    return True


def _for_fetching(site: Site, one: Directive, _: Sequence[str]) -> bool:
    """An XPath for those who fetch pages: a note, but its faults are said."""
    if fault := tried(one.value):
        raise PatternFault("bad-selector", f"this is no XPath: {fault}.")
    return False


def _word(value: str) -> str:
    return value.replace('"', "").replace("'", "").replace("\\", "").strip()


CARRIERS: dict[str, Callable[[Site, Directive, Sequence[str]], bool]] = {
    "body": _body, "title": _field, "author": _field, "date": _field, "strip": _strip, "strip_attr": _strip_attribute,
    "strip_id_or_class": _strip_word, "skip_id_or_class": _skip, "strip_image_src": _image,
    "native_ad_clue": _sponsored, "dissolve": _dissolve, "wrap_in": _wrap,
    **dict.fromkeys(("single_page_link", "next_page_link", "if_page_contains", "not_logged_in_xpath"), _for_fetching),
}  # fmt: skip


def _replacements(site: Site, directives: Sequence[Directive]) -> None:
    """`find_string` and the `replace_string` below it, or both in one line."""
    waiting: Directive | None = None
    for one in directives:
        if one.name == "find_string":
            if waiting is not None:
                site.faults.append(Fault(waiting.line, waiting.name, "no `replace_string` follows it"))
            waiting = one
            continue
        find = one.argument if one.argument is not None else waiting.value if waiting else ""
        pair = 1 if one.argument is not None else 2
        if not find:
            what = "it does not say what to find" if pair == 1 or waiting else "no `find_string` stands before it"
            site.faults.append(Fault(one.line, one.name, what))
        else:
            site.ruled += pair
            if (find, one.value) not in site.repairs and find != one.value:
                site.repairs.append((find, one.value))
        waiting = None if pair == 2 else waiting
    if waiting is not None:
        site.faults.append(Fault(waiting.line, waiting.name, "no `replace_string` follows it"))


def _tests(site: Site, directives: Sequence[Directive]) -> None:
    for one in directives:
        if not one.value:
            site.faults.append(Fault(one.line, one.name, "it says nothing"))
        elif one.name == "test_url":
            site.tests.append(Live(one.value))
            site.ruled += 1
        elif site.tests:
            last = site.tests[-1]
            site.tests[-1] = Live(last.address, (*last.contains, one.value))
            site.ruled += 1
        else:
            site.faults.append(Fault(one.line, one.name, "no `test_url` stands before it"))


def _sift(site: Site) -> None:
    """Take out what another drop takes anyway, and notes that are there twice."""
    drops = [one for one in site.entries.get("drop", ()) if isinstance(one, str)]
    kept: list[Entry] = [one for one in drops if not any(_inside(one, other) for other in drops if other != one)]
    if drops:
        site.entries["drop"] = kept
    site.notes = list(dict.fromkeys(site.notes))


def _inside(selector: str, other: str) -> bool:
    return (
        not selector.startswith(XPATH_BEGINS)
        and "," not in selector
        and selector.startswith((other + " ", other + ">"))
    )


def words_for_notes(site: Site) -> Iterator[str]:
    """The notes, those about the page's look last."""
    yield from sorted(site.notes, key=lambda note: note.partition(":")[0].partition("(")[0] in LAYOUT)
