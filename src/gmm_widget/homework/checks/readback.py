"""The formula behind responsibilities, recovered from their logarithms by regression.

In the logarithm of a responsibility the weight, the determinant and the exponent add up, each with
its own coefficient, and the sum over the components is one constant a row. A regression on these
terms therefore finds the coefficients; if it is exact, they are what the student computed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.homework.checks.density_faults import CENTRE, EXPONENT, MATRIX, Terms
from gmm_widget.homework.checks.faults import RIGHT
from gmm_widget.homework.checks.probes import ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EXACT = 1e-6
"""A regression explains logarithms if no residual is larger than this, relative to their size."""


class Form(NamedTuple):
    """A quadratic form, or its root, that may occur in the exponent."""

    matrix: str
    centre: str
    power: float


RIGHT_FORM = Form(RIGHT, RIGHT, 1.0)


class Formula(NamedTuple):
    """The composition of the logarithms.

    `weight` and `determinant` are the powers of the mixing weight and of det Sigma_k (None where
    there is an unknown factor for each component instead); `exponent` multiplies the form.
    """

    form: Form
    weight: float | None
    determinant: float | None
    exponent: float

    @property
    def scale_is_right(self) -> bool:
        """Whether the factor before the exponential is right."""
        return (self.weight, self.determinant) == (1, -0.5)

    @property
    def exponent_is_right(self) -> bool:
        """Whether the exponent is right."""
        return (self.form, self.exponent) == (RIGHT_FORM, -0.5)


def formula(logs: tuple[Array, Array]) -> Formula | None:
    """Find the formula behind logarithms (n, K) on the first two probes, up to a constant a row.

    It is searched for on the second probe, which has more components, and verified on the first.
    """
    for free in (False, True):
        forms, designs, inverses = _designs(1, free)
        target = _centred(logs[1], free).ravel()
        solutions = inverses @ target
        exact = _small(np.einsum("bij,bj->bi", designs, solutions) - target, logs[1])
        for row in np.flatnonzero(exact):
            if _holds(forms[row], solutions[row], logs[0], free):
                *scale, exponent = solutions[row].round(5).tolist()
                weight, determinant = scale or (None, None)
                return Formula(forms[row], weight, determinant, exponent)
    return None


def says(found: Formula) -> list[str]:
    """Explain what is wrong with a formula."""
    if found.exponent == 0 and not found.scale_is_right:
        return [
            "In every row the shares are in the same proportion, whatever the point: use X[i], and "
            "the densities of point i, in row i."
        ]
    times = found.weight
    if times not in (None, 1) and found == Formula(RIGHT_FORM, times, -times / 2, -times / 2):
        return [
            f"The log of the weighted density is multiplied by {times:g}: use log(weights[k]) + "
            "log N(x | mu_k, Sigma_k) as it is."
        ]
    if found.exponent == 0:
        return [EXPONENT["no exponent"].says]
    return _of_scale(found) + _of_exponent(found)


def _of_scale(found: Formula) -> list[str]:
    weight, determinant = found.weight, found.determinant
    if weight is None or determinant is None:
        return [
            "What stands before the exponential is not right: it must be weights[k] / "
            "sqrt(det Sigma_k), each with the index of its own component."
        ]
    said = []
    if weight == 0:
        said.append("The mixing weights are missing: multiply each density by weights[k].")
    elif weight != 1:
        said.append(
            f"The mixing weights come in to the power {weight:g}: multiply by weights[k] once."
        )
    root = "the density is divided by the square root of det Sigma_k."
    if determinant == 0:
        said.append(f"The determinant is missing: {root}")
    elif determinant != -0.5:
        said.append(f"det Sigma_k comes in to the power {determinant:g}: it must be -1/2, {root}")
    return said


def _of_exponent(found: Formula) -> list[str]:
    matrix, centre, power = found.form
    said = [MATRIX[matrix].says] * (matrix != RIGHT) + [CENTRE[centre].says] * (centre != RIGHT)
    if power != 1:
        said.append(EXPONENT["distance"].says)
    if found.exponent != -0.5:
        said.append(
            f"The exponent has the factor {found.exponent:g}: it must be -1/2 times the squared "
            "distance (x - mu)^T Sigma^-1 (x - mu)."
        )
    return said


# ------------------------------------------------------------------ regressions, all at once


@cache
def _designs(number: int, free: bool) -> tuple[list[Form], Array, Array]:
    """Every form with its regressors on a probe, (B, n K, m), and their pseudo-inverses."""
    terms = Terms(ordinary(number))
    forms, designs = [], []
    for power in (1.0, 0.5):
        for matrix in MATRIX:
            for centre in CENTRE:
                design = _design(terms, Form(matrix, centre, power), free)
                if np.isfinite(design).all() and np.abs(design[:, -1]).max() > EXACT:
                    forms.append(Form(matrix, centre, power))
                    designs.append(design)
    stack = np.array(designs)
    return forms, stack, np.asarray(np.linalg.pinv(stack), dtype=np.float64)


def _design(terms: Terms, form: Form, free: bool) -> Array:
    with np.errstate(all="ignore"):
        values = terms.distance(form.matrix, form.centre) ** form.power
        parts = [_centred(values, free)]
        if not free:
            scale = (terms.weights[RIGHT], -2 * terms.determinants[RIGHT])
            parts = [*(_centred(np.broadcast_to(s, values.shape), free) for s in scale), *parts]
    return np.stack([part.ravel() for part in parts], axis=1)


def _centred(values: Array, free: bool) -> Array:
    """Subtract row means; and column means, if every component may have a factor of its own."""
    inside = values - values.mean(axis=1, keepdims=True)
    return np.asarray(inside - inside.mean(axis=0) if free else inside)


def _holds(form: Form, coefficients: Array, log: Array, free: bool) -> bool:
    """Whether the same coefficients explain the other probe."""
    design = _design(Terms(ordinary(0)), form, free)
    away = design @ coefficients - _centred(log, free).ravel()
    return bool(_small(away[None], 10 * log)[0])


def _small(away: Array, log: Array) -> NDArray[np.bool_]:
    return np.asarray(np.abs(away).max(axis=1) < EXACT * max(1.0, float(np.abs(log).max())))
