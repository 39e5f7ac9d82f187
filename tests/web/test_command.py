"""``bantin serve`` as a process: what it says, to whom it answers, how it ends, what it says without its packages."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from nlp.cli.commands import serve
from nlp.errors import MissingExtraError
from tests.conftest import PROJECT


def status(address, **headers):
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{address}/api/models", headers=headers), timeout=10
        ) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_it_opens_to_others_with_a_token_and_closes(tmp_path):
    command = [sys.executable, "-m", "nlp", "serve", "--store", "desk.db", "--host", "0.0.0.0", "--port", "0"]
    environment = {"PYTHONPATH": str(PROJECT), "PATH": "", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        told = process.stderr.readline() + process.stderr.readline()
        address, token = re.search(r"open at (\S+).*this once: (\S+)", told, flags=re.DOTALL).groups()
        assert status(address) == 401
        assert status(address, Authorization=f"Bearer {token}") == 200
        assert status(address, Authorization=f"Bearer {token}", Host="evil.example") == 421
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        rest = process.stderr.read()
    assert "GET /api/models 401" in rest
    assert "Traceback" not in rest
    assert token not in (tmp_path / "desk.db.token").read_text(encoding="ascii")


def test_without_its_packages_it_says_which(monkeypatch):
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="bantin serve needs the packages fastapi") as error:
        serve.serve_cli()
    assert error.value.fix == "Install with: pip install fastapi uvicorn jinja2 python-multipart"
