"""Execute the notebooks in place, each in a fresh kernel; nothing of the machine or the hour stays in them.

python -m notebooks.run [NOTEBOOK...]
"""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

FOLDER = Path(__file__).parent
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
_SECONDS = 900
_COLOURS = 96
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # sums in one order, so the same figures
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def execute(path: Path, environment: Mapping[str, str] | None = None) -> NotebookNode:
    """Return a notebook executed in its folder, with metadata that do not change from run to run.

    :param environment: variables that the kernel gets on top of those of this process.
    :raises nbclient.exceptions.CellExecutionError: if a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as scratch:
        place = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(notebook, timeout=_SECONDS, kernel_name="python3", record_timing=False, resources=place)
        kernel = client.create_kernel_manager()
        # Sockets and settings lie in a folder of our own: nothing listens on a port, nothing is left in the user's.
        kernel.transport, kernel.connection_file = "ipc", str(Path(scratch) / "kernel.json")
        own = {"IPYTHONDIR": scratch, "PYDEVD_DISABLE_FILE_VALIDATION": "1", **_ONE_THREAD}
        client.execute(env={**os.environ, **own, **(environment or {})})
    notebook.metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = _smaller(output.data["image/png"])
    return notebook


def _smaller(picture: str) -> str:
    """Return a PNG in base64 with fewer colours; plots lose nothing that shows, and two thirds of their size."""
    stream = io.BytesIO()
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(stream, format="png", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def main() -> None:
    """Execute the notebooks named, or all of them."""
    for path in [Path(argument) for argument in sys.argv[1:]] or NOTEBOOKS:
        sys.stderr.write(f"{path.name}\n")
        nbformat.write(execute(path), path)


if __name__ == "__main__":
    main()
