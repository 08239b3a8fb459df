"""Which files apply: addresses, paths, fingerprints, hand; layers, inheritance, what is switched off; languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.page import Block, Fact, Mark, Page, Voice
from cleaner.reading import read
from cleaner.rules import Rules
from cleaner.rules.applying.claims import Claim, by_address
from cleaner.text.addresses import address_of

STORY = "The council met on Monday and adopted the budget for the coming year."

ADDRESSES = [
    ("example.com", "https://example.com/a", True),
    ("example.com", "http://www.example.com", True),
    ("example.com", "https://blog.example.com/x", True),
    ("example.com", "https://notexample.com/", False),
    ("example.com", "https://example.com.evil.org/", False),
    ("www.example.com", "https://example.com/", True),
    ("=example.com", "https://www.example.com/", True),
    ("=example.com", "https://blog.example.com/", False),
    ("*.example.com", "https://blog.example.com/", True),
    ("*.example.com", "https://example.com/", False),
    ("example.*", "https://www.example.co.uk/", True),
    ("example.*", "https://example.org/", True),
    ("example.*", "https://example.a.b.c.org/", False),
    ("EXAMPLE.com", "https://Example.COM:8080/", True),
]


@pytest.mark.parametrize(("domain", "url", "fits"), ADDRESSES)
def test_domains(tmp_path: Path, domain: str, url: str, fits: bool) -> None:
    (tmp_path / "a.yml").write_text(f"site: A\nmatch:\n  domains: ['{domain}']\n")
    chosen = Rules.load([tmp_path], packs=False).select(read(STORY, kind="text", url=url))
    assert bool(chosen.files) == fits


URLS = [
    (("example.com/en/*",), (), "https://www.example.com/en/a", True),
    (("example.com/en/*",), (), "https://example.com/ur/a", False),
    (("https://example.com/en/*",), (), "http://example.com/en/", True),
    (("example.com/*?id=*",), (), "https://example.com/a?id=3", True),
    ((), ("example.com/gallery/*",), "https://example.com/gallery/1", False),
    ((), ("example.com/gallery/*",), "https://example.com/news/1", True),
]


@pytest.mark.parametrize(("urls", "not_urls", "url", "fits"), URLS)
def test_urls(urls: tuple, not_urls: tuple, url: str, fits: bool) -> None:
    claim = Claim(domains=("example.com",), urls=urls, not_urls=not_urls)
    address = address_of(url)
    assert address is not None
    assert (by_address(claim, address) is not None) == fits


def write(folder: Path, **files: str) -> Rules:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Rules.load([folder])


def test_priority(tmp_path: Path) -> None:
    rules = write(
        tmp_path,
        wide="site: W\nmatch:\n  domains: [example.com]\n",
        narrow="site: N\nmatch:\n  domains: [blog.example.com]\n",
        path="site: P\nmatch:\n  domains: [example.com]\n  urls: ['example.com/en/*']\n",
        file="site: F\nmatch:\n  files: ['*special*/*.txt']\n",
        text="site: T\nmatch:\n  text: |\n    Brought to you by the Daily Example\n",
        html="site: H\nmatch:\n  html: 'meta[name=generator][content*=Examplifier]'\n",
    )

    def site_name(**how: object) -> str | None:
        text = how.pop("text", STORY)
        by_hand = how.pop("site", None)
        return rules.select(read(text, **how), site=by_hand).site_name  # type: ignore[arg-type]

    fingerprint = STORY + "\nBrought to you by the Daily Example"
    html = f"<html><head><meta name=generator content='Examplifier 3'></head><body><p>{STORY}</p></body></html>"
    assert site_name() is None
    assert site_name(url="https://example.com/a") == "W"
    assert site_name(url="https://blog.example.com/en/a") == "N"
    assert site_name(url="https://example.com/en/a") == "P"
    assert site_name(url="https://example.com/en/a", name="my/special/1.txt") == "F"
    assert site_name(text=fingerprint) == "T"
    assert site_name(text=fingerprint, url="https://example.com/") == "W"
    assert site_name(text=html) == "H"
    assert site_name(text=fingerprint, name="special/1.txt", site="narrow") == "N"
    assert site_name(site="www.blog.example.com") == "N"


def test_a_fingerprint_does_not_outvote_an_address(tmp_path: Path) -> None:
    rules = write(
        tmp_path, a="site: A\nmatch:\n  domains: [a.example]\n  text: |\n    Brought to you by the Daily Example\n"
    )
    page = STORY + "\nBrought to you by the Daily Example"
    assert rules.select(read(page, url="https://other.example/")).site is None
    assert rules.select(read(page)).site == "a.example"


def test_a_fingerprint_needs_all_its_lines_or_so_many(tmp_path: Path) -> None:
    lines = "      Brought to you by Example\n      All about the town of Example\n"
    rules = write(
        tmp_path,
        a=f"site: A\nmatch:\n  text:\n    need: 1\n    lines: |\n{lines}",
        b=f"site: B\nmatch:\n  text: |\n{lines}",
    )
    assert rules.select(read(STORY + "\nBrought to you by Example")).site_name == "A"


def test_equal_claims_apply_neither(tmp_path: Path) -> None:
    rules = write(
        tmp_path, a="site: A\nmatch:\n  domains: [x.example]\n", b="site: B\nmatch:\n  domains: [x.example]\n"
    )
    chosen = rules.select(read(STORY, url="https://x.example/"))
    assert chosen.site is None
    assert "a and b have an equal claim" in chosen.warnings[0]


def test_an_unknown_site_by_hand_is_said() -> None:
    assert (
        "no rule file for the site nowhere.example"
        in Rules.load().select(read(STORY), site="nowhere.example").warnings[0]
    )


def test_files_of_a_time(tmp_path: Path) -> None:
    rules = write(
        tmp_path,
        old="site: Old\nmatch:\n  domains: [x.example]\nvalid:\n  until: 2019-12-31\n",
        new="site: New\nmatch:\n  domains: [x.example]\nvalid:\n  from: 2020-01-01\n",
    )
    assert rules.select(read(STORY, url="https://x.example/2018/05/04/story")).site_name == "Old"
    assert rules.select(read(STORY, url="https://x.example/2024/05/04/story")).site_name == "New"


def test_layers_and_switch_off(tmp_path: Path) -> None:
    text = "date 2024-12-04 Open Menu\n" + STORY + "\nRecent Stories\nBus fares rise\nShare this story"
    url = "https://www.urdupoint.com/en/world/a.html"
    shipped = Rules.load(packs=False).select(read(text, url=url))
    assert {mark.voice for mark in marks(shipped, text)} == {Voice.SITE_RULE}
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "urdupoint.com.yml").write_text(
        "site: Mine\nswitch_off: [recent-stories]\ntext:\n  keep: |\n    * Open Menu\n  drop_lines: |\n    Share this story\n"
    )
    chosen = Rules.load([tmp_path], packs=False).select(read(text, url=url))
    assert chosen.files == ("sites/urdupoint.com.yml",)
    found = {(mark.block, mark.voice, mark.keep) for mark in marks(chosen, text)}
    assert found == {(0, Voice.USER_RULE, True), (0, Voice.SITE_RULE, False), (4, Voice.USER_RULE, False)}
    assert Rules.load([tmp_path], site_files=False, packs=False).select(read(text, url=url)).files == ()


def marks(chosen: object, text: str) -> list[Mark]:
    return [finding for finding in chosen.findings(read(text)) if isinstance(finding, Mark)]  # type: ignore[attr-defined]


def test_extends_groups_and_loops(tmp_path: Path) -> None:
    rules = write(
        tmp_path,
        groups__daily="group: Daily\nextends: [base]\ntext:\n  drop_lines: |\n    Share this\n    Print this\n",
        groups__base="group: Base\nextends: [daily]\ntext:\n  drop_lines: |\n    Rate this\n",
        sites__a="site: A\nextends: [daily, nothing]\nswitch_off: [print-this]\nmatch:\n  domains: [a.example]\n",
    )
    text = "Share this\nPrint this\nRate this\n" + STORY
    chosen = rules.select(read(text, url="https://a.example/"))
    assert chosen.files[:3] == ("sites/a.yml", "groups/daily.yml", "groups/base.yml")
    assert [mark.block for mark in marks(chosen, text)] == [0, 2]
    assert any("extends itself" in warning for warning in chosen.warnings)
    assert any("extends nothing, which is not there" in warning for warning in chosen.warnings)


def test_groups_are_found_by_fingerprint(tmp_path: Path) -> None:
    rules = write(
        tmp_path,
        groups__maker="group: Maker\nmatch:\n  html: 'meta[name=generator][content*=Maker]'\nhtml:\n  drop: div.box\n",
    )
    html = f"<html><head><meta name=generator content=Maker></head><body><p>{STORY}</p><div class=box><p>Box</p></div></body></html>"
    chosen = rules.select(read(html))
    assert chosen.site is None
    assert "groups/maker.yml" in chosen.files
    assert [mark.block for mark in chosen.findings(read(html)) if isinstance(mark, Mark)] == [1]


PACK = """
pack: xx-news
language: xx
classes:
  share_prompt: |
    Zhare zis
    {number} zhares
