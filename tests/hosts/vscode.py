"""VS Code, emulated: its own bundle of widgets from npm, with a real kernel."""

from typing import ClassVar

from emulation import Emulation


class VSCode(Emulation):
    """One page shows all outputs, as VS Code's web view does."""

    own = ("transport", "page", "theme", "kernel")
    place: ClassVar[str] = "vscode.html"
