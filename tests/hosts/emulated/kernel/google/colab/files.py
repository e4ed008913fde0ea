"""Uploads without a person: the file that UPLOADED names is the one that is chosen."""

import os
import shutil


def upload_file(filename: str) -> None:
    """Store what was chosen under this name, whatever it was called."""
    shutil.copyfile(os.environ["UPLOADED"], filename)
