"""`gmm-widget`: lessons copied for the student and opened; tables fitted and saved as pages."""

import sys
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget, __version__, cli


def run(*arguments):
    return cli.main(list(arguments))


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab would have been started with; it has made a token for itself."""
    calls: list[list[str]] = []

    class LabApp:
        @staticmethod
        def initialize_server(options):
            calls.append(options)
            return SimpleNamespace(
                identity_provider=SimpleNamespace(token_generated=True), start=lambda: None
            )

    module = type(sys)("jupyterlab.labapp")
    vars(module)["LabApp"] = LabApp
    monkeypatch.setattr(cli, "end_process", lambda: None)
    monkeypatch.setitem(sys.modules, "jupyterlab", type(sys)("jupyterlab"))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", module)
    return calls


def test_every_lesson_is_copied_byte_for_byte(tmp_path, capsys):
    assert run("lesson", "--dir", str(tmp_path / "new"), "--no-open") == 0
    said = capsys.readouterr().out
    assert sorted(cli.lessons()) == ["01", "02", "03", "04", "05", "06"]
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
    serve = {
        f"--ServerApp.root_dir={tmp_path.resolve()}",
        f"--LabApp.default_url=/lab/tree/{quote(cli.lessons()[number])}",
    }
    assert run("lesson", "--dir", str(tmp_path), *words, "--no-browser") == 0
    assert run("lesson", *words, "--dir", str(tmp_path), "--port=8900") == 0
    assert [options[-1] for options in opened] == ["--no-browser", "--port=8900"]
    assert all(serve < set(options) for options in opened)


@pytest.mark.parametrize("number", ["07", "00", "1.5", "two", ""])
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
    assert "pip install jupyterlab" in capsys.readouterr().err


def test_both_assignments_are_made_as_students_get_them_and_copies_are_kept(tmp_path, capsys):
    assert cli.main(["homework", "--dir", str(tmp_path / "new")]) == 0
    names = ["by-hand.ipynb", "write-em-yourself.ipynb"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    said = capsys.readouterr().out
    for name in names:
        made = tmp_path / "new" / name
        assert made.read_bytes() == (cli.notebooks() / "homework" / name).read_bytes()
        assert f"{made} is made" in said
    (tmp_path / "new" / names[0]).write_text("mine")
    assert cli.main(["homework", "--dir", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / names[0]).read_text() == "mine"
    assert "is still there" in capsys.readouterr().out


SECRETS = ("Rubric", "solvable", "cholesky", "sizes", "covariance / len(X)")


@pytest.mark.parametrize("form", ["plain", "nbgrader", "otter", "colab"])
def test_every_form_is_made_without_a_solution_and_with_them_from_the_repository(tmp_path, form):
    words = ["homework", "--to", form]
    assert cli.main([*words, "--dir", str(tmp_path / "without")]) == 0
    for path in (tmp_path / "without").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [secret for secret in SECRETS if secret in text]
        assert ("%pip install" in text) is (form == "colab")
    repository = cli.notebooks() / "homework" / "solutions"
    assert cli.main([*words, "--dir", str(tmp_path / "all"), "--solutions", str(repository)]) == 0
    made = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "all").iterdir()}
    teachers = "-teacher" if form in ("plain", "colab") else ""
    assert "cholesky" in made[f"write-em-yourself{teachers}"]
    assert "solvable" in made[f"by-hand{teachers}"]


def test_one_assignment_can_be_named(tmp_path):
    assert cli.main(["homework", "by-hand", "--dir", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["by-hand.ipynb"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such"], "there is no file no-such"),
        (["--solutions", "nowhere"], "there are no solutions in nowhere"),
    ],
)
def test_what_cannot_be_made_is_one_line(tmp_path, capsys, words, said):
    assert cli.main(["homework", *words, "--dir", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_without_a_command_there_is_help(capsys):
    assert run() == 0
    said = capsys.readouterr().out
    for command in ("lesson", "homework", "export", "grade", "lint", "clean", "--version"):
        assert command in said


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit, match="0"):
        run("--version")
    assert capsys.readouterr().out == f"gmm-widget {__version__}\n"


def test_an_option_without_a_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("--port=8900")
    assert "--port=8900" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run("fly")
    assert "lesson" in capsys.readouterr().err


@pytest.fixture
def table(tmp_path):
    points = three_clusters(n=60)[0]
    path = tmp_path / "points.csv"
    rows = "\n".join(f"{x},{y},b" for x, y in points.tolist())
    path.write_text(f"x,y,kind\n{rows}\n", encoding="utf-8")
    return path


def test_a_table_becomes_a_page(table, tmp_path, capsys):
    page = tmp_path / "out.html"
    assert run("export", str(table), str(page), "--components", "2", "--theme", "dark") == 0
    assert 'data-theme="dark"' in page.read_text(encoding="utf-8")
    assert "60 points of" in capsys.readouterr().out


def test_a_table_becomes_a_picture_of_the_fit_s_end(table, tmp_path):
    picture = tmp_path / "out.svg"
    assert run("export", str(table), str(picture)) == 0
    w = GMMWidget(three_clusters(n=60)[0], 3)
    w.cursor = w.trace.last_cursor
    assert picture.read_text(encoding="utf-8") == w.export_svg()


@pytest.mark.parametrize(
    ("data", "out", "more", "said"),
    [
        ("none.csv", "out.html", [], "none.csv"),
        ("points.csv", "out.png", [], "must end in .html (a page that plays) or .svg"),
        ("points.csv", "no/out.html", [], "cannot write"),
        ("points.csv", "out.html", ["--components=70"], "n_components must be from 1 to 10"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line(table, tmp_path, capsys, data, out, more, said):
    assert run("export", str(tmp_path / data), str(tmp_path / out), *more) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert not (tmp_path / out).exists()


def test_an_unknown_option_of_export_is_refused(table, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("export", str(table), str(tmp_path / "out.html"), "--port=8900")
    assert "--port=8900" in capsys.readouterr().err


def test_what_was_read_of_a_table_and_how_the_fit_ended_is_said(tmp_path, capsys):
    table = tmp_path / "daten.csv"
    rows = [
        f"{i};{x:.3f};{y:.3f};m".replace(".", ",")
        for i, (x, y) in enumerate(three_clusters(n=60)[0])
    ]
    table.write_text("\n".join([";Länge;Breite;Name", *rows]), encoding="cp1252")
    assert run("export", str(table), str(tmp_path / "out.html"), "--components", "2") == 0
    said = capsys.readouterr().out
    assert (
        f"{table}: 60 rows; columns Länge, Breite; decimal commas; left out: Name (text), the "
        "index; ended: "
    ) in said
    assert "60 points of" in said


def test_columns_of_a_table_are_chosen(tmp_path, capsys):
    table = tmp_path / "points.csv"
    rows = [f"{x},{y},{x + y * y},b" for x, y in three_clusters(n=60)[0]]
    table.write_text("\n".join(["x,y,z,kind", *rows]), encoding="utf-8")
    page = str(tmp_path / "out.html")
    assert run("export", str(table), page, "--columns", "z,x") == 0
    assert "columns z, x; ended" in capsys.readouterr().out
    assert run("export", str(table), page, "--columns", "z,w") == 1
    assert "has no column 'w'" in capsys.readouterr().err


def test_a_missing_value_in_a_table_is_said_with_the_file_and_the_cure(tmp_path, capsys):
    table = tmp_path / "points.csv"
    table.write_text("a,b,c\n1,2,3\n2,3,NA\n5,4,1\n", encoding="utf-8")
    assert run("export", str(table), str(tmp_path / "out.html")) == 1
    said = capsys.readouterr().err
    assert f"{table}: points must be finite: 1 of 3 rows holds a missing value" in said
    assert "1 in column 'c'; drop these rows" in said
    assert "missing: 1 in c, first in line 3" in said
    assert "--columns" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["exprot", "a.csv", "b.html"], "there is no command 'exprot'; did you mean export?"),
        (["export", "a.csv", "b.html", "--compnents=2"], "did you mean --components?"),
        (["homework", "--solution=x", "--tu"], "did you mean --to?"),
        (["--verson"], "did you mean --version?"),
    ],
)
def test_the_nearest_command_or_option_is_named(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
