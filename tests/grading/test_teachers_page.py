"""The page for teachers: every command on it runs as it is written there, in its order."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import handed_in as hand
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "homework.md").read_text(encoding="utf-8")
PODMAN = '''#!{python}
"""Stands in for podman: runs the command of `podman run` here, with its folders where they are."""
import os, subprocess, sys

words, places = sys.argv[2:], {{}}
while words[0].startswith("-"):
    option = words.pop(0)
    if option in ("--network", "--memory", "--pids-limit", "--tmpfs", "-v"):
        value = words.pop(0)
        if option == "-v":
            here, there = value.split(":")[:2]
            assert os.path.isdir(here), here
            places[there] = os.path.abspath(here)
image, *command = words
for there, here in places.items():
    command = [here + word[len(there):] if word == there or word.startswith(there + "/") else word
               for word in command]
sys.exit(subprocess.run(command).returncode)
'''


def section(title: str) -> str:
    """A section, up to the next heading."""
    return re.split(r"^##+ ", PAGE.split(f" {title}\n", 1)[1], flags=re.MULTILINE)[0]


def block(kind: str, title: str) -> str:
    return re.findall(rf"```{kind}\n(.*?)```", section(title), re.DOTALL)[0]


class Folder:
    """A teacher's empty folder, with the repository beside it, and what has been run there."""

    def __init__(self, top: Path) -> None:
        self.top = self.here = top
        (top / "gmm-widget").symlink_to(ROOT)
        (top / "class.csv").write_text(block("csv", "From handing out to marks"))
        (top / "bin").mkdir()
        podman = top / "bin" / "podman"
        podman.write_text(PODMAN.format(python=sys.executable))
        podman.chmod(0o755)

    def run(self, commands: str) -> str:
        """Run the lines of a block, and stay where they lead."""
        path = os.pathsep.join(
            [str(self.top / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        )
        done = subprocess.run(
            ["bash", "-ec", f"{commands}\npwd"],
            cwd=self.here,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, commands + done.stdout + done.stderr
        *said, here = done.stdout.splitlines()
        self.here = Path(here)
        return "\n".join(said)

    def blocks(self, title: str) -> list[str]:
        return re.findall(r"```sh\n(.*?)```", section(title), re.DOTALL)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.top / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def read(self, name: str) -> hand.JSON:
        return json.loads((self.top / name).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def bobs(blank: hand.JSON) -> hand.JSON:
    """A right answer to "trap", and one in words."""
    hand.fill(blank, 'STUDENT = ""', 'STUDENT = "bob"')
    hand.fill(blank, 'answer_trap = ""', f'answer_trap = "{hand.right_code("trap", "bob")}"')
    for cell in blank["cells"]:
        source = "".join(cell["source"])
        if "Write your answer here" in source or source.strip() == "YOUR ANSWER HERE":
            cell["source"] = "Because of the M-step."
        if "ChallengeWidget(" in source:
            cell["source"] = ""  # which nbgrader and otter would run, and which grading needs not
    return blank


def test_plain_folders(folder):
    made, graded, marked, executed, contained = folder.blocks("Plain folders")
    folder.run(made)
    handed_in = bobs(folder.read("handout/by-hand.ipynb"))
    hand.save(handed_in, folder.top / "handed-in" / "bob" / "by-hand.ipynb")
    hand.save(
        {"cells": []}, folder.top / "handed-in" / "Ada Lovelace_7_assignsubmission_file" / "x"
    )
    said = folder.run(graded)
    assert "cyd" in said
    assert "The answer: Because of the M-step." in said
    points = {(row["student"], row["question"]): row["points"] for row in folder.rows("grades.csv")}
    assert (points["bob", "trap"], points["bob", "why"], points["cyd", "trap"]) == ("4", "", "0")
    assert (folder.top / "feedback" / "bob.html").is_file()
    assert {row["student"]: row["points"] for row in folder.rows("totals.csv")}["bob"] == ""
    copied, again = marked.splitlines()
    folder.run(copied)
    marks = folder.top / "marks.csv"
    marks.write_text(marks.read_text().replace("bob,why,,,2", "bob,why,,1.5,2"))
    folder.run(again)
    assert {row["student"]: row["points"] for row in folder.rows("totals.csv")}["bob"] == "5.5"
    handout, run = executed.splitlines()
    folder.run(handout)
    blank = folder.read("handout/write-em-yourself.ipynb")
    hand.change(blank, lambda old: "def e_step" in old, lambda old: hand.RIGHT)
    hand.fill(blank, 'STUDENT = ""', 'STUDENT = "bob"')
    hand.save(blank, folder.top / "handed-in-em" / "bob.ipynb")
    (folder.top / "out").mkdir()
    for command, name in ((run, "grades-em.csv"), (contained, "out/grades.csv")):
        folder.run(command)
        points = {(row["student"], row["question"]): row for row in folder.rows(name)}
        assert points["bob", "e_step"]["points"] == "5"
        assert "gmm_widget.em" in points["bob", "e_step"]["remark"]


def test_colab(folder):
    [made] = folder.blocks("Colab")
    folder.run(made)
    notebook = folder.read("handout-colab/by-hand.ipynb")
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert "%pip install" in "".join(first["source"])


def test_nbgrader(folder):
    made, graded = folder.blocks("nbgrader")
    (folder.top / "nbgrader_config.py").write_text(block("py", "nbgrader"))
    folder.run(made)
    release = folder.read("course/release/by-hand/by-hand.ipynb")
    place = folder.top / "course" / "submitted" / "bob" / "by-hand"
    hand.save(bobs(release), place / "by-hand.ipynb")
    folder.run(graded)
    [row] = [one for one in folder.rows("course/grades.csv") if one["student_id"] == "bob"]
    assert float(row["score"]) == 4
    assert (folder.top / "course" / "feedback" / "bob" / "by-hand" / "by-hand.html").is_file()


def test_otter(folder):
    [commands] = folder.blocks("Otter and Gradescope")
    *before, last = commands.splitlines()
    folder.run("\n".join(before))
    handed_in = bobs(folder.read("otter/dist/student/by-hand.ipynb"))
    hand.save(handed_in, folder.top / "handed-in" / "bob" / "by-hand.ipynb")
    folder.run(last)
    results = folder.read("otter/results.json")["tests"]
    assert {one["name"]: one.get("score") for one in results}["trap"] == 4


def test_a_challenge_of_your_own(folder):
    [commands] = folder.blocks("A challenge of your own")
    challenge, ours = re.findall(
        r"```python\n(.*?)```", section("A challenge of your own"), re.DOTALL
    )
    (folder.top / "our_challenges.py").write_text(challenge)
    (folder.top / "ours.py").write_text(ours)
    made, graded = commands.splitlines()
    folder.run(made)
    assert (folder.top / "ours" / "our_challenges.py").is_file()
    blank = folder.read("ours/ours.ipynb")
    hand.save(blank, folder.top / "handed-in-ours" / "bob.ipynb")
    assert "bob" in folder.run(graded)


def test_every_command_on_the_page_is_in_one_of_these_sections():
    titles = (
        "Plain folders",
        "Colab",
        "nbgrader",
        "Otter and Gradescope",
        "A challenge of your own",
    )
    blocks = [
        one for title in titles for one in re.findall(r"```sh\n(.*?)```", section(title), re.DOTALL)
    ]
    assert re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) == blocks
