"""Signing in with a directory: a real provider in a process of its own, and a real browser."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from playwright.sync_api import Page, expect

import config
from registry.commitments.rules import requests as commitment_requests
from registry.database.transactions import unit_of_work
from registry.security.link_tokens import LinkParts
from registry.sign_in.views import oidc_client
from registry.teams.rules import StepUp
from registry.teams.services import teams
from tests.commitments.builders import add_partner, ask_one, publish_policy
from tests.factories import WHO_AND_WHEN, make_coordinator, make_team
from tests.journeys import steps

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


def _get_acquainted(app: Flask, issuer: str, person: str) -> None:
    """Let the registry know the directory, and the directory know a person."""
    address = f"{person}@larkspur.example"
    said = {"email": address, "email_verified": True}
    requests.put(f"{issuer}/users/{person}", json=said, timeout=5).close()
    known = config.Directory("larkspur", NAME, issuer, "registry", "secret", {"larkspur.example": NAME})
    app.config["REGISTRY_SIGN_ON"] = (known,)
    oidc_client.get_to_know(app)


def _say_who(page: Page, person: str) -> None:
    """Sign in at the directory."""
    page.locator("input[name=sub]").fill(person)
    page.get_by_role("button", name="Authorize").first.click()


def test_a_coordinator_comes_in_with_the_directory_of_the_hospital(
    app, issuer, session, stopped_clock, elsewhere, check_page
):
    with unit_of_work():
        make_coordinator(make_team(slug="east"), email="robin@larkspur.example")
    _get_acquainted(app, issuer, "robin")
    elsewhere.goto("/teams/east/partners")
    check_page(elsewhere)
    elsewhere.get_by_role("button", name=NAME).click()
    _say_who(elsewhere, "robin")
    elsewhere.wait_for_url("**/teams/east/partners")
    elsewhere.goto("/account")
    assert NAME in elsewhere.locator("main").inner_text()
    check_page(elsewhere)


def test_a_signatory_proves_who_they_are_with_the_directory_and_signs(
    app, issuer, session, stopped_clock, elsewhere, check_page
):
    with unit_of_work():
        team = make_team(slug="east")
    request = ask_one(publish_policy(team), add_partner(team))
    with unit_of_work(team.id):
        request.signatory.email = "ann@larkspur.example"
        teams.set_step_ups(team, {StepUp.SIGN_ON}, **WHO_AND_WHEN)
    _get_acquainted(app, issuer, "ann")
    link = commitment_requests.LINKS.token_for(
        LinkParts(request.id, request.generation), secret=str(app.secret_key)
    )
    elsewhere.goto(f"/sign/{link}")
    check_page(elsewhere)
    elsewhere.get_by_role("button", name=f"Prove who you are with: {NAME}").click()
    _say_who(elsewhere, "ann")
    expect(elsewhere.get_by_text("Second proof: given.")).to_be_visible()
    check_page(elsewhere)
    steps.confirm_and_type(elsewhere, "Ann Lee")
