"""The plots of the notebooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from common import BLUE, INK, ORANGE, PALETTE, SOFT
from matplotlib.dates import DateFormatter
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, MultipleLocator, PercentFormatter
from sklearn.metrics import ConfusionMatrixDisplay

from nlp.classify.arrays import Floats
from nlp.datasets.dataset import Dataset
from nlp.datasets.profile import Profile
from nlp.evaluation.compare import Comparison
from nlp.evaluation.figures import DECIMALS, Figures
from nlp.evaluation.judgement import CALIBRATION_BINS, Judgement, calibration_bins, calibration_error
from nlp.events.records import Event
from nlp.events.records import Figure as EventFigure
from nlp.report.plots import wilson_interval

_FEWEST_IN_BIN = 5
_FEWEST_SURE = 20


def composition(profiles: Mapping[str, Profile], data: Mapping[str, Dataset], labels: Sequence[str]) -> None:
    """Draw shares of labels, lengths and years of several sets."""
    figure, (shares, lengths, years) = plt.subplots(1, 3, figsize=(10.5, 2.9), width_ratios=(1.15, 1, 1))
    height = 0.8 / len(profiles)
    for number, (name, profile) in enumerate(profiles.items()):
        colour = PALETTE[number]
        counts = [profile.labels[label].articles / profile.articles for label in labels]
        shares.barh(np.arange(len(labels)) + number * height, counts, height, color=colour)
        sizes = [len(article.document.split()) for article in data[name].articles]
        weights = np.full(len(sizes), 1 / len(sizes))
        bins = np.geomspace(8, 400, 28)
        lengths.hist(sizes, bins, weights=weights, histtype="step", color=colour, linewidth=1.6)
        by_year = profile.dates.by_year
        parts = np.array(list(by_year.values())) / sum(by_year.values())
        years.plot([int(year) for year in by_year], parts, "o-", color=colour, markersize=4, label=name)
    shares.set_yticks(np.arange(len(labels)) + 0.4 - height / 2, labels)
    shares.invert_yaxis()
    shares.grid(axis="y", visible=False)
    lengths.yaxis.set_major_locator(MultipleLocator(0.05))
    shares.set(title="share of the articles")
    lengths.set(title="length in syllables", xscale="log")
    lengths.set_xticks([10, 25, 50, 100, 200, 400], ["10", "25", "50", "100", "200", "400"])
    lengths.minorticks_off()
    years.set(title="year of publication, where known", ylim=(0, None))
    years.xaxis.set_major_locator(MaxNLocator(integer=True))
    for panel in (lengths, years):
        panel.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    shares.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    figure.legend(loc="outside lower center", ncols=3)


def label_f1(by_set: Mapping[str, Mapping[str, Figures]], labels: Sequence[str]) -> None:
    """Draw F1 by label of keywords and of the model, one panel a set."""
    figure, axes = plt.subplots(1, len(by_set), figsize=(5 * len(by_set), 2.4), sharey=True, squeeze=False)
    for panel, (name, sides) in zip(axes[0], by_set.items(), strict=True):
        f1 = {side: [figures.by_label[label].f1 for label in labels] for side, figures in sides.items()}
        panel.hlines(labels, *f1.values(), color=SOFT, linewidth=1)
        for (side, values), colour in zip(f1.items(), (ORANGE, BLUE), strict=True):
            panel.plot(values, labels, "o", color=colour, label=side)
        panel.set(title=f"{name}: F1 by label, out of fold", xlim=(0.5, 1))
        panel.margins(y=0.15)
    axes[0, 0].invert_yaxis()
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)


def ngrams(strongest: Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]) -> None:
    """Draw the strongest n-grams of each label, one row a set."""
    columns = len(next(iter(strongest.values())))
    _, axes = plt.subplots(len(strongest), columns, figsize=(10.5, 2.5 * len(strongest)), squeeze=False)
    for number, (name, by_label) in enumerate(strongest.items()):
        for panel, (label, weighted) in zip(axes[number], by_label.items(), strict=True):
            panel.barh([ngram for ngram, _ in weighted], [weight for _, weight in weighted], color=PALETTE[number])
            panel.invert_yaxis()
            panel.grid(axis="y", visible=False)
            panel.tick_params(axis="x", labelsize=8)
            panel.xaxis.set_major_locator(MaxNLocator(3))
            panel.set_title(f"{label}\n({name})", fontsize=9)


def ablation(figures: Mapping[str, Mapping[str, Figures]], comparisons: Mapping[tuple[str, str], Comparison]) -> None:
    """Draw macro-F1 of each kind of tokens, and how far it is from that of the first."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.1), width_ratios=(1.2, 1))
    kinds = list(next(iter(figures.values())))
    for place, (name, of) in enumerate(figures.items()):
        for number, kind in enumerate(kinds):
            position = place + 0.2 * (number - 1)
            left.vlines(position, *of[kind].macro_f1_interval, color=PALETTE[number], linewidth=1.5)
            label = kind if name == next(iter(figures)) else None
            left.plot(position, of[kind].macro_f1, "o", color=PALETTE[number], label=label)
    left.set_xticks(range(len(figures)), figures)
    left.set(title="macro-F1, with 95 % intervals", xlim=(-0.5, len(figures) - 0.5))
    left.grid(axis="x", visible=False)
    figure.legend(loc="outside lower center", ncols=len(kinds))
    for number, ((_, kind), one) in enumerate(comparisons.items()):
        difference = one.differences.macro_f1
        right.hlines(number, *difference.interval, color=PALETTE[kinds.index(kind)], linewidth=1.5)
        right.plot(difference.value, number, "o", color=PALETTE[kinds.index(kind)])
    right.axvline(0, color=INK, linewidth=0.8)
    right.set_yticks(range(len(comparisons)), [f"{kind}, {name}" for name, kind in comparisons])
    right.invert_yaxis()
    right.grid(axis="y", visible=False)
    right.set(title="macro-F1 less that of syllables, paired")


