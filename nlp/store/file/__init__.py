"""How the store lies in its file: tables and their versions, connections, words as the index has them.

Invariant: what is written together is in the file together, and nothing else writes index and facets. The rooms above
import :mod:`.database`, :mod:`.indexing`, :mod:`.contents`, :mod:`.folding` and :mod:`.times`.
"""
