"""The wire format: films, view data and labels, packed as bytes for the front end."""

from gmm_widget.wire import bundle
from gmm_widget.wire.arrays import Later, from_wire, to_wire
from gmm_widget.wire.film import TWO, film_steps, holds_all, write_film
from gmm_widget.wire.labels import first_steps, likeliest_steps
from gmm_widget.wire.views import VIEWS

__all__ = [
    "TWO",
    "VIEWS",
    "Later",
    "bundle",
    "film_steps",
    "first_steps",
    "from_wire",
    "holds_all",
    "likeliest_steps",
    "to_wire",
    "write_film",
]
