"""What crawlers bring home: saved pages, feeds, and the archives that hold them.

Invariant: nothing that a page, a feed or an archive says is followed, expanded or used as a path. Other rooms import

- :mod:`.page`, files of one article, and :mod:`.extract`, the article of a page;
- :mod:`.feed`, RSS and Atom;
- :mod:`.warc`, the answers that a crawler kept;
- :mod:`.bundle`, ZIP files.
"""
