"""GMMWidget: the traits, the one door for the front end, and the one answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from numpy.typing import ArrayLike

from gmm_widget import bundle, diagnose, export, interop
from gmm_widget.answers import Answer, answer_steps, coloured_steps, projection
from gmm_widget.clients import Clients, Due
from gmm_widget.drawing.still import Picture, still
from gmm_widget.em import CovarianceType
from gmm_widget.explorer import Explorer, question
from gmm_widget.film import write_film
from gmm_widget.history import History
from gmm_widget.mixture import Mixture
from gmm_widget.notebook import after_each_cell
from gmm_widget.pictures import QUICK, WORDS, needs_painting, picture_steps
from gmm_widget.session import Session, View
from gmm_widget.setting import Data, Fitter, Setting
from gmm_widget.trace import Fault, Trace
from gmm_widget.wire import Array, Input, LazyArray, from_wire, input_errors
from gmm_widget.wishes import grant_steps
from gmm_widget.words import say, translated
from gmm_widget.work import Progress, Step, Steps, finish
from gmm_widget.worker import Worker

OPTIONS = ("covariance_type", "reg_covar", "max_iter")
LOOKS = ("axes", "view", "component")
WISHES = ("n_components", "seeds", *OPTIONS, "cursor", *LOOKS)
"""The public inputs that a front end may also write one by one, as `jslink` does."""
NOTHING = Due()
LOCK = threading.RLock()
"""Held while any widget changes: with some kernels messages run in a thread beside the user's
cells. It is one for all, because widgets can be linked: two that change each other from two
threads would otherwise wait for each other for ever."""
SENT = 200_000
"""Bytes of responsibilities that are sent to front ends at most."""
PAUSE = 0.1
"""Seconds between two messages of how far a plain call is."""


class StoppedError(Exception):
    """The widget's Stop button ended an assignment; the widget shows what it did before."""


def _front_end(name: str) -> str | Path:
    """A file of the bundle: its text, or its path when ANYWIDGET_HMR asks to watch it (a watched
    path keeps closed widgets alive)."""
    return bundle.built(name) if os.environ.get("ANYWIDGET_HMR") == "1" else bundle.text(name)


