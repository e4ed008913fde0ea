"""Parsing of what a student's function returns, leniently.

A result of the wrong form is repaired where the intention is unambiguous (transposed, in another
order, one axis too many), so that the diagnosis can continue; a remark mentions the repair.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.homework.calls import a_kind_of, as_numbers, not_finite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

M_PARTS = ("weights", "means", "covariances")


@dataclass(frozen=True, eq=False)
class Reading:
    """A returned value, as far as it can be used.

    Attributes
    ----------
    values : tuple of arrays
        The repaired results; empty if there is a complaint.
    remarks : tuple of str
        The repairs.
    complaint : str
        Why the value cannot be used; empty if it can.
    """

    values: tuple[Array, ...] = ()
    remarks: tuple[str, ...] = ()
    complaint: str = ""


def read_responsibilities(value: Any, shape: tuple[int, int, int]) -> Reading:
    """Parse responsibilities (n, K) of n points and K components."""
    n, n_components, _ = shape
    wanted = f"an array of shape (n, K) = {(n, n_components)}, one row per point"
    remarks: list[str] = []
    if isinstance(value, tuple | list) and len(value) > 0 and np.ndim(_shapeless(value[0])) == 2:
        fitting = [part for part in value if np.shape(_shapeless(part)) == (n, n_components)]
        if isinstance(value, tuple) and fitting:
            remarks.append(
                f"The E-step returns {len(value)} things: return the responsibilities alone."
            )
            value = fitting[0]
    array = as_numbers(value)
    if isinstance(array, str):
        return Reading(complaint=f"The E-step returned {array}. It must return {wanted}.")
    got = array.shape
    if got == (n, n_components):
        pass
    elif got == (n_components, n):
        remarks.append(
            f"The result is transposed: it has shape (K, n) = {got} and needs (n, K) = "
            f"{(n, n_components)}. Return its transpose, R.T."
        )
        array = array.T
    elif array.size == n * n_components and n_components > 1:
        remarks.append(
            f"The result has shape {got} and needs (n, K) = {(n, n_components)}: reshape it."
        )
        array = array.reshape(n, n_components)
    else:
        return Reading(complaint=_shape_of_e(array, shape, wanted))
    return _finite("The responsibilities", (array,), ("",), remarks)


def _shape_of_e(array: Array, shape: tuple[int, int, int], wanted: str) -> str:
    n, n_components, _ = shape
    said = f"The E-step returned an array of shape {array.shape}; it must return {wanted}."
    if array.shape in ((n,), (n, 1)):
        whole = bool((array == np.round(array)).all())
        if whole and array.min() >= 0 and array.max() < max(n_components, 2):
            return f"{said} These look like labels, one a point: EM needs every component's share."
        return f"{said} One number a point is there: was it summed over the components?"
    if array.shape in ((n_components,), (1, n_components)):
        return (
            f"{said} Only one row is there: is the return statement inside the loop over the "
            "points, or were the points summed?"
        )
    return said + _foreign(array.shape, shape)


def read_mixture(value: Any, shape: tuple[int, int, int]) -> Reading:
    """Parse weights (K,), means (K, d) and covariances (K, d, d)."""
    _, n_components, d = shape
    wanted = ((n_components,), (n_components, d), (n_components, d, d))
    form = "weights (K,), means (K, d) and covariances (K, d, d), in this order"
    if not isinstance(value, tuple | list) or len(value) != 3:
        what = f"{len(value)} values" if isinstance(value, tuple | list) else a_kind_of(value)
        return Reading(complaint=f"The M-step returned {what}. It must return three: {form}.")
    arrays: list[Array] = []
    for part, name in zip(value, M_PARTS, strict=True):
        array = as_numbers(part)
        if isinstance(array, str):
            return Reading(complaint=f"For the {name} the M-step returned {array}.")
        arrays.append(array)
    remarks: list[str] = []
    if [a.shape for a in arrays] != list(wanted):
        for order in itertools.permutations(range(3)):
            if [arrays[i].shape for i in order] == list(wanted):
                names = ", ".join(M_PARTS[order.index(i)] for i in range(3))
                remarks.append(f"The results come in the order {names}: return {form}.")
                arrays = [arrays[i] for i in order]
                break
    for number, name in enumerate(M_PARTS):
        if arrays[number].shape != wanted[number]:
            for other in range(number):
                if np.array_equal(arrays[number], arrays[other]):
                    said = f"In place of the {name}, the {M_PARTS[other]} are returned again."
                    return Reading(complaint=said)
            repaired, remark = _repaired(name, arrays[number], shape)
            if repaired is None:
                return Reading(complaint=remark)
            arrays[number] = repaired
            remarks.append(remark)
    return _finite("The M-step's results", tuple(arrays), M_PARTS, remarks)


def _repaired(name: str, array: Array, shape: tuple[int, int, int]) -> tuple[Array | None, str]:
    """Repair the shape of an array that its name calls for, or None; and the remark."""
    n, k, d = shape
    got = array.shape
    wanted = {"weights": (k,), "means": (k, d), "covariances": (k, d, d)}[name]
    letters = {"weights": "(K,)", "means": "(K, d)", "covariances": "(K, d, d)"}[name]
    said = f"The {name} have shape {got} and need {letters} = {wanted}"
    if name == "covariances" and d == 1 and got == (k,):
        return array.reshape(k, 1, 1), (
            f"{said}: for d = 1 np.cov returns a number, where a 1 x 1 matrix is needed. Use "
            "np.atleast_2d, or reshape."
        )
    if name == "means" and got == (d, k):
        return array.T, f"{said}: they are transposed."
    if name == "covariances" and got == (d, d, k):
        return array.transpose(2, 0, 1), f"{said}: the components come first."
    if name == "covariances" and got == (d, d) and (k != d or np.allclose(array, array.T)):
        return np.repeat(array[None], k, axis=0), (
            f"{said}: there is one covariance for all. Every component needs its own."
        )
    if name == "covariances" and got in ((k, d), (k, d, 1), (k, 1, d)):
        spread = array.reshape(k, d)[:, :, None] * np.eye(d)
        return spread, (
            f"{said}: only variances are there. A covariance is a whole matrix, "
            "(x - mu)(x - mu)^T (and a sum over * is no matrix product @)."
        )
    if name == "covariances" and got == (k,):
        return array[:, None, None] * np.eye(d), (
            f"{said}: one variance a component is there. A covariance is a whole matrix."
        )
    if array.size == int(np.prod(wanted)) and sorted(x for x in got if x != 1) == sorted(
        x for x in wanted if x != 1
    ):
        return array.reshape(wanted), f"{said}: reshape them."
    if name == "weights" and got in ((n,), (n, 1)):
        said += ": they are summed along the wrong axis; sum over the points, R.sum(axis=0)"
    elif name == "weights" and got == ():
        said += ": there is one number for all components; sum over the points, R.sum(axis=0)"
    return None, said + "." + _foreign(got, shape)


def read_number(value: Any, shape: tuple[int, int, int]) -> Reading:
    """Parse one number."""
    n, n_components, _ = shape
    array = as_numbers(value)
    if isinstance(array, str):
        return Reading(complaint=f"The log-likelihood must be one number; it is {array}.")
    remarks = []
    if array.shape == ():
        pass
    elif array.size == 1 and n > 1:
        remarks.append(
            f"The log-likelihood must be one number, and is an array of shape {array.shape}: "
            "return float(...)."
        )
    elif array.shape in ((n,), (n, 1)) and n > 1:
        remarks.append(
            f"An array of shape {array.shape} is returned, a number for each point: return their "
            "sum, one number."
        )
    elif array.shape in ((n_components,), (n, n_components)):
        return Reading(
            complaint=f"The log-likelihood must be one number, and is an array of shape "
            f"{array.shape}: add up the components' weighted densities, take the log, and sum "
            "over the points."
        )
    else:
        return Reading(
            complaint=f"The log-likelihood must be one number, and is an array of shape "
            f"{array.shape}." + _foreign(array.shape, shape)
        )
    return _finite("The log-likelihood", (np.asarray(array.sum()),), ("",), remarks)


def _finite(
    what: str, arrays: tuple[Array, ...], names: tuple[str, ...], remarks: list[str]
) -> Reading:
    for array, name in zip(arrays, names, strict=True):
        if bad := not_finite(array):
            which = f" ({name})" if name else ""
            return Reading(
                complaint=" ".join(
                    [
                        *remarks,
                        f"{what}{which} are not finite: {bad}. Something is divided by 0, or the "
                        "logarithm or root of a number that is not positive is taken, or entries "
                        "of np.empty are never filled in.",
                    ]
                )
            )
    return Reading(arrays, tuple(remarks))


def _foreign(got: tuple[int, ...], shape: tuple[int, int, int]) -> str:
    """A hint, if a shape contains a number that has nothing to do with the arguments."""
    if any(size not in (1, *shape) for size in got):
        return (
            " That is not the size of anything given: does the function use a variable of the "
            "notebook in place of its arguments?"
        )
    return ""


def _shapeless(value: Any) -> Any:
    return value if hasattr(value, "shape") else np.empty(0)
