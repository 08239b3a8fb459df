"""Does the time of a document grow faster than its size? Some 580 shapes, each at sizes that double.

    python tests/growth.py                 # every shape, 125 kB to 1 MB; exit code 1 where one grows too fast
    python tests/growth.py attributes word # those whose names hold one of these words
    python tests/growth.py --every 10      # every tenth of them
    python tests/growth.py --small         # 16 and 64 kB, as the tests do

Measured is the CPU time of the process, never the clock on the wall: a busy machine makes a document late, not costly.
Of each size the least of several tries counts, and a shape is measured anew, five times, before it is called too steep.
Each shape runs in a process of its own, which is stopped when it takes too long.
"""

from __future__ import annotations

import gc
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from multiprocessing.connection import Connection

LIMIT = 2.6
"""The time of twice the size may be so many times as long; 2 is linear, 4 is quadratic."""

SIZES = (125_000, 250_000, 500_000, 1_000_000)
SMALL = (16_000, 64_000)
GIVEN_UP = 240
"""Seconds on the wall for one shape; far more than any needs that is linear, on any machine."""

NEGLIGIBLE = 0.1
"""Less CPU time than this, in seconds, is no growth but noise."""

PROSE = "The council of Wexley voted on Monday to mend the sluice before the winter, and the mayor thanked the crews. "
WRAPPED = """The council of Wexley voted on Monday evening to mend the old sluice
before the winter, and the mayor thanked the crews who had worked on
through the night while the river rose by another two feet and more.
Nobody was hurt, she said, although three cellars in Mill Lane stood
under water until the morning and the bridge remained closed to cars.

"""
PAGE = "<html><head><title>The sluice</title></head><body><article><h1>The sluice</h1>{}</article></body></html>"
PARAGRAPHS = f"<p>{PROSE}</p>" * 6

names = str.split
Shape = Callable[[int], str]


