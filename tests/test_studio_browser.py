"""The studio in headless Chromium, as a person uses it. A lane of its own: `pytest -m browser`."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("nicegui", reason='the studio needs its extra: pip install "cleaner[studio]"')
webdriver = pytest.importorskip(
    "selenium.webdriver", reason='these tests need the extra: pip install "cleaner[browser]"'
)

from selenium.common.exceptions import StaleElementReferenceException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
if not CHROMIUM or not DRIVER:
    pytest.skip("these tests need Chromium: apt-get install chromium chromium-driver", allow_module_level=True)

# The longest that a busy machine may take for anything; no test says how fast something is.
PATIENCE = 60
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1280,900", "--lang=en-US",
)  # fmt: skip
PROSE = [
    "The ferry will run until the end of October, the county said on Monday, and it will carry lorries as well.",
    "The last boat leaves the eastern bank at ten in the evening, half an hour later than it did last summer.",
    "The county's engineers looked at the landing stages for two weeks and found no fault in them, they said.",
    "A ticket costs as much as before, and children under six years of age travel without one, as they always have.",
    "The ferry was built in a yard on the northern coast and has crossed the river for more than forty years now.",
    "Its captain said that the season had been a quiet one, with less fog than in other years and fewer delays.",
]
LAST = "Was this useful to you, neighbour? Then ring the bell {n} times"
ASKED = "Did this help you, reader?"
EVIL = """<html><head><title>page</title><script>top.document.title = "taken"; document.title = "taken"</script>
<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/"></head><body onload='top.document.title = "taken"'>
<form action="http://127.0.0.1:9/"><input autofocus></form><p>{prose}</p><p>&lt;script&gt;top.document.title = "taken"&lt;/script&gt;
<img src=x onerror='top.document.title = "taken"'> was what the notice on the door said, the keeper told the county.</p>{rest}</body></html>"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("studio")
    folder = root / "valley"
    folder.mkdir()
    for n in range(1, 7):
        (folder / f"{n}.txt").write_text("\n".join([*PROSE, LAST.format(n=n)]) + "\n", encoding="utf-8")
    for n, things in enumerate(("mill", "quarry", "school", "museum", "orchard"), 1):
        own = [f"The {things} and the {things[::-1]} {verb} for the {things}ers of {things.title()}ton, they {say}."
               for verb, say in (("opened", "said"), ("closed", "wrote"), ("burned", "sang"), ("grew", "claimed"))]  # fmt: skip
        (folder / f"own-{n}.txt").write_text("\n".join([*own, ASKED, f"{n} people read this"]), encoding="utf-8")
    rest = "".join(f"<p>{PROSE[number % 3]} It was said {number} times.</p>" for number in range(1500))
    page = EVIL.replace("{prose}", PROSE[0]).replace("{rest}", rest)
    (folder / "evil & <b>.html").write_text(page, encoding="utf-8")
    return folder, root / "rules"


@pytest.fixture(scope="module")
def address(places: tuple[Path, Path]) -> Iterator[str]:
    folder, rules = places
    command = [sys.executable, "-m", "cleaner", "studio", str(folder), "--rules", str(rules), "--no-open"]
    inherited = {
        name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"
    }  # NiceGUI looks at it
    environment = inherited | {"PYTHONPATH": str(Path(__file__).parent.parent), "HOME": str(folder.parent)}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    line = server.stdout.readline().strip()
    assert line.startswith("http://127.0.0.1:"), line
    yield line
    server.terminate()
    server.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


