"""The coordinator’s pages on which something is done in a withdrawal."""

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.signing.rules.requests import RequestState
from registry.withdrawals.queries import withdrawals
from tests.factories import make_member, make_representative
from tests.reading import error_on
from tests.withdrawals.builders import TODAY, add_partner, ask, day, enter, offer, send_scan, sign_in_as

LIST = "/teams/east/withdrawals"
WITHDRAWAL = f"{LIST}/1"
PARTNER = "/teams/east/partners/1"
MEGABYTE = 1024 * 1024
EFFORT = {"kind": "address", "text": "A nurse.", "offered_by": "The chair", "offered_on": TODAY.isoformat()}
RELAYED = {"answer": "declined", "channel": "phone", "answered_on": TODAY.isoformat()}
PAPER = {"given_on": TODAY.isoformat(), "language": "en", "reason": "not_stated"}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def representative(team, partner):
    """Rosa Diaz, who acts for the organization; not signed in yet."""
    with unit_of_work(team.id):
        return make_representative(partner, name="Rosa Diaz")


# -- beginning ---------------------------------------------------------------------------------------


def test_asking_sends_the_link_to_the_chosen_person(client, coordinator, partner):
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": "1"}, follow_redirects=True)
    assert "The link is on its way to Ann Lee." in page.text
    assert withdrawals.open_request(partner.id).by_name == "Robin Roe"


@pytest.mark.parametrize("chosen", ["", "99", "Ann"])
def test_asking_nobody_is_said_on_the_field(client, coordinator, partner, chosen):
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": chosen})
    assert page.status_code == 422
    assert error_on(page, "signatory")


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


# -- requests ----------------------------------------------------------------------------------------


def test_a_link_is_sent_anew(client, coordinator, asked):
    page = client.post("/teams/east/withdrawal-requests/1/resend", follow_redirects=True)
    assert "the one before no longer works" in page.text
    assert asked.generation == 2


def test_a_link_is_taken_back_with_a_reason(client, coordinator, asked):
    refused = client.post("/teams/east/withdrawal-requests/1/revoke", data={"reason": " "})
    assert error_on(refused, "reason") == "Say it in a few words."
    client.post("/teams/east/withdrawal-requests/1/revoke", data={"reason": "They stay."})
    assert asked.state == RequestState.REVOKED


def test_a_signed_request_cannot_be_sent_again(client, coordinator, withdrawal):
    assert client.post("/teams/east/withdrawal-requests/1/resend").status_code == 409


# -- acts --------------------------------------------------------------------------------------------


def test_an_effort_is_recorded_with_who_recorded_it(client, coordinator, withdrawal):
    page = client.post(f"{WITHDRAWAL}/efforts/new", data=EFFORT, follow_redirects=True)
    assert "The effort is recorded." in page.text
    assert "Robin Roe, coordinator" in page.text


@pytest.mark.parametrize("missing", sorted(EFFORT))
def test_what_an_effort_lacks_is_said_on_its_field(client, coordinator, withdrawal, missing):
    page = client.post(f"{WITHDRAWAL}/efforts/new", data=EFFORT | {missing: ""})
    assert page.status_code == 422
    assert error_on(page, missing)


def test_a_representative_answers_for_the_organization(client, withdrawal, representative):
    offer(withdrawal)
    client.sign_in(representative)
    data = {"answer": "accepted", "text": "Gladly."}
    page = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=data, follow_redirects=True)
    assert "Rosa Diaz, representative, Maple Clinic" in page.text


def test_a_coordinator_relays_and_says_how_the_answer_came(client, coordinator, withdrawal):
    offer(withdrawal)
    refused = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=RELAYED | {"channel": ""})
    assert error_on(refused, "channel") == "Say how the answer came."
    page = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=RELAYED, follow_redirects=True)
    assert "Relayed by Robin Roe, coordinator" in page.text


def test_a_member_who_does_not_represent_it_cannot_answer(client, team, withdrawal):
    offer(withdrawal)
    sign_in_as(client, team, make_member)
    assert client.post(f"{WITHDRAWAL}/efforts/1/answer", data={"answer": "accepted"}).status_code == 403


def test_the_representative_of_another_organization_cannot_answer(client, team, withdrawal):
    offer(withdrawal)
    other = add_partner(team, "Elm House")
    with unit_of_work(team.id):
        user = make_representative(other)
    client.sign_in(user)
    assert client.get(f"{WITHDRAWAL}/efforts/1/answer").status_code == 403


def test_a_representative_runs_nothing(client, withdrawal, representative):
    client.sign_in(representative)
    addresses = ["stays", "day", "no-opportunity", "efforts/new"]
    assert [client.post(f"{WITHDRAWAL}/{one}").status_code for one in addresses] == [403] * 4


def test_why_there_was_no_opportunity_is_shown(client, coordinator, withdrawal):
    page = client.post(f"{WITHDRAWAL}/no-opportunity", data={"reason": "It closes."}, follow_redirects=True)
    assert "Why there was no opportunity:" in page.text


def test_it_stays_with_a_reason(client, coordinator, withdrawal, partner):
    page = client.post(f"{WITHDRAWAL}/stays", data={"reason": "Nurses came."}, follow_redirects=True)
    assert "Maple Clinic stays." in page.text
    assert partner.status(day(400)) is Status.PARTNER


def test_it_cannot_stay_once_its_day_has_come(client, coordinator, withdrawal, stopped_clock):
    stopped_clock.pass_by(days=30)
    page = client.post(f"{WITHDRAWAL}/stays", data={"reason": "Nurses came."})
    assert page.status_code == 422
    assert "the organization has left" in page.text


def test_the_day_is_moved_and_the_old_one_stays_shown(client, coordinator, withdrawal):
    data = {"effective_on": day(60).isoformat(), "reason": "Agreed by phone."}
    page = client.post(f"{WITHDRAWAL}/day", data=data, follow_redirects=True)
    assert "<del>24 December 2026</del> 23 January 2027" in page.text


# -- records and gates -------------------------------------------------------------------------------


def test_a_later_statement_is_made_once_the_first_is_there(client, coordinator, partner, work):
    enter(partner, effective_on=TODAY)
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409
    work()
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 303


def test_no_statement_is_made_before_the_day(client, coordinator, withdrawal):
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409


def test_asking_twice_is_said_in_words(client, coordinator, partner):
    ask(partner)
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": "1"})
    assert page.status_code == 422
    assert "asked already" in page.text
