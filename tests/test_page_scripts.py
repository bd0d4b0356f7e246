"""Pages load no script that nothing on them uses."""

import re
from collections import deque
from html import unescape

import pytest

from registry.database.transactions import unit_of_work
from tests.cast import make_cast
from tests.commitments.builders import ask_one, links_into
from tests.conflicts.builders import raise_one
from tests.decisions.builders import open_one
from tests.factories import make_signatory, make_version

#: What a page has for each script; the skip link is a component that the common one starts.
USED_BY = {
    "registry": 'data-module="govuk-skip-link"',
    "passkeys": "data-passkey=",
    "signature-pad": "data-signature-pad",
    "waiting": "data-waits",
}
LOADED = re.compile(r'<script\b[^>]*\bsrc="[^"]*/([a-z-]+)[.-][^"/]*"')
LINKED = re.compile(r'\b(?:href|src)="(/[^"#]*)')
#: Far more than there are; a walk that finds fewer pages has lost its way.
ENOUGH, TOO_MANY = 60, 600

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def cast(once):
    return once(make_cast)


def pages_from(client, begins):
    """One page of each kind that links lead to, by its address."""
    waiting, kinds, pages = deque(begins), set(), {}
    while waiting:
        address = waiting.popleft()
        kind = re.sub(r"=[^&]*", "=", re.sub(r"\d+", "1", address))
        if kind in kinds or address.startswith("/static/"):
            continue
        kinds.add(kind)
        answer = client.get(address, follow_redirects=True)
        if answer.mimetype == "text/html":
            pages[address] = answer.get_data(as_text=True)
            waiting.extend(unescape(found) for found in LINKED.findall(pages[address]))
        assert len(pages) < TOO_MANY
    return pages


def unused_in(pages):
    """The scripts that are loaded in vain, with the addresses of the pages."""
    return [
        (address, script)
        for address, page in pages.items()
        for script in LOADED.findall(page)
        if USED_BY[script] not in page
    ]


def test_a_page_loads_no_script_that_nothing_on_it_uses(client, cast):
    raise_one(cast)
    with unit_of_work(cast.team.id):
        open_one(cast.team)
        version = make_version(cast.team)
        make_signatory(cast.maple)
    ask_one(version, cast.maple)
    links = [address for found in links_into(cast.team).values() for address in found[:1]]
    unknown = pages_from(client, ["/", *links])
    client.sign_in(cast.coordinator)
    pages = pages_from(client, ["/", f"/teams/{cast.team.slug}/", "/account", "/account/prove"])
    assert len(pages) > ENOUGH
    assert unused_in(unknown | pages) == []
    loaded = {script for page in (unknown | pages).values() for script in LOADED.findall(page)}
    assert {"registry", "signature-pad", "passkeys"} <= loaded
