"""Array types, sparse rows and a hash table in arrays, with numpy alone.

scipy has sparse matrices, but importing it takes longer than a prediction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]

_FREE = -1  # the value in a slot without a key


@dataclass(frozen=True)
class SparseRows:
    """A sparse matrix by rows (CSR), sorted by column within each row.

    :param indptr: row ``i`` has the columns ``indices[indptr[i]:indptr[i + 1]]``; shape (n_rows + 1,).
    :param indices: the columns, shape (n_nonzero,).
    :param values: the values in these columns, shape (n_nonzero,).
    """

    indptr: Ints
    indices: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def take(self, rows: Ints) -> SparseRows:
        """Return the given rows, in their order."""
        starts, sizes = self.indptr[:-1][rows], np.diff(self.indptr)[rows]
        indptr = np.concatenate([[0], np.cumsum(sizes)])
        cells = np.repeat(starts - indptr[:-1], sizes) + np.arange(indptr[-1])
        return SparseRows(indptr, self.indices[cells], self.values[cells])

    def sum_rows(self, terms: Floats) -> Floats:
        """Return the sum of ``terms`` (n_nonzero, ...) over each row, shape (n_rows, ...)."""
        sums = np.zeros((len(self), *terms.shape[1:]), dtype=terms.dtype)
        filled = np.diff(self.indptr) > 0  # for an empty row, reduceat would return a term of the next one
        if filled.any():
            sums[filled] = np.add.reduceat(terms, self.indptr[:-1][filled], axis=0)
        return sums

    def dot(self, weights: Floats) -> Floats:
        """Return the product with ``weights`` (n_columns, n_outputs), shape (n_rows, n_outputs)."""
        return self.sum_rows(self.values[:, None] * weights[self.indices])


class KeyTable:
    """A hash table from 64-bit keys to values, in arrays: a whole batch is looked up at once.

    Open addressing with linear probing: a key that finds its slot taken moves on to the next.

    :param keys: distinct keys, shape (n_keys,), uint64.
    :param values: the value of each key, non-negative, shape (n_keys,).
    """

    def __init__(self, keys: npt.NDArray[np.uint64], values: Ints) -> None:
        size = 1 << max(4, int(2 * len(keys)).bit_length())  # a quarter to half full: few keys have to move on
        self._mask = size - 1
        self._keys = np.zeros(size, dtype=np.uint64)
        self._values = np.full(size, _FREE, dtype=np.int32)
        pending, slots = np.arange(len(keys)), self._slots(keys)
        while len(pending):
            free = self._values[slots] == _FREE
            # Where several keys want one free slot, the last one written stays in it; the others are still pending.
            self._keys[slots[free]] = keys[pending[free]]
            self._values[slots[free]] = values[pending[free]]
            left = self._values[slots] != values[pending]
            left |= self._keys[slots] != keys[pending]
            pending, slots = pending[left], (slots[left] + 1) & self._mask

    def _slots(self, keys: npt.NDArray[np.uint64]) -> Ints:
        """Return the first slot of each key, by Fibonacci hashing (Knuth, TAOCP 3, 6.4)."""
        slots: Ints = ((keys * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)).astype(np.int64) & self._mask
        return slots

    def find(self, keys: npt.NDArray[np.uint64]) -> Ints:
        """Return the value of each key, -1 for a key that is not in the table."""
        slots = self._slots(keys)
        values = self._values[slots]
        pending = np.flatnonzero((values != _FREE) & (self._keys[slots] != keys))
        slots = slots[pending]
        while len(pending):
            slots = (slots + 1) & self._mask
            values[pending] = self._values[slots]
            left = (values[pending] != _FREE) & (self._keys[slots] != keys[pending])
            pending, slots = pending[left], slots[left]
        return values
