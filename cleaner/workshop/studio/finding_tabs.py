"""The studio's tabs for what `learn`, `audit` and `diff` say of the folder, and what can be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import run, ui

from cleaner.batch.unit import name_of
from cleaner.workshop.studio import finding_panes
from cleaner.workshop.studio.edits import CannotEdit
from cleaner.workshop.studio.folder import Lane
from cleaner.workshop.studio.session import Session

Button = Callable[[str, Callable[[], Any], str], ui.button]


class FindingTabs:
    """The three panes. `open_line` shows a document at a line, `changed` follows a change of the text."""

    def __init__(
        self,
        session: Session,
        button: Button,
        *,
        open_line: Callable[[str, int, int], Awaitable[None]],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self.session, self.button = session, button
        self.open_line, self.changed = open_line, changed
        self.opened = ""
        self.ids = {name_of(document): document.id for document in session.documents}

    # ---- building

    def proposals(self) -> None:
        """The pane of `learn`."""
        with ui.row().classes("items-center"):
            self.learn_button = self.button("Look for what recurs", self.learn, "Look for what recurs in the folder")
            self.learn_state = ui.label("").classes("soft small").props("role=status")
        self.proposed = ui.html("", sanitize=False)

    def audit(self) -> None:
        """The pane of `audit`."""
        with ui.row().classes("items-center"):
            self.audit_button = self.button("Audit the rules", self.look_at_rules, "Audit the rules in the folder")
            self.audit_state = ui.label("").classes("soft small").props("role=status")
        self.audited = ui.html("", sanitize=False)

    def changes(self) -> None:
        """The pane of `diff`."""
        self.compared = ui.html("", sanitize=False)

    # ---- showing

    def fill(self) -> None:
        """All that is known now."""
        session = self.session
        show(self.proposed, finding_panes.proposals_pane(session.proposals, session.learned))
        show(self.audited, finding_panes.audit_pane(session.audited, self.opened))
        show(self.compared, finding_panes.changes_pane(session.changes()))
        self.learn_state.set_text(state_of(session.learning, "reading all documents …"))
        self.audit_state.set_text(state_of(session.auditing, "cleaning all documents …"))
        self.learn_button.set_enabled(not session.learning.busy)
        self.audit_button.set_enabled(not session.auditing.busy)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.session.learning.busy or self.session.auditing.busy

    # ---- doing

    def learn(self) -> None:
        """Look for what recurs."""
        self.session.learn_folder()
        self.fill()

    def look_at_rules(self) -> None:
        """Ask what each rule does."""
        self.session.audit_folder()
        self.fill()

    def open_rule(self, told: Mapping[str, Any]) -> None:
        """The lines of an audited rule."""
        name = str(told.get("rule", ""))
        self.opened = "" if self.opened == name else name
        self.fill()

    async def show_line(self, told: Mapping[str, Any]) -> None:
        """A line that a proposal or a rule takes, in its document."""
        name = bytes.fromhex(str(told.get("name", ""))).decode("utf-8", "surrogateescape")
        if name in self.ids:
            await self.open_line(self.ids[name], int(told.get("block", -1)), int(told.get("line", -1)))

    async def act(self, told: Mapping[str, Any]) -> None:
        """Accept a proposal, or leave it out."""
        found, at = self.session.proposals, int(told.get("at", 0))
        if not 0 <= at < len(found):
            ui.notify("There is no proposal. Look for what recurs first.", type="warning")
            return
        if told.get("do") == "leave":
            self.session.left_out.add(id(found[at]))
            self.fill()
            return
        try:
            await run.io_bound(self.session.accept_proposal, found[at])
        except CannotEdit as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify("The rule is in the file, not saved yet. u takes it back.", type="positive", timeout=2500)
        await self.changed()
        self.fill()


def show(pane: ui.html, content: str) -> None:
    """Another content; the same one would close what was opened in it."""
    if pane.content != content:
        pane.set_content(content)


def state_of(lane: Lane, words: str) -> str:
    """What is going on in a lane, or what went wrong."""
    if lane.busy:
        return words
    return f"{type(lane.error).__name__}: {lane.error}" if lane.error else ""
