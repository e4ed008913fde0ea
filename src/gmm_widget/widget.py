"""GMMWidget: the traits, the one door for the front end, and the one answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from numpy.typing import ArrayLike

from gmm_widget import diagnose
from gmm_widget.em import CovarianceType
from gmm_widget.film import write_film
from gmm_widget.fitting import Trace
from gmm_widget.mixture import Mixture
from gmm_widget.points import column_names
from gmm_widget.session import Session
from gmm_widget.wire import Array, Input, InputValueError, from_wire, input_errors
from gmm_widget.wishes import grant

OPTIONS = ("covariance_type", "reg_covar", "max_iter")
WISHES = ("n_components", "seeds", *OPTIONS, "cursor")
"""The public inputs that a front end may also write one by one, as `jslink` does."""
VIEW_OPTIONS = ("axes", "theme")
CLIENTS = 32
"""How many front ends' last answered wishes are remembered."""


def _front_end(name: str) -> str | Path:
    """A file of the bundle: its text, or its path when ANYWIDGET_HMR asks to watch it (a watched
    path keeps closed widgets alive)."""
    path = Path(__file__).parent / "static" / name
    if not path.exists():
        raise FileNotFoundError(
            f"the front end {path.name} has not been built: install the package with pip "
            "(pip install -e . in a checkout), which builds it"
        )
    return path if os.environ.get("ANYWIDGET_HMR") == "1" else path.read_text(encoding="utf-8")


