"""The desk's store: labelled articles in one SQLite file, to be searched, reviewed and corrected.

Invariant: what was acknowledged is in the file, whole, whatever kills the process; what a person said is never
overwritten by a model. Figures, and where one machine ends, are in the README beside this. Other rooms import
:mod:`.store` and :mod:`.records`.
"""
