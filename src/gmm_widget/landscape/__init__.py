"""The landscape of the likelihood, explored from many starts.

EM climbs to the optimum of the basin that it starts in. These three functions explore all optima:
`restarts` from many random starts, `basins` from every place where one mean could be dropped, and
`select` with other numbers of components and types of covariance.
"""

from typing import TYPE_CHECKING

from gmm_widget.lazy import on_first_use

if TYPE_CHECKING:
    from gmm_widget.landscape import captions
    from gmm_widget.landscape.basin_map import Basins, basins, basins_steps
    from gmm_widget.landscape.optima import nearest
    from gmm_widget.landscape.random_starts import Restarts, restarts, restarts_steps
    from gmm_widget.landscape.selection import (
        Best,
        Row,
        Selection,
        select,
        select_steps,
        warned,
    )

__all__ = [
    "Basins",
    "Best",
    "Restarts",
    "Row",
    "Selection",
    "basins",
    "basins_steps",
    "captions",
    "nearest",
    "restarts",
    "restarts_steps",
    "select",
    "select_steps",
    "warned",
]

__getattr__ = on_first_use(
    __name__,
    {
        "basin_map": ("Basins", "basins", "basins_steps"),
        "captions": (),
        "optima": ("nearest",),
        "random_starts": ("Restarts", "restarts", "restarts_steps"),
        "selection": ("Best", "Row", "Selection", "select", "select_steps", "warned"),
    },
)
