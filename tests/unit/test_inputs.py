"""Options, labels, weights, seeds: checked in one place, each refused by a sentence that helps."""

import copy
import pickle
import re

import ipywidgets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
import traitlets
from conftest import three_clusters

import gmm_widget
from gmm_widget import ChallengeWidget, GMMWidget, cures, fit, homework, landscape, tables
from gmm_widget.em import agreement, cells, density, starts, steps
from gmm_widget.em.lloyd import kmeans
from gmm_widget.em.points import as_labels, as_sample_weight
from gmm_widget.homework import grading
from gmm_widget.landscape import restarts, select
from gmm_widget.widget import compare
from gmm_widget.widget.plot_ranges import common_ranges
from gmm_widget.wire.packing import unpack

POINTS = three_clusters()[0]
FRAME = pd.DataFrame(three_clusters(dimension=3)[0], columns=["a", "b", "c"])


@pytest.fixture
def w():
    return GMMWidget(POINTS)


# ------------------------------------------------------------------ options

MISSPELT = {
    "GMMWidget": lambda: GMMWidget(POINTS, n_component=2),
    "ChallengeWidget": lambda: ChallengeWidget("published", max_iters=2),
    "fit()": lambda: fit(POINTS, starts.kmeans(POINTS, 2), max_iters=2),
    "kmeans()": lambda: starts.kmeans(POINTS, 2, random_sate=1),
    "from_means()": lambda: starts.from_means(POINTS, POINTS[:2], sample_weights=1),
    "select()": lambda: landscape.select(POINTS, n_inits=2),
    "restarts()": lambda: landscape.restarts(POINTS, 2, n_inits=2),
    "basins()": lambda: landscape.basins(POINTS, starts.kmeans(POINTS, 2), grids=2),
    "compare()": lambda: compare(GMMWidget(POINTS), title=["a"]),
    "reduce_points()": lambda: cells.reduce_points(POINTS, n_cell=9),
    "read_csv()": lambda: tables.read_csv("x.csv", column=["a"]),
    "export_svg()": lambda: GMMWidget(POINTS).export_svg(widht=300),
    "export_html()": lambda: GMMWidget(POINTS).export_html("x.html", titel="a"),
    "cures()": lambda: cures(GMMWidget(POINTS), widgets=1),
    "bic()": lambda: fit(POINTS, 2).final.bic(POINTS, covariance_types="tied"),
    "sample()": lambda: fit(POINTS, 2).final.sample(2, random_sate=1),
    "m_step()": lambda: steps.m_step(POINTS, np.ones((60, 1)), reg_covr=1),
    "e_step()": lambda: steps.e_step(POINTS, mixtures=1),
    "density_grid()": lambda: density.density_grid(fit(POINTS, 2).final, (0, 1), sizes=3),
    "adjusted_rand_index()": lambda: agreement.adjusted_rand_index([0], [0], sample_weights=1),
    "check()": lambda: homework.check("trap", "x", studnet="a"),
    "check_m_step()": lambda: homework.check_m_step(steps.m_step, time_limits=1),
    "grade()": lambda: grading.grade(".", progres=None),
    "restarts() of a widget": lambda: GMMWidget(POINTS).landscape.restarts(n_inits=3),
}


@pytest.mark.parametrize("of", MISSPELT)
def test_an_option_that_does_not_exist_is_refused_with_the_nearest(of):
    said = rf"{of.split(' of ')[0].split('(')[0]}.* has no option '\w+'; did you mean \w+\?"
    with pytest.raises(TypeError, match=said):
        MISSPELT[of]()


def test_an_option_that_is_near_no_other_is_refused_with_all_there_are():
    with pytest.raises(TypeError, match=r"no option 'random_state' \(its options: points, n_comp"):
        GMMWidget(POINTS, random_state=0)


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("view", "kmeans", "k-means"),
        ("theme", "drak", "dark"),
        ("controls", "simpel", "simple"),
        ("covariance_type", "Spherical", "spherical"),
    ],
)
def test_a_word_that_is_not_offered_is_refused_with_the_nearest(w, name, given, meant):
    said = rf"{name} must be one of .*; got '{given}'; did you mean '{meant}'\?"
    with pytest.raises(ValueError, match=said):
        setattr(w, name, given)
    with pytest.raises(ValueError, match=said):
        GMMWidget(POINTS, **{name: given})


