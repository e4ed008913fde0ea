"""Serialisation of arrays for the front end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def to_wire(array: NDArray[Any] | None, _widget: Any = None) -> dict[str, Any] | None:
    """Serialise an array: its shape, and little-endian float64 bytes."""
    if array is None:
        return None
    little = np.ascontiguousarray(array, dtype="<f8")
    return {"shape": list(little.shape), "data": memoryview(little.tobytes())}


def from_wire(value: Any, _widget: Any = None) -> Any:
    """Deserialise an array from `to_wire`; return anything else (a nested list, say) unchanged."""
    try:
        data = np.frombuffer(value["data"], dtype="<f8")
        return data.reshape(value["shape"]).astype(np.float64)
    except (TypeError, ValueError, KeyError, IndexError):
        return value


@dataclass(frozen=True, eq=False)
class Later:
    """An array that is computed on demand."""

    nbytes: int
    compute: Callable[[], NDArray[Any]]
