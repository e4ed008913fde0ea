"""Print what a check of a student's step costs: `PYTHONPATH=. python -m benchmarks.homework`.

The faults and mutants are those of the unit tests. Times are of the processor, one thread; the
goal is at most 100 ms a check, the first of a session included.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "homework"))

import corpus
import mutants
import right

from gmm_widget import homework

SOURCES = {
    "e_step": right.E_STEPS,
    "m_step": right.M_STEPS,
    "log_likelihood": right.LOG_LIKELIHOODS,
}


UNEXPLAINED = {
    "e_step": ("np.exp(power) / norm", "np.exp(power) - norm"),
    "m_step": ("Nk / n", "Nk / n + 0.1 * k"),
    "log_likelihood": ("np.exp(power) / norm", "np.exp(power) / d"),
}
"""Faults without a name, so that every layer is gone through."""


def timed(kind: str, source: str) -> tuple[float, homework.Result]:
    """Milliseconds of one check, and its result."""
    names: dict[str, object] = {"np": np}
    exec(source, names)
    check = getattr(homework, f"check_{kind}")
    begun = time.process_time()
    result = check(names[kind], time_limit=1.0)
    return 1e3 * (time.process_time() - begun), result


def main(per_source: int = 200) -> None:
    """Print the first checks, the corpus and the mutants."""
    for kind, sources in SOURCES.items():
        first, _ = timed(kind, sources["loops"].replace(*UNEXPLAINED[kind]))
        print(f"{kind:15s} first check of a session {first:6.1f} ms")
    spent = [timed(fault.kind, fault.text)[0] for fault in corpus.FAULTS]
    print(f"{len(spent)} common faults: median {np.median(spent):.1f} ms, most {max(spent):.1f} ms")
    for kind, sources in SOURCES.items():
        found: Counter[str] = Counter()
        spent = []
        for source in sources.values():
            for mutant in mutants.mutants(source, per_source, seed=1):
                milliseconds, result = timed(kind, mutant)
                spent.append(milliseconds)
                faults = result.details.get("faults", ())
                found["underflow" if "underflow" in faults else result.details["kind"]] += 1
        told = found["fault"] + found["structure"]
        silent = told + found["unexplained"]
        print(
            f"{kind:15s} mutants: {told} of {silent} silently wrong ones explained "
            f"({told / silent:.0%}), {found['contract']} wrong in form, {found['right']} right; "
            f"median {np.median(spent):.1f} ms, 99 % below {np.percentile(spent, 99):.1f} ms"
        )


if __name__ == "__main__":
    main()
