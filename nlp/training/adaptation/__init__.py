"""Training that starts from a model there is: its articles are gone, but what it knows stays.

Invariant: with no evidence for a change nothing changes. From small to large:

- ``base`` is the model that training starts from;
- ``start`` makes a view of the base ready to learn: n-grams of the new articles are added, and how sure the old
  articles were of every weight is estimated;
- ``pull`` fits what is added to its weights;
- ``choice`` chooses the strength of the pull by cross-validation, or stays with the base;
- ``forgetting`` says what is judged differently on unlabelled text;
- ``adapt`` does all that for a classifier.

Other rooms import :mod:`.base`, :mod:`.adapt` and :mod:`.forgetting`.
"""
