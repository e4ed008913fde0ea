"""Challenges that students solve by dragging: tasks, data, verdicts and answer codes."""

from gmm_widget.homework.challenges.attempt import Attempt
from gmm_widget.homework.challenges.codes import LONGEST, Answer, decode_answer, encode_answer
from gmm_widget.homework.challenges.comparisons import bic, kmeans_beats, kmeans_loses
from gmm_widget.homework.challenges.exercise import Exercise
from gmm_widget.homework.challenges.fits import collapse, published, trap
from gmm_widget.homework.challenges.notebook_cell import rewrite
from gmm_widget.homework.challenges.registry import (
    Challenge,
    challenge,
    find,
    names,
    reserve_names,
    slug,
    usual_variable,
)
from gmm_widget.homework.challenges.rescuing import rescue
from gmm_widget.homework.challenges.solving import Solvability, solvable
from gmm_widget.homework.challenges.student_data import (
    student_copy,
    student_points,
    student_rows,
    student_seed,
)
from gmm_widget.homework.challenges.verdicts import check, opening, progress, record

reserve_names()

__all__ = [
    "LONGEST",
    "Answer",
    "Attempt",
    "Challenge",
    "Exercise",
    "Solvability",
    "bic",
    "challenge",
    "check",
    "collapse",
    "decode_answer",
    "encode_answer",
    "find",
    "kmeans_beats",
    "kmeans_loses",
    "names",
    "opening",
    "progress",
    "published",
    "record",
    "rescue",
    "rewrite",
    "slug",
    "solvable",
    "student_copy",
    "student_points",
    "student_rows",
    "student_seed",
    "trap",
    "usual_variable",
]
