"""Parquet: row groups in, labelled records out, with the types of the input kept. The only room that knows pyarrow.

Invariant: pyarrow is imported when a Parquet file is read or written, not before. Other rooms import :mod:`.read`.
"""
