"""Homework: check the EM that students write, and challenges that they solve by dragging means.

Checkers: `check_e_step`, `check_m_step` and `check_log_likelihood` explain what is wrong with a
function. Challenges: a `Challenge` asks for a start with some outcome; `record` encodes an answer,
`progress` judges an attempt, and `check` judges an answer code. Both return a `Result`.
"""

from typing import TYPE_CHECKING

from gmm_widget.lazy import on_first_use

if TYPE_CHECKING:
    from gmm_widget.homework.challenges import (
        Answer,
        Attempt,
        Challenge,
        Exercise,
        Solvability,
        bic,
        challenge,
        check,
        collapse,
        decode_answer,
        encode_answer,
        kmeans_beats,
        kmeans_loses,
        names,
        opening,
        progress,
        published,
        record,
        rescue,
        rewrite,
        solvable,
        student_copy,
        student_points,
        student_rows,
        student_seed,
        trap,
    )
    from gmm_widget.homework.checks import (
        check_e_step,
        check_log_likelihood,
        check_m_step,
        check_tied_m_step,
    )
    from gmm_widget.homework.own_steps import (
        OwnSteps,
    )
    from gmm_widget.homework.result import (
        Result,
    )

__all__ = [
    "Answer",
    "Attempt",
    "Challenge",
    "Exercise",
    "OwnSteps",
    "Result",
    "Solvability",
    "bic",
    "challenge",
    "check",
    "check_e_step",
    "check_log_likelihood",
    "check_m_step",
    "check_tied_m_step",
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
    "rewrite",
    "solvable",
    "student_copy",
    "student_points",
    "student_rows",
    "student_seed",
    "trap",
]

__getattr__ = on_first_use(
    __name__,
    {
        "challenges": (
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
            "kmeans_beats",
            "kmeans_loses",
            "names",
            "opening",
            "progress",
            "published",
            "record",
            "rescue",
            "rewrite",
            "solvable",
            "student_copy",
            "student_points",
            "student_rows",
            "student_seed",
            "trap",
        ),
        "checks": (
            "check_e_step",
            "check_log_likelihood",
            "check_m_step",
            "check_tied_m_step",
        ),
        "own_steps": ("OwnSteps",),
        "result": ("Result",),
    },
)
