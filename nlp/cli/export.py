"""``bantin export``: a model for use elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nlp.cli import options
from nlp.cli.show.console import err


def export_cli(
    sklearn: Annotated[Path, typer.Option("--sklearn", help="File for a joblib-dumped scikit-learn pipeline.")],
    model: options.Model = options.CURRENT,
) -> None:
    """Write a model as a scikit-learn pipeline that takes (title, text) pairs and gives the same probabilities.

    It covers text with its accents; bantin must be installed where it is loaded. Load only files of your own making:
    joblib files can run code.

    Example:

      bantin export --sklearn bantin.joblib
    """
    from nlp.classify.registry import load_model  # noqa: PLC0415
    from nlp.lifecycle.export import export_sklearn  # noqa: PLC0415

    export_sklearn(load_model(model), sklearn)
    err().print(f"{sklearn}: {sklearn.stat().st_size / 1e6:.1f} MB", markup=False)
