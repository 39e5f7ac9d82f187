"""Parquet: row groups in, labelled records out, with the types of the input kept. The only room that knows pyarrow.

Invariant: pyarrow is imported when a Parquet file is touched, never before. Hands out :mod:`.read`.
"""