def repeated(unit: str) -> Shape:
    """The unit as often as fits."""
    return lambda size: unit * (size // len(unit))


def numbered(unit: str) -> Shape:
    """The unit with another number each time, for `{}`."""

    def make(size: int) -> str:
        pieces, length = [], 0
        while length < size:
            pieces.append(unit.replace("{}", str(len(pieces))))
            length += len(pieces[-1])
        return "".join(pieces)

    return make


def around(before: str, middle: Shape, after: str = "") -> Shape:
    """A shape between two texts."""
    return lambda size: before + middle(size) + after


def chopped(unit: str, width: int) -> Shape:
    """The unit repeated and wrapped at a width."""

    def make(size: int) -> str:
        text = unit * (size // len(unit))
        return "\n".join(text[at : at + width] for at in range(0, len(text), width))

    return make


def scattered(signs: str, seed: int = 5) -> Shape:
    """Signs drawn by lot, the same at each run."""

    def make(size: int) -> str:
        return "".join(random.Random(seed).choices(signs, k=size))

    return make


def in_place(place: str, middle: Shape) -> Shape:
    """A shape in one of the places where patterns look, in a page or in a text."""
    before, after = PLACES[place].split("@@")
    return around(before, middle, after)


TEXT_PLACES = {
    "a line": f"{PROSE}\n\n@@\n\n{PROSE}\n\n" + f"{PROSE}\n\n" * 5,
    "the first line": f"@@\n\n{PROSE}\n\n" + f"{PROSE}\n\n" * 5,
    "the last line": f"{PROSE}\n\n" * 6 + "@@",
    "a wrapped line": WRAPPED * 6
    + "the mayor thanked the crews who had worked on through the night and\n@@\n"
    + WRAPPED,
    "a byline": f"The sluice is mended\nBy @@\nMonday, 3 March 2025\n\n{PROSE}\n\n" + f"{PROSE}\n\n" * 5,
    "a date": f"The sluice is mended\nPublished: @@\n\n{PROSE}\n\n" + f"{PROSE}\n\n" * 5,
    "a dateline": f"WEXLEY, @@ (Reuters) - {PROSE}\n\n" + f"{PROSE}\n\n" * 5,
}
HTML_PLACES = {
    "a paragraph": PAGE.replace("{}", f"{PARAGRAPHS}<p>@@</p>{PARAGRAPHS}"),
    "title": f"<html><head><title>@@</title></head><body><article>{PARAGRAPHS}</article></body></html>",
    "h1": f"<html><body><article><h1>@@</h1>{PARAGRAPHS}</article></body></html>",
    "an author": f'<html><head><meta name="author" content="@@"></head><body><p class="byline">By @@</p>{PARAGRAPHS}'.replace(
        "By @@", "By Ada Okafor"
    ),
    "keywords": f'<html><head><meta name="keywords" content="@@"></head><body>{PARAGRAPHS}</body></html>',
    "a description": f'<html><head><meta name="description" content="@@"></head><body>{PARAGRAPHS}</body></html>',
    "a date of the head": f'<html><head><meta property="article:published_time" content="@@"></head><body>{PARAGRAPHS}',
    "a class": f'<html><body><div class="@@">{PARAGRAPHS}</div></body></html>',
    "an attribute": f'<html><body><div data-x="@@" title="@@" style="@@">{PARAGRAPHS}</div></body></html>'.replace(
        'title="@@" style="@@"', ""
    ),
    "a style": f'<html><body><div style="@@">{PARAGRAPHS}</div></body></html>',
    "an address": f'<html><body><p><a href="@@">On the sluice</a></p>{PARAGRAPHS}</body></html>',
    "a script": f"<html><body><script>@@</script>{PARAGRAPHS}</body></html>",
    "linked data": f'<html><head><script type="application/ld+json">@@</script></head><body>{PARAGRAPHS}</body></html>',
    "a comment": f"<html><body><!-- @@ -->{PARAGRAPHS}</body></html>",
    "a byline element": f'<html><body><p class="byline">By @@</p>{PARAGRAPHS}</body></html>',
    "a time": f'<html><body><time datetime="@@">3 March</time>{PARAGRAPHS}</body></html>',
}
PLACES = TEXT_PLACES | HTML_PLACES

FILLINGS: dict[str, Shape] = {
    "one long word": repeated("a"),
    "a long word of Thai": repeated("ก"),
    "a long word of Han": repeated("水"),
    "one long line": repeated("river water "),
    "names and commas": repeated("Ada Okafor, "),
    "dates": repeated("3 March 2025 "),
    "digits and separators": repeated("12.03-"),
    "blanks and tabs": repeated(" \t"),
    "brackets": repeated("(["),
    "closing brackets": repeated(")]"),
    "quotes": repeated("“'\u201d "),
    "signs": scattered("|#*_~`<>[](){}-–=+:;,.!?/\\\"'&%$@ \t"),
    "combining marks": around("a", repeated("\u0301")),
    "emoji": repeated("\U0001f469\u200d\U0001f52c"),
    "bidi": repeated("\u202ea\u202c"),
    "controls": repeated("a\x07\x1f"),
    "capitals": repeated("A B"),
    "dots": repeated(". "),
    "pipes": repeated("|a"),
    "colons": repeated("a: "),
    "entities": repeated("&amp;lt;"),
}
"""What fills a place. Not each in each: `SHAPES` says which."""

SHAPES: dict[str, tuple[str, Shape]] = {
    # Plain text, as a whole.
    "text: short lines": ("text", repeated("a\n")),
    "text: short lines that differ": ("text", numbered("water {}\n")),
    "text: the same line": ("text", repeated("Read more about the river\n\n")),
    "text: paragraphs": ("text", repeated(PROSE + "\n\n")),
    "text: paragraphs that differ": ("text", numbered(f"{PROSE[:-2]} for the {{}}th time.\n\n")),
    "text: wrapped prose": ("text", repeated(WRAPPED)),
    "text: wrapped without blank lines": ("text", repeated(WRAPPED.strip() + "\n")),
    "text: wrapped without spaces": ("text", chopped("的水流過城市", 70)),
    "text: wrapped words with hyphens": ("text", repeated("govern-\nment and the river of the old town that runs on and on and on-\n")),
    "text: list items": ("text", numbered("- item {}\n")),
    "text: numbered items": ("text", numbered("{}. item of the list\n")),
    "text: headings": ("text", numbered("## Heading {}\n\n")),
    "text: quotations": ("text", repeated("> as he said\n")),
    "text: table rows": ("text", numbered("| {} | water | 3.2 |\n")),
    "text: columns": ("text", numbered("Wexley {}    12    34\n")),
    "text: fences": ("text", repeated("```\ncode\n```\n")),
    "text: open fences": ("text", repeated("```\ncode\n~~~\n")),
    "text: dates on lines": ("text", numbered("{} March 2025\n")),
    "text: bylines": ("text", numbered("By Ada Okafor {}\n")),
    "text: addresses": ("text", numbered("https://example.org/{}\n")),
    "text: questions and answers": ("text", numbered("Q: And {}?\n\nA: Yes, water.\n\n")),
    "text: prompts": ("text", repeated("Share this\nRead more: The river\n2 hours ago\n")),
    "text: carriage returns": ("text", repeated("\r")),
    "text: quotations that are alike": ("text", repeated("“He said: ‘no’”, \"she said\" «non» „nein“.\n")),
    "text: quotations that differ": ("text", numbered("“He said no to {} of them and went away.”\n")),
    "text: blank lines": ("text", around("a", repeated("\n"), "b")),
    "text: words of marks": ("text", repeated("a\u0301\u0302 \u200d\u202e ")),
    # Pages, as a whole.
    "page: paragraphs": ("html", around("<body>", repeated(f"<p>{PROSE}</p>"))),
    "page: paragraphs that differ": ("html", around("<body>", numbered(f"<p>{PROSE[:-2]} for the {{}}th time.</p>\n"))),
    "page: paragraphs of one letter": ("html", around("<body>", repeated("<p>a"))),
    "page: links": ("html", around("<body>", numbered('<a href="/{}">The river {}</a> '))),
    "page: items": ("html", around("<body><ul>", numbered('<li><a href="/{}">The river {}</a></li>'))),
    "page: options": ("html", around("<body><select>", numbered("<option>{}"), f"</select>{PARAGRAPHS}")),
    "page: rows": ("html", around("<body><table>", numbered("<tr><td>{}</td><td>water</td></tr>"))),
    "page: cells": ("html", around("<body><table><tr>", numbered("<td>{}</td>"))),
    "page: headings": ("html", around("<body>", numbered("<h2>Heading {}</h2>"))),
    "page: quotations": ("html", around("<body>", numbered(f"<blockquote>{PROSE}{{}}</blockquote>"))),
    "page: line breaks": ("html", around("<body><p>", repeated("a<br>"))),
    "page: line breaks alone": ("html", around("<body>", repeated("<br>"))),
    "page: rules": ("html", around("<body>", repeated("<hr>"))),
    "page: images": ("html", around("<body>", numbered('<img src="/{}.png" alt="water">'))),
    "page: figures": ("html", around("<body>", numbered("<figure><img src=/{}><figcaption>Water {}</figcaption></figure>"))),
    "page: scripts": ("html", around("<body>", numbered("<script>f({})</script>"), PARAGRAPHS)),
    "page: styles": ("html", around("<body>", numbered("<style>a{}</style>"), PARAGRAPHS)),
    "page: linked data": ("html", around("<head>", numbered('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Water {}","author":{"name":"Ada {}"}}</script>'), f"<body>{PARAGRAPHS}")),
    "page: meta tags": ("html", around("<head>", numbered('<meta property="article:tag" content="water {}">'), f"<body>{PARAGRAPHS}")),
    "page: authors": ("html", around("<head>", numbered('<meta name="author" content="Ada Okafor {}">'), f"<body>{PARAGRAPHS}")),
    "page: titles": ("html", around("<head>", numbered("<title>Water {}</title>"), f"<body>{PARAGRAPHS}")),
    "page: comments": ("html", around("<body>", numbered("<!-- {} -->"), PARAGRAPHS)),
    "page: attributes of one tag": ("html", around("<body><p", numbered(" a{}"), f">{PARAGRAPHS}")),
    "page: attributes with values": ("html", around("<body><p", numbered(' data-a{}="{}"'), f">{PARAGRAPHS}")),
    "page: an attribute name for each tag": ("html", around("<body>", numbered("<p x{}>a</p>"))),
    "page: a data name for each tag": ("html", around("<body>", numbered("<p data-x{}=1>a</p>"))),
    "page: a name for each element": ("html", around("<body>", numbered("<x{}>a</x{}>"))),
    "page: a name for each end tag": ("html", around("<body>", numbered("a</x{}>"))),
    "page: a class for each element": ("html", around("<body>", numbered('<p class="water-{} x">a {}</p>'))),
    "page: an id for each element": ("html", around("<body>", numbered('<p id="w{}">a {}</p>'))),
    "page: classes of one element": ("html", around('<body><div class="', numbered(" w{}"), f'">{PARAGRAPHS}')),
    "page: forms": ("html", around("<body>", numbered("<form><input name={}><button>Go</button></form>"), PARAGRAPHS)),
    "page: hidden paragraphs": ("html", around(f"<body>{PARAGRAPHS}", numbered(f"<p hidden>{PROSE}{{}}</p>"))),
    "page: hidden spans": ("html", around(f"<body>{PARAGRAPHS}<p>", numbered(f"<span hidden>{PROSE}{{}}</span>"))),
    "page: tabs": ("html", around(f"<body>{PARAGRAPHS}", numbered(f"<div role=tabpanel hidden id=t{{}}><p>{PROSE * 2}</p></div>"))),
    "page: bylines": ("html", around("<body>", numbered("<p class=byline>By Ada Okafor {}</p>"), PARAGRAPHS)),
    "page: times": ("html", around("<body>", numbered("<time>3 March 2025, {}</time> "), PARAGRAPHS)),
    "page: comments of readers": ("html", around(f"<body>{PARAGRAPHS}<div id=comments>", numbered(f"<div class=comment><b>Ada {{}}</b><p>{PROSE}</p></div>"))),
    "page: CDATA": ("html", around("<body>", repeated("<![CDATA[ a ]]>"), PARAGRAPHS)),
    "page: less-than signs": ("html", around("<body>", repeated("<"), PARAGRAPHS)),
    "page: ends without starts": ("html", around(f"<body>{PARAGRAPHS}", repeated("</p></div>"))),
    "page: open quotes of attributes": ("html", around(f"<body>{PARAGRAPHS}", repeated('<a href="x>'))),
    "page: ampersands": ("html", around("<body><p>", repeated("&"), f"</p>{PARAGRAPHS}")),
    "page: XHTML ends": ("html", around('<?xml version="1.0"?><html><body>', repeated("<a name='x' />"), PARAGRAPHS)),
    "page: template tags": ("html", around("<body>", repeated("<template>a</template>"), PARAGRAPHS)),
    "page: HTML in lines of text": ("auto", repeated("The <b>water</b> rose.\n")),
    "page: tags after text": ("auto", around(f"{PROSE}\n", repeated("<p>a</p>\n"))),
}  # fmt: skip
SHAPES |= {
    f"page: nested {tag}": ("html", around(f"<body>{PARAGRAPHS}", repeated(f"<{tag}>a")))
    for tag in names(
        "div span b a p ul li table td blockquote section q ruby form button font h1 dl dd details svg math select "
        "x-y noscript label object nobr"
    )
}
SHAPES |= {f"{place}: {name}": ("text", in_place(place, FILLINGS[name])) for place in TEXT_PLACES for name in FILLINGS}
SHAPES |= {f"{place}: {name}": ("html", in_place(place, FILLINGS[name])) for place in HTML_PLACES for name in FILLINGS}


@dataclass(frozen=True)
class Measured:
    """What a shape took: CPU seconds for each size (None: not before it was stopped)."""

    name: str
    sizes: Sequence[int]
    seconds: Sequence[float]
    steepest: float
    stopped: bool = False

    @property
    def too_steep(self) -> bool:
        return self.stopped or self.steepest > LIMIT

    def __str__(self) -> str:
        figures = " ".join(f"{seconds:8.3f}" for seconds in self.seconds)
        what = "STOPPED" if self.stopped else f"{self.steepest:5.2f}"
        return f"{'!' if self.too_steep else ' '} {self.name:55} {figures}  {what}"


def seconds_for(source: str, kind: str) -> float:
    """CPU seconds of one cleaning with all it says; the collector of garbage is left out, as it asks after all that
    lives in the process."""
    from cleaner import clean

    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        result = clean(source, kind=kind)  # type: ignore[arg-type]
        len(list(result.removed))
        return time.process_time() - start
    finally:
        gc.enable()


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """How many times as long twice the size takes, at the steepest; 0 where all is over at once.

    >>> growth([1000, 2000, 4000], [1.0, 2.0, 8.0]), growth([1, 4], [1.0, 16.0]), growth([1, 2], [0.01, 0.04])
    (4.0, 4.0, 0.0)
    """
    steepest = 0.0
    for (small, little), (large, much) in pairwise(zip(sizes, seconds, strict=True)):
        if much > NEGLIGIBLE and little > 0:
            steepest = max(steepest, (much / little) ** (1 / log2(large / small)))
    return steepest


def measured(name: str, sizes: Sequence[int] = SIZES, tries: int = 6) -> Measured:
    """Measure a shape; where it looks steep, again, the least of all tries counting."""
    kind, make = SHAPES[name]
    sources = [make(size) for size in sizes]
    least = [seconds_for(source, kind) for source in sources]
    for _ in range(tries - 1):
        if growth(sizes, least) <= LIMIT:
            break
        least = [min(before, seconds_for(source, kind)) for before, source in zip(least, sources, strict=True)]
    return Measured(name, sizes, least, growth(sizes, least))


def _send(pipe: Connection, name: str, sizes: Sequence[int]) -> None:
    pipe.send(measured(name, sizes))


def apart(name: str, sizes: Sequence[int]) -> Measured:
    """Measure a shape in a process of its own, which is stopped where it takes too long."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(send, name, sizes))
    process.start()
    send.close()
    try:
        if receive.poll(GIVEN_UP):
            return receive.recv()
    except EOFError:
        pass
    finally:
        process.kill()
        process.join()
    return Measured(name, sizes, (), 0.0, stopped=True)


def chosen(words: Sequence[str]) -> Iterator[str]:
    """The names of the shapes that hold one of these words; of all without words."""
    return (name for name in SHAPES if not words or any(word in name for word in words))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 where a shape is too steep."""
    from cleaner import clean

    sizes = SMALL if "--small" in arguments else SIZES
    clean(PROSE), clean(PAGE.format(PARAGRAPHS))
    steep = 0
    print(f"  {'shape':55} " + " ".join(f"{size // 1000:6} kB" for size in sizes) + "  growth")
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    words = [word for word in arguments if not word.startswith("--") and not word.isdigit()]
    for name in list(chosen(words))[::every]:
        found = apart(name, sizes)
        steep += found.too_steep
        print(found, flush=True)
    print(f"{steep} too steep")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