words:
  stop_words: [ze, und, zat, zis]
  months: [zanuary]
text:
  drop_lines:
    - id: zhare
      line: Zhare zis
"""
PROSE = "Ze council met und zat was ze end of zis long day, zat und ze night."


def test_packs_follow_the_language(tmp_path: Path) -> None:
    rules = write(tmp_path, packs__xx_news=PACK)
    words = rules.select(read(PROSE)).words
    assert words.languages == ("xx",)
    found = words.matches("share_prompt", "ZHARE zis")
    assert found is not None
    assert found.by == "share_prompt packs/xx_news.yml:6"
    assert words.evidence("12 zhares")[0].fields == {"number": "12"}
    assert words.evidence("zhare zis story") == ()
    assert words.matches("byline", "Zhare zis") is None
    assert words.list("stop_words") == {"ze", "und", "zat", "zis"}
    assert words.list("nothing") == frozenset()
    assert [mark.voice for mark in marks(rules.select(read(PROSE + "\nZhare zis")), PROSE + "\nZhare zis")] == [
        Voice.USER_RULE
    ]
    assert Rules.load([tmp_path], packs=False).select(read(PROSE)).words.languages == ()


def test_a_site_names_its_language_and_packs(tmp_path: Path) -> None:
    rules = write(
        tmp_path, packs__xx_news=PACK,
        a="site: A\nlanguage: xx\nmatch:\n  domains: [a.example]\n",
        b="site: B\npacks: []\nmatch:\n  domains: [b.example]\n",
        c="site: C\npacks: [xx_news]\nmatch:\n  domains: [c.example]\n",
    )  # fmt: skip
    assert rules.select(read(STORY, url="https://a.example")).files == ("a.yml", "packs/xx_news.yml")
    assert rules.select(read(PROSE, url="https://b.example")).files == ("b.yml",)
    assert rules.select(read(STORY, url="https://c.example")).files == ("c.yml", "packs/xx_news.yml")


def test_a_pack_drops_no_long_line_and_nothing_inside_a_quotation(tmp_path: Path) -> None:
    folder = tmp_path / "shipped"
    write(folder, packs__xx_news=PACK.replace("line: Zhare zis", "line: 'Zhare *'"))
    from cleaner.rules.applying.library import Library
    from cleaner.rules.file.model import Layer

    rules = Rules(Library([Layer(folder)]))
    long = "Zhare " + "ze und " * 40
    quoted = "“Ze council met und zat was ze end."
    text = "\n".join([PROSE, long, quoted, "Zhare zis day,", "ze end.” he said.", "Zhare zis"])
    assert [mark.block for mark in marks(rules.select(read(text)), text)] == [5]


def test_seeds_know_their_sites() -> None:
    rules = Rules.load()
    seeds = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
    sites = [rules.select(read(seed.read_bytes())).site for seed in seeds]
    assert sites == ["thefinancialexpress.com.bd", None, "urdupoint.com", None, None]


def test_a_rule_file_that_changes_is_read_anew_and_nothing_is_left_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    folder = tmp_path / "rules"
    for number in range(20):
        write(folder, **{f"s{number}": f"site: S{number}\nmatch:\n  domains: [s{number}.example]\n"})
    page = read(STORY, url="https://s7.example/")
    assert Rules.load([folder]).select(page).site_name == "S7"
    (folder / "s7.yml").write_text("site: Seven changed\nmatch:\n  domains: [s7.example]\n")
    assert Rules.load([folder]).select(page).site_name == "Seven changed"
    assert list(home.iterdir()) == []


def test_a_document_leaves_nothing_behind() -> None:
    rules = Rules.load()
    first = read(STORY + "\nShare this story\nBy Ada Okafor")
    alone = list(Rules.load().select(first).findings(first))
    for number in range(3):
        other = read(f"By Nobody {number}\n" * 5 + "Der Rat tagte und das war es für den Tag.")
        list(rules.select(other).findings(other))
    assert list(rules.select(first).findings(first)) == alone


def test_an_empty_page_has_no_findings() -> None:
    rules = Rules.load()
    page = Page(())
    chosen = rules.select(page)
    assert list(chosen.findings(chosen.repair(page))) == []
    assert list(rules.select(Page((Block(""),))).findings(Page((Block(""),)))) == []
    assert not any(isinstance(finding, Fact) for finding in chosen.findings(page))


@pytest.mark.parametrize("here", [True, False])
def test_files_of_one_name_in_a_folder_and_below_it_both_apply(
    here: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, line in (("a.example.yml", "Share this"), ("first-guess/a.example.yml", "Read on")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"site: A\nmatch:\n  domains: [a.example]\ntext:\n  drop_lines: {line}\n")
    monkeypatch.chdir(tmp_path)
    cleaner = Cleaner(rules=[Path() if here else tmp_path], packs=False)
    story = "The council met on Monday and adopted the budget for the next year."
    assert cleaner.clean(f"{story}\nShare this\nRead on\n", url="https://a.example/1").text == story
    found = cleaner.compiled.select(Page((), url="https://a.example/1")).files
    assert found == ("a.example.yml", "first-guess/a.example.yml"), "the file above outweighs the one below"
