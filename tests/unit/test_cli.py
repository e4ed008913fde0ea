"""`gmm-widget lesson`: a copy for the student, kept when it is there, opened in JupyterLab."""

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


def test_the_lesson_is_copied_byte_for_byte(tmp_path, capsys):
    assert run("lesson", "--dir", str(tmp_path / "new"), "--no-open") == 0
    copy = tmp_path / "new" / cli.LESSON
    assert copy.read_bytes() == (cli.notebooks() / cli.LESSON).read_bytes()
    assert str(copy) in capsys.readouterr().out


def test_the_copy_goes_to_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("lesson", "--no-open") == 0
    assert (tmp_path / cli.LESSON).exists()


def test_a_student_s_own_copy_is_kept_and_said_to_be(tmp_path, capsys):
    copy = tmp_path / cli.LESSON
    copy.write_text("my answers")
    assert run("lesson", "--dir", str(tmp_path), "--no-open") == 0
    assert copy.read_text() == "my answers"
    assert "still there" in capsys.readouterr().out


def test_jupyterlab_opens_the_copy_in_its_folder(tmp_path, opened):
    assert run("lesson", "--dir", str(tmp_path), "--no-browser") == 0
    folder = tmp_path.resolve()
    assert opened == [[str(folder / cli.LESSON), f"--ServerApp.root_dir={folder}", "--no-browser"]]


def test_without_jupyterlab_the_copy_is_made_and_the_cure_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert run("lesson", "--dir", str(tmp_path)) == 1
    assert (tmp_path / cli.LESSON).exists()
    assert "pip install 'gmm-widget[lab]'" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("fly")
    assert "lesson" in capsys.readouterr().err
