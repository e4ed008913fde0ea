"""Titles that name the differences between the settings of several fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from gmm_widget.session import Observations, Setting
from gmm_widget.words import say, translated

Value = TypeVar("Value")

SHAPES = {
    "full": say("any ellipse (full)"),
    "tied": say("one shape for all (tied)"),
    "diag": say("along the axes (diag)"),
    "spherical": say("circles (spherical)"),
}


def differences(settings: Sequence[Setting], language: str = "en") -> tuple[str, ...]:
    """Name what each setting does not share with all others; no two titles are the same."""
    numbers = [setting.n_components for setting in settings]
    of_data = _numbered([setting.data for setting in settings], same_data)
    of_start = _numbered([setting.start for setting in settings], lambda a, b: a == b)
    if max(of_start) == len(set(numbers)):
        of_start = [1] * len(settings)  # the numbers of components distinguish them
    facts = [
        [say("data {number}", number=number) for number in of_data],
        [say("1 component") if count == 1 else say("{n} components", n=count) for count in numbers],
        [SHAPES[setting.options.covariance_type] for setting in settings],
        [floor_words(setting.options.reg_covar) for setting in settings],
        [say("at most {most} iterations", most=setting.options.max_iter) for setting in settings],
        [
            say("the reference steps") if setting.own is None else say("own steps")
            for setting in settings
        ],
        [say("start {number}", number=number) for number in of_start],
    ]
    told = translated([fact for fact in facts if len(set(fact)) > 1], language)
    titles = [", ".join(parts) for parts in zip(*told, strict=True)] or [""] * len(settings)
    alike = {title for title in titles if not title or titles.count(title) > 1}
    for i, title in enumerate(titles):
        if title in alike:
            numbered = translated(say("fit {number}", number=i + 1), language)
            titles[i] = f"{title}, {numbered}" if title else numbered
    return tuple(capitalised(title) for title in titles)


def floor_words(reg_covar: float) -> str:
    """The widget's name for a `reg_covar`."""
    if not reg_covar:
        return say("no variance floor")
    return say("variance floor {floor} (reg_covar)", floor=f"{reg_covar:g}")


def heading(words: str, language: str) -> str:
    """Translate a text, and capitalise its first letter."""
    return capitalised(translated(words, language))


def capitalised(words: str) -> str:
    """Capitalise the first letter of a text, and leave the others as they are."""
    return words[0].upper() + words[1:]


def same_data(one: Observations, other: Observations) -> bool:
    """Whether two data sets have the same points and weights."""
    for name in ("points", "sample_weight", "within"):
        a, b = getattr(one, name), getattr(other, name)
        if a is not b and (a is None or b is None or not np.array_equal(a, b)):
            return False
    return True


def _numbered(values: Sequence[Value], same: Callable[[Value, Value], bool]) -> list[int]:
    """Number the distinct values from 1."""
    distinct: list[Value] = []
    numbers = []
    for value in values:
        known = (n for n, other in enumerate(distinct) if same(other, value))
        number = next(known, len(distinct))
        if number == len(distinct):
            distinct.append(value)
        numbers.append(number + 1)
    return numbers