def rates(by_kind: Mapping[str, float], name: str) -> None:
    """Draw articles a second."""
    _, axes = plt.subplots(figsize=(6, 1.7))
    bars = axes.barh(list(by_kind), list(by_kind.values()), color=PALETTE[: len(by_kind)], height=0.6)
    axes.bar_label(bars, [f"{rate:,.0f}" for rate in by_kind.values()], padding=4)
    axes.set(title=f"articles a second, one core ({name})", xscale="log", xlim=(10, 8 * max(by_kind.values())))
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)


def confusion(judged: Mapping[str, Judgement]) -> None:
    """Draw confusion matrices: counts, coloured by their share of the true label."""
    _, axes = plt.subplots(1, len(judged), figsize=(3.4 * len(judged) + 0.6, 3.7), squeeze=False)
    for panel, (name, one) in zip(axes[0], judged.items(), strict=True):
        counts = one.confusion()
        names = [label.replace("_", "\n") for label in one.labels]
        shown = ConfusionMatrixDisplay(counts / counts.sum(axis=1, keepdims=True), display_labels=names)
        shown.plot(ax=panel, cmap="Blues", colorbar=False, im_kw={"vmin": 0, "vmax": 1})
        for place, text in np.ndenumerate(shown.text_):
            text.set_text(f"{counts[place]:,}")
        panel.grid(visible=False)
        panel.tick_params(labelsize=7.5)
        panel.set(title=name, xlabel="predicted", ylabel="true" if panel is axes[0, 0] else "")
        if panel is not axes[0, 0]:
            panel.set_yticklabels([])


def reliability(judged: Mapping[str, Judgement]) -> None:
    """Draw the share that is right against the confidence, with its 95 % interval, above the number of articles."""
    _, axes = plt.subplots(1, len(judged), figsize=(3.5 * len(judged), 3.3), sharey=True, squeeze=False)
    for panel, (name, one) in zip(axes[0], judged.items(), strict=True):
        bins = calibration_bins(one.confidence)
        counts = np.bincount(bins, minlength=CALIBRATION_BINS)
        kept = np.flatnonzero(counts >= _FEWEST_IN_BIN)
        right, confidence = (np.bincount(bins, of)[kept] / counts[kept] for of in (one.right, one.confidence))
        middles = (np.arange(CALIBRATION_BINS) + 0.5) / CALIBRATION_BINS
        panel.bar(middles, 0.25 * counts / counts.max(), 0.9 / CALIBRATION_BINS, color=SOFT, alpha=0.25)
        panel.plot([0, 1], [0, 1], ":", color=SOFT)
        panel.vlines(confidence, *wilson_interval(right, counts[kept]), color=BLUE, linewidth=1.2, alpha=0.7)
        panel.plot(confidence, right, "o-", color=BLUE, markersize=4)
        error = round(calibration_error(one.confidence, one.right), DECIMALS)  # as the tables have it
        panel.set(title=f"{name}\ncalibration error {error:.3f}", xlabel="confidence", xlim=(0.2, 1), ylim=(0, 1.02))
    axes[0, 0].set_ylabel("share that is right\n(grey: number of articles)")


