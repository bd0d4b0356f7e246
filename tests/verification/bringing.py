"""A file is brought to the verification page, and the worker does its part."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from registry.jobs import runner
from registry.verification.queries.checks import FOLDER
from registry.verification.services import EXAMINE

HEAD = b'--end\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'


def bring(client: FlaskClient, content: bytes, name: str = "record.pdf") -> Any:
    """The page with the verdict on a file; what was brought before is forgotten."""
    forget(client.application)
    answer = post(client, content, name)
    if answer.status_code != 303:
        return answer
    work(client.application)
    return client.get(answer.location)


def post(client: FlaskClient, content: bytes, name: str = "record.pdf", **more: Any) -> Any:
    """What the page says at once."""
    body = HEAD % name.encode() + content + b"\r\n--end--\r\n"
    return client.post("/verify", data=body, content_type="multipart/form-data; boundary=end", **more)


def work(app: Flask) -> None:
    """Examine what waits, as the worker does, without the contexts of the test."""

    def run() -> None:
        with app.app_context():
            runner.run(EXAMINE)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def folder_of(app: Flask) -> Path:
    """Where files wait."""
    return Path(app.config["REGISTRY_INSTANCE"]) / FOLDER


def forget(app: Flask) -> None:
    """As if nothing had been brought."""
    shutil.rmtree(folder_of(app), ignore_errors=True)
