"""Calls of a student's function, with a time limit, without output, with every error caught."""

from gmm_widget.homework.calls.calling import (
    Call,
    a_kind_of,
    as_numbers,
    call,
    changed_in_place,
    largest_gap,
    name_of,
    not_finite,
    quiet,
    require_time_limit,
)
from gmm_widget.homework.calls.time_limit import TimeUp, deadline

__all__ = [
    "Call",
    "TimeUp",
    "a_kind_of",
    "as_numbers",
    "call",
    "changed_in_place",
    "deadline",
    "largest_gap",
    "name_of",
    "not_finite",
    "quiet",
    "require_time_limit",
]
