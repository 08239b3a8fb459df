"""The studio's page: a NiceGUI layout around one session. It shows and asks; what things mean is in `session`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from nicegui import run, ui

from cleaner.batch.names import shown as shown_name
from cleaner.rules.file.complaint import Complaint
from cleaner.workshop.studio import panes
from cleaner.workshop.studio.edits import CannotEdit, NewRule, with_pattern, without_line
from cleaner.workshop.studio.finding_panes import changes_said
from cleaner.workshop.studio.finding_tabs import FindingTabs
from cleaner.workshop.studio.form import HINTS, KINDS, FormRow, new_row, rows_of_form
from cleaner.workshop.studio.hits import Counted
from cleaner.workshop.studio.rule_text import ChangedOnDisk, OutsideRules, place_of
from cleaner.workshop.studio.session import Preview, Session
from cleaner.workshop.studio.suggestions import CARDS, REACHES, Kind, Selection
from cleaner.writing.html import style

# How often the page asks what the work in the background has brought.
LOOK_AGAIN = 0.3
# The folder is cleaned anew when nobody has typed for so long.
QUIET = 1.5
KINDS_BY_KEY: dict[str, Kind] = {key: kind for kind, key in panes.KEYS.items()}
THEMES = {True: "githubDark", False: "githubLight"}


def asset(name: str) -> str:
    """A file of this package."""
    return resources.files("cleaner.workshop.studio").joinpath(name).read_text(encoding="utf-8")


def id_of(told: Mapping[str, Any]) -> str:
    """The document that an element names; ids may be bytes that no page can hold, so they travel as hexadecimal."""
    return bytes.fromhex(str(told.get("id", ""))).decode("utf-8", "surrogateescape")


class StudioPage:
    """One browser tab."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.current = session.documents[0].id if session.documents else ""
        self.preview: Preview | None = None
        self.sent: list[str] = []
        self.sent_of = ""
        self.selection: Selection | None = None
        self.picked = -1
        self.memory = session.memory
        self.kind: Kind | None = None
        self.weights: dict[Kind, Counted | None] = {}
        self.draft_weight: Counted | None = None
        self.opened_facets = {"status", "label"}
        self.opened_rule = ""
        self.dark = False
        self.version = 0
        self.findings = FindingTabs(session, button, open_line=self.open_line, changed=self.put_and_changed)
        self.quiet_since: float | None = None
        self.refreshing = False
        self.again = False
        self.dirty = True
        self.setting = False

    # ---- building

    def build(self) -> None:
        """All of the page."""
        ui.add_css(style() + asset("studio.css"))
        ui.add_head_html(f"<script>{asset('studio.js')}</script>")
        with ui.element("div").classes("studio"):
            self._head()
            with ui.element("nav").classes("pane left").props('aria-label="Documents"'):
                self._left()
            with ui.element("main").classes("pane middle"):
                self._middle()
            with ui.element("section").classes("pane right").props('aria-label="Rule file"'):
                self._right()
        self._dialogs()
        self._events()
        self.mode = ui.dark_mode(None)
        ui.timer(LOOK_AGAIN, self.look)
        ui.timer(0.05, self.arrive, once=True)

    def _head(self) -> None:
        session = self.session
        with ui.element("header").classes("head"):
            ui.label("cleaner studio").classes("name")
            ui.label(f"{shown_name(str(session.folder))} · {len(session.documents):,} documents").classes("where")
            self.progress = ui.label("").classes("soft small").props("role=status")
            self.files = ui.select(
                session.names, value=session.file.name, on_change=self.open_file, new_value_mode="add-unique"
            )
            self.files.props('dense outlined options-dense aria-label="Rule file"').style("min-width: 13rem")
            self.undo_button = button("Undo", self.undo, "Undo (u)")
            self.redo_button = button("Redo", self.redo, "Redo (r)")
            self.save_button = button("Save …", self.ask_to_save, "Save (Ctrl+S)", strong=True)
            button("◐", self.switch_theme, "Light or dark")
            button("?", self.open_help, "Keys")

    def _left(self) -> None:
        search = ui.input(placeholder="Search", on_change=self.search).classes("q-ma-sm")
        search.props('dense outlined clearable for=search aria-label="Search"')
        self.facets = ui.html("", sanitize=False).classes("facets scroll")
        with (
            ui.element("div")
            .classes("scroll grow")
            .props('id=documents tabindex=0 role=listbox aria-label="Documents"')
        ):
            self.documents = ui.html("", sanitize=False, tag="ul").classes("documents").props("role=presentation")

    def _middle(self) -> None:
        with ui.element("div").classes("bar"):
            self.bar = ui.html("", sanitize=False).classes("title")
            button("‹", lambda: self.step(-1), "Previous document (p)")
            button("›", lambda: self.step(1), "Next document (n)")
            with ui.tabs().props("dense no-caps") as tabs:
                ui.tab("lines", "Lines")
                self.page_tab = ui.tab("page", "Page")
            self.tabs = tabs
        with ui.element("div").classes("pane grow") as self.lines_pane:
            ui.element("ol").classes("lines scroll grow").props(
                'id=lines tabindex=0 role=listbox aria-label="Lines of the document"'
            )
        with ui.element("div").classes("pane grow") as self.frame_pane:
            self.frame = ui.element("iframe").classes("frame")
            # Of the same origin, so that the studio's script hears clicks in it; nothing in it may run.
            self.frame.on("load", js_handler="(event) => studio.framed(event.target)")
            self.frame.props('sandbox="allow-same-origin" title="The page, blocks outlined" referrerpolicy=no-referrer')
        self.frame_pane.set_visibility(False)
        tabs.set_value("lines")
        tabs.on_value_change(self.show_tab)
        self._inspector()

    def _inspector(self) -> None:
        with ui.element("section").classes("pane inspector").props('aria-label="The selected line"'):
            with ui.tabs().props("dense no-caps align=left") as tabs:
                ui.tab("line", "This line")
                ui.tab("why", "Why not?")
                ui.tab("scratch", "Scratch line")
                ui.tab("proposals", "Proposals")
            self.inspecting = tabs
            with ui.tab_panels(tabs, value="line", animated=False, keep_alive=True).classes("scroll"):
                with ui.tab_panel("line").classes("inside"):
                    self._cards()
                with ui.tab_panel("why").classes("inside"):
                    self.why = ui.html("", sanitize=False)
                with ui.tab_panel("scratch").classes("inside"):
                    typed = ui.input(placeholder="Type a line: which rules would take it?", on_change=self.try_line)
                    typed.props('dense outlined clearable debounce=120 aria-label="Scratch line"').classes(
                        "w-full full-width"
                    )
                    self.scratch_text = typed
                    self.scratch = ui.html("", sanitize=False)
                with ui.tab_panel("proposals").classes("inside"):
                    self.findings.proposals()
            tabs.on_value_change(self.inspect)

    def _cards(self) -> None:
        self.asking = ui.label("Choose a line: click it, or use j and k. Mark a part of it for a part.").classes("soft")
        with ui.element("div").classes("choosing"):
            self.cards = ui.html("", sanitize=False)
            self._draft()

    def _draft(self) -> None:
        with ui.element("div") as self.draft_box:
            with ui.element("div").classes("sliders"):
                self.breadth, self.breadth_name = slider("Breadth", self.draft_changed)
                self.reach, self.reach_name = slider("Reach", self.draft_changed)
            self.draft = ui.html("", sanitize=False)
            with ui.row().classes("items-center"):
                button("Put it into the file", self.accept, "Put the rule into the file", strong=True)
                self.with_tests = ui.checkbox("with tests", value=True).props("dense")
            self.draft_hits = ui.html("", sanitize=False)
        self.draft_box.set_visibility(False)

    def _right(self) -> None:
        self.editor = ui.codemirror(
            self.session.file.text, language="YAML", theme="githubLight", indent="  ", line_wrapping=True,
            on_change=self.typed, keymap={"Mod-s": self.ask_to_save},
        ).classes("editor")  # fmt: skip
        self.problems = ui.html("", sanitize=False, tag="ul").classes("problems scroll").props("role=status")
        with ui.element("div").classes("pane under"):
            with ui.tabs().props("dense no-caps align=left") as tabs:
                ui.tab("folder", "Folder")
                ui.tab("changes", "Changes")
                ui.tab("audit", "Audit")
                ui.tab("form", "Form")
                ui.tab("result", "Result")
                self.tests_tab = ui.tab("tests", "Tests")
            with ui.tab_panels(tabs, value="folder", animated=False, keep_alive=True).classes("scroll grow"):
                with ui.tab_panel("folder").classes("inside"):
                    self.rules = ui.html("", sanitize=False)
                with ui.tab_panel("changes").classes("inside"):
                    self.findings.changes()
                with ui.tab_panel("audit").classes("inside"):
                    self.findings.audit()
                with ui.tab_panel("form").classes("inside"):
                    self.form = ui.element("div")
                with ui.tab_panel("result").classes("inside"):
                    self.result = ui.html("", sanitize=False)
                with ui.tab_panel("tests").classes("inside"):
                    self.tests = ui.html("", sanitize=False)

    def _dialogs(self) -> None:
        with ui.dialog() as self.help, ui.card():
            ui.label("Keys").classes("text-subtitle1")
            ui.html(panes.help_pane(), sanitize=False)
            button("Close", self.help.close, "Close")
        with ui.dialog() as self.saving, ui.card().style("width: 60rem; max-width: 95vw"):
            self.saving_title = ui.label("").classes("text-subtitle1")
            self.saving_note = ui.label("").classes("bad")
            self.saving_changes = ui.label("").classes("soft")
            self.difference = ui.html("", sanitize=False)
            with ui.row():
                button("Save", self.save, "Save", strong=True)
                button("Cancel", self.saving.close, "Cancel")

    def _events(self) -> None:
        told: dict[str, Callable[[Any], Any]] = {
            "pick": self.pick, "open": lambda told: self.show(id_of(told)), "facet": self.choose, "toggle": self.toggle,
            "card": lambda told: self.choose_card(told["kind"]), "hit": self.open_hit, "rule": self.open_rule,
            "line": self.findings.show_line, "proposal": self.findings.act, "audited": self.findings.open_rule,
            "key": self.key, "theme": lambda told: self.set_theme(bool(told["dark"])),
        }  # fmt: skip
        for name, handler in told.items():
            ui.on(f"studio_{name}", lambda event, handler=handler: handler(event.args))

    async def arrive(self) -> None:
        """What is done when the browser is there."""
        await ui.context.client.connected()
        self.set_theme(bool(await ui.run_javascript("window.studio.prefersDark()", timeout=10)))
        ui.run_javascript(
            f"import('nicegui-codemirror').then((CM) => getElement({self.editor.id}).editorPromise"
            ".then((view) => studio.completing(CM, view)))"
        )
        self.fill_folder()
        self.fill_form()
        self.findings.fill()
        await self.refresh()
        if self.session.known_text is None and not self.session.running.busy:
            self.session.read_folder(self.note)
        self.session.count(self.note)

    def note(self) -> None:
        """Work in the background has brought something; called from other threads."""
        self.dirty = True

    def open_help(self) -> None:
        """The list of keys."""
        self.help.open()

    # ---- documents

    async def show(self, id: str) -> None:
        """Another document."""
        if id not in self.session.by_id:
            return
        self.current, self.selection, self.picked = id, None, -1
        self.draft_box.set_visibility(False)
        self.cards.set_content("")
        self.asking.set_visibility(True)
        self.fill_folder()
        await self.refresh()
        if self.tabs.value == "page":
            self.load_frame()

    async def step(self, by: int) -> None:
        """The next document of those shown, or the one before."""
        ids = self.session.shown
        if ids:
            at = ids.index(self.current) + by if self.current in ids else 0
            await self.show(ids[min(max(at, 0), len(ids) - 1)])
            ui.run_javascript(
                "document.querySelector('#documents [aria-selected=true]')?.scrollIntoView({block:'nearest'})"
            )

    def search(self, event: Any) -> None:
        """Narrow the list to documents with these words."""
        self.session.choice.search = event.value or ""
        self.fill_folder()

    def choose(self, told: Mapping[str, Any]) -> None:
        """A value of a facet."""
        self.session.choice.toggle(told["facet"], told["value"])
        self.fill_folder()

    def toggle(self, told: Mapping[str, Any]) -> None:
        """Open or close a facet."""
        self.opened_facets.symmetric_difference_update({told["facet"]})
        self.fill_folder()

    def fill_folder(self) -> None:
        """Facets and list of documents."""
        session = self.session
        self.facets.set_content(panes.facets_pane(session.facets(), session.choice, self.opened_facets))
        self.documents.set_content(panes.documents_pane(session.shown, session.known, self.current))

    async def look(self) -> None:
        """Show what the work in the background has brought, and begin the next piece of it."""
        if self.session.memory is not self.memory:  # what the site repeats is known now
            self.memory = self.session.memory
            await self.refresh()
        if self.quiet_since is not None and self.now() - self.quiet_since > QUIET:
            self.quiet_since = None
            self.session.read_folder(self.note)
        if not self.dirty and not self.findings.busy:
            return
        self.dirty = self.findings.busy
        session = self.session
        done = sum(id in session.known for id in session.by_id)
        busy = session.running.busy
        failed = session.running.error or session.counting.error
        told = f"cleaning {done:,} of {len(session.documents):,}" if busy else ""
        self.progress.set_text(f"{type(failed).__name__}: {failed}" if failed else told)
        self.fill_folder()
        self.fill_rules()
        self.findings.fill()
        self.dirty = self.dirty or busy or session.counting.busy

    @staticmethod
    def now() -> float:
        """Seconds of a clock that only goes forward."""
        return time.monotonic()

    # ---- the text

    async def typed(self, event: Any) -> None:
        """A keystroke in the editor."""
        if self.setting or event.value == self.session.file.text:
            return
        self.session.file.typed(event.value)
        await self.changed(form=True)

    async def changed(self, *, form: bool = True) -> None:
        """The text is another: all that follows from it."""
        if form:
            self.fill_form()
        await self.refresh()
        self.session.count(self.note)
        self.quiet_since = self.now()
        self.dirty = True

    async def put_and_changed(self) -> None:
        """The text of the session is another."""
        self.put(self.session.file.text)
        await self.changed()

    def put(self, text: str) -> None:
        """The text of the session into the editor."""
        self.setting = True
        self.editor.set_value(text)
        self.setting = False

    async def undo(self) -> None:
        """One step back."""
        self.put(self.session.file.undo())
        await self.changed()

    async def redo(self) -> None:
        """One step forward."""
        self.put(self.session.file.redo())
        await self.changed()

    async def refresh(self) -> None:
        """Problems, lines, result and tests of the text as it is now. While one is made, only the newest waits."""
        if self.refreshing:
            self.again = True
            return
        self.refreshing = True
        try:
            self.again = True
            while self.again:
                self.again = False
                await self._refresh()
        finally:
            self.refreshing = False

    async def _refresh(self) -> None:
        session, id = self.session, self.current
        self.fill_problems(session.built.complaints)
        if id:
            preview = await run.io_bound(session.preview, id)
            if preview is None or id != self.current:
                return
            self.preview = preview
            self.fill_lines(preview)
        complaints = await run.io_bound(session.complaints) or []
        tried = await run.io_bound(session.tests) or []
        self.fill_problems(complaints)
        failed = sum(one.state == "failed" for one in tried)
        self.tests_tab.props["label"] = f"Tests ({len(tried)}{f', {failed} failed' if failed else ''})"
        self.tests_tab.update()
        self.tests.set_content(panes.tests_pane(tried))
        self.fill_buttons()

    def fill_lines(self, preview: Preview) -> None:
        """The lines that changed since they were last sent."""
        made = panes.line_texts(preview.explained.rows if preview.explained else ())
        if self.sent_of != preview.document.id:
            ui.run_javascript(f"studio.setLines({script(made)}, null, {len(made)})")
        else:
            changes = [(at, line) for at, line in enumerate(made) if at >= len(self.sent) or self.sent[at] != line]
            ui.run_javascript(f"studio.setLines(null, {script(changes)}, {len(made)})")
        self.sent, self.sent_of = made, preview.document.id
        self.bar.set_content(panes.document_bar(preview))
        self.result.set_content(panes.result_pane(preview))
        has_page = bool(preview.cleaned and preview.cleaned.page.kind == "html")
        self.page_tab.set_visibility(has_page)
        if not has_page and self.tabs.value == "page":
            self.tabs.set_value("lines")

    def fill_problems(self, complaints: list[Complaint] | tuple[Complaint, ...]) -> None:
        """Complaints under the editor and as marks in it."""
        self.problems.set_content(panes.problems_pane(complaints))
        text = self.session.file.text
        marks = [mark for one in complaints if (mark := mark_of(one, text))]
        tips = {one.line: one.sentence for one in complaints}
        # Not by the editor's properties: with them the text travels too, and would undo what is typed meanwhile.
        ui.run_javascript(f"studio.marks(getElement({self.editor.id}), {script(marks)}, {script(tips)})")

    def fill_buttons(self) -> None:
        """What can be done now."""
        file = self.session.file
        self.undo_button.set_enabled(file.can_undo)
        self.redo_button.set_enabled(file.can_redo)
        self.save_button.set_enabled(file.unsaved)

    def fill_rules(self) -> None:
        """The rules of the file with their hits."""
        file = self.session.built
        lines = {rule.id: rule.line for rule in file.rules} | {one.id: one.line for one in file.html.elements}
        self.rules.set_content(panes.rules_pane(self.session.counts, lines, self.opened_rule))

    # ---- a line

    def pick(self, told: Mapping[str, Any]) -> None:
        """A line was chosen, or a part of one."""
        rows = self.preview.explained.rows if self.preview and self.preview.explained else ()
        row = rows[told["row"]] if 0 <= told["row"] < len(rows) else None
        if row is None or row.block < 0:
            return
        span = (told["start"], told["end"]) if told["start"] >= 0 else None
        cleaned = self.preview.cleaned if self.preview else None
        authors = tuple((cleaned.metadata.get("authors") if cleaned else None) or ())
        self.picked = told["row"]
        self.selection = self.session.selection(self.current, row.block, span, authors)
        if self.selection is None:
            return
        self.asking.set_visibility(False)
        self.kind = self.kind or "drop"
        self.weights = {}
        self.weigh()
        self.choose_card(self.kind)
        self.fill_why()

    def weigh(self) -> None:
        """Count in the background what each card would do, as its sliders stand at first."""
        selection, session = self.selection, self.session
        assert selection is not None
        kinds = sorted(CARDS, key=lambda kind: kind != self.kind)

        def work(stale: Callable[[], bool]) -> None:
            for kind in kinds:
                counted = session.weigh(selection.rule(kind, *selection.start(kind)), stale)
                if stale():
                    return
                self.weights[kind] = counted
                self.version += 1

        session.weighing.start(work)
        self.watch_cards()

    def watch_cards(self) -> None:
        """Show the counts of the cards as they come."""
        seen = [-1]

        def look() -> None:
            if seen[0] != self.version and self.selection is not None:
                seen[0] = self.version
                self.cards.set_content(panes.cards_pane(self.weights, self.kind))
                self.fill_draft()
            if not self.session.weighing.busy and seen[0] == self.version:
                timer.cancel()

        timer = ui.timer(0.1, look)

    def choose_card(self, kind: Kind) -> None:
        """One of the cards; the sliders go to where it begins."""
        if self.selection is None:
            return
        self.kind = kind
        breadth, reach = self.selection.start(kind)
        self.setting = True
        for one, steps, value in (
            (self.breadth, self.selection.breadths, breadth),
            (self.reach, self.selection.reaches, reach),
        ):
            one.props(f"max={max(len(steps) - 1, 0)}")
            one.set_value(value)
            one.set_enabled(kind in ("drop", "like", "from", "keep") and len(steps) > 1)
        self.setting = False
        self.cards.set_content(panes.cards_pane(self.weights, kind))
        self.draft_box.set_visibility(True)
        self.draft_weight = None
        self.fill_draft()

    @property
    def rule(self) -> NewRule | None:
        """The rule of the chosen card, with the sliders where they are."""
        if self.selection is None or self.kind is None:
            return None
        return self.selection.rule(self.kind, int(self.breadth.value), int(self.reach.value))

    def draft_changed(self) -> None:
        """A slider was moved."""
        rule = self.rule
        if self.setting or rule is None:
            return
        session = self.session

        def work(stale: Callable[[], bool]) -> None:
            counted = session.weigh(rule, stale)
            if not stale():
                self.draft_weight = counted
                self.version += 1

        self.draft_weight = None
        self.fill_draft()
        session.weighing.start(work)
        self.watch_cards()

    def fill_draft(self) -> None:
        """The rule as it would be written."""
        rule, selection = self.rule, self.selection
        if rule is None or selection is None:
            return
        breadth, reach = int(self.breadth.value), int(self.reach.value)
        self.breadth_name.set_text(selection.breadths[min(breadth, len(selection.breadths) - 1)][0])
        self.reach_name.set_text(REACHES[selection.reaches[min(reach, len(selection.reaches) - 1)]])
        at_start = self.kind is not None and rule == selection.rule(self.kind, *selection.start(self.kind))
        counted = self.weights.get(self.kind) if at_start and self.kind else self.draft_weight
        self.draft.set_content(panes.draft_pane(rule))
        self.draft_hits.set_content(panes.draft_hits(counted))

    async def accept(self) -> None:
        """Put the rule into the file."""
        rule = self.rule
        if rule is None or self.selection is None:
            ui.notify("Choose a line first.", type="warning")
            return
        try:
            block, tests = self.selection.block, bool(self.with_tests.value)
            text = await run.io_bound(self.session.accept, rule, id=self.current, block=block, tests=tests)
        except CannotEdit as error:
            ui.notify(str(error), type="negative")
            return
        self.put(text or self.session.file.text)
        await self.changed()
        self.editor.reveal_line(self.line_of(rule))
        ui.notify("The rule is in the file, not saved yet. u takes it back.", type="positive", timeout=2500)

    def line_of(self, rule: NewRule) -> int:
        """Where a rule stands in the file, for the editor to show it; the first line where it is not found."""
        same = (one for one in self.session.built.rules if one.phase == rule.phase)
        found = [one.line for one in same if rule.lines[0] in [pattern.text for pattern in one.patterns]]
        return max(found, default=1)

    def fill_why(self) -> None:
        """The rules nearest to the line."""
        if self.selection is not None:
            found = self.session.why_not(self.current, self.selection.block)
            self.why.set_content(panes.near_pane(found, "No rule comes near this line."))

    def try_line(self) -> None:
        """The rules that would take a line that was typed."""
        text = self.scratch_text.value or ""
        found = self.session.scratch(self.current, text) if self.current else []
        self.scratch.set_content(panes.near_pane(found, "No rule would take this line." if text.strip() else ""))

    def inspect(self, event: Any) -> None:
        """Another tab of the inspector."""
        if event.value == "why":
            self.fill_why()
        elif event.value == "scratch":
            self.try_line()

    async def open_hit(self, told: Mapping[str, Any]) -> None:
        """A hit: its document, at the line."""
        await self.open_line(id_of(told), int(told["block"]))

    async def open_line(self, id: str, block: int, line: int = -1) -> None:
        """A document at a block of it, or at a line of its source."""
        await self.show(id)
        rows = self.preview.explained.rows if self.preview and self.preview.explained else ()
        row = next((at for at, one in enumerate(rows) if block == one.block >= 0 or line == one.first_line > 0), None)
        if row is not None:
            ui.run_javascript(f"studio.pick({row}, null)")

    def open_rule(self, told: Mapping[str, Any]) -> None:
        """A rule or a problem: its line in the editor, and the hits of the rule."""
        if int(told["line"]) > 0:
            self.editor.reveal_line(int(told["line"]))
        name = told.get("rule", "")
        if name:
            self.opened_rule = "" if self.opened_rule == name else name
            self.fill_rules()

    # ---- the form

    def fill_form(self) -> None:
        """The rows of the form, made anew where the file's rules are others."""
        self.form.clear()
        rows = list(rows_of_form(self.session.built, self.session.file.text))
        with self.form:
            for phase, title in KINDS.items():
                ui.label(title).classes("form-kind")
                for row in (one for one in rows if one.phase == phase):
                    self._form_row(row)
                self._empty_row(phase, title)

    def _form_row(self, row: FormRow) -> None:
        with ui.element("div").classes("form-row"):
            box = (
                ui.input(value=row.pattern).props(f'dense outlined aria-label="Pattern of {row.rule}"').classes("mono")
            )
            if row.place is None:
                box.disable()
            box.on("change", lambda: self.form_pattern(row, box.value))
            button("✕", lambda: self.form_remove(row), f"Take out {row.rule}")
        if row.more:
            ui.label(row.more).classes("form-more")

    def _empty_row(self, phase: str, title: str) -> None:
        with ui.element("div").classes("form-row"):
            box = (
                ui.input(placeholder=HINTS[phase])
                .props(f'dense outlined aria-label="{title}: a new line"')
                .classes("mono")
            )
            box.on("keydown.enter", lambda: self.form_add(phase, box.value))
            button("+", lambda: self.form_add(phase, box.value), f"Add: {title}")

    async def form_pattern(self, row: FormRow, pattern: str) -> None:
        """Another pattern in the place of one."""
        if row.place is not None and pattern != row.pattern:
            await self.edit(lambda text: with_pattern(text, row.place, row.pattern, pattern))  # type: ignore[arg-type]

    async def form_remove(self, row: FormRow) -> None:
        """Take a rule out."""
        await self.edit(lambda text: without_line(text, row.line))

    async def form_add(self, phase: str, pattern: str | None) -> None:
        """One more rule."""
        if not (pattern or "").strip():
            return
        try:
            self.put(self.session.accept(new_row(phase, str(pattern).strip()), tests=False))
        except CannotEdit as error:
            ui.notify(str(error), type="negative")
            return
        await self.changed()

    async def edit(self, change: Callable[[str], str]) -> None:
        """A change of the text that may not be possible."""
        file = self.session.file
        try:
            file.change(change(file.text))
        except CannotEdit as error:
            ui.notify(str(error), type="negative")
        self.put(file.text)
        await self.changed()

    # ---- files

    async def open_file(self, event: Any) -> None:
        """Another rule file."""
        if self.setting or not event.value or event.value == self.session.file.name:
            return
        try:
            place_of(self.session.rules_folder, str(event.value))
            if self.session.file.unsaved:
                raise CannotEdit(f"{self.session.file.name} is not saved. Save it or undo first.")
            self.session.open(event.value)
        except (CannotEdit, OutsideRules, OSError) as error:
            ui.notify(str(error), type="negative")
            self.show_names()
            return
        self.show_names()
        self.put(self.session.file.text)
        await self.changed()

    def show_names(self) -> None:
        """The rule files that there are, and the one in the editor."""
        self.setting = True
        self.files.set_options(self.session.names, value=self.session.file.name)
        self.setting = False

    def ask_to_save(self) -> None:
        """The difference, before anything is written."""
        file = self.session.file
        if not file.unsaved:
            ui.notify("Nothing has changed since the file was saved.")
            return
        errors = sum(one.severity == "error" for one in self.session.built.complaints)
        self.saving_title.set_text(f"Save {file.path}?")
        self.saving_note.set_text(f"{panes.many(errors, 'error')}: rules with errors do not count." if errors else "")
        changes = self.session.changes()
        self.saving_changes.set_text(changes_said(changes) if changes else "")
        self.difference.set_content(panes.difference_pane(file.difference()))
        self.save_anyway = False
        self.saving.open()

    async def save(self) -> None:
        """Write the file."""
        try:
            place = self.session.save(anyway=self.save_anyway)
        except ChangedOnDisk as error:
            self.save_anyway = True
            self.saving_note.set_text(f"{error}. Save once more to write over that.")
            return
        except (OutsideRules, OSError) as error:
            ui.notify(str(error), type="negative")
            return
        self.saving.close()
        ui.notify(f"Saved: {place}", type="positive")
        self.show_names()
        await self.changed(form=False)

    # ---- the rest

    async def key(self, told: Mapping[str, Any]) -> None:
        """A key of the page, with the line that was chosen when it was pressed."""
        key = told["key"]
        plain: dict[str, Callable[[], Any]] = {
            "u": self.undo, "r": self.redo, "save": self.ask_to_save, "?": self.help.open,
            "n": lambda: self.step(1), "p": lambda: self.step(-1),
            "y": lambda: self.findings.act({"do": "accept"}), "o": lambda: self.findings.act({"do": "leave"}),
        }  # fmt: skip
        if key in KINDS_BY_KEY:
            if told["row"] != self.picked:
                self.pick({"row": told["row"], "start": -1, "end": -1})
            if self.selection is None or told["row"] < 0:
                ui.notify("Choose a line first: j and k.", type="warning")
                return
            self.choose_card(KINDS_BY_KEY[key])
            await self.accept()
        elif key == "e":
            ui.run_javascript(f"getElement({self.editor.id}).editorPromise.then((view) => view.focus())")
        elif key in plain:
            done = plain[key]()
            if done is not None:
                await done

    def switch_theme(self) -> None:
        """From light to dark, or back."""
        self.set_theme(not self.dark)

    def set_theme(self, dark: bool) -> None:
        """Light or dark, for all parts of the page."""
        self.dark = dark
        self.mode.set_value(dark)
        self.editor.set_theme(THEMES[dark])  # type: ignore[arg-type]
        ui.run_javascript(f"studio.theme('{'dark' if dark else 'light'}')")

    def show_tab(self, event: Any) -> None:
        """Lines, or the page in its frame."""
        page = event.value == "page"
        self.lines_pane.set_visibility(not page)
        self.frame_pane.set_visibility(page)
        if page:
            self.load_frame()

    def load_frame(self) -> None:
        """The page of the document as it is now."""
        self.version += 1
        self.frame.props(f'src="/frame?id={self.current.encode("utf-8", "surrogateescape").hex()}&v={self.version}"')


