"""Predicting the label of an article with a model that :mod:`nlp.training` made.

Invariant: prediction needs numpy alone, and nothing that is loaded executes. Other rooms import

- :mod:`.model`, the classifier with its calibrated scores;
- :mod:`.folder`, models on disk;
- :mod:`.registry`, models by name, and which one is current;
- :mod:`.features`, counts and TF-IDF weights of n-grams;
- :mod:`.fields`, title and text without what stands around an article;
- :mod:`.arrays`, array types and sparse rows.
"""
