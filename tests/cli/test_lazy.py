import subprocess
import sys
import textwrap

import pytest

from tests.conftest import PROJECT, bantin
from tests.reference import commands


def run(code):
    """Run a script in a process of its own, and return the words that it prints."""
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT).stdout.split()


def test_the_list_of_commands_loads_none_of_them():
    loaded = run(
        """
        import sys
        from nlp.cli.main import app
        try: app(["--help"])
        except SystemExit: pass
        print(":", *[name for name in sys.modules if name.startswith("nlp.cli.")])
        """
    )
    assert loaded[loaded.index(":") + 1 :] == ["nlp.cli.lazy", "nlp.cli.commands", "nlp.cli.show", "nlp.cli.main"]


def test_the_list_is_that_of_the_commands():
    shown = bantin("--help", env={"COLUMNS": "80"}).stdout.decode().partition("Commands:\n")[2].splitlines()
    listed = [line.split(maxsplit=1)[0] for line in shown]
    assert listed == list(dict.fromkeys(path.split()[1] for path, _ in commands()))
    assert all(line.endswith(".") and len(line) <= 80 for line in shown)


@pytest.mark.parametrize("path", [path for path, _ in commands()])
def test_help_loads_what_it_shows(path):
    """Neither arrays nor tables, nor a module that works on articles."""
    loaded = run(
        f"""
        import sys
        from nlp.cli.main import app
        try: app({path.split()[1:]!r} + ["--help"])
        except SystemExit: pass
        print(":", *(name for name, module in sys.modules.items() if not (name[:4] == "nlp." and hasattr(module, "__path__"))))
        """
    )
    names = [name.split(".") for name in loaded[loaded.index(":") + 1 :]]  # the face of a room is a text alone
    assert not {"numpy", "rich"} & {name[0] for name in names}
    assert {name[1] for name in names if name[0] == "nlp" and len(name) > 2} <= {"cli", "formats"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["predct"], "No such command 'predct'. Did you mean 'predict'?"),
        (["models", "lst"], "No such command 'lst'. Did you mean 'list'?"),
        ([], "Usage:"),
    ],
)
def test_names_that_are_misspelt(typed, message):
    result = bantin(*typed)
    assert result.returncode == 2
    assert message in (result.stderr + result.stdout).decode()


@pytest.mark.parametrize(
    ("typed", "completed"), [("tr", "train"), ("models ro", "rollback"), ("train --tok", "--tokenizer")]
)
def test_names_are_completed(typed, completed):
    code = "import sys; sys.argv = ['bantin']; from nlp.cli.main import run; run()"
    words = f"bantin {typed}"
    wanted = {"_BANTIN_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(typed.split()))}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, env=wanted, check=False, cwd=PROJECT)
    assert result.stdout.split() == [completed]


POSTPONED = """
    import sys
    from nlp.cli.lazy import on_first_use
    with on_first_use():
        from nlp.formats import sheet, jsonl
"""


def test_a_module_is_loaded_on_first_use():
    printed = run(
        POSTPONED
        + """
    import nlp.formats
    print("nlp.formats.jsonl" in sys.modules, hasattr(nlp.formats, "jsonl"))
    line = jsonl.dump_line({"a": 1})
    print("nlp.formats.jsonl" in sys.modules, "nlp.formats.sheet" in sys.modules)
    from nlp.formats.jsonl import dump_line
    print(dump_line is jsonl.dump_line, line == dump_line({"a": 1}))
    """
    )
    assert printed == ["False", "False", "True", "False", "True", "True"]


def test_a_load_that_fails_says_why_and_can_be_repeated():
    """As after Ctrl-C, or when a package is missing."""
    printed = run(
        POSTPONED
        + """
    sys.modules["orjson"] = None
    for attempt in (1, 2):
        try: jsonl.dump_line
        except ImportError as error: print(error.name)
    del sys.modules["orjson"]
    print(jsonl.dump_line.__name__)
    """
    )
    assert printed == ["orjson", "orjson", "dump_line"]


def test_a_name_that_a_module_lacks():
    printed = run(POSTPONED + "    try: jsonl.none\n    except AttributeError as error: print(error)\n")
    assert " ".join(printed) == "module 'nlp.formats.jsonl' has no attribute 'none'"
