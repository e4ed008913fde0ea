"""Requests: strict parsing of Python's assignments, lenient parsing of front ends' messages.

A *wish* is a front end's request: a dict of every input that a view has changed and not yet seen
answered. A host may drop or merge any but the last, so each one is complete, and applying it twice
has no further effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.arguments import check_name
from gmm_widget.em import COVARIANCE_TYPES, LARGEST, Mixture
from gmm_widget.session import (
    MOST_COMPONENTS,
    MOST_ITERATIONS,
    OPTIONS,
    Observations,
    Request,
    Session,
    checked_axes,
    checked_component,
    checked_components,
    checked_place,
    checked_seeds,
    checked_start,
    checked_view,
    edited,
)
from gmm_widget.words import checked_language

SHOWN = ("axes", "view", "component", "inspected", "language")


def strict(session: Session, **values: Any) -> Request:
    """Validate what Python assigns: an invalid value raises TypeError or ValueError."""
    setting, data = session.setting, session.setting.data
    checks: dict[str, Callable[[Any], Any]] = {
        "points": Observations.of,
        "start": lambda start: checked_start(start, data),
        "seeds": lambda seeds: checked_seeds(seeds, data, setting.n_components),
        "n_components": lambda number: checked_components(number, data),
        "cursor": lambda cursor: session.at(cursor).cursor,
        "axes": lambda axes: checked_axes(axes, data.names),
        "view": checked_view,
        "component": lambda component: checked_component(component, setting.n_components),
        "language": checked_language,
    }
    found = {name: checks[name](values[name]) for name in checks if name in values}
    found.update({name: values[name] for name in OPTIONS if name in values})
    if "seeds" in found:
        found["covariances"] = "default"
    if "start" in found or "seeds" in found:
        found["cursor"] = 0
    return _request(session, found)


def lenient(session: Session, wish: Any) -> Request:
    """Read a front end's request, and never raise: values are clamped, invalid ones dropped.

    Places in the plane (edits, covariances) refer to the axes of the same request.
    """
    found: dict[str, Any] = {}
    if not isinstance(wish, Mapping):
        return Request()
    setting, data = session.setting, session.setting.data

    def keep(name: str, parse: Callable[[Any], Any]) -> None:
        if name in wish:
            with suppress(ValueError, TypeError, OverflowError, np.linalg.LinAlgError):
                found[name] = parse(wish[name])

    keep("axes", lambda axes: checked_axes(axes, data.names))
    axes = found.get("axes", session.axes)
    edits = wish.get("edits")
    for edit in edits if isinstance(edits, list) else ():
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            found["edited"] = data = edited(data, edit, axes, setting.n_components)
    most = min(MOST_COMPONENTS, data.n_counting)
    keep("n_components", lambda number: _clamped(number, 1, most))
    k, d = found.get("n_components", setting.n_components), data.points.shape[1]
    keep("seeds", lambda seeds: np.clip(_numbers(seeds, (k, d)), *data.reach))
    keep("covariances", lambda shapes: _shapes(shapes, k))
    keep("covariance_type", lambda name: check_name("covariance_type", name, COVARIANCE_TYPES))
    keep("reg_covar", lambda floor: min(max(_number(floor), 0.0), LARGEST))
    keep("max_iter", lambda number: _clamped(number, 1, MOST_ITERATIONS))
    keep("cursor", lambda cursor: _clamped(cursor, 0, math.inf))
    keep("view", checked_view)
    keep("component", lambda component: checked_component(component, k))
    keep("inspected", lambda place: checked_place(place, len(data.points)))
    return _request(session, {**found, "held": wish.get("held") is True})


def _request(session: Session, found: dict[str, Any]) -> Request:
    """Create a request from its values by the names of the inputs."""
    changed = {name: found.pop(name) for name in OPTIONS if name in found}
    options = replace(session.setting.options, **changed) if changed else None
    shown = {name: found.pop(name) for name in SHOWN if name in found}
    return Request(options=options, shown=shown, **found)


def _shapes(wanted: Any, n_components: int) -> Any:
    """Validate the covariances (K, 2, 2) in the plane, or the name of others."""
    if isinstance(wanted, str):
        return check_name("covariances", wanted, ("default", "start"))
    shapes = _numbers(wanted, (n_components, 2, 2))
    Mixture(np.full(n_components, 1 / n_components), shapes[:, 0], shapes)
    np.linalg.cholesky(shapes)
    return shapes


def _numbers(value: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Convert to finite numbers of a shape."""
    numbers = np.array(value, dtype=np.float64)
    if numbers.shape != shape or not np.isfinite(numbers).all():
        raise ValueError(f"finite numbers of shape {shape} are needed")
    return numbers


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a finite number is needed")
    return float(value)


def _clamped(value: Any, least: int, most: float) -> int:
    """Round a number to a whole one of a range."""
    return int(min(max(round(_number(value)), least), most))
