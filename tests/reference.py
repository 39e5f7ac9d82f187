"""The README's reference of commands, made from the commands themselves.

python -m tests.reference          write it into the README
"""

from __future__ import annotations

import re
from pathlib import Path

from typer.main import get_command

from nlp.cli.main import app

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- reference -->", "<!-- end of reference -->"


def commands(command=None, path="bantin"):
    """Yield (path, command) of every command that does something."""
    command = command or get_command(app)
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
    for name, child in (children or {}).items():
        yield from commands(child, f"{path} {name}")


def parameters(command):
    """Return (names, help) of what a command takes, arguments first."""
    rows = []
    for parameter in command.params:
        if parameter.name == "help":
            continue
        if parameter.param_type_name == "argument":
            names = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
        else:
            names = ", ".join([*parameter.opts, *parameter.secondary_opts])
        rows.append((names, " ".join((parameter.help or "").split())))
    return sorted(rows, key=lambda row: row[0].startswith("-"))


def examples(command):
    """Return the example lines of a command's help."""
    return re.findall(r"^ *((?:bantin|curl|cat) .*)$", command.help or "", flags=re.MULTILINE)


def reference():
    """Return the reference in Markdown."""
    parts = []
    for path, command in commands():
        summary = " ".join((command.help or "").split("\n\n")[0].split())
        parts += [f"### `{path}`", "", summary, "", "```sh", *examples(command), "```", "", "| | |", "|---|---|"]
        parts += [f"| `{names}` | {text} |" for names, text in parameters(command)]
        parts.append("")
    return "\n".join(parts)


def main():
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    README.write_text(f"{before}{START}\n{reference()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
