"""A fit: against scikit-learn, against what theory promises, and where it must stop."""

import warnings

import numpy as np
import pytest
import textbook
from conftest import three_clusters
from sklearn.mixture import GaussianMixture

from gmm_widget import Mixture, datasets, fit
from gmm_widget.em import starts
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.steps import log_likelihood
from gmm_widget.em.trace import SOUND

DATASETS = ["old_faithful", "iris", "blobs", "stretched", "moons", "mouse", "outlier", "rings"]


def scikit_learn(points, start, n_iter, covariance_type="full", reg_covar=0.0):
    precisions = {
        "full": np.linalg.inv(start.covariances),
        "tied": np.linalg.inv(start.covariances[0]),
        "diag": 1 / np.diagonal(start.covariances, axis1=1, axis2=2),
        "spherical": 1 / start.covariances[:, 0, 0],
    }[covariance_type]
    model = GaussianMixture(
        start.n_components,
        covariance_type=covariance_type,
        tol=0,
        reg_covar=reg_covar,
        max_iter=n_iter,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=precisions,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that tol=0 is never reached
        return model.fit(points)


@pytest.mark.parametrize("name", [*DATASETS, "few"])
def test_every_data_set_is_fitted_as_scikit_learn_does(name):
    points = np.asarray(getattr(datasets, name)())
    start = starts.kmeans_plus_plus(points, 2)
    trace = fit(points, start, max_iter=20, tol=0)
    assert trace.status == "max_iter"
    theirs = scikit_learn(points, start, 20)
    scale = points.std(axis=0)
    np.testing.assert_allclose(trace.final.weights, theirs.weights_, atol=1e-9)
    np.testing.assert_allclose(trace.final.means / scale, theirs.means_ / scale, atol=1e-9)
    squares = np.outer(scale, scale)
    np.testing.assert_allclose(
        trace.final.covariances / squares, theirs.covariances_ / squares, atol=1e-9
    )
    np.testing.assert_allclose(
        trace.log_likelihoods[-1] / len(points), theirs.score(points), atol=1e-9
    )


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_every_covariance_type_is_fitted_as_scikit_learn_does(clusters, covariance_type):
    points, _ = clusters
    start = starts.from_means(points, points[:3])
    if covariance_type == "spherical":
        covariances = np.repeat(np.eye(points.shape[1])[None] * points.var(), 3, axis=0)
        start = Mixture(start.weights, start.means, covariances)
    trace = fit(points, start, covariance_type=covariance_type, reg_covar=1e-3, max_iter=15, tol=0)
    theirs = scikit_learn(points, start, 15, covariance_type, reg_covar=1e-3)
    np.testing.assert_allclose(trace.final.means, theirs.means_, atol=1e-9)
    np.testing.assert_allclose(
        trace.log_likelihoods[-1] / len(points), theirs.score(points), atol=1e-9
    )


def test_three_iterations_are_the_textbooks():
    points, start = three_clusters(n=40)
    weights, means, covariances = start.weights, start.means, start.covariances
    for _ in range(3):
        r = textbook.e_step(points, weights, means, covariances)
        weights, means, covariances = textbook.m_step(points, r)
    trace = fit(points, start, max_iter=3, tol=0)
    np.testing.assert_allclose(trace.final.means, means, rtol=1e-10)
    np.testing.assert_allclose(trace.final.covariances, covariances, rtol=1e-9)
    np.testing.assert_allclose(trace.responsibilities(5), r, atol=1e-12)
    np.testing.assert_allclose(
        trace.log_likelihoods[3],
        textbook.log_likelihood(points, weights, means, covariances),
        rtol=1e-12,
    )


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_the_log_likelihood_never_falls(name, covariance_type):
    data = getattr(datasets, name)()
    for seed in range(3):
        start = starts.random_points(data, 4, random_state=seed)
        trace = fit(data, start, covariance_type=covariance_type)
        # A restricted M-step only raises the likelihood from a start of its own type: the first
        # step, from the diagonal start, may lower it for "spherical".
        gains = trace.gains[2:] if covariance_type == "spherical" else trace.gains
        assert (gains >= -1e-10 * len(data)).all()


def test_the_log_likelihoods_are_those_of_the_mixtures():
    points, start = three_clusters()
    trace = fit(points, start)
    recomputed = [log_likelihood(points, mixture) for mixture in trace.mixtures]
    np.testing.assert_allclose(trace.log_likelihoods, recomputed, rtol=1e-12)


def test_permuting_the_components_permutes_everything(clusters):
    points, start = clusters
    order = [2, 0, 1]
    permuted = Mixture(start.weights[order], start.means[order], start.covariances[order])
    one, other = fit(points, start, max_iter=10), fit(points, permuted, max_iter=10)
    np.testing.assert_allclose(other.log_likelihoods, one.log_likelihoods, rtol=1e-12)
    np.testing.assert_allclose(
        other.final.covariances, one.final.covariances[order], rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(
        other.responsibilities(7), one.responsibilities(7)[:, order], atol=1e-10
    )


def test_an_affine_map_shifts_the_log_likelihood_and_keeps_the_responsibilities(clusters):
    points, start = clusters
    d = points.shape[1]
    random = np.random.default_rng(5)
    a = random.normal(size=(d, d)) + 2 * np.eye(d)
    b = random.normal(size=d) * 10
    mapped = Mixture(start.weights, start.means @ a.T + b, a @ _symmetric(start.covariances) @ a.T)
    one = fit(points, start, max_iter=10, tol=0)
    other = fit(points @ a.T + b, mapped, max_iter=10, tol=0)
    shift = -len(points) * np.linalg.slogdet(a)[1]
    np.testing.assert_allclose(other.log_likelihoods, one.log_likelihoods + shift, rtol=1e-9)
    np.testing.assert_allclose(other.responsibilities(20), one.responsibilities(20), atol=1e-8)


def _symmetric(matrices):
    return 0.5 * (matrices + matrices.transpose(0, 2, 1))


def test_data_far_from_zero_are_fitted_as_well_as_at_zero():
    points, start = three_clusters()
    offset = 2.0**20
    points = np.round(points * 2**20) / 2**20  # so that adding the offset is exact
    moved = Mixture(start.weights, np.round(start.means, 4) + offset, start.covariances)
    start = Mixture(start.weights, moved.means - offset, start.covariances)
    near, far = fit(points, start), fit(points + offset, moved)
    assert near.n_iter == far.n_iter
    np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-9)


# ---------------------------------------------------------------- what a trace can be asked


def test_the_cursor_counts_half_steps():
    points, start = three_clusters()
    trace = fit(points, start)
    states = [trace.state(cursor) for cursor in range(trace.last_cursor + 1)]
    assert [(s.iteration, s.phase) for s in states[:4]] == [
        (0, "start"),
        (1, "E"),
        (1, "M"),
        (2, "E"),
    ]
    np.testing.assert_array_equal(states[0].responsibilities, np.tile(start.weights, (60, 1)))
    for t in range(1, trace.n_iter + 1):
        e, m = states[2 * t - 1], states[2 * t]
        assert e.mixture == trace.mixtures[t - 1]
        assert m.mixture == trace.mixtures[t]
        np.testing.assert_array_equal(e.responsibilities, m.responsibilities)
        assert e.log_likelihood == trace.log_likelihoods[t - 1]
        assert m.log_likelihood == trace.log_likelihoods[t]
        assert m.gain == trace.log_likelihoods[t] - trace.log_likelihoods[t - 1]


@pytest.mark.parametrize("cursor", [-1, 1.5, "2", 10**6, None])
def test_a_cursor_outside_the_trace_is_refused(cursor):
    points, start = three_clusters()
    trace = fit(points, start, max_iter=3)
    with pytest.raises(ValueError, match="cursor must be a whole number from 0 to 6"):
        trace.state(cursor)


# ---------------------------------------------------------------- how a fit ends


def test_it_converges_when_the_gain_per_point_falls_below_tol():
    points, start = three_clusters()
    trace = fit(points, start, tol=1e-4)
    assert trace.status == "converged"
    assert abs(trace.gains[-1]) < 1e-4 * len(points)
    assert (np.abs(trace.gains[1:-1]) >= 1e-4 * len(points)).all()


def test_it_stops_at_max_iter():
    points, start = three_clusters()
    trace = fit(points, start, max_iter=2, tol=0)
    assert (trace.status, trace.n_iter, trace.last_cursor) == ("max_iter", 2, 4)


def test_a_component_on_one_point_collapses_and_the_trace_stays_finite():
    points = np.vstack([three_clusters()[0], [[30.0, 30.0]]])
    start = starts.from_means(points, [[0.0, 0.0], [30.0, 30.0]])
    trace = fit(points, start)
    assert trace.status == "collapsed"
    assert (trace.component, trace.point) == (1, 60)
    assert np.isfinite(trace.log_likelihoods).all()
    for mixture in trace.mixtures:
        assert np.isfinite(mixture.covariances).all()
        assert (np.linalg.eigvalsh(mixture.covariances) > 0).all()


def test_reg_covar_cures_the_collapse():
    points = np.vstack([three_clusters()[0], [[30.0, 30.0]]])
    start = starts.from_means(points, [[0.0, 0.0], [30.0, 30.0]])
    assert fit(points, start, reg_covar=0.1).status == "converged"


def test_a_component_that_no_point_comes_from_is_empty():
    points, _ = three_clusters()
    start = Mixture([0.5, 0.5], [[0, 0], [900, 900]], [np.eye(2)] * 2)
    trace = fit(points, start)
    assert (trace.status, trace.component, trace.n_iter) == ("empty", 1, 0)


@pytest.mark.parametrize(
    "points",
    [
        np.column_stack([np.arange(9.0), np.full(9, 3.0)]),
        np.column_stack([np.arange(9.0), 2 * np.arange(9.0) + 1e6]),
        np.column_stack([np.arange(9.0), np.arange(9.0) ** 2, np.arange(9.0) ** 2 - 4]),
    ],
    ids=["constant", "collinear", "in a plane"],
)
def test_flat_data_are_said_to_be_flat_before_any_iteration(points):
    trace = fit(points, starts.from_means(points, points[[1, 7]]))
    assert (trace.status, trace.n_iter) == ("degenerate", 0)
    assert np.isfinite(trace.log_likelihoods).all()
    assert fit(points, starts.from_means(points, points[[1, 7]]), reg_covar=0.5).n_iter > 0


def test_collinear_data_are_legal_for_a_diagonal_covariance():
    points = np.column_stack([np.arange(9.0), 2 * np.arange(9.0)])
    trace = fit(points, starts.from_means(points, points[[1, 7]]), covariance_type="diag")
    assert trace.n_iter > 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"covariance_type": "round"}, "covariance_type must be one of"),
        ({"reg_covar": -1}, "reg_covar must be a number, 0 or more"),
        ({"reg_covar": float("nan")}, "reg_covar must be"),
        ({"tol": -1e-6}, "tol must be"),
        ({"max_iter": 0}, "max_iter must be a whole number, 1 or more"),
        ({"max_iter": 2.5}, "max_iter must be"),
    ],
)
def test_bad_options_are_named(options, says):
    points, start = three_clusters()
    with pytest.raises(ValueError, match=says):
        fit(points, start, **options)