class GMMWidget(anywidget.AnyWidget):
    """A Gaussian mixture to hold: drag a mean, and EM restarts from there.

    Parameters
    ----------
    points : (n, d) array_like, d >= 2
        An array, a list of rows, a DataFrame, a data set of `gmm_widget.datasets`, or the
        weighted cells that `gmm_widget.cells` makes of data of any size.
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
    view : str
        What to show: see the trait.
    sample_weight : (n,) array_like, optional
        How often each point counts; it is drawn as much larger.
    e_step, m_step : callable, optional
        Functions of your own to fit with, ``e_step(X, weights, means, covariances) -> R (n, K)``
        and ``m_step(X, R) -> (weights, means, covariances)``; the reference does what is not
        given. Each step is held to the reference's from the same state, and the first wrong
        point is shown: see `fault`. A function that is defined anew under its name takes effect.
    labels : (n,) array_like, optional
        The groups that the points come from, where they are known: what a fit finds is compared
        with them. Data sets of `gmm_widget.datasets` bring their own.
    progress : callable, optional
        ``progress(iteration, max_iter)`` during this first fit, as `gmm_widget.progress.bar()`.
    language : {"en", "de"}
        What the widget speaks: English or German.
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

    axes = Input((0, 1))
    """(int, int). The two columns that are drawn."""
    view = Input("em")
    """What is shown: "em", "k-means", "density", "basins", "restarts" or "components"."""
    component = Input(0)
    """int. The component that a view is about, from 0: the mean that the basins' map moves."""
    language = Input("en", sync=False)
    """What the widget speaks: "en" (English) or "de" (German)."""
    theme = traitlets.Enum(("auto", "light", "dark"), "auto").tag(sync=True, echo_update=False)
    """"auto" follows the notebook; "light" and "dark" do not."""

    columns = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    """list of str. The names of the columns of the points."""
    sample_weight = Array()
    """(n,) array or None. How often each point counts: how many points a cell holds."""
    means = Array()
    """(K, d) array. The means at the cursor."""
    covariances = Array()
    """(K, d, d) array. The covariances at the cursor."""
    weights = Array()
    """(K,) array. The mixing weights at the cursor."""
    responsibilities = LazyArray(SENT)
    """(n, K) array. The responsibilities at the cursor; at the start, the weights repeated. Up to
    200 kB of them (25,000 numbers) are sent to front ends, for `jslink`; larger ones, which would
    travel with every step, are null there."""
    log_likelihood = traitlets.Float(read_only=True).tag(sync=True)
    """float. log p(points | shown mixture), in nats, summed over the points."""
    iteration = traitlets.Int(read_only=True).tag(sync=True)
    """int. The iteration that the cursor is in; 0 at the start."""
    phase = traitlets.Unicode(read_only=True).tag(sync=True)
    """"start", "E" or "M": the half-step that the cursor comes after."""
    status = traitlets.Unicode(read_only=True).tag(sync=True)
    """How the whole fit ended: "converged", "max_iter", "collapsed", "empty", "degenerate", or
    "faulty" where an `e_step` or `m_step` of your own gave nothing to go on with."""
    message = traitlets.Unicode(read_only=True).tag(sync=True)
    """str. The sentence at the cursor: what has just happened, and what comes next."""

    _leave: Callable[[], object] = staticmethod(lambda: None)

    _film = traitlets.Bytes().tag(sync=True)
    _request = traitlets.Any(None, allow_none=True).tag(sync=True, echo_update=False)
    _answered = traitlets.Dict().tag(sync=True)
    _error = traitlets.Unicode().tag(sync=True)
    _progress = traitlets.Dict().tag(sync=True)
    _picture = traitlets.Bytes().tag(sync=True)
    _likeliest = traitlets.Bytes().tag(sync=True)
    _inspected = traitlets.Dict().tag(sync=True)
    _history = traitlets.Dict().tag(sync=True)

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
        view: View = "em",
        sample_weight: ArrayLike | None = None,
        e_step: Callable[..., Any] | None = None,
        m_step: Callable[..., Any] | None = None,
        labels: Any = None,
        progress: Progress | None = None,
        language: str = "en",
        theme: str = "auto",
        **layout: Any,
    ) -> None:
        self._worker, self._painter = Worker(LOCK), Worker(LOCK)
        self._stopped = threading.Event()
        self._clients = Clients()
        self._asked: dict[str, Any] = {}
        self._wish: Mapping[str, Any] = {}
        self._past = History()
        self._explorer = Explorer(lambda: self._session)
        self.settling = True
        with input_errors():
            setting = Setting.begin(
                Data.of(points, sample_weight, labels),
                _number_of_components(n_components, seeds, start),
                seeds=seeds,
                start=start,
                own=_own_steps(e_step, m_step),
                covariance_type=covariance_type,
                reg_covar=reg_covar,
                max_iter=max_iter,
            )
            session = finish(Session.begin_steps(setting), progress)
            self._session = session.at(cursor).with_axes(axes).with_language(language)
        film = write_film(session.trace, names=setting.data.names, language=language)
        likeliest = finish(coloured_steps(self._session))
        self._set(**projection(self._session), _film=film, _likeliest=likeliest)
        if language != "en":
            self._esm = bundle.spoken("widget.js", language)
        super().__init__(theme=theme, **layout)
        self.settling = False
        if setting.own is not None:
            self._leave = after_each_cell(self._renew)
        if view != "em":
            self.view = view

    # ------------------------------------------------------------------ what can be asked for

    @property
    def trace(self) -> Trace:
        """The whole fit."""
        return self._session.trace

    @property
    def gain(self) -> float:
        """What the last iteration before the cursor added to the log-likelihood, in nats."""
        return float(self.trace.gains[self.cursor // 2])

    @property
    def fault(self) -> Fault | None:
        """What is first wrong with an `e_step` or `m_step` of your own: its `cursor`, the `row` of
        the point, the `component`, and the `sentence`. None if nothing is, and while a handle is
        held."""
        return self.trace.fault

    @property
    def undecided(self) -> float:
        """How many points are less than 90 % sure of every component, at the cursor."""
        return diagnose.undecided(self.responsibilities, self.trace.sample_weight)

    @property
    def components(self) -> tuple[diagnose.Component, ...]:
        """The component table at the cursor, in the two drawn columns."""
        return diagnose.components(self.trace, self._session.cursor, self.axes)

    @property
    def landscape(self) -> Explorer:
        """Many fits of the same points: ``.restarts()``, ``.basins()`` and ``.select()``, each made
        once and kept. A view shows these very numbers."""
        return self._explorer

    def to_sklearn(self) -> Any:
        """The shown mixture as a fitted `sklearn.mixture.GaussianMixture`."""
        return interop.to_sklearn(self.trace, self.cursor)

    @classmethod
    def from_sklearn(cls, model: Any, points: Any, **options: Any) -> GMMWidget:
        """A widget that begins where a `sklearn.mixture.GaussianMixture` is, fitted or not."""
        return cls(points, **{**interop.from_sklearn(model, points), **options})

    def to_code(self) -> str:
        """The fit as a program for scikit-learn that ends at the same mixture."""
        return interop.to_code(self.trace)

    def to_frame(self) -> Any:
        """Points, responsibilities and components at the cursor, as a pandas DataFrame."""
        return interop.to_frame(self.trace, self.cursor, self.columns)

    def export_html(self, path: str | os.PathLike[str], *, title: str | None = None) -> Path:
        """Write one page with this widget in it, and tell where it is.

        It plays, scrubs and inspects points in any browser, from a file, with no network. It shows
        the view that the widget shows; its colours follow `theme`. Dragging needs Python, as the
        page says to those who try.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If it would hold more than 40 MB of points or of responsibilities.
        """
        with LOCK:
            page = export.page(
                self._session, self._explorer, self.responsibilities, theme=self.theme, title=title
            )
        return export.save(path, page)

    def export_svg(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        width: int = 640,
        theme: str | None = None,
    ) -> Picture:
        """The mixture and the points at the cursor as a still picture, written to `path` if given.

        A notebook shows what is returned, the text of the SVG. `width` is in pixels, from 240 to
        4000; `theme` is the widget's own by default, and "auto" is light. Of more than 2,000 points
        so many are drawn, and the picture says so.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If the width or the theme is another.
        """
        with LOCK:
            picture = still(
                self._session, self.responsibilities, width=width, theme=theme or self.theme
            )
        if path is not None:
            export.save(path, picture)
        return picture

    _ipython_display_ = None
    """ipywidgets 7 shows itself by this, with the live view alone; without it, it is asked for all
    that can be shown, as ipywidgets 8 is."""

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What a notebook keeps: the live view, and a still for where no script runs."""
        if self.comm is None:  # closed
            return None
        shown = super()._repr_mimebundle_(**options)
        if shown is not None:
            shown[0]["image/svg+xml"] = str(self.export_svg())
        return shown

    # ------------------------------------------------------------------ assignments from Python

    def assign(self, name: str, value: Any) -> None:
        """What an assignment to an input does: check, fit, and set every trait in one go.

        It ends with an exception and changes nothing if the kernel is interrupted, or, where
        messages run in a thread of their own, if the widget's Stop button is pressed."""
        with LOCK, input_errors():
            self._drop_work()
            answer = self._finish(self._answer_steps(self._assigned(name, value)))
            self._settle(answer)

    def undo(self) -> None:
        """Go back to what was fitted before the last change; nothing if there was none."""
        self._travel(Due(undo=1))

    def redo(self) -> None:
        """Take back the last undo; nothing if something else was changed since."""
        self._travel(Due(redo=1))

    def _travel(self, due: Due) -> None:
        with LOCK:
            self._drop_work()
            self._settle(self._finish(self._answer_steps(_unchanged(self._session), due)))

    def _assigned(self, name: str, value: Any) -> Steps[Session]:
        """The session after an assignment."""
        session, setting = self._session, self._session.setting
        if name in ("cursor", "language", *LOOKS):
            change = session.at if name == "cursor" else getattr(session, f"with_{name}")
            changed: Session = change(value)
            return changed
        if name == "points":
            setting = setting.with_data(Data.of(value))
        elif name == "start":
            setting = setting.with_start(value)
        elif name == "seeds":
            setting = setting.with_seeds(value)
        elif name == "n_components":
            setting = setting.with_components(value, session.shown)
        else:
            setting = setting.with_options(**{name: value})
        session = yield from session.fitted_steps(setting)
        return session.at(0) if name in ("start", "seeds") else session

    def _finish(self, work: Steps[Answer]) -> Answer:
        """Do some work now, telling how far it is; a Stop from another thread ends it."""
        self._stopped.clear()
        told = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            if self._stopped.is_set():
                raise StoppedError
            if time.monotonic() >= told + PAUSE:
                told = time.monotonic()
                self._tell(Step(done, total))

        try:
            return finish(work, tell)
        finally:
            if self._progress:
                self._set(_progress={})

    def _renew(self) -> None:
        """Fit again if an `e_step` or `m_step` has been defined anew. What is under way sees to
        that itself."""
        with LOCK:
            setting = self._session.setting
            if self._worker.is_busy or setting.renewed() is setting:
                return
            self._worker.run(
                self._answer_steps(_unchanged(self._session)),
                done=self._settle,
                failed=lambda error: self._settle(self._same(), _error=described(error)),
                told=self._tell,
            )

    def close(self) -> None:
        """What every ipywidget's does."""
        self._leave()
        super().close()

    # ------------------------------------------------------------------ the one door

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """All that a front end asks for comes in here, and nothing that it sends can raise.

        Its wish is granted as far as it makes sense; writes of outputs are dropped."""
        own = {name: sync_data[name] for name in sync_data if name in SYNCED}
        wish = own.get("_request")
        if isinstance(wish, Mapping) and wish.get("stop") is True:
            self._stopped.set()
        with LOCK:
            direct = {name: from_wire(own[name]) for name in WISHES if name in own}
            if "theme" in own:
                with suppress(traitlets.TraitError, TypeError):
                    self.set_trait("theme", own["theme"])
            if direct:
                self._grant(direct, {})
            if isinstance(wish, Mapping):
                self._hear(wish)
            super().set_state({name: sync_data[name] for name in sync_data if name not in SYNCED})

    def _hear(self, wish: Mapping[str, Any]) -> None:
        client = str(wish.get("client"))
        asked = {"client": client, "n": wish.get("n")}
        if self._clients.hears(client, asked["n"]):
            self._grant(wish, asked)
        elif asked != self._asked:
            # A repeat of what is not being worked on: its answer was lost.
            self.send_state("_answered")

    def _grant(self, wish: Mapping[str, Any], asked: dict[str, Any]) -> None:
        """Grant a wish and answer it, at once if it is quick. A newer wish drops it. An error in
        here would vanish in the kernel's log, so it is shown; the session stays as it was."""
        self._drop_work(asked)
        if wish.get("stop") is True:
            wish = {**wish, **self._stop_painting()}
        self._asked, self._wish = asked, wish
        client = asked.get("client", "")
        also: dict[str, Any] = {"_answered": asked} if asked else {}

        def done(answer: Answer) -> None:
            self._asked = {}
            self._clients.did(client, wish)
            self._settle(answer, **also)

        def failed(error: Exception) -> None:
            self._asked = {}
            self._clients.did(client, wish)
            self._settle(self._same(), _error=described(error), **also)

        due = self._clients.due(client, wish)
        changed = grant_steps(self._session, {**wish, "edits": list(due.edits)})
        work = self._answer_steps(changed, due)
        self._worker.run(work, done=done, failed=failed, told=self._tell_colours)

    def _drop_work(self, asked: Mapping[str, Any] | None = None) -> None:
        """Forget the wish that is being worked on: something newer has come. Its front end is
        told, unless the newer one is its own and says all that the older did. What is told is not
        done later: a front end counts on from it."""
        dropped, self._asked = self._asked, {}
        self._worker.drop()
        if dropped and dropped["client"] != (asked or {}).get("client"):
            self._clients.did(dropped["client"], self._wish)
            self._settle(self._same(), _answered=dropped)

    def _tell_colours(self, step: Step) -> None:
        """Say how far a fit is; a held start's colours go along as soon as they are there."""
        self._tell(step, **({} if step.so_far is None else {"likeliest": step.so_far}))

    def _tell(self, step: Step, what: str = "", **also: Any) -> None:
        """Say how far some work is."""
        if not what:
            count = f"{self._session.trace.total:,.0f}".replace(",", "\u2009")
            what = say("Fitting {n} points", n=count)
        asked = self._asked or {"client": "", "n": 0}
        told = translated(what, self._session.language)
        far = {"done": step.done, "total": step.total, "what": told}
        self._set(_progress={**asked, **far, **also})

    # ------------------------------------------------------------------ the one answer

    def _answer_steps(self, changed: Steps[Session], due: Due = NOTHING) -> Steps[Answer]:
        return answer_steps(self._session, self._past, changed, due)

    def _same(self) -> Answer:
        return Answer(self._session, self._past)

    def _settle(self, answer: Answer, **also: Any) -> None:
        """Show a session: every trait changes at once, for observers and front ends alike."""
        old = self._session
        changes = {"_error": "", "_progress": {}, **answer.traits(old), **also}
        self._session, self._past = answer.session, answer.history
        with self.hold_sync(), self.hold_trait_notifications():
            self.settling = True
            try:
                self._set(**changes)
            finally:
                self.settling = False
            if answer.session is not old:
                self._paint(old)

    def _paint(self, old: Session) -> None:
        """Begin the picture of a heavy view, unless the one that is shown or begun is true."""
        session = self._session
        if session.view in QUICK:
            self._painter.drop()
        elif not session.is_held and needs_painting(old, session):
            asked, before = question(session), question(old)
            if asked is None or before is None or asked.key != before.key:
                self._set(_picture=b"")
            self._painter.run(
                picture_steps(session, self._explorer),
                done=lambda picture: self._set(_picture=picture, _progress={}),
                failed=lambda error: self._set(_error=described(error), _progress={}),
                told=self._show_painting,
            )

    def _stop_painting(self) -> dict[str, Any]:
        """Leave a picture as far as it has come. What else to wish for: where there is none yet,
        the fit itself, since nobody wants to look at a view that will not come."""
        nothing = self._painter.is_busy and not self._picture
        self._painter.drop()
        return {"view": "em"} if nothing else {}

    def _show_painting(self, step: Step) -> None:
        if step.so_far is not None:
            self._set(_picture=step.so_far)
        if not self._worker.is_busy:
            self._tell(step, WORDS[self._session.view])

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            self.set_trait(name, value)


SYNCED = frozenset(GMMWidget.class_trait_names(sync=True)) - frozenset(
    anywidget.AnyWidget.class_trait_names(sync=True)
)
"""The names that a front end and Python share: those of this class, not of every widget."""


def _number_of_components(n_components: int | None, seeds: Any, start: Mixture | None) -> int:
    if n_components is not None:
        return n_components
    given = seeds if seeds is not None else getattr(start, "means", None)
    return 3 if given is None else len(given)


def _own_steps(
    e_step: Callable[..., Any] | None, m_step: Callable[..., Any] | None
) -> Fitter | None:
    if e_step is None and m_step is None:
        return None
    from gmm_widget.homework.own import OwnSteps

    return OwnSteps.of(e_step, m_step)


def _unchanged(session: Session) -> Steps[Session]:
    yield from ()
    return session


def described(error: Exception) -> str:
    """An error as the view shows it."""
    return f"{type(error).__name__}: {error}"
