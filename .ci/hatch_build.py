"""The build's one step of its own: compile ``nlp/text/_compiled.c`` where that is possible.

Invariant: a build never fails because of a compiler: the wheel then has Python alone, as the package works without.
"""

from __future__ import annotations

import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).parents[1]
_SOURCE = "nlp/text/_compiled.c"
_NAME = "nlp.text._compiled"
_OLDEST = (3, 11)  # of the stable ABI that the module keeps to: Py_LIMITED_API in the source says the same


class CompiledBuildHook(BuildHookInterface):
    """Adds the compiled module to a wheel; for an editable install it is put beside its source."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and tag the wheel for this platform when that went well."""
        if self.target_name != "wheel" or sysconfig.get_config_var("Py_GIL_DISABLED"):
            return
        built = _compiled()
        if built is None:
            return
        build_data["artifacts"].append(f"/nlp/text/{built.name}")
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"cp{_OLDEST[0]}{_OLDEST[1]}-abi3-{platform}"


def _compiled() -> Path | None:
    """Return the module, compiled beside its source; None where that was not possible."""
    try:
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext

        extension = Extension(_NAME, [_SOURCE], py_limited_api=True)
        command = build_ext(Distribution({"name": "bantin", "ext_modules": [extension]}))
        with TemporaryDirectory(prefix="bantin-build-") as folder:
            command.build_lib = command.build_temp = folder
            command.ensure_finalized()
            command.run()
            built = Path(command.get_ext_fullpath(_NAME))
            # A new file takes the old one's name at once: a process may have that one in use.
            scratch = _ROOT / "nlp" / "text" / f"{built.name}.new"
            scratch.write_bytes(built.read_bytes())
    except (Exception, SystemExit):  # distutils has errors of its own, and those of the compiler
        return None
    return scratch.replace(scratch.with_suffix(""))
