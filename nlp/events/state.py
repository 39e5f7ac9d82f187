"""The state of a digest, kept in its folder, so that the next day's run goes on where this one ended.

Invariant: the file holds all of the digest, and a digest that is read back goes on as if it had never been written.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import IO

import orjson

from nlp.errors import InputError
from nlp.events.complaints import Complaints
from nlp.events.digest import State
from nlp.events.grouping.assign import Grouping
from nlp.events.grouping.draft import Draft
from nlp.events.records import Appointment, Event

STATE = "state.json"
"""The name of the file in the folder of a digest."""

_FORMAT = 1  # raised when a state of before cannot go on


def read_state(folder: Path) -> State:
    """Return the state of the digest in a folder; a new one if there is no folder.

    :raises InputError: if the folder holds no digest, or one that cannot go on.
    """
    path = folder / STATE
    if not folder.exists():
        return State()
    try:
        given = orjson.loads(path.read_bytes())
        if given["format"] != _FORMAT:
            raise InputError(f"{path}: written by another version of bantin.", "Make the digest again with -o.")
        return State(
            Grouping([Draft.from_dict(draft) for draft in given["open"]]),
            [Event.from_dict(event) for event in given["closed"]],
            Complaints.from_list(given["complaints"]),
            [Appointment.from_dict(appointment) for appointment in given["appointments"]],
            set(given["seen"]),
            Counter(given["left_out"]),
        )
    except FileNotFoundError as error:
        raise InputError(f"{folder}: holds no digest ({STATE} is missing).", "Name a folder of a digest.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: cannot be read: {error}.", "Make the digest again with -o.") from error


def write_state(state: State, stream: IO[bytes]) -> None:
    """Write the state of a digest."""
    content = {
        "format": _FORMAT,
        "open": [draft.to_dict() for draft in state.grouping.drafts],
        "closed": [event.to_dict() for event in state.closed],
        "complaints": state.complaints.to_list(),
        "appointments": [appointment.to_dict() for appointment in state.appointments],
        "seen": sorted(state.seen),
        "left_out": dict(sorted(state.left_out.items())),
    }
    stream.write(orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE))
