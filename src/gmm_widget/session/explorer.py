"""Cached computations over many fits of a widget's data: restarts, basins and selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gmm_widget import landscape
from gmm_widget.arguments import by_name
from gmm_widget.em import COVARIANCE_TYPES, CovarianceType, Criterion, repeats
from gmm_widget.progress import finish
from gmm_widget.session.checks import MOST_COMPONENTS

if TYPE_CHECKING:
    from gmm_widget.landscape import Basins, Restarts, Selection
    from gmm_widget.progress import Progress, Steps
    from gmm_widget.session.session import Session

MOST_KEPT, MOST_BEGUN = 16, 4


class Explorer:
    """Run `gmm_widget.landscape` on the points, start and options of a session.

    Results are cached, the latest 16 of them, so that a view shows the same numbers that Python
    returns, and asking again costs nothing. With a `random_state` of None, or a generator, they are
    computed again each time.

    Parameters
    ----------
    session : callable
        Returns the current session.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self._kept: dict[Any, Any] = {}
        self._begun: dict[Any, Steps[Any]] = {}

    @by_name
    def basins(
        self, component: int | None = None, grid: int = 64, *, progress: Progress | None = None
    ) -> Basins:
        """Map the optima that EM reaches as one mean of the start is moved over the drawn plane.

        Parameters
        ----------
        component : int, optional
            Which mean is moved, from 0; by default the one that the view is about.
        grid : int
            The number of cells across, and up.
        progress : callable, optional
            A callback, ``progress(done, total)``.

        Returns
        -------
        Basins
            As from `gmm_widget.landscape.basins`.

        Raises
        ------
        TypeError, ValueError
            As `gmm_widget.landscape.basins`.
        """
        return finish(self.basins_steps(component, grid), progress)

    @by_name
    def restarts(
        self, n_init: int = 200, random_state: Any = 0, *, progress: Progress | None = None
    ) -> Restarts:
        """Find the optima that random starts with the same number of components lead to.

        Parameters
        ----------
        n_init : int
            The number of starts.
        random_state : int, numpy.random.Generator or None
            Seeds the draws.
        progress : callable, optional
            A callback, ``progress(done, total)``.

        Returns
        -------
        Restarts
            As from `gmm_widget.landscape.restarts`.

        Raises
        ------
        TypeError, ValueError
            As `gmm_widget.landscape.restarts`.
        """
        return finish(self.restarts_steps(n_init, random_state), progress)

    @by_name
    def select(
        self,
        n_components: Iterable[int] | None = None,
        n_init: int = 20,
        random_state: Any = 0,
        *,
        covariance_types: Sequence[CovarianceType] = COVARIANCE_TYPES,
        criterion: Criterion = "bic",
        progress: Progress | None = None,
    ) -> Selection:
        """Select the number of components and the covariance type by an information criterion.

        Parameters
        ----------
        n_components : iterable of int, optional
            The numbers to choose from; by default from 1 to 10, or to the number of points if that
            is smaller.
        n_init : int
            How many starts to draw for each of them.
        random_state : int, numpy.random.Generator or None
            Seeds the draws.
        covariance_types : sequence of {"full", "tied", "diag", "spherical"}
            The types to choose from; by default all four.
        criterion : {"bic", "aic", "icl"}
            The criterion by which `best` is chosen.
        progress : callable, optional
            A callback, ``progress(done, total)``.

        Returns
        -------
        Selection
            As from `gmm_widget.landscape.select`.

        Raises
        ------
        TypeError, ValueError
            As `gmm_widget.landscape.select`.
        """
        steps = self.select_steps(
            n_components, n_init, random_state, tuple(covariance_types), criterion
        )
        return landscape.warned(finish(steps, progress))

    def basins_steps(self, component: int | None = None, grid: int = 64) -> Steps[Basins]:
        """Run `basins` in steps."""
        return self._once(_basins(self._session(), component, grid))

    def restarts_steps(self, n_init: int = 200, random_state: Any = 0) -> Steps[Restarts]:
        """Run `restarts` in steps."""
        return self._once(_restarts(self._session(), n_init, random_state))

    def select_steps(
        self,
        n_components: Iterable[int] | None = None,
        n_init: int = 20,
        random_state: Any = 0,
        covariance_types: tuple[CovarianceType, ...] = COVARIANCE_TYPES,
        criterion: Criterion = "bic",
    ) -> Steps[Selection]:
        """Run `select` in steps.

        Parameters
        ----------
        n_components, n_init, random_state, covariance_types, criterion
            As for `select`.

        Yields
        ------
        Step
            The progress so far.

        Returns
        -------
        Selection

        Raises
        ------
        TypeError, ValueError
            As `select`.
        """
        return self._once(
            _select(
                self._session(), n_components, n_init, random_state, covariance_types, criterion
            )
        )

    def _once(self, question: Question) -> Steps[Any]:
        """Return the cached result, or compute it.

        Work that was interrupted is resumed. A result that depends on unseeded random numbers is
        not cached.
        """
        key = question.key
        if key is None:
            found = yield from question.work()
            return found
        if key not in self._kept and key not in self._begun:
            _make_room(self._begun, MOST_BEGUN)
            self._begun[key] = question.work()
        while key not in self._kept:
            try:
                step = next(self._begun[key])
            except StopIteration as end:
                _make_room(self._kept, MOST_KEPT)
                self._kept[key] = end.value
                del self._begun[key]
            except BaseException:
                self._begun.pop(key, None)
                raise
            else:
                yield step
        return self._kept[key]


