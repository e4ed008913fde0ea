"""What must not change while the house is moved: about 200 cases, each a name and what it yields.

Only what users and front ends can reach is asked for (the package's public names, the traits, the
one request trait, the command line), so no case depends on where a module lies.
"""

# mypy: disable-error-code="misc"
from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import gmm_widget
from gmm_widget import ChallengeWidget, GMMWidget, datasets, fit, homework, landscape
from gmm_widget.cli import main
from gmm_widget.em import starts
from gmm_widget.homework import grading

Case = tuple[str, Callable[[], object]]

DATA = {name: getattr(datasets, name) for name in datasets.__all__ if name.islower()}
TYPES = ("full", "tied", "diag", "spherical")
VIEWS = ("em", "k-means", "density", "basins", "restarts", "components")
LANGUAGES = ("en", "de")
NOT_OURS = frozenset(
    {"_esm", "_css", "_anywidget_id", "layout", "comm", "keys", "tabbable", "tooltip"}
)
"""Traits that hold the bundle or belong to ipywidgets and anywidget (whose id names the module of
the class): they are no statement about a fit."""


def state(widget: Any) -> dict[str, Any]:
    """Every synced trait of a widget's own."""
    names = sorted(set(widget.trait_names(sync=True)) - NOT_OURS)
    return {name: getattr(widget, name) for name in names if not name.startswith(("_view", "_mod"))}


def whole(trace: Any) -> list[object]:
    """A fit, as numbers and words."""
    end = trace.final
    ends = [end.weights, end.means, end.covariances]
    return [*ends, trace.log_likelihoods, trace.gains, trace.status, trace.n_iter]


def films() -> Iterator[Case]:
    for name, load in DATA.items():
        for covariance_type in TYPES:
            options: dict[str, Any] = {"covariance_type": covariance_type}

            def shown(load: Any = load, options: Any = options) -> object:
                widget = GMMWidget(load(), 3, **options)
                return [state(widget), widget.components, whole(widget.trace), widget.undecided]

            yield f"film/{name}/{covariance_type}", shown


def options() -> Iterator[Case]:
    points = np.asarray(datasets.old_faithful())
    weights = np.linspace(0.5, 2, len(points))
    wide = np.column_stack([points, points[:, 0] ** 2])
    several: dict[str, dict[str, Any]] = {
        "reg_covar": {"reg_covar": 0.5},
        "max_iter": {"max_iter": 3},
        "weights": {"sample_weight": weights},
        "seeds": {"seeds": [[2, 55], [4, 80]]},
        "cursor": {"cursor": 5},
        "ten": {"n_components": 10},
        "one": {"n_components": 1},
        "labels": {"labels": (points[:, 0] > 3).astype(int)},
    }
    for name, chosen in several.items():

        def chosen_so(chosen: Any = chosen) -> object:
            return state(GMMWidget(points, **chosen))

        yield f"option/{name}", chosen_so
    yield "option/three columns", lambda: state(GMMWidget(wide, 2, axes=(0, 2)))
    for name in ("collapse", "few", "outlier"):
        load = getattr(datasets, name, None)
        if load is not None:
            yield f"option/many for {name}", lambda load=load: state(GMMWidget(load(), 5))

    def cells() -> object:
        many = np.random.default_rng(0).normal(size=(20_000, 2))
        return state(GMMWidget(gmm_widget.em.cells.reduce_points(many), 2))

    def own_steps() -> object:
        def e_step(X: Any, weights: Any, means: Any, covariances: Any) -> Any:  # noqa: N803
            near = np.exp(-((X[:, None] - means) ** 2).sum(axis=2) / 100)
            return near / near.sum(axis=1, keepdims=True)

        widget = GMMWidget(points, 2, e_step=e_step)
        return [state(widget), widget.fault]

    yield "option/cells", cells
    yield "option/own steps", own_steps


def views() -> Iterator[Case]:
    for name in ("old_faithful", "few", "mouse"):
        for view in VIEWS:

            def shown(name: str = name, view: Any = view) -> object:
                widget = GMMWidget(DATA[name](), 3, view=view)
                seen = [widget._picture, widget._likeliest, widget.message]
                widget.cursor = widget.trace.last_cursor
                return [*seen, widget._picture, widget.message]

            yield f"view/{name}/{view}", shown


def sentences() -> Iterator[Case]:
    for language in LANGUAGES:
        for name in DATA:

            def told(name: str = name, language: str = language) -> object:
                widget = GMMWidget(DATA[name](), 3, language=language)
                messages = []
                for cursor in range(0, widget.trace.last_cursor + 1, 3):
                    widget.cursor = cursor
                    messages.append(widget.message)
                return messages

            yield f"sentence/{language}/{name}", told


