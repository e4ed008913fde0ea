"""What the views show: every number of a picture against another way to it."""

import asyncio
from itertools import permutations

import numpy as np
import pytest
from conftest import three_clusters
from sklearn.metrics import adjusted_rand_score

from gmm_widget import GMMWidget, Mixture, datasets, fit, landscape
from gmm_widget.drawing.scale import geometry, reach, widened
from gmm_widget.em import Data, starts
from gmm_widget.em.density import density_grid, entropy_grid, levels, marginal
from gmm_widget.em.lloyd import kmeans
from gmm_widget.landscape import captions
from gmm_widget.widget import worker
from gmm_widget.wire.packing import unpack
from gmm_widget.wire.views import common, density
from gmm_widget.wire.views import kmeans as kmeans_view
from gmm_widget.wire.views.common import plane_extent

POINTS = three_clusters()[0]
LABELS = np.repeat([0, 1, 2], len(POINTS) // 3)
BLOBS = datasets.blobs()


@pytest.fixture
def w():
    return GMMWidget(POINTS)


def seen(w):
    header, sections = unpack(b"GMMP", 1, w._picture)
    return header, sections


def wish(w, n, client="me", **fields):
    w.set_state({"_request": {"client": client, "n": n, **fields}})


# ---------------------------------------------------------------- choosing a view


def test_em_has_no_picture(w):
    assert w._picture == b""
    w.view = "density"
    w.view = "em"
    assert w._picture == b""


def test_a_view_that_is_none_is_refused_from_python_and_ignored_from_the_front_end(w):
    with pytest.raises(ValueError, match="view must be one of 'em', 'k-means'"):
        w.view = "volcano"
    wish(w, 1, view="volcano", component=17, axes=[0, 0])
    assert (w.view, w.component, w.axes) == ("em", 0, (0, 1))


def test_a_view_may_be_given_at_the_start():
    w = GMMWidget(POINTS, view="density")
    assert seen(w)[0]["view"] == "density"


def test_film_and_picture_come_in_one_message(w):
    w.view = "density"
    changed = []
    w.observe(lambda change: changed.append((w.trace, w._picture)), ["_film", "_picture"])
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert all(trace is w.trace and picture == w._picture for trace, picture in changed)
    assert len(seen(w)[0]["frames"]) == w.trace.n_iter + 1


# ---------------------------------------------------------------- density


def test_the_density_is_that_of_every_frames_mixture(w):
    w.view = "density"
    header, sections = seen(w)
    low, high = POINTS.min(axis=0), POINTS.max(axis=0)
    left, right, bottom, top = header["extent"]
    assert left < low[0] < high[0] < right
    assert bottom < low[1] < high[1] < top
    for t in (0, 1, w.trace.n_iter):
        mixture = w.trace.mixtures[t]
        log_density = np.log(density_grid(mixture, header["extent"]))
        np.testing.assert_allclose(sections["log_density"][t], log_density, rtol=1e-6)
        entropy = entropy_grid(mixture, header["wide"], density.FINE_GRID)
        assert np.abs(sections["entropy"][t] / 255 - entropy).max() <= 0.5 / 255 + 1e-12
        np.testing.assert_allclose(sections["levels"][t], np.log(levels(mixture)), rtol=1e-12)
        x = left + (np.arange(64) + 0.5) / 64 * (right - left)
        np.testing.assert_allclose(sections["marginal_x"][t], marginal(mixture, 0, x)[0], rtol=1e-6)


def test_the_density_of_a_long_fit_is_that_of_the_shown_frame():
    slow = landscape.restarts(BLOBS, 3).starts[1]
    w = GMMWidget(BLOBS, start=slow, max_iter=1000, view="density")
    assert w.trace.n_iter > 130
    for cursor in (0, 7, w.trace.last_cursor):
        w.cursor = cursor
        header, sections = seen(w)
        assert header["frames"] == [cursor // 2]
        grid = density_grid(w.trace.mixtures[cursor // 2], header["extent"])
        np.testing.assert_allclose(sections["log_density"][0], np.log(grid), rtol=1e-6)


def test_where_there_is_no_density_its_logarithm_is_still_a_number():
    w = GMMWidget(POINTS, 1, view="density")
    w.start = Mixture([1.0], POINTS[:1], [1e-6 * np.eye(2)])
    log_density = seen(w)[1]["log_density"]
    assert np.isfinite(log_density).all()
    assert log_density[0].min() == -800


def test_a_held_mean_has_the_first_and_the_last_density(w):
    w.view = "density"
    wish(w, 1, seeds=[[0, 0], [1, 1], [2, 2]], held=True)
    assert seen(w)[0]["frames"] == [0, w.trace.n_iter]


@pytest.mark.parametrize("side", [0.96, 1.1, 1.39, 1.61, 2.6, 3.1])
@pytest.mark.parametrize("width", [240, 404, 743, 1140])
@pytest.mark.parametrize("x", [0.4, 1.0, 1.7, 2.9, 400])
def test_the_plane_covers_any_plot_of_the_points(x, width, side):
    points = np.array([[0.0, 0.0], [x, 1.0]])
    wanted = [(-0.2 * x, 1.1 * x), (0.1, 1.9)]
    ranges = [(-0.2 * x, 1.1 * x), (0.0, 1.4)]
    for sides in (common.SIDES, density.WIDE_SIDES):
        if not sides[0] <= side <= sides[1]:
            continue
        left, right, bottom, top = plane_extent(Data(points), (0, 1), wanted, sides)
        plot = geometry(width, ranges[0], ranges[1], width / side + 26)
        slack = 2 / width
        assert left <= plot.x_domain[0] + slack * x
        assert right >= plot.x_domain[1] - slack * x
        assert bottom <= plot.y_domain[0] + slack
        assert top >= plot.y_domain[1] - slack


def test_a_plane_of_points_on_a_line_has_some_height():
    line = np.array([[0.0, 5.0], [4.0, 5.0]])
    _, _, bottom, top = plane_extent(Data(line), (0, 1), [(0.0, 4.0), (5.0, 5.0)])
    assert bottom < 5 < top


@pytest.mark.parametrize("seeds", [[[0, 0], [1, 1], [2, 2]], [[9, -9], [1, 1], [-9, 9]]])
def test_the_shade_of_the_density_covers_a_plot_of_any_start(w, seeds):
    """The front end lays out its plot for the start that it has first."""
    w.view = "density"
    low, high = POINTS.min(axis=0), POINTS.max(axis=0)
    w.seeds = [low, high, high]
    wide = seen(w)[0]["wide"]
    start = reach(w.trace.start.means, w.trace.start.covariances)
    across, up = map(widened, zip(low, high, strict=True), start)
    plot = geometry(743, across, up, 300)
    w.seeds = seeds
    assert seen(w)[0]["wide"] == wide
    assert wide[0] < plot.x_domain[0] < plot.x_domain[1] < wide[1]
    assert wide[2] < plot.y_domain[0] < plot.y_domain[1] < wide[3]


@pytest.mark.parametrize("view", ["density", "k-means"])
def test_looking_at_another_step_draws_no_new_picture(w, view):
    w.view = view
    picture = w._picture
    w.cursor = 3
    assert w._picture is picture
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert w._picture is not picture


def test_of_a_very_long_fit_the_density_that_is_shown_is_drawn(w, monkeypatch):
    monkeypatch.setattr(density, "LARGEST", 1)
    w.view = "density"
    assert seen(w)[0]["frames"] == [0]
    w.cursor = 5
    assert seen(w)[0]["frames"] == [2]


# ---------------------------------------------------------------- k-means


def test_k_means_runs_from_the_same_seeds_and_is_compared_at_every_cursor():
    w = GMMWidget(POINTS, labels=LABELS, view="k-means", seeds=[[0, 0], [1, 1], [2, 2]])
    header, sections = seen(w)
    hard = kmeans(POINTS, w.seeds)
    np.testing.assert_array_equal(sections["centres"], hard.centres)
    np.testing.assert_array_equal(sections["labels"], hard.assignments)
    assert header["labelled"] is True
    assert header["flat"] is True
    assert len(sections["differing"]) == w.trace.last_cursor + 1
    for cursor in range(1, w.trace.last_cursor + 1):
        soft = w.trace.responsibilities(cursor).argmax(axis=1)
        labels = hard.assignments[min((cursor - 1) // 2, hard.n_iter - 1)]
        assert sections["rand_em"][cursor] == pytest.approx(adjusted_rand_score(LABELS, soft))
        assert sections["rand_kmeans"][cursor] == pytest.approx(adjusted_rand_score(LABELS, labels))
        fewest = min((np.array(names)[soft] != labels).sum() for names in permutations(range(3)))
        assert sections["differing"][cursor] == fewest
        elsewhere = sections["elsewhere"][(cursor - 1) // 2].astype(int)
        assert (elsewhere > 0).sum() == fewest
        together = np.where(elsewhere, elsewhere - 1, labels)
        assert adjusted_rand_score(together, soft) == 1
    np.testing.assert_array_equal(sections["changes"], hard.changes)


def test_points_with_weights_count_so_often_where_k_means_differs():
    weight = 1 + np.arange(len(POINTS)) % 4
    seeds = [[0, 0], [1, 1], [2, 2]]
    _, sections = seen(GMMWidget(POINTS, sample_weight=weight, view="k-means", seeds=seeds))
    assert sections["elsewhere"][0].any()
    np.testing.assert_allclose(sections["differing"][1::2], (sections["elsewhere"] > 0) @ weight)


def test_too_many_points_to_mark_one_by_one_are_only_counted(monkeypatch):
    monkeypatch.setattr(kmeans_view, "RINGED", len(POINTS) - 1)
    _, sections = seen(GMMWidget(POINTS, view="k-means", seeds=[[0, 0], [1, 1], [2, 2]]))
    assert "elsewhere" not in sections
    assert sections["differing"][1] > 0


def test_without_known_groups_nothing_is_said_of_them(w):
    w.view = "k-means"
    header, sections = seen(w)
    assert header["labelled"] is False
    assert len(sections["rand_em"]) == 0


def test_the_labels_of_a_data_set_are_known():
    assert GMMWidget(datasets.blobs())._session.setting.data.labels is not None


@pytest.mark.parametrize("labels", [[1, 2], np.zeros((90, 2))])
def test_labels_of_another_length_are_refused(labels):
    with pytest.raises(ValueError, match=r"labels must have shape \(60,\)"):
        GMMWidget(POINTS, labels=labels)


# ---------------------------------------------------------------- basins


@pytest.mark.slow
def test_the_map_of_basins_is_that_of_the_landscape(w):
    w.view = "basins"
    header, sections = seen(w)
    found = landscape.basins(POINTS, w.start, 0)
    assert w.landscape.basins() is w.landscape.basins(0)
    np.testing.assert_array_equal(sections["labels"], np.where(found.labels < 0, 255, found.labels))
    np.testing.assert_allclose(header["log_likelihoods"], found.log_likelihoods)
    assert header["final"] is True
    assert header["shares"] == found.shares.tolist()


def test_the_seeds_of_an_optimum_lead_there(w):
    w.view = "basins"
    header, sections = seen(w)
    for m, seeds in enumerate(sections["seeds"]):
        begin = starts.from_means(POINTS, seeds)
        trace = fit(POINTS, begin, max_iter=header["n_iter"][m])
        assert trace.log_likelihoods[-1] == pytest.approx(header["log_likelihoods"][m], abs=0.05)


def test_seeds_with_the_shapes_of_a_hand_made_start_lead_where_its_map_says(w):
    shapes = [[[0.3, 0.1], [0.1, 0.2]], [[2.0, 0.0], [0.0, 0.5]], [[1.0, -0.4], [-0.4, 0.6]]]
    made = Mixture([0.5, 0.2, 0.3], w.seeds, shapes)
    w.start, w.cursor, w.view = made, 4, "basins"
    header, sections = seen(w)
    for n, (m, seeds) in enumerate(enumerate(sections["seeds"][:4]), 1):
        n_iter = header["n_iter"][m] + 1
        wish(w, n, seeds=seeds.tolist(), covariances="start", max_iter=n_iter, cursor=0)
        np.testing.assert_array_equal(w.seeds, seeds)
        assert w.start == Mixture(made.weights, seeds, made.covariances)
        assert w.trace.log_likelihoods[-1] == pytest.approx(header["log_likelihoods"][m], abs=0.05)
        assert seen(w)[0]["here"] == m


def test_the_map_stays_while_its_own_mean_is_dropped_elsewhere(w):
    w.view = "basins"
    before = seen(w)
    pictures = []
    w.observe(lambda change: pictures.append(change["new"]), "_picture")
    seeds = w.seeds.copy()
    seeds[0] = POINTS[50]
    w.seeds = seeds
    assert b"" not in pictures
    np.testing.assert_array_equal(seen(w)[1]["labels"], before[1]["labels"])
    found = w.landscape.basins()
    assert seen(w)[0]["here"] == found.label_at(seeds[0])


@pytest.mark.slow
def test_another_mean_has_another_map(w):
    w.view = "basins"
    w.component = 2
    header, sections = seen(w)
    assert header["component"] == 2
    assert (
        w.landscape.basins(2).labels.tolist()
        == np.where(sections["labels"] == 255, -1, sections["labels"].astype(int)).tolist()
    )


def test_fewer_components_put_the_view_back_to_the_first(w):
    w.component = 2
    w.n_components = 2
    assert w.component == 0


def test_the_place_of_an_optimum_lies_in_its_basin():
    found = landscape.basins(POINTS, GMMWidget(POINTS).start, 1, grid=32)
    assert [found.label_at(place) for place in found.places] == list(range(len(found.optima)))


# ---------------------------------------------------------------- restarts


def test_restarts_show_their_optima_and_where_this_fit_is_among_them():
    w = GMMWidget(BLOBS, view="restarts", max_iter=100)
    header, sections = seen(w)
    found = landscape.restarts(BLOBS, 3)
    assert header["counts"] == found.counts.tolist()
    assert header["miss"] == pytest.approx(1 - found.counts[0] / 200)
    assert header["here"] == int(
        np.abs(found.log_likelihoods - w.trace.log_likelihoods[-1]).argmin()
    )
    for m, seeds in enumerate(sections["seeds"]):
        trace = fit(BLOBS, starts.from_means(BLOBS, seeds), max_iter=header["n_iter"][m])
        assert trace.log_likelihoods[-1] == pytest.approx(header["log_likelihoods"][m], abs=0.05)
    w.max_iter = 1
    header = seen(w)[0]
    # A fit that stopped on the way is on its way somewhere, as on the map of basins.
    ends = fit(BLOBS, w.start, max_iter=1000).log_likelihoods[-1]
    assert header["here"] == int(np.abs(found.log_likelihoods - ends).argmin())
    assert "stopped on its way" in header["sentence"]["body"]


# ---------------------------------------------------------------- components


@pytest.mark.slow
def test_the_rows_of_the_selection_can_be_loaded(w):
    w.view = "components"
    header, _ = seen(w)
    found = w.landscape.select()
    assert len(header["rows"]) == 40
    assert header["rows"][header["best"]["bic"]]["bic"] == found.best.score
    row = header["rows"][header["best"]["icl"]]
    wish(
        w,
        1,
        n_components=row["n_components"],
        covariance_type=row["covariance_type"],
        seeds=row["seeds"],
        max_iter=row["n_iter"],
    )
    assert w.n_components == row["n_components"]
    assert w.trace.log_likelihoods[-1] == pytest.approx(row["log_likelihood"], abs=1e-6)


# ---------------------------------------------------------------- in slices


def test_a_heavy_view_is_answered_at_once_and_drawn_in_improving_pictures(w, monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)
    shares, labels = [], []

    def look(change):
        if change["new"]:
            header, _ = seen(w)
            shares.append(header["verified"])
            labels.append(w._progress.get("what"))

    w.observe(look, "_picture")

    async def main():
        wish(w, 1, view="basins")
        assert w._answered == {"client": "me", "n": 1}
        assert w.view == "basins"
        assert w._picture == b""
        wish(w, 2, cursor=3)
        assert w.cursor == 3
        while w._painter.is_busy:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert seen(w)[0]["final"]
    assert w._progress == {}


def test_stop_keeps_what_was_found_so_far(w, monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)

    async def main():
        wish(w, 1, view="basins")
        while not w._picture:
            await asyncio.sleep(0)
        wish(w, 2, stop=True)
        assert not w._painter.is_busy

    asyncio.run(main())
    assert seen(w)[0]["final"] is False
    assert w._progress == {}


def test_stop_before_there_is_anything_to_see_goes_back_to_the_fit(w, monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)

    async def main():
        wish(w, 1, view="restarts")
        assert w._picture == b""
        wish(w, 2, stop=True)
        assert not w._painter.is_busy

    asyncio.run(main())
    assert w.view == "em"
    assert w._answered == {"client": "me", "n": 2}


def test_work_that_was_left_goes_on_where_it_was(w, monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)

    async def main():
        wish(w, 1, view="basins")
        for _ in range(5):
            await asyncio.sleep(0)
        done = w._progress["done"]
        wish(w, 2, view="em")
        assert w._progress == {}
        wish(w, 3, view="basins")
        assert w._progress["done"] >= done
        w.view = "em"

    asyncio.run(main())


def test_an_error_in_a_view_is_shown_and_the_widget_lives_on(w, monkeypatch):
    def broken(self):
        yield from ()
        raise MemoryError("no room")

    monkeypatch.setattr("gmm_widget.session.explorer.Explorer.restarts_steps", broken)
    w.view = "restarts"
    assert w._error == "MemoryError: no room"
    w.cursor = 2
    assert w.cursor == 2


# ---------------------------------------------------------------- captions


def test_captions_say_what_was_found():
    restarts = landscape.restarts(POINTS, 3, n_init=40)
    said = captions.restarts(restarts)
    assert f"{restarts.counts[0]} of 40 random starts led to the best of" in said.lead
    assert f"{len(restarts.mixtures)} optima" in said.lead
    assert "stopped on its way to optimum 2." in captions.restarts(restarts, 1, stopped=True).body
    select = landscape.select(POINTS, range(1, 4), n_init=5)
    assert captions.selection(select).lead.startswith("Components preferred by BIC")
    early = captions.so_far(captions.selection(select), 0.08)
    assert early.lead.startswith("So far, after 8% of the work: Components preferred")
    found = landscape.basins(POINTS, GMMWidget(POINTS).start, 0, grid=16)
    assert "best of" in captions.basins(found, 0, 0).lead
    assert "leads to the best optimum." in captions.basins(found, 0, 0).body
    assert "loses a component" in captions.basins(found, 0, None).body
    assert f"optimum {len(found.optima)}," in captions.basins(found, 0, len(found.optima) - 1).body
