"""Conversion of fits to and from scikit-learn, and to tables.

scikit-learn and pandas are optional: they are imported on use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import Cells, Mixture, starts
from gmm_widget.export.typed import expanded, factors, holding, inverse, typed
from gmm_widget.session import Observations
from gmm_widget.tables import as_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gmm_widget.em import Trace

    Array = NDArray[np.float64]

ROUNDED = 1e-5
"""The tolerance for the sum of the weights, and for the relative asymmetry of covariances, in
models that were fitted in float32."""


def to_sklearn(trace: Trace, cursor: int, headers: tuple[Any, ...] | None = None) -> Any:
    """Convert the mixture at a cursor to a fitted `sklearn.mixture.GaussianMixture`.

    Its predictions are the responsibilities that the widget shows. It has the options of the fit,
    except that its type is "full" where the shown mixture is a start whose covariances are not of
    the fit's type, or where diagonal covariances lie 1,000 standard deviations from zero, so that
    scikit-learn loses digits.

    Parameters
    ----------
    trace : Trace
    cursor : int
        The half-step.
    headers : tuple, optional
        The column labels of a DataFrame. If all are strings, they become the model's feature names.

    Returns
    -------
    sklearn.mixture.GaussianMixture

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    ValueError
        If the cursor is out of range, or the mixture, made by a user's own steps, has a covariance
        that is not positive definite.
    """
    cursor = trace.checked_cursor(cursor)
    mixture = trace.mixtures[cursor // 2]
    kind = holding(mixture, trace.covariance_type)
    model = _module("sklearn.mixture").GaussianMixture(
        n_components=mixture.n_components,
        covariance_type=kind,
        tol=trace.tol,
        reg_covar=trace.reg_covar,
        max_iter=trace.max_iter,
    )
    model.weights_, model.means_ = mixture.weights.copy(), mixture.means.copy()
    model.covariances_ = typed(mixture, kind)
    try:
        model.precisions_cholesky_ = factors(model.covariances_, kind)
    except np.linalg.LinAlgError:
        raise ValueError(
            "a covariance that is shown is not positive definite, so no model can predict with it: "
            "go back to a half-step before that, or mend the m_step"
        ) from None
    model.precisions_ = inverse(model.covariances_, kind)
    model.converged_ = trace.status == "converged"
    model.n_iter_ = cursor // 2
    model.lower_bound_ = float(trace.log_likelihoods[cursor // 2]) / trace.total
    model.n_features_in_ = mixture.dimension
    if headers and all(isinstance(name, str) for name in headers):
        model.feature_names_in_ = np.array(headers, dtype=object)
    return model


def from_sklearn(model: Any, points: Any, sample_weight: Any = None) -> dict[str, Any]:
    """Convert a scikit-learn mixture to the arguments of a widget that starts there.

    A fitted model gives its mixture as the start, in float64, with the weights normalised and the
    covariances symmetrised where rounding (within 1e-5) left them otherwise. One that is not fitted
    gives `means_init`, `weights_init` and `precisions_init`; what it lacks of these is filled in
    from the widget's own start. Columns are matched by name where the model has feature names. The
    priors of a BayesianGaussianMixture are dropped: the widget continues with EM from its mixture.

    Parameters
    ----------
    model : sklearn.mixture.GaussianMixture or BayesianGaussianMixture
        Fitted or not.
    points : (n, d) array_like
        As for `GMMWidget`.
    sample_weight : (n,) array_like, optional
        How often each point counts.

    Returns
    -------
    dict
        ``covariance_type``, ``reg_covar``, ``max_iter``, and one of ``start``, ``seeds`` and
        ``n_components``.

    Raises
    ------
    TypeError
        If the model is not a mixture of scikit-learn's.
    ValueError
        If its `weights_init`, `means_init` or `precisions_init` are invalid.
    """
    if not all(hasattr(model, name) for name in ("n_components", "covariance_type", "reg_covar")):
        what = f"the class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise TypeError(f"a sklearn.mixture.GaussianMixture is needed; got {what}")
    kind = model.covariance_type
    found = {"covariance_type": kind, "reg_covar": model.reg_covar, "max_iter": model.max_iter}
    if hasattr(model, "means_"):
        covariances = expanded(model.covariances_, kind, *np.shape(model.means_))
        start = _rounded(model.weights_, model.means_, covariances)
        return {**found, "start": _in_order(start, model, points)}
    weights, means, precisions = (
        getattr(model, name, None) for name in ("weights_init", "means_init", "precisions_init")
    )
    if weights is None and precisions is None:
        if means is None:
            return {**found, "n_components": model.n_components}
        return {**found, "seeds": np.asarray(means, dtype=np.float64)}
    start = _begun(Observations.of(points, sample_weight), means, model.n_components)
    covariances = start.covariances
    if precisions is not None:
        covariances = _inverted(precisions, kind, start)
    weights = start.weights if weights is None else weights
    return {**found, "start": _rounded(weights, start.means, covariances)}


def _in_order(start: Mixture, model: Any, points: Any) -> Mixture:
    """Reorder the coordinates of a mixture as the points' columns, by their names."""
    known = list(getattr(model, "feature_names_in_", ()))
    names = None if not known or isinstance(points, Cells) else as_table(points).names
    if names is None or sorted(names) != sorted(known):
        return start
    return start.marginal([known.index(name) for name in names])