class GMMWidget(anywidget.AnyWidget):
    """A Gaussian mixture to hold: drag a mean, and EM restarts from there.

    Parameters
    ----------
    points : (n, d) array_like, d >= 2
        An array, a list of rows, a DataFrame or a data set of `gmm_widget.datasets`.
    n_components : int
        K, from 1 to 10. If seeds or a start are given, their number of means is taken.
    seeds : (K, d) array_like, optional
        The means to start from; by default k-means++ with random_state 0 chooses them.
    start : Mixture, optional
        A whole mixture to start from, instead of seeds.
    covariance_type, reg_covar, max_iter
        The options of `gmm_widget.fit`.
    cursor : int
        Which half-step to show, from 0 (the start) to 2T.
    axes : (int, int)
        Which two columns to draw; the fit uses all of them.
    theme : {"auto", "light", "dark"}
    **layout
        What every ipywidget takes, such as `layout`.

    Raises
    ------
    TypeError, ValueError
        If the points or an input cannot be used; an assignment to a trait raises the same.

    Examples
    --------
    >>> from gmm_widget import GMMWidget, datasets
    >>> w = GMMWidget(datasets.old_faithful(), n_components=2)
    >>> w.seeds = [[2, 55], [4, 80]]
    >>> w.cursor = 7
    >>> w.iteration, w.phase
    (4, 'E')
    """

    _esm = _front_end("widget.js")
    _css = _front_end("widget.css")

    points = Input(array=True)
    """(n, d) array. What is fitted. Setting it starts anew from k-means++ means."""
    start = Input(sync=False)
    """Mixture. Where the fit begins (theta_0); not synced. Setting it restarts the fit."""
    seeds = Input(array=True)
    """(K, d) array. The means of the start. Setting them restarts the fit from there."""
    n_components = Input(3)
    """int. K, from 1 to 10. Setting it restarts from the shown means, with one more or less."""
    covariance_type = Input("full")
    """"full", "tied", "diag" or "spherical", as in scikit-learn. Setting it refits."""
    reg_covar = Input(0.0)
    """float. Added to every variance in the M-step, in squared units of the data."""
    max_iter = Input(25)
    """int. The largest number of iterations of a fit."""
    cursor = Input(0)
    """int. Which half-step is shown: 0 is the start, 2t - 1 the E-step and 2t the M-step of
    iteration t, and 2T the end."""

    axes = traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=(0, 1)).tag(
        sync=True, echo_update=False
    )
    """(int, int). The two columns that are drawn."""
    theme = traitlets.Enum(("auto", "light", "dark"), "auto").tag(sync=True, echo_update=False)
    """"auto" follows the notebook; "light" and "dark" do not."""

    columns = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    """list of str. The names of the columns of the points."""
    means = Array()
    """(K, d) array. The means at the cursor."""
    covariances = Array()
    """(K, d, d) array. The covariances at the cursor."""
    weights = Array()
    """(K,) array. The mixing weights at the cursor."""
    responsibilities = Array()
    """(n, K) array. The responsibilities at the cursor; at the start, the weights repeated."""
    log_likelihood = traitlets.Float(read_only=True).tag(sync=True)
    """float. log p(points | shown mixture), in nats, summed over the points."""
    iteration = traitlets.Int(read_only=True).tag(sync=True)
    """int. The iteration that the cursor is in; 0 at the start."""
    phase = traitlets.Unicode(read_only=True).tag(sync=True)
    """"start", "E" or "M": the half-step that the cursor comes after."""
    status = traitlets.Unicode(read_only=True).tag(sync=True)
    """How the whole fit ended: "converged", "max_iter", "collapsed", "empty", "degenerate"."""
    message = traitlets.Unicode(read_only=True).tag(sync=True)
    """str. The sentence at the cursor: what has just happened, and what comes next."""

    _film = traitlets.Bytes().tag(sync=True)
    _request = traitlets.Any(None, allow_none=True).tag(sync=True, echo_update=False)
    _answered = traitlets.Dict().tag(sync=True)
    _error = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        points: Any,
        n_components: int | None = None,
        *,
        seeds: ArrayLike | None = None,
        start: Mixture | None = None,
        covariance_type: CovarianceType = "full",
        reg_covar: float = 0.0,
        max_iter: int = 25,
        cursor: int = 0,
        axes: Sequence[int] = (0, 1),
        theme: str = "auto",
        **layout: Any,
    ) -> None:
        self._lock = threading.RLock()
        self._granted: dict[str, int] = {}
        self.settling = True
        with input_errors():
            self._session = Session.begin(
                points,
                _number_of_components(n_components, seeds, start),
                seeds=seeds,
                start=start,
                covariance_type=covariance_type,
                reg_covar=reg_covar,
                max_iter=max_iter,
            ).at(cursor)
        self._set(columns=column_names(points, self._session.points.shape[1]))
        self._set(**self._projection(self._session), _film=write_film(self._session.trace))
        super().__init__(axes=tuple(axes), theme=theme, **layout)
        self.settling = False

    # ------------------------------------------------------------------ what can be asked for

    @property
    def trace(self) -> Trace:
        """The whole fit."""
        return self._session.trace

    @property
    def gain(self) -> float:
        """What the last iteration before the cursor added to the log-likelihood, in nats."""
        return self._session.state.gain

    @property
    def undecided(self) -> int:
        """How many points are less than 90 % sure of every component, at the cursor."""
        return diagnose.undecided(self._session.state.responsibilities)

    @property
    def components(self) -> tuple[diagnose.Component, ...]:
        """The component table at the cursor, in the two drawn columns."""
        return diagnose.components(self.trace, self._session.cursor, self.axes)

    # ------------------------------------------------------------------ assignments from Python

    def assign(self, name: str, value: Any) -> None:
        """What an assignment to an input does: check, fit, and set every trait in one go."""
        with self._lock, input_errors():
            session = self._session_with(name, value)
            also = {} if name != "points" else self._new_columns(value, session)
            self._settle(session, **also)

    def _session_with(self, name: str, value: Any) -> Session:
        session = self._session
        if name == "points":
            return session.with_points(value)
        if name == "start":
            return session.with_start(value)
        if name == "seeds":
            return session.with_seeds(value)
        if name == "n_components":
            return session.with_components(value)
        if name == "cursor":
            return session.at(value)
        return session.with_options(**{name: value})

    def _new_columns(self, data: Any, session: Session) -> dict[str, Any]:
        """What else changes with the points: the names, and the axes if their columns are gone."""
        dimension = session.points.shape[1]
        axes = self.axes if max(self.axes) < dimension else (0, 1)
        return {"columns": column_names(data, dimension), "axes": axes}

    @traitlets.validate("axes")
    def _check_axes(self, proposal: Any) -> Any:
        i, j = proposal["value"]
        last = self._session.points.shape[1] - 1
        if i == j or not (0 <= i <= last and 0 <= j <= last):
            raise InputValueError(
                f"axes must be two different columns, each from 0 to {last}; got ({i}, {j})"
            )
        return proposal["value"]

    # ------------------------------------------------------------------ the one door

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """All that a front end asks for comes in here, and nothing that it sends can raise.

        Its wish is granted as far as it makes sense; writes of outputs are dropped."""
        with self._lock:
            own = {name: sync_data[name] for name in sync_data if name in SYNCED}
            wish = own.get("_request")
            direct = {name: from_wire(own[name]) for name in WISHES if name in own}
            for name in VIEW_OPTIONS:
                if name in own:
                    with suppress(traitlets.TraitError, TypeError):
                        self.set_trait(name, _as_tuple(own[name]))
            if direct:
                self._answer(direct)
            if isinstance(wish, Mapping):
                self._hear(wish)
            super().set_state({name: sync_data[name] for name in sync_data if name not in SYNCED})

    def _hear(self, wish: Mapping[str, Any]) -> None:
        client, n = str(wish.get("client")), wish.get("n")
        answered = {"client": client, "n": n}
        if not isinstance(n, int) or n <= self._granted.get(client, -1):
            self.send_state("_answered")
            return
        self._granted.pop(client, None)
        self._granted[client] = n
        while len(self._granted) > CLIENTS:
            del self._granted[next(iter(self._granted))]
        self._answer(wish, _answered=answered)

    def _answer(self, wish: Mapping[str, Any], **also: Any) -> None:
        """Grant a wish and answer it. An error in here would vanish in the kernel's log, so it is
        shown in the widget; the session stays as it was."""
        session, error = self._session, ""
        try:
            session = grant(session, wish)
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"
        self._settle(session, _error=error, **also)

    # ------------------------------------------------------------------ the one answer

    def _settle(self, session: Session, **also: Any) -> None:
        """Show a session: every trait changes at once, for observers and front ends alike."""
        changes = {"_error": "", **also}
        if session is not self._session:
            changes |= self._projection(session)
        if session.trace is not self.trace or session.is_held is not self._session.is_held:
            changes["_film"] = write_film(session.trace, short=session.is_held)
        self._session = session
        with self.hold_sync(), self.hold_trait_notifications():
            self.settling = True
            try:
                self._set(**changes)
            finally:
                self.settling = False

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            self.set_trait(name, value)

    @staticmethod
    def _projection(session: Session) -> dict[str, Any]:
        """The public traits of a session."""
        trace, state = session.trace, session.state
        return {
            "points": session.points,
            "start": session.start,
            "seeds": session.start.means,
            "n_components": session.start.n_components,
            "covariance_type": trace.covariance_type,
            "reg_covar": trace.reg_covar,
            "max_iter": trace.max_iter,
            "cursor": session.cursor,
            "means": state.mixture.means,
            "covariances": state.mixture.covariances,
            "weights": state.mixture.weights,
            "responsibilities": state.responsibilities,
            "log_likelihood": state.log_likelihood,
            "iteration": state.iteration,
            "phase": state.phase,
            "status": trace.status,
            "message": diagnose.narrate(trace, session.cursor),
        }


SYNCED = frozenset(GMMWidget.class_trait_names(sync=True)) - frozenset(
    anywidget.AnyWidget.class_trait_names(sync=True)
)
"""The names that a front end and Python share: those of this class, not of every widget."""


def _number_of_components(n_components: int | None, seeds: Any, start: Mixture | None) -> int:
    if n_components is not None:
        return n_components
    given = seeds if seeds is not None else getattr(start, "means", None)
    return 3 if given is None else len(given)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
