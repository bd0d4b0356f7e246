"""A web server of one worker, and the processor time that this worker spends."""

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
#: Seconds in which a server starts on a busy machine.
PATIENCE = 120

#: The kernel's number of the clock of a whole process is its inverted number, shifted, and this kind.
_OF_PROCESS = 2


def processor_seconds(process: int) -> float:
    """Seconds for which a process has held a processor, exact to the nanosecond."""
    return time.clock_gettime((~process << 3) | _OF_PROCESS)


class Server:
    """Serves from a process of its own until the block ends."""

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._command, self._environ = command, environ

    @classmethod
    def of_registry(cls, environ: Mapping[str, str], *, workers: int = 1) -> "Server":
        """The product's own, by its own command."""
        return cls(["flask", "--app", "wsgi", "registry", "serve", f"--workers={workers}"], environ)

    @classmethod
    def of_bare_site(cls, url: str) -> "Server":
        """The floor, in the same kind of worker."""
        return cls(["tests.benchmarks.bare_site", url], {})

    def __enter__(self) -> "Server":
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        module, *words = self._command
        command = [sys.executable, "-m", module, *words, f"--port={self.port}"]
        environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)}
        self._process = subprocess.Popen(
            command,
            cwd=TOP,
            env=environ | self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    @property
    def worker(self) -> int:
        """The number of the process that answers; another one after some thousand requests."""
        number = self._process.pid
        return int(Path(f"/proc/{number}/task/{number}/children").read_text().split()[0])

    def get(self, path: str, cookie: str = "", tag: str = "") -> bytes:
        """The body of a page that must be there, or unchanged since it had a tag. Raises `LookupError` where
        it is not.
        """
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            kept = {"If-None-Match": tag} if tag else {}
            connection.request("GET", path, headers={"Cookie": cookie, "Connection": "close"} | kept)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != (http.HTTPStatus.NOT_MODIFIED if tag else http.HTTPStatus.OK):
            raise LookupError(f"{path}: {answer.status}")
        return body

    def cookie_from(self, path: str) -> str:
        """The cookie that a page sets."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return str(connection.getresponse().headers["Set-Cookie"]).partition(";")[0]
        finally:
            connection.close()

    def tag_of(self, path: str, cookie: str) -> str:
        """The tag by which a browser asks again for a page."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Cookie": cookie, "Connection": "close"})
            return str(connection.getresponse().headers["ETag"])
        finally:
            connection.close()

    def work_for(
        self, path: str, cookie: str, times: int, tag: str = "", before_each: Callable[[], None] | None = None
    ) -> float:
        """Milliseconds of its processor that the worker needs for a page, on average of a few times.

        What is done before each of them is done by this process, not by the worker.
        """
        while True:
            worker = self.worker
            began = processor_seconds(worker)
            for _time in range(times):
                if before_each:
                    before_each()
                self.get(path, cookie, tag)
            if worker == self.worker:
                return 1000 * (processor_seconds(worker) - began) / times

    def _wait(self) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                raise ChildProcessError(f"{self._command} ended with {self._process.returncode}")
            with suppress(OSError, IndexError):  # the socket is there before the worker
                socket.create_connection((HOST, self.port)).close()
                if self.worker:
                    return
            time.sleep(0.1)
        raise TimeoutError(str(self._command))


@dataclass(frozen=True)
class Asked:
    """A page of a server, and as whom it is asked for."""

    server: Server
    path: str
    cookie: str
    #: With which a browser asks that has the page.
    tag: str = ""
    #: What is done before each view, and not measured.
    before_each: Callable[[], None] | None = None


def in_rounds(asked: Mapping[str, Asked], rounds: int, together: int) -> dict[str, list[float]]:
    """Milliseconds of each page in every round, in shuffled orders that every run repeats; so many requests
    make one sample.
    """
    order = random.Random(16)  # noqa: S311  # nothing secret
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name in order.sample(list(asked), len(asked)):
            page = asked[name]
            spent = page.server.work_for(page.path, page.cookie, together, page.tag, page.before_each)
            if number:  # the first time is not the usual one
                taken[name].append(spent)
    return taken