REQUESTS: dict[str, list[dict[str, Any]]] = {
    "drag": [
        {"seeds": [[2, 60], [4, 80]], "held": True},
        {"seeds": [[2.5, 60], [4, 80]], "held": True},
        {"seeds": [[3, 65], [4, 80]]},
        {"cursor": 4},
    ],
    "options": [{"covariance_type": "diag"}, {"reg_covar": 0.3, "max_iter": 7}, {"cursor": 99}],
    "components": [{"n_components": 3}, {"n_components": 5}, {"n_components": 1}],
    "edits": [
        {"edits": [{"id": 1, "op": "add", "at": [3, 70]}]},
        {"edits": [{"id": 2, "op": "move", "row": 0, "to": [2, 50]}]},
        {"edits": [{"id": 3, "op": "delete", "rows": [1, 2, 3]}]},
        {"undo": 1},
        {"undo": 2},
        {"redo": 1},
    ],
    "views": [{"view": "density"}, {"view": "k-means"}, {"component": 1}, {"view": "em"}],
    "nonsense": [
        {"seeds": "no"},
        {"n_components": float("nan"), "cursor": None},
        {"view": "volcano", "axes": [0, 0]},
        {"edits": [None, 1, {"op": "?"}]},
        {"covariance_type": 3, "reg_covar": -1},
    ],
    "inspect": [{"inspect": 7}, {"inspect": None}],
    "stop": [{"stop": True}],
}


def requests() -> Iterator[Case]:
    for name, script in REQUESTS.items():
        for language in LANGUAGES:

            def asked(script: Any = script, language: str = language) -> object:
                widget = GMMWidget(datasets.old_faithful(), 2, language=language)
                answers = []
                for n, wish in enumerate(script):
                    widget.set_state({"_request": {"client": "guard", "n": n, **wish}})
                    answers.append(state(widget))
                return answers

            yield f"request/{language}/{name}", asked

    def linked() -> object:
        widget = GMMWidget(datasets.old_faithful(), 2)
        widget.set_state({"n_components": 3, "cursor": 4, "weights": [1, 2]})
        return state(widget)

    yield "request/linked", linked


def without_bundle(page: str) -> str:
    """A saved page less the front end's script and style, and what names their hashes."""
    for element in ('script type="module"', "style"):
        tag = element.split()[0]
        page = re.sub(rf"<{element}>.*?</{tag}>", "", page, flags=re.S)
    return re.sub(r'content="default-src[^"]*"', "", page)


def exports() -> Iterator[Case]:
    for language in LANGUAGES:
        for view in VIEWS:

            def page(view: Any = view, language: str = language) -> object:
                widget = GMMWidget(datasets.few(), 3, view=view, language=language, cursor=5)
                with tempfile.TemporaryDirectory() as folder:
                    path = widget.export_html(Path(folder) / "page.html")
                    return without_bundle(path.read_text(encoding="utf-8"))

            def still(view: Any = view, language: str = language) -> object:
                widget = GMMWidget(datasets.few(), 3, view=view, language=language, cursor=5)
                return [str(widget.export_svg(theme=theme)) for theme in ("light", "dark")]

            yield f"page/{language}/{view}", page
            yield f"still/{language}/{view}", still
    for name in ("old_faithful", "few", "outlier"):
        yield f"code/{name}", lambda name=name: GMMWidget(DATA[name](), 3).to_code()
        yield f"frame/{name}", lambda name=name: GMMWidget(DATA[name](), 3).to_frame().to_csv()

    def command() -> object:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            data, out = Path(folder) / "data.csv", Path(folder) / "page.html"
            rows = "\n".join(f"{x},{y}" for x, y in np.asarray(datasets.few()))
            data.write_text(f"a,b\n{rows}\n", encoding="utf-8")
            main(["export", str(data), str(out)])
            return without_bundle(out.read_text(encoding="utf-8"))

    yield "command/export", command


def numbers() -> Iterator[Case]:
    points = np.asarray(datasets.old_faithful())
    for name, load in DATA.items():
        data = np.asarray(load())
        for how in ("kmeans", "kmeans_plus_plus", "random_points"):
            make = getattr(starts, how, None)
            if make is not None:
                yield (
                    f"start/{how}/{name}",
                    lambda make=make, data=data: whole(fit(data, make(data, 2, random_state=1))),
                )
    yield "landscape/restarts", lambda: landscape.restarts(points, 3, 40).__dict__
    yield "landscape/select", lambda: landscape.select(points, n_components=range(1, 4)).__dict__
    yield (
        "landscape/basins",
        lambda: (
            landscape.basins(points, starts.kmeans_plus_plus(points, 2, random_state=0), 0).__dict__
        ),
    )


