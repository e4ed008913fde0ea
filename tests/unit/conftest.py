"""Data and mixtures that several tests begin from."""

import numpy as np
import pytest

from gmm_widget import Mixture


def three_clusters(n=60, dimension=2, seed=0):
    """n points in three groups of unlike size and shape, and a mixture that roughly fits them."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(3, dimension)) * 3
    shapes = random.normal(size=(3, dimension, dimension)) * 0.4 + np.eye(dimension)
    group = random.choice(3, n, p=[0.5, 0.3, 0.2])
    noise = random.normal(size=(n, dimension))
    points = centres[group] + np.einsum("nij,nj->ni", shapes[group], noise)
    covariances = shapes @ shapes.transpose(0, 2, 1)
    return points, Mixture([0.5, 0.3, 0.2], centres + 0.3, covariances * 1.5)


@pytest.fixture(params=[1, 2, 5], ids=lambda d: f"d={d}")
def clusters(request):
    return three_clusters(dimension=request.param)
