"""From labelled articles to a model. The lowest room that needs scikit-learn and scipy for more than figures.

Invariant: the same options and data give the same model, bit for bit. From small to large:

- ``fitting`` fits the linear model on some of the articles, ``crossval`` judges it on the others;
- ``confidence`` says how sure it may be, and corrects it for another mix of labels;
- ``baseline`` is the keyword list that it has to beat;
- ``train`` makes one classifier with given options, ``search`` looks for better options;
- ``adaptation`` makes one that starts from another, whose articles are gone;
- ``run`` does all that a recipe asks for.

Other rooms import :mod:`.run`, :mod:`.train`, :mod:`.recipe`, :mod:`.options`, :mod:`.context` (cache, progress
and seed of a run), :mod:`.crossval`, :mod:`.learning_curve`, :mod:`.card` and :mod:`.adaptation.base`.
"""
