"""The wire format: films, view data and labels, packed as bytes for the front end."""

from gmm_widget.wire import bundle
from gmm_widget.wire.arrays import Later, from_wire, to_wire
from gmm_widget.wire.film import TWO, film_steps, holds_all, write_film
from gmm_widget.wire.labels import first_steps, likeliest_steps
from gmm_widget.wire.views import (
    QUICK,
    WORDS,
    needs_painting,
    picture_steps,
    quick_key,
    quick_steps,
)

__all__ = [
    "QUICK",
    "TWO",
    "WORDS",
    "Later",
    "bundle",
    "film_steps",
    "first_steps",
    "from_wire",
    "holds_all",
    "likeliest_steps",
    "needs_painting",
    "picture_steps",
    "quick_key",
    "quick_steps",
    "to_wire",
    "write_film",
]
