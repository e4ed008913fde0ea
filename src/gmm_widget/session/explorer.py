"""Many fits of what a widget shows: restarts, basins and selection, each made once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gmm_widget import landscape
from gmm_widget.arguments import by_name
from gmm_widget.em import COVARIANCE_TYPES, CovarianceType, Criterion, repeats
from gmm_widget.progress import finish
from gmm_widget.session.setting import MOST_COMPONENTS

if TYPE_CHECKING:
    from gmm_widget.landscape import Basins, Restarts, Selection
    from gmm_widget.progress import Progress, Steps
    from gmm_widget.session.session import Session

MOST_KEPT, MOST_BEGUN = 16, 4


class Explorer:
    """Asks `gmm_widget.landscape` about the points, start and options of a session.

    What was found is kept until 16 newer answers have come, so that the numbers which a view
    shows are the ones that Python is given, and asking again costs nothing. With a `random_state`
    of None, or a generator, there is a new answer each time.

    Parameters
    ----------
    session : callable
        Gives the session that is asked about.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self._kept: dict[Any, Any] = {}
        self._begun: dict[Any, Steps[Any]] = {}

    @by_name
    def basins(
        self, component: int | None = None, grid: int = 64, *, progress: Progress | None = None
    ) -> Basins:
        """Where EM leads if one mean of the start is dropped elsewhere in the drawn plane.

        `component` counts from 0; by default it is the one that the view is about. See
        `gmm_widget.landscape.basins`.
        """
        return finish(self.basins_steps(component, grid), progress)

    @by_name
    def restarts(
        self, n_init: int = 200, random_state: Any = 0, *, progress: Progress | None = None
    ) -> Restarts:
        """Where random starts with as many components lead. See `gmm_widget.landscape.restarts`."""
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
        """How many components, by default from 1 to 10 of all four covariance types. See
        `gmm_widget.landscape.select`."""
        steps = self.select_steps(
            n_components, n_init, random_state, tuple(covariance_types), criterion
        )
        return landscape.warned(finish(steps, progress))

    def basins_steps(self, component: int | None = None, grid: int = 64) -> Steps[Basins]:
        """`basins`, in steps."""
        return self._once(_basins(self._session(), component, grid))

    def restarts_steps(self, n_init: int = 200, random_state: Any = 0) -> Steps[Restarts]:
        """`restarts`, in steps."""
        return self._once(_restarts(self._session(), n_init, random_state))

    def select_steps(
        self,
        n_components: Iterable[int] | None = None,
        n_init: int = 20,
        random_state: Any = 0,
        covariance_types: tuple[CovarianceType, ...] = COVARIANCE_TYPES,
        criterion: Criterion = "bic",
    ) -> Steps[Selection]:
        """`select`, in steps."""
        return self._once(
            _select(
                self._session(), n_components, n_init, random_state, covariance_types, criterion
            )
        )

    def _once(self, question: Question) -> Steps[Any]:
        """What was found before, or is found now. Work that was dropped goes on where it was. An
        answer that is drawn at random is found anew."""
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
    """Something to be found, and what it depends on: two questions with one key have one answer,
    one without a key has another each time."""

    key: tuple[Any, ...] | None
    work: Callable[[], Steps[Any]]


def question(session: Session) -> Question | None:
    """What the view of a session asks; None if it asks nothing."""
    if session.view == "basins":
        return _basins(session)
    if session.view == "restarts":
        return _restarts(session)
    return _select(session) if session.view == "components" else None


def _basins(session: Session, component: int | None = None, grid: int = 64) -> Question:
    k = session.component if component is None else component
    start, axes, options = session.start, session.axes, _options(session)
    fixed = start.means.copy()
    if 0 <= k < len(fixed):
        fixed[k, list(axes)] = 0.0
    parts = (start.weights, fixed, start.covariances)
    return Question(
        ("basins", k, grid, axes, *(part.tobytes() for part in parts), *_shared(session)),
        lambda: landscape.basins_steps(session.points, start, k, grid, axes=axes, **options),
    )


def _restarts(session: Session, n_init: int = 200, random_state: Any = 0) -> Question:
    n_components, options = session.setting.n_components, _options(session)
    return Question(
        _key(random_state, "restarts", n_components, n_init, *_shared(session)),
        lambda: landscape.restarts_steps(
            session.points, n_components, n_init, random_state, **options
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
    most = min(MOST_COMPONENTS, session.setting.data.n_counting)
    numbers = tuple(range(1, most + 1) if n_components is None else n_components)
    options = _options(session)
    del options["covariance_type"]
    asked = ("select", numbers, n_init, covariance_types, criterion)
    return Question(
        _key(random_state, *asked, session.setting.data, session.setting.reg_covar),
        lambda: landscape.select_steps(
            session.points,
            numbers,
            n_init,
            random_state,
            covariance_types=covariance_types,
            criterion=criterion,
            **options,
        ),
    )


def _key(random_state: Any, *parts: Any) -> tuple[Any, ...] | None:
    """What an answer depends on that begins from random starts; None if they are never the same."""
    seed = repeats(random_state)
    return None if seed is None else (seed, *parts)


def _options(session: Session) -> dict[str, Any]:
    """The data and the options that the fits share with the session's, as `fit` names them."""
    setting = session.setting
    return {
        "covariance_type": setting.covariance_type,
        "reg_covar": setting.reg_covar,
        **setting.data.options,
    }


def _shared(session: Session) -> tuple[Any, ...]:
    """What of a session's data and options the answers depend on, to be compared."""
    setting = session.setting
    return setting.data, setting.covariance_type, setting.reg_covar


def _make_room(kept: dict[Any, Any], most: int) -> None:
    while len(kept) >= most:
        del kept[next(iter(kept))]
