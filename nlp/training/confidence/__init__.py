"""How sure a model may be: calibration, thresholds, plausible labels, and the mix of labels where it is used.

Other rooms import :mod:`.calibration` and :mod:`.shift`.
"""