def test_a_challenge_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"no challenge 'trapp': choose .*; did you mean trap\?"):
        homework.check("trapp", "x")


def test_what_every_ipywidget_takes_passes():
    w = GMMWidget(POINTS, layout={"width": "50%"}, _dom_classes=("mine",))
    assert w.layout.width == "50%"
    assert w._dom_classes == ("mine",)


def test_a_subclass_may_have_options_of_its_own():
    class Mine(GMMWidget):
        extra = traitlets.Int().tag(sync=True)

    assert Mine(POINTS, extra=3).extra == 3
    with pytest.raises(TypeError, match="did you mean extra"):
        Mine(POINTS, extras=3)


@pytest.mark.parametrize(
    ("name", "meant"), [("max_iters", "max_iter"), ("seed", "seeds"), ("n_component", "n_comp")]
)
def test_a_misspelt_input_is_no_new_attribute(w, name, meant):
    with pytest.raises(AttributeError, match=f"did you mean {meant}"):
        setattr(w, name, 3)


@pytest.mark.parametrize("name", ["labels", "e_step", "m_step", "progress"])
def test_what_is_given_at_the_making_is_not_set_in_silence_later(w, name):
    with pytest.raises(ValueError, match=rf"GMMWidget\(points, {name}=\.\.\.\)"):
        setattr(w, name, None)


@pytest.mark.parametrize("shape", [(25, 40), (2, 8)])
def test_fewer_points_than_columns_are_asked_whether_they_lie_on_their_side(shape):
    points = np.random.default_rng(0).normal(size=shape)
    w = GMMWidget(points, 2)
    assert f"{shape[0]} points in {shape[1]} columns" in w.message
    assert "Is the table transposed?" in w.message
    with pytest.raises(ValueError, match="does the table lie on its side"):
        select(points, [1])


@pytest.mark.parametrize("start", ["abc", [[pd.NA, 0]] * 3, 3, [1, 2]])
def test_a_start_of_homework_that_is_none_is_refused_in_words(start):
    if isinstance(start, list) and isinstance(start[0], list):
        assert "too far" in homework.progress("trap", start, points=POINTS).message
        return
    with pytest.raises((TypeError, ValueError), match=r"a start .*\(K, d\)"):
        homework.progress("trap", start, points=POINTS)


@pytest.mark.parametrize("time_limit", [-1, 0, "a", None, np.inf])
def test_a_time_limit_that_is_none_is_no_student_s_fault(time_limit):
    with pytest.raises(ValueError, match="time_limit must be a number of seconds above 0"):
        homework.check_e_step(steps.e_step, time_limit=time_limit)


def test_other_attributes_are_the_user_s_own(w):
    w.remark = "mine"
    assert w.remark == "mine"


@pytest.mark.parametrize(
    ("name", "instead"),
    [("means", "set w.seeds or w.start"), ("iteration", "set w.cursor"), ("columns", "a new GMMW")],
)
def test_an_output_says_what_to_set_instead(w, name, instead):
    with pytest.raises(traitlets.TraitError, match=f"w.{name} is read-only: .*{instead}"):
        setattr(w, name, getattr(w, name))


def test_the_package_shows_its_public_names_alone():
    assert {"cells", "fit", "tables"} <= set(dir(gmm_widget))
    assert not {"np", "wire", "Any", "import_module"} & set(dir(gmm_widget))
    names: dict[str, object] = {}
    exec("from gmm_widget import *", names)
    assert names["cells"] is cells


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_widget_cannot_be_copied_and_says_how_to_make_a_second(w, duplicate):
    with pytest.raises(TypeError, match=r"GMMWidget\(w\.points, start=w\.start"):
        duplicate(w)
    assert pickle.loads(pickle.dumps(w.trace)).final == w.trace.final


