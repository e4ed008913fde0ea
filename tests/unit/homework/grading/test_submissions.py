"""Whose notebook is whose, in every layout that teachers have."""

import pytest

from gmm_widget.homework.grading import find_submissions, read_students


def lay(top, *paths):
    for path in paths:
        file = top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    return top


def found(top, *words, **options):
    return {
        one.student: [path.relative_to(top).as_posix() for path in one.notebooks]
        for one in find_submissions(top, *words, **options)
    }


def test_nbgraders_folders(tmp_path):
    top = lay(
        tmp_path,
        "submitted/ada/hw1/hw1.ipynb",
        "submitted/ada/hw1/.ipynb_checkpoints/hw1-checkpoint.ipynb",
        "submitted/bob/hw1/one.ipynb",
        "submitted/bob/hw1/two.ipynb",
        "submitted/cyd/hw1/timestamp.txt",
        "release/hw1/hw1.ipynb",
    )
    wanted = {
        "ada": ["submitted/ada/hw1/hw1.ipynb"],
        "bob": ["submitted/bob/hw1/one.ipynb", "submitted/bob/hw1/two.ipynb"],
        "cyd": [],
    }
    assert found(top) == wanted
    assert list(found(top / "submitted")) == list(wanted)


def test_one_of_several_assignments_must_be_named(tmp_path):
    top = lay(tmp_path, "submitted/ada/hw1/x.ipynb", "submitted/bob/hw2/x.ipynb")
    with pytest.raises(ValueError, match="name one of hw1, hw2"):
        find_submissions(top)
    assert found(top, "hw2") == {"ada": [], "bob": ["submitted/bob/hw2/x.ipynb"]}
    [ada, _] = find_submissions(top, "hw2")
    assert "Nothing was handed in" in ada.remark


def test_a_folder_for_each_student(tmp_path):
    top = lay(tmp_path, "ada/hw.ipynb", "bob/deep/er/hw.ipynb", "notes.txt", "__MACOSX/x.ipynb")
    assert found(top) == {"ada": ["ada/hw.ipynb"], "bob": ["bob/deep/er/hw.ipynb"]}


def test_moodles_folders(tmp_path):
    top = lay(tmp_path, "Ada Lovelace_4711_assignsubmission_file/hw.ipynb")
    assert list(found(top)) == ["Ada Lovelace"]
    assert list(found(top, students={"Ada Lovelace": "al17"})) == ["al17"]


@pytest.mark.parametrize(
    ("name", "assignment", "student"),
    [
        ("ada.ipynb", None, "ada"),
        ("ada_hw1.ipynb", None, "ada"),
        ("ada_love_hw1.ipynb", "hw1", "ada_love"),
        ("ada_hw1-1.ipynb", "hw1", "ada"),
    ],
)
def test_all_in_one_folder(tmp_path, name, assignment, student):
    assert found(lay(tmp_path, name), assignment) == {student: [name]}


def test_a_student_who_handed_in_twice_is_one_student(tmp_path):
    assert found(lay(tmp_path, "ada_1.ipynb", "ada_2.ipynb", "ada/x.ipynb")) == {
        "ada": ["ada/x.ipynb", "ada_1.ipynb", "ada_2.ipynb"]
    }


def test_links_are_not_followed(tmp_path):
    top = lay(tmp_path, "bob/x.ipynb")
    (top / "ada").symlink_to(top)
    (top / "bob" / "loop").symlink_to(top / "bob")
    (top / "cyd.ipynb").symlink_to("cyd.ipynb")
    assert found(top) == {"ada": [], "bob": ["bob/x.ipynb"], "cyd": ["cyd.ipynb"]}
    [ada, *_] = find_submissions(top)
    assert "links are not followed" in ada.remark


def test_a_folder_that_cannot_be_read_is_a_remark(tmp_path, monkeypatch):
    from gmm_widget.homework.grading import submissions

    usual = submissions._entries

    def entries(folder):
        if folder.name == "ada":
            raise PermissionError(13, "Permission denied")
        return usual(folder)

    monkeypatch.setattr(submissions, "_entries", entries)
    for layout in ("", "submitted/"):
        top = lay(tmp_path / layout[:3], f"{layout}ada/x.ipynb", f"{layout}bob/x.ipynb")
        [ada, bob] = find_submissions(top)
        assert "Permission denied" in ada.remark
        assert bob.notebooks


def test_an_empty_or_missing_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no notebooks"):
        find_submissions(tmp_path)
    with pytest.raises(ValueError, match="there is no folder"):
        find_submissions(tmp_path / "not")


def test_a_table_says_who_is_who(tmp_path):
    table = tmp_path / "who.csv"
    table.write_text("folder,student\nAda Lovelace, al17\n\nBob,bb2\n")
    assert read_students(table) == {"Ada Lovelace": "al17", "Bob": "bb2"}
    table.write_text("Ada;al17\n")
    with pytest.raises(ValueError, match="two columns"):
        read_students(table)
