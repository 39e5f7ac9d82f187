"""Plots of an evaluation as SVG elements for a page; they use the colours of the page.

Letters are drawn as paths, so that Vietnamese shows on a machine whose fonts lack it.

Invariant: no other module imports matplotlib.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nlp.classify.arrays import Floats
from nlp.errors import missing_package
from nlp.evaluation.figures import LearningPoint
from nlp.evaluation.judgement import CALIBRATION_BINS, Judgement, calibration_bins

_INK, _SOFT, _LINE, _BAR = "#1d2733", "#5d6b7a", "#dfe3e8", "#3f7cac"
_VARIABLES = {_INK: "var(--ink)", _SOFT: "var(--soft)", _LINE: "var(--line)", _BAR: "var(--bar)"}
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib and has all letters of Vietnamese
    "font.size": 10,
    "svg.fonttype": "path",
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _SOFT,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": _LINE,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.frameon": False,
}
_MOST_POINTS = 300  # of a curve; more would not show in 5 inches
_FEWEST_SURE = 20
"""The accuracy of fewer articles than this is mostly noise and is not drawn."""


def confusion_plot(judgement: Judgement) -> str:
    """Return a plot of the confusion matrix: counts, coloured by their share of the true label."""
    counts = judgement.confusion()
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    n = len(judgement.labels)
    side = min(10.0, 3.4 + 0.48 * n)

    def draw(figure: Any) -> None:
        from sklearn.metrics import ConfusionMatrixDisplay  # noqa: PLC0415 - imports matplotlib's pyplot

        axes = figure.add_subplot()
        shown = ConfusionMatrixDisplay(shares, display_labels=_short(judgement.labels))
        shown.plot(ax=axes, cmap="Blues", colorbar=False, im_kw={"vmin": 0, "vmax": 1}, values_format=".2f")
        for place, text in np.ndenumerate(shown.text_):
            text.set_text(f"{counts[place]:,}" if counts[place] else "·")
            text.set_fontsize(10 if n <= 12 else 7)
        axes.grid(visible=False)
        axes.set_xlabel("predicted")
        axes.set_ylabel("true")
        axes.tick_params(axis="x", rotation=0 if n <= 2 else 40)
        for label in axes.get_xticklabels():
            label.set(ha="center" if n <= 2 else "right", rotation_mode="anchor")

    return _svg("confusion", "Confusion matrix", (side + 0.6, side), draw)


def reliability_plot(judgement: Judgement) -> str:
    """Return a plot of the accuracy of predictions by their confidence, above a histogram of the confidence."""
    right, confidence, n_bins = judgement.right.astype(int), judgement.confidence, CALIBRATION_BINS
    bins = calibration_bins(confidence)
    counts = np.bincount(bins, minlength=n_bins)
    filled = np.flatnonzero(counts)
    shares = np.bincount(bins, right, minlength=n_bins)[filled] / counts[filled]
    means = np.bincount(bins, confidence, minlength=n_bins)[filled] / counts[filled]
    low, high = wilson_interval(shares, counts[filled])

    def draw(figure: Any) -> None:
        from sklearn.calibration import CalibrationDisplay  # noqa: PLC0415 - imports matplotlib's pyplot

        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        display = CalibrationDisplay.from_predictions(
            right, confidence, n_bins=n_bins, pos_label=1, ax=above, name="predictions", color=_BAR
        )
        display.line_.set_label("predictions, with 95 % intervals")
        above.vlines(means, low, high, color=_BAR, linewidth=1.2, alpha=0.7)
        above.lines[0].set_color(_SOFT)
        above.set(xlabel="", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1.02))
        above.get_legend().remove()
        figure.legend(loc="outside lower left")
        below.bar((np.arange(n_bins) + 0.5) / n_bins, counts, width=0.9 / n_bins, color=_BAR)
        below.set(xlabel="confidence", ylabel="articles")
        below.yaxis.set_major_locator(_ticker().MaxNLocator(3, integer=True))
        below.yaxis.set_major_formatter(_ticker().StrMethodFormatter("{x:,.0f}"))

    return _svg("reliability", "Reliability: confidence against the share that is right", (5.2, 5.4), draw)


def coverage_plot(judgement: Judgement) -> str:
    """Return a plot of the accuracy of the most confident predictions against their share of all."""
    order = np.argsort(-judgement.confidence, kind="stable")
    n = len(order)
    sizes = np.unique(np.linspace(min(n, _FEWEST_SURE), n, _MOST_POINTS).astype(int))
    accuracy = np.cumsum(judgement.right[order])[sizes - 1] / sizes
    low, high = wilson_interval(accuracy, sizes)

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.fill_between(sizes / n, low, high, color=_BAR, alpha=0.18, linewidth=0, label="95 % interval")
        axes.plot(sizes / n, accuracy, color=_BAR, label="the surest part")
        accepted = judgement.accepted
        if accepted.any():
            point = (float(accepted.mean()), float(judgement.right[accepted].mean()))
            axes.plot(*point, "o", color=_INK, label=f"without review: {point[0]:.0%} of them, {point[1]:.3f} right")
        axes.set(xlabel="share of the articles that is accepted", ylabel="accuracy of these", xlim=(0, 1.01))
        least = float(min(accuracy))
        axes.set_ylim(max(0.0, least - max(0.01, (1 - least) / 2)), 1.002)
        axes.xaxis.set_major_formatter(_ticker().PercentFormatter(1, decimals=0))
        figure.legend(loc="outside lower left")

    return _svg("coverage", "Accuracy against coverage", (5.2, 4.6), draw)


def learning_plot(points: Sequence[LearningPoint]) -> str:
    """Return a plot of macro-F1 against the number of training articles."""
    sizes = np.array([point.articles for point in points])
    f1 = np.array([point.macro_f1 for point in points])
    bounds = np.array([point.macro_f1_interval for point in points])

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.errorbar(
            sizes, f1, yerr=np.maximum(0, [f1 - bounds[:, 0], bounds[:, 1] - f1]),
            color=_BAR, marker="o", capsize=3, label="macro-F1, with 95 % intervals",
        )  # fmt: skip
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.set(xlabel="training articles", ylabel="macro-F1")
        axes.legend(loc="lower right")

    return _svg("learning", "Learning curve", (5.2, 4.6), draw)


def wilson_interval(shares: Floats, counts: Any) -> tuple[Floats, Floats]:
    """Return the 95 % interval of shares of ``counts`` articles; unlike the normal one, it stays between 0 and 1.

    E.B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    z = 1.96
    middle = (shares + z**2 / (2 * counts)) / (1 + z**2 / counts)
    half = z * np.sqrt(shares * (1 - shares) / counts + z**2 / (4 * counts**2)) / (1 + z**2 / counts)
    return middle - half, middle + half


