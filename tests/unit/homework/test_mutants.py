"""A sample of the mutants of `python -m tests.mutants`, and the right functions they come from."""

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3]))

from tests.mutants import scoring
from tests.mutants.styles import STYLES

EVERY = [(kind, style) for kind, styles in STYLES.items() for style in styles]


@cache
def verdicts():
    return [scoring.judged(mutant) for mutant in scoring.sample(240)]


@pytest.mark.parametrize(("kind", "style"), EVERY)
def test_right_functions_pass_in_every_style(kind, style):
    function = scoring.function_of(kind, STYLES[kind][style])
    options = {} if kind == "m_step" else {"stable": False}
    result = scoring.CHECKS[kind](function, time_limit=20.0, **options)
    assert scoring.is_right(kind, function)
    if style == "other order":
        assert result.details["faults"] == ("order",)
        assert result.score == 0.8
    else:
        assert result, result.message


def test_there_are_ten_styles_of_each():
    assert all(len(styles) >= 10 for styles in STYLES.values())


@pytest.mark.slow
def test_no_wrong_mutant_passes_and_no_right_one_is_refused():
    bad = [v for v in verdicts() if v.verdict in ("false pass", "refused")]
    assert not bad, [(v.mutant.source, v.result.message) for v in bad]


@pytest.mark.slow
def test_of_silently_wrong_mutants_93_percent_are_named_or_explained():
    counts = Counter(v.verdict for v in verdicts())
    told = counts["named"] + counts["explained"]
    assert told + counts["silent"] > 150
    assert told >= 0.93 * (told + counts["silent"]), counts


@pytest.mark.slow
def test_every_message_says_something_and_a_wrong_function_is_never_full():
    for one in verdicts():
        assert len(one.result.message) >= 20
        assert one.result.passed == (one.result.score == 1)
