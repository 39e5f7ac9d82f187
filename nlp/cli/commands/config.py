"""Settings that a working folder keeps for its commands: ``bantin.toml``, or ``[tool.bantin]`` in ``pyproject.toml``.

Invariant: a setting is the long name of an option without its dashes, and stands for that option in every command that
has it; an option that is given on the command line wins.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.errors import InputError

with on_first_use():
    from nlp.cli.show import console

FILE = "bantin.toml"
_SHARED_FILE = "pyproject.toml"
_LONGEST = 64 * 2**10  # bytes

SETTINGS = {
    "model": (str, "current", "name or folder of the model"),
    "text-field": (str, "text", "field with the text; several with commas between are joined"),
    "title-field": (str, "title", "field with the title"),
    "id-field": (str, "id", "field with the identifier"),
    "published-field": (str, "published", "field with the publication date"),
    "label-field": (str, "label", "field with the label, in labelled data"),
    "format": (str, None, "format of the input"),
    "records": (str, None, "path to the list of records in an object"),
    "table": (str, None, "table of a database"),
    "jobs": (int, 1, "number of processes"),
    "work": (str, None, "folder for the parts of an output"),
    "excel": (bool, False, "CSV as Excel opens it"),
}
"""The settings: type, default and meaning of each."""


@dataclass(frozen=True)
class Settings:
    """What a folder sets.

    :param file: where, None if it sets nothing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    file: Path | None = None


def read_settings(folder: Path) -> Settings:
    """Return the settings of a folder.

    :raises InputError: if its file is no TOML, or has a setting that does not exist or has another type.
    """
    for name in (FILE, _SHARED_FILE):
        file = folder / name
        if not file.is_file():
            continue
        values = _read(file)
        if name == _SHARED_FILE:
            values = values.get("tool", {}).get("bantin", {})
        if name == FILE or values:
            return Settings(_checked(values, file), file)
    return Settings()


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LONGEST and file.name == FILE:
            raise InputError(f"{file}: is too long for settings.")
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        if file.name == _SHARED_FILE:  # another tool's file; what is wrong in it is not ours to tell
            return {}
        raise InputError(f"{file}: cannot be read: {error}.", 'Write lines like: text-field = "content"') from error


def _checked(values: Any, file: Path) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise InputError(f"{file}: the settings are no table.")
    for name, value in values.items():
        if name not in SETTINGS:
            close = get_close_matches(name, SETTINGS, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(SETTINGS)}."
            raise InputError(f"{file}: there is no setting {name!r}.", hint)
        kind = SETTINGS[name][0]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise InputError(f"{file}: {name} holds {value!r}, which is no {kind.__name__}.")
    return values


def as_defaults(settings: Settings, commands: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return settings as the defaults of commands, in the form that click reads.

    :param commands: the names of the commands, each with those of its sub-commands.
    """
    values = {name.replace("-", "_"): value for name, value in settings.values.items()}
    return {name: {**values, **dict.fromkeys(inner, values)} for name, inner in commands.items()}


def config_cli(json: options.Json = False) -> None:
    """Show the settings in force in this folder, and where each comes from.

    A folder keeps them in bantin.toml, a line for each: text-field = "content". In pyproject.toml they stand under
    [tool.bantin].

    Example:

      bantin config
    """
    settings = read_settings(Path())
    if json:
        console.print_json({name: settings.values.get(name, default) for name, (_, default, _) in SETTINGS.items()})
        return
    shown = console.table("setting", "value", "from", "meaning")
    for name, (_, default, meaning) in SETTINGS.items():
        is_set = name in settings.values
        value = settings.values.get(name, default)
        origin = settings.file.name if is_set and settings.file else "default"
        shown.add_row(name, "" if value is None else console.escape(str(value)), origin, meaning)
    console.out().print(shown)
