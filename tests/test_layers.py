"""The rooms of the house: imports point downwards, outsiders come in through a room's face, light paths stay light."""

import ast
import re
import subprocess
import sys
from functools import cache

import pytest

from tests.conftest import PROJECT

FLOORS = [
    {"nlp.article", "nlp.errors", "nlp.version"},
    {"nlp.text", "nlp.formats"},
    {"nlp.classify", "nlp.entities"},
    {"nlp.facts"},
    {"nlp.labeller", "nlp.datasets"},
    {"nlp.evaluation"},
    {"nlp.batch", "nlp.events", "nlp.training", "nlp.report"},
    {"nlp.lifecycle", "nlp.api"},
    {"nlp.store"},
    {"nlp.watch", "nlp.web"},
    {"nlp.cli"},
]
"""From the ground up; redrawn only together with the table in CONTRIBUTING.md."""

APART = [
    {"nlp.classify", "nlp.entities"},
    {"nlp.labeller", "nlp.datasets"},
    {"nlp.batch", "nlp.training"},
    {"nlp.batch", "nlp.report"},
    {"nlp.batch", "nlp.events"},
    {"nlp.events", "nlp.report"},
    {"nlp.events", "nlp.training"},
    {"nlp.lifecycle", "nlp.api"},
    {
        "nlp.entities.amounts",
        "nlp.entities.bodies",
        "nlp.entities.dates",
        "nlp.entities.officials",
        "nlp.entities.places",
        "nlp.entities.routes",
        "nlp.entities.storms",
        "nlp.entities.waters",
    },
]
"""Rooms that stand on one floor and do not know each other."""

WITHOUT_SCIKIT = {
    "nlp.article",
    "nlp.errors",
    "nlp.version",
    "nlp.text",
    "nlp.formats",
    "nlp.classify",
    "nlp.entities",
    "nlp.facts",
    "nlp.labeller",
    "nlp.evaluation",  # promoting a model and going back to another are quick
}
HEAVY = [
    "sklearn",
    "scipy",
    "pandas",
    "underthesea",
    "joblib",
    "msgspec",
    "trafilatura",
    "matplotlib",
    "fsspec",
    "pyarrow",
    "distributed",
]
MOST_MODULES = 12


def room_of(module):
    """Return the room of a module: nlp.text.normalize -> nlp.text."""
    return ".".join(module.split(".")[:2])


def floor_of(module):
    return next((number for number, rooms in enumerate(FLOORS) if room_of(module) in rooms), None)


def is_within(module, room):
    return module == room or module.startswith(f"{room}.")


@cache
def modules():
    """Return every module of the package with its path."""
    return {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((PROJECT / "nlp").rglob("*.py"))
    }


@cache
def imports():
    """Return pairs of a module and one that it imports; names that are modules count as those."""
    found = []
    for module, path in modules().items():
        if module in ("nlp", "nlp.__main__"):  # the public face hands out the whole house
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports by dots"
                inner = [f"{node.module}.{name.name}" for name in node.names]
                found += [(module, name if name in modules() else node.module) for name in inner]
            elif isinstance(node, ast.Import):
                found += [(module, name.name) for name in node.names]
    return sorted(set(found))


def inside():
    return [(module, target) for module, target in imports() if is_within(target, "nlp") and target != "nlp"]


def test_every_module_stands_on_a_floor():
    assert [module for module in modules() if floor_of(module) is None] == ["nlp", "nlp.__main__"]


def test_imports_point_downwards():
    assert len(inside()) > 200
    upwards = [
        (module, target)
        for module, target in inside()
        if room_of(module) != room_of(target) and floor_of(target) > floor_of(module)
    ]
    assert upwards == []


@pytest.mark.parametrize("rooms", APART, ids=lambda rooms: " | ".join(sorted(rooms)))
def test_rooms_that_do_not_know_each_other(rooms):
    met = [
        (module, target)
        for module, target in inside()
        for one in rooms
        for other in rooms - {one}
        if is_within(module, one) and is_within(target, other)
    ]
    assert met == []


def test_commands_do_not_import_each_other():
    """Commands share options, data and what they show; none calls another."""
    commands = {module for module in modules() if module.rpartition(".")[0] == "nlp.cli.commands"}
    assert len(commands) >= 8
    assert [pair for pair in inside() if commands.issuperset(pair)] == []


