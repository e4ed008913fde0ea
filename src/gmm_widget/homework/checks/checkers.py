"""The checkers of a student's E-step, M-step and log-likelihood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.homework.calls import call, quiet, require_time_limit
from gmm_widget.homework.checks import (
    dependence,
    e_faults,
    e_structure,
    ll_faults,
    ll_structure,
    locate,
    m_parts,
)
from gmm_widget.homework.checks.contract import M_PARTS
from gmm_widget.homework.checks.dependence import Run
from gmm_widget.homework.checks.faults import agree, n_faults, sentences, with_and_without
from gmm_widget.homework.checks.nearly import apart, nearly
from gmm_widget.homework.checks.probes import Probe, far, ordinary
from gmm_widget.homework.checks.running import (
    E_STEP,
    LOG_LIKELIHOOD,
    M_STEP,
    Checked,
    Task,
    run_on_probes,
    runner,
)
from gmm_widget.homework.checks.shapes import exactly, right_for_some
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
        The score is 1 if right; 0.8 if right except for points far away, for a small number added
        or rounding, or for the form (transposed, arguments in another order, an input changed in
        place); 0.5 and 0.25 for one and two known faults in a formula that is verified to be right
        but for these; else 0, as for results that are constant, random or independent of the
        points.

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
    regs = _options(reg, time_limit)
    return _never_raising(lambda: _judge_e_step(function, regs, stable, time_limit))


def _judge_e_step(
    function: Callable[..., Any], regs: Sequence[float], stable: bool, time_limit: float
) -> Result:
    checked = run_on_probes(function, E_STEP, regs, time_limit)
    if isinstance(checked, Result):
        return checked
    if (said := _at_once(checked, E_STEP, regs, stable, time_limit)) is not None:
        return said
    every = tuple(reading.values[0] for reading in checked.readings)
    still = e_structure.same_rows(every)
    for added in regs:
        choice = e_faults.named(every, added) if len(every) > 1 else None
        if choice is not None and (not still or n_faults(choice) < 2 or "no exponent" in choice):
            said_of = sentences(e_faults.STAGES, choice)
            return checked.faulty(said_of, "fault", choice, verified=not still)
    if still:
        return checked.faulty(still, "structure", verified=False)
    if (said := _in_some_shapes(checked, E_STEP, regs, time_limit)) is not None:
        return said
    values = (every[0], every[1])
    if explained := e_structure.explain(values):
        return checked.faulty(explained.said, "structure", verified=explained.verified)
    run = runner(checked.function, E_STEP, time_limit)
    if located := locate.in_e_step(run):
        return checked.faulty(located, "structure", verified=False)
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
    regs = _options(reg, time_limit)
    return _never_raising(lambda: _judge_log_likelihood(function, regs, stable, time_limit))


def _judge_log_likelihood(
    function: Callable[..., Any], regs: Sequence[float], stable: bool, time_limit: float
) -> Result:
    checked = run_on_probes(function, LOG_LIKELIHOOD, regs, time_limit)
    if isinstance(checked, Result):
        return checked
    if (said := _at_once(checked, LOG_LIKELIHOOD, regs, stable, time_limit)) is not None:
        return said
    values = tuple(reading.values[0] for reading in checked.readings)
    run = runner(checked.function, LOG_LIKELIHOOD, time_limit)
    if unused := dependence.of_points(run, ordinary(0)):
        return checked.faulty(unused, "structure", verified=False)
    for added in regs:
        choice = ll_faults.named(values, added)
        if choice is not None:
            return checked.faulty(sentences(ll_faults.STAGES, choice), "fault", choice)
    if (some := _in_some_shapes(checked, LOG_LIKELIHOOD, regs, time_limit)) is not None:
        return some
    if inside := ll_structure.added_in_the_logarithm(values):
        return checked.nearly(inside)

    def at(probe: Probe) -> Array | None:
        found = run(probe.for_e_step)
        return None if found is None else found[0]

    explained = ll_structure.explain(at, values)
    if explained is not None:
        return checked.faulty(explained.said, "structure", verified=explained.verified)
    if located := locate.in_log_likelihood(run):
        return checked.faulty(located, "structure", verified=False)
    found, right = apart(float(values[0]), float(LOG_LIKELIHOOD.reference(ordinary(0), 0.0)[0]))
    return checked.unexplained(f"It returns {found}, where {right} is right.")


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
        Each of the three results counts a third, 0.8 of it if it is nearly right, or half of it if
        it has one known fault and depends on the points and responsibilities. The covariances are
        judged about the function's own means, so that a mistake is not counted twice.
        ``details["right"]`` names the parts that are right.

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.
    """
    _options(reg, time_limit)
    return _never_raising(lambda: _judge_m_step(function, reg, time_limit))


