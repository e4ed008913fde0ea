"""Front-end requests, validated and clamped. Nothing in here raises.

A *wish* is such a request: a dict of every input that a view has changed and not yet seen answered.
A host may drop or merge any but the last, so each one is complete, and applying it twice has no
further effect.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.em import COVARIANCE_TYPES, LARGEST, Mixture
from gmm_widget.progress import Step, finish
from gmm_widget.session import MOST_COMPONENTS, Session, Setting, edited
from gmm_widget.wire import first_steps, holds_all

if TYPE_CHECKING:
    from gmm_widget.progress import Steps

MOST_ITERATIONS = 1000


def grant(session: Session, wish: Any) -> Session:
    """Apply a request: values out of range are clamped, invalid ones ignored.

    A handle that is released where it was grabbed (Esc) restores the session from before, including
    a start that its means alone do not determine.
    """
    return finish(grant_steps(session, wish))


def grant_steps(session: Session, wish: Any) -> Steps[Session]:
    """Run `grant`, an iteration of the fit at a time."""
    if not isinstance(wish, Mapping):
        return session
    before = session.before or session
    if wish.get("held") is True:
        moved = yield from _granted(session, wish)
        return moved.held(before)
    back = _seeds(before.setting, wish.get("seeds")) if session.is_held else None
    called_off = back is not None and np.array_equal(back, before.start.means)
    granted = yield from _granted(before if called_off else session, wish)
    return granted.released()


def _granted(session: Session, wish: Mapping[str, Any]) -> Steps[Session]:
    # Places in the plane (edits, covariances) refer to the axes of the same request.
    session = _looking(session, wish, "axes")
    held = wish.get("held") is True
    setting = _setting(session, wish).briefly(held)
    if held:
        yield from _coloured_steps(session, setting)
    session = yield from session.fitted_steps(setting)
    session = _looking(session, wish, "view")
    session = _looking(session, wish, "component")
    session = _looking(session, wish, "inspected")
    cursor = _whole(wish.get("cursor"))
    if cursor is not None:
        session = session.at(min(max(cursor, 0), session.trace.last_cursor))
    return session


def _coloured_steps(session: Session, setting: Setting) -> Steps[None]:
    """Compute the colours of many points for a held start, before its fit.

    The fit takes longer, and the handle may have moved on by then.
    """
    sound = setting.own is None and session.trace.n_iter > 0
    if setting is session.setting or not sound or holds_all(session.trace, short=True):
        return
    data = setting.data
    colours = yield from first_steps(data.points, setting.start, data.within, data.sample_weight)
    yield Step(0, setting.max_iter, colours)


def _looking(session: Session, wish: Mapping[str, Any], name: str) -> Session:
    """Apply the requested axes, view or component; the session is unchanged if that is invalid."""
    with suppress(KeyError, ValueError, TypeError):
        changed: Session = getattr(session, f"with_{name}")(wish[name])
        return changed
    return session


def _setting(session: Session, wish: Mapping[str, Any]) -> Setting:
    """Apply the changes of what is fitted."""
    setting = session.setting.with_options(**_options(wish))
    edits = wish.get("edits")
    for edit in edits if isinstance(edits, list) else ():
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            data = edited(setting.data, edit, session.axes, setting.n_components)
            setting = setting.with_edited(data)
    n_components = _whole(wish.get("n_components"))
    if n_components is not None:
        n_components = min(max(n_components, 1), MOST_COMPONENTS, setting.data.n_counting)
        setting = setting.with_components(n_components, session.shown)
    seeds = _seeds(setting, wish.get("seeds"))
    shapes = wish.get("covariances")
    if shapes == "default":
        return setting.with_means(setting.start.means if seeds is None else seeds)
    if shapes == "start":
        like = setting.start
        means = like.means if seeds is None else seeds
        return setting.with_start(Mixture(like.weights, means, like.covariances))
    if shapes is not None:
        with suppress(ValueError, TypeError):
            return _shaped(session, setting, seeds, shapes)
    if seeds is not None and not np.array_equal(seeds, setting.start.means):
        setting = setting.with_means(seeds)
    return setting


def _shaped(
    session: Session, setting: Setting, seeds: NDArray[np.float64] | None, shapes: Any
) -> Setting:
    """Start from the shown mixture with the requested means and covariances (K, 2, 2)."""
    mixture = session.shown if session.shown.means.shape == setting.start.means.shape else None
    like = mixture or setting.start
    means = like.means if seeds is None else seeds
    covariances = np.array(shapes, dtype=np.float64)
    if covariances.shape != (len(means), 2, 2) or not np.isfinite(covariances).all():
        raise ValueError(f"covariances must be {len(means)} matrices of 2 x 2 numbers")
    like = Mixture(like.weights, means, like.covariances)
    return setting.with_shapes(like, covariances, session.axes)


def _options(wish: Mapping[str, Any]) -> dict[str, Any]:
    """The fit options of a request."""
    options = dict[str, Any]()
    if wish.get("covariance_type") in COVARIANCE_TYPES:
        options["covariance_type"] = wish["covariance_type"]
    reg_covar = _number(wish.get("reg_covar"))
    if reg_covar is not None:
        options["reg_covar"] = min(max(reg_covar, 0.0), LARGEST)
    max_iter = _whole(wish.get("max_iter"))
    if max_iter is not None:
        options["max_iter"] = min(max(max_iter, 1), MOST_ITERATIONS)
    return options


def _seeds(setting: Setting, wanted: Any) -> NDArray[np.float64] | None:
    """The requested means, clamped to the reach of the data; None unless they are K means."""
    try:
        means = np.array(wanted, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    if means.shape != setting.start.means.shape or not np.isfinite(means).all():
        return None
    return np.clip(means, *setting.data.reach)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else round(number)