def test_a_start_of_another_dimension_is_refused():
    points, _ = three_clusters(dimension=5)
    with pytest.raises(ValueError, match="2 coordinates a mean, the points have 5 columns"):
        fit(points, three_clusters()[1])


def test_a_start_out_of_all_reason_is_refused():
    points, start = three_clusters()
    far = Mixture(start.weights, start.means + 1e180, start.covariances)
    with pytest.raises(ValueError, match="so far from the points"):
        fit(points, far)


@pytest.mark.parametrize("slope", [3.0, -0.7, -1e6])
@pytest.mark.parametrize("d", [2, 3])
def test_collinear_points_are_flat_whichever_way_they_slope(slope, d):
    points = np.random.default_rng(0).normal(size=(40, d))
    points[:, 1] = slope * points[:, 0] + 5
    trace = fit(points, starts.kmeans_plus_plus(points, 2))
    assert (trace.status, trace.n_iter) == ("degenerate", 0)
    start = starts.kmeans_plus_plus(points, 2)
    assert fit(points, start, covariance_type="diag").status != "degenerate"


@pytest.mark.parametrize("d", [2, 4])
def test_a_constant_column_is_judged_by_the_covariance_type_and_the_rows_that_count(d):
    points = np.random.default_rng(0).normal(size=(60, d))
    points[:40, -1] = 7.0
    weight = np.where(np.arange(60) < 40, 1.0, 0.0)
    for covariance_type in COVARIANCE_TYPES:
        trace = fit(points, 2, sample_weight=weight, covariance_type=covariance_type)
        assert (trace.status == "degenerate") == (covariance_type != "spherical")
        assert fit(points, 2, covariance_type=covariance_type).status != "degenerate"


