"""The same fit by other libraries, where they are installed: `name: (points, start, n) -> means`.

Every one makes n iterations of EM from the start, with full covariances and nothing added to them
where it can be told not to, and gives the final means, (k, d). All but gmmx, which knows no other
type than float32, compute in float64. mlpack is not among them: its Python interface did not go on
from the start that it was given.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gmm_widget import Mixture, fit
from gmm_widget.em.steps import e_step

Array = NDArray[np.float64]
Peer = Callable[[Array, Mixture, int], Array]

LARGEST = {"OpenCV": 20_000}
"""Who is not asked about more points: an iteration over 200,000 would take seconds."""


def ours(points: Array, start: Mixture, n_iter: int) -> Array:
    """gmm_widget."""
    return fit(points, start, tol=0, max_iter=n_iter).final.means


def scikit_learn(
    points: Array, start: Mixture, n_iter: int, tol: float = 0.0, reg_covar: float = 0.0
) -> Array:
    """Its tol, like ours, is of the log-likelihood per point."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        start.n_components,
        tol=tol,
        max_iter=n_iter,
        reg_covar=reg_covar,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=np.linalg.inv(start.covariances),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(points)
    means: Array = model.means_
    return means


def one_dal() -> Peer:
    """Intel's oneDAL, through daal4py (pip install scikit-learn-intelex)."""
    import daal4py

    daal4py.daalinit(1)

    def run(points: Array, start: Mixture, n_iter: int) -> Array:
        algorithm = daal4py.em_gmm(
            nComponents=start.n_components,
            maxIterations=n_iter,
            accuracyThreshold=1e-300,
            regularizationFactor=1e-300,
        )
        found = algorithm.compute(points, start.weights[None], start.means, list(start.covariances))
        means: Array = found.means
        return means

    return run


def gmmx() -> Peer:
    """JAX; compiled by the first run, which is not timed."""
    import jax.numpy as jnp
    from gmmx import EMFitter, GaussianMixtureModelJax

    def run(points: Array, start: Mixture, n_iter: int) -> Array:
        model = GaussianMixtureModelJax.from_squeezed(
            means=jnp.asarray(start.means, dtype=jnp.float32),
            covariances=jnp.asarray(start.covariances, dtype=jnp.float32),
            weights=jnp.asarray(start.weights, dtype=jnp.float32),
        )
        fitter = EMFitter(tol=0.0, max_iter=n_iter, reg_covar=0.0)
        return np.asarray(
            fitter.fit(x=jnp.asarray(points, dtype=jnp.float32), gmm=model).gmm.means_numpy
        )

    return run


def gmr() -> Peer:
    """Gaussian mixture regression in numpy."""
    from gmr import GMM

    def run(points: Array, start: Mixture, n_iter: int) -> Array:
        model = GMM(
            start.n_components, start.weights.copy(), start.means.copy(), start.covariances.copy()
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.from_samples(points, R_diff=0.0, n_iter=n_iter)
        means: Array = model.means
        return means

    return run


def pomegranate() -> Peer:
    """PyTorch; it keeps some numbers as float32 (pip install pomegranate)."""
    import torch
    from pomegranate.distributions import Normal
    from pomegranate.gmm import GeneralMixtureModel

    torch.set_num_threads(1)

    def run(points: Array, start: Mixture, n_iter: int) -> Array:
        groups = [
            Normal(torch.tensor(mean), torch.tensor(covariance), covariance_type="full")
            for mean, covariance in zip(start.means, start.covariances, strict=True)
        ]
        model = GeneralMixtureModel(
            groups, priors=torch.tensor(start.weights), max_iter=n_iter, tol=-np.inf
        )
        model.fit(torch.tensor(points))
        return np.array([group.means.detach().numpy() for group in model.distributions])

    return run


def open_cv() -> Peer:
    """OpenCV 4 (pip install "opencv-python-headless<5"). From Python it takes no K covariances to
    begin with, but responsibilities: those of the start, which are part of its time."""
    import cv2

    cv2.setNumThreads(1)
    _ = cv2.ml  # OpenCV 5 has none

    def run(points: Array, start: Mixture, n_iter: int) -> Array:
        model = cv2.ml.EM_create()
        model.setClustersNumber(start.n_components)
        model.setCovarianceMatrixType(cv2.ml.EM_COV_MAT_GENERIC)
        model.setTermCriteria((cv2.TERM_CRITERIA_COUNT, n_iter, 0.0))
        model.trainM(points, e_step(points, start))
        means: Array = model.getMeans()
        return means

    return run


def installed() -> dict[str, Peer]:
    """Us, scikit-learn, and those of the others that this machine has."""
    found: dict[str, Peer] = {"gmm_widget": ours, "scikit-learn": scikit_learn}
    others: dict[str, Callable[[], Peer]] = {
        "oneDAL": one_dal,
        "gmmx (float32)": gmmx,
        "gmr": gmr,
        "pomegranate": pomegranate,
        "OpenCV": open_cv,
    }
    for name, make in others.items():
        try:
            found[name] = make()
        except (ImportError, AttributeError):
            continue
    return found
