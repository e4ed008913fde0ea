"""What the lessons have in common: how they are put, and that each one's claims are tested."""

import re
from pathlib import Path

import pytest
from lessons import LESSONS, cells

FIRST, *LATER = LESSONS
SOURCES = {
    "02-local-optima": ("Arthur", "Bishop", "Dempster", "MacKay", "Hubert", "Wu (1983)"),
    "03-collapse": ("Bishop", "Day", "MacKay", "Hathaway", "Fraley", "Kass"),
    "04-how-many-components": (
        "Schwarz", "Akaike", "Biernacki", "Bishop", "Kass", "Fraley", "Keribin"
    ),
    "05-what-a-fit-is-for": ("Bhattacharyya", "Bishop", "Hyndman", "McLachlan"),
    "06-why-em-works": ("Bishop", "Dempster", "Do and", "MacKay", "Meng", "Neal"),
}  # fmt: skip


def questions(lesson):
    """The numbers of the questions, each with a folded answer."""
    asked = re.findall(r"<summary>(\d+)\. [^<]+</summary>", cells(lesson, "markdown")["questions"])
    return [int(number) for number in asked]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_file_beside_this_one_runs_it_and_tests_its_claims(lesson):
    claims = Path(__file__).with_name(f"test_lesson_{lesson[:2]}.py").read_text(encoding="utf-8")
    assert f'LESSON = "{lesson}"' in claims
    assert "def test_it_runs_without_error_or_warning(lesson)" in claims


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_fold_leaves_blank_lines_so_that_its_markdown_renders(lesson):
    for source in cells(lesson, "markdown").values():
        assert source.count("<details>") == source.count("</details>")
        assert source.count("<details>") == source.count("</summary>\n\n")
        assert source.count("<details>") == source.count("\n\n</details>")


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_has_its_folded_answer(lesson):
    asked = questions(lesson)
    assert asked == [n + 1 for n in range(len(asked))]
    assert len(asked) >= 7


def test_the_first_lesson_asks_eight_questions_and_each_is_one():
    assert len(questions(FIRST)) == 8
    assert cells(FIRST, "markdown")["questions"].count("?</summary>") == 8


@pytest.mark.parametrize("lesson", LATER)
def test_each_section_is_announced_and_comes_in_order(lesson):
    texts = cells(lesson, "markdown")
    announced = re.findall(r"^\d+\. (.+?)(?:,|$)", texts["title"], re.M)
    headings = re.findall(r"^## \d+\. (.+?)(?:,|$)", "\n".join(texts.values()), re.M)
    plain = [heading.replace("*", "") for heading in headings]
    assert [title.replace("*", "") for title in announced] == plain


@pytest.mark.parametrize("lesson", LATER)
def test_it_predicts_does_and_explains(lesson):
    text = "\n".join(cells(lesson, "markdown").values())
    for word, least in (("**Predict.**", 6), ("**Do.**", 2), ("<details>", 10)):
        assert text.count(word) >= least


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_widget_cell_is_longer_than_five_lines(lesson):
    for name, source in cells(lesson, "code").items():
        if name.endswith("widget"):
            assert source.count("\n") < 5, name


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_needs_numpy_and_this_package_alone(lesson):
    imports = re.findall(r"^(?:import|from) (\w+)", "\n".join(cells(lesson, "code").values()), re.M)
    assert set(imports) == {"numpy", "gmm_widget"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_has_two_holes_or_more_and_each_is_one_name_to_fill(lesson):
    holes = {n: code for n, code in cells(lesson, "code").items() if n.endswith("-hole")}
    assert len(holes) >= 2
    for name, code in holes.items():
        assert code.count("= None") == code.count("check(") == 1, name


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_list_of_further_things_to_try_has_answers(lesson):
    for text in cells(lesson, "markdown").values():
        _, found, rest = text.partition("Go on")
        if found and rest.count("\n- "):
            assert "<summary>Answers</summary>" in rest


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_says_how_long_it_takes(lesson):
    assert re.search(r"(minutes|forty-five)", cells(lesson, "markdown")["title"])


@pytest.mark.parametrize("lesson", LATER)
def test_it_says_where_its_claims_come_from(lesson):
    reading = cells(lesson, "markdown")["reading"]
    assert [name for name in SOURCES[lesson] if name not in " ".join(reading.split())] == []
