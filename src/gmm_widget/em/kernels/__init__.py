"""Fast arithmetic on arrays, behind EM.

Nothing here says what EM *is*: `em.steps` does, and the tests compare these kernels with it.

    coordinates       the unit: coordinates in which the data are centred and of size 1
    covariance_types  how an M-step restricts each type of covariance, and when it has collapsed
    features          a point, a component, and the sums of an M-step as vectors of one length
    plane             two dimensions in closed form
    products          the matrix product, with a BLAS or without
    data, engine      one pass over the points: E-step, log-likelihood and sums, block by block
    densities         log densities of points, by products or from differences
    single            the steps of one fit
    batched, rounds   the steps of many fits to the same points
"""

from typing import TYPE_CHECKING

from gmm_widget.em.kernels.batched import Batch
from gmm_widget.em.kernels.coordinates import Unit
from gmm_widget.em.kernels.covariance_types import CollapseLimits, Shape
from gmm_widget.em.kernels.data import Blocks
from gmm_widget.em.kernels.densities import Densities
from gmm_widget.em.kernels.engine import Engine, Seen
from gmm_widget.em.kernels.features import BLOCK, LOG_2PI, columns, pack, quadratics, unpack
from gmm_widget.em.kernels.rounds import in_rounds
from gmm_widget.em.kernels.single import OVERFLOWS, Climb, Stop, everything, one_fit

if TYPE_CHECKING:
    from gmm_widget.em.kernels.features import Array as Array

__all__ = [
    "BLOCK",
    "LOG_2PI",
    "OVERFLOWS",
    "Batch",
    "Blocks",
    "Climb",
    "CollapseLimits",
    "Densities",
    "Engine",
    "Seen",
    "Shape",
    "Stop",
    "Unit",
    "columns",
    "everything",
    "in_rounds",
    "one_fit",
    "pack",
    "quadratics",
    "unpack",
]
