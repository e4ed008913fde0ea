"""An assignment, and what students make of it: right, wrong, broken, tampered with, from Colab."""

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from gmm_widget.em.points import as_points
from gmm_widget.homework import check, check_e_step, record, solvable
from gmm_widget.homework.challenges.registry import find
from gmm_widget.homework.grading import Assignment, Question
from gmm_widget.homework.grading.notebook import WIDGET_STATE

JSON = dict[str, Any]

RIGHT = '''def e_step(X, weights, means, covariances):
    """Responsibilities (n, K)."""
    from gmm_widget import Mixture, em
    return em.e_step(X, Mixture(weights, means, covariances))'''
NOT_NORMALISED = RIGHT.replace("return em", "return 2 * em")

HW1 = Assignment(
    "hw1",
    (Question("trap", 4), Question("collapse", 2), Question("e_step", 3, solution=RIGHT)),
    "Mixtures by hand",
)
FULL = {"trap": 4.0, "collapse": 2.0, "e_step": 3.0}


@cache
def right_code(challenge: str, student: str) -> str:
    """The code of a start that passes."""
    found = solvable(challenge, student)
    assert found.example is not None, found.message
    return record(challenge, found.example, student)


@cache
def wrong_code(challenge: str, student: str) -> str:
    """The code of a start that is not right, worth a part of the points where there is one."""
    asked = find(challenge)
    data = as_points(asked.source(student))
    random = np.random.default_rng(0)
    wrong = ""
    for _ in range(30):
        start = data[random.choice(len(data), asked.n_components[0], replace=False)]
        code = record(challenge, start, student)
        result = check(challenge, code, student)
        if 0.001 < result.score < 1:
            return code
        wrong = wrong if result.passed else code
    assert wrong, "every start passes"
    return wrong


def points(challenge: str, code: str, student: str) -> float:
    """What an answer is worth in `HW1`."""
    return check(challenge, code, student).points(FULL[challenge])


def e_step_points(source: str) -> float:
    """What an E-step is worth in `HW1`."""
    space: JSON = {}
    exec(source, space)
    return check_e_step(space["e_step"]).points(FULL["e_step"])


def answered(release: JSON, student: str, trap: str, collapse: str, e_step: str = RIGHT) -> JSON:
    """The notebook as a student hands it in: the codes between the quotation marks, where the
    widget writes them, and the function in place of what is there for it."""
    notebook = copy.deepcopy(release)
    for name, text in {
        "STUDENT": student,
        "answer_trap": trap,
        "answer_collapse": collapse,
    }.items():
        fill(notebook, f'{name} = ""', f'{name} = "{text}"')
    change(notebook, lambda old: "def e_step" in old, lambda old: e_step)
    return notebook


def fill(notebook: JSON, empty: str, full: str) -> None:
    """Write into the one code cell that has the empty place."""
    change(notebook, lambda old: empty in old, lambda old: old.replace(empty, full))


def change(notebook: JSON, which: Callable[[str], bool], how: Callable[[str], str]) -> None:
    """Rewrite the one code cell that fits."""
    fitting = [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and which("".join(cell["source"]))
    ]
    assert len(fitting) == 1, fitting
    fitting[0]["source"] = how("".join(fitting[0]["source"]))


def from_colab(notebook: JSON) -> JSON:
    """As Colab saves it: widget states without the outer `state`, marks of its own."""
    made = copy.deepcopy(notebook)
    model = {
        "model_module": "@jupyter-widgets/base",
        "model_module_version": "1.2.0",
        "model_name": "LayoutModel",
        "state": {"_model_name": "LayoutModel"},
    }
    made["metadata"]["widgets"] = {WIDGET_STATE: {"5f0c6d3e": model}}
    made["metadata"]["colab"] = {"provenance": []}
    for number, cell in enumerate(made["cells"]):
        cell["metadata"]["id"] = f"colab{number}"
    return made


def save(notebook: JSON, path: Any) -> None:
    """Write a notebook, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
