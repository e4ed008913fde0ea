"""The data of a view beside the film, as bytes for the front end: one module a view.

They are a pack (`gmm_widget.wire.packing`) with the magic word GMMP; the header names the `view`. F
frames are mixtures of the trace, those of the header's `frames`; M optima are sorted, best first.
"""

from gmm_widget.wire.views import basins, components, density, em, kmeans, restarts
from gmm_widget.wire.views.common import ViewData

__all__ = ["VIEWS", "ViewData"]

VIEWS = {
    each.name: each
    for each in (em.VIEW, kmeans.VIEW, density.VIEW, basins.VIEW, restarts.VIEW, components.VIEW)
}
"""Every view, by its name."""