# ------------------------------------------------------------------ cursor and axes


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_comparison_cannot_be_copied_and_says_what_can_be_kept(w, duplicate):
    with pytest.raises(TypeError, match=r"a comparison cannot be copied .* keep what \.table"):
        duplicate(compare(w))


def test_cells_keep_the_names_of_their_columns():
    reduced = cells.reduce_points(FRAME, n_cells=50)
    assert GMMWidget(reduced, 2).columns == ["a", "b", "c"]
    assert GMMWidget(cells.reduce_points(POINTS), 2).columns == ["x", "y"]


@pytest.mark.parametrize("n_cells", [0, -1, "a", None, True, np.nan])
def test_a_number_of_cells_that_is_none_is_refused(n_cells):
    with pytest.raises(ValueError, match="n_cells must be a number of cells, at least 1; got"):
        cells.reduce_points(POINTS, n_cells=n_cells)


BEGIN = starts.from_means(POINTS, POINTS[:2])


@pytest.mark.parametrize(
    ("start", "options", "said"),
    [
        (POINTS[:2], {}, "start must be a gmm_widget.Mixture"),
        (2, {}, "start must be a gmm_widget.Mixture"),
        (BEGIN, {"axes": (0, 0)}, "axes must be two of the 2 columns"),
        (BEGIN, {"axes": 0}, "axes must be two of the 2 columns"),
        (BEGIN, {"grid": 10**6}, "grid must be at least 2, at most 2,000"),
        (BEGIN, {"grid": "a"}, "grid must be at least 2, at most 2,000"),
        (BEGIN, {"component": 2}, "component must be from 0 to 1"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused(start, options, said):
    with pytest.raises((TypeError, ValueError), match=said):
        landscape.basins(POINTS, start, **{"component": 0, "grid": 4, **options})


def test_covariance_types_that_are_none_are_refused():
    with pytest.raises(TypeError, match="covariance_types must be some of 'full', 'tied'"):
        select(POINTS, [1], covariance_types=None)


def test_a_cursor_below_0_counts_from_the_end(w):
    w.cursor = -1
    assert w.cursor == w.trace.last_cursor
    w.cursor = -2
    assert w.cursor == w.trace.last_cursor - 1
    w.cursor = -w.trace.last_cursor - 1
    assert w.cursor == 0
    with pytest.raises(ValueError, match="cursor must be"):
        w.cursor = -w.trace.last_cursor - 2
    assert GMMWidget(POINTS, cursor=-1).cursor == w.trace.last_cursor


def test_axes_go_by_name():
    w = GMMWidget(FRAME, axes=("c", "a"))
    assert w.axes == (2, 0)
    w.axes = ("b", 2)
    assert w.axes == (1, 2)
    with pytest.raises(ValueError, match=r"by name \(a, b, c\); got"):
        w.axes = ("a", "d")
    with pytest.raises(ValueError, match="two different columns"):
        w.axes = ("a", 0)


# ------------------------------------------------------------------ linked widgets


def test_the_seeds_of_two_widgets_can_be_linked(w):
    other = GMMWidget(POINTS)
    link = ipywidgets.link((w, "seeds"), (other, "seeds"))
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    np.testing.assert_array_equal(other.seeds, w.seeds)
    other.seeds = [[0, 0], [1, 1], [3, 2]]
    np.testing.assert_array_equal(other.seeds, w.seeds)
    dragged = [[0.5, 0], [1, 1], [3, 2]]
    w.set_state({"_request": {"client": "c", "n": 1, "seeds": dragged}})
    assert w._error == ""
    np.testing.assert_array_equal(other.seeds, dragged)
    np.testing.assert_array_equal(w.seeds, dragged)
    link.unlink()


def test_the_points_of_two_widgets_can_be_linked(w):
    other = GMMWidget(POINTS)
    ipywidgets.link((w, "points"), (other, "points"))
    w.points = POINTS + 1
    np.testing.assert_array_equal(other.points, POINTS + 1)


def test_what_an_observer_is_told_compares_as_an_array(w):
    heard = []
    w.observe(lambda change: heard.append(change["new"]), "seeds")
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert (heard[0] != [[0, 0], [1, 5], [2, 2]]).sum() == 1
    assert (heard[0] == w.seeds).all()
    assert type(w.seeds) is np.ndarray


# ------------------------------------------------------------------ labels and weights

LABELS = {
    "objects": ["a", "b", None, "a"],
    "floats": [1.0, 2.0, np.nan, 1.0],
    "strings": pd.Series(["a", "b", pd.NA, "a"], dtype="string"),
    "categories": pd.Series(pd.Categorical(["a", "b", None, "a"])),
    "nullable": pd.Series([1, 2, None, 1], dtype="Int64"),
    "dates": pd.Series(pd.to_datetime(["2020", "2021", None, "2020"])),
    "polars": pl.Series(["a", "b", None, "a"]),
    "Arrow": pa.array(["a", "b", None, "a"]),
    "masked": np.ma.masked_array([1, 2, 3, 1], [0, 0, 1, 0]),
}


@pytest.mark.parametrize("kind", LABELS)
def test_a_missing_label_is_counted_and_located(kind):
    with pytest.raises(ValueError, match=r"1 of 4 is missing \(first at row 2\)"):
        as_labels(LABELS[kind], 4)


@pytest.mark.parametrize(
    "labels",
    [
        list("baab"),
        [True, False, False, True],
        pd.Series(list("baab"), dtype="category"),
        pd.Categorical(list("baab")),
        pd.DataFrame({"kind": list("baab")}),
        pl.Series(list("baab")),
        pl.Series(list("baab"), dtype=pl.Categorical),
        pa.array(list("baab")),
        (letter for letter in "baab"),
        [2, 1, 1, 2],
        ["a", 1, 1, "a"],
    ],
)
def test_labels_of_every_kind_name_groups(labels):
    groups = as_labels(labels, 4)
    assert groups.tolist() in ([1, 0, 0, 1], [0, 1, 1, 0])


def test_a_column_s_name_is_no_labels():
    with pytest.raises(ValueError, match="got the text 'kind': give the column itself"):
        GMMWidget(FRAME, labels="kind")


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1, None, 1, 1], "1 of 4 is missing .first at row 1"),
        (pd.Series([1, 2, pd.NA, pd.NA], dtype="Int64"), "2 of 4 are missing .first at row 2"),
        (pl.Series([1, 2, None, 3]), "1 of 4 is missing .first at row 2"),
        ([1, np.inf, 1, 1], "1 of 4 is infinite .first at row 1"),
        ([1, 1, -1, -2], "2 of 4 are negative .first at row 2"),
        ([0, 0, 0, 0], "not all 0"),
        ([1, 2], r"shape \(4,\), one per point; got shape \(2,\)"),
        (["a"] * 4, "must be numbers: it holds text, such as 'a'"),
        ({0: 1, 1: 2, 2: 3, 3: 4}, "got a dict: give a list"),
        ({1, 2, 3, 4}, "got a set: give a list"),
    ],
)
def test_bad_weights_are_counted_and_located(weights, said):
    with pytest.raises((TypeError, ValueError), match=f"sample_weight .*{said}"):
        as_sample_weight(weights, 4)


