"""numpy's OpenBLAS has one thread while we compute, and what it had before afterwards."""

import threading

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import fit, landscape
from gmm_widget.em import starts
from gmm_widget.threads import Limit, Threads, one_thread, threads_of_numpy

POINTS = three_clusters(n=200)[0]


class Pretended:
    """A BLAS that writes down how many threads it is told to have."""

    def __init__(self, count=4):
        self.told = [count]
        self.threads = Threads(lambda: self.told[-1], self.told.append)


def test_numpy_s_openblas_is_found_where_it_has_one():
    config = np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    assert (threads_of_numpy() is not None) == ("openblas" in config.lower())


@pytest.fixture
def two_threads():
    """numpy's BLAS with two threads, or one that stands for it; then what it had before."""
    threads = threads_of_numpy() or Pretended().threads
    before = threads.get()
    threads.set(2)
    yield threads
    threads.set(before)


def test_it_has_one_while_a_fit_runs_and_two_afterwards(two_threads):
    seen = []
    start = starts.kmeans_plus_plus(POINTS, 2)
    fit(POINTS, start, progress=lambda *_: seen.append(two_threads.get()))
    landscape.select(POINTS, [1, 2], 3, progress=lambda *_: seen.append(two_threads.get()))
    if threads_of_numpy() is not None:
        assert set(seen) == {1}
    assert two_threads.get() == 2


def test_it_has_two_again_where_a_fit_is_stopped(two_threads):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(POINTS, starts.kmeans_plus_plus(POINTS, 2), progress=stop)
    assert two_threads.get() == 2


def test_those_who_compute_at_once_share_one_limit():
    blas = Pretended()
    limit = Limit(lambda: blas.threads)
    limit.enter()
    other = threading.Thread(target=limit.enter)
    other.start()
    other.join()
    limit.leave()
    assert blas.told == [4, 1]
    limit.leave()
    assert blas.told == [4, 1, 4]


def test_another_blas_is_left_alone():
    limit = Limit(lambda: None)
    limit.enter()
    limit.leave()


def test_no_number_depends_on_it(two_threads):
    start = starts.kmeans_plus_plus(POINTS, 3)
    with one_thread():
        one = fit(POINTS, start)
    assert fit(POINTS, start).final == one.final
