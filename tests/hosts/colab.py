"""Google Colab, emulated: its kernel's versions, and a frame of another origin for every output."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from emulation import Emulation, made
from far import Far
from playwright.sync_api import Locator
from stage import Notebook, Part

STUB = Path(__file__).parent / "emulated" / "kernel"


class Colab(Emulation):
    """A kernel that is near."""

    own: ClassVar[tuple[Part, ...]] = ("transport", "page", "theme", "kernel")
    place: ClassVar[str] = "colab.html"
    kernel: ClassVar[str] = "colab"

    def python(self) -> str:
        folder = made() / "colab"
        programs = [*folder.glob("bin/python"), *folder.glob("Scripts/python.exe")]
        assert len(programs) == 1, programs
        return str(programs[0])

    def environment(self) -> Mapping[str, str]:
        return {"PYTHONPATH": str(STUB)}

    def open(self, notebook: Notebook) -> None:
        """Open it where Google's own package has been imported, as it always is there."""
        code = f"import google.colab.output\n{notebook.code}"
        super().open(Notebook(code, notebook.shown, notebook.ready))

    def found(self, selector: str, number: int) -> Locator:
        return self.page.frame_locator("iframe.output").nth(number).locator(selector).first


class FarColab(Colab):
    """A kernel that is far away: 100 ms there and back."""

    own: ClassVar[tuple[Part, ...]] = ("transport",)
    latency: ClassVar[float] = 0.1

    @cached_property
    def far(self) -> Far:
        """What lies between the page and the server."""
        return Far(self.server.port, self.latency / 2)

    @cached_property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.far.port}"

    def close(self) -> None:
        super().close()
        self.far.close()
