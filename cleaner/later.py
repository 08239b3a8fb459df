"""What is computed at the first look and remembered: lists of a result, and reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from cleaner.page import Mark, Voice

T = TypeVar("T")


class Later(Sequence[T]):
    """A list that is made at the first look at it. It equals that list, and is pickled as that list.

    What `make` holds is held until then, and let go of afterwards. Two threads that look at once may both make the
    list; both get the same.
    """

    __slots__ = ("_list", "_make")

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make: Callable[[], Iterable[T]] | None = make
        self._list: list[T] | None = None

    def _made(self) -> list[T]:
        make = self._make
        if make is not None:
            self._list = list(make())
            self._make = None
        assert self._list is not None
        return self._list

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        return self._made()[at]

    def __len__(self) -> int:
        return len(self._made())

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, Later) else other)

    __hash__ = None  # type: ignore[assignment]  # a list has none

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self._made(),)


class AsPlain:
    """For a subclass of a frozen dataclass that works some fields out when they are read: it equals the plain one, and
    is a plain one where it is pickled, shown, or copied with a change. `PLAIN` is that class.

    Such fields are properties, since a class with a `__getattr__` is slow to read all else from.
    """

    __slots__ = ()
    PLAIN: ClassVar[Any]
    if not TYPE_CHECKING:

        def __new__(cls, *values: Any, **changed: Any) -> Any:
            """`dataclasses.replace` comes here."""
            return cls.PLAIN(*values, **changed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.PLAIN) and values_of(self) == values_of(other)

    def __hash__(self) -> int:
        return hash(values_of(self))

    def __repr__(self) -> str:
        return repr(self.PLAIN(*values_of(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return self.PLAIN, values_of(self)


def values_of(one: Any) -> tuple[Any, ...]:
    """The values of a dataclass, in the order of its fields."""
    return tuple([getattr(one, field.name) for field in fields(one)])


class Untold(AsPlain, Mark):
    """A mark whose `why` is put into words when it is read."""

    __slots__ = ("_tell",)
    PLAIN = Mark
    if TYPE_CHECKING:
        _tell: Callable[[], str]
    else:
        why = property(lambda self: self._tell())


class Outside(Untold):
    """An extractor's mark. `reasons` is shared by all marks that a voice makes on one page; `at` is the mark's place
    among them. What is the same for all of them stands here, once: most blocks of a page get such a mark.
    """

    __slots__ = ("_at", "_reasons")
    if TYPE_CHECKING:
        _reasons: Sequence[str]
        _at: int
    else:
        label, voice, span, keep, replacement, twin = "outside", Voice.EXTRACTOR, None, False, "", None
        scope = "broad"
        why = property(lambda self: self._reasons[self._at])


def untold(mark: Mark, tell: Callable[[], str]) -> Mark:
    """The mark with a reason that is put into words later: one that names lines, which must be looked for."""
    late: Mark = object.__new__(Untold)
    for name in TOLD:
        object.__setattr__(late, name, getattr(mark, name))
    object.__setattr__(late, "_tell", tell)
    return late


TOLD = [one.name for one in fields(Mark) if one.name != "why"]
fill_block, fill_by, fill_confidence = (getattr(Mark, name).__set__ for name in ("block", "by", "confidence"))
fill_reasons, fill_at = (getattr(Outside, name).__set__ for name in ("_reasons", "_at"))


def outside(block: int, by: str, confidence: float, reasons: Sequence[str], at: int) -> Mark:
    """The mark of an extractor on a block outside of the main content; its reason is `reasons[at]`."""
    mark = object.__new__(Outside)
    fill_block(mark, block)
    fill_by(mark, by)
    fill_confidence(mark, confidence)
    fill_reasons(mark, reasons)
    fill_at(mark, at)
    return mark
