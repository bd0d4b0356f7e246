"""`./run` serves and stops both its processes; the two lock files agree."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"

Started = subprocess.Popen[str]


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(port: int, tmp_path: Path) -> Iterator[Callable[[], Started]]:
    """Starts what `./run` starts, without a demo, in a folder of its own."""
    environ = os.environ | {"REGISTRY_MODE": "development", "REGISTRY_INSTANCE": str(tmp_path)}
    with ExitStack() as at_end:

        def start() -> Started:
            command = [sys.executable, TOP / "scripts" / "serve.py", str(port)]
            process = at_end.enter_context(
                subprocess.Popen(
                    command, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
                )
            )
            at_end.callback(process.terminate)
            return process

        yield start


def read_until(process: Started, words: str) -> str:
    """What a process prints, up to the line with these words or its end."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def children_of(pid: int) -> list[int]:
    """The processes that one has started, and theirs."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [grandchild for child in found for grandchild in children_of(child)]


def first_children_of(pid: int) -> list[int]:
    """The same, as soon as there is one."""
    while not (found := children_of(pid)):
        time.sleep(0.01)
    return found


def is_running(pid: int) -> bool:
    """Whether a process lives; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answer_of(port: int) -> int:
    """The status of the sign-in page."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/sign-in", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_asked_to_stop_and_leaves_no_process(serve, port, asked):
    process = serve()
    assert f"http://localhost:{port}" in read_until(process, "Ctrl-C")
    assert answer_of(port) == 200
    children = children_of(process.pid)
    process.send_signal(asked)
    assert process.wait(30) == 0
    assert len(children) >= 4
    assert not [pid for pid in children if is_running(pid)]


def test_asked_to_stop_while_it_begins_it_leaves_no_process(serve):
    process = serve()
    read_until(process, "Bringing the database up to date")
    children = first_children_of(process.pid)
    process.terminate()
    assert process.wait(30) == 0
    assert not [pid for pid in children if is_running(pid)]


def test_when_one_process_ends_the_other_is_stopped_and_it_says_so(serve):
    process = serve()
    read_until(process, "Ctrl-C")
    children = children_of(process.pid)
    os.kill(children[0], signal.SIGKILL)
    assert "ended by itself" in read_until(process, "ended by itself")
    assert process.wait(30) == 1
    assert not [pid for pid in children if is_running(pid)]


def test_a_busy_port_is_told_in_words(serve, port):
    with socket.create_server((HOST, port)):
        process = serve()
        assert f"--port {port + 1}" in read_until(process, "--port")
        assert process.wait(30) == 1


def test_settings_that_cannot_be_used_are_told_in_words(port, tmp_path):
    environ = os.environ | {"REGISTRY_MODE": "holiday", "REGISTRY_INSTANCE": str(tmp_path)}
    command = [sys.executable, TOP / "scripts" / "serve.py", str(port)]
    result = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "REGISTRY_MODE is 'holiday'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["--help"], 0, "Usage: ./run"),
        (["--port", "high"], 2, "--port takes a number"),
        (["--port"], 2, "--port takes a number"),
        (["--prot", "1"], 2, "does not know “--prot”"),
    ],
)
def test_run_explains_itself(arguments, exit_code, words):
    result = subprocess.run([TOP / "run", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == exit_code
    assert words in result.stdout + result.stderr


def pins_of(name: str) -> set[str]:
    """The packages of a lock file, each with its version."""
    return set(re.findall(r"^([\w.-]+(?:\[[\w,]+\])?==\S+)", (TOP / name).read_text(), re.MULTILINE))


def test_the_lock_for_development_holds_the_other_whole():
    assert pins_of("requirements.lock") <= pins_of("requirements-dev.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_names_hashes_and_no_host(name):
    text = (TOP / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
