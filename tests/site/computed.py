"""Run in a browser's kernel and natively: what is fitted, looked for and drawn, as numbers."""

import json

from gmm_widget import GMMWidget, datasets, fit, landscape, starts


def views():
    """A widget in every view."""
    for view in ("em", "k-means", "density", "basins", "restarts", "components"):
        w = GMMWidget(datasets.few(), 2, view=view)
        yield w.log_likelihood, *w.means.ravel(), len(w._film)


def numbers():
    """Every engine, without widgets."""
    points = datasets.old_faithful()
    for covariance_type in ("full", "tied", "diag", "spherical"):
        trace = fit(points, starts.random_points(points, 3), covariance_type=covariance_type)
        yield *trace.log_likelihoods, *trace.final.means.ravel(), *trace.final.weights
    tried = landscape.restarts(datasets.blobs(), 3, n_init=20)
    yield *tried.log_likelihoods, *tried.counts
    start = starts.kmeans_plus_plus(datasets.blobs(), 2, random_state=0)
    found = landscape.basins(datasets.blobs(), start, 0, grid=16)
    yield *found.labels.ravel(), *found.places.ravel(), *found.log_likelihoods


RESULT = json.dumps([[float(each) for each in row] for row in (*views(), *numbers())])
