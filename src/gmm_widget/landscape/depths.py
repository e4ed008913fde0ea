"""How deep each cell lies inside a region of a grid.

scipy computes it where it is installed. Python in a browser has no scipy unless it is downloaded
(14 MB), so the same distances are computed here for the small grids of the map of basins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def depths(region: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Compute the distance of each cell to the nearest cell outside the region.

    Parameters
    ----------
    region : (m, n) array of bool
        At least one cell is outside.

    Returns
    -------
    (m, n) array
        Euclidean distances between the centres of cells, in cells; 0 outside.
    """
    try:
        from scipy.ndimage import distance_transform_edt
    except ImportError:
        return exact_distances(region)
    found: NDArray[np.float64] = distance_transform_edt(region)
    return found


def exact_distances(region: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Compute `depths` without scipy, in O(m n (m + n)).

    Notes
    -----
    The squared distance is separable: the least over columns of the squared distance along the
    column and that between the columns. Felzenszwalb and Huttenlocher (2012), "Distance transforms
    of sampled functions", Theory Comput. 8, 415-428, eq. 7.
    """
    down, across = (
        np.subtract.outer(np.arange(size), np.arange(size)) ** 2 for size in region.shape
    )
    far = float(sum(size**2 for size in region.shape))
    outside = np.where(region, far, 0.0)
    within_columns = np.stack([(down + column).min(axis=1) for column in outside.T])
    squared = [(across + row).min(axis=1) for row in within_columns.T]
    found: NDArray[np.float64] = np.sqrt(np.minimum(np.stack(squared), far))
    return found
