"""Transcripts in the documents: run again, compared line by line with what they show, and written anew.

A transcript is a ``console`` block. Lines after ``$`` are run by bash, in a folder that a document has for itself; the
lines below them are what a terminal of 100 columns shows. ``...`` stands for lines left out. When ``cat FILE`` names a
file that is not there, the lines shown are its content.

    python -m tests.transcripts [DOCUMENT...]     run them and write what came into the documents
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

PROJECT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "README.vi.md",
    "CONTRIBUTING.md",
    "corpus/README.md",
    "models/README.md",
    "nlp/README.md",
    "nlp/formats/README.md",
    "nlp/store/README.md",
    "nlp/web/README.md",
    "notebooks/README.md",
)
"""Documents written by hand, from the top of the project; the reference and the model card are generated."""

GAP = "..."
_BLOCK = re.compile(r"^```console\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_VOLATILE = (
    (re.compile(r"\b\d+\.\d s(, [\d,]+/s)?"), "SECONDS"),
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d UTC"), "TIME"),
)
_TERMINAL = {  # what stays on a terminal, without bars that move and without colours
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TTY_COMPATIBLE": "1",
    "TTY_INTERACTIVE": "0",
    "LOGNAME": "lan",
}


@dataclass
class Step:
    """One command of a transcript.

    :param shown: the lines that the document shows below it.
    """

    command: str
    shown: list[str]


@dataclass(frozen=True)
class Result:
    """A step, and the lines that its command printed when it was run."""

    step: Step
    printed: list[str]

    @property
    def is_as_shown(self) -> bool:
        """Whether the document shows what was printed, volatile parts, blank lines and gaps aside."""
        chunks = list(_chunks(_comparable(self.step.shown)))
        printed = _comparable(self.printed)
        first, last = chunks[0], chunks[-1]
        if len(chunks) == 1:
            return printed == first
        end = len(printed) - len(last)
        if printed[: len(first)] != first or end < len(first) or printed[end:] != last:
            return False
        start = len(first)
        for chunk in chunks[1:-1]:
            places = (at for at in range(start, end - len(chunk) + 1) if printed[at : at + len(chunk)] == chunk)
            place = next(places, None)
            if place is None:
                return False
            start = place + len(chunk)
        return True

    def anew(self) -> list[str]:
        """Return the lines to show: those printed, with the gaps where they were; unchanged where nothing changed.

        A part between two gaps begins at the line that is most like its first one.
        """
        if self.is_as_shown:
            return self.step.shown
        printed = _tidy(self.printed)
        first, *parts = _chunks(self.step.shown)
        if not parts:
            return printed
        lines, start = printed[: len(first)], len(first)
        for part in parts[:-1]:
            (head,) = get_close_matches(part[0], printed[start:], n=1, cutoff=0.0)
            start = printed.index(head, start) + len(part)
            lines += [GAP, *printed[start - len(part) : start]]
        return [*lines, GAP, *printed[len(printed) - len(parts[-1]) :]]

    @property
    def text(self) -> str:
        """The command and what it printed."""
        return "\n".join([f"$ {self.step.command}", *_tidy(self.printed)])


def steps_of(block: str) -> list[Step]:
    """Return the commands of a transcript; one that ends in a backslash goes on in the next line."""
    steps: list[Step] = []
    for line in block.splitlines():
        if steps and steps[-1].command.endswith("\\") and not steps[-1].shown:
            steps[-1].command += f"\n{line}"
        elif line.startswith("$ "):
            steps.append(Step(line[2:], []))
        else:
            steps[-1].shown.append(line)
    return steps


def run(document: str, folder: Path, cache: str | None = None) -> Iterator[Result]:
    """Run the transcripts of a document, in order, in a new folder that holds the corpus.

    :param cache: folder for the cache of training.
    """
    folder.mkdir()
    (folder / "corpus").symlink_to(PROJECT / "corpus")
    programs = folder.with_name(f"{folder.name}.bin")
    programs.mkdir()
    (programs / "bantin").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m nlp "$@"\n', encoding="utf-8")
    (programs / "bantin").chmod(0o755)
    environment = {
        **os.environ,
        **_TERMINAL,
        "BANTIN_CACHE": cache or str(folder.with_name(f"{folder.name}.cache")),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }
    for block in _BLOCK.findall((PROJECT / document).read_text(encoding="utf-8")):
        for step in steps_of(block):
            _prepare(step, folder)
            result = subprocess.run(
                ["bash", "-c", step.command],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            yield Result(step, _STYLE.sub("", result.stdout.decode()).splitlines())


def _prepare(step: Step, folder: Path) -> None:
    """Make what a command needs and a person would have made."""
    words = shlex.split(step.command)
    if words[0] == "cat" and len(words) == 2 and not (folder / words[1]).exists():
        (folder / words[1]).write_text("".join(f"{line}\n" for line in step.shown), encoding="utf-8")
    if words[:3] == ["bantin", "review", "import"]:
        _agree(folder / words[3])


def _agree(sheet: Path) -> None:
    """Fill in a review sheet as somebody does who agrees with every suggestion."""
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, "label": row["suggested"]} for row in rows)


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines before, between and after the gaps."""
    start = 0
    for number, line in enumerate(lines):
        if line == GAP:
            yield lines[start:number]
            start = number + 1
    yield lines[start:]


def _comparable(lines: list[str]) -> list[str]:
    comparable = []
    for line in lines:
        masked = line.rstrip()
        for pattern, mask in _VOLATILE:
            masked = pattern.sub(mask, masked)
        if masked:
            comparable.append(masked)
    return comparable


def _tidy(lines: list[str]) -> list[str]:
    """Return lines without blank ones at the ends, one blank line for several, and no blanks at the end of any."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text).split("\n") if text else []


def rewrite(document: str) -> bool:
    """Run the transcripts of a document and write what came into it; say whether that changed anything."""
    path = PROJECT / document
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        results = run(document, Path(folder) / "work")

        def block_anew(match: re.Match[str]) -> str:
            lines = []
            for _ in steps_of(match[1]):
                result = next(results)
                lines += [f"$ {result.step.command}", *result.anew()]
            return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

        made = _BLOCK.sub(block_anew, text)
    path.write_text(made, encoding="utf-8")
    return made != text


def main() -> None:
    for document in sys.argv[1:] or DOCUMENTS:
        print(f"{document}: {'changed' if rewrite(document) else 'as it was'}")


if __name__ == "__main__":
    main()
