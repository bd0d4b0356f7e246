"""The web server: gunicorn, with settings chosen in `docs/adr/0014`."""

import logging
import os
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication

from registry.web.logs import without_personal_data

HOST, PORT = "127.0.0.1", 8000
WORKER = "registry.server_worker.PatientWorker"
MOST_WORKERS = 8
THREADS = 4
#: Seconds after which a worker that shows no sign of life is killed; every wait inside a request is shorter.
TIMEOUT = 60
#: Seconds for running requests to end when the server stops.
GRACE = 30
#: Requests after which a worker is replaced, in case it leaks memory, and the random variation of that
#: number.
REQUESTS, JITTER = 5_000, 1_000
#: Simultaneous clients of one worker; only as many as it has threads are answered at a time, the others send
#: or read.
CLIENTS = 1_000
#: Other files that a worker opens.
OTHER_FILES = 256
#: Bytes of the first line and of each header; the addresses that lead back from a directory are long.
LONGEST_LINE = 8190
#: The file in the instance folder that contains the served address; `config.py` reads it.
NOTE = "served-at"
#: In memory if possible, so that a worker's signs of life need not wait for a disk.
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # gunicorn makes a file of its own there, without a name

Preparation = Callable[[], None]
_PREPARATIONS: list[Preparation] = []


@dataclass(frozen=True)
class Serving:
    """The options of the command that starts the server."""

    bind: Sequence[str] = (f"{HOST}:{PORT}",)
    workers: int = 0  #: by default as many as processors, between two and `MOST_WORKERS`
    threads: int = THREADS

    @property
    def settings(self) -> dict[str, Any]:
        """All gunicorn settings, by gunicorn's own names."""
        return {
            "bind": list(self.bind),
            "workers": self.workers or usual_workers(),
            "threads": self.threads,
            "worker_class": WORKER,
            "worker_connections": CLIENTS,
            "worker_tmp_dir": str(IN_MEMORY) if IN_MEMORY.is_dir() else None,
            "timeout": TIMEOUT,
            "graceful_timeout": GRACE,
            "max_requests": REQUESTS,
            "max_requests_jitter": JITTER,
            "limit_request_line": LONGEST_LINE,
            "limit_request_field_size": LONGEST_LINE,
            "sendfile": False,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "error",
        }


class _Server(BaseApplication):
    """Gunicorn in this process, serving an application that is already built."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        """Set our settings only; no configuration file is read."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return self.app


class _WithoutPersonalData(logging.Filter):
    """Removes personal data from the addresses in gunicorn's own log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass every line on, with personal data removed."""
        record.msg, record.args = without_personal_data(record.getMessage()), None
        return True


def before_serving(preparation: Preparation) -> Preparation:
    """Register a function to call each time before the registry is served."""
    _PREPARATIONS.append(preparation)
    return preparation


def prepare() -> None:
    """Call all registered functions; needs an application context."""
    for preparation in _PREPARATIONS:
        preparation()


def run(app: Flask, serving: Serving) -> None:
    """Serve until the process is told to stop."""
    _allow_files(CLIENTS + OTHER_FILES)
    logging.getLogger("gunicorn.error").addFilter(_WithoutPersonalData())
    _Server(app, serving.settings).run()


def become_reloading(serving: Serving) -> NoReturn:
    """Become a development server that reloads changed code; it builds the application again for each
    change.
    """
    binds = [f"--bind={address}" for address in serving.bind]
    options = [*binds, "--reload", "--no-control-socket", f"--worker-class={WORKER}"]
    command = [sys.executable, "-m", "gunicorn", *options, "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606  # our own interpreter and server


def note_address(instance: Path, serving: Serving) -> None:
    """Tell other processes on this machine which port is served, for the links that they print and send.

    The settings use it only when no public address is configured; in production, one is always configured.
    """
    port = serving.bind[0].rpartition(":")[2]
    if port.isdecimal():
        (instance / NOTE).write_text(f"http://localhost:{port}\n", encoding="utf-8")


def usual_workers() -> int:
    """The default number of worker processes."""
    return max(2, min(MOST_WORKERS, os.cpu_count() or 1))


def _allow_files(count: int) -> None:
    """Raise this process's limit on open files to a number, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
