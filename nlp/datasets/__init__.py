"""Labelled articles, from files to what training and evaluation ask of them.

Invariant: a dataset never changes once it is read; a record that cannot be used is kept as rejected, with the reason.
Other rooms import

- :mod:`.dataset`, the articles with their labels;
- :mod:`.reading`, datasets from files and folders;
- :mod:`.checks`, whether a model can be trained on a dataset;
- :mod:`.grouping`, groups of near-duplicates;
- :mod:`.sampling`, subsets with the label shares of the whole;
- :mod:`.survey`, what a dataset holds, leaks between training data and tests;
- :mod:`.profile`, the types of a survey's result;
- :mod:`.overlap`, how much of a dataset a model was trained on;
- :mod:`.cache`, results on disk that training would compute again.
"""
