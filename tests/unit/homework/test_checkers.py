"""The checkers: right steps pass, wrong ones never do, and most are told what is wrong."""

import re

import corpus
import numpy as np
import pytest
import right
import textbook

from gmm_widget import Mixture
from gmm_widget.em import steps
from gmm_widget.homework import check_e_step, check_log_likelihood, check_m_step
from gmm_widget.homework.checks.faults import RIGHT
from gmm_widget.homework.checks.probes import SHAPES, ordinary

CHECKS = {
    "e_step": check_e_step,
    "m_step": check_m_step,
    "log_likelihood": check_log_likelihood,
}
SOURCES = {
    "e_step": right.E_STEPS,
    "m_step": right.M_STEPS,
    "log_likelihood": right.LOG_LIKELIHOODS,
}
EVERY = [(kind, style) for kind, styles in SOURCES.items() for style in styles]


def made(kind, source):
    """The function that a source defines."""
    names = {"np": np}
    exec(source, names)
    return names[kind]


def checked(kind, function, **options):
    return CHECKS[kind](function, time_limit=60.0, **options)


# ------------------------------------------------------------------ right steps


@pytest.mark.parametrize(("kind", "style"), EVERY)
def test_right_steps_pass_in_every_style(kind, style):
    wanted_stable = style not in right.UNDERFLOWS or kind == "m_step"
    function = made(kind, SOURCES[kind][style])
    assert checked(kind, function).passed == wanted_stable
    if kind != "m_step":
        assert checked(kind, function, stable=False)


def test_a_step_that_underflows_is_told_so_and_keeps_most_of_its_score():
    result = check_e_step(made("e_step", right.E_LOOPS))
    assert not result
    assert result.score == 0.8
    assert "log-sum-exp" in result.message


def test_lists_do_as_well_as_arrays():
    assert check_m_step(lambda x, r: [part.tolist() for part in textbook.m_step(x, r)])


def test_probes_share_no_two_numbers():
    assert all(len({n, k, d}) == 3 for n, k, d in SHAPES)


# ------------------------------------------------------------------ common faults


def test_every_common_fault_fails_and_nine_in_ten_are_named():
    named, missed = 0, []
    for fault in corpus.FAULTS:
        result = checked(fault.kind, made(fault.kind, fault.text))
        assert not result, f"passed: {fault.edits}"
        if result.details["kind"] != "unexplained" and re.search(fault.says, result.message):
            named += 1
        else:
            missed.append((fault.edits, result.message))
    assert len(corpus.FAULTS) >= 75
    assert named >= 0.9 * len(corpus.FAULTS), missed


def test_no_fault_is_told_of_a_part_that_is_right():
    fault = next(f for f in corpus.FAULTS if f.says == "means are divided by N,")
    result = check_m_step(made("m_step", fault.text))
    assert result.details["right"] == ("weights", "covariances")
    assert result.score == pytest.approx(2 / 3 + 1 / 6)


# ------------------------------------------------------------------ form


def test_a_transposed_result_is_recognised_and_diagnosed_on():
    def step(*mixture):
        x, weights, means, covariances = mixture
        even = np.full_like(weights, 1 / len(weights))
        return steps.e_step(x, Mixture(even, means, covariances)).T

    message = check_e_step(step).message
    assert "transposed" in message
    assert "weights are missing" in message


def test_a_change_in_place_is_told_with_its_line():
    result = check_m_step(
        made("m_step", right.M_COLUMNS.replace("    n, d", "    R /= 1.5\n    n, d"))
    )
    assert not result
    assert "changes its input R in place" in result.message


def test_the_line_of_a_change_in_place_is_given():
    def m_step(X, R):  # noqa: N803
        done = textbook.m_step(X, R)
        R[0] = 0
        return done

    line = m_step.__code__.co_firstlineno + 2
    assert f"line {line}" in check_m_step(m_step).message


def test_a_number_of_dimensions_written_into_a_function_is_found():
    source = right.LL_LOGS.replace("d * np.log(2 * np.pi)", "2 * np.log(2 * np.pi)")
    message = check_log_likelihood(made("log_likelihood", source)).message
    assert "two coordinates" in message


def test_an_axis_lost_where_a_number_is_1_does_not_pass():
    def squeezed(x, r):
        return [part.squeeze() for part in textbook.m_step(x, r)]

    def flat(*mixture):
        return textbook.e_step(*mixture).squeeze()

    assert "reshape" in check_m_step(squeezed).message
    assert "K = 1" in check_e_step(flat, stable=False).message


def test_a_fault_beside_declared_regularisation_is_still_named():
    def step(x, r):
        weights, means, covariances = textbook.m_step(x, r)
        sums = covariances * r.sum(axis=0)[:, None, None]
        return weights, means, sums / len(x) + 1e-3 * np.eye(x.shape[1])

    assert "covariances are divided by N," in check_m_step(step, reg=1e-3).message


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "None"),
        ("soft", "not an array of numbers"),
        (np.zeros((272, 3)), "size of anything given"),
        ({}, "not an array of numbers"),
        (np.zeros((11, 3)) * 1j, "complex"),
        (np.full((11, 3), np.nan), "NaN in every entry"),
    ],
)
def test_anything_else_is_told_for_what_it_is(value, says):
    assert says in check_e_step(lambda *_: value).message
    assert not check_m_step(lambda *_: value)
    assert not check_log_likelihood(lambda *_: value)


# ------------------------------------------------------------------ regularisation


def regularised(x, r):
    weights, means, covariances = textbook.m_step(x, r)
    return weights, means, covariances + 1e-3 * np.eye(x.shape[1])


def test_regularisation_that_was_declared_is_no_fault_and_may_be_left_out():
    assert check_m_step(regularised, reg=1e-3)
    assert check_m_step(textbook.m_step, reg=1e-3)


def test_regularisation_that_was_not_declared_is_named_with_its_size():
    result = check_m_step(regularised)
    assert "0.001 is added to the diagonal" in result.message
    assert not check_m_step(regularised, reg=1e-2)


def test_the_reference_with_no_fault_is_the_textbooks():
    from gmm_widget.homework.checks import e_faults, ll_faults

    for number in range(len(SHAPES)):
        probe = ordinary(number)
        given = probe.for_e_step.values()
        e = e_faults.returned(probe, (RIGHT,) * len(e_faults.STAGES))
        ll = ll_faults.returned(probe, (RIGHT,) * len(ll_faults.STAGES))
        np.testing.assert_allclose(e, textbook.e_step(*given), atol=1e-12)
        np.testing.assert_allclose(ll, textbook.log_likelihood(*given), rtol=1e-12)


@pytest.mark.parametrize("module", ["e_faults", "ll_faults"])
def test_every_named_fault_is_told_from_the_right_formula_and_has_a_sentence(module):
    from gmm_widget.homework.checks import e_faults, ll_faults
    from gmm_widget.homework.checks.faults import agree, n_faults

    faults = {"e_faults": e_faults, "ll_faults": ll_faults}[module]
    unseen = set()
    probe = ordinary(0)
    good = faults.returned(probe, (RIGHT,) * len(faults.STAGES))
    for place, stage in enumerate(faults.STAGES):
        for name, option in stage.items():
            choice = tuple(name if i == place else RIGHT for i in range(len(faults.STAGES)))
            if n_faults(choice) and agree(faults.returned(probe, choice), good):
                unseen.add(place)
            assert bool(option.says) == (name != RIGHT)
    invisible = {faults.density_faults.STAGES.index(faults.density_faults.CONSTANT)}
    assert unseen == (invisible if module == "e_faults" else set())
