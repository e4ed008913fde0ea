"""The licences of other people's packages travel with what holds them."""

import json
import re
from pathlib import Path

import pytest

from gmm_widget import GMMWidget, datasets, words
from gmm_widget.wire import bundle

ROOT = Path(__file__).parents[2]
NOTICES = (ROOT / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8").split("\n\n\n")
NAMED = re.compile(r"(?P<name>\S+) (?P<version>\S+) \((?P<licence>[\w.-]+)\)\n")
LOCKED = json.loads((ROOT / "js/package-lock.json").read_text(encoding="utf-8"))["packages"]


def said(notice: str) -> re.Match[str]:
    """The name, the version and the licence in the first line of a notice."""
    found = NAMED.match(notice)
    assert found
    return found


def test_every_package_that_the_front_end_asks_for_is_named():
    named = {said(notice)["name"] for notice in NOTICES}
    assert set(LOCKED[""]["dependencies"]) <= named


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.split()[0])
class TestANotice:
    """What is said of one package."""

    def test_is_of_the_version_that_is_locked(self, notice):
        found = said(notice)
        locked = LOCKED[f"node_modules/{found['name']}"]
        assert (found["version"], found["licence"]) == (locked["version"], locked["license"])

    def test_is_whole(self, notice):
        assert "Copyright" in notice
        assert "permission notice" in notice
        assert "DISCLAIMS ALL WARRANTIES" in notice

    @pytest.mark.parametrize("script", ["widget.js", "page.js"])
    def test_travels_with_the_bundle(self, notice, script):
        assert f"/*! {notice.strip()}\n*/" in bundle.text(script)

    @pytest.mark.parametrize("language", words.LANGUAGES)
    def test_travels_with_every_widget(self, notice, language):
        w = GMMWidget(datasets.few(), 2, language=language)
        assert notice.strip() in str(w._esm)

    @pytest.mark.parametrize("language", words.LANGUAGES)
    def test_travels_with_every_saved_page(self, notice, language, tmp_path):
        w = GMMWidget(datasets.few(), 2, language=language)
        page = w.export_html(tmp_path / "page.html").read_text(encoding="utf-8")
        assert notice.strip() in page


def test_the_package_names_all_their_licences():
    (named,) = re.findall(
        r'^license = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    licences = {said(notice)["licence"] for notice in NOTICES}
    assert set(named.split(" AND ")) == {"BSD-3-Clause"} | licences
