"""What Python and JavaScript agree on: films, pictures, and the names of the traits."""

import json
import re
from pathlib import Path

import anywidget
import colouring
import numpy as np
import pytest
from films import FIXTURES, expected, traces
from pictures import SMALL, pictures_by_name
from pictures import expected as expected_of_picture

from gmm_widget import ChallengeWidget, GMMWidget
from gmm_widget.session.checks import VIEWS
from gmm_widget.wire.film import read_film, write_film

PICTURES = pictures_by_name()
SOURCE = Path(__file__).parents[2] / "js" / "src"
MODEL, CHALLENGE = SOURCE / "kernel" / "model.js", SOURCE / "challenge" / "panel.js"


@pytest.mark.parametrize("name", traces())
def test_the_fixtures_are_what_python_writes_today(name):
    """Run `python tests/contract/films.py` when the format changes, then teach kernel/film.js."""
    trace, short = traces()[name]
    kept_header, kept = read_film((FIXTURES / f"{name}.film").read_bytes())
    header, sections = read_film(write_film(trace, short=short))
    assert_alike(header, kept_header)
    assert sections.keys() == kept.keys()
    for section, values in sections.items():
        # The last bits may differ between machines; one step of 16 bits may, too.
        tolerance = 1 if values.dtype == np.uint16 else 1e-9
        np.testing.assert_allclose(
            values.astype(float), kept[section].astype(float), rtol=1e-9, atol=tolerance
        )


@pytest.mark.parametrize("name", traces())
def test_the_expected_numbers_are_those_of_the_film(name):
    film = (FIXTURES / f"{name}.film").read_bytes()
    assert json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8")) == expected(film)


@pytest.mark.parametrize("name", PICTURES)
def test_the_kept_pictures_are_what_python_writes_today(name):
    """Run `python tests/contract/pictures.py` when a picture changes, then teach js/src/views."""
    kept = expected_of_picture((FIXTURES / f"{name}.picture").read_bytes())
    heavy = kept["header"]["view"] in ("basins", "restarts", "components")
    assert_alike(expected_of_picture(PICTURES[name]), kept, CHOSEN if heavy else frozenset())


CHOSEN = {"seeds", "n_iter", "means", "covariances"}
"""What the landscape's views tell of one fit among several that are equally good: rounding, which
differs between versions of numpy, says which."""


def assert_alike(found, kept, chosen=frozenset()):
    """The same, but for the last bits of a number, which may differ between machines; of what is
    `chosen`, as much and as deep."""
    if isinstance(kept, dict):
        assert found.keys() == kept.keys()
        for key, value in kept.items():
            if key in chosen:
                assert np.shape(found[key]) == np.shape(value)
            else:
                assert_alike(found[key], value, chosen)
    elif isinstance(kept, list):
        assert len(found) == len(kept)
        for one, other in zip(found, kept, strict=True):
            assert_alike(one, other, chosen)
    elif isinstance(kept, float):
        assert found == pytest.approx(kept, rel=1e-6, abs=1e-9)
    else:
        assert found == kept


@pytest.mark.parametrize("name", PICTURES)
def test_the_expected_numbers_are_those_of_the_picture(name):
    picture = (FIXTURES / f"{name}.picture").read_bytes()
    text = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(text) == expected_of_picture(picture)


def test_the_kept_colouring_is_what_python_writes_today():
    """Run `python tests/contract/colouring.py` when it changes, then teach kernel/labels.js."""
    packed = (FIXTURES / f"{colouring.NAME}.likeliest").read_bytes()
    kept = json.loads((FIXTURES / f"{colouring.NAME}.json").read_text(encoding="utf-8"))
    assert colouring.expected(packed) == kept
    today = colouring.expected(colouring.write_likeliest())
    assert {**today, "certainties": 0} == {**kept, "certainties": 0}
    # One step of 8 bits may differ between machines.
    np.testing.assert_allclose(today["certainties"], kept["certainties"], rtol=0, atol=1)
    assert len(set(kept["labels"])) == 3


def test_there_is_a_picture_of_every_view_but_em():
    assert {options["view"] for options in SMALL.values()} == set(VIEWS) - {"em"}


def test_every_fixture_is_made_by_a_script():
    assert {path.stem for path in FIXTURES.iterdir()} == {*traces(), *PICTURES, colouring.NAME}


def test_the_fixtures_show_every_kind_of_end():
    ends = {trace.status for trace, _ in traces().values()}
    assert ends == {"converged", "max_iter", "collapsed", "degenerate", "faulty"}


def test_the_synced_traits_are_the_keys_of_the_jsdoc_state():
    of_every_widget = set(anywidget.AnyWidget().keys)
    shared = set(ChallengeWidget("published").keys) - of_every_widget - {"_esm", "_css"}
    assert shared - set(GMMWidget([[0, 0], [1, 1], [2, 0]], 1).keys) == {"_challenge"}
    typedef = re.search(r"@typedef \{[^}]*\} State\n(.*?)\*/", MODEL.read_text(), re.DOTALL)
    assert typedef, "js/src/kernel/model.js has no typedef State"
    keys = set(re.findall(r"@property \{.*?\}+ \[?(\w+)", typedef[1]))
    assert keys == shared


def test_the_keys_of_what_a_challenge_tells_are_those_of_the_jsdoc():
    text = CHALLENGE.read_text(encoding="utf-8")
    typedef = re.search(r"@typedef \{object\} Challenge .*?\*/", text, re.DOTALL)
    assert typedef, "js/src/challenge/panel.js has no typedef Challenge"
    keys = set(re.findall(r"@property \{.*?\}+ (\w+)", typedef[0]))
    assert keys == set(ChallengeWidget("published")._challenge)
