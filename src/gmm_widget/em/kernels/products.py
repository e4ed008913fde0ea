"""The matrix product of the E-step and the M-step, with a BLAS or without.

A numpy without a BLAS, which Python in a browser has, multiplies matrices by a plain loop; there
`einsum` takes a half to a quarter of the time. The choice is made once, on import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gmm_widget.em.kernels.features import Array


def by_einsum(a: Array, b: Array, /, out: Array | None = None) -> Array:
    """Multiply a row or a matrix (..., j) and a matrix (j, k) as `numpy.dot` does."""
    result: Array = np.einsum("...j,jk->...k", a, b, out=out)
    return result


def has_blas(built: Mapping[str, Any]) -> bool:
    """Tell whether a numpy has a BLAS, from ``numpy.show_config(mode="dicts")``."""
    blas = built.get("Build Dependencies", {}).get("blas", {})
    return bool(blas.get("found", False))


def choose(built: Mapping[str, Any]) -> Callable[..., Array]:
    """Choose the faster product for a numpy that was built like this."""
    return np.dot if has_blas(built) else by_einsum


product: Callable[..., Array] = choose(np.show_config(mode="dicts") or {})
"""`numpy.dot`, or `by_einsum` where numpy has no BLAS."""
