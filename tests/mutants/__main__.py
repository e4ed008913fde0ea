"""Score the homework checkers' verdicts on mutants of right functions.

A wrong mutant should fail, and be named (a known fault) or explained (what is wrong is described).
"""

import argparse
import json
import random
import sys
import warnings
from collections import Counter
from pathlib import Path

from tests.mutants.scoring import VERDICTS, Verdict, judged, sample


def main() -> int:
    """Judge the mutants, print the scores, and fail on a false pass or a refusal."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--kind", choices=("e_step", "m_step", "log_likelihood"))
    parser.add_argument("--count", type=int, default=3000, help="how many single edits")
    parser.add_argument("--show", default="", help="print this verdict, or misplaced")
    parser.add_argument("--json", type=Path, help="write mutants and messages to this file")
    parser.add_argument("--read", type=int, default=0, help="print so many messages to be read")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    found = [judged(one) for one in sample(chosen.count, chosen.kind)]
    print(summary(found))
    shown = [v for v in found if chosen.show in (v.verdict, "misplaced" * v.misplaced)]
    for each in shown if chosen.show else []:
        print(described(each))
    told = [v for v in found if v.verdict in ("named", "explained", "silent")]
    random.Random(21).shuffle(told)
    for number, each in enumerate(told[: chosen.read]):
        print(f"[{number}]", described(each))
    if chosen.json:
        chosen.json.write_text(json.dumps([record(v) for v in found], indent=0))
    wrong = sum(v.verdict in ("false pass", "refused") for v in found)
    return int(wrong > 0)


def summary(found: list[Verdict]) -> str:
    """A table of the verdicts by checker."""
    lines = [f"{'':16}" + "".join(f"{name:>12}" for name in (*VERDICTS, "told", "misplaced"))]
    for kind in (*dict.fromkeys(v.mutant.kind for v in found), "all"):
        own = [v for v in found if kind in (v.mutant.kind, "all")]
        counts = Counter(v.verdict for v in own)
        silent = sum(counts[name] for name in ("named", "explained", "silent")) or 1
        told = (counts["named"] + counts["explained"]) / silent
        lines.append(
            f"{kind:16}"
            + "".join(f"{counts[name]:>12}" for name in VERDICTS)
            + f"{told:>12.1%}{sum(v.misplaced for v in own):>12}"
        )
    return "\n".join(lines)


def record(one: Verdict) -> dict[str, object]:
    """A verdict as plain data."""
    mutant, result = one.mutant, one.result
    return {
        "kind": mutant.kind,
        "style": mutant.style,
        "edit": mutant.edit,
        "line": mutant.line,
        "source": mutant.source,
        "verdict": one.verdict,
        "score": result.score,
        "message": result.message,
        "misplaced": one.misplaced,
    }


def described(one: Verdict) -> str:
    """A mutant beside its message."""
    mutant, result = one.mutant, one.result
    place = " MISPLACED" if one.misplaced else ""
    return (
        f"{mutant.kind}/{mutant.style} {mutant.edit}  in  {mutant.line}\n"
        f"    {one.verdict}{place} {result.score:.2f}: {result.message}"
    )


if __name__ == "__main__":
    sys.exit(main())
