"""Strict validation of what Python changes in a session: an invalid value raises."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gmm_widget.arguments import check_name, nearest
from gmm_widget.em import Mixture, as_means
from gmm_widget.session.observations import FAR, Observations

MOST_COMPONENTS, MOST_ITERATIONS = 10, 1000
"""The limits of a widget; the front end's are compared with them in tests/contract."""
View = Literal["em", "k-means", "density", "basins", "restarts", "components"]
VIEWS: tuple[View, ...] = get_args(View)


def checked_components(n_components: Any, data: Observations) -> int:
    """Validate the number of components of a widget."""
    if isinstance(n_components, bool) or not isinstance(n_components, int | np.integer):
        raise TypeError(f"n_components must be a whole number; got {n_components!r}")
    if not 1 <= n_components <= MOST_COMPONENTS:
        raise ValueError(
            f"n_components must be from 1 to {MOST_COMPONENTS} in the widget; got {n_components} "
            "(gmm_widget.fit takes any number)"
        )
    if n_components > data.n_counting:
        n, those = len(data.points), data.n_counting
        have = f"got {n}" if those == n else f"only {those} of {n} have a weight above 0"
        wide = data.points.shape[1] > n
        side = ", or give the transpose if the table lies on its side" if wide else ""
        raise ValueError(
            f"{n_components} components need at least {n_components} points; {have}: add points "
            f"or use fewer components{side}"
        )
    return int(n_components)


def checked_seeds(seeds: Any, data: Observations, n_components: int) -> NDArray[np.float64]:
    """Validate seeds: of the right shape, finite, and not absurdly far from the points.

    Parameters
    ----------
    seeds : (K, d) array_like
    data : Observations
    n_components : int
        K.

    Returns
    -------
    (K, d) array

    Raises
    ------
    TypeError, ValueError
        If they are anything else.
    """
    dimension = data.points.shape[1]
    if isinstance(seeds, Mixture):
        raise TypeError("seeds are means alone: give a mixture as start=..., or its .means")
    try:
        means = as_means(seeds, data.names)
    except (TypeError, ValueError):
        raise ValueError(
            f"seeds must be numbers of shape ({n_components}, {dimension}); got {seeds!r}"
        ) from None
    if means.shape != (n_components, dimension):
        raise ValueError(
            f"seeds must have shape ({n_components}, {dimension}), one mean per component; "
            f"got shape {means.shape}: set n_components first to change how many there are"
        )
    if not np.isfinite(means).all():
        raise ValueError(
            "seeds must be finite numbers; got "
            f"{'a missing value' if np.isnan(means).any() else 'infinity'} in seed "
            f"{np.flatnonzero(~np.isfinite(means).all(axis=1))[0]}"
        )
    low, high = data.reach
    outside = np.flatnonzero(((means < low) | (means > high)).any(axis=1))
    if len(outside):
        raise ValueError(
            f"seed {outside[0]} is at {means[outside[0]].tolist()}, more than {FAR:g} data ranges "
            "from the points: put it near them, in the units of the data"
        )
    return means


def checked_start(start: Any, data: Observations) -> Mixture:
    """Validate a start; `fit` checks that it suits the points."""
    if not isinstance(start, Mixture):
        raise TypeError(f"start must be a gmm_widget.Mixture; got {type(start).__name__}")
    checked_components(start.n_components, data)
    return start


def checked_axes(axes: Any, names: Sequence[str]) -> tuple[int, int]:
    """Validate two different columns, given by their numbers or names."""
    last = len(names) - 1
    pair = tuple(axes) if isinstance(axes, Sequence | np.ndarray) else ()
    try:
        i, j = (names.index(c) if c in names else operator.index(c) for c in pair)
    except (TypeError, ValueError):
        i = j = -1
    if i == j or not (0 <= i <= last and 0 <= j <= last):
        near = next((nearest(c, names) for c in pair if c not in names), "")
        raise ValueError(
            f"axes must be two different columns, each from 0 to {last} or by name "
            f"({', '.join(names)}); got {axes!r}{near}"
        )
    return i, j


def checked_view(view: Any) -> View:
    """Validate the name of a view."""
    known: View = check_name("view", view, VIEWS)
    return known


def checked_component(component: Any, n_components: int) -> int:
    """Validate the number of a component, from 0."""
    last = n_components - 1
    if not isinstance(component, int | np.integer) or not 0 <= component <= last:
        raise ValueError(
            f"component must be a whole number from 0 to {last}, one of the "
            f"{last + 1}; got {component!r}"
        )
    return int(component)


def checked_place(at: Any, n_points: int) -> int | tuple[float, float] | None:
    """Validate what is inspected: a row, a place (x, y) of the plane, or nothing (None)."""
    if at is None:
        return None
    if isinstance(at, Sequence) and not isinstance(at, str):
        x, y = (float(coordinate) for coordinate in at)
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(f"a place must be two finite numbers; got {at!r}")
        return x, y
    if not isinstance(at, int | np.integer) or not 0 <= at < n_points:
        raise ValueError(f"a row must be a whole number from 0 to {n_points - 1}; got {at!r}")
    return int(at)
