"""The film: what Python writes, Python can read, and the picture is always the same."""

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import Mixture, fit
from gmm_widget.diagnostics.states import STATES, undecided
from gmm_widget.em import starts
from gmm_widget.wire.film import read_film, write_film


@pytest.fixture
def trace():
    points, start = three_clusters()
    return fit(points, start)


def test_a_film_holds_the_whole_trace_to_the_last_bit(trace):
    header, sections = read_film(write_film(trace))
    assert (header["n"], header["d"], header["K"], header["T"]) == (60, 2, 3, trace.n_iter)
    for t, mixture in enumerate(trace.mixtures):
        np.testing.assert_array_equal(sections["weights"][t], mixture.weights)
        np.testing.assert_array_equal(sections["means"][t], mixture.means)
        np.testing.assert_array_equal(sections["covariances"][t], mixture.covariances)
    np.testing.assert_array_equal(sections["log_likelihoods"], trace.log_likelihoods)
    np.testing.assert_array_equal(sections["gains"], trace.gains)


def test_responsibilities_are_within_half_a_step_of_sixteen_bits(trace):
    _, sections = read_film(write_film(trace))
    for t in range(trace.n_iter):
        exact = trace.responsibilities(2 * t + 1)
        np.testing.assert_allclose(
            sections["responsibilities"][t] / 65535, exact, atol=0.5 / 65535 + 1e-12
        )


def test_the_undecided_are_counted_at_every_cursor(trace):
    _, sections = read_film(write_film(trace))
    counted = [undecided(trace.responsibilities(c)) for c in range(trace.last_cursor + 1)]
    assert sections["undecided"].tolist() == counted


def test_a_short_film_holds_the_start_the_first_e_step_and_the_end(trace):
    header, sections = read_film(write_film(trace, short=True))
    assert header["short"] is True
    assert header["T"] == trace.n_iter
    np.testing.assert_array_equal(sections["means"], [trace.start.means, trace.final.means])
    assert sections["responsibilities"].shape == (1, 60, 3)
    assert len(sections["undecided"]) == 3
    assert len(write_film(trace, short=True)) < len(write_film(trace)) / 2


def test_responsibilities_too_many_to_send_are_left_out(trace):
    size = 2 * 60 * 3 * trace.n_iter
    assert "responsibilities" in read_film(write_film(trace, largest=size))[1]
    _, sections = read_film(write_film(trace, largest=size - 1))
    assert "responsibilities" not in sections
    assert len(sections["undecided"]) == trace.last_cursor + 1


def test_a_fit_without_iterations_is_a_film_of_one_frame():
    points = np.column_stack([np.arange(9.0), np.full(9, 3.0)])
    trace = fit(points, starts.from_means(points, points[[1, 7]]))
    for short in (False, True):
        header, sections = read_film(write_film(trace, short=short))
        assert header["status"] == "degenerate"
        assert sections["means"].shape == (1, 2, 2)
        assert "responsibilities" not in sections


def test_the_header_names_the_collapse():
    points = np.vstack([three_clusters()[0], [[30.0, 30.0]]])
    trace = fit(points, starts.from_means(points, [[0.0, 0.0], [30.0, 30.0]]))
    header, sections = read_film(write_film(trace))
    assert (header["status"], header["component"], header["point"]) == ("collapsed", 1, 60)
    assert STATES[sections["states"][-1, 1]] == "collapsed"


def test_the_same_fit_is_the_same_film(trace):
    points, start = three_clusters()
    assert write_film(trace) == write_film(fit(points, start))


@pytest.mark.parametrize(
    ("film", "says"),
    [
        (b"", "not a film"),
        (b"PNG\x00" + bytes(20), "not a film"),
        (b"GMMF\x09\x00\x00\x00" + bytes(20), "version 9"),
    ],
)
def test_other_bytes_are_refused(film, says):
    with pytest.raises(ValueError, match=says):
        read_film(film)


def test_the_undecided_are_counted_by_their_weight_in_films_and_in_short_ones():
    points, start = three_clusters()
    weight = np.random.default_rng(0).integers(0, 4, len(points)) / 2
    flat = Mixture([0.5, 0.3, 0.2], start.means, start.covariances)
    trace = fit(points, flat, sample_weight=weight, max_iter=8)
    shares = [trace.responsibilities(cursor) for cursor in range(trace.last_cursor + 1)]
    wanted = [float(weight[r.max(axis=1) < 0.9].sum()) for r in shares]
    assert wanted[0] == weight.sum()  # every weight of the start is below 0.9
    assert 0 < wanted[1] < weight.sum()
    assert read_film(write_film(trace))[1]["undecided"].tolist() == wanted
    short = read_film(write_film(trace, short=True))[1]["undecided"]
    assert short.tolist() == wanted[:3]


def test_a_short_film_tells_the_states_of_the_start_and_the_end():
    points, start = three_clusters()
    for most in (1, 2, 30):
        trace = fit(points, start, max_iter=most)
        whole = read_film(write_film(trace))[1]
        short = read_film(write_film(trace, short=True))[1]
        np.testing.assert_array_equal(short["states"], whole["states"][[0, -1]])
        for name in ("log_likelihoods", "gains", "weights", "covariances"):
            np.testing.assert_array_equal(short[name], whole[name][[0, -1]])
        np.testing.assert_array_equal(short["responsibilities"], whole["responsibilities"][:1])