class Studio:
    """The page, as one sees it."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def until(self, what: Any, message: str) -> Any:
        wait = WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException])
        return wait.until(lambda _: what(), message)

    def all(self, css: str) -> list[Any]:
        return list(self.browser.find_elements(By.CSS_SELECTOR, css))

    def one(self, css: str) -> Any:
        return self.until(lambda: next(iter(self.all(css)), None), css)

    def text(self, css: str) -> str:
        return self.browser.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", css)

    def js(self, script: str) -> Any:
        return self.browser.execute_script(script)

    def press(self, css: str, words: str = "") -> None:
        """Click the first element with these words; what is shown may be made anew at any moment, so in one step."""
        script = """const one = [...document.querySelectorAll(arguments[0])].find((one) => one.innerText.includes(arguments[1]));
            one?.click(); return Boolean(one) && !one.disabled"""
        self.until(lambda: self.browser.execute_script(script, css, words), f"{css} {words}")

    def shows(self, css: str, words: str) -> None:
        """Wait until an element has these words."""
        self.until(lambda: words in self.text(css), f"{css} shows {words}")

    def is_line(self, words: str, verdict: str) -> None:
        """Wait until the line with these words is kept, or removed, ..."""
        script = """return [...document.querySelectorAll("#lines .line")].some((one) =>
            one.innerText.includes(arguments[0]) && one.classList.contains(arguments[1]))"""
        self.until(lambda: self.browser.execute_script(script, words, verdict), f"{words} is {verdict}")

    def open(self, id: str) -> None:
        self.press("#documents li", id)
        self.until(lambda: id in self.text(".middle .title"), f"{id} is shown")

    def file(self) -> str:
        return self.js("return [...document.querySelectorAll('.cm-line')].map((one) => one.textContent).join('\\n')")

    def type(self, text: str) -> None:
        """Over all of the rule file, key by key."""
        content = self.one(".cm-content")
        content.click()
        content.send_keys(Keys.CONTROL, "a")
        content.send_keys(Keys.DELETE)
        self.browser.execute_cdp_cmd("Input.insertText", {"text": text})

    def keys(self, *keys: str) -> None:
        self.js("document.querySelector('#lines').focus()")
        self.browser.switch_to.active_element.send_keys(*keys)


@pytest.fixture
def studio(browser: Any, address: str) -> Studio:
    page = Studio(browser)
    browser.get(address)
    page.one("#lines .line")
    page.until(lambda: page.js("return Boolean(window.studio && document.querySelector('.cm-content'))"), "the editor")
    return page


def test_a_line_becomes_a_rule_the_preview_changes_and_the_file_is_saved(
    studio: Studio, places: tuple[Path, Path]
) -> None:
    saved = places[1] / "valley.yml"
    studio.open("2.txt")
    studio.press("#lines .line", "neighbour")
    studio.shows('[data-kind="like"]', "6 docs · 6 lines · 0 inside")
    studio.shows('[data-kind="drop"]', "1 doc")
    studio.press('[data-kind="like"]')
    studio.until(lambda: "{number}" in studio.text(".yaml"), "the rule as it would be written")
    studio.press('[aria-label="Put the rule into the file"]')
    studio.until(lambda: "ring the bell {number} times" in studio.file(), "the rule is in the file")
    studio.is_line("neighbour", "removed")
    studio.until(lambda: "was-this-useful" in studio.text(".under"), "the rule is counted")
    studio.until(lambda: studio.text(".under tbody .count") == "6", "in six documents")
    assert not saved.exists()
    studio.keys(Keys.CONTROL, "s")
    studio.until(lambda: "+" in studio.text(".difference"), "the difference before saving")
    assert "ring the bell {number} times" in studio.text(".difference")
    studio.press('.q-dialog [aria-label="Save"]')
    studio.until(saved.exists, "the file is saved")
    assert "ring the bell {number} times" in saved.read_text(encoding="utf-8")
    assert "unchanged: yes" in saved.read_text(encoding="utf-8")


def test_by_keyboard_alone_a_line_goes_and_comes_back(studio: Studio) -> None:
    studio.open("3.txt")
    studio.keys("j", "j")
    studio.until(lambda: len(studio.all('#lines [aria-selected="true"]')) == 1, "a line is chosen")
    studio.shows('#lines [aria-selected="true"]', PROSE[1])
    studio.until(lambda: studio.all('[data-kind="drop"]'), "its cards")
    studio.keys("x")
    studio.is_line(PROSE[1], "removed")
    studio.until(lambda: studio.text(".under td.bad").isdigit(), "and is said to be inside bodies")
    studio.keys("u")
    studio.is_line(PROSE[1], "kept")
    assert PROSE[1] not in studio.file()


def test_an_error_stands_at_its_line_and_column_as_one_types(studio: Studio) -> None:
    studio.type("site: A\nmatch:\nfiles: x\n")
    studio.until(lambda: "3:1" in studio.text(".problems"), "the error at line 3")
    studio.shows(".cm-bad", "files")
    studio.press(".problem")
    studio.type("site: A\nmatch:\n  files: ['*valley*']\n")
    studio.until(lambda: not studio.all(".problem"), "it is gone")


def test_keys_are_completed_from_the_schema(studio: Studio) -> None:
    studio.type("site: A\nmatch:\n  files: ['*valley*']\ntext:\n  ")
    studio.browser.switch_to.active_element.send_keys("drop_l")
    studio.until(lambda: "drop_lines" in studio.text(".cm-tooltip-autocomplete"), "the list of keys")
    studio.browser.switch_to.active_element.send_keys(Keys.ENTER)
    studio.until(lambda: "drop_lines: |" in studio.file(), "the key is put in")


def test_why_not_and_a_scratch_line(studio: Studio) -> None:
    studio.type(
        "site: A\nmatch:\n  files: ['*valley*']\ntext:\n  drop_lines:\n    - line: The last boat {_}\n      where: first 1 line\n"
    )
    studio.open("4.txt")
    studio.press("#lines .line", PROSE[1])
    studio.press(".inspector .q-tab", "Why not")
    studio.until(
        lambda: "it looks only at the first 1 line; this is line 2 of 7" in studio.text(".inspector .near"),
        "the reason",
    )
    studio.press(".inspector .q-tab", "Scratch")
    studio.one('[aria-label="Scratch line"]').send_keys("The last boat sinks")
    studio.until(lambda: "takes it, if" in studio.text(".inspector .near"), "the rule that would take it")


def test_the_form_and_the_file_are_one(studio: Studio) -> None:
    studio.type("site: A\nmatch:\n  files: ['*valley*']\ntext:\n  drop_lines: |  # here\n    Share this\n")
    studio.press(".under .q-tab", "Form")
    box = studio.one('[aria-label="Drop lines: a new line"]')
    box.send_keys("More news", Keys.ENTER)
    studio.until(lambda: "More news" in studio.file(), "the form writes")
    assert "# here" in studio.file()
    studio.until(lambda: studio.all('[aria-label="Take out more-news"]'), "and shows")
    studio.press('[aria-label="Take out share-this"]')
    studio.until(lambda: "Share this" not in studio.file(), "and takes out")


def test_a_name_outside_the_rules_folder_is_refused(studio: Studio, places: tuple[Path, Path]) -> None:
    box = studio.one('.head input[aria-label="Rule file"]')
    box.click()
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("../outside.yml")
    studio.until(lambda: not studio.all(".q-menu .q-item"), "no file of that name")
    box.send_keys(Keys.ENTER)
    studio.until(lambda: "leads out of the rules folder" in studio.text("body"), "it is refused")
    assert not (places[1].parent / "outside.yml").exists()


def test_a_hostile_page_does_nothing(studio: Studio) -> None:
    studio.open("evil & <b>.html")
    studio.until(lambda: studio.js("return studio.state.rows") > 1500, "its lines")
    assert "<script>" in studio.text("#lines")
    studio.until(
        lambda: [one for one in studio.all(".q-tab") if one.text == "Page" and one.is_displayed()], "the page's tab"
    )
    next(one for one in studio.all(".q-tab") if one.text == "Page").click()
    frame = studio.until(
        lambda: next((one for one in studio.all("iframe") if one.get_attribute("src")), None), "the frame"
    )
    assert frame.get_attribute("sandbox") == "allow-same-origin"
    studio.browser.switch_to.frame(frame)
    studio.until(lambda: studio.all("[data-cleaner]"), "outlined blocks")
    assert not studio.all("script, form, input, meta[http-equiv]")
    studio.browser.switch_to.default_content()
    assert studio.browser.title == "cleaner studio"
    studio.press(".middle .bar .q-tab", "Lines")
    assert studio.browser.title == "cleaner studio"


def test_a_click_on_a_block_of_the_page_chooses_its_line(studio: Studio) -> None:
    studio.open("evil & <b>.html")
    studio.until(lambda: studio.js("return studio.state.rows") > 1500, "its lines")
    next(one for one in studio.all(".q-tab") if one.text == "Page").click()
    inside = "document.querySelector('iframe.frame')?.contentDocument"
    studio.until(lambda: studio.js(f"return Boolean({inside}?.querySelector('p[data-cleaner-block]'))"), "the page")
    studio.js(f"{inside}.querySelectorAll('p[data-cleaner-block]')[3].click()")
    studio.until(lambda: studio.all('[data-kind="drop"]'), "its cards")
    studio.until(lambda: studio.js("return studio.state.row") >= 0, "its line")
    chosen = studio.js(f"return {inside}.querySelector('[data-cleaner-chosen]').textContent")
    assert chosen == studio.js("return document.querySelector('#lines [aria-selected=true] .text').textContent")
    studio.js(f"{inside}.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'j', bubbles: true }}))")
    studio.until(
        lambda: studio.js(f"return {inside}.querySelector('[data-cleaner-chosen]').textContent") != chosen,
        "j goes on from the frame, too",
    )
    studio.press(".middle .bar .q-tab", "Lines")


def test_proposals_are_looked_for_and_accepted_by_key(studio: Studio) -> None:
    studio.type("site: A\nmatch:\n  files: ['*valley*']\n")
    studio.press(".inspector .q-tab", "Proposals")
    studio.press('[aria-label="Look for what recurs in the folder"]')
    studio.until(lambda: studio.all(".proposal"), "proposals")
    studio.shows(".proposal", "takes")
    studio.shows(".proposal .yaml", ASKED)
    studio.keys("y")
    studio.until(lambda: ASKED in studio.file(), "the first is in the file")
    studio.until(lambda: ASKED not in studio.text(".proposal .yaml"), "and no proposal any more")
    studio.open("own-2.txt")
    studio.is_line(ASKED, "removed")


def test_audit_and_changes_open_their_lines(studio: Studio) -> None:
    studio.type(f"site: A\nmatch:\n  files: ['*valley*']\ntext:\n  drop_lines: |\n    {PROSE[2]}\n")
    studio.press(".under .q-tab", "Changes")
    studio.until(lambda: "words lost" in studio.text(".under"), "what changed")
    studio.shows(".under .hit .minus", PROSE[2])
    studio.press(".under .q-tab", "Audit")
    studio.press('[aria-label="Audit the rules in the folder"]')
    studio.until(lambda: "the-county-s-engineers" in studio.text(".under"), "the rule")
    studio.press(".under .link", "the-county-s-engineers")
    studio.press(".under .hit", PROSE[2])
    studio.shows('#lines [aria-selected="true"]', PROSE[2])


def test_every_control_has_a_name(studio: Studio) -> None:
    nameless = studio.js("""
        const named = (one) => one.getAttribute("aria-label") || one.innerText.trim() || one.labels?.length ||
          one.getAttribute("aria-labelledby") || one.title || one.closest("label")?.innerText.trim();
        return [...document.querySelectorAll("button, input, select, iframe, [role=slider], [role=listbox], [role=checkbox], [contenteditable=true]")]
          .filter((one) => !named(one) && one.type !== "hidden" && one.getClientRects().length).map((one) => one.outerHTML.slice(0, 200))""")
    assert nameless == []


def test_nothing_is_asked_of_other_hosts(studio: Studio, address: str) -> None:
    import json

    studio.browser.get(address)
    studio.one("#lines .line")
    own = urlsplit(address).netloc
    asked = set()
    for entry in studio.browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(urlsplit(message["params"]["request"]["url"]))
    hosts = {one.netloc for one in asked if one.scheme in ("http", "https", "ws", "wss")}
    assert hosts == {own}


def test_strangers_get_403(address: str) -> None:
    place = urlsplit(address)
    assert place.port is not None

    def status(path: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=PATIENCE)
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status

    assert status("/") == 403
    assert status(f"/?{place.query}", Host="evil.example") == 403
    assert status(f"/?{place.query}") == 303
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "eA==",
    }
    assert status("/_nicegui_ws/socket.io/?EIO=4&transport=websocket", **upgrade) == 403
    assert status("/_nicegui_ws/socket.io/?EIO=4&transport=polling") == 403
    assert status("/frame?id=312e747874") == 403
