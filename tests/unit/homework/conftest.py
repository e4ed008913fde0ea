"""Lets the tests here import the files beside them, and the textbook's EM one folder up."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
