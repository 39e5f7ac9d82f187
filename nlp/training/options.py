"""What decides how a model is trained."""

from __future__ import annotations

from dataclasses import dataclass

CHOICES = {"tokenizer": ("syllable", "word"), "solver": ("logistic", "svm")}
"""Options that are one of a few words."""

LIMITS: dict[str, tuple[float, float]] = {
    "max_n": (1, 10), "min_df": (1, 1e9), "title_weight": (1, 100), "idf_power": (0, 10), "longer_weight": (0, 100),
    "c": (1e-9, 1e9), "class_balance": (0, 1), "hard_weight": (0, 1), "folds": (2, 1_000),
    "review_accuracy": (0.01, 1), "max_iter": (1, 1e6), "seed": (0, 2**32 - 2),
}  # fmt: skip
"""Least and greatest value of the options that are numbers. Beyond these nothing can be trained, or nothing sensible;
the seed is one short of what fits, as the search takes the next one."""


@dataclass(frozen=True)
class TrainOptions:
    """Everything that decides what a training run gives; the same options and data give the same model.

    The defaults were chosen by grouped cross-validation on real regional news (see ``models/default/README.md``).

    :param tokenizer: ``syllable`` or ``word``.
    :param max_n: longest n-gram, in tokens.
    :param min_df: an n-gram needs to stand in so many articles.
    :param title_weight: how many times an n-gram of the title counts.
    :param idf_power: power to which inverse document frequencies are raised; above 1 rare n-grams weigh more.
    :param longer_weight: factor on n-grams of two tokens or more.
    :param solver: ``logistic`` (multinomial logistic regression) or ``svm`` (one linear SVM a label); the SVM is
        faster on many labels and long texts, the regression better calibrated on few and short ones.
    :param c: inverse strength of regularization.
    :param class_balance: 1 makes all labels count the same in training, 0 leaves them as frequent as they are.
    :param hard_weight: weight of articles whose label was in doubt.
    :param plain: whether to train a second view for text without accents.
    :param folds: number of folds of the cross-validation.
    :param review_accuracy: accuracy that what needs no review must reach out of fold, for each label; thresholds are
        chosen to reach it on these very predictions, so new ones may fall short.
    :param seed: of the folds.
    """

    tokenizer: str = "syllable"
    max_n: int = 2
    min_df: int = 3
    title_weight: int = 2
    idf_power: float = 1.6
    longer_weight: float = 1.4
    solver: str = "logistic"
    c: float = 20.0
    class_balance: float = 1.0
    hard_weight: float = 0.2
    plain: bool = True
    folds: int = 5
    review_accuracy: float = 0.95
    max_iter: int = 80
    seed: int = 2026
