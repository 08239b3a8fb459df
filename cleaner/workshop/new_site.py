"""A domain and a few documents → the text of a first rule file: match, guessed rules, and tests that pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from cleaner.pipeline import Cleaner
from cleaner.reading import read
from cleaner.rules.file.build import read_text
from cleaner.rules.file.model import Case, Layer, RuleFile
from cleaner.workshop.collection import Written
from cleaner.workshop.learning.html import Markup, markup_guesses, page_of
from cleaner.workshop.learning.recurring import recurring_guesses
from cleaner.workshop.learning.text import Document, Guess, date_order, guesses, ordered
from cleaner.workshop.new_file import Draft, Example, file_text
from cleaner.workshop.testing import run

DOMAIN = regex.compile(r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}\-]{2,63}")
# Of longer documents a test has only both ends, and what rules take between them.
TEST_HEAD, TEST_TAIL = 8, 14
MAX_TESTS = 3
# A paragraph that must stay is prose; of shorter lines nobody knows.
MIN_PROSE_WORDS = 12
MAX_PROSE = 3


@dataclass(frozen=True)
class NewSite:
    """A rule file that was made. `rules` are the ids of its guessed rules."""

    domain: str
    text: str
    rules: tuple[str, ...]
    tests: int


class NotADomain(ValueError):
    """The name of the new file is no domain."""


class NoDocument(ValueError):
    """Of the documents named, none can be read as one."""


def domain_of(name: str) -> str:
    """A domain from what was typed, which may be an address. Raises NotADomain.

    >>> domain_of("https://www.Example.com/news/1")
    'example.com'
    """
    host = regex.sub(r"^\w+://", "", name.strip()).partition("/")[0].partition(":")[0].lower().removeprefix("www.")
    if not DOMAIN.fullmatch(host):
        raise NotADomain(f'"{name}" is no domain. Write it as example.com.')
    return host


def new_site(name: str, sources: Sequence[tuple[str, bytes]], *, comment: str = "") -> NewSite:
    """A first rule file for a domain from documents (name and content). Raises NotADomain, and NoDocument.

    Rules that would take more than they are meant to are left out; the tests hold what the file does now.
    `comment` is put before the file, for editors.
    """
    domain = domain_of(name)
    cleaner = Cleaner()
    documents = [_document(cleaner, name, source) for name, source in sources]
    documents = [document for document in documents if not document.cleaned.page.refused and document.blocks]
    documents = ordered(documents)
    if sources and not documents:
        raise NoDocument("There is no text in any of the documents, so nothing can be guessed. Name others.")
    texts = [document for document in documents if document.cleaned.page.kind == "text"]
    pages = [document for document in documents if document.cleaned.page.kind == "html"]
    languages = [one.cleaned.metadata.get("language") for one in documents]
    first = guesses(texts)
    draft = Draft(
        domain, next((one for one in languages if one), None), comment,
        guesses=(*first, *recurring_guesses(texts, first)), markup=markup_guesses(pages),
        files=_folder_of(documents, domain), dates=date_order(documents),
    )  # fmt: skip
    draft = _safe(cleaner, draft, texts)
    draft = replace(draft, left=tuple(_left(cleaner, draft, texts)))
    draft = _with_tests(cleaner, draft, [*_examples(draft, documents, texts), *_prose(documents)])
    return NewSite(domain, file_text(draft), tuple(_ids(draft)), len(draft.examples))


def drafted(cleaner: Cleaner, draft: Draft, documents: Sequence[Document]) -> Draft:
    """The draft without rules that take more than they are meant to, with tests of documents in which rules fire."""
    draft = _safe(cleaner, draft, documents)
    waiting = {guess.id for guess in draft.guesses}
    examples = []
    for number, document in enumerate(documents):
        fires = {guess.id for guess in draft.guesses if guess.meant.get(number)}
        if fires & waiting:
            examples.append(_excerpt(draft, number, document))
            waiting -= fires
    pages = [document for document in documents if document.cleaned.page.kind == "html"]
    examples += _examples(draft, pages if draft.markup else ())
    return _with_tests(cleaner, draft, [*examples, *_prose(documents)])


def _with_tests(cleaner: Cleaner, draft: Draft, examples: Sequence[Example]) -> Draft:
    tried = tuple(_tried(cleaner, draft, example) for example in examples)
    tried = tuple(
        _stays(cleaner, draft, one) if before.unchanged else one for before, one in zip(examples, tried, strict=True)
    )
    return _only_fired(replace(draft, examples=tried))


def _stays(cleaner: Cleaner, draft: Draft, example: Example) -> Example:
    """An example of what stays, without the lines that the rules take: furniture that is written like a sentence."""
    if example.unchanged or not example.body:
        return example
    return _tried(cleaner, draft, replace(example, source="\n".join(example.body)))


def _excerpt(draft: Draft, number: int, document: Document) -> Example:
    """The lines of a document that rules take, with the lines beside them and both ends."""
    meant = {index for guess in draft.guesses for index in guess.meant.get(number, ())}
    total = len(document.blocks)
    near = {at + step for at in meant for step in (-1, 0, 1)} | {0, 1, total - 2, total - 1}
    # A line that goes because the story has it again needs its copy beside it.
    near |= {
        at for at, block in enumerate(document.blocks) if any(document.blocks[one].text in block.text for one in meant)
    }
    lines = [" ".join(document.blocks[at].text.split()) for at in sorted(near) if 0 <= at < total]
    return Example(f"from {Path(document.name).name}", "\n".join(lines))


def _folder_of(documents: Sequence[Document], domain: str) -> str:
    """A path glob for the folder of the documents, or for any that has the site's name in it."""
    folders = {Path(document.name).parent.name for document in documents}
    folder = folders.pop() if len(folders) == 1 else ""
    endings = {Path(document.name).suffix for document in documents} or {".txt"}
    ending = endings.pop() if len(endings) == 1 else ""
    return f"{folder}/*{ending}" if folder.strip(". *") else f"*{domain.partition('.')[0]}*/*{ending}"


