"""Grades as tables and as feedback that harms nobody."""

import csv
from dataclasses import replace

from gmm_widget.homework.grading import Grade, markdown, page, table, write_csv, write_feedback

HALF = Grade("bob", "trap", 0.5, 2.0, 4.0, "EM ended 10 nats below.", "cell 4", ("bob/x.ipynb",))
OPEN = Grade("bob", "e_step", None, None, 3.0, "It did not run.")
FULL = replace(HALF, student="ada", score=1.0, points=4.0, reason="Well done.")


def test_a_table_has_a_line_each_and_a_sum():
    lines = table([FULL, HALF, OPEN]).splitlines()
    assert lines[1].split() == ["ada", "trap", "1.00", "4", "/", "4", "Well", "done."]
    assert lines[3].split() == ["bob", "e_step", "It", "did", "not", "run."]
    assert lines[-1] == "2 students, 3 answers: 1 passed, 1 not judged."


def test_a_name_does_nothing_to_the_terminal():
    evil = replace(HALF, student="\x1b[31mred\n", reason="a\x07b\n")
    assert all(c.isprintable() or c == "\n" for c in table([evil]))
    assert len(table([evil]).splitlines()) == len(table([HALF]).splitlines())


def test_the_csv_holds_every_number(tmp_path):
    write_csv([FULL, HALF, OPEN], tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["points"] for row in rows] == ["4", "2", ""]
    assert rows[1]["reason"] == HALF.reason
    assert rows[1]["notebooks"] == "bob/x.ipynb"


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path):
    write_csv([replace(HALF, student='=HYPERLINK("http://x")')], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("\"'=HYPERLINK")


def test_every_student_gets_a_page_with_all_reasons(tmp_path):
    written = write_feedback([HALF, FULL, OPEN], tmp_path / "feedback")
    assert sorted(path.name for path in written) == ["ada.html", "ada.md", "bob.html", "bob.md"]
    for name in ("bob.md", "bob.html"):
        text = (tmp_path / "feedback" / name).read_text(encoding="utf-8")
        assert "2 of 7 points, 1 not judged yet" in text
        assert HALF.reason in text
        assert OPEN.reason in text
        assert FULL.reason not in text


def test_names_do_not_leave_the_folder_nor_meet(tmp_path):
    names = ("../up", "a/b", "a:b", "...", "A\x00")
    written = write_feedback([replace(HALF, student=name) for name in names], tmp_path / "in")
    assert len(set(written)) == 2 * len(names)
    assert all(path.parent == tmp_path / "in" for path in written)
    assert not (tmp_path / "up.md").exists()


def test_feedback_is_text_and_no_code():
    evil = replace(HALF, student="<script>", reason="<img src=x onerror=alert(1)>", where="<b>")
    for made in (markdown(evil.student, [evil]), page(evil.student, [evil])):
        for tag in ("<script", "<img", "<b>"):
            assert tag not in made.replace("\\<", "")
