"""Traits that carry numpy arrays, and inputs whose assignment is handled as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import traitlets
from numpy.typing import NDArray

from gmm_widget.arguments import check_name
from gmm_widget.wire import Later, from_wire, to_wire


class InputValueError(traitlets.TraitError, ValueError):
    """A value that cannot be used; the message says what was given, needed and to do."""


class InputTypeError(traitlets.TraitError, TypeError):
    """A value of a kind that cannot be used."""


class Choice(traitlets.Enum):  # type: ignore[type-arg]
    """One of a few words; another raises an error that is also a ValueError."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> NoReturn:
        """Say what was given and what is needed."""
        try:
            check_name(str(self.name), value, self.values or ())
        except ValueError as refused:
            raise InputValueError(str(refused)) from None
        raise AssertionError("a word that is offered was refused")


@contextmanager
def input_errors() -> Iterator[None]:
    """Errors about inputs, caught alike by those who expect traitlets' and those who expect
    Python's."""
    try:
        yield
    except traitlets.TraitError:
        raise
    except ValueError as error:
        raise InputValueError(str(error)) from None
    except TypeError as error:
        raise InputTypeError(str(error)) from None


class Told(np.ndarray[Any, Any]):
    """An array as observers are told of it: it differs from itself in no place, as one answer.

    `traitlets.link` asks ``getattr(widget, "seeds") != change.new``, and numpy's answer, one for
    each place, is no truth value. All else is as of any array.
    """

    def __ne__(self, other: Any) -> Any:
        return False if other is self.base or other is self else super().__ne__(other)

    __hash__ = None  # as an array's


def told(value: Any) -> Any:
    """What observers get of a value."""
    return value.view(Told) if isinstance(value, np.ndarray) else value


if TYPE_CHECKING:
    Trait = traitlets.TraitType[Any, Any]
else:
    Trait = traitlets.TraitType  # generic only since traitlets 5.10, and Colab has 5.7


class Array(Trait):
    """An output array. The widget sets it; it is compared by identity, so every set is a change."""

    info_text = "a numpy array"

    def __init__(self) -> None:
        super().__init__(np.empty((0, 0)), read_only=True)
        self.tag(sync=True, to_json=to_wire, from_json=from_wire)

    def set(self, obj: Any, value: Any) -> None:
        old = obj._trait_values.get(self.name)
        obj._trait_values[self.name] = value
        if value is not old:
            obj._notify_trait(self.name, old, told(value))


class LazyArray(Array):
    """An output array that may be large: it is set as a `Later`, and computed once, when it is
    read, observed or sent. Beyond `most` bytes it is not sent: the front end has null."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.tag(to_json=self._to_wire)

    def _to_wire(self, array: NDArray[Any], _widget: Any = None) -> dict[str, Any] | None:
        return to_wire(array) if array.nbytes <= self.most else None

    def get(self, obj: Any, cls: Any = None) -> Any:
        value = super().get(obj, cls)
        if isinstance(value, Later):
            value = obj._trait_values[self.name] = value.compute()
        return value

    def set(self, obj: Any, value: Later | NDArray[Any]) -> None:
        old = obj._trait_values.get(self.name, self.default_value)
        if value is old:
            return
        obj._trait_values[self.name] = value
        if min(old.nbytes, value.nbytes) <= self.most or _is_observed(obj, self.name):
            before = old.compute() if isinstance(old, Later) else old
            obj._notify_trait(self.name, before, told(self.get(obj)))


def _is_observed(obj: Any, name: str | None) -> bool:
    """Whether Python code waits for changes of a trait."""
    found = (obj._trait_notifiers.get(each, {}) for each in (name, traitlets.All))
    return any(kinds.get(kind) for kinds in found for kind in ("change", traitlets.All))


class Input(Trait):
    """An input. An assignment goes to the widget's `assign(name, value)`, which checks it, fits,
    and sets every trait in one go; only there is the value itself stored."""

    def __init__(self, default: Any = None, *, array: bool = False, sync: bool = True) -> None:
        super().__init__(default, allow_none=True)
        if sync:
            self.tag(sync=True, echo_update=False)
        if array:
            self.tag(to_json=to_wire, from_json=from_wire)

    def set(self, obj: Any, value: Any) -> None:
        old = obj._trait_values.get(self.name, self.default_value)
        if value is old:
            return
        if not obj.settling:
            obj.assign(self.name, value)
            return
        obj._trait_values[self.name] = value
        if not _same(old, value):
            obj._notify_trait(self.name, old, told(value))


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        return False
    return bool(old == new)
