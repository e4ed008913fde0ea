"""The harness itself: a notebook runs, its kernel can be asked, and traffic is judged."""

import pytest
from traffic import Message, too_early

SLIDER = "slider = ipywidgets.IntSlider(7)\nslider"


def test_a_notebook_runs_and_its_kernel_answers(bench):
    bench.cells(SLIDER)
    bench.page.locator(".noUi-handle").press("ArrowRight")
    bench.page.get_by_text("8", exact=True).wait_for()
    assert bench.run("print(slider.value)") == "8\n"


def test_an_error_in_the_kernel_is_an_error_of_the_test(bench):
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        bench.run("1 / 0")


TRAFFIC = {
    "by turns": ("w1 0, a1 9, w4 10, a4 20", []),
    "asked again after two seconds": ("w1 0, w2 2000, a1 2100, w3 2100, a2 2200, a3 2300", []),
    "asked again and again": ("w1 0, w2 2000, w3 6000, a3 6100", []),
    "a newer one after a hearing": ("w1 0, h1 50, w2 60, a2 90", []),
    "of two front ends": ("w1 0, W1 5, a1 9, A1 12", []),
    "a second one at once": ("w1 0, w2 16, a2 30", [2]),
    "a flood": ("w1 0, w2 16, w3 32, a1 40", [2, 3]),
    "one after an older one's hearing": ("w1 0, h1 50, w2 60, h1 70, w3 80", [3]),
}
"""Wishes, hearings and answers, with their numbers and times; a capital is another front end."""


@pytest.mark.parametrize("name", TRAFFIC)
def test_a_wish_that_waits_for_no_answer_is_found(name):
    said, found = TRAFFIC[name]
    kinds = {"w": "wish", "h": "heard", "a": "answer"}
    messages = []
    for each in said.split(", "):
        what, at = each.split()
        client = "other" if what[0].isupper() else "one"
        messages.append(Message(kinds[what[0].lower()], client, int(what[1:]), float(at)))
    assert [each.n for each in too_early(messages)] == found
