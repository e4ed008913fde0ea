"""Fits to and from scikit-learn, and as tables. Neither scikit-learn nor pandas is required: they
are imported when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.mixture import Mixture
from gmm_widget.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST_NUMBERS = 4_000
"""Code holds its points up to so many numbers; beyond that it loads them from a file."""


def to_sklearn(trace: Trace, cursor: int) -> Any:
    """A fitted `sklearn.mixture.GaussianMixture` with the mixture that is shown at a cursor.

    It predicts as the widget colours. Its options are those of the fit.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    """
    model = _module("sklearn.mixture").GaussianMixture(**_options(trace))
    mixture = trace.mixtures[trace.checked_cursor(cursor) // 2]
    covariances = _typed(mixture, trace.covariance_type)
    # scikit-learn turns precisions into the factors that its predictions use.
    model.precisions_init = _inverse(covariances, trace.covariance_type)
    model._initialize(trace.points, np.tile(mixture.weights, (len(trace.points), 1)))
    model.precisions_init = None
    model.weights_, model.means_ = mixture.weights.copy(), mixture.means.copy()
    model.covariances_ = covariances
    model.precisions_ = _inverse(covariances, trace.covariance_type)
    model.converged_ = trace.status == "converged"
    model.n_iter_ = cursor // 2
    model.lower_bound_ = float(trace.log_likelihoods[cursor // 2]) / trace.total
    model.n_features_in_ = trace.points.shape[1]
    return model


def from_sklearn(model: Any, points: Any) -> dict[str, Any]:
    """What a widget needs to begin where a scikit-learn model is: keyword arguments.

    A fitted model gives its mixture as the start; one that is not fitted gives its
    `means_init`, `weights_init` and `precisions_init`, as far as it has them.

    Raises
    ------
    TypeError
        If it is no GaussianMixture.
    """
    if not all(hasattr(model, name) for name in ("n_components", "covariance_type", "reg_covar")):
        raise TypeError(f"a sklearn.mixture.GaussianMixture is needed; got {type(model).__name__}")
    found = {
        "covariance_type": model.covariance_type,
        "reg_covar": model.reg_covar,
        "max_iter": model.max_iter,
    }
    dimension = np.shape(points)[1]
    if hasattr(model, "means_"):
        covariances = _expanded(model.covariances_, model.covariance_type, *model.means_.shape)
        return {**found, "start": Mixture(model.weights_, model.means_, covariances)}
    if model.means_init is None:
        return {**found, "n_components": model.n_components}
    means = np.asarray(model.means_init, dtype=np.float64)
    if model.precisions_init is None:
        return {**found, "seeds": means}
    precisions = _expanded(
        np.asarray(model.precisions_init), model.covariance_type, len(means), dimension
    )
    weights = np.full(len(means), 1 / len(means))
    if model.weights_init is not None:
        weights = np.asarray(model.weights_init, dtype=np.float64)
    return {**found, "start": Mixture(weights, means, np.linalg.inv(precisions))}


def to_code(trace: Trace) -> str:
    """The fit as a program for scikit-learn, which ends at the same mixture.

    Up to 4,000 numbers the points are in it; more are loaded from ``points.npy``, with the line
    that saves them there. The log-likelihood is the same to rounding, unless the start's
    covariances are not of the fit's type: scikit-learn cannot begin so, and a comment says it.
    Raises ValueError if the fit has steps of somebody's own that are wrong.
    """
    if trace.fault is not None:
        raise ValueError(
            f"no program of scikit-learn takes these steps, which are not EM's: {trace.fault.lead} "
            "Mend that first, or give the widget no e_step and m_step"
        )
    start, kind = trace.start, trace.covariance_type
    covariances = _typed(start, kind)
    lines = ["import numpy as np", "from sklearn.mixture import GaussianMixture", ""]
    if trace.points.size <= MOST_NUMBERS:
        lines += [f"points = np.array({_literal(trace.points)})"]
    else:
        lines += ['points = np.load("points.npy")  # np.save("points.npy", w.points) writes it']
    if not np.allclose(_expanded(covariances, kind, *start.means.shape), start.covariances):
        lines += [f"# The start's covariances are not {kind}: scikit-learn begins near them."]
    options = {
        **_options(trace),
        "weights_init": start.weights,
        "means_init": start.means,
        "precisions_init": _inverse(covariances, kind),
    }
    lines += ["model = GaussianMixture("]
    lines += [f"    {name}={_literal(value)}," for name, value in options.items()]
    lines += [")", "model.fit(points)"]
    lines += ["print(model.means_, model.score(points) * len(points))", ""]
    return "\n".join(lines)


def to_frame(trace: Trace, cursor: int, names: Sequence[str]) -> Any:
    """A pandas DataFrame, a row a point: its coordinates, responsibilities and component.

    The columns are the names of the points' columns; ``responsibility_1`` to
    ``responsibility_K``; ``component``, the one with most of the point, counted from 1 as on the
    screen (0 at the start, when no point belongs to anyone); and ``sample_weight``, if there are
    weights.

    Raises
    ------
    ImportError
        If pandas is not installed.
    """
    shares = trace.responsibilities(cursor)
    columns: dict[str, Any] = dict(zip(names, trace.points.T, strict=True))
    columns |= {f"responsibility_{k + 1}": share for k, share in enumerate(shares.T)}
    columns["component"] = shares.argmax(axis=1) + 1 if cursor else np.zeros(len(shares), dtype=int)
    if trace.sample_weight is not None:
        columns["sample_weight"] = trace.sample_weight
    return _module("pandas").DataFrame(columns)


def _options(trace: Trace) -> dict[str, Any]:
    return {
        "n_components": trace.start.n_components,
        "covariance_type": trace.covariance_type,
        "tol": trace.tol,
        "reg_covar": trace.reg_covar,
        "max_iter": trace.max_iter,
    }


def _typed(mixture: Mixture, covariance_type: str) -> Array:
    """Covariances (K, d, d) in the shape that scikit-learn gives this type."""
    covariances = mixture.covariances
    if covariance_type == "tied":
        return np.asarray(np.tensordot(mixture.weights, covariances, axes=1), dtype=np.float64)
    if covariance_type == "full":
        return covariances.copy()
    diagonals = np.einsum("kii->ki", covariances)
    if covariance_type == "diag":
        return np.array(diagonals, dtype=np.float64)
    return np.asarray(diagonals.mean(axis=1), dtype=np.float64)


def _expanded(typed: Array, covariance_type: str, n_components: int, dimension: int) -> Array:
    """Covariances or precisions of scikit-learn's shape as (K, d, d)."""
    eye = np.eye(dimension)
    if covariance_type == "full":
        return np.asarray(typed, dtype=np.float64)
    if covariance_type == "tied":
        return np.tile(typed, (n_components, 1, 1))
    if covariance_type == "diag":
        return np.asarray(typed[:, :, None] * eye, dtype=np.float64)
    return np.asarray(typed[:, None, None] * eye, dtype=np.float64)


def _inverse(typed: Array, covariance_type: str) -> Array:
    full = covariance_type in ("full", "tied")
    return np.asarray(np.linalg.inv(typed) if full else 1 / typed, dtype=np.float64)


def _literal(value: Any) -> str:
    """A value as Python writes it, with every digit."""
    return repr(value.tolist() if isinstance(value, np.ndarray) else value)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        package = {"sklearn.mixture": "scikit-learn"}.get(name, name)
        raise ImportError(f"this needs {package}: install it with pip install {package}") from None
