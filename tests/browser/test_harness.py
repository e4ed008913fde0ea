"""The harness itself: a notebook runs, its output is on the page, and its kernel can be asked."""

import pytest

SLIDER = "slider = ipywidgets.IntSlider(7)\nslider"


def test_a_notebook_runs_and_its_kernel_answers(bench):
    bench.cells(SLIDER)
    bench.page.locator(".noUi-handle").press("ArrowRight")
    bench.page.get_by_text("8", exact=True).wait_for()
    assert bench.run("print(slider.value)") == "8\n"


def test_an_error_in_the_kernel_is_an_error_of_the_test(bench):
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        bench.run("1 / 0")
