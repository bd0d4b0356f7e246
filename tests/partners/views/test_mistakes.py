"""Marking a partner as entered by mistake, by page."""

import pytest

from registry.partners.rules.partners import Status
from tests.factories import NOW
from tests.reading import corrected, error_on, words_of

BASE = "/teams/east/partners"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_partner_is_marked_after_the_page_said_what_follows(client, partner, post):
    preview, answer = corrected(post, "mistake", reason="A slip in the list")
    assert "Today Partner, since 1 January 2026" in words_of(preview)
    assert "After the correction Entered by mistake" in words_of(preview)
    assert partner.status(NOW.date()) is Status.MISTAKE
    said = words_of(client.get(answer.location))
    assert "Entered by mistake." in said
    assert "Ann Ng, coordinator: A slip in the list" in said
    assert "Carefor" not in words_of(client.get(BASE))
    assert "Carefor" in words_of(client.get(f"{BASE}?status=mistake"))


def test_a_reason_is_needed(post):
    answer = post("mistake", reason="")
    assert (answer.status_code, error_on(answer, "reason")) == (422, "Say why, in a few words.")


def test_it_is_put_back_on_the_same_page(client, partner, post):
    corrected(post, "mistake", reason="A slip")
    preview, answer = corrected(post, "mistake", reason="It is right")
    assert "After the correction Partner, since 1 January 2026" in words_of(preview)
    assert "It is on the register again." in client.get(answer.location).text
    assert partner.status(NOW.date()) is Status.PARTNER
