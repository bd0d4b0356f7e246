"""Fixtures for journeys: a real Chromium, the real application, real mail. How to use them:

`phone`, `desktop`   pages 390 and 1280 pixels wide; `page.goto("/sign-in")` needs no host.
`open_page(width=…, scripts=False, language="fr", is_away=True)`
                     a page of another kind, in a browser of its own (nobody else's cookies).
`mailbox`, `work()`, `stopped_clock`, `session`
                     as in tests/conftest.py: `work()` sends what is due to the mailbox. Make data
                     with `session` and `unit_of_work()`, then drive the page.
`check_page(page)`   fails naming each violation that axe finds, and when the page is wider than a
                     screen of 320 pixels. Wait for the page first (`steps.heading`): a click returns
                     before the next page is there.

Journeys run on SQLite. A script that fails, a broken security policy or a request to another machine
fails the test, whatever the page looks like.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from werkzeug.serving import make_server

PHONE = 390
DESKTOP = 1280
#: The narrowest screen that every page must fit, in CSS pixels.
NARROWEST = 320

#: Milliseconds for a page or an element to come.
PATIENCE = 10_000

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's own Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.exit("The journeys need Chromium: apt-get install chromium, or set CHROMIUM.", returncode=1)
    options = {"executable_path": found, "args": CHROMIUM_OPTIONS}
    if os.geteuid() == 0:  # Chromium's sandbox refuses root
        options["chromium_sandbox"] = False
    return browser_type_launch_args | options


@pytest.fixture
def database() -> str:
    """What a browser sees does not depend on the database."""
    return "sqlite"


def read_whole(app: Flask) -> Callable[..., list[bytes]]:
    """The application, its answers read and closed before they leave.

    Werkzeug's server leaves a file open whose reader has gone: a browser that goes on to the next page.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with closing(app(environ, start_response)) as parts:
            return [b"".join(parts)]

    return answer


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers; by name, since passkeys need one."""
    server = make_server("127.0.0.1", 0, read_whole(app), threaded=True)
    found = f"http://localhost:{server.server_port}"
    app.config.update(REGISTRY_PUBLIC_ADDRESS=found, WTF_CSRF_ENABLED=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that watch what happens in them."""
    troubles: list[str] = []

    def open_one(
        *, width: int = DESKTOP, scripts: bool = True, language: str = "en", is_away: bool = False
    ) -> Page:
        context = new_context(
            base_url=address,
            viewport={"width": width, "height": 844},
            is_mobile=width == PHONE,
            has_touch=width == PHONE,
            java_script_enabled=scripts,
            locale=f"{language}-CA",
            timezone_id="America/Toronto",
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script failed: {error}"))
        page.on("console", lambda message: troubles.extend(_complaint(message, is_away=is_away)))
        context.on("request", lambda request: troubles.extend(_stranger(request)))
        return page

    yield open_one
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page on a phone."""
    return open_page(width=PHONE)


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    """A page on a desk."""
    return open_page(width=DESKTOP)


@pytest.fixture(scope="session")
def check_accessibility() -> Callable[[Page], None]:
    """Fails with what axe finds wrong on a page, in the order and words of axe."""
    axe = Axe()

    def check(page: Page) -> None:
        violations = axe.run(page).response["violations"]
        assert not violations, f"{page.url}\n" + "\n".join(map(_described, violations))

    return check


@pytest.fixture(scope="session")
def check_page(check_accessibility: Callable[[Page], None]) -> Callable[[Page], None]:
    """Fails when a page is not accessible, or does not fit the narrowest screen."""

    def check(page: Page) -> None:
        check_accessibility(page)
        size = page.viewport_size
        assert size
        page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.set_viewport_size(size)
        assert beyond <= 0, f"{page.url} is {beyond} pixels wider than {NARROWEST}"

    return check


def _described(violation: dict[str, Any]) -> str:
    """One violation: its rule, what to do, and where."""
    places = [f"    {', '.join(map(str, node['target']))}: {node['html']}" for node in violation["nodes"]]
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *places])


def _complaint(message: ConsoleMessage, *, is_away: bool) -> list[str]:
    """What the browser says of a broken security policy; an answer in the 400s may be meant, and a 503 where
    something is away.
    """
    meant = ("4", "503") if is_away else ("4",)
    is_answer = any(f"the server responded with a status of {status}" in message.text for status in meant)
    return [f"browser: {message.text}"] if message.type == "error" and not is_answer else []


def _stranger(request: Request) -> list[str]:
    """A request that leaves this machine."""
    parts = urlsplit(request.url)
    is_ours = parts.hostname in ("localhost", "127.0.0.1") or parts.scheme in ("data", "blob", "about")
    return [] if is_ours else [f"request to another machine: {request.url}"]