def _document(cleaner: Cleaner, name: str, source: bytes) -> Document:
    cleaned = cleaner.clean(source, name=name)
    return Document(name, cleaned, cleaner.compiled.select(cleaned.page).context)


def _ids(draft: Draft) -> list[str]:
    return [guess.id for guess in draft.guesses] + [one.id for one in draft.markup]


def _file(draft: Draft) -> RuleFile:
    name = f"{draft.domain}.yml"
    return read_text(file_text(draft), name, Layer(Path(), users=True))


def _safe(cleaner: Cleaner, draft: Draft, documents: Sequence[Document]) -> Draft:
    """Without the rules that take a line that no rule is meant to take, or that have a fault."""
    file = _file(draft)
    wrong = {rule.id for rule in file.rules} ^ {guess.id for guess in draft.guesses}
    for number, document in enumerate(documents):
        meant = {index for guess in draft.guesses for index in guess.meant.get(number, ())}
        chosen = cleaner.compiled.alone(document.cleaned.page, file)
        for finding in chosen.findings(document.cleaned.page):
            index = getattr(finding, "block", None)
            if index is not None and index not in meant and not document.label(index):
                wrong.add(str(getattr(finding, "by", "")).partition(" ")[0])
    return replace(draft, guesses=tuple(guess for guess in draft.guesses if guess.id not in wrong))


def _left(cleaner: Cleaner, draft: Draft, documents: Sequence[Document]) -> list[str]:
    """Short lines at the ends that stay: the user may know that they are furniture."""
    found: dict[str, None] = {}
    for number, document in enumerate(documents):
        meant = {index for guess in draft.guesses for index in guess.meant.get(number, ())}
        total = len(document.blocks)
        for index in document.edges():
            block = document.blocks[index]
            near = index < 3 or index >= total - 3
            if near and index not in meant and len(block.text.split()) < MIN_PROSE_WORDS and not document.label(index):
                found.setdefault(" ".join(block.text.split()))
    return list(found)


def _examples(draft: Draft, documents: Sequence[Document], texts: Sequence[Document] = ()) -> list[Example]:
    """Tests of the first documents. `texts`: those that the rules for lines were guessed from, in their order."""
    numbers = {one.name: number for number, one in enumerate(texts)}
    return [_example(draft, numbers.get(one.name), one) for one in documents[:MAX_TESTS]]


def _example(draft: Draft, number: int | None, document: Document) -> Example:
    """A test of a document: of a page its build, of a long text its ends and the lines that rules take, with those
    beside them.
    """
    page = document.cleaned.page
    if page.kind == "html":
        return Example(f"from {Path(document.name).name}", page_of(document, draft.markup), html=True)
    lines = [" ".join(block.text.split()) for block in page.blocks]
    meant = {at for guess in draft.guesses for at in guess.meant.get(-1 if number is None else number, ())}
    near = {at + step for at in meant for step in (-1, 0, 1)}
    chosen = [at for at in range(len(lines)) if at < TEST_HEAD or at >= len(lines) - TEST_TAIL or at in near]
    return Example(f"from {Path(document.name).name}", "\n".join(lines[at] for at in chosen))


def _prose(documents: Sequence[Document]) -> list[Example]:
    """Paragraphs of the story, which must stay as they are."""
    kept = [
        " ".join(block.text.split())
        for document in documents
        for index, block in enumerate(document.blocks)
        if not document.label(index) and len(block.text.split()) >= MIN_PROSE_WORDS
    ]
    lines = list(dict.fromkeys(kept))[:MAX_PROSE] or [
        "Nothing in this sentence of a story looks like furniture, so it must stay."
    ]
    return [Example("paragraphs of a story stay", "\n".join(lines), unchanged=True)]


def _tried(cleaner: Cleaner, draft: Draft, example: Example) -> Example:
    """The example with what the rules make of it now."""
    file = _file(draft)
    texts = {"input": example.source, "kind": "html" if example.html else "text"}
    tried = run(Written(file, "", file.name), Case(example.name, 1, texts, {}), cleaner.compiled)
    if tried.cleaned is None:
        return example
    body = [" ".join(line.split()) for line in tried.cleaned.text.splitlines() if line.strip()]
    whole = [" ".join(block.text.split()) for block in read(example.source, kind="auto").blocks]
    own = [name for name in _ids(draft) if name in tried.fired]
    facts = {name: value for name, value in tried.cleaned.metadata.items() if value and name in FACTS}
    return replace(example, body=tuple(body), unchanged=body == whole and not own, facts=facts, fires=tuple(own))


FACTS = {"title": "title", "authors": "authors", "published": "date", "modified": "updated", "section": "section"}


def _only_fired(draft: Draft) -> Draft:
    """Without rules that no test makes fire, and without tests that another one equals."""
    fired = {name for example in draft.examples for name in example.fires}
    examples: dict[str, Example] = {}
    for example in draft.examples:
        examples.setdefault(example.source, example)
    keep: Callable[[Guess | Markup], bool] = lambda one: one.id in fired  # noqa: E731
    return replace(
        draft, guesses=tuple(filter(keep, draft.guesses)), markup=tuple(filter(keep, draft.markup)),
        examples=tuple(examples.values()),
    )  # fmt: skip