@pytest.mark.parametrize(
    "column",
    [
        np.ones((4, 1)),
        np.asmatrix(np.ones((4, 1))),
        pa.table({"w": [1, 1, 1, 1]}),
        scipy.sparse.csr_matrix(np.ones((4, 1))),
    ],
)
def test_one_column_alone_is_one_weight_each(column):
    assert as_sample_weight(column, 4).tolist() == [1.0] * 4
    assert as_labels(column, 4).tolist() == [0] * 4


@pytest.mark.parametrize("function", [fit, kmeans, select, restarts])
def test_weights_that_can_be_gone_through_once_are_taken(function):
    weight = np.arange(1.0, 61)
    second = POINTS[:2] if function in (fit, kmeans) else [1, 2] if function is select else 2
    once = function(POINTS, second, sample_weight=(value for value in weight))
    again = function(POINTS, second, sample_weight=weight)
    name = {fit: "log_likelihoods", kmeans: "inertias", restarts: "log_likelihoods"}
    if function is select:
        assert once.best.score == again.best.score
    else:
        np.testing.assert_array_equal(*(getattr(f, name[function]) for f in (once, again)))


SHUFFLED = pd.DataFrame(POINTS, columns=["a", "b"]).sample(frac=1, random_state=0)


@pytest.mark.parametrize("name", ["sample_weight", "labels"])
def test_a_series_whose_rows_have_another_order_is_refused(name):
    other = pd.Series(np.arange(1, 61))
    said = rf"{name} has the rows of the points in another order.*{name}\.loc\[points\.index\]"
    with pytest.raises(ValueError, match=said):
        GMMWidget(SHUFFLED, 2, **{name: other})
    GMMWidget(SHUFFLED, 2, **{name: other.loc[SHUFFLED.index]})
    GMMWidget(SHUFFLED, 2, **{name: other.to_numpy()})
    if name == "sample_weight":
        for call in (fit, select, kmeans, starts.kmeans_plus_plus):
            with pytest.raises(ValueError, match=said):
                call(SHUFFLED, [1, 2] if call is select else 2, sample_weight=other)


