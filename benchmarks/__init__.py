"""How fast the engine is beside others: `python -m benchmarks` prints tables. It is no test."""

import os

GIVEN = dict(os.environ)

# Before numpy is imported: every library is held to one thread.
for _variable in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_variable}_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def threads_left_alone() -> dict[str, str]:
    """The environment as it was given, with no word about BLAS's threads."""
    return {name: value for name, value in GIVEN.items() if not name.endswith("_NUM_THREADS")}
