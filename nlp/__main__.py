"""Run the command as ``python -m nlp``."""

from nlp.cli.main import run

run()
