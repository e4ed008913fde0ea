"""Label and certainty: two bytes a point where responsibilities are too many."""

import asyncio
from fractions import Fraction

import ipywidgets
import numpy as np
import pytest
from test_widget import messages, wish  # noqa: F401  the fixture

from gmm_widget import GMMWidget, fit
from gmm_widget.em import starts
from gmm_widget.em.cells import reduce_points
from gmm_widget.progress import finish
from gmm_widget.widget import worker
from gmm_widget.wire.film import read_film
from gmm_widget.wire.labels import likeliest_steps, read_likeliest

K, N = 4, 20_000
CENTRES = np.array([[0, 0], [4, 0], [0, 4], [5, 5]])


@pytest.fixture(scope="module")
def points():
    random = np.random.default_rng(3)
    return np.concatenate([random.normal(centre, 1.2, (N // K, 2)) for centre in CENTRES])


@pytest.fixture
def w(points):
    widget = GMMWidget(points, n_components=K)
    yield widget
    widget.close()


def read(w):
    return read_likeliest(w._likeliest)


def quantised(share):
    """floor(255 r + 1/2), in exact arithmetic."""
    return int(Fraction(share) * 255 + Fraction(1, 2))


def test_a_label_is_the_likeliest_component_and_a_certainty_its_share_in_255ths(points):
    trace = fit(points, starts.from_means(points, CENTRES), max_iter=3)
    header, sections = read_likeliest(finish(likeliest_steps(trace, 2)))
    shares = trace.responsibilities(3)
    assert (header["n"], header["K"], header["iteration"]) == (N, K, 2)
    np.testing.assert_array_equal(sections["labels"], shares.argmax(axis=1))
    wanted = np.array([quantised(share) for share in shares.max(axis=1)])
    # Rounding of 255 r in float64 may decide otherwise only within 1e-12 of a half.
    halfway = np.abs((shares.max(axis=1) * 255) % 1 - 0.5) < 1e-12
    np.testing.assert_array_equal(sections["certainties"][~halfway], wanted[~halfway])
    assert set(sections["labels"]) == set(range(K))
    assert len(set(sections["certainties"])) > 100


def test_of_equal_shares_the_first_component_has_the_point():
    points = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    trace = fit(points, starts.from_means(points, [[-1, 0], [1, 0]]), reg_covar=1, max_iter=1)
    sections = read_likeliest(finish(likeliest_steps(trace, 1)))[1]
    assert sections["labels"].tolist() == [0, 1, 0, 0]
    assert sections["certainties"][2:].tolist() == [128, 128]


def test_there_is_nothing_before_the_first_e_step_and_one_message_at_every_iteration(w, messages):  # noqa: F811
    assert "responsibilities" not in read_film(w._film)[1]
    assert w._likeliest == b""
    for cursor, iteration in ((1, 1), (2, 1), (3, 2), (0, 0)):
        messages.clear()
        before = w._likeliest
        w.cursor = cursor
        assert len(messages) == 1
        if iteration == 0:
            assert w._likeliest == b""
        else:
            assert read(w)[0]["iteration"] == iteration
        assert ("_likeliest" in messages[0]) == (w._likeliest != before)


def test_a_step_costs_two_bytes_a_point_and_not_eight_for_every_component(w):
    sent = sizes(w)
    w.cursor = 2
    w.cursor = 5
    assert all(2 * N <= size <= 2 * N + 6_000 for size in sent)
    w.cursor = 6
    assert sent[-1] < 6_000, "after the M-step the colours are the same"
    assert len(sent) == 3


def test_a_held_mean_costs_as_little(w):
    wide = np.concatenate([w.points, w.points + 0.01, w.points - 0.01])
    w.points = wide
    sent = sizes(w)
    seeds = w.seeds.copy()
    seeds[0] += 0.5
    wish(w, 1, seeds=seeds.tolist(), held=True)
    assert read(w)[0]["iteration"] == 1
    np.testing.assert_array_equal(read(w)[1]["labels"], w.trace.responsibilities(1).argmax(axis=1))
    answers = [size for size in sent if size > 6_000]
    assert all(size <= 2 * len(wide) + 8_000 for size in answers)


async def held_colours(w, *offsets):
    """Move the first mean by each offset, as a hand does, and read what is told meanwhile."""
    told = []
    w.observe(lambda change: told.append(change.new), "_progress")
    for n, offset in enumerate(offsets):
        seeds = w.trace.start.means + np.eye(K, 2) * offset
        wish(w, n, seeds=seeds.tolist(), held=True)
    while w._progress:
        await asyncio.sleep(0)
    return [each["likeliest"] for each in told if "likeliest" in each]


def test_a_held_start_colours_the_points_before_its_fit_is_done(w, monkeypatch):
    # However slow the machine: the first is told of its colours before the second drops it.
    monkeypatch.setattr(worker, "SLICE", 600.0)
    w.points = np.concatenate([w.points, w.points + 0.01, w.points - 0.01])
    begin = w.trace.start
    first, second = asyncio.run(held_colours(w, 0.5, 0.7))
    assert first != second
    assert second == w._likeliest
    header, sections = read_likeliest(first)
    assert header["iteration"] == 1
    shares = fit(
        w.points, starts.from_means(w.points, begin.means + np.eye(K, 2) * 0.5), max_iter=1
    ).responsibilities(1)
    np.testing.assert_array_equal(sections["labels"], shares.argmax(axis=1))


def test_responsibilities_stay_whole_and_exact_in_python(w):
    seen = []
    for cursor in (0, 1, 4):
        w.cursor = cursor
        np.testing.assert_array_equal(w.responsibilities, w.trace.responsibilities(cursor))
    assert w.responsibilities is w.responsibilities
    w.points = np.concatenate([w.points, w.points + 0.01])
    w.observe(lambda change: seen.append((change.old.shape, change.new)), "responsibilities")
    w.cursor = 3
    [(shape, new)] = seen
    assert shape == (2 * N, K)
    np.testing.assert_array_equal(new, w.trace.responsibilities(3))


def test_responsibilities_are_computed_only_when_somebody_asks(w, monkeypatch):
    w.points = np.concatenate([w.points, w.points + 0.01])
    asked = []
    whole = type(w.trace).responsibilities

    def counted(trace, cursor):
        asked.append(cursor)
        return whole(trace, cursor)

    monkeypatch.setattr(type(w.trace), "responsibilities", counted)
    for cursor in (1, 2, 3):
        w.cursor = cursor
    w.axes, w.view = (1, 0), "density"
    assert w.components
    assert w.gain
    assert not asked
    assert w.undecided > 0
    assert asked == [3]


def test_responsibilities_are_sent_up_to_200_kb_and_null_beyond(w, messages):  # noqa: F811
    key, most = "responsibilities", 200_000
    assert w.responsibilities.nbytes > most
    assert w.get_state(key)[key] is None
    w.points = w.points[: most // 8 // K]
    assert messages[-1][key]["shape"] == [most // 8 // K, K]
    w.points = np.concatenate([w.points, w.points[:1]])
    assert messages[-1][key] is None
    w.cursor = 1
    assert key not in messages[-1]


def test_small_films_hold_all_and_need_no_labels():
    w = GMMWidget(np.random.default_rng(0).normal(size=(300, 2)))
    w.cursor = 3
    assert w._likeliest == b""
    assert "responsibilities" in read_film(w._film)[1]
    w.points = np.random.default_rng(0).normal(size=(60_000, 2))
    w.cursor = 3
    assert w._likeliest
    w.undo()
    assert w._likeliest == b""


def test_a_point_that_is_looked_at_has_its_exact_responsibilities_at_every_step(w):
    wish(w, 1, cursor=3, inspected=17)
    for cursor in (3, 4, 7):
        w.cursor = cursor
        told = w._inspected
        assert (told["row"], told["iteration"]) == (17, (cursor + 1) // 2)
        np.testing.assert_allclose(told["shares"], w.responsibilities[17], rtol=1e-12, atol=1e-15)
    w.cursor = 0
    assert w._inspected == {}


@pytest.mark.parametrize("row", [-1, N, 1.5, "7", [1]])
def test_a_point_that_is_not_there_is_not_looked_at(w, row):
    wish(w, 1, cursor=3, inspected=5)
    wish(w, 2, inspected=row)
    assert w._inspected["row"] == 5


def test_pointing_at_nothing_clears_what_was_pointed_at(w):
    wish(w, 1, cursor=3, inspected=5)
    wish(w, 2, inspected=None)
    assert "row" not in w._inspected


def test_a_point_that_is_gone_is_looked_at_no_more(w):
    wish(w, 1, cursor=3, inspected=N - 1)
    w.points = w.points[:100]
    w.cursor = 3
    assert w._inspected == {}


def test_cells_are_told_by_their_own_responsibilities(points):
    w = GMMWidget(reduce_points(points, n_cells=500), n_components=K)
    wish(w, 1, cursor=3, inspected=100)
    np.testing.assert_allclose(w._inspected["shares"], w.responsibilities[100], rtol=1e-12)
    _, sections = read_likeliest(finish(likeliest_steps(w.trace, 2)))
    np.testing.assert_array_equal(sections["labels"], w.responsibilities.argmax(axis=1))


def sizes(w):
    """The sizes of the messages that a widget sends from now on, in bytes of their buffers."""
    sent = []

    class Wire:
        comm_id, kernel = "wire", True

        def send(self, data=None, metadata=None, buffers=None):
            sent.append(sum(memoryview(buffer).nbytes for buffer in buffers or []))

        def close(self, *arguments, **options):
            pass

    assert isinstance(w, ipywidgets.Widget)
    w._trait_values["comm"] = Wire()
    return sent
