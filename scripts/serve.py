"""Migrate the database, fill an empty demo, then serve: web server and one worker, stopped together.

Started by `./run`, which has set everything up. Usage: serve.py PORT
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

TOP = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
HOST = "127.0.0.1"
#: Seconds for the first page to answer.
PATIENCE = 60
#: Seconds a process may take to end what it is doing.
GRACE = 35

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

FLASK = (str(PROGRAMS / "flask"), "--app", "wsgi")


class Stopped(Exception):
    """Somebody asked us to stop."""


class Failed(Exception):
    """It cannot go on; the text says why."""


class PostponedStop:
    """Lets a wish to stop wait while a process is born, so that none is born unknown to us."""

    waiting = False
    asked = False

    def __enter__(self) -> None:
        self.waiting = True

    def __exit__(self, *error: object) -> None:
        self.waiting = False

    def ask(self) -> None:
        """Stop now, or when the block has ended."""
        self.asked = True
        if not self.waiting:
            self.raise_if_asked()

    def raise_if_asked(self) -> None:
        """Raise `Stopped` when somebody asked, the first time only: cleaning up is not interrupted."""
        if self.asked:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            raise Stopped


postponed_stop = PostponedStop()


def main(port: int) -> int:
    """Serve until asked to stop (0) or until one of the two processes ends (1)."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: postponed_stop.ask())
    environ = settings_of(port)
    try:
        check_port(port)
        print("Bringing the database up to date", flush=True)
        finish("the database could not be brought up to date", *FLASK, "db", "upgrade", environ=environ)
        welcome = fill_demo(environ)
        with (
            running("worker", *FLASK, "registry", "worker", environ=environ) as worker,
            running("web server", *FLASK, "registry", "serve", f"--port={port}", environ=environ) as web,
        ):
            wait_for_page(port, web)
            print(f"\nThe registry answers at {environ['REGISTRY_PUBLIC_ADDRESS']}\n{welcome}")
            print("Ctrl-C stops it.", flush=True)
            watch({"worker": worker, "web server": web})
    except Stopped:
        print("\nStopped.", flush=True)
        return 0
    except Failed as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1


def settings_of(port: int) -> dict[str, str]:
    """The environment of all processes: a demo on this port, unless told otherwise."""
    given = {"REGISTRY_MODE": "demo", "REGISTRY_PUBLIC_ADDRESS": f"http://localhost:{port}"}
    return given | dict(os.environ)


def check_port(port: int) -> None:
    """Raise `Failed` when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise Failed(
                f"port {port} of {HOST} cannot be used ({error}). Is the registry running already? "
                f"Another port: ./run --port {port + 1}"
            ) from error


def fill_demo(environ: dict[str, str]) -> str:
    """Fill an empty database with the demo team; answers how to sign in."""
    if environ["REGISTRY_MODE"] != "demo":
        return ""
    print("Looking for the demo team; the first time it is made, which takes a minute", flush=True)
    return finish("the demo could not be made", *FLASK, "registry", "demo", environ=environ)


def finish(complaint: str, *command: str, environ: dict[str, str]) -> str:
    """Run a command to its end; answers what it printed, raises `Failed` with the complaint."""
    with running(command[-1], *command, environ=environ, stdout=subprocess.PIPE) as process:
        printed, _ = process.communicate()
    if process.returncode:
        raise Failed(f"{complaint}; see above.")
    return str(printed)


@contextmanager
def running(
    name: str, *command: str, environ: dict[str, str], stdout: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own, gone with all its children when the block ends."""
    with postponed_stop:
        process = subprocess.Popen(
            command, cwd=TOP, env=environ, stdout=stdout, text=True, start_new_session=True
        )
    try:
        postponed_stop.raise_if_asked()
        yield process
    finally:
        end(name, process)


def end(name: str, process: subprocess.Popen[str]) -> None:
    """Ask a process to end, and after a while leave it no choice; its children go with it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            print(f"The {name} does not end by itself; it is killed.", file=sys.stderr)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for_page(port: int, web: subprocess.Popen[str]) -> None:
    """Return when the first page answers; raise `Failed` when it does not, or with an error of ours."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if web.poll() is not None:
            raise Failed("the web server ended at once; see above.")
        status = status_of(f"http://{HOST}:{port}/")
        if status is None:
            time.sleep(0.2)
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failed(f"the first page answered with an error ({status}); see above.")
        else:
            return
    raise Failed(f"the first page did not answer within {PATIENCE} seconds; see above.")


def status_of(address: str) -> int | None:
    """The status with which a page answers; None while nobody does."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own http address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def watch(processes: dict[str, subprocess.Popen[str]]) -> NoReturn:
    """Raise `Failed` when one of the processes ends by itself."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                raise Failed(f"the {name} ended by itself (exit {process.returncode}); see above.")
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
