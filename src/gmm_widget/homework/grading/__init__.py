"""Handing out and grading homework: notebooks for nbgrader and otter, and a grader for neither.

`to_nbgrader`, `to_otter` and `to_plain` convert an `Assignment` to notebooks. `grade` scans
submissions, computes every answer again and gives reasons; it runs students' code only on request.
`lint_notebook` and `clean_notebook` find and fix problems that would disturb grading.
"""

from gmm_widget.homework.grading.assignment import Assignment, Question, assignment_of
from gmm_widget.homework.grading.clean import Cleaned, clean_notebook, clean_text
from gmm_widget.homework.grading.commands import COMMANDS, add_commands, run_command
from gmm_widget.homework.grading.emit import (
    to_colab,
    to_nbgrader,
    to_otter,
    to_plain,
    write_notebook,
)
from gmm_widget.homework.grading.grades import Grade
from gmm_widget.homework.grading.handout import FORMS, hand_out, load_assignment
from gmm_widget.homework.grading.limits import Limits
from gmm_widget.homework.grading.lint import Finding, Linted, lint_notebook
from gmm_widget.homework.grading.notebook import UnreadableError, read_notebook
from gmm_widget.homework.grading.report import (
    markdown,
    page,
    table,
    write_csv,
    write_feedback,
    write_totals,
)
from gmm_widget.homework.grading.roster import read_students
from gmm_widget.homework.grading.run import StoppedError, grade
from gmm_widget.homework.grading.scan import Found, find_codes
from gmm_widget.homework.grading.student import student_here
from gmm_widget.homework.grading.submissions import Submission, find_submissions

__all__ = [
    "COMMANDS",
    "FORMS",
    "Assignment",
    "Cleaned",
    "Finding",
    "Found",
    "Grade",
    "Limits",
    "Linted",
    "Question",
    "StoppedError",
    "Submission",
    "UnreadableError",
    "add_commands",
    "assignment_of",
    "clean_notebook",
    "clean_text",
    "find_codes",
    "find_submissions",
    "grade",
    "hand_out",
    "lint_notebook",
    "load_assignment",
    "markdown",
    "page",
    "read_notebook",
    "read_students",
    "run_command",
    "student_here",
    "table",
    "to_colab",
    "to_nbgrader",
    "to_otter",
    "to_plain",
    "write_csv",
    "write_feedback",
    "write_notebook",
    "write_totals",
]
