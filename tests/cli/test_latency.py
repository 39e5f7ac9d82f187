"""Standard input held open: the answer to a line is there before the next line is written."""

import json
import os
import select
import subprocess
import sys
import time

ROW = {"title": "Lũ quét trong đêm", "text": "Lũ quét cuốn trôi nhiều nhà ở tỉnh Lào Cai, 3 người mất tích"}


def test_each_line_is_answered_while_the_pipe_stays_open(tmp_path):
    command = [sys.executable, "-m", "nlp", "label", "-", "-o", "-"]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    took = []
    for number in range(4):
        started = time.monotonic()
        process.stdin.write(json.dumps({"id": str(number), **ROW}).encode() + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], 30)
        assert ready, "no answer while standard input stays open"
        answer = json.loads(os.read(process.stdout.fileno(), 2**16))
        took.append(time.monotonic() - started)
        assert (answer["id"], answer["prediction"]["label"]) == (str(number), "flood_disaster")
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    assert min(took[1:]) < 1, took


def test_half_a_line_waits_for_its_end(tmp_path):
    command = [sys.executable, "-m", "nlp", "label", "-", "-o", "-", "-q"]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    line = json.dumps({"id": "1", **ROW}).encode() + b"\n"
    for piece in (line[:50], line[50:] + line[:20], line[20:-1]):
        process.stdin.write(piece)
        process.stdin.flush()
        time.sleep(0.3)
    out, _ = process.communicate(timeout=30)
    assert [json.loads(answer)["id"] for answer in out.splitlines()] == ["1", "1"]
