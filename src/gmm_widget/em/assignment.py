"""The assignment problem: match rows and columns of a square matrix at the least total cost.

scipy solves it where it is installed. Python in a browser has no scipy unless it is downloaded
(14 MB), so the same algorithm is here for the few rows that matching components needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """Match each row with a column of its own, at the least total cost.

    Parameters
    ----------
    costs : (K, K) array
        Finite numbers.

    Returns
    -------
    (K,) array of int
        The column of each row. Of several best matchings it is the same one with scipy and
        without.
    """
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        return shortest_augmenting_paths(costs)
    columns: NDArray[np.intp] = linear_sum_assignment(costs)[1]
    return columns


def shortest_augmenting_paths(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """Solve the assignment problem without scipy, in O(K^3).

    Parameters, returned values and the order in which ties are decided are those of `assign`.

    Notes
    -----
    Crouse (2016), "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerosp.
    Electron. Syst. 52, 1679-1696, a variant of Jonker and Volgenant (1987); scipy has it in C++.
    """
    rows: list[list[float]] = costs.tolist()
    size = len(rows)
    row_prices, column_prices = [0.0] * size, [0.0] * size
    column_of, row_of = [-1] * size, [-1] * size
    for row in range(size):
        path = _shortest_path(rows, row, row_prices, column_prices, row_of)
        row_prices[row] += path.length
        for j in path.columns[:-1]:
            row_prices[row_of[j]] += path.length - path.lengths[j]
        for j in path.columns:
            column_prices[j] -= path.length - path.lengths[j]
        j, i = path.columns[-1], -1
        while i != row:
            i = path.previous[j]
            row_of[j] = i
            column_of[i], j = j, column_of[i]
    return np.array(column_of, dtype=np.intp)


class _Path:
    """A shortest augmenting path.

    columns : the visited columns in their order; the last one is free
    length : the length of the path to the last one
    lengths, previous : for each column, the length of the path to it, and the row before it
    """

    def __init__(self, size: int) -> None:
        self.columns: list[int] = []
        self.length = 0.0
        self.lengths = [np.inf] * size
        self.previous = [-1] * size


def _shortest_path(
    costs: list[list[float]],
    row: int,
    row_prices: list[float],
    column_prices: list[float],
    row_of: list[int],
) -> _Path:
    """Find the shortest path from a row to a column without a row (Dijkstra's algorithm)."""
    path = _Path(len(costs))
    # Backwards, and with the last one moved into each gap, as scipy does: this decides ties.
    remaining = list(range(len(costs)))[::-1]
    i = row
    while i != -1:
        lowest, index = np.inf, -1
        for place, j in enumerate(remaining):
            length = path.length + costs[i][j] - row_prices[i] - column_prices[j]
            if length < path.lengths[j]:
                path.lengths[j], path.previous[j] = length, i
            length = path.lengths[j]
            if length < lowest or (length == lowest and row_of[j] == -1):
                lowest, index = length, place
        j = remaining[index]
        path.length = lowest
        path.columns.append(j)
        remaining[index] = remaining[-1]
        remaining.pop()
        i = row_of[j]
    return path