def script(value: Any) -> str:
    """A value as JavaScript; nothing in it ends the script that it stands in."""
    return json.dumps(value, ensure_ascii=True).replace("</", "<\\/")


def button(text: str, handler: Callable[[], Any], name: str, *, strong: bool = False) -> ui.button:
    """A button with a name for readers' aids; the one that does something lasting is `strong`."""
    made = ui.button(text, on_click=handler).props(f'dense no-caps aria-label="{name}" title="{name}"')
    made.props("unelevated" if strong else "flat")
    made.classes("q-px-sm")
    return made


def slider(name: str, handler: Callable[[], Any]) -> tuple[ui.slider, ui.label]:
    """A slider with its name before it and the name of its step after it."""
    ui.label(name)
    made = ui.slider(min=0, max=1, step=1, value=0, on_change=handler).props(f'snap markers aria-label="{name}"')
    return made, ui.label("").classes("soft small")


def mark_of(one: Complaint, text: str) -> dict[str, Any] | None:
    """The word that a complaint points at, as a mark in the editor; a whole line where nothing stands there."""
    lines = text.split("\n")
    if not 0 < one.line <= len(lines):
        return None
    line = lines[one.line - 1]
    kind = "bad" if one.severity == "error" else "warned"
    start = min(one.col - 1, len(line))
    word = len(line[start:].split(" ")[0].rstrip(":")) or len(line) - start
    before = sum(len(other) + 1 for other in lines[: one.line - 1])
    if word <= 0:
        return {"kind": "line", "line": one.line, "class": "cm-bad-line"} if line else None
    return {"kind": "mark", "from": before + start, "to": before + start + word, "class": f"cm-{kind}"}
