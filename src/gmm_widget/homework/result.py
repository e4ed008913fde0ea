"""The result of a check, as a value for notebooks, graders and people."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, repr=False)
class Result:
    """Whether an answer is right, how much of it is, and what to do about the rest.

    Attributes
    ----------
    passed : bool
        Also the value of ``bool(result)``.
    message : str
        One or a few sentences for the student, in plain English.
    score : float
        From 0 to 1; 1 if and only if passed. By default 1 or 0. A number outside is clamped, NaN
        counts as 0, and a result that has not passed gets at most `ALMOST`.
    details : mapping
        The contents of the message, as plain data.

    Examples
    --------
    >>> half = Result(False, "The covariances are not divided by N_k.", 0.5)
    >>> half
    Not yet (score 0.5): The covariances are not divided by N_k.
    >>> half.points(3)
    1.5
    """

    passed: bool
    message: str
    score: float = math.nan
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        passed = bool(self.passed)
        score = float(self.score)
        partial = 0.0 if math.isnan(score) else min(max(score, 0.0), ALMOST)
        object.__setattr__(self, "passed", passed)
        object.__setattr__(self, "score", 1.0 if passed else partial)
        object.__setattr__(self, "details", dict(self.details))

    def __bool__(self) -> bool:
        return self.passed

    def points(self, n: float, *, above: float = 0.0) -> float:
        """Convert the score to points out of n: a plain float from 0 to n, rounded to two decimals.

        Make it the last line of an nbgrader cell for partial credit.

        Parameters
        ----------
        n : float
        above : float
            The score that earns nothing, from 0 to below 1: the points are in proportion to what
            is above it.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            Unless n is a finite number, 0 or more, and `above` is from 0 to below 1.
        """
        out_of = float(n)
        if not 0 <= out_of < math.inf:
            raise ValueError(f"points(n) needs a finite number of points, 0 or more; got {n!r}")
        if not 0 <= above < 1:
            raise ValueError(f"above must be from 0 to below 1; got {above!r}")
        share = max(self.score - above, 0.0) / (1 - above)
        return min(round(share * out_of, 2), out_of)

    def require(self) -> None:
        """Raise AssertionError with the message unless passed: the last line of a grader's test."""
        if not self.passed:
            raise AssertionError(self.message) from None

    @property
    def verdict(self) -> str:
        """The first words: "Passed" or "Not yet", with the score if it is partial."""
        if self.passed:
            return "Passed"
        return f"Not yet (score {self.score:.2g})" if self.score else "Not yet"

    def __repr__(self) -> str:
        return f"{self.verdict}: {self.message}"

    def _repr_html_(self) -> str:
        colour, mark = ("#2a8a4a", "✓") if self.passed else ("#c8661b", "✗")
        style = f"border-left:4px solid {colour};padding:2px 0 2px 10px;margin:4px 0"
        head = f'<b style="color:{colour}">{mark} {html.escape(self.verdict)}</b>'
        lines = html.escape(self.message).replace("\n", "<br>")
        return f'<div style="{style}">{head}<br>{lines}</div>'


ALMOST = 0.95
"""The highest score of a result that has not passed."""
