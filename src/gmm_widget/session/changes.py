"""A change of a session as one value, a request, and the function that applies it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gmm_widget.em import Mixture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em import FitOptions
    from gmm_widget.progress import Steps
    from gmm_widget.session.observations import Observations
    from gmm_widget.session.session import Session
    from gmm_widget.session.setting import Setting


@dataclass(frozen=True, eq=False)
class Request:
    """What to change in a session, every value valid for it; None leaves a part as it is.

    Attributes
    ----------
    points : Observations or None
        Other data, fitted from k-means++ means.
    edited : Observations or None
        The data after edits by hand: the means of the start are kept.
    options : FitOptions or None
    n_components : int or None
    start : Mixture or None
    seeds : (K, d) array or None
        The means of the start.
    covariances : (K, 2, 2) array, "default", "start" or None
        The covariances of the start, in the drawn columns; those that seeds alone would have; or
        those of the present start.
    shown : dict
        The fields of the session that change: axes, view, component, inspected, language.
    cursor : int or None
        0 or more; the end of the fit if it is beyond that.
    held : bool or None
        Whether a handle is held.
    """

    points: Observations | None = None
    edited: Observations | None = None
    options: FitOptions | None = None
    n_components: int | None = None
    start: Mixture | None = None
    seeds: NDArray[np.float64] | None = None
    covariances: NDArray[np.float64] | Literal["default", "start"] | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)
    cursor: int | None = None
    held: bool | None = None


def apply_steps(
    session: Session,
    request: Request,
    before_fit: Callable[[Session, Setting], Steps[None]] | None = None,
) -> Steps[Session]:
    """Apply a request, an iteration of the fit at a time.

    A handle that is released where it was grabbed (Esc) restores the session from before, including
    a start that its means alone do not determine.

    Parameters
    ----------
    session : Session
    request : Request
    before_fit : callable, optional
        ``before_fit(session, setting)``: steps to run once it is known what will be fitted.

    Yields
    ------
    Step

    Returns
    -------
    Session
    """
    before = session.before or session
    if request.held is False and session.is_held and _same(request.seeds, before.start):
        session = before
    session = _looking(session, request.shown)
    held = session.is_held if request.held is None else request.held
    setting = _setting(session, request).briefly(held)
    if before_fit is not None:
        yield from before_fit(session, setting)
    session = yield from session.fitted_steps(setting)
    if request.cursor is not None:
        session = session.at(min(request.cursor, session.trace.last_cursor))
    if request.held is None:
        return session
    return session.held(before) if request.held else session.released()


def _looking(session: Session, shown: Mapping[str, Any]) -> Session:
    """Change what is shown; an inspected place is forgotten with the axes that it is in."""
    changed = {name: new for name, new in shown.items() if new != getattr(session, name)}
    if "axes" in changed and not isinstance(session.inspected, int):
        changed = {"inspected": None, **changed}
    return replace(session, **changed) if changed else session


def _setting(session: Session, request: Request) -> Setting:
    """What is to be fitted."""
    setting = session.setting
    if request.options is not None:
        setting = setting.with_options(request.options)
    if request.points is not None:
        setting = setting.with_data(request.points)
    if request.edited is not None:
        setting = setting.with_edited(request.edited)
    if request.n_components is not None:
        setting = setting.with_components(request.n_components, session.shown)
    if request.start is not None:
        setting = setting.with_start(request.start)
    seeds, shapes = request.seeds, request.covariances
    means = setting.start.means if seeds is None else seeds
    if isinstance(shapes, np.ndarray):
        alike = session.shown.means.shape == setting.start.means.shape
        like = session.shown if alike else setting.start
        means = like.means if seeds is None else seeds
        like = Mixture(like.weights, means, like.covariances)
        return setting.with_shapes(like, shapes, session.axes)
    if shapes == "start":
        return setting.with_start(Mixture(setting.start.weights, means, setting.start.covariances))
    if shapes == "default" or (seeds is not None and not _same(seeds, setting.start)):
        return setting.with_means(means)
    return setting


def _same(seeds: NDArray[np.float64] | None, start: Mixture) -> bool:
    return seeds is not None and np.array_equal(seeds, start.means)
