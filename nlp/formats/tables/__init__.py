"""Tables that are no text: workbooks and databases.

Invariant: nothing in a file runs, and nothing is written to it. Other rooms import
:mod:`.workbook` and :mod:`.database`.
"""
