"""Hold a Gaussian mixture: drag a mean and watch expectation-maximisation restart from there."""

from gmm_widget import datasets, starts
from gmm_widget.fitting import Trace, fit
from gmm_widget.mixture import Mixture
from gmm_widget.widget import GMMWidget

__version__ = "0.1.0"

__all__ = ["GMMWidget", "Mixture", "Trace", "datasets", "fit", "starts"]
