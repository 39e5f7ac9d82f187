"""The process of the command, also started as ``python -m nlp``."""

import sys


def main() -> None:
    """Run the command; Ctrl-C while its modules are still loading ends it as tidily as later."""
    try:
        from nlp.cli.main import run  # noqa: PLC0415 - loading takes long enough to be interrupted

        run()
    except KeyboardInterrupt:
        sys.stderr.write("bantin: stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
