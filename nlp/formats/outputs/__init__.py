"""Formats of tables and maps that labelled records are written in: one module a format, all from the same parts.

Invariant: the same parts give the same bytes, and text of strangers stays text: no cell is a formula, a link or markup.
:mod:`nlp.formats.output` chooses among them. Other rooms import :mod:`.layout`, :mod:`.tables` and :mod:`.geojson`; it
imports

- :mod:`.rows`, the parts that wait for the others, and the columns of all of them;
- :mod:`.delimited`, CSV;
- :mod:`.workbook`, Excel's workbooks;
- :mod:`.database`, SQLite;
- :mod:`.geojson`, points of provinces.
"""
