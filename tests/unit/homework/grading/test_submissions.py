"""Whose notebook is whose, in every layout that teachers have."""

import json
import zipfile

import pytest
from made import code, notebook

from gmm_widget.homework.grading import find_submissions, read_notebook, read_students
from gmm_widget.homework.grading.notebook import LARGEST, UnreadableError
from gmm_widget.homework.grading.submissions import stray_files


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
    assert stray_files(top) == ("notes.txt",)
    assert stray_files(top, students={"notes": "notes"}) == ()


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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ada\nbob\n", {"ada": "ada", "bob": "bob"}),
        ("student\nada\n", {"ada": "ada"}),
        ("\ufeffAda Lovelace;al17\r\nBob;bb2\r\n", {"Ada Lovelace": "al17", "Bob": "bb2"}),
        ("Name,Student,Mail\nAda,al17,a@b\n", {"al17": "al17"}),
        ("x,student,folder\n1,al17,Ada\n", {"Ada": "al17"}),
        ("Lovelace\tal17\n", {"Lovelace": "al17"}),
        ("student\nada\nbob\nada,ada.l\n", {"ada": "ada.l", "bob": "bob"}),
        ("folder,student\nAda,ada\nbob\n", {"Ada": "ada", "bob": "bob"}),
        ("student,name\nal17,Ada\n", {"Ada": "al17"}),
        ("", {}),
    ],
)
def test_a_class_list_may_have_other_separators_and_columns(tmp_path, text, wanted):
    (tmp_path / "class.csv").write_bytes(text.encode())
    assert read_students(tmp_path / "class.csv") == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n", "needs one column, student, or two"),
        ("a,b\nc,d,e\n", "a line has"),
        ("x,student,y\na,b\n", "a line has"),
        ("a,\n", "a line has"),
        ("x,al17\nX ,bb2\nx,bb2\n", "two students for 'x'"),
    ],
)
def test_a_class_list_that_is_none_is_an_error(tmp_path, text, said):
    (tmp_path / "class.csv").write_text(text)
    with pytest.raises(ValueError, match=said):
        read_students(tmp_path / "class.csv")


def by_student(top, **options):
    return {one.student: one for one in find_submissions(top, **options)}


def test_every_student_of_the_class_has_a_submission(tmp_path):
    students = {"ada": "ada", "Bob B": "bb2", "cyd": "cyd"}
    top = lay(tmp_path, "Bob B/x.ipynb", "adaa/x.ipynb", "Cyd_hw.ipynb")
    found = by_student(top, students=students)
    assert list(found) == ["ada", "adaa", "bb2", "cyd"]
    assert (found["ada"].notebooks, found["ada"].remark) == ((), "Nothing was handed in.")
    assert found["adaa"].note == "Not in the list of students: adaa; did you mean ada?"
    assert found["bb2"].note == found["cyd"].note == ""


def test_two_folders_of_one_student_are_one_submission_and_a_word(tmp_path):
    students = {"A. Lovelace": "ada", "Ada": "ada"}
    found = by_student(lay(tmp_path, "A. Lovelace/x.ipynb", "Ada/x.ipynb"), students=students)
    assert len(found["ada"].notebooks) == 2
    assert found["ada"].note == (
        "Handed in more than once: A. Lovelace, Ada. The best answers count."
    )
    spelt = by_student(lay(tmp_path / "in", "bob/x.ipynb", "Bob /x.ipynb"))
    assert len(spelt) == 1


def zipped(path, **files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


NOTEBOOK = json.dumps(notebook(code("x = 1")))


def test_notebooks_by_other_names_and_in_zip_files_are_read(tmp_path):
    lay(tmp_path, "ada/HW.IPYNB", "bob/hw.ipynb.txt", "dee/hw.ipynb (1).txt")
    (tmp_path / "cyd").mkdir()
    (tmp_path / "cyd" / "hw.txt").write_text(NOTEBOOK)
    zipped(tmp_path / "eve" / "hw.ZIP", inner__hw_dot_ipynb=NOTEBOOK, inner__a_dot_csv="1")
    zipped(tmp_path / "fay_hw1.zip", hw_dot_ipynb=NOTEBOOK)
    (tmp_path / "dee" / "hw.ipynb (1).txt").write_text(NOTEBOOK)
    found = by_student(tmp_path, assignment="hw1")
    assert {name: len(one.notebooks) for name, one in found.items()} == dict.fromkeys(
        ("ada", "bob", "cyd", "dee", "eve", "fay"), 1
    )
    for name in ("cyd", "dee", "eve", "fay"):
        assert read_notebook(found[name].notebooks[0]).cells[0].source == "x = 1"
    assert found["bob"].note == "Read as a notebook: hw.ipynb.txt."
    assert found["eve"].note == "Not read, as it is no notebook: hw.ZIP/inner/a.csv."


def test_every_other_file_is_told(tmp_path):
    lay(tmp_path, "ada/hw.ipynb", "ada/hw.pdf", "ada/.hidden", "bob/hw.pdf", "cyd_hw.docx")
    (tmp_path / "dee").mkdir()
    (tmp_path / "eve.zip").write_bytes(b"PK no zip")
    zipped(tmp_path / "fay.zip", readme="x")
    found = by_student(tmp_path)
    assert found["ada"].note == "Not read, as it is no notebook: hw.pdf."
    assert found["bob"].remark == "There is no notebook, but hw.pdf."
    assert found["cyd"].remark == "There is no notebook, but cyd_hw.docx."
    assert found["dee"].remark == "There is no notebook."
    assert "eve.zip: The zip file cannot be read" in found["eve"].remark
    assert "There is no notebook in fay.zip." in found["fay"].remark
    assert not any(one.notebooks for name, one in found.items() if name != "ada")


def test_a_zip_file_leads_nowhere_else(tmp_path):
    secret = lay(tmp_path, "secret.ipynb") / "secret.ipynb"
    path = zipped(tmp_path / "in" / "ada" / "a.zip", hw_dot_ipynb=NOTEBOOK)
    with zipfile.ZipFile(path, "a") as archive:
        for name in (str(secret), "../../secret.ipynb", "__MACOSX/._x.ipynb"):
            archive.writestr(name, NOTEBOOK)
    [ada] = find_submissions(tmp_path / "in")
    assert [one.relative_to(path).as_posix() for one in ada.notebooks] == ["hw.ipynb"]


def test_a_bomb_in_a_zip_file_is_a_sentence(tmp_path):
    path = tmp_path / "ada.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw.ipynb", b"[" * (LARGEST + 2))
    [ada] = find_submissions(tmp_path)
    with pytest.raises(UnreadableError, match="too large"):
        read_notebook(ada.notebooks[0])


def test_folders_that_are_too_deep_are_told(tmp_path):
    [ada] = find_submissions(lay(tmp_path, "ada/1/2/3/4/5/6/7/hw.ipynb"))
    assert ada.remark == "Folders below 6 are not searched."
