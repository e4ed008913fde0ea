"""Holds what the package says to what it said: `python -m tests.guard`, and `--record` to renew.

The hashes are of one machine: other processors round the last digit otherwise. So record before a
change and compare after it, on the same machine and with the same bundle.
"""

import argparse
import hashlib
import json
import sys
import warnings
from pathlib import Path

from tests.guard.cases import cases, text

KEPT = Path(__file__).with_name("hashes.json")


def hashes(only: str) -> dict[str, str]:
    """The hash of every case whose name holds `only`; an error is a value, too."""
    found = {}
    for name, case in cases():
        if only in name:
            try:
                said = text(case())
            except Exception as error:  # what raises must go on raising the same
                said = f"{type(error).__name__}: {error}"
                print(f"raises  {name}: {said}", file=sys.stderr)
            found[name] = hashlib.sha256(said.encode()).hexdigest()[:16]
    return found


def main() -> int:
    """Compare with what was recorded, or record."""
    parser = argparse.ArgumentParser(prog="python -m tests.guard", description=__doc__)
    parser.add_argument("--record", action="store_true", help="keep the hashes of what is said now")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    found = hashes(chosen.only)
    if chosen.record:
        before = json.loads(KEPT.read_text("utf-8")) if chosen.only and KEPT.exists() else {}
        lines = json.dumps({**before, **found}, indent=0, sort_keys=True)
        KEPT.write_text(lines + "\n", encoding="utf-8")
        print(f"{len(found)} cases recorded")
        return 0
    kept = {n: h for n, h in json.loads(KEPT.read_text("utf-8")).items() if chosen.only in n}
    differing = sorted(
        name for name in found.keys() | kept.keys() if found.get(name) != kept.get(name)
    )
    for name in differing:
        print(f"differs {name}")
    print(f"{len(found) - len(differing)} cases the same, {len(differing)} differ")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
