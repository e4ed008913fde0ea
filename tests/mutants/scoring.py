"""Verdicts on mutants, and where their sentences point."""

import ast
import re
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gmm_widget.homework import (
    Result,
    check_e_step,
    check_log_likelihood,
    check_m_step,
)
from gmm_widget.homework.calls import call
from gmm_widget.homework.checks.probes import Probe, far, generic
from gmm_widget.homework.checks.running import fill_freed_memory
from tests.mutants import oracle
from tests.mutants.edits import Mutant, count, mutant
from tests.mutants.faults import slips
from tests.mutants.styles import STYLES

CHECKS = {
    "e_step": check_e_step,
    "m_step": check_m_step,
    "log_likelihood": check_log_likelihood,
}

VERDICTS = ("equivalent", "refused", "false pass", "contract", "named", "explained", "silent")
"""Equivalent and passed; equivalent and refused; wrong and passed; unusable results, with the
reason; a fault that has a name; one that is described; "differs from the reference" only."""


class Verdict(NamedTuple):
    """What a checker makes of a mutant."""

    mutant: Mutant
    result: Result
    verdict: str
    misplaced: bool


def function_of(kind: str, source: str) -> Any:
    """The function that a source defines."""
    names: dict[str, Any] = {"np": np}
    exec(compile(source, "mutant.py", "exec"), names)
    return names[kind]


def sample(size: int, kind: str | None = None, seed: int = 20) -> list[Mutant]:
    """Mutants of all styles: every slip, and so many single edits, always the same."""
    places = [
        (name, style, number)
        for name, styles in STYLES.items()
        for style, source in styles.items()
        for number in range(count(source))
        if kind in (None, name)
    ]
    if size < len(places):
        chosen = np.random.default_rng(seed).choice(len(places), size, replace=False)
        places = [places[i] for i in sorted(chosen)]
    found = [slip for slip in slips() if kind in (None, slip.kind)]
    found += filter(None, (mutant(k, s, STYLES[k][s], number) for k, s, number in places))
    originals = {ast.unparse(ast.parse(STYLES[k][s])) for k in STYLES for s in STYLES[k]}
    return list({one.source: one for one in found if one.source not in originals}.values())


# ------------------------------------------------------------------ equivalence


@cache
def _fresh() -> tuple[Probe, ...]:
    """Probes of other shapes than the checkers use."""
    shapes = ((13, 3, 2), (10, 4, 5), (8, 2, 1), (6, 3, 4), (14, 2, 6), (5, 6, 3), (12, 1, 2))
    return tuple(generic(n, k, d, seed=1000 + n) for n, k, d in shapes)


def is_right(kind: str, function: Any) -> bool:
    """Whether a function agrees with the textbook on probes that no checker uses, and twice."""
    for probe in (*_fresh(), _fresh()[0]):
        given = probe.for_m_step if kind == "m_step" else probe.for_e_step
        names = list(given)
        fill_freed_memory(probe.shape)
        done = call(function, _arguments(function, given, names), 20.0)
        if done.complaint or done.changed:
            return False
        wanted = oracle.right(kind, *given.values())
        found = done.value if kind == "m_step" else (done.value,)
        if not isinstance(found, tuple | list) or len(found) != len(wanted):
            return False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                same = all(map(_agree, found, wanted))
        except (TypeError, ValueError):
            return False
        if not same:
            return False
    return True


def _agree(found: Any, wanted: np.ndarray) -> bool:
    """Whether a result is right up to rounding: as closely as the checkers measure."""
    if np.shape(found) != wanted.shape or np.iscomplexobj(found):
        return False
    largest = float(np.abs(wanted).max())
    return np.allclose(np.asarray(found, float), wanted, rtol=1e-7, atol=1e-9 * largest)


def _arguments(function: Any, given: Mapping[str, Any], names: list[str]) -> Mapping[str, Any]:
    """The arguments by the names of the function's parameters, where it has them."""
    own = function.__code__.co_varnames[: function.__code__.co_argcount]
    return {name: given[name] for name in (own if set(own) == set(names) else names)}


def is_stable(kind: str, function: Any) -> bool:
    """Whether an E-step or a log-likelihood is finite where all densities underflow."""
    if kind == "m_step":
        return True
    given = far().for_e_step
    done = call(function, _arguments(function, given, list(given)), 20.0)
    return not done.complaint and bool(np.isfinite(np.asarray(done.value, float)).all())


# ------------------------------------------------------------------ verdicts


def judged(one: Mutant) -> Verdict:
    """Run the checker on a one. Underflow far away is no matter here: `stable` is off."""
    function = function_of(one.kind, one.source)
    options = {} if one.kind == "m_step" else {"stable": False}
    result = CHECKS[one.kind](function, time_limit=20.0, **options)
    if is_right(one.kind, function_of(one.kind, one.source)):
        form = result.details.get("faults") == ("order",)
        verdict = "equivalent" if result or form else "refused"
    elif result:
        verdict = "false pass"
    else:
        kind = result.details["kind"]
        verdict = {"contract": "contract", "unexplained": "silent", "fault": "named"}.get(
            kind, "explained"
        )
    told = verdict in ("named", "explained", "silent")
    return Verdict(one, result, verdict, told and misplaced(one, result.message))


# ------------------------------------------------------------------ places

PLACES = {
    "weight": r"mixing weight|weights\[k\]|weight of",
    "mean": r"mean of|means\[k\]|mean is|x - mu\)|centre|average of all",
    "exponent": r"exponent|covariance|distance|Sigma\^-1|coordinates|np\.exp",
    "determinant": r"determinant|det Sigma|before the exponential|constant|covariance",
    "constant": r"constant|pi\b",
    "rows": r"row|sum|normalis|logarithm|np\.exp|densities|shares|column|labels|largest",
    "loop": r"loop|component|point|index|row|sum|column",
    "sum": r"sum|log|point|component|mean over|largest|add|order|bits|loss|likelihood|weights\[k\]",
    "matrix": r"covariance|correlation",
    "criterion": r"BIC|AIC|criterion",
    "nearly": r"right to about|is added|constant of|rounded|float32",
    "shape": r"is right for|other numbers|d = 1|for one dimension",
    "weights": r"mixing weights",
    "means": r"\bmeans\b",
    "covariances": r"covariance",
}
GENERAL = r"returned|raised|same arguments|changes its input|not finite|does not depend|shape"


def misplaced(one: Mutant, message: str) -> bool:
    """Whether a message is about none of the parts that the edited line computes.

    A first sieve: what it lets through still has to be read.
    """
    parts = one.parts & PLACES.keys()
    if not parts or re.search(GENERAL, message):
        return False
    said = re.sub(r"Right: the .*\.", "", message)
    return not any(re.search(PLACES[part], said) for part in parts)
