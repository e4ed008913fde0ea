"""Custom widget managers: off until a cell, or anywidget itself, enables them."""

from types import SimpleNamespace

MANAGER = "/static/built/manager.js"
_widgets = SimpleNamespace(_installed_url=None)


def enable_custom_widget_manager() -> None:
    """Have the outputs from now on name the manager that draws them."""
    _widgets._installed_url = MANAGER
