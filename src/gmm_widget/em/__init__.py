"""Gaussian mixtures and their fit by EM; the E-step and the M-step are in `steps`."""

from typing import TYPE_CHECKING

from gmm_widget.em import starts
from gmm_widget.em.checks import LARGEST, check_count, is_number, is_whole
from gmm_widget.em.data import Data, spread
from gmm_widget.em.fitting import EMPTY, collapsed, fit, fit_steps, run_steps
from gmm_widget.em.information_criteria import (
    COVARIANCE_TYPES,
    CRITERIA,
    CovarianceType,
    Criterion,
    SampleSize,
    aic,
    bic,
    icl,
    n_parameters,
)
from gmm_widget.em.mixture import Mixture, Mixtures, log_sum_exp
from gmm_widget.em.options import FitOptions
from gmm_widget.em.points import (
    as_labels,
    as_means,
    as_points,
    as_rows,
    as_sample_weight,
    check_rows,
    column_names,
    column_range,
    rows_that_count,
)
from gmm_widget.em.randomness import as_generator, repeats
from gmm_widget.em.steps import (
    e_step,
    log_likelihood,
    m_step,
    restrict,
)
from gmm_widget.em.trace import (
    SOUND,
    Fault,
    State,
    Status,
    Trace,
    e_steps,
    phase,
    responsibilities,
)
from gmm_widget.lazy import on_first_use

if TYPE_CHECKING:
    from gmm_widget.em.agreement import adjusted_rand_index, differing, matched
    from gmm_widget.em.assignment import assign
    from gmm_widget.em.bound import (
        PARAMETERS,
        LowerBound,
        Parameter,
        lower_bound,
        with_parameter,
    )
    from gmm_widget.em.cells import Cells, reduce_points
    from gmm_widget.em.density import (
        NEGLIGIBLE,
        SHARES,
        Cut,
        cut,
        density_grids,
        entropy_grids,
        least_likely,
        levels,
        marginal,
        overlaps,
    )
    from gmm_widget.em.lloyd import KMeansTrace, kmeans, kmeans_steps
    from gmm_widget.em.many import Fits, FlatPointsError, fit_groups_steps, fit_many, fit_many_steps

__all__ = [
    "COVARIANCE_TYPES",
    "CRITERIA",
    "EMPTY",
    "LARGEST",
    "NEGLIGIBLE",
    "PARAMETERS",
    "SHARES",
    "SOUND",
    "Cells",
    "CovarianceType",
    "Criterion",
    "Cut",
    "Data",
    "Fault",
    "FitOptions",
    "Fits",
    "FlatPointsError",
    "KMeansTrace",
    "LowerBound",
    "Mixture",
    "Mixtures",
    "Parameter",
    "SampleSize",
    "State",
    "Status",
    "Trace",
    "adjusted_rand_index",
    "aic",
    "as_generator",
    "as_labels",
    "as_means",
    "as_points",
    "as_rows",
    "as_sample_weight",
    "assign",
    "bic",
    "check_count",
    "check_rows",
    "collapsed",
    "column_names",
    "column_range",
    "cut",
    "density_grids",
    "differing",
    "e_step",
    "e_steps",
    "entropy_grids",
    "fit",
    "fit_groups_steps",
    "fit_many",
    "fit_many_steps",
    "fit_steps",
    "icl",
    "is_number",
    "is_whole",
    "kmeans",
    "kmeans_steps",
    "least_likely",
    "levels",
    "log_likelihood",
    "log_sum_exp",
    "lower_bound",
    "m_step",
    "marginal",
    "matched",
    "n_parameters",
    "overlaps",
    "phase",
    "reduce_points",
    "repeats",
    "responsibilities",
    "restrict",
    "rows_that_count",
    "run_steps",
    "spread",
    "starts",
    "with_parameter",
]

__getattr__ = on_first_use(
    __name__,
    {
        "agreement": ("adjusted_rand_index", "differing", "matched"),
        "assignment": ("assign",),
        "bound": ("PARAMETERS", "LowerBound", "Parameter", "lower_bound", "with_parameter"),
        "cells": ("Cells", "reduce_points"),
        "density": (
            *("NEGLIGIBLE", "SHARES", "Cut", "cut", "density_grids", "entropy_grids"),
            *("least_likely", "levels", "marginal", "overlaps"),
        ),
        "lloyd": ("KMeansTrace", "kmeans", "kmeans_steps"),
        "many": ("Fits", "FlatPointsError", "fit_groups_steps", "fit_many", "fit_many_steps"),
    },
)
