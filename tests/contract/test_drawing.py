"""Python draws as the front end does; js/test/drawing.test.js is the other half."""

import json
import re
from pathlib import Path

import pytest
from drawing import FILE, cases

from gmm_widget.drawing.colours import INK

TOKENS = Path(__file__).parents[2] / "js" / "src" / "css" / "tokens.css"
KEPT = json.loads(FILE.read_text(encoding="utf-8"))


def approximately(value):
    """The same, but for the last bits of a number."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-9, abs=1e-9)
    if isinstance(value, dict):
        return {key: approximately(each) for key, each in value.items()}
    return [approximately(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("subject", KEPT)
def test_the_kept_answers_are_what_python_gives_today(subject):
    """Run `python tests/contract/drawing.py` when they change, then teach js/src."""
    found = json.loads(json.dumps(cases()[subject]))
    assert found == approximately(KEPT[subject])


def test_the_file_has_every_subject():
    assert cases().keys() == KEPT.keys()


@pytest.mark.parametrize("scheme", INK)
def test_inks_are_the_tokens_of_the_style_sheet(scheme):
    rule = {"light": r"\.gmm \{", "dark": r'\.gmm\[data-scheme="dark"\] \{'}[scheme]
    body = re.findall(rule + r"(.*?)\n\}", TOKENS.read_text(encoding="utf-8"), re.DOTALL)[0]
    tokens = dict(re.findall(r"--([\w-]+): (#\w+);", body))
    assert {name: tokens[name] for name in INK[scheme]} == INK[scheme]
