"""Who lost the link to an application is sent it once more."""

import re

import pytest

from registry.admissions.rules.admissions import RENEWAL_PAUSE
from registry.outbox import queries as outbox_queries
from tests.mailbox import text_of

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_an_applicants_link_is_sent_once_more(client, deliberated, mailbox, work, stopped_clock):
    stopped_clock.pass_by(seconds=RENEWAL_PAUSE.total_seconds())
    client.post("/links", data={"email": deliberated.contact_email})
    work()
    mail = mailbox.last(deliberated.contact_email)
    [link] = re.findall(r"/apply/\S+", text_of(mail))
    assert client.get(link).status_code == 200
    assert outbox_queries.messages_about([("admission", deliberated.id)])[0].params.get("same", True)
