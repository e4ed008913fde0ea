"""A saved page, as text: what it holds, what its policy allows, and what is refused."""

import base64
import hashlib
import json
import re

import numpy as np
import pytest
from conftest import three_clusters
from IPython.core.formatters import DisplayFormatter

from gmm_widget import GMMWidget, datasets
from gmm_widget.wire.film import read_film
from gmm_widget.wire.packing import unpack

POINTS = three_clusters(n=90)[0]


def page_of(w, tmp_path, **options):
    path = w.export_html(tmp_path / "page.html", **options)
    return path.read_text(encoding="utf-8")


def saved(text):
    (found,) = re.findall(r'<script type="application/json" id="saved">(.*?)</script>', text)
    return json.loads(found)


def decoded(value):
    return base64.b64decode(value["base64"])


def test_its_policy_allows_its_own_script_and_style_and_nothing_else(tmp_path):
    text = page_of(GMMWidget(POINTS), tmp_path)
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', text)
    (script,) = re.findall(r'<script type="module">(.*?)</script>', text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)

    def hashed(content):
        digest = hashlib.sha256(content.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {hashed(script)}",
        f"style-src {hashed(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "\r" not in text
    assert "<!--" not in script


def test_it_asks_nobody_for_anything(tmp_path):
    text = page_of(GMMWidget(POINTS), tmp_path)
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert {one for one in addresses if not one.startswith("http://www.w3.org/")} == set()
    markup = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", text, flags=re.DOTALL)
    assert "<noscript>" in markup
    assert not re.search(r"\b(src|href)=|@import|url\((?!['\"]?data:)", markup)
    assert not re.search(r"\beval\(|new Function|\bfetch\(|XMLHttpRequest|\bimport\(", text)


def test_it_holds_the_film_and_the_points_bit_by_bit(tmp_path):
    w = GMMWidget(POINTS, cursor=4, max_iter=12)
    state = saved(page_of(w, tmp_path))["state"]
    assert decoded(state["_film"]) == w._film
    assert state["points"]["shape"] == [90, 2]
    np.testing.assert_array_equal(
        np.frombuffer(decoded(state["points"]["data"])).reshape(90, 2), w.points
    )
    assert (state["cursor"], state["max_iter"], state["n_components"]) == (4, 12, 3)


def test_it_holds_every_iteration_s_responsibilities_where_the_film_has_none(tmp_path):
    w = GMMWidget(np.random.default_rng(0).normal(size=(20_000, 2)), 3)
    assert "responsibilities" not in read_film(w._film)[1]
    film = read_film(decoded(saved(page_of(w, tmp_path))["state"]["_film"]))[1]
    assert film["responsibilities"].shape == (w.trace.n_iter, 20_000, 3)


def test_too_much_for_a_page_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("gmm_widget.export.saved_page.LARGEST", 1_000)
    with pytest.raises(ValueError, match=r"at most 1,000\. Make cells of the 90 points"):
        GMMWidget(POINTS).export_html(tmp_path / "page.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("view", "fields"),
    [("em", ["cursor", "view", "axes"]), ("density", ["cursor", "view"])],
)
def test_it_answers_what_needs_no_python(tmp_path, view, fields):
    found = saved(page_of(GMMWidget(POINTS, view=view), tmp_path))
    assert found["answers"] == fields
    assert found["state"]["view"] == view


def test_the_picture_of_a_heavy_view_is_finished_first(tmp_path):
    w = GMMWidget(datasets.old_faithful(), 2, view="restarts")
    picture = decoded(saved(page_of(w, tmp_path))["state"]["_picture"])
    header, _ = unpack(b"GMMP", 1, picture)
    assert (header["view"], header["final"]) == ("restarts", True)


def test_a_held_widget_is_saved_with_its_whole_film(tmp_path):
    w = GMMWidget(POINTS)
    seeds = (w.means + 0.1).tolist()
    w.set_state({"_request": {"client": "me", "n": 1, "seeds": seeds, "held": True}})
    assert read_film(w._film)[0]["short"]
    film = decoded(saved(page_of(w, tmp_path))["state"]["_film"])
    assert not read_film(film)[0]["short"]


def test_names_that_look_like_markup_end_no_script(tmp_path):
    pandas = pytest.importorskip("pandas")
    names = ["</script><script>alert(1)</script>", "<!--<b>"]
    text = page_of(GMMWidget(pandas.DataFrame(POINTS, columns=names)), tmp_path)
    assert text.count("</script>") == 2
    assert text.count("<!--") == 0
    assert saved(text)["state"]["columns"] == names


def test_a_title_is_escaped_and_else_names_the_columns(tmp_path):
    w = GMMWidget(datasets.old_faithful(), 2)
    assert "<title>A Gaussian mixture of eruption (min) and waiting (min)</title>" in page_of(
        w, tmp_path
    )
    assert "<title>a &lt; b</title>" in page_of(w, tmp_path, title="a < b")


def test_a_chosen_theme_is_the_page_s(tmp_path):
    assert '<html lang="en" data-theme="dark">' in page_of(
        GMMWidget(POINTS, theme="dark"), tmp_path
    )
    assert '<html lang="en">' in page_of(GMMWidget(POINTS), tmp_path)


def test_without_scripts_there_is_the_still(tmp_path):
    w = GMMWidget(POINTS, cursor=3)
    (still,) = re.findall(r"<noscript>(.*?)</noscript>", page_of(w, tmp_path), re.DOTALL)
    assert still == w.export_svg()


@pytest.mark.parametrize("export", ["export_html", "export_svg"])
def test_a_path_that_cannot_be_written_is_named_with_what_to_do(tmp_path, export):
    missing = tmp_path / "no" / "such.file"
    with pytest.raises(
        FileNotFoundError, match=r"cannot write .*such\.file .*give a file in a folder"
    ):
        getattr(GMMWidget(POINTS), export)(missing)
    with pytest.raises(OSError, match="cannot write"):
        getattr(GMMWidget(POINTS), export)(tmp_path)


@pytest.mark.parametrize(
    ("export", "given", "written"),
    [
        ("export_svg", "fit.svg", "fit.svg"),
        ("export_svg", "FIT.SVG", "FIT.SVG"),
        ("export_svg", "fit", "fit.svg"),
        ("export_svg", "noise-0.5", "noise-0.5.svg"),
        ("export_svg", "fit.", "fit.svg"),
        ("export_html", "fit.htm", "fit.htm"),
        ("export_html", "fit", "fit.html"),
    ],
)
def test_a_file_ends_in_what_it_is(tmp_path, export, given, written):
    made = getattr(GMMWidget(POINTS), export)(tmp_path / given)
    assert [file.name for file in tmp_path.iterdir()] == [written]
    assert export == "export_svg" or made == tmp_path / written


@pytest.mark.parametrize(
    ("export", "given"),
    [
        *(("export_svg", name) for name in ("x.png", "x.html", "x.pdf", "x.svg.gz", "x.svgz")),
        *(("export_html", name) for name in ("x.svg", "x.txt", "x.ipynb", "x.html5", "x.mhtml")),
    ],
)
def test_the_ending_of_something_else_is_refused_before_anything_is_made(tmp_path, export, given):
    with pytest.raises(ValueError, match=r"must end in \.(svg|html)"):
        getattr(GMMWidget(POINTS), export)(tmp_path / given)
    assert not list(tmp_path.iterdir())


def test_a_bundle_that_is_not_built_says_how(tmp_path, monkeypatch):
    monkeypatch.setattr("gmm_widget.wire.bundle.STATIC", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"page\.js has not been built: install"):
        GMMWidget(POINTS).export_html(tmp_path / "page.html")


def test_a_notebook_keeps_the_live_view_and_a_still():
    w = GMMWidget(POINTS, cursor=3)
    bundle = w._repr_mimebundle_()
    assert bundle is not None
    data, _ = bundle
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == w.model_id
    assert data["image/svg+xml"] == w.export_svg()
    assert type(data["image/svg+xml"]) is str


def test_ipython_is_given_both_whatever_ipywidgets_does():
    w = GMMWidget(POINTS)
    data, _ = DisplayFormatter().format(w)
    assert {"application/vnd.jupyter.widget-view+json", "image/svg+xml"} <= set(data)
    w.close()
    assert set(DisplayFormatter().format(w)[0]) == {"text/plain"}