def coverage(judged: Mapping[str, Judgement], main: str, thresholds: Floats, wanted: float) -> None:
    """Draw accuracy against coverage of all sets, and by label of one of them, with what the thresholds let pass."""
    _, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.8))
    for number, (name, one) in enumerate(judged.items()):
        order, accuracy = _surest_first(one, np.arange(len(one.truth)))
        sizes = np.arange(_FEWEST_SURE, len(order))
        left.plot(sizes / len(order), accuracy[sizes], color=PALETTE[number], label=name)
        left.plot(one.accepted.mean(), one.right[one.accepted].mean(), "o", color=PALETTE[number])
    left.set(title="accuracy against coverage", xlabel="share accepted, the surest first", xlim=(0, 1.01))
    left.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    one = judged[main]
    for number, label in enumerate(one.labels):
        order, accuracy = _surest_first(one, np.flatnonzero(one.predicted == number))
        confidence = one.confidence[order]
        passed = int((confidence >= thresholds[number]).sum())
        right.plot(confidence[_FEWEST_SURE:], accuracy[_FEWEST_SURE:], color=PALETTE[number], label=label)
        if passed:
            right.plot(thresholds[number], accuracy[passed - 1], "o", color=PALETTE[number])
    right.set(title=f"accuracy from a confidence on, by label ({main})", xlabel="lowest confidence accepted")
    for panel, place in ((left, "lower left"), (right, "lower right")):
        panel.axhline(wanted, color=SOFT, linestyle=":")
        panel.legend(loc=place)


def _surest_first(one: Judgement, rows: Any) -> tuple[Any, Floats]:
    """Return rows in the order of confidence, and the accuracy of each beginning of them."""
    order = rows[np.argsort(-one.confidence[rows], kind="stable")]
    return order, np.cumsum(one.right[order]) / np.arange(1, len(order) + 1)


def event_days(events: Sequence[Event]) -> None:
    """Draw how many articles of each event appeared each day, one row an event."""
    figure, axes = plt.subplots(
        len(events), 1, figsize=(10.5, 0.62 * len(events) + 0.5), sharex=True, squeeze=False, layout="constrained"
    )
    for axis, event in zip(axes[:, 0], events, strict=True):
        counts = Counter(date.fromisoformat(source.published[:10]) for source in event.sources if source.published)
        axis.bar(list(counts), list(counts.values()), 0.9, color=BLUE)
        axis.set_title(event.name, loc="left", fontsize=8, pad=2)
        axis.yaxis.set_major_locator(MaxNLocator(1, integer=True))
        axis.grid(visible=False, axis="x")
    axes[-1, 0].xaxis.set_major_formatter(DateFormatter("%d.%m.%y"))
    figure.supylabel("articles a day", fontsize=9)
    plt.show()


def tolls(events: Sequence[Event]) -> None:
    """Draw the figures of dead and missing of the events that have most of them, over the days they were stated."""
    counted = sorted(events, key=lambda event: -len(_stated(event, "dead")))[:6]
    figure, axes = plt.subplots(2, 3, figsize=(10.5, 4.2), layout="constrained")
    for axis, event in zip(axes.flat, counted, strict=False):
        for measure, colour in (("dead", ORANGE), ("missing", BLUE)):
            for stated in _stated(event, measure):
                part = stated.province is not None
                axis.plot(
                    [date.fromisoformat(stated.date)], [stated.value], "o", color=colour, alpha=0.35 if part else 1
                )
        axis.set_title(event.name, fontsize=8)
        axis.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        first, last = date.fromisoformat(event.start), date.fromisoformat(event.end)
        axis.set_xlim(first - timedelta(1), last + timedelta(1))
        axis.set_xticks([first, first + (last - first) // 2, last])
        axis.xaxis.set_major_formatter(DateFormatter("%d.%m"))
        axis.set_ylim(bottom=0)
    for axis in list(axes.flat)[len(counted) :]:
        axis.set_visible(False)
    handles = [Line2D([], [], marker="o", linestyle="", color=colour) for colour in (ORANGE, BLUE)]
    figure.legend(handles, ["dead", "missing"], loc="outside lower center", ncols=2)
    plt.show()


def _stated(event: Event, measure: str) -> list[EventFigure]:
    return [one for one in event.timeline if one.measure == measure]
