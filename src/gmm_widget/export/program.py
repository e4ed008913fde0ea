"""Export of a fit as a program that reproduces it, with numpy and scikit-learn alone.

The program calls scikit-learn's `fit` where that gives the same result: without weights or cells,
from a start whose covariances are of the fit's type, and with numbers that keep their digits there.
Otherwise it contains textbook EM, and puts the result into a model that predicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.export.typed import holding, inverse, is_typed, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmm_widget.em import Trace

MOST_NUMBERS = 4_000
"""The maximum size of an array that is written into the program; larger ones are loaded from a
file."""
FAR = 1e4
"""Up to this ratio of squared means to the smallest variance, scikit-learn's sums of squares keep
12 of 16 digits."""
FEW = 1e-3
"""scikit-learn adds 2e-15 to a component's number of points, which matters below this number."""

ENDED = {
    "converged": "then the gain per point is below {tol:g}: converged",
    "max_iter": "which is max_iter: not converged yet",
    "collapsed": "and in the next component {k} would collapse",
    "empty": "and the next would leave component {k} without points",
    "degenerate": "since the points are constant or collinear",
}
RESTRICTED = {
    "full": "",
    "tied": "    covariances[:] = np.tensordot(weights, covariances, axes=1)\n",
    "diag": "    covariances *= np.eye({d})\n",
    "spherical": "    variances = np.einsum('kii->k', covariances) / {d}\n"
    "    covariances = variances[:, None, None] * np.eye({d})\n",
}
EM = """\
weights = np.array({weights})
means = np.array({means})
covariances = np.array({covariances})
joint = np.empty((len(points), {K}))
for iteration in range({n_iter} + 1):
    # E-step: log(pi_k N(x_i | mu_k, Sigma_k)), and from it the responsibilities
    for k in range({K}):
        factor = np.linalg.cholesky(covariances[k])
        white = np.linalg.solve(factor, (points - means[k]).T)
        joint[:, k] = np.log(weights[k]) - {half} * np.log(2 * np.pi)
        joint[:, k] -= np.log(np.diag(factor)).sum() + 0.5 * (white**2).sum(axis=0)
{seen_inside}
    log_density = np.logaddexp.reduce(joint, axis=1)
    log_likelihood = {total}
    if iteration == {n_iter}:
        break
    shares = np.exp(joint - log_density[:, None])
{weighted}
    # M-step
    counts = shares.sum(axis=0)
    weights = counts / counts.sum()
    means = shares.T @ points / counts[:, None]
    for k in range({K}):
        means[k] += shares[:, k] @ (points - means[k]) / counts[k]  # what rounding lost
        apart = points - means[k]
        covariances[k] = (shares[:, k, None] * apart).T @ apart / counts[k]
{spread_inside}
{restricted}
{floor}
model = GaussianMixture({K}, covariance_type={held!r})
model.weights_, model.means_ = weights, means
model.covariances_ = {kept}
model.precisions_cholesky_ = {factors}
model.n_iter_, model.converged_ = {n_iter}, {converged}
print(model.means_, log_likelihood)
"""
"""EM, with the steps of `gmm_widget.em` (Bishop 2006, eqs 9.23 to 9.28)."""
SEEN_INSIDE = (
    "        joint[:, k] -= 0.5 * np.einsum('ij,nij->n', np.linalg.inv(covariances[k]), within)"
)
SPREAD_INSIDE = "        covariances[k] += np.einsum('n,nij->ij', shares[:, k], within) / counts[k]"
KEPT = {
    "full": ("covariances", "np.linalg.inv(np.linalg.cholesky(covariances)).transpose(0, 2, 1)"),
    "tied": ("covariances[0]", "np.linalg.inv(np.linalg.cholesky(covariances[0])).T"),
    "diag": ("np.einsum('kii->ki', covariances).copy()", "1 / np.sqrt(model.covariances_)"),
    "spherical": ("covariances[:, 0, 0].copy()", "1 / np.sqrt(model.covariances_)"),
}
"""A model's `covariances_` from covariances (K, d, d), and its `precisions_cholesky_`."""


def to_code(trace: Trace, names: Sequence[str] = ()) -> str:
    """Write a program that reproduces the fit, with the result in ``model``.

    It runs the same number of iterations from the same start, with the points' weights, and the
    covariances inside them where they are cells. It contains arrays of up to 4,000 numbers; a
    larger one is loaded from a file, and a comment has the line that saves it. Means and
    log-likelihood are the same up to rounding. `names` are those of the columns.

    Raises
    ------
    ValueError
        If the fit has steps of the user's own that are wrong.
    """
    if trace.fault is not None:
        raise ValueError(
            f"no program of scikit-learn takes these steps, which are not EM's: {trace.fault.lead} "
            "Mend that first, or give the widget no e_step and m_step"
        )
    reason = _not_for_scikit_learn(trace)
    quiet = reason is None and trace.status != "max_iter"
    return (
        ("import warnings\n\n" if quiet else "")
        + "import numpy as np\nfrom sklearn.mixture import GaussianMixture\n\n"
        + _data(trace, names)
        + f"\n{_story(trace)}\n"
        + (_by_scikit_learn(trace) if reason is None else f"# {reason}\n{_written_out(trace)}")
    )


