"""The checkers of a student's E-step, M-step and log-likelihood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.arguments import by_name
from gmm_widget.homework.calls import call
from gmm_widget.homework.checks import dependence, e_faults, e_structure, ll_faults, m_parts
from gmm_widget.homework.checks.contract import M_PARTS
from gmm_widget.homework.checks.faults import agree, sentences, with_and_without
from gmm_widget.homework.checks.probes import SHAPES, Probe, far, ordinary
from gmm_widget.homework.checks.running import (
    E_STEP,
    LOG_LIKELIHOOD,
    M_STEP,
    Task,
    run_on_probes,
    runner,
)
from gmm_widget.homework.result import Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@by_name
def check_e_step(
    function: Callable[..., Any], *, reg: float = 0.0, stable: bool = True, time_limit: float = 5.0
) -> Result:
    """Check ``e_step(X, weights, means, covariances) -> R``.

    The function is called by position with X (n, d), weights (K,), means (K, d) and covariances
    (K, d, d), for several n, K and d, and must return the responsibilities (n, K).

    Parameters
    ----------
    function : callable
        The student's. Its output and warnings are dropped; its errors are reported.
    reg : float
        A number that the homework adds to the diagonal of the covariances. A function may add it or
        not.
    stable : bool
        Whether the results for points at which every density underflows to 0 must be right.
    time_limit : float
        The maximum duration of one call, in seconds, where the platform can stop it.

    Returns
    -------
    Result
        The score is 1 if right; 0.8 if right except for points far away, or except for the form
        (transposed, an input changed in place); 0.5 and 0.25 for one and two named faults in an
        otherwise right formula; else 0.

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.

    Examples
    --------
    >>> from gmm_widget import Mixture, em
    >>> check_e_step(lambda X, *mixture: em.e_step(X, Mixture(*mixture)))
    Passed: The E-step is right.
    """
    checked = run_on_probes(function, E_STEP, time_limit)
    if isinstance(checked, Result):
        return checked
    values = [reading.values[0] for reading in checked.readings]
    for added in with_and_without(reg):
        if all(agree(v, _e_step(ordinary(i), added)) for i, v in enumerate(values)):
            lost = _underflow(function, E_STEP, added, time_limit) if stable else ""
            return checked.right("The E-step", lost)
    for added in with_and_without(reg):
        choice = e_faults.named((values[0], values[1]), added)
        if choice is not None:
            return checked.faulty(sentences(e_faults.STAGES, choice), "fault", choice)
    if said := _with_shape(values, lambda i: _e_step(ordinary(i), 0.0)):
        return checked.faulty([said], "fault", ("some shapes",))
    if explained := e_structure.explain((values[0], values[1])):
        return checked.faulty(explained, "structure")
    if explained := dependence.of_e_step(runner(function, E_STEP, time_limit), ordinary(1)):
        return checked.faulty(explained, "structure")
    return checked.unexplained(e_structure.facts(values[1], ordinary(1)))


@by_name
def check_log_likelihood(
    function: Callable[..., Any], *, reg: float = 0.0, stable: bool = True, time_limit: float = 5.0
) -> Result:
    """Check ``log_likelihood(X, weights, means, covariances) -> float``.

    It must return log p(X), the sum over the points in nats, as one number.

    Parameters
    ----------
    function, reg, stable, time_limit
        As for `check_e_step`.

    Returns
    -------
    Result
        Scored as by `check_e_step`.

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.
    """
    checked = run_on_probes(function, LOG_LIKELIHOOD, time_limit)
    if isinstance(checked, Result):
        return checked
    values = [reading.values[0] for reading in checked.readings]
    for added in with_and_without(reg):
        if all(agree(v, _log_likelihood(ordinary(i), added)) for i, v in enumerate(values)):
            lost = _underflow(function, LOG_LIKELIHOOD, added, time_limit) if stable else ""
            return checked.right("The log-likelihood", lost)
    for added in with_and_without(reg):
        choice = ll_faults.named(tuple(values), added)
        if choice is not None:
            return checked.faulty(sentences(ll_faults.STAGES, choice), "fault", choice)
    if said := _with_shape(values, lambda i: _log_likelihood(ordinary(i), 0.0)):
        return checked.faulty([said], "fault", ("some shapes",))

    run = runner(function, LOG_LIKELIHOOD, time_limit)

    def at(probe: Probe) -> Array | None:
        values = run(probe.for_e_step)
        return None if values is None else values[0]

    explained = ll_faults.explain(at) or dependence.of_log_likelihood(run, ordinary(0))
    if explained:
        return checked.faulty(explained, "structure")
    return checked.unexplained(
        f"It returns {float(values[0]):.6g} where {float(_log_likelihood(ordinary(0), 0.0)):.6g} "
        "is right."
    )


@by_name
def check_m_step(
    function: Callable[..., Any], *, reg: float = 0.0, time_limit: float = 5.0
) -> Result:
    """Check ``m_step(X, R) -> (weights, means, covariances)``.

    The function is called by position with X (n, d) and responsibilities (n, K), for several n,
    K and d, and must return the weights (K,), means (K, d) and covariances (K, d, d).

    Parameters
    ----------
    function : callable
    reg : float
        A number that the homework adds to the diagonal of the covariances. A function may add it or
        not.
    time_limit : float
        The maximum duration of one call, in seconds, where the platform can stop it.

    Returns
    -------
    Result
        Each of the three results counts a third, or a sixth if it has one named fault. The
        covariances are judged about the function's own means, so that a mistake is not counted
        twice. ``details["right"]`` names the parts that are right.

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.
    """
    checked = run_on_probes(function, M_STEP, time_limit)
    if isinstance(checked, Result):
        return checked
    run = runner(function, M_STEP, time_limit)
    judged = [m_parts.judge(part, checked.readings, reg, run) for part in M_PARTS]
    right = tuple(part for part, said in zip(M_PARTS, judged, strict=True) if said == ())
    if len(right) == 3:
        return checked.right("The M-step")
    said = [sentence for sentences_ in judged if sentences_ for sentence in sentences_]
    unclear = [part for part, one in zip(M_PARTS, judged, strict=True) if one is None]
    score = sum(1 / 3 if one == () else 1 / 6 if one and len(one) == 1 else 0 for one in judged)
    if unclear:
        said += [m_parts.gap(part, checked.readings[0]) for part in unclear]
    if right:
        said.append(f"Right: the {' and the '.join(right)}.")
    kind = "unexplained" if len(unclear) + len(right) == 3 else "fault"
    return Result(
        False,
        " ".join([*checked.remarks, *said]),
        score,
        {"kind": kind, "right": right, "unexplained": tuple(unclear)},
    )


# ------------------------------------------------------------------ parts


def _regular(probe: Probe, reg: float) -> Probe:
    if not reg:
        return probe
    mixture = probe.mixture
    covariances = mixture.covariances + reg * np.eye(mixture.dimension)
    return Probe.of(probe.points, type(mixture)(mixture.weights, mixture.means, covariances))


def _e_step(probe: Probe, reg: float) -> Array:
    return _regular(probe, reg).responsibilities


def _log_likelihood(probe: Probe, reg: float) -> Array:
    return np.asarray(em.log_likelihood(probe.points, _regular(probe, reg).mixture))


def _with_shape(values: Sequence[Array], wanted: Callable[[int], Array]) -> str:
    """The sentence about a function that is right in some dimensions, or for some K, only."""
    good = [agree(value, wanted(number)) for number, value in enumerate(values)]
    if not any(good[:4]):
        return ""
    wrong = [SHAPES[i] for i, one in enumerate(good) if not one]
    right = [SHAPES[i] for i, one in enumerate(good) if one]
    for axis, what in ((2, "d"), (1, "K")):
        bad = {shape[axis] for shape in wrong}
        if bad and not bad & {shape[axis] for shape in right}:
            numbers = " and ".join(str(number) for number in sorted(bad))
            fine = " and ".join(str(number) for number in sorted({s[axis] for s in right}))
            return (
                f"It is right for {what} = {fine} but wrong for {what} = {numbers}: is the number "
                f"of {'dimensions' if axis == 2 else 'components'} written into the function?"
            )
    return ""


def _underflow(function: Callable[..., Any], task: Task, reg: float, time_limit: float) -> str:
    """Explain what is wrong for points so far away that every density underflows to 0."""
    probe = far()
    place = "far from every component, where all densities underflow to 0"
    done = call(function, task.arguments(probe), time_limit)
    cure = "Work with logarithms, and take out the largest of each row first (log-sum-exp)."
    before = "Right for ordinary points, but for a point"
    if done.complaint:
        return f"{before} {place}: {done.complaint} {cure}"
    reading = task.read(done.value, probe.shape)
    if reading.complaint:
        return f"{before} {place} it is not finite. {cure}"
    wanted = _e_step(probe, reg) if task is E_STEP else _log_likelihood(probe, reg)
    if not agree(reading.values[0], wanted):
        return (
            f"{before} {place} it is wrong. Was a small number added against division by 0, or "
            f"one largest value taken out of all rows? {cure}"
        )
    return ""
