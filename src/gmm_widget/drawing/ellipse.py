"""The ellipses that represent covariances, in pixels, as in js/src/geometry/ellipse.js."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Ellipse:
    """The 1-sigma ellipse of a covariance: half-axis rx at `angle` radians, and ry across it."""

    rx: float
    ry: float
    angle: float

    @classmethod
    def on_screen(cls, covariance: NDArray[np.float64], sx: float, sy: float) -> Ellipse:
        """Compute the ellipse of a covariance (2, 2), with sx pixels per unit of x, and sy of y.

        y points downwards. The half-axes are the square roots of the eigenvalues of the covariance
        in pixels.
        """
        a = float(covariance[0, 0]) * sx * sx
        b = -float(covariance[0, 1]) * sx * sy
        c = float(covariance[1, 1]) * sy * sy
        middle, apart = (a + c) / 2, math.hypot((a - c) / 2, b)
        return cls(
            math.sqrt(max(0.0, middle + apart)),
            math.sqrt(max(0.0, middle - apart)),
            math.atan2(2 * b, a - c) / 2 if apart else 0.0,
        )

    def rim(self, sigmas: float, direction: float) -> tuple[float, float]:
        """Intersect a ray from the centre with the ellipse of `sigmas` standard deviations.

        The result is relative to the centre, in pixels; `direction` is in radians.
        """
        local = direction - self.angle
        t = math.atan2(self.rx * math.sin(local), self.ry * math.cos(local))
        u, v = sigmas * self.rx * math.cos(t), sigmas * self.ry * math.sin(t)
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return u * cos - v * sin, u * sin + v * cos
