"""Still pictures (SVG, PDF), drawn by Python as the front end draws them."""

from gmm_widget.drawing.contact_sheet import sheet
from gmm_widget.drawing.scale import Range, geometry, reach, widened, with_room
from gmm_widget.drawing.still_picture import Picture, still

__all__ = [
    "Picture",
    "Range",
    "geometry",
    "reach",
    "sheet",
    "still",
    "widened",
    "with_room",
]