def _inverted(precisions: Any, kind: str, start: Mixture) -> Array:
    """Convert a model's `precisions_init` to covariances (K, d, d)."""
    try:
        return inverse(expanded(precisions, kind, *start.means.shape), "full")
    except (IndexError, ValueError, np.linalg.LinAlgError):
        raise ValueError(
            f"precisions_init must have the shape that covariance_type={kind!r} gives it, and "
            f"inverses; got shape {np.shape(precisions)}"
        ) from None


def _begun(data: Observations, means: Any, n_components: int) -> Mixture:
    """The default start for some means, or the widget's default start if they are None."""
    options = {"sample_weight": data.sample_weight}
    if means is None:
        return starts.kmeans_plus_plus(data.points, n_components, **options)
    return starts.from_means(data.points, np.asarray(means, dtype=np.float64), **options)


def _rounded(weights: Any, means: Any, covariances: Any) -> Mixture:
    """Remove rounding errors from the weights and covariances of a mixture."""
    weights = np.asarray(weights, dtype=np.float64)
    covariances = np.asarray(covariances, dtype=np.float64)
    if abs(weights.sum() - 1) <= ROUNDED:
        weights = weights / weights.sum()
    turned = covariances.swapaxes(1, 2)
    if (
        abs(covariances - turned) <= ROUNDED * abs(covariances).max(axis=(1, 2))[:, None, None]
    ).all():
        covariances = (covariances + turned) / 2
    return Mixture(weights, means, covariances)


def to_frame(trace: Trace, cursor: int, data: Observations) -> Any:
    """Convert a fit to a pandas DataFrame, a row a point.

    Rows keep the index of the DataFrame that was passed in, and columns their names and order. They
    are followed by ``responsibility_1`` to ``responsibility_K``; ``component``, the one with the
    largest responsibility, counted from 1 as on the screen (0 at the start, when no point has been
    assigned yet); and ``sample_weight``, if there are weights. Where the data have a column of one
    of these names, ``gmm_`` is put before ours.

    Parameters
    ----------
    trace : Trace
    cursor : int
        The half-step.
    data : Observations
        The index and the names of the columns.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    ImportError
        If pandas is not installed.
    """
    pandas = _module("pandas")
    shares = trace.responsibilities(cursor)
    found: dict[str, Any] = {f"responsibility_{k + 1}": share for k, share in enumerate(shares.T)}
    found["component"] = shares.argmax(axis=1) + 1 if cursor else np.zeros(len(shares), dtype=int)
    if trace.sample_weight is not None:
        found["sample_weight"] = trace.sample_weight
    names = data.names if data.headers is None else data.headers
    prefix = _free_prefix(names, found)
    given = pandas.DataFrame(trace.points.copy(), index=data.index)
    added = pandas.DataFrame(found, index=given.index)
    frame = pandas.concat([given, added], axis=1)
    taken = set(names)
    frame.columns = [*names, *(prefix + name if name in taken else name for name in found)]
    return frame


def _free_prefix(names: Iterable[Any], ours: Iterable[str]) -> str:
    """Repeat ``gmm_`` until none of our names, with it, is the name of a column."""
    taken, prefix = set(names), "gmm_"
    while any(prefix + name in taken for name in ours):
        prefix += "gmm_"
    return prefix


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        package = {"sklearn.mixture": "scikit-learn"}.get(name, name)
        raise ImportError(f"this needs {package}: install it with pip install {package}") from None
