"""The coordinator’s page on which a notice that came on paper is entered."""

import pytest

from registry.partners.rules.partners import Status
from registry.withdrawals.queries import withdrawals
from tests.reading import error_on
from tests.withdrawals.builders import TODAY, day, send_scan

PARTNER = "/teams/east/partners/1"
MEGABYTE = 1024 * 1024
PAPER = {"given_on": TODAY.isoformat(), "language": "en", "reason": "not_stated"}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_a_paper_notice_needs_only_its_own_day(client, coordinator, partner):
    page = client.post(f"{PARTNER}/withdrawal/enter", data=PAPER, follow_redirects=True)
    assert "The notice is recorded." in page.text
    assert "No day of leaving is given so far." in page.text


def test_a_paper_with_a_day_that_has_come_takes_effect_at_once(client, coordinator, partner):
    paper = PAPER | {"effective_on": day(-3).isoformat(), "paper_says_so": "y"}
    page = client.post(f"{PARTNER}/withdrawal/enter", data=paper, follow_redirects=True)
    assert "its day has come: Maple Clinic has left." in page.text
    assert partner.status(TODAY) is Status.WITHDRAWN


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"effective_on": "2026-02-30"}, "effective_on", "is not a day"),
        ({"effective_on": "10/12/2026"}, "effective_on", "can be 10 December 2026 or 12 October 2026"),
        ({"effective_on": "2026-01-01"}, "effective_on", "This day has passed."),
        ({"effective_on": "2206-01-01"}, "effective_on", "the latest day is 24 November 2046"),
        ({"given_on": "2027-01-01"}, "given_on", "This day lies ahead."),
        ({"given_on": ""}, "given_on", "Enter the day on the paper."),
        ({"account": "x" * 100_000}, "account", "Use at most 5000 characters."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
    ],
)
def test_what_is_wrong_with_a_paper_is_said_on_its_field(client, coordinator, partner, said, field, words):
    page = client.post(f"{PARTNER}/withdrawal/enter", data=PAPER | said)
    assert page.status_code == 422
    assert words in error_on(page, field)
    assert withdrawals.withdrawals_of(partner.id) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"MZ this is a program", "not a PDF, PNG or JPEG"),
        (b"%PDF-1.7 and then nothing", "not a PDF, PNG or JPEG"),
        (b"%PDF-" + b"x" * 20 * MEGABYTE, "larger than 20 MB"),
    ],
)
def test_a_scan_that_is_none_is_refused_and_nothing_is_recorded(client, coordinator, partner, content, words):
    page = send_scan(client, content)
    assert page.status_code == 422
    assert words in error_on(page, "scan")
    assert withdrawals.withdrawals_of(partner.id) == []


def test_a_scan_of_thirty_megabytes_is_refused_in_words(client, coordinator, partner):
    page = send_scan(client, b"%PDF-" + b"x" * 30 * MEGABYTE)
    assert page.status_code == 422
    assert "larger than 20 MB" in error_on(page, "scan")
    assert withdrawals.withdrawals_of(partner.id) == []
