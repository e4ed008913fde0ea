"""GMMWidget: the public traits and methods."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from numpy.typing import ArrayLike

from gmm_widget import diagnostics, export
from gmm_widget.arguments import by_name, nearest, refuse_unknown
from gmm_widget.drawing import Picture, still
from gmm_widget.em import CovarianceType, Fault, FitOptions, Mixture, Trace
from gmm_widget.progress import Progress, finish
from gmm_widget.session import (
    Explorer,
    Fitter,
    Observations,
    Session,
    Setting,
    View,
    apply_steps,
)
from gmm_widget.widget.base import LOCK, Door, OfOnePage
from gmm_widget.widget.boxes import keep_stills_of_boxes
from gmm_widget.widget.cell_hooks import after_each_cell
from gmm_widget.widget.requests import strict
from gmm_widget.widget.traits import Array, Choice, Input, InputValueError, LazyArray, input_errors
from gmm_widget.wire import bundle

BEGINNINGS = {"n_components", "seeds", "start"}
OF_IPYWIDGETS = frozenset(anywidget.AnyWidget.class_trait_names())
ELSEWHERE = "the fit gives it; set w.seeds or w.start to begin elsewhere, w.cursor to go through it"
INSTEAD = {
    **dict.fromkeys(("means", "covariances", "weights"), ELSEWHERE),
    **dict.fromkeys(("responsibilities", "log_likelihood", "status", "message"), ELSEWHERE),
    **dict.fromkeys(("iteration", "phase"), "set w.cursor, which goes through the fit"),
    **dict.fromkeys(
        ("columns", "sample_weight"), "it comes with the points; make a new GMMWidget of others"
    ),
}
"""For each output, what to do instead of setting it."""
OFTEN_USED = ("close", "layout", "observe", "unobserve")
"""The names of ipywidgets that completion offers beside our own."""
SENT = 200_000
"""The maximum size of responsibilities that are sent to front ends, in bytes."""


def _front_end(name: str) -> str | Path:
    """Read a file of the bundle, or return its path if ANYWIDGET_HMR asks to watch it.

    A watched path keeps closed widgets alive.
    """
    return bundle.built(name) if os.environ.get("ANYWIDGET_HMR") == "1" else bundle.text(name)


class GMMWidget(OfOnePage, Door):
    """An interactive Gaussian mixture: drag a mean, and EM restarts from there.

    Parameters
    ----------
    points : (n, d) array_like, d >= 2
        An array, a list of rows, a DataFrame, the path of a CSV file, a data set of
        `gmm_widget.datasets`, or the weighted cells to which `gmm_widget.cells` reduces data of
        any size: see `gmm_widget.em.as_points`.
    n_components : int
        K, from 1 to 10. By default the number of means of the seeds or the start, if given.
    seeds : (K, d) array_like, optional
        The means to start from; by default k-means++ with random_state 0 chooses them.
    start : Mixture, optional
        A whole mixture to start from, instead of seeds.
    covariance_type, reg_covar, max_iter
        As for `gmm_widget.fit`.
    cursor : int
        The half-step to show, from 0 (the start) to 2T; -1 is the end.
    axes : (int, int) or (str, str)
        The two columns to draw, by their numbers or names; the fit uses all of them.
    view : str
        What to show: see the trait.
    sample_weight : (n,) array_like, optional
        How often each point counts; points of a larger weight are drawn larger.
    e_step, m_step : callable, optional
        Functions of your own to fit with, ``e_step(X, weights, means, covariances) -> R (n, K)``
        and ``m_step(X, R) -> (weights, means, covariances)``; the reference replaces one that is
        not given. Each step is compared with the reference's from the same state, and the first
        wrong point is shown: see `fault`. Redefining a function under its name takes effect.
    labels : (n,) array_like, optional
        The groups that the points come from, where they are known: fits are compared with them.
        Data sets of `gmm_widget.datasets` have their own.
    progress : callable, optional
        ``progress(iteration, max_iter)`` during this first fit, as `gmm_widget.progress.bar()`.
    language : {"en", "de"}
        The language of the widget: English or German.
    theme : {"auto", "light", "dark"}
    controls : {"all", "simple"}
        How many controls are visible: see the trait.
    **layout
        The arguments of every ipywidget, such as `layout`: its `height` may be larger than the
        widget's natural one.

    Raises
    ------
    TypeError, ValueError
        If the points or an input are invalid; an assignment to a trait raises the same.

    Examples
    --------
    >>> from gmm_widget import GMMWidget, datasets
    >>> w = GMMWidget(datasets.old_faithful(), n_components=2)
    >>> w.seeds = [[2, 55], [4, 80]]
    >>> w.cursor = 7
    >>> w.iteration, w.phase
    (4, 'E')
    """

    _uncopied = (
        "a widget",
        "Make a second one of the same points and start, GMMWidget(w.points, start=w.start, "
        "covariance_type=w.covariance_type, reg_covar=w.reg_covar, max_iter=w.max_iter), or "
        "keep w.trace, the fit, which can be pickled",
    )
    _esm = _front_end("widget.js")
    _css = _front_end("widget.css")

    points = Input(
        array=True,
        help="(n, d) array. The data. Setting them restarts the fit from k-means++ means.",
    )
    start = Input(
        sync=False,
        help="Mixture. The start of the fit (theta_0); not synced. Setting it restarts the fit.",
    )
    seeds = Input(
        array=True,
        help="(K, d) array. The means of the start. Setting them restarts the fit from there.",
    )
    n_components = Input(
        3,
        help=(
            "int. K, from 1 to 10. Setting it restarts from the shown means, with one more or less."
        ),
    )
    covariance_type = Input(
        "full", help='"full", "tied", "diag" or "spherical", as in scikit-learn. Setting it refits.'
    )
    reg_covar = Input(
        0.0, help="float. Added to every variance in the M-step, in squared units of the data."
    )
    max_iter = Input(25, help="int. The maximum number of iterations of a fit.")
    cursor = Input(
        0,
        help=(
            "int. The half-step that is shown: 0 is the start, 2t - 1 the E-step and 2t the "
            "M-step of iteration t, and 2T the end, which may be set as -1."
        ),
    )

    axes = Input(
        (0, 1),
        help="(int, int). The two columns that are drawn; names of columns may be assigned, too.",
    )
    view = Input(
        "em", help='The view: "em", "k-means", "density", "basins", "restarts" or "components".'
    )
    component = Input(
        0,
        help=(
            "int. The component that a view is about, from 0: the mean that the map of basins "
            "moves."
        ),
    )
    language = Input(
        "en", sync=False, help='The language of the widget: "en" (English) or "de" (German).'
    )
    theme = Choice(
        ("auto", "light", "dark"),
        "auto",
        help='"auto" follows the notebook; "light" and "dark" do not.',
    ).tag(sync=True, echo_update=False)
    controls = Choice(
        ("all", "simple"),
        "all",
        help=(
            'The visible controls: "all" has a switch between the views above the plot; "simple", '
            "for a first lesson, keeps it with the others behind one button."
        ),
    ).tag(sync=True, echo_update=False)

    columns = traitlets.List(
        traitlets.Unicode(),
        read_only=True,
        help="list of str. The names of the columns of the points.",
    ).tag(sync=True)
    sample_weight = Array(
        help="(n,) array or None. How often each point counts: how many points a cell holds."
    )
    means = Array(help="(K, d) array. The means at the cursor.")
    covariances = Array(help="(K, d, d) array. The covariances at the cursor.")
    weights = Array(help="(K,) array. The mixing weights at the cursor.")
    responsibilities = LazyArray(
        SENT,
        help=(
            "(n, K) array. The responsibilities at the cursor; at the start, the weights "
            "repeated. Up to 200 kB of them (25,000 numbers) are sent to front ends, for "
            "`jslink`; larger ones, which would be sent with every step, are null there."
        ),
    )
    log_likelihood = traitlets.Float(
        read_only=True,
        help="float. log p(points | shown mixture), in nats, summed over the points.",
    ).tag(sync=True)
    iteration = traitlets.Int(
        read_only=True, help="int. The iteration at the cursor; 0 at the start."
    ).tag(sync=True)
    phase = traitlets.Unicode(
        read_only=True, help='"start", "E" or "M": the half-step before the cursor.'
    ).tag(sync=True)
    status = traitlets.Unicode(
        read_only=True,
        help=(
            'How the whole fit ended: "converged", "max_iter", "collapsed", "empty", '
            '"degenerate", or "faulty" where an `e_step` or `m_step` of your own returned nothing '
            "usable."
        ),
    ).tag(sync=True)
    message = traitlets.Unicode(
        read_only=True,
        help="str. The sentence at the cursor: what has just happened, and what comes next.",
    ).tag(sync=True)

    _leave: Callable[[], object] = staticmethod(lambda: None)

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
        axes: Sequence[int | str] = (0, 1),
        view: View = "em",
        sample_weight: ArrayLike | None = None,
        e_step: Callable[..., Any] | None = None,
        m_step: Callable[..., Any] | None = None,
        labels: Any = None,
        progress: Progress | None = None,
        language: str = "en",
        theme: str = "auto",
        controls: str = "all",
        **layout: Any,
    ) -> None:
        with input_errors():
            refuse_unknown("GMMWidget", layout.keys() - OF_IPYWIDGETS, self._options())
            setting = Setting.begin(
                Observations.of(points, sample_weight, labels),
                _number_of_components(n_components, seeds, start),
                seeds=seeds,
                start=start,
                own=_own_steps(e_step, m_step),
                options=FitOptions(covariance_type, reg_covar, max_iter=max_iter),
            )
            session = finish(Session.begin_steps(setting), progress)
            look = strict(session, cursor=cursor, axes=axes, language=language)
            session = finish(apply_steps(session, look))
        super().__init__(session, theme=theme, controls=controls, **layout)
        keep_stills_of_boxes()
        if setting.own is not None:
            self._leave = after_each_cell(self._renew)
        if view != "em":
            self.view = view

    # ------------------------------------------------------------------ errors in names

    @classmethod
    def _options(cls) -> list[str]:
        """The names of all options, those of ipywidgets and of subclasses last."""
        own = [*inspect.signature(GMMWidget.__init__).parameters][1:-1]
        more = {*cls.class_trait_names()} - {*GMMWidget.class_trait_names()}
        return [*own, *sorted(name for name in more if name[0] != "_"), "layout"]

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            trait = getattr(type(self), name, None)
            if trait is None:
                if name in self._options():
                    raise InputValueError(
                        f"{name} is given when a widget is made: GMMWidget(points, {name}=...)"
                    )
                self._refuse_misspelt(name)
            elif isinstance(trait, traitlets.TraitType) and trait.read_only:
                hint = INSTEAD.get(name, "it follows from what is fitted")
                raise InputValueError(f"w.{name} is read-only: {hint}")
        super().__setattr__(name, value)

    def _refuse_misspelt(self, name: str) -> None:
        """Raise AttributeError for a new attribute whose name is close to that of an input."""
        traits = GMMWidget.class_traits().items()
        inputs = [e for e, t in traits if not t.read_only and e not in OF_IPYWIDGETS]
        if name not in self.__dict__ and (near := nearest(name, inputs, cutoff=0.8)):
            raise AttributeError(f"a GMMWidget has no input {name!r}{near}")

    def __dir__(self) -> list[str]:
        """List the names that completion offers: without the machinery of ipywidgets."""
        machinery = {name for name in dir(anywidget.AnyWidget) if name[0] != "_"} - {*OFTEN_USED}
        return sorted({*super().__dir__()} - machinery)

    # ------------------------------------------------------------------ results and exports

    @property
    def trace(self) -> Trace:
        """The whole fit."""
        return self._session.trace

    @property
    def gain(self) -> float:
        """The increase of the log-likelihood in the last iteration before the cursor, in nats."""
        return float(self.trace.gains[self.cursor // 2])

    @property
    def fault(self) -> Fault | None:
        """The first fault of an `e_step` or `m_step` of your own; None if there is none.

        It has the `cursor`, the `row` of the point, the `component`, and the `sentence`. It is also
        None while a handle is held.
        """
        return self.trace.fault

    @property
    def undecided(self) -> float:
        """The number of points that are less than 90 % sure of every component, at the cursor."""
        return diagnostics.undecided(self.responsibilities, self.trace.sample_weight)

    @property
    def components(self) -> tuple[diagnostics.Component, ...]:
        """The component table at the cursor, in the two drawn columns."""
        return diagnostics.components(self.trace, self._session.cursor, self.axes)

    @property
    def landscape(self) -> Explorer:
        """Many fits of the same points, cached: ``.restarts()``, ``.basins()`` and ``.select()``.

        The views show the same numbers.
        """
        return self._explorer

    def to_sklearn(self) -> Any:
        """Convert the shown mixture to a fitted `sklearn.mixture.GaussianMixture`.

        It has the columns of a DataFrame as feature names. At a start whose covariances are not of
        the fit's type the model's type is "full"; of cells it knows the mixture, not their inner
        covariances.
        """
        headers = self._session.setting.data.headers
        return export.to_sklearn(self.trace, self.cursor, headers)

    @classmethod
    def from_sklearn(cls, model: Any, points: Any, **options: Any) -> GMMWidget:
        """Create a widget that starts at a `sklearn.mixture.GaussianMixture`, fitted or not.

        From a BayesianGaussianMixture it continues without the priors. Options that are given take
        precedence.
        """
        points = list(points) if isinstance(points, Iterator) else points
        found = export.from_sklearn(model, points, options.get("sample_weight"))
        if options.keys() & BEGINNINGS:
            found = {name: value for name, value in found.items() if name not in BEGINNINGS}
        return cls(points, **{**found, **options})

    def to_code(self) -> str:
        """Write the fit as a program for scikit-learn that ends at the same mixture.

        It includes the points' weights, cells and names. Where scikit-learn's own `fit` would end
        elsewhere, the program contains EM itself, and a comment says why.
        """
        return export.to_code(self.trace, self.columns)

    def to_frame(self) -> Any:
        """Tabulate points, responsibilities and components at the cursor, as a pandas DataFrame.

        It has the index and the columns of the DataFrame that was passed in. Points added by hand
        are called "added 1", ...; where the data have a column of the same name as one of ours,
        ``gmm_`` is put before ours.
        """
        return export.to_frame(self.trace, self.cursor, self._session.setting.data)

    @by_name
    def export_html(self, path: str | os.PathLike[str], *, title: str | None = None) -> Path:
        """Write a page with this widget, and return its path.

        It plays, scrubs and inspects points in any browser, from a file, without a network. It
        shows the same view as the widget; its colours follow `theme`. Dragging needs Python, as the
        page says to those who try.

        Parameters
        ----------
        path : path
            A file that ends in .html, which is added to a name without an extension.
        title : str, optional
            Of the page; by default it names the two drawn columns.

        Returns
        -------
        Path

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If the file has another extension, or would hold more than 40 MB of points or of
            responsibilities.
        """
        file = export.destination(path, export.PAGES, "a page of HTML")
        with LOCK:
            page = export.page(
                self._session,
                self._explorer,
                self.responsibilities,
                theme=self.theme,
                controls=self.controls,
                title=title,
            )
        return export.save(file, page)

    @by_name
    def export_svg(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        width: int = 640,
        height: int | None = None,
        theme: str | None = None,
    ) -> Picture:
        """Draw the mixture and the points at the cursor as a still picture, and write it to a file.

        Of more than 2,000 points a sample of that size is drawn, and the picture says so.

        Parameters
        ----------
        path : path, optional
            A file that ends in .svg, which is added to a name without an extension. By default no
            file is written.
        width : int
            In pixels, from 240 to 4000.
        height : int, optional
            In pixels, from 240 to 4000; by default it follows from the width and the data.
        theme : {"auto", "light", "dark"}, optional
            By default that of the widget; "auto" is light.

        Returns
        -------
        Picture
            The text of the SVG, which a notebook displays.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If a size or the theme is invalid, or the file has another extension.
        """
        file = None if path is None else export.destination(path, export.PICTURES, "an SVG")
        theme = theme or self.theme
        with LOCK:
            picture = still(
                self._session, self.responsibilities, width=width, height=height, theme=theme
            )
        if file is not None:
            export.save(file, picture)
        return picture

    def __repr__(self) -> str:
        session = getattr(self, "_session", None)
        if session is None:  # not made yet
            return "<GMMWidget>"
        n, d = session.points.shape
        k, trace = session.setting.n_components, session.trace
        return (
            f"<GMMWidget of {k} component{'s' * (k != 1)} ({trace.covariance_type}) on {n} points "
            f"in {d} columns: cursor {session.cursor} of {trace.last_cursor}, {trace.status}>"
        )

    _ipython_display_ = None
    """ipywidgets 7 displays itself by this method, with the live view alone; without it, IPython
    asks for its MIME bundle, as with ipywidgets 8."""

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The formats that a notebook saves: the live view, and stills for pages and LaTeX."""
        if self.comm is None:  # closed
            return None
        shown = super()._repr_mimebundle_(**options)
        if shown is not None:
            shown[0].update(self.export_svg().mimebundle())
        return shown

    # ------------------------------------------------------------------ the user's own steps

    def _renew(self) -> None:
        """Fit again if an `e_step` or `m_step` has been redefined.

        Work in progress does so by itself.
        """
        with LOCK:
            setting = self._session.setting
            if self._worker.is_busy or setting.renewed() is setting:
                return
            self._answer_again()

    def close(self) -> None:
        """Close the widget, as any ipywidget."""
        self._leave()
        super().close()


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
    from gmm_widget.homework import OwnSteps

    return OwnSteps.of(e_step, m_step)
