"""The version number stands in one file; the build, the library, the command and new models read it there."""

import re
import subprocess
import sys
import tomllib

import nlp
from nlp.version import __version__
from tests.conftest import PROJECT


def test_everybody_says_the_same_number(trained):
    command = subprocess.run([sys.executable, "-m", "nlp", "--version"], capture_output=True, text=True, check=True)
    assert command.stdout == f"bantin {__version__}\n"
    assert nlp.__version__ == __version__
    assert trained.classifier.about["bantin"] == __version__


def test_the_build_reads_the_number_from_the_file():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    source = PROJECT / project["tool"]["hatch"]["version"]["path"]
    # The pattern by which hatchling finds it, which needs the number in quotes on a line of its own.
    (number,) = re.findall(r"""(?im)^__version__ *= *(['"])v?(.+?)\1$""", source.read_text(encoding="utf-8"))
    assert number[1] == __version__


def test_the_number_is_written_once():
    assigned = [
        path
        for path in (PROJECT / "nlp").rglob("*.py")
        if re.search(r"^__version__\b.*=", path.read_text("utf-8"), re.M)
    ]
    assert [path.name for path in assigned] == ["version.py"]