def test_a_series_of_other_rows_is_refused_and_one_without_names_goes_by_order():
    some = SHUFFLED.iloc[:20]
    with pytest.raises(ValueError, match="labels has other rows than the points"):
        GMMWidget(some, 2, labels=pd.Series(range(60)).loc[SHUFFLED.index[20:40]])
    w = GMMWidget(some, 2, sample_weight=pd.Series(range(1, 21)))
    assert w.sample_weight.tolist() == list(range(1, 21))
    named = some.set_index(pd.Index([f"row {i}" for i in range(20)]))
    w = GMMWidget(named, 2, sample_weight=pd.Series(range(1, 21)))
    assert w.sample_weight.tolist() == list(range(1, 21))


def test_too_few_points_that_count_are_said():
    weight = np.zeros(len(POINTS))
    weight[:2] = 1
    with pytest.raises(ValueError, match="only 2 of 60 have a weight above 0"):
        GMMWidget(POINTS, 3, sample_weight=weight)
    weight[1] = 0
    with pytest.raises(ValueError, match="sample_weight is above 0: there is only one point"):
        GMMWidget(POINTS, 1, sample_weight=weight)
    w = GMMWidget(POINTS, 1, sample_weight=np.r_[np.ones(4), np.zeros(56)])
    w.set_state({"_request": {"client": "c", "n": 1, "n_components": 9}})
    assert (w.n_components, w._error) == (4, "")


def test_a_point_that_does_not_count_makes_no_room_for_seeds():
    far, weight = np.vstack([POINTS, [[1e6, 1e6]]]), np.append(np.ones(60), 0.0)
    with pytest.raises(ValueError, match="more than 100 data ranges"):
        GMMWidget(far, seeds=[[0, 0], [1e6, 1e6]], sample_weight=weight)


FAR = np.array([[500.0, -700], [-3000, 0]])
COUNTS = np.random.default_rng(0).integers(1, 5, 60).astype(float)
GROUPS = np.repeat([0, 1, 2], 20)


