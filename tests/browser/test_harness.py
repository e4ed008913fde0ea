"""The harness itself: a notebook runs, its output is on the page, and its kernel can be asked."""

import pytest
from lab import run_code

SLIDER = ["import ipywidgets", "slider = ipywidgets.IntSlider(7)", "slider"]


def test_a_notebook_runs_and_its_kernel_answers(page, open_notebook):
    open_notebook(page, SLIDER, ready=".widget-slider .noUi-handle")
    page.locator(".noUi-handle").press("ArrowRight")
    page.get_by_text("8", exact=True).wait_for()
    assert run_code(page, "print(slider.value)") == "8\n"


def test_an_error_in_the_kernel_is_an_error_of_the_test(page, open_notebook):
    open_notebook(page, SLIDER, ready=".widget-slider")
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        run_code(page, "1 / 0")