def test_reg_covar_may_be_a_googol_to_the_power_of_one_and_no_more():
    points, start = three_clusters()
    trace = fit(points, start, reg_covar=1e100)
    assert trace.status == "converged"
    np.testing.assert_allclose(np.einsum("kii->ki", trace.final.covariances), 1e100)
    with pytest.raises(ValueError, match="reg_covar must be a number, 0 or more and at most"):
        fit(points, start, reg_covar=1.01e100)
    with pytest.raises(ValueError, match="nothing of them would be left"):
        fit(points * 1e-60, starts.kmeans_plus_plus(points * 1e-60, 2), reg_covar=1e100)


@pytest.mark.parametrize("d", [2, 8, 40])
def test_a_huge_reg_covar_leaves_finite_numbers_in_any_dimension(d):
    points = np.random.default_rng(0).normal(size=(90, d))
    trace = fit(points, 2, reg_covar=1e60, max_iter=5)
    value = log_likelihood(points, trace.final)
    assert trace.log_likelihoods[-1] == pytest.approx(value, rel=1e-12)
    assert value == pytest.approx(-90 * d * (np.log(2 * np.pi) + 60 * np.log(10)) / 2, rel=1e-9)


def test_a_number_of_components_begins_at_kmeans_plus_plus_and_seeds_at_themselves():
    points, _ = three_clusters()
    begun = fit(points, 3, random_state=5)
    assert begun.start == starts.kmeans_plus_plus(points, 3, random_state=5)
    seeds = points[[4, 20, 44]].tolist()
    assert fit(points, seeds).start == starts.from_means(points, seeds)
    best = fit(points, 3, n_init=10)
    each = starts.many_kmeans_plus_plus(points, 3, 10)
    assert best.start in each
    values = [t.log_likelihoods[-1] for t in (fit(points, s) for s in each) if t.status in SOUND]
    assert best.log_likelihoods[-1] == max(values)


