"""Two who act at once, in the team of the test."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.conftest import Client
from tests.factories import make_coordinator


@pytest.fixture
def both(at_once: Callable[..., list[str]], team: Team) -> Callable[..., list[str]]:
    """Does things at the same moment in the team; answers what the losers were told."""
    team_id = team.id
    return lambda *acts: at_once(team_id, *acts)


@pytest.fixture
def send_twice(app: Flask, team: Team) -> Callable[..., list[TestResponse]]:
    """Two coordinators send one form at the same moment; gives the answers, that of the refused one last."""

    def run(address: str, typed: Mapping[str, str]) -> list[TestResponse]:
        browsers = [_coordinator(app, team, name) for name in ("Ann Ng", "Bea Ng")]
        together = threading.Barrier(2)

        def send(browser: Client) -> TestResponse:
            together.wait()
            return browser.post(address, data=typed)

        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(send, browsers))
        return sorted(answers, key=lambda answer: answer.status_code)

    return run


def _coordinator(app: Flask, team: Team, name: str) -> Client:
    """The browser of a coordinator."""
    with unit_of_work():
        user = make_coordinator(team, name=name)
    browser = Client(app, app.response_class)
    browser.sign_in(user)
    return browser
