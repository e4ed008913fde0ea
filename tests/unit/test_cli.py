"""`gmm-widget lesson`: copies for the student, kept if they are there, one of them opened."""

import sys

import pytest

from gmm_widget import cli


def run(*arguments):
    return cli.main(list(arguments))


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab would have been started with."""
    calls = []

    class LabApp:
        launch_instance = staticmethod(calls.append)

    module = type(sys)("jupyterlab.labapp")
    module.LabApp = LabApp
    monkeypatch.setitem(sys.modules, "jupyterlab", type(sys)("jupyterlab"))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", module)
    return calls


def test_every_lesson_is_copied_byte_for_byte(tmp_path, capsys):
    assert run("lesson", "--dir", str(tmp_path / "new"), "--no-open") == 0
    said = capsys.readouterr().out
    assert sorted(cli.lessons()) == ["01", "02", "03", "04"]
    for name in cli.lessons().values():
        copy = tmp_path / "new" / name
        assert copy.read_bytes() == (cli.notebooks() / name).read_bytes()
        assert str(copy) in said


def test_every_notebook_whose_name_begins_with_a_number_is_a_lesson():
    numbered = [path.name for path in cli.notebooks().iterdir() if path.name[:2].isdigit()]
    assert sorted(numbered) == list(cli.lessons().values())


def test_the_copies_go_to_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("lesson", "--no-open") == 0
    assert {path.name for path in tmp_path.iterdir()} == set(cli.lessons().values())


def test_a_student_s_own_copy_is_kept_and_said_to_be(tmp_path, capsys):
    copy = tmp_path / cli.lessons()["02"]
    copy.write_text("my answers")
    assert run("lesson", "--dir", str(tmp_path), "--no-open") == 0
    assert copy.read_text() == "my answers"
    (said,) = [line for line in capsys.readouterr().out.splitlines() if "still there" in line]
    assert str(copy) in said
    assert (tmp_path / cli.lessons()["01"]).exists()


@pytest.mark.parametrize(
    ("words", "number"),
    [([], "01"), (["01"], "01"), (["02"], "02"), (["3"], "03"), (["04"], "04")],
)
def test_jupyterlab_opens_the_chosen_copy_in_its_folder(tmp_path, opened, words, number):
    folder = tmp_path.resolve()
    serve = [str(folder / cli.lessons()[number]), f"--ServerApp.root_dir={folder}"]
    assert run("lesson", "--dir", str(tmp_path), *words, "--no-browser") == 0
    assert run("lesson", *words, "--dir", str(tmp_path), "--port=8900") == 0
    assert opened == [[*serve, "--no-browser"], [*serve, "--port=8900"]]


@pytest.mark.parametrize("number", ["05", "00", "1.5", "two", ""])
def test_a_lesson_that_is_not_there_is_refused_before_anything_is_copied(tmp_path, number, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("lesson", number, "--dir", str(tmp_path))
    said = capsys.readouterr().err
    assert f"there is no lesson {number}" in said
    assert "01, 02, 03, 04" in said
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_jupyterlab_was_meant_to_have_is_explained(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("lesson", "--port", "8900")
    assert "--port=8900" in capsys.readouterr().err


def test_without_jupyterlab_the_copies_are_made_and_the_cure_is_named(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert run("lesson", "--dir", str(tmp_path)) == 1
    assert (tmp_path / cli.lessons()["01"]).exists()
    assert "pip install 'gmm-widget[lab]'" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("fly")
    assert "lesson" in capsys.readouterr().err
