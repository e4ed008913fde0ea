"""Checkers for the EM that students write: they explain in a sentence what is wrong."""

from gmm_widget.homework.checks.checkers import check_e_step, check_log_likelihood, check_m_step
from gmm_widget.homework.checks.contract import M_PARTS, read_mixture, read_responsibilities
from gmm_widget.homework.checks.faults import ABSOLUTE, RELATIVE, TINY, with_and_without
from gmm_widget.homework.checks.tied import check_tied_m_step

__all__ = [
    "ABSOLUTE",
    "M_PARTS",
    "RELATIVE",
    "TINY",
    "check_e_step",
    "check_log_likelihood",
    "check_m_step",
    "check_tied_m_step",
    "read_mixture",
    "read_responsibilities",
    "with_and_without",
]