@pytest.mark.parametrize("bad", [None, "3", 2.5, True, {"a": 1.0}, object()])
def test_a_start_that_is_none_says_what_it_may_be(bad):
    with pytest.raises(TypeError, match=r"start must be a gmm_widget\.Mixture, a number"):
        fit(three_clusters()[0], bad)


def test_several_starts_are_drawn_for_a_number_alone():
    points, start = three_clusters()
    with pytest.raises(ValueError, match="n_init = 3 starts are drawn for a number"):
        fit(points, start, n_init=3)
    with pytest.raises(ValueError, match="n_init must be a whole number"):
        fit(points, 3, n_init=0)


def test_a_trace_is_described_in_a_line():
    points, start = three_clusters()
    trace = fit(points, start, max_iter=3)
    value = f"{trace.log_likelihoods[-1]:.6g}"
    assert repr(trace) == (
        "<Trace of 3 components (full) on 60 points in 2 columns: max_iter after 3 iterations, "
        f"log-likelihood {value}>"
    )


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_a_trace_answers_as_its_final_mixture_does(covariance_type):
    points, start = three_clusters()
    weight = np.random.default_rng(0).integers(1, 5, len(points))
    trace = fit(points, start, covariance_type=covariance_type, sample_weight=weight)
    final, options = trace.final, {"sample_weight": weight}
    assert trace.converged is (trace.status == "converged")
    assert trace.predict().tolist() == trace.labels.tolist() == final.predict(points).tolist()
    np.testing.assert_allclose(trace.predict_proba(), final.predict_proba(points), atol=1e-12)
    np.testing.assert_allclose(trace.score_samples(), final.score_samples(points), rtol=1e-11)
    assert trace.score() == pytest.approx(final.score(points, **options))
    assert trace.n_parameters() == final.n_parameters(covariance_type)
    for name in ("bic", "aic", "icl"):
        wanted = getattr(final, name)(points, covariance_type, **options)
        assert getattr(trace, name)() == pytest.approx(wanted)
