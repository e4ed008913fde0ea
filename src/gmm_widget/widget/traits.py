"""Traits that hold numpy arrays, and inputs whose assignment is handled by the widget."""

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
    """An invalid value; the message says what was given, what is needed and what to do."""


class InputTypeError(traitlets.TraitError, TypeError):
    """A value of an invalid type."""


class Choice(traitlets.Enum):  # type: ignore[type-arg]
    """One of a few words; any other raises an error that is also a ValueError."""

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> NoReturn:
        """Raise an error that says what was given and what is needed."""
        try:
            check_name(str(self.name), value, self.values or ())
        except ValueError as refused:
            raise InputValueError(str(refused)) from None
        raise AssertionError("a word that is offered was refused")


@contextmanager
def input_errors() -> Iterator[None]:
    """Raise errors about inputs as ones that are both traitlets' and Python's."""
    try:
        yield
    except traitlets.TraitError:
        raise
    except ValueError as error:
        raise InputValueError(str(error)) from None
    except TypeError as error:
        raise InputTypeError(str(error)) from None


class Told(np.ndarray[Any, Any]):
    """An array for observers that compares with ``!=`` to one bool, as other values do.

    `traitlets.link` evaluates ``getattr(widget, "seeds") != change.new``, and numpy's elementwise
    result has no truth value. Otherwise it is an ordinary array.
    """

    def __ne__(self, other: Any) -> Any:
        return False if other is self.base or other is self else super().__ne__(other)

    __hash__ = None  # as that of an array


def told(value: Any) -> Any:
    """Convert a value for observers."""
    return value.view(Told) if isinstance(value, np.ndarray) else value


if TYPE_CHECKING:
    Trait = traitlets.TraitType[Any, Any]
else:
    Trait = traitlets.TraitType  # generic only since traitlets 5.10, and Colab has 5.7


class Array(Trait):
    """An output array, set by the widget; compared by identity, so setting it is a change."""

    info_text = "a numpy array"

    def __init__(self, **options: Any) -> None:
        super().__init__(np.empty((0, 0)), read_only=True, **options)
        self.tag(sync=True, to_json=to_wire, from_json=from_wire)

    def set(self, obj: Any, value: Any) -> None:
        old = obj._trait_values.get(self.name)
        obj._trait_values[self.name] = value
        if value is not old:
            obj._notify_trait(self.name, old, told(value))


class LazyArray(Array):
    """An output array that may be large.

    It is set as a `Later`, and computed once, when it is read, observed or sent. Beyond `most`
    bytes it is not sent: the front end gets null.
    """

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
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
    """Whether a Python callback observes a trait."""
    found = (obj._trait_notifiers.get(each, {}) for each in (name, traitlets.All))
    return any(kinds.get(kind) for kinds in found for kind in ("change", traitlets.All))


class Input(Trait):
    """An input, validated by the widget.

    An assignment calls the widget's `assign(name, value)`, which validates it, fits, and sets every
    trait at once; only then is the value stored.
    """

    def __init__(
        self, default: Any = None, *, array: bool = False, sync: bool = True, **options: Any
    ) -> None:
        super().__init__(default, allow_none=True, **options)
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
