"""Who lost the link to a notice is sent it once more."""

import pytest

from tests.mailbox import links_in

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_the_link_to_a_notice_is_sent_once_more(client, asked, mailbox, work, stopped_clock):
    work()
    stopped_clock.pass_by(hours=1)
    client.post("/links", data={"email": "ann@example.org"})
    work()
    first, second = mailbox.to("ann@example.org")
    assert links_in(first) == links_in(second)
