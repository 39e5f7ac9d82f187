"""Commands and modules that are loaded on first use, so that help is fast and no command pays for another.

Invariant: listing the commands loads none of them, and the help of a command loads nothing that only its work needs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

_POSTPONED = ("nlp.", "rich.")


class Entry(NamedTuple):
    """A command in the list of commands.

    :param target: ``module:name`` of the function, or of the Typer app of a group.
    :param summary: its line in the list.
    """

    target: str
    summary: str


class LazyGroup(TyperGroup):
    """A group of commands that imports the module of a command when that command is asked for.

    A subclass fills ``entries``. The list of commands and suggestions for misspelt names need no more than these.
    """

    entries: ClassVar[Mapping[str, Entry]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, entry in self.entries.items():
            self.add_command(TyperCommand(name, help=entry.summary))

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters of the group itself."""
        params = super().get_params(ctx)
        for param in params:
            _spare_conversion(param)
        return params

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command; None if there is none of this name."""
        if cmd_name not in self.entries:
            return None
        module, _, attribute = self.entries[cmd_name].target.partition(":")
        command = getattr(import_module(module), attribute)
        app = typer.Typer(rich_markup_mode=None)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=cmd_name)
        else:
            app.command(cmd_name)(command)
        found = get_group(app).commands[cmd_name]
        for param in found.get_params(ctx):
            _spare_conversion(param)
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands for the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])


class _Unconverted:
    """What typer asks for the value of a parameter; text that is to be text, and nothing, pass as they are.

    typer converts every value by pydantic, whose import would take a fifth of a prediction's time.
    """

    def __init__(self, param: Any, converting: Callable[[], Any]) -> None:
        self._param, self._converting = param, converting

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value that the command gets."""
        annotation = self._param.type_descriptor.annotation
        is_several = param.multiple or param.nargs == -1
        if (value is None and not is_several) or (annotation is str and isinstance(value, str) and not is_several):
            return value
        if annotation == list[str] and isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            return list(value)
        if isinstance(value, (int, float)) and value is param.default and type(value) is annotation:
            return value
        return self._converting().coerce(value, param=param, ctx=ctx)


def _spare_conversion(param: Any) -> None:
    """Put :class:`_Unconverted` before the conversion of a parameter, in the versions of typer that have one."""
    converting = getattr(param, "get_runtime_param", None)
    if converting is not None and "get_runtime_param" not in vars(param):
        param.get_runtime_param = lambda: _Unconverted(param, converting)


@contextmanager
def on_first_use() -> Iterator[None]:
    """Postpone the loading of modules that are imported in this block until one of their names is used.

    Write ``from package import module``; ``from module import name`` uses a name, and so loads the module at once.
    Only modules of this package and of rich are postponed. Packages and modules that are loaded already are not.
    """
    finder = _PlaceholderFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in finder.postponed:
            _forget(name)


class _Placeholder(ModuleType):
    """Stands for a module in the namespace that imported it, and looks every name up in the module itself.

    Unlike a module of :class:`importlib.util.LazyLoader` it does not stay in ``sys.modules``. The module is therefore
    loaded by an ordinary import, which raises its errors and can be repeated after Ctrl-C.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the import system asks for such names when it makes the placeholder
        if sys.modules.get(self.__name__) is self:
            _forget(self.__name__)
        return getattr(import_module(self.__name__), name)


class _PlaceholderFinder(MetaPathFinder, Loader):
    """Finds each module once as a placeholder, and leaves it to the usual finders from then on."""

    def __init__(self) -> None:
        self.postponed: list[str] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not name.startswith(_POSTPONED) or name in self.postponed:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.submodule_search_locations is not None:
            return None
        self.postponed.append(name)
        return ModuleSpec(name, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Placeholder(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def _forget(name: str) -> None:
    """Take a placeholder out of ``sys.modules`` and its package, so that the next import loads the module."""
    if isinstance(sys.modules.get(name), _Placeholder):
        del sys.modules[name]
    package, _, module = name.rpartition(".")
    if isinstance(getattr(sys.modules[package], module, None), _Placeholder):
        delattr(sys.modules[package], module)
