"""The rule file in the editor: its text is the only state. Open, change, undo, redo, difference, save."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cleaner.rules.applying.library import ENDINGS, rule_paths
from cleaner.rules.file.yaml_nodes import read

# Steps of undo that are kept; a step is a burst of typing in one line, or one accepted card.
MOST_STEPS = 500


class OutsideRules(ValueError):
    """A name that does not lead to a rule file inside the rules folder."""


class ChangedOnDisk(RuntimeError):
    """Somebody else saved the file since it was opened."""


def place_of(folder: Path, name: str) -> Path:
    """The path of a rule file of that name in the folder. Raises OutsideRules.

    >>> place_of(Path("/rules"), "../etc/passwd.yml")
    Traceback (most recent call last):
    cleaner.workshop.studio.rule_text.OutsideRules: "../etc/passwd.yml" leads out of the rules folder
    """
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or Path(name).is_absolute() or "\0" in name:
        raise OutsideRules(f'"{name}" leads out of the rules folder')
    if parts.suffix not in ENDINGS or not parts.stem or any(one.startswith(".") for one in parts.parts):
        raise OutsideRules(f'"{name}" is no name of a rule file; such names end in .yml')
    root = folder.resolve()
    place = (root / parts).resolve()
    if not place.is_relative_to(root):
        raise OutsideRules(f'"{name}" is a link that leads out of the rules folder')
    return root / parts


@dataclass
class RuleText:
    """One rule file under the hands of its writer. `saved` is what is on disk, None where there is no file yet."""

    folder: Path
    name: str
    saved: str | None
    steps: list[str] = field(default_factory=list)
    at: int = 0
    typing: bool = False

    @classmethod
    def open(cls, folder: Path, name: str, otherwise: str = "") -> RuleText:
        """The file of that name, or a new one that begins with the text `otherwise`. Raises OutsideRules, OSError."""
        place = place_of(folder, name)
        saved = read(place, name)[0] if place.exists() else None
        return cls(folder.resolve(), name, saved, [saved if saved is not None else otherwise])

    @property
    def path(self) -> Path:
        """Where it is saved."""
        return place_of(self.folder, self.name)

    @property
    def text(self) -> str:
        """What is in the editor."""
        return self.steps[self.at]

    @property
    def unsaved(self) -> bool:
        """Whether the editor has something else than the disk."""
        return self.text != (self.saved or "")

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step forward."""
        return self.at + 1 < len(self.steps)

    def typed(self, text: str) -> None:
        """What the editor has after a keystroke. Keystrokes within the same lines are one step."""
        if text == self.text:
            return
        same_lines = text.count("\n") == self.text.count("\n")
        if self.typing and same_lines and not self.can_redo and self.at:
            self.steps[self.at] = text
        else:
            self._push(text)
        self.typing = True

    def change(self, text: str) -> None:
        """A change made by a card or the form: always a step of its own."""
        if text != self.text:
            self._push(text)
        self.typing = False

    def amend(self, text: str) -> None:
        """More of the change that was made last: both are undone in one step."""
        self.steps[self.at] = text

    def _push(self, text: str) -> None:
        self.steps[self.at + 1 :] = [text]
        del self.steps[:-MOST_STEPS]
        self.at = len(self.steps) - 1

    def undo(self) -> str:
        """One step back."""
        self.at, self.typing = max(self.at - 1, 0), False
        return self.text

    def redo(self) -> str:
        """One step forward."""
        self.at, self.typing = min(self.at + 1, len(self.steps) - 1), False
        return self.text

    def difference(self) -> list[str]:
        """What saving would change, as a unified diff without its head."""
        before, after = (self.saved or "").splitlines(), self.text.splitlines()
        return list(difflib.unified_diff(before, after, "on disk", "in the editor", lineterm="", n=2))[2:]

    def save(self, *, anyway: bool = False) -> Path:
        """Write the text, whole or not at all. Raises ChangedOnDisk unless `anyway`, OutsideRules, OSError."""
        place = self.path
        now = read(place, self.name)[0] if place.exists() else None
        if not anyway and now != self.saved:
            raise ChangedOnDisk(f"{self.name} was changed by someone else since it was opened")
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.parent.resolve().is_relative_to(self.folder):
            raise OutsideRules(f'"{self.name}" leads out of the rules folder')
        handle, aside = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(self.text)
            os.chmod(aside, _mode(place))
            os.replace(aside, place)
        except OSError:
            with suppress(OSError):
                os.unlink(aside)
            raise
        self.saved, self.typing = self.text, False
        return place


def _mode(place: Path) -> int:
    """The rights of the file that is replaced, or those that a new one would have."""
    if place.exists():
        return place.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def names_in(folder: Path) -> Iterator[str]:
    """The rule files of a folder, as names inside it."""
    root = folder.resolve()
    for path, _ in rule_paths(root) if root.is_dir() else ():
        yield path.relative_to(root).as_posix()