def _not_for_scikit_learn(trace: Trace) -> str | None:
    """Why scikit-learn's `fit` would give another result; None if it would not."""
    kind, mixtures = trace.covariance_type, trace.mixtures
    if trace.within is not None:
        return "scikit-learn's fit takes no cells: this is EM itself."
    if trace.sample_weight is not None:
        return "scikit-learn's fit takes no sample_weight: this is EM itself."
    if not is_typed(trace.start, kind):
        return (
            f"The start's covariances are not {kind}, and scikit-learn's fit cannot begin so: "
            "this is EM itself."
        )
    smallest = np.linalg.eigvalsh(mixtures.covariances)[..., 0]
    far = (mixtures.means**2).sum(axis=2) > FAR * smallest
    few = mixtures.weights.min() * trace.total < FEW
    if trace.n_iter == 0 or few or far.any():
        return "scikit-learn's fit would lose digits here: this is EM itself."
    return None


def _story(trace: Trace) -> str:
    """Comments on the fit in the widget, which the program reproduces."""
    k = 0 if trace.component is None else trace.component + 1
    ended = ENDED[trace.status].format(tol=trace.tol, k=k)
    count = f"{trace.n_iter} iteration{'s' * (trace.n_iter != 1)}"
    own = f"The {' and the '.join(trace.own)} of the widget are functions of your own, which agree "
    return f"# The widget's fit: {count} from this start, {ended}." + (
        f"\n# {own}with EM's." if trace.own else ""
    )


def _data(trace: Trace, names: Sequence[str]) -> str:
    """The data as arrays."""
    told = f"# Columns: {', '.join(map(repr, names))}\n" if names else ""
    text = told + _array("points", trace.points, "w.points")
    if trace.sample_weight is not None:
        text += _array("sample_weight", trace.sample_weight, "w.sample_weight")
    if trace.within is not None:
        text += (
            "# The covariance inside each cell, whose mean is a point and whose count a weight\n"
        )
        text += _array("within", trace.within, "w.trace.within")
    return text


def _array(name: str, values: Any, source: str) -> str:
    if values.size <= MOST_NUMBERS:
        return f"{name} = np.array({_literal(values)})\n"
    return f'{name} = np.load("{name}.npy")  # np.save("{name}.npy", {source}) writes it\n'


def _by_scikit_learn(trace: Trace) -> str:
    start, kind = trace.start, trace.covariance_type
    options = {
        "n_components": start.n_components,
        "covariance_type": kind,
        "reg_covar": trace.reg_covar,
        "max_iter": trace.n_iter,
        "tol": 0.0,
        "weights_init": start.weights,
        "means_init": start.means,
        "precisions_init": inverse(typed(start, kind), kind),
    }
    given = "".join(f"    {name}={_literal(value)},\n" for name, value in options.items())
    fitted = "model.fit(points)\n"
    if trace.status != "max_iter":
        fitted = (
            "with warnings.catch_warnings():\n"
            '    warnings.simplefilter("ignore")  # tol=0 makes all iterations, converged or not\n'
            f"    model.fit(points)\nmodel.converged_ = {trace.status == 'converged'}\n"
        )
    shown = "print(model.means_, model.score(points) * len(points))\n"
    return f"model = GaussianMixture(\n{given})\n{fitted}{shown}"


def _written_out(trace: Trace) -> str:
    start, d, kind = trace.start, trace.points.shape[1], trace.covariance_type
    weighted, inside = trace.sample_weight is not None, trace.within is not None
    held = holding(trace.final, kind)
    kept, factors = KEPT[held]
    filled = EM.format(
        weights=_literal(start.weights),
        means=_literal(start.means),
        covariances=_literal(start.covariances),
        K=start.n_components,
        half=d / 2,
        n_iter=trace.n_iter,
        seen_inside=SEEN_INSIDE if inside else "",
        total="sample_weight @ log_density" if weighted else "log_density.sum()",
        weighted="    shares *= sample_weight[:, None]" if weighted else "",
        spread_inside=SPREAD_INSIDE if inside else "",
        restricted=RESTRICTED[kind].format(d=d),
        floor=f"    covariances = covariances + {trace.reg_covar!r} * np.eye({d})"
        if trace.reg_covar
        else "",
        held=held,
        kept=kept,
        factors=factors,
        converged=trace.status == "converged",
    )
    return "".join(line for line in filled.splitlines(keepends=True) if line.strip())


def _literal(value: Any) -> str:
    """A value as a Python literal, with every digit."""
    return repr(value.tolist() if isinstance(value, np.ndarray) else value)
