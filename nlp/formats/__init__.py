"""Reading and writing articles: one module a format, for local files and URLs.

Invariants: a record that cannot be read is rejected with its position and the reason, and no other record is lost by
it; a file that is written appears whole or not at all. Other rooms import

- :mod:`.source`, the records of any input;
- :mod:`.record`, records and the articles in them;
- :mod:`.output`, labelled records in any format;
- :mod:`.rejected`, the records that could not be used, beside an output;
- :mod:`.jsonl` and :mod:`.sheet`, single formats;
- :mod:`.atomic`, files and folders that appear whole or not at all;
- :mod:`.storage`, local files and URLs.
"""
