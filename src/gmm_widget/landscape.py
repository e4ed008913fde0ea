"""The landscape of the likelihood, seen from many starts.

EM climbs to the optimum that its start leads to. These three functions look at all of them:
`restarts` from many random starts, `basins` from every place where one mean could be dropped, and
`select` with other numbers of components and types of covariance.
"""

from gmm_widget.basins import Basins, basins
from gmm_widget.restarts import Restarts, restarts
from gmm_widget.selection import Best, Row, Selection, select

__all__ = ["Basins", "Best", "Restarts", "Row", "Selection", "basins", "restarts", "select"]
