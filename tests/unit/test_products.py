"""The product of the kernels, where numpy has a BLAS and where it has none."""

import numpy as np
import pytest

from gmm_widget import datasets, fit, landscape, starts
from gmm_widget.em.kernels import densities, engine, products

WITH = {"Build Dependencies": {"blas": {"name": "scipy-openblas", "found": True}}}
WITHOUT = {"Build Dependencies": {"blas": {"name": "auto"}, "lapack": {"name": "lapack"}}}
"""As numpy's own wheels say it, and Pyodide's."""


def test_a_numpy_with_a_blas_uses_it():
    assert products.choose(WITH) is np.dot
    assert products.choose(WITHOUT) is products.by_einsum
    assert products.choose({}) is products.by_einsum


def test_this_numpy_is_asked_once():
    assert products.product is products.choose(np.show_config(mode="dicts"))
    for module in (engine, densities):
        assert vars(module)["product"] is products.product


@pytest.mark.parametrize("shape", [(6,), (1, 6), (8, 6)])
def test_both_multiply(shape):
    random = np.random.default_rng(0)
    a, b = random.normal(size=shape), random.normal(size=(50, 6)).T
    out = np.empty((*shape[:-1], 50))
    assert products.by_einsum(a, b, out=out) is out
    np.testing.assert_allclose(out, np.dot(a, b), rtol=1e-13)
    np.testing.assert_allclose(products.by_einsum(a, b), out)


def test_fits_agree(monkeypatch):
    points = datasets.old_faithful()
    start = starts.kmeans_plus_plus(points, 3, random_state=0)

    def results():
        trace, many = fit(points, start), landscape.restarts(points, 3, n_init=20)
        return trace.log_likelihoods, trace.final.means, many.log_likelihoods, many.counts

    monkeypatch.setattr(engine, "product", np.dot)
    monkeypatch.setattr(densities, "product", np.dot)
    usual = results()
    monkeypatch.setattr(engine, "product", products.by_einsum)
    monkeypatch.setattr(densities, "product", products.by_einsum)
    for found, wanted in zip(results(), usual, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-9)
