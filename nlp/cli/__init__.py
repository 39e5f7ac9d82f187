"""The command line: the commands, and what they share.

Invariant: a command parses options, calls the rooms below and prints; no command imports another, and nothing here is
part of the public face.

- ``commands`` has one module a command, or a group of commands;
- ``main`` is the list of commands, ``lazy`` loads them and their modules on first use;
- ``options`` are options that several commands share, ``data`` reads what several commands read;
- ``show`` prints results for a person.
"""
