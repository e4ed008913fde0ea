"""Export to files and other libraries: a page that plays without Python, programs, tables."""

from typing import TYPE_CHECKING

from gmm_widget.lazy import on_first_use

if TYPE_CHECKING:
    from gmm_widget.export.interop import from_sklearn, to_frame, to_sklearn
    from gmm_widget.export.program import to_code
    from gmm_widget.export.saved_page import PAGES, PICTURES, destination, page, save

__all__ = [
    "PAGES",
    "PICTURES",
    "destination",
    "from_sklearn",
    "page",
    "save",
    "to_code",
    "to_frame",
    "to_sklearn",
]

__getattr__ = on_first_use(
    __name__,
    {
        "interop": (
            "from_sklearn",
            "to_frame",
            "to_sklearn",
        ),
        "program": ("to_code",),
        "saved_page": (
            "PAGES",
            "PICTURES",
            "destination",
            "page",
            "save",
        ),
    },
)
