"""Data of a student's own: always the same, and never another's."""

import re

import numpy as np
import pytest

from gmm_widget import datasets
from gmm_widget.homework import student_copy, student_points, student_rows, student_seed


def test_a_student_always_gets_the_same_points():
    points = student_points("hw1", "ada")
    assert np.array_equal(points.values, student_points("hw1", "ada").values)
    assert points.values[:2].tolist() == [[-193.521, -216.315], [-193.094, -216.832]]


def test_a_copy_is_shifted_turned_and_scaled_and_says_by_what():
    iris = datasets.iris()
    copy = student_copy("hw1", "ada", iris)
    before, after = (np.linalg.norm(v[:, None] - v[None], axis=-1) for v in (iris.values, copy))
    scale = float(re.search(r"scaled by ([\d.]+), turned by", copy.source)[1])  # type: ignore[index]
    assert 0.5 <= scale <= 2
    np.testing.assert_allclose(after, scale * before, rtol=1e-3, atol=2e-3)
    assert copy.source.startswith(iris.source)
    np.testing.assert_array_equal(copy.labels, iris.labels)
    assert np.array_equal(copy.values, student_copy("hw1", "ada", iris.values).values)


def test_hardly_any_two_students_points_overlap():
    every = [student_points("hw1", s).values for s in range(40)]
    overlap = [
        bool(((a.min(0) < b.max(0)) & (b.min(0) < a.max(0))).all())
        for i, a in enumerate(every)
        for b in every[:i]
    ]
    assert np.mean(overlap) < 0.02


@pytest.mark.parametrize("points", [[], [1.0, 2.0], np.zeros((2, 2, 2))])
def test_what_is_no_table_cannot_be_copied(points):
    with pytest.raises(ValueError, match="cannot shift"):
        student_copy("hw1", "ada", points)


def test_nobody_gets_anothers_points():
    drawn = {student_points(a, s).values.tobytes() for a in ("hw1", "hw2") for s in range(20)}
    assert len(drawn) == 40


def test_the_two_names_are_kept_apart():
    assert student_seed("hw1", "1ada").entropy != student_seed("hw11", "ada").entropy


@pytest.mark.parametrize("same", ["ada", " Ada\n", "ADA"])
def test_capitals_and_spaces_around_an_id_do_not_matter(same):
    assert student_seed("hw1", same).entropy == student_seed("hw1", "ada").entropy


def test_an_id_may_be_a_number_or_be_written_with_combining_accents():
    assert student_seed("hw1", 1234).entropy == student_seed("hw1", "1234").entropy
    assert student_seed("hw1", "Zoe\u0308").entropy == student_seed("hw1", "zoë").entropy


@pytest.mark.parametrize("student", ["", "  ", None, 1.5, True])
def test_without_an_id_there_are_no_points(student):
    with pytest.raises((TypeError, ValueError), match="student"):
        student_points("hw1", student)


def test_points_are_rounded_labelled_and_of_unlike_groups():
    points = student_points("hw1", "ada", n=100, n_components=4, dimension=3)
    assert points.values.shape == (100, 3)
    assert np.array_equal(points.values, points.values.round(4))
    assert points.labels is not None
    assert sorted(np.bincount(points.labels)) != [25] * 4


def test_rows_are_drawn_from_real_data_with_their_labels():
    iris = datasets.iris()
    own = student_rows("hw1", "ada", iris, 60)
    rows = [np.flatnonzero((iris.values == row).all(axis=1)) for row in own.values]
    assert iris.labels is not None
    assert own.labels is not None
    assert all(label in iris.labels[found] for label, found in zip(own.labels, rows, strict=True))
    assert own.columns == iris.columns
    assert not np.array_equal(own.values, student_rows("hw1", "bob", iris, 60).values)


@pytest.mark.parametrize("n", [0, 151])
def test_rows_that_are_not_there_cannot_be_drawn(n):
    with pytest.raises(ValueError, match="cannot draw"):
        student_rows("hw1", "ada", datasets.iris(), n)


@pytest.mark.parametrize("sizes", [{"n": 2}, {"n_components": 0}, {"dimension": 1}])
def test_sizes_that_make_no_sense_are_refused(sizes):
    with pytest.raises(ValueError, match="student_points needs"):
        student_points("hw1", "ada", **sizes)