def _ticker() -> Any:
    from matplotlib import ticker  # noqa: PLC0415

    return ticker


def _short(labels: Sequence[str], longest: int = 22) -> list[str]:
    """Return labels for an axis. Long ones are cut, and then all are numbered, because two may begin alike."""
    if any(len(label) > longest for label in labels):
        labels = [f"{number} {label}" for number, label in enumerate(labels, start=1)]
    # matplotlib takes what is between dollar signs for a formula.
    return [(label if len(label) <= longest else label[: longest - 1] + "…").replace("$", r"\$") for label in labels]


def _svg(name: str, title: str, size: tuple[float, float], draw: Callable[[Any], None]) -> str:
    """Draw a figure and return it as an ``svg`` element.

    :param name: figures with different names have different ids, so that a page can hold several.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - takes 0.3 s that only the report needs
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise missing_package("The report", "matplotlib") from error
    stream = io.StringIO()
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    # The page sets the width; the view box keeps the proportions.
    head = f'<svg role="img" aria-label="{title}" style="max-width: {size[0] * 72:.0f}pt"'
    svg = re.sub(r"^<svg\b", head, re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2))
    return re.sub(r'id="(figure|axes|patch|text|line2d|matplotlib\.axis|xtick|ytick|legend)_\d+"', "", svg)