RIGHT = """
def e_step(X, weights, means, covariances):
    n, d = X.shape
    P = np.zeros((n, len(weights)))
    for k in range(len(weights)):
        diff = X - means[k]
        power = -0.5 * np.sum(diff @ np.linalg.inv(covariances[k]) * diff, axis=1)
        norm = np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))
        P[:, k] = weights[k] * np.exp(power) / norm
    return P / P.sum(axis=1, keepdims=True)

def m_step(X, R):
    N = R.sum(axis=0)
    means = R.T @ X / N[:, None]
    covariances = []
    for k in range(R.shape[1]):
        diff = X - means[k]
        covariances.append((R[:, k, None] * diff).T @ diff / N[k])
    return N / len(X), means, np.array(covariances)

def log_likelihood(X, weights, means, covariances):
    n, d = X.shape
    total = 0
    for k in range(len(weights)):
        diff = X - means[k]
        power = -0.5 * np.sum(diff @ np.linalg.inv(covariances[k]) * diff, axis=1)
        total = total + weights[k] * np.exp(power) / np.sqrt(
            (2 * np.pi) ** d * np.linalg.det(covariances[k]))
    return np.log(total).sum()
"""
SLIPS = (
    ("-0.5", "0.5"),
    ("weights[k] * ", ""),
    ("np.linalg.inv(covariances[k])", "covariances[k]"),
    ("** d", ""),
    ("np.sqrt(", "("),
    ("/ N[k]", "/ len(X)"),
    ("/ N[k]", "/ (N[k] - 1)"),
    ("/ N[:, None]", "/ len(X)"),
    ("axis=1, keepdims=True", "axis=0, keepdims=True"),
    ("N / len(X)", "N"),
    ("np.log(total).sum()", "np.log(total.sum())"),
    ("np.log(total).sum()", "np.log(total).mean()"),
)


def verdicts() -> Iterator[Case]:
    checkers = {name: getattr(homework, f"check_{name}") for name in ("e_step", "m_step")}
    checkers["log_likelihood"] = homework.check_log_likelihood
    for old, new in (("", ""), *SLIPS):

        def judged(old: str = old, new: str = new) -> object:
            told = []
            for name, checker in checkers.items():
                namespace: dict[str, Any] = {"np": np}
                exec(RIGHT.replace(old, new) if old else RIGHT, namespace)
                result = checker(namespace[name])
                told.append([name, result.passed, result.score, result.message])
            return told

        yield f"verdict/{old} -> {new}", judged
    for name in homework.names():
        for student in ("ada", "grace"):

            def stands(name: str = name, student: str = student) -> object:
                [*begin] = homework.opening(name, student)
                result = homework.progress(name, begin[0], student)
                code = homework.record(name, begin[0], student)
                checked = homework.check(name, code, student)
                return [begin, result.__dict__, code, checked.__dict__]

            if name != "published" or student == "ada":
                yield f"challenge/{name}/{student}", stands
    for language in LANGUAGES:
        yield (
            f"challenge widget/{language}",
            lambda language=language: state(ChallengeWidget("published", language=language)),
        )


def notebooks() -> Iterator[Case]:
    def handed_out() -> object:
        questions = [grading.Question("trap", 3)] if hasattr(grading, "Question") else []
        return repr(questions)

    yield "homework/questions", handed_out
    yield "package/names", lambda: sorted(gmm_widget.__all__)


EVERY = (films, options, views, sentences, requests, exports, numbers, verdicts, notebooks)


def cases() -> Iterator[Case]:
    """All cases, one kind after another."""
    for kind in EVERY:
        yield from kind()


def plain(value: object) -> object:
    """A value as JSON can hold it, every digit kept."""
    if isinstance(value, np.ndarray):
        return {"dtype": str(value.dtype), "shape": value.shape, "bytes": value.tobytes().hex()}
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (np.generic, float)):
        return repr(float(value)) if isinstance(value, (float, np.floating)) else repr(value.item())
    if isinstance(value, dict):
        return {
            str(key): plain(each) for key, each in sorted(value.items(), key=lambda i: str(i[0]))
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, int, bool)):
        return value
    held = getattr(value, "__dict__", None) or {
        name: getattr(value, name) for name in getattr(value, "__dataclass_fields__", ())
    }
    return {"of": type(value).__name__, **{str(k): plain(v) for k, v in held.items()}}


def text(value: object) -> str:
    """What is hashed."""
    return json.dumps(plain(value), sort_keys=True)
