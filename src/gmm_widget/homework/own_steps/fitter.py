"""Fits with a student's own E-step and M-step, each step compared with the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gmm_widget.em import Mixture, Trace, fit_steps
from gmm_widget.homework.own_steps.comparison import e_half
from gmm_widget.homework.own_steps.followed import Followed
from gmm_widget.homework.own_steps.own_trace import OwnTrace, Walk, names
from gmm_widget.progress import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gmm_widget.progress import Steps

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnSteps:
    """An E-step and an M-step to fit with; the reference replaces a missing one.

    Attributes
    ----------
    e_step, m_step : Followed or None
    brief : bool
        Whether to do the least possible, while a handle is held: of their steps only the first
        E-step.
    """

    e_step: Followed | None = None
    m_step: Followed | None = None
    brief: bool = False

    @classmethod
    def of(
        cls, e_step: Callable[..., Any] | None = None, m_step: Callable[..., Any] | None = None
    ) -> OwnSteps:
        """Create a fitter from functions.

        Parameters
        ----------
        e_step : callable, optional
            ``e_step(X, weights, means, covariances) -> R``.
        m_step : callable, optional
            ``m_step(X, R) -> (weights, means, covariances)``.

        Returns
        -------
        OwnSteps

        Raises
        ------
        TypeError
            If one is not a function.
        """
        for name, function in (("e_step", e_step), ("m_step", m_step)):
            if function is not None and not callable(function):
                raise TypeError(
                    f"{name} must be a function, its name without parentheses; "
                    f"got {type(function).__name__}"
                )
        return cls(
            None if e_step is None else Followed(e_step),
            None if m_step is None else Followed(m_step),
        )

    def renewed(self) -> OwnSteps:
        """The fitter with the current definitions of its functions; itself if none has changed."""
        e_step = None if self.e_step is None else self.e_step.renewed()
        m_step = None if self.m_step is None else self.m_step.renewed()
        if e_step is self.e_step and m_step is self.m_step:
            return self
        return replace(self, e_step=e_step, m_step=m_step)

    def briefly(self, brief: bool) -> OwnSteps:
        """The fitter that does the least possible, or everything."""
        return self if brief == self.brief else replace(self, brief=brief)

    def fit_steps(self, points: Array, start: Mixture, **options: Any) -> Steps[Trace]:
        """Run `gmm_widget.em.fit_steps` with these steps, a half-step at a time.

        Every step is compared with the reference's from the same state, and the fit continues with
        what they returned. It ends with the status ``"faulty"`` where that is impossible: where
        they raise an error, do not end, or return values that are not finite or no mixture. An
        M-step that fails leaves the mixture as it is, so that the E-step before it can be seen.

        Parameters
        ----------
        points : (n, d) array
        start : Mixture
        **options
            As for `gmm_widget.fit`.

        Yields
        ------
        Step

        Returns
        -------
        Trace
        """
        if self.brief:
            begun = yield from fit_steps(points, start, **options)
            return OwnTrace(**{**vars(begun), "given": self._first(begun)})
        begun = yield from counted(
            fit_steps(points, start, **{**options, "max_iter": 1}), 0, options["max_iter"]
        )
        if begun.status == "degenerate":
            return OwnTrace(
                **{
                    **vars(begun),
                    "max_iter": options["max_iter"],
                    "own": names(self.e_step, self.m_step),
                }
            )
        trace = yield from Walk(self.e_step, self.m_step, points, start, **options).steps()
        return trace

    def _first(self, begun: Trace) -> tuple[Array, ...]:
        """Run their first E-step, if it has been quick so far and returns something usable."""
        if self.e_step is None or self.e_step.is_slow or not begun.n_iter:
            return ()
        wanted = begun.responsibilities(1)
        half = e_half(self.e_step, begun.points, begun.start, wanted)
        return () if half.value is None else (half.value,)
