"""The whole state of a widget as a value: what is fitted, and what is shown of it.

Every change returns a new session, so that none is ever half changed. Invalid values raise here, at
once.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gmm_widget.arguments import check_name, nearest
from gmm_widget.em import Mixture, State, Trace
from gmm_widget.progress import finish
from gmm_widget.session.observations import Observations
from gmm_widget.session.setting import Setting
from gmm_widget.words import checked_language

if TYPE_CHECKING:
    from gmm_widget.progress import Steps

View = Literal["em", "k-means", "density", "basins", "restarts", "components"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, eq=False)
class Session:
    """A fit, and how it is shown.

    Attributes
    ----------
    setting : Setting
        What was fitted.
    trace : Trace
        The fit.
    cursor : int
        The half-step that is shown.
    axes : (int, int)
        The columns that are drawn.
    view : str
        What is shown beside the mixture: one of VIEWS.
    component : int
        The component that a view is about, from 0: the mean that the map of basins moves.
    inspected : int, (float, float) or None
        What the user points at: a row, or a place in the two columns that are drawn.
    language : str
        The language of its sentences: one of `gmm_widget.words.LANGUAGES`.
    before : Session or None
        While a handle is held, the session in which it was grabbed, to go back to.
    """

    setting: Setting
    trace: Trace
    cursor: int = 0
    axes: tuple[int, int] = (0, 1)
    view: View = "em"
    component: int = 0
    inspected: int | tuple[float, float] | None = None
    language: str = "en"
    before: Session | None = None

    @classmethod
    def begin(cls, points: Any, n_components: int = 3, **settings: Any) -> Session:
        """Create the session of a new widget; `settings` are those of `Setting.begin`."""
        setting = Setting.begin(Observations.of(points), n_components, **settings)
        return finish(cls.begin_steps(setting))

    @classmethod
    def begin_steps(cls, setting: Setting) -> Steps[Session]:
        """Fit a setting, an iteration at a time."""
        trace = yield from setting.fit_steps()
        return cls(setting, trace)

    @property
    def points(self) -> NDArray[np.float64]:
        return self.setting.points

    @property
    def start(self) -> Mixture:
        return self.setting.start

    @property
    def is_held(self) -> bool:
        return self.before is not None

    @property
    def state(self) -> State:
        """The state at the cursor."""
        return self.trace.state(self.cursor)

    @property
    def shown(self) -> Mixture:
        """The mixture at the cursor."""
        return self.trace.mixtures[self.cursor // 2]

    @property
    def e_step(self) -> int:
        """The iteration whose responsibilities colour the points; 0 before any E-step.

        While a handle is held it is the first.
        """
        return min(1, self.trace.n_iter) if self.is_held else (self.cursor + 1) // 2

    def fitted_steps(self, setting: Setting) -> Steps[Session]:
        """Fit another setting, an iteration at a time, and show it from its start.

        The trace is kept if the setting is the same. Axes and a component that no longer exist are
        reset to the first ones, and an inspected row that no longer exists to None.
        """
        if setting is self.setting:
            return self
        setting = setting.renewed()
        trace = yield from setting.fit_steps()
        axes = self.axes if max(self.axes) < setting.points.shape[1] else (0, 1)
        component = self.component if self.component < setting.n_components else 0
        inspected = self.inspected
        if isinstance(inspected, int) and inspected >= len(setting.points):
            inspected = None
        return replace(
            self,
            setting=setting,
            trace=trace,
            cursor=0,
            axes=axes,
            component=component,
            inspected=inspected,
        )

    def renewed_steps(self) -> Steps[Session]:
        """Fit again if the fitter's functions have changed, or it was brief for a held handle.

        The cursor stays, as far as the new fit goes.
        """
        again = yield from self.fitted_steps(self.setting.renewed().briefly(self.is_held))
        return again if again is self else again.at(min(self.cursor, again.trace.last_cursor))

    def at(self, cursor: int) -> Session:
        """Show the fit at another cursor; a negative one counts from the end, which is -1."""
        end = self.trace.last_cursor
        if isinstance(cursor, int | np.integer) and -end <= cursor + 1 <= 0:
            cursor = end + 1 + cursor
        cursor = self.trace.checked_cursor(cursor)
        return self if cursor == self.cursor else replace(self, cursor=cursor)

    def with_axes(self, axes: Sequence[int | str]) -> Session:
        """Draw two other columns, given by their numbers or names."""
        last, names = self.points.shape[1] - 1, self.setting.data.names
        try:
            i, j = (names.index(c) if c in names else operator.index(c) for c in _pair(axes))
        except (TypeError, ValueError):
            i = j = -1
        if i == j or not (0 <= i <= last and 0 <= j <= last):
            near = next((nearest(c, names) for c in _pair(axes) if c not in names), "")
            raise ValueError(
                f"axes must be two different columns, each from 0 to {last} or by name "
                f"({', '.join(names)}); got {axes!r}{near}"
            )
        if (i, j) == self.axes:
            return self
        inspected = self.inspected if isinstance(self.inspected, int) else None
        return replace(self, axes=(i, j), inspected=inspected)

    def with_view(self, view: Any) -> Session:
        """Change the view."""
        check_name("view", view, VIEWS)
        return self if view == self.view else replace(self, view=view)

    def with_component(self, component: Any) -> Session:
        """Change the component that the view is about."""
        last = self.setting.n_components - 1
        if not isinstance(component, int | np.integer) or not 0 <= component <= last:
            raise ValueError(
                f"component must be a whole number from 0 to {last}, one of the "
                f"{last + 1}; got {component!r}"
            )
        return self if component == self.component else replace(self, component=int(component))

    def with_inspected(self, at: Any) -> Session:
        """Inspect a row, a place (x, y) of the plane, or nothing (None)."""
        if at is None:
            return self if self.inspected is None else replace(self, inspected=None)
        if isinstance(at, Sequence) and not isinstance(at, str):
            x, y = (float(coordinate) for coordinate in at)
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError(f"a place must be two finite numbers; got {at!r}")
            return self if self.inspected == (x, y) else replace(self, inspected=(x, y))
        row, last = at, len(self.points) - 1
        if not isinstance(row, int | np.integer) or not 0 <= row <= last:
            raise ValueError(f"a row must be a whole number from 0 to {last}; got {row!r}")
        return self if row == self.inspected else replace(self, inspected=int(row))

    def differs_only_in_inspected(self, other: Session) -> bool:
        """Whether another session is the same, except for what is inspected."""
        names = (field.name for field in fields(self) if field.name != "inspected")
        return all(getattr(self, name) is getattr(other, name) for name in names)

    def with_language(self, language: Any) -> Session:
        """Change the language of the sentences."""
        language = checked_language(language)
        return self if language == self.language else replace(self, language=language)

    def held(self, before: Session) -> Session:
        """The session while a handle is held that was grabbed in another session."""
        return replace(self, before=before)

    def kept(self) -> Session:
        """The session as undo stores it, without responsibilities that can be computed again."""
        setting = self.setting.briefly(True)
        released = self.released()
        if setting is self.setting:
            return released
        return replace(released, setting=setting, trace=self.trace.light())

    def released(self) -> Session:
        """The session with no handle held."""
        return self if self.before is None else replace(self, before=None)


def _pair(axes: Any) -> tuple[Any, ...]:
    """The axes as a tuple; empty if they are not a sequence."""
    return tuple(axes) if isinstance(axes, Sequence | np.ndarray) else ()
