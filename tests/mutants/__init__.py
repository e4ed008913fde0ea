"""Right and wrong functions of many kinds, to measure the homework checkers with.

`python -m tests.mutants` scores the verdict on every mutant; `--help` lists the options.
"""