def _judge_m_step(function: Callable[..., Any], reg: float, time_limit: float) -> Result:
    checked = run_on_probes(function, M_STEP, with_and_without(reg), time_limit)
    if isinstance(checked, Result):
        return checked
    run = runner(checked.function, M_STEP, time_limit)
    judged = [m_parts.judge(part, checked.readings, reg, run) for part in M_PARTS]
    right = tuple(
        part for part, one in zip(M_PARTS, judged, strict=True) if one == m_parts.Judged()
    )
    if len(right) == 3 and checked.late:
        return _m_step_in_some_shapes(checked, run, reg)
    if len(right) == 3 or (len(checked.readings) < 2 and not any(one.said for one in judged)):
        return checked.right("The M-step")
    said = list(dict.fromkeys(sentence for one in judged for sentence in one.said))
    unclear = [part for part, one in zip(M_PARTS, judged, strict=True) if one.unclear]
    said += [m_parts.gap(part, checked.readings[0]) for part in unclear]
    if right:
        said.append(f"Right: the {' and the '.join(right)}.")
    if checked.late and any(one.share and one != m_parts.Judged() for one in judged):
        said.append(checked.late)
    kind = "unexplained" if len(unclear) + len(right) == 3 else "fault"
    return Result(
        False,
        " ".join([*checked.remarks, *said]),
        sum(one.share / 3 for one in judged),
        {"kind": kind, "right": right, "unexplained": tuple(unclear)},
    )


def _m_step_in_some_shapes(checked: Checked, run: Run, reg: float) -> Result:
    """The result of an M-step that is right until it fails on a probe."""

    def right_at(probe: Probe) -> bool:
        values = run(probe.for_m_step)
        return values is not None and m_parts.all_right(values, probe, reg)

    said = right_for_some("It is", [True] * len(checked.readings), right_at)
    if not said:
        return checked.right("The M-step")
    return checked.faulty([f"{said} {checked.late}"], "fault", ("some shapes",))


# ------------------------------------------------------------------ parts


def _options(reg: float, time_limit: float) -> tuple[float, ...]:
    """What may have been added to the covariances; ValueError for a wrong time limit."""
    require_time_limit(time_limit)
    return with_and_without(reg)


def _never_raising(judge: Callable[[], Result]) -> Result:
    """A judgement without output or warnings. An error in it is a result, too."""
    try:
        with quiet():
            return judge()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a student's object raises when it is looked at
        said = f"The function cannot be checked: judging it raised {type(error).__name__}."
        return Result(False, said, 0.0, {"kind": "contract"})


def _at_once(
    checked: Checked, task: Task, regs: Sequence[float], stable: bool, time_limit: float
) -> Result | None:
    """The result of a function that is right, or nearly right; None if it is wrong."""
    values = [reading.values[0] for reading in checked.readings]
    for added in regs:
        wanted = [task.reference(ordinary(i), added)[0] for i in range(len(values))]
        good = [agree(v, w) for v, w in zip(values, wanted, strict=True)]
        if all(good) and not checked.late:
            lost = _underflow(checked.function, task, added, time_limit) if stable else ""
            return checked.right(task.what, lost)
        if all(good):
            some = _in_some_shapes(checked, task, (added,), time_limit)
            return some if some is not None else checked.right(task.what)
        verb = "The responsibilities are" if task is E_STEP else "The log-likelihood is"
        if said := nearly(verb, values, wanted):
            return checked.nearly(said)
    return None


def _in_some_shapes(
    checked: Checked, task: Task, regs: Sequence[float], time_limit: float
) -> Result | None:
    """The result of a function that is right for some shapes only, or None."""
    values = [reading.values[0] for reading in checked.readings]
    run = runner(checked.function, task, time_limit)
    for added in regs:
        wanted = [task.reference(ordinary(i), added)[0] for i in range(len(values))]
        good = list(map(exactly, values, wanted))

        def right_at(probe: Probe, added: float = added) -> bool:
            found = run(probe.for_e_step)
            return found is not None and exactly(found[0], task.reference(probe, added)[0])

        if said := right_for_some("It is", good, right_at):
            said = f"{said} {checked.late}".strip()
            return checked.faulty([said], "fault", ("some shapes",))
    return checked.right(task.what) if len(values) < 2 else None


def _underflow(function: Callable[..., Any], task: Task, reg: float, time_limit: float) -> str:
    """Explain what is wrong for points so far away that every density underflows to 0."""
    probe = far()
    place = "far from every component, where all densities underflow to 0"
    done = call(
        function,
        task.arguments(probe),
        time_limit,
        read=lambda value: task.read(value, probe.shape),
    )
    cure = "Work with logarithms, and take out the largest of each row first (log-sum-exp)."
    before = "Right for ordinary points, but for a point"
    if done.complaint:
        return f"{before} {place}: {done.complaint} {cure}"
    reading = done.value
    if reading.complaint:
        return f"{before} {place} it is not finite. {cure}"
    if not agree(reading.values[0], task.reference(probe, reg)[0]):
        return (
            f"{before} {place} it is wrong. Was a small number added against division by 0, or "
            f"one largest value taken out of all rows? {cure}"
        )
    return ""
