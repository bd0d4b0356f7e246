"""Running commands of an installation, beside the one that a test looks into."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from click.testing import Result
from flask import Flask, has_app_context

from registry.database.session import db

Run = Callable[..., Result]


def runs(app: Flask) -> Run:
    """Runs commands of an application."""

    def invoke(words: list[str]) -> Result:
        with app.app_context():
            return app.test_cli_runner().invoke(args=words)

    def run(*arguments: object) -> Result:
        _read_afresh()
        with ThreadPoolExecutor(1) as apart:  # from the context of the installation that is backed up
            result = apart.submit(invoke, ["registry", *map(str, arguments)]).result()
        _read_afresh()
        return result

    return run


def _read_afresh() -> None:
    if has_app_context():
        db.session.rollback()
