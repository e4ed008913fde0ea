"""What a front end asks for, granted as far as it makes sense. Nothing in here raises.

A *wish* is a dict: every input that a view has changed and not yet seen answered. A host may drop
or merge any wish but the last, so each one says all, and the same wish twice changes nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.em import COVARIANCE_TYPES
from gmm_widget.points import LARGEST
from gmm_widget.session import MOST_COMPONENTS, Session, reach

MOST_ITERATIONS = 1000


def grant(session: Session, wish: Any) -> Session:
    """The session after a wish: clipped where it goes too far, ignored where it makes no sense.

    A held handle that is let go where it was taken up (Esc) brings back the session of before,
    with a start that seeds alone may not tell."""
    if not isinstance(wish, Mapping):
        return session
    before = session.before or session
    if wish.get("held") is True:
        return _granted(session, wish).held(before)
    back = _seeds(before, wish.get("seeds")) if session.is_held else None
    called_off = back is not None and np.array_equal(back, before.start.means)
    return _granted(before if called_off else session, wish).released()


def _granted(session: Session, wish: Mapping[str, Any]) -> Session:
    options = _options(session, wish)
    if options:
        session = session.with_options(**options)
    n_components = _whole(wish.get("n_components"))
    if n_components is not None:
        n_components = min(max(n_components, 1), MOST_COMPONENTS, len(session.points))
        if n_components != session.start.n_components:
            session = session.with_components(n_components)
    seeds = _seeds(session, wish.get("seeds"))
    if seeds is not None and not np.array_equal(seeds, session.start.means):
        session = session.with_seeds(seeds)
    cursor = _whole(wish.get("cursor"))
    if cursor is not None:
        session = session.at(min(max(cursor, 0), session.trace.last_cursor))
    return session


def _options(session: Session, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the fit that the wish changes."""
    trace, options = session.trace, dict[str, Any]()
    if wish.get("covariance_type") in COVARIANCE_TYPES:
        options["covariance_type"] = wish["covariance_type"]
    reg_covar = _number(wish.get("reg_covar"))
    if reg_covar is not None:
        options["reg_covar"] = min(max(reg_covar, 0.0), LARGEST)
    max_iter = _whole(wish.get("max_iter"))
    if max_iter is not None:
        options["max_iter"] = min(max(max_iter, 1), MOST_ITERATIONS)
    return {name: value for name, value in options.items() if value != getattr(trace, name)}


def _seeds(session: Session, wanted: Any) -> NDArray[np.float64] | None:
    """The wanted means, pulled back to where they make sense; None if they are no K means."""
    try:
        means = np.array(wanted, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    if means.shape != session.start.means.shape or not np.isfinite(means).all():
        return None
    return np.clip(means, *reach(session.points))


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
