"""Scripts in names and reasons are text wherever they are shown."""

import pytest

from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import answers, requests
from registry.database.transactions import unit_of_work
from tests.conftest import STOPPED_AT
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_signatory,
    make_team,
    make_version,
)
from tests.mailbox import text_of

SCRIPT = "<script>alert(1)</script>"
BASE = "/teams/east"
BOARD = f"{BASE}/documents/privacy-policy/versions/1/standing"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def request_id(client, session) -> int:
    """A request that was declined with a script, to a partner whose name is one."""
    with unit_of_work():
        team = make_team(slug="east")
        client.sign_in(make_coordinator(team, email="robin@example.org"))
        make_signatory(make_partner(team, f"Maple {SCRIPT}"), name=SCRIPT, email="ann@example.org")
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, word=SCRIPT, **WHO_AND_WHEN)
        [request] = commitment_requests.open_requests(version_id=version.id)
        answers.ask_question(request, text=SCRIPT, act=request.act_by_link(STOPPED_AT))
        answers.decline(request, reason=SCRIPT, act=request.act_by_link(STOPPED_AT))
        return request.id


@pytest.mark.parametrize(
    "page", [BOARD, f"{BASE}/", f"{BASE}/partners", f"{BASE}/messages", f"{BASE}/partners/1/agreements"]
)
def test_a_script_is_text_on_the_coordinators_pages(client, request_id, page):
    answer = client.get(page)
    assert answer.status_code == 200
    assert SCRIPT not in answer.text


def test_a_script_is_text_on_the_page_of_a_request(client, request_id):
    page = client.get(f"{BASE}/requests/{request_id}").text
    assert SCRIPT not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 2


def test_a_mail_is_plain_text_and_says_what_was_typed(request_id, mailbox, work):
    work()
    message = mailbox.last("robin@example.org")
    assert message.get_content_type() == "text/plain"
    assert SCRIPT in text_of(message)


def test_a_name_with_line_breaks_adds_no_header_to_a_mail(client, session, mailbox, work):
    with unit_of_work():
        team = make_team()
        partner = make_partner(team, "Maple\r\nBcc: everyone@example.org")
        make_signatory(partner, name="Ann\r\nBcc: all@example.org", email="ann@example.org")
        requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
    work()
    assert mailbox.last("ann@example.org")["Bcc"] is None
    assert len(mailbox.messages) == 1