class Question(NamedTuple):
    """A computation, and the key of its result in the cache; without a key it is not cached."""

    key: tuple[Any, ...] | None
    work: Callable[[], Steps[Any]]


def basins_key(session: Session) -> Any:
    """The cache key of the map of basins that a session's view shows."""
    return _basins(session).key


def restarts_key(session: Session) -> Any:
    """The cache key of the restarts that a session's view shows."""
    return _restarts(session).key


def selection_key(session: Session) -> Any:
    """The cache key of the selection that a session's view shows."""
    return _select(session).key


def _basins(session: Session, component: int | None = None, grid: int = 64) -> Question:
    k = session.component if component is None else component
    start, axes, setting = session.start, session.axes, session.setting
    fixed = start.means.copy()
    if 0 <= k < len(fixed):
        fixed[k, list(axes)] = 0.0
    parts = (start.weights, fixed, start.covariances)
    return Question(
        ("basins", k, grid, axes, *(part.tobytes() for part in parts), *_shared(session)),
        lambda: landscape.basins_steps(setting.data, start, k, grid, setting.to_the_end, axes=axes),
    )


def _restarts(session: Session, n_init: int = 200, random_state: Any = 0) -> Question:
    setting = session.setting
    return Question(
        _key(random_state, "restarts", setting.n_components, n_init, *_shared(session)),
        lambda: landscape.restarts_steps(
            setting.data, setting.n_components, n_init, random_state, setting.to_the_end
        ),
    )


def _select(
    session: Session,
    n_components: Iterable[int] | None = None,
    n_init: int = 20,
    random_state: Any = 0,
    covariance_types: tuple[CovarianceType, ...] = COVARIANCE_TYPES,
    criterion: Criterion = "bic",
) -> Question:
    setting = session.setting
    most = min(MOST_COMPONENTS, setting.data.n_counting)
    numbers = tuple(range(1, most + 1) if n_components is None else n_components)
    asked = ("select", numbers, n_init, covariance_types, criterion)
    return Question(
        _key(random_state, *asked, setting.data, setting.options.reg_covar),
        lambda: landscape.select_steps(
            setting.data,
            numbers,
            n_init,
            random_state,
            setting.to_the_end,
            covariance_types,
            criterion,
        ),
    )


def _key(random_state: Any, *parts: Any) -> tuple[Any, ...] | None:
    """The cache key of a result of random starts; None if these are not reproducible."""
    seed = repeats(random_state)
    return None if seed is None else (seed, *parts)


def _shared(session: Session) -> tuple[Any, ...]:
    """The parts of a session's data and options that the results depend on, for the cache key."""
    return session.setting.data, session.setting.to_the_end


def _make_room(kept: dict[Any, Any], most: int) -> None:
    while len(kept) >= most:
        del kept[next(iter(kept))]