def pair(**options):
    """A widget, and one with two rows of weight 0 besides, of a group of their own."""
    points, weight = np.vstack([FAR[:1], POINTS, FAR[1:]]), np.r_[0, COUNTS, 0]
    one = GMMWidget(POINTS, sample_weight=COUNTS, labels=GROUPS, **options)
    labels = np.r_[7, GROUPS, 8]
    return one, GMMWidget(points, sample_weight=weight, labels=labels, **options)


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("k", [1, 3, 7])
def test_a_row_of_weight_0_is_as_if_it_were_not_there(k, covariance_type):
    one, other = pair(n_components=k, covariance_type=covariance_type, max_iter=100)
    for cursor in (0, 1, 2, -1):
        one.cursor = other.cursor = cursor
        for name in ("means", "covariances", "weights", "log_likelihood"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9)
        assert (one.status, one.message) == (other.status, other.message)
        assert str(one.components) == str(other.components)
        drawn = [re.findall("<text.*?</text>", each.export_svg()) for each in (one, other)]
        assert drawn[0] == drawn[1]
    for name in ("bic", "aic", "icl", "score"):
        assert getattr(one.trace, name)() == pytest.approx(getattr(other.trace, name)())
    found = [each.landscape.restarts(n_init=5).log_likelihoods for each in (one, other)]
    np.testing.assert_allclose(*found)
    more = [each._session.setting.with_components(k + 2, each._session.shown) for each in pair()]
    np.testing.assert_array_equal(*(each.start.means for each in more))
    ends = [[(row["status"], row["bic"]) for row in cures(each).table()] for each in (one, other)]
    assert str(ends[0]) == str(ends[1])


def test_a_view_is_drawn_where_the_points_are_that_count():
    heads = []
    for w in pair(n_components=2):
        w.view = "density"
        head, _ = unpack(b"GMMP", 1, w._picture)
        heads.append(head)
    assert heads[0] == heads[1]
    ranges = [common_ranges([each]) for each in pair(n_components=2)]
    np.testing.assert_allclose(*ranges)


# ------------------------------------------------------------------ seeds


@pytest.mark.parametrize(
    "seeds",
    [
        pd.DataFrame([[0, 0], [1, 1]]),
        pd.DataFrame([[0, 0], [1, 1]]).astype("Int64"),
        pl.DataFrame({"a": [0, 1], "b": [0, 1]}),
        ([i, i] for i in range(2)),
    ],
)
def test_seeds_come_in_every_table(seeds):
    w = GMMWidget(POINTS, 2)
    w.seeds = seeds
    np.testing.assert_array_equal(w.seeds, [[0, 0], [1, 1]])


@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame, dict])
def test_the_columns_of_seeds_go_by_their_names(table):
    frame = pd.DataFrame(POINTS, columns=["a", "b"])
    seeds = table({"b": [1.0, 3.0], "a": [0.0, 2.0]})
    wanted = [[0, 1], [2, 3]]
    np.testing.assert_array_equal(GMMWidget(frame, 2, seeds=seeds).seeds, wanted)
    np.testing.assert_array_equal(fit(frame, seeds).start.means, wanted)
    np.testing.assert_array_equal(starts.from_means(frame, seeds).means, wanted)
    np.testing.assert_array_equal(kmeans(frame, seeds).centres[0], wanted)
    other = table({"v": [1.0, 3.0], "u": [0.0, 2.0]})
    np.testing.assert_array_equal(GMMWidget(frame, 2, seeds=other).seeds, [[1, 0], [3, 2]])


def test_a_mixture_is_no_seeds(w):
    with pytest.raises(TypeError, match="give a mixture as start="):
        w.seeds = w.start


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_value_in_seeds_is_located(w, missing):
    with pytest.raises(ValueError, match="a missing value in seed 1"):
        w.seeds = [[0, 0], [1, missing], [2, 2]]


def test_equal_seeds_are_named_as_twins():
    w = GMMWidget(POINTS, seeds=[[0, 0], [1, 1], [0, 0]], max_iter=500)
    assert "Components 1 and 3 are twins" in w.message
    w.cursor = -1
    assert w.status == "converged"
    assert "Components 1 and 3 are twins" in w.message
    np.testing.assert_array_equal(w.means[0], w.means[2])
    w.seeds = [[0, 0], [1, 1], [0, 0.5]]
    assert "twins" not in w.message
    w.language = "de"
    w.seeds = np.zeros((3, 2))
    assert "Die Komponenten 1 und 2 sind Zwillinge" in w.message
