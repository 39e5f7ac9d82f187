"""A process that has loaded the libraries of the command, and forks one process for each command that tests run.

Loading numpy, scikit-learn and typer takes most of the time of a short command, and the tests run a thousand of them.

Invariant: no module of the project is loaded before the fork, so each command is a process of its own that loads them
as it does for users; what tests say of loading, signals or the interpreter's own settings runs without this.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_LIBRARIES = (
    "numpy", "scipy.sparse", "sklearn.linear_model", "sklearn.svm", "orjson", "msgspec", "typer", "rich.console",
    "rich.progress", "rich.table", "joblib", "lxml.html", "fsspec", "filelock",
)  # fmt: skip
_HEADER = struct.Struct("<Q")
_STATUS = struct.Struct("<i")


class _Parent:
    """The process that forks, and the socket over which it is asked to."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.warm", str(theirs.fileno())]
        root = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, cwd=root, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        atexit.register(self._socket.close)  # at which it ends

    def run(
        self, arguments: Sequence[str], stdin: bytes | None, cwd: str | None, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the command with these arguments."""
        order = json.dumps({"arguments": arguments, "cwd": cwd or str(Path.cwd()), "environment": dict(environment)})
        source = os.pipe() if stdin is not None else (os.open(os.devnull, os.O_RDONLY), None)
        out, err = os.pipe(), os.pipe()
        socket.send_fds(self._socket, [_HEADER.pack(len(order.encode()))], [source[0], out[1], err[1]])
        self._socket.sendall(order.encode())
        for descriptor in (source[0], out[1], err[1]):
            os.close(descriptor)
        read: dict[str, bytes] = {}
        threads = [
            threading.Thread(target=_read, args=(name, pipe[0], read)) for name, pipe in (("o", out), ("e", err))
        ]
        if source[1] is not None:
            threads.append(threading.Thread(target=_write, args=(source[1], stdin)))
        for thread in threads:
            thread.start()
        status = _STATUS.unpack(_received(self._socket, _STATUS.size))[0]
        for thread in threads:
            thread.join()
        return subprocess.CompletedProcess(["bantin", *arguments], status, read["o"], read["e"])


def _read(name: str, descriptor: int, into: dict[str, bytes]) -> None:
    with open(descriptor, "rb") as stream:
        into[name] = stream.read()


def _write(descriptor: int, data: bytes | None) -> None:
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data or b"")
    except BrokenPipeError:
        pass  # the command ended before it had read all


def _received(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


@cache
def parent() -> _Parent:
    """Return the process that forks; each process of tests has its own."""
    return _Parent()


def _serve(connection: socket.socket) -> list[str]:
    """Fork for each order; return, in the child, what the command is given, when all stands as it was asked for."""
    while True:
        try:
            header, descriptors, _, _ = socket.recv_fds(connection, _HEADER.size, 3)
            order = json.loads(_received(connection, _HEADER.unpack(header)[0]))
        except (EOFError, struct.error, OSError):
            os._exit(0)  # the tests are over
        child = os.fork()
        if child:
            for descriptor in descriptors:
                os.close(descriptor)
            _, status = os.waitpid(child, 0)
            connection.sendall(_STATUS.pack(os.waitstatus_to_exitcode(status)))
            continue
        connection.close()
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["environment"])
        return list(order["arguments"])


if __name__ == "__main__":
    import gc
    import importlib
    import runpy

    for library in _LIBRARIES:
        importlib.import_module(library)
    assert "nlp" not in sys.modules
    gc.freeze()
    sys.argv[1:] = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.path[0] = str(Path.cwd())
    runpy.run_module("nlp", run_name="__main__", alter_sys=True)
