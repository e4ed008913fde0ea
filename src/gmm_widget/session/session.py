"""The whole state of a widget as a value: what is fitted, and what is shown of it.

Every change returns a new session, so that none is ever half changed: see
`gmm_widget.session.changes`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.em import Mixture, State, Trace
from gmm_widget.progress import finish
from gmm_widget.session.checks import View
from gmm_widget.session.observations import Observations
from gmm_widget.session.setting import Setting

if TYPE_CHECKING:
    from gmm_widget.progress import Steps


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

    def differs_only_in_inspected(self, other: Session) -> bool:
        """Whether another session is the same, except for what is inspected."""
        names = (field.name for field in fields(self) if field.name != "inspected")
        return all(getattr(self, name) is getattr(other, name) for name in names)

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