def handed_out(room):
    """Return the modules that the face of a room names."""
    doc = ast.get_docstring(ast.parse((PROJECT / room.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")))
    return {f"{room}.{name}" for name in re.findall(r":mod:`\.(\w+)`", doc or "")}


def rooms():
    return [module for module, path in modules().items() if path.name == "__init__.py" and module != "nlp"]


@pytest.mark.parametrize("room", [room for room in rooms() if not is_within(room, "nlp.cli") and "tables" not in room])
def test_outsiders_come_in_through_the_face(room):
    """A face names, as :mod:`.name`, the modules that others may import; the rest is the room's own."""
    taken = {target for module, target in inside() if is_within(target, room) and not is_within(module, room)}
    own = {room} | {inner for inner in rooms() if is_within(inner, room)}
    nested = {module for module in taken if any(is_within(module, inner) for inner in own - {room})}
    assert taken - nested - {room} == handed_out(room), "the face names what others import, no more and no less"


@pytest.mark.parametrize("room", sorted(APART[-1]))
def test_finders_are_entered_from_their_own_house(room):
    guests = {module for module, target in inside() if is_within(target, room)}
    assert all(is_within(module, "nlp.entities") for module in guests)


def test_what_finders_share_stands_below_them():
    """Officials and bodies are read with one grammar, which knows neither of them."""
    shared = [pair for pair in inside() if is_within(pair[0], "nlp.entities.organizations")]
    assert shared
    assert [pair for pair in shared for room in APART[-1] if is_within(pair[1], room)] == []


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_only_the_command_line_knows(package):
    users = {room_of(module) for module, target in imports() if target.split(".")[0] == package}
    assert users == {"nlp.cli"}


@pytest.mark.parametrize("package", ["sklearn", "scipy"])
def test_predicting_does_without(package):
    users = {room_of(module) for module, target in imports() if target.split(".")[0] == package}
    assert users
    assert not users & WITHOUT_SCIKIT


def test_pyarrow_stays_in_its_room():
    users = {module for module, target in imports() if target.split(".")[0] == "pyarrow"}
    assert users
    assert all(is_within(module, "nlp.formats.parquet") for module in users)


def test_nothing_is_unpickled():
    users = {
        module for module, target in imports() if target.split(".")[0] in ("pickle", "joblib", "dill", "cloudpickle")
    }
    caches = {"nlp.datasets.cache"}  # training reads there what its own user's training wrote, nothing else does
    assert users == {"nlp.lifecycle.export", "nlp.batch.engine"} | caches, "joblib only dumps and runs"
    for module in users:
        assert "load(" not in modules()[module].read_text(encoding="utf-8")


def test_limits_of_size():
    """What is larger than this is hard to read at once: a function of 60 lines, a class of 250, a file of 500."""
    large = []
    for module, path in modules().items():
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 500:
            large.append((module, "file"))
        for node in ast.walk(ast.parse(text)):
            most = {ast.FunctionDef: 60, ast.AsyncFunctionDef: 60, ast.ClassDef: 250}.get(type(node))
            if most and node.end_lineno - node.lineno + 1 > most:
                large.append((f"{module}.{node.name}", node.end_lineno - node.lineno + 1))
    assert large == []


@pytest.mark.parametrize("room", [room for room in rooms() if "tables" not in room])
def test_a_room_holds_few_modules(room):
    folder = PROJECT / room.replace(".", "/")
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


def modules_after(*arguments):
    """Return which heavy packages a command imported."""
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['bantin', *{list(arguments)!r}]\n"
        "try:\n    runpy.run_module('nlp', run_name='__main__')\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"print('heavy:', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    return result.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("train", "--help"),
        ("evaluate", "--help"),
        ("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao"),
        ("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao", "--explain", "--json"),
        ("predict", "corpus/samples/ban-tin.txt"),
        ("label", "corpus/samples/feed.jsonl", "-o", "-", "-q"),
        ("models", "list", "--json"),
    ],
)
def test_light_paths_import_nothing_heavy(arguments):
    assert modules_after(*arguments) == []


def test_a_list_of_models_needs_the_reader_of_their_figures():
    assert modules_after("models", "list") == ["msgspec"]


def test_the_check_for_heavy_imports_can_fail():
    assert "trafilatura" in modules_after("predict", "corpus/samples/trang-bao-1.html")


def test_help_does_not_import_numpy():
    code = "import sys, nlp.cli.main; assert 'numpy' not in sys.modules and 'rich' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)
