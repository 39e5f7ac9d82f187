"""The floors of the house: imports point downwards only, and light paths stay light."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

FLOORS = [
    {"nlp.article", "nlp.errors"},
    {"nlp.text", "nlp.formats"},
    {"nlp.classify", "nlp.entities"},
    {"nlp.labeller"},
    {"nlp.batch", "nlp.report"},
    {"nlp.cli"},
]
SIDE_BY_SIDE = [{"nlp.classify", "nlp.entities"}]
HEAVY = [
    "sklearn",
    "scipy",
    "pandas",
    "underthesea",
    "joblib",
    "trafilatura",
    "matplotlib",
    "fsspec",
    "pyarrow",
    "distributed",
]


def part_of(module):
    """Return the room of a module: nlp.text.normalize -> nlp.text."""
    return ".".join(module.split(".")[:2])


def floor_of(module):
    return next((number for number, rooms in enumerate(FLOORS) if part_of(module) in rooms), None)


def imports():
    for path in sorted((PROJECT / "nlp").rglob("*.py")):
        module = ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        if module in ("nlp", "nlp.__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports by dots"
                yield module, node.module
            elif isinstance(node, ast.Import):
                for name in node.names:
                    yield module, name.name


def test_imports_point_downwards():
    seen = [(module, target) for module, target in imports() if target.startswith("nlp.")]
    assert len(seen) > 50
    for module, target in seen:
        assert floor_of(module) is not None, f"{module} stands on no floor"
        assert part_of(module) == part_of(target) or floor_of(target) <= floor_of(module), f"{module} imports {target}"
        for rooms in SIDE_BY_SIDE:
            if part_of(module) in rooms and part_of(target) in rooms:
                assert part_of(module) == part_of(target), f"{module} imports {target}"
    assert {"nlp.text", "nlp.formats", "nlp.classify", "nlp.batch", "nlp.cli"} <= {
        part_of(module) for module, _ in seen
    }


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_only_the_command_line_knows(package):
    users = {part_of(module) for module, target in imports() if target.split(".")[0] == package}
    assert users == {"nlp.cli"}


def test_nothing_is_unpickled():
    users = {
        module for module, target in imports() if target.split(".")[0] in ("pickle", "joblib", "dill", "cloudpickle")
    }
    caches = {"nlp.datasets.cache"}  # training reads there what its own user's training wrote, nothing else does
    assert users == {"nlp.lifecycle.export", "nlp.batch.engine"} | caches, "joblib only dumps and runs"
    for module in users:
        assert "load(" not in (PROJECT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def test_files_stay_small():
    for path in (PROJECT / "nlp").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


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
        ("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao"),
        ("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao", "--explain", "--json"),
        ("predict", "corpus/samples/ban-tin.txt"),
        ("models", "list"),
        ("label", "corpus/samples/feed.jsonl", "-o", "-", "-q"),
    ],
)
def test_light_paths_import_nothing_heavy(arguments):
    assert modules_after(*arguments) == []


def test_the_check_for_heavy_imports_can_fail():
    assert "trafilatura" in modules_after("predict", "corpus/samples/trang-bao-1.html")


def test_help_does_not_import_numpy():
    code = "import sys, nlp.cli.main; assert 'numpy' not in sys.modules and 'rich' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)
