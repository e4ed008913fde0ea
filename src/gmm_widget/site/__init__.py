"""A class on a static file server: a folder of notebooks in which Python runs in the browser.

`build_site` makes the folder with JupyterLite. It holds everything that a notebook needs: Python,
numpy, this package, and the notebooks. `for_colab` makes the form of a notebook for Google Colab.
"""

from gmm_widget.site.builder import Site, build_site
from gmm_widget.site.colab import for_colab
from gmm_widget.site.commands import add_command, run_command
from gmm_widget.site.downloads import DownloadError

__all__ = [
    "DownloadError",
    "Site",
    "add_command",
    "build_site",
    "for_colab",
    "run_command",
]
