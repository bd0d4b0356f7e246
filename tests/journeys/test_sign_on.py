"""Signing in with a directory: a real provider in a process of its own, and a real browser."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Page

import config
from registry.accounts import sign_on
from registry.transactions import unit_of_work
from tests.factories import make_coordinator, make_team

NAME = "Larkspur Memorial Hospital (invented)"
PATIENCE = 30  # seconds for the provider to answer


@pytest.fixture
def issuer() -> Iterator[str]:
    """A provider that answers, in a process of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        found = f"http://localhost:{port}"
        _wait_for(f"{found}/.well-known/openid-configuration")
        yield found
        process.terminate()


@pytest.fixture
def elsewhere(browser, address) -> Iterator[Page]:
    """A page that also visits the provider, which asks for a style from somewhere and gets none."""
    context = browser.new_context(base_url=address, locale="en-CA")
    context.route("https://**", lambda route: route.abort())
    yield context.new_page()
    context.close()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            requests.get(address, timeout=1).close()
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


def test_a_coordinator_comes_in_with_the_directory_of_the_hospital(
    app, issuer, session, stopped_clock, elsewhere, check_page
):
    with unit_of_work():
        make_coordinator(make_team(slug="east"), email="robin@larkspur.example")
    requests.put(
        f"{issuer}/users/robin", json={"email": "robin@larkspur.example", "email_verified": True}, timeout=5
    ).close()
    known = config.Directory("larkspur", NAME, issuer, "registry", "secret", {"larkspur.example": NAME})
    app.config["REGISTRY_SIGN_ON"] = (known,)
    sign_on.get_to_know(app)
    elsewhere.goto("/teams/east/partners")
    check_page(elsewhere)
    elsewhere.get_by_role("button", name=NAME).click()
    elsewhere.locator("input[name=sub]").fill("robin")
    elsewhere.get_by_role("button", name="Authorize").first.click()
    elsewhere.wait_for_url("**/teams/east/partners")
    elsewhere.goto("/account")
    assert NAME in elsewhere.locator("main").inner_text()
    check_page(elsewhere)
