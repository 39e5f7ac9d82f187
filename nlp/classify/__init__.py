"""What an article is about: n-grams, arrays, calibrated scores, and the folder that a model lies in.

Invariant: prediction needs numpy alone; nothing that is loaded executes. How a model is made stands in
:mod:`nlp.training`. Hands out :mod:`.model`, :mod:`.folder`, :mod:`.registry`, :mod:`.features` and :mod:`.arrays`.
"""
