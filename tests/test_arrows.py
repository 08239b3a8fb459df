"""The house is one street: imports run down only, voices stand side by side and import none of each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleaner"
# From the ground up. Rooms of one floor import none of each other.
FLOORS = (
    ("options", "kernels"),
    ("page",),
    ("later",),
    ("text",),
    ("reading",),
    ("lines",),
    ("main_content", "heuristics", "metadata", "rules", "site_memory"),
    ("deciding",),
    ("pipeline",),
    ("writing",),
    ("batch",),
    ("workshop",),
    ("cli",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# A result tells its record itself, for those who have nothing but the result.
STEPS = {("page", "writing")}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules of ours that a module imports when it runs; what only a type checker reads is left out."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("cleaner", "training"):
            whole = node.module == "cleaner"
            yield from (f"cleaner.{one.name}" for one in node.names) if whole else (node.module,)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in ("cleaner", "training"))
        waiting += ast.iter_child_nodes(node)


def modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_run_down_only(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room in ("__init__", "__main__"):
        return
    for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
        other = room_of(module)
        assert not module.startswith("training"), f"{path} imports {module}: nothing imports what makes the weights"
        if other in ("", room) or other.startswith("__"):
            continue
        down = FLOOR_OF[other] < FLOOR_OF[room] or (room, other) in STEPS
        assert down, f"{path} imports {module}: arrows run down only"


def test_every_room_has_a_floor() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert rooms - {"__init__", "__main__"} <= set(FLOOR_OF)
