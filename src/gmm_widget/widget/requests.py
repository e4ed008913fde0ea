"""What a front end asks for, granted as far as it makes sense. Nothing in here raises.

A *wish* is a dict: every input that a view has changed and not yet seen answered. A host may drop
or merge any wish but the last, so each one says all, and the same wish twice changes nothing more.
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
    """The session after a wish: clipped where it goes too far, ignored where it makes no sense.

    A held handle that is let go where it was taken up (Esc) brings back the session of before,
    with a start that seeds alone may not tell."""
    return finish(grant_steps(session, wish))


def grant_steps(session: Session, wish: Any) -> Steps[Session]:
    """`grant`, an iteration of the fit at a time."""
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
    # Places in the plane (edits, covariances) are told in the axes of the same wish.
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
    """What a held start does to the colours of many points, before its fit, which takes longer:
    the hand may have gone on by then."""
    sound = setting.own is None and session.trace.n_iter > 0
    if setting is session.setting or not sound or holds_all(session.trace, short=True):
        return
    data = setting.data
    colours = yield from first_steps(data.points, setting.start, data.within, data.sample_weight)
    yield Step(0, setting.max_iter, colours)


def _looking(session: Session, wish: Mapping[str, Any], name: str) -> Session:
    """The session with the wanted axes, view or component; the same if that makes no sense."""
    with suppress(KeyError, ValueError, TypeError):
        changed: Session = getattr(session, f"with_{name}")(wish[name])
        return changed
    return session


def _setting(session: Session, wish: Mapping[str, Any]) -> Setting:
    """What the wish asks to be fitted."""
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
    """The shown mixture with the wanted means and covariances (K, 2, 2), as a start."""
    mixture = session.shown if session.shown.means.shape == setting.start.means.shape else None
    like = mixture or setting.start
    means = like.means if seeds is None else seeds
    covariances = np.array(shapes, dtype=np.float64)
    if covariances.shape != (len(means), 2, 2) or not np.isfinite(covariances).all():
        raise ValueError(f"covariances must be {len(means)} matrices of 2 x 2 numbers")
    like = Mixture(like.weights, means, like.covariances)
    return setting.with_shapes(like, covariances, session.axes)


def _options(wish: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the fit that the wish names."""
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
    """The wanted means, pulled back to where they make sense; None if they are no K means."""
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
