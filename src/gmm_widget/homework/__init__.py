"""Homework: check the EM that students write, and challenge them to do it by hand.

Write it: `check_e_step`, `check_m_step` and `check_log_likelihood` say what is wrong with a
function. By hand: a `Challenge` asks for a start with some outcome; `record` makes an answer code
of it, `progress` says how it stands, `check` judges the code. Both give a `Result`.
"""

from gmm_widget.homework.attempt import Attempt
from gmm_widget.homework.builtin import (
    bic,
    collapse,
    kmeans_beats,
    kmeans_loses,
    published,
    rescue,
    trap,
)
from gmm_widget.homework.challenge import Challenge, challenge, names
from gmm_widget.homework.checks import check_e_step, check_log_likelihood, check_m_step
from gmm_widget.homework.codes import Answer, decode_answer, encode_answer
from gmm_widget.homework.data import student_points, student_rows, student_seed
from gmm_widget.homework.judging import check, progress, record
from gmm_widget.homework.result import Result
from gmm_widget.homework.solving import Solvability, opening, solvable

__all__ = [
    "Answer",
    "Attempt",
    "Challenge",
    "Result",
    "Solvability",
    "bic",
    "challenge",
    "check",
    "check_e_step",
    "check_log_likelihood",
    "check_m_step",
    "collapse",
    "decode_answer",
    "encode_answer",
    "kmeans_beats",
    "kmeans_loses",
    "names",
    "opening",
    "progress",
    "published",
    "record",
    "rescue",
    "solvable",
    "student_points",
    "student_rows",
    "student_seed",
    "trap",
]
