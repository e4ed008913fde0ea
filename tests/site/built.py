"""Building the site that is tested, and where Pyodide's wheels come from.

They are in the folder that GMM_WASM_WHEELS names, or in `shared/wasm` beside the checkout; without
either they are fetched from Pyodide's release, and without internet that fails.
"""

import os
from pathlib import Path

from gmm_widget import cli

BESIDE = Path(__file__).parents[3] / "shared" / "wasm"


def wheels() -> list[str]:
    """The option of the command that names the folder of wheels, if there is one."""
    named = os.environ.get("GMM_WASM_WHEELS")
    if named:
        return [f"--wheels={named}"]
    if BESIDE.is_dir():
        return [f"--wheels={BESIDE}"]
    print("GMM_WASM_WHEELS names no folder: Pyodide's wheels are fetched from its release")
    return []


def build(out: Path, *words: str) -> int:
    """Run `gmm-widget site`."""
    return cli.main(["site", str(out), *words, *wheels()])
