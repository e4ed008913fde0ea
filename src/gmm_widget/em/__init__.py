"""Gaussian mixtures and their fit by EM; the E-step and the M-step are in `steps`."""

from typing import TYPE_CHECKING

from gmm_widget.em import starts
from gmm_widget.em.fitting import EMPTY, check_options, collapsed, fit, fit_steps
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
from gmm_widget.em.kernels import Unit
from gmm_widget.em.mixture import Mixture, Mixtures, log_sum_exp
from gmm_widget.em.points import (
    LARGEST,
    as_labels,
    as_means,
    as_points,
    as_sample_weight,
    as_within,
    check_rows,
    column_names,
    column_range,
    rows_that_count,
    weighed,
)
from gmm_widget.em.randomness import as_generator, repeats
from gmm_widget.em.steps import (
    e_step,
    is_number,
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
    spread,
)
from gmm_widget.lazy import on_first_use

if TYPE_CHECKING:
    from gmm_widget.em.agreement import adjusted_rand_index, differing, matched
    from gmm_widget.em.assignment import assign
    from gmm_widget.em.cells import Cells, reduce_points
    from gmm_widget.em.density import (
        NEGLIGIBLE,
        SHARES,
        density_grids,
        entropy_grids,
        levels,
        marginal,
    )
    from gmm_widget.em.lloyd import KMeansTrace, kmeans, kmeans_steps
    from gmm_widget.em.many import Fits, FlatPointsError, fit_groups_steps, fit_many, fit_many_steps

__all__ = [
    "COVARIANCE_TYPES",
    "CRITERIA",
    "EMPTY",
    "LARGEST",
    "NEGLIGIBLE",
    "SHARES",
    "SOUND",
    "Cells",
    "CovarianceType",
    "Criterion",
    "Fault",
    "Fits",
    "FlatPointsError",
    "KMeansTrace",
    "Mixture",
    "Mixtures",
    "SampleSize",
    "State",
    "Status",
    "Trace",
    "Unit",
    "adjusted_rand_index",
    "aic",
    "as_generator",
    "as_labels",
    "as_means",
    "as_points",
    "as_sample_weight",
    "as_within",
    "assign",
    "bic",
    "check_options",
    "check_rows",
    "collapsed",
    "column_names",
    "column_range",
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
    "kmeans",
    "kmeans_steps",
    "levels",
    "log_likelihood",
    "log_sum_exp",
    "m_step",
    "marginal",
    "matched",
    "n_parameters",
    "phase",
    "reduce_points",
    "repeats",
    "responsibilities",
    "restrict",
    "rows_that_count",
    "spread",
    "starts",
    "weighed",
]

__getattr__ = on_first_use(
    __name__,
    {
        "agreement": (
            "adjusted_rand_index",
            "differing",
            "matched",
        ),
        "assignment": ("assign",),
        "cells": (
            "Cells",
            "reduce_points",
        ),
        "density": (
            "NEGLIGIBLE",
            "SHARES",
            "density_grids",
            "entropy_grids",
            "levels",
            "marginal",
        ),
        "lloyd": (
            "KMeansTrace",
            "kmeans",
            "kmeans_steps",
        ),
        "many": (
            "Fits",
            "FlatPointsError",
            "fit_groups_steps",
            "fit_many",
            "fit_many_steps",
        ),
    },
)
