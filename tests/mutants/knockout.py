"""What each part of the diagnosis contributes: `python -m tests.mutants.knockout`.

Each part is replaced by one that finds nothing. Printed is the share of the silently wrong mutants
of its checkers that are then no longer named or explained, and of those whose message changes.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

from tests.mutants.scoring import Verdict, judged, sample

CHECKS = "gmm_widget.homework.checks"
E, LL, M = "e_step", "log_likelihood", "m_step"


def _none(*given: Any, **options: Any) -> None:
    return None


def _empty(*given: Any, **options: Any) -> list[Any]:
    return []


def _text(*given: Any, **options: Any) -> str:
    return ""


PARTS: dict[str, tuple[str, Callable[..., Any], tuple[str, ...]]] = {
    "e_faults.named": ("e_faults.named", _none, (E,)),
    "ll_faults.named": ("ll_faults.named", _none, (LL,)),
    "e_structure": ("e_structure.explain", _none, (E,)),
    "e_structure: unfilled": ("e_structure._unfilled", _empty, (E,)),
    "e_structure: other components": ("e_structure._other_components", _empty, (E,)),
    "e_structure: row factors": ("e_structure._row_factors", _empty, (E,)),
    "e_structure: quadratic": ("e_structure._quadratic", _empty, (E,)),
    "readback": ("readback.formula", _none, (E,)),
    "ll_structure": ("ll_structure.explain", _none, (LL,)),
    "ll_structure: one or several": ("ll_structure._of_sums", _empty, (LL,)),
    "ll_structure: added in the log": ("ll_structure.added_in_the_logarithm", _text, (LL,)),
    "dependence on points": ("dependence.of_points", _empty, (LL,)),
    "dependence of M-steps": ("m_parts.of_m_step", _empty, (M,)),
    "locate in E-steps": ("locate.in_e_step", _empty, (E,)),
    "locate in likelihoods": ("locate.in_log_likelihood", _empty, (LL,)),
    "locate in M-steps": ("m_parts.in_m_step", _empty, (M,)),
    "m_faults: weights": ("m_faults.weights_fault", _none, (M,)),
    "m_faults: means": ("m_faults.means_fault", _none, (M,)),
    "covariance_faults": ("m_parts.covariances_fault", _none, (M,)),
    "covariances: correlations": ("covariance_faults._correlations", _none, (M,)),
    "covariances: pooled": ("covariance_faults._pooled", _none, (M,)),
    "covariances: remainder": ("covariance_faults._remainder", _none, (M,)),
    "covariances: shuffled": ("covariance_faults.shuffled", _none, (M,)),
    "covariances: operated": ("covariance_faults.operated", _none, (M,)),
    "weights, means: shuffled": ("m_faults.shuffled", _none, (M,)),
    "weights, means: operated": ("m_faults.operated", _none, (M,)),
    "factors": ("factors.read", _none, (M,)),
    "nearly (E, LL)": ("checkers.nearly", _text, (E, LL)),
    "nearly (M)": ("m_parts.nearly", _text, (M,)),
    "shapes (E, LL)": ("checkers.right_for_some", _text, (E, LL)),
    "shapes (M)": ("m_parts.right_for_some", _text, (M,)),
}
TOLD = ("named", "explained")


def main(size: int = 900) -> None:
    """Print a line for each part."""
    before = [judged(one) for one in sample(size)]
    before = [one for one in before if one.verdict in (*TOLD, "silent")]
    for name, (place, nothing, kinds) in PARTS.items():
        own = [one for one in before if one.mutant.kind in kinds]
        module, _, attribute = place.partition(".")
        with mock.patch.object(importlib.import_module(f"{CHECKS}.{module}"), attribute, nothing):
            after = [judged(one.mutant) for one in own]
        lost = sum(map(_is_lost, own, after))
        changed = sum(
            one.result.message != other.result.message
            for one, other in zip(own, after, strict=True)
        )
        print(
            f"{name:32} lost {lost / len(own):6.1%}  changed {changed / len(own):6.1%}", flush=True
        )


def _is_lost(one: Verdict, other: Verdict) -> bool:
    """Whether a mutant is told less."""
    return one.verdict in TOLD and other.verdict not in TOLD


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
