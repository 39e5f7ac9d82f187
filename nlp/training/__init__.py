"""From labelled articles to a model: options, recipes, cross-validation, search, fitting, the model card.

Invariant: the same options and data give the same model, bit for bit. The one room, with those above it, that needs
scikit-learn and scipy. Hands out :mod:`.run` (a whole recipe), :mod:`.recipe`, :mod:`.options`,
:mod:`.crossval`, :mod:`.learning_curve`, :mod:`.fitting` and :mod:`.card`.
"""
