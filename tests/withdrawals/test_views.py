"""The coordinator’s pages on withdrawals: who may enter, what they show, take and refuse."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import RequestState, State
from tests.factories import (
    NOW,
    make_coordinator,
    make_member,
    make_pdf,
    make_reader,
    make_representative,
    make_team,
)
from tests.reading import error_on
from tests.withdrawals.making import TODAY, add_partner, ask, day, enter, offer, relay, set_period, take_back

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


LIST = "/teams/east/withdrawals"
WITHDRAWAL = f"{LIST}/1"
PARTNER = "/teams/east/partners/1"
MEGABYTE = 1024 * 1024
EFFORT = {"kind": "address", "text": "A nurse.", "offered_by": "The chair", "offered_on": TODAY.isoformat()}
RELAYED = {"answer": "declined", "channel": "phone", "answered_on": TODAY.isoformat()}
PAPER = {"given_on": TODAY.isoformat(), "language": "en", "reason": "not_stated"}


@pytest.fixture
def coordinator(client, team):
    """A coordinator who is signed in."""
    with unit_of_work():
        user = make_coordinator(team, name="Robin Roe")
    client.sign_in(user)
    return user


@pytest.fixture
def representative(team, partner):
    """Rosa Diaz, who acts for the organization; not signed in yet."""
    with unit_of_work(team.id):
        return make_representative(partner, name="Rosa Diaz")


def send_scan(client, content):
    """Enter a paper with a scan; what is sent is made in memory, since the test client leaves files open."""
    boundary, body = encode_multipart(PAPER | {"scan": FileStorage(io.BytesIO(content), "notice.pdf")})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{PARTNER}/withdrawal/enter", data=body, content_type=kind)


def sign_in_as(client, team, make):
    """Be somebody of the team."""
    with unit_of_work():
        user = make(team)
    client.sign_in(user)


# -- reading -----------------------------------------------------------------------------------------


def test_the_list_shows_running_withdrawals_first_and_what_they_wait_for(
    client, coordinator, team, withdrawal
):
    take_back(enter(add_partner(team, "Elm House")))
    page = client.get(LIST).text
    assert page.index("Maple Clinic") < page.index("Elm House")
    assert "efforts, or why there was no opportunity" in page


def test_the_list_shows_who_was_asked_and_by_whom(client, coordinator, asked):
    page = client.get(LIST).text
    assert "ann@example.org" in page
    assert "Cora Sample, coordinator" in page


def test_the_page_shows_notice_efforts_answers_and_who_did_each(client, coordinator, withdrawal):
    relay(offer(withdrawal), text="We met.")
    page = client.get(WITHDRAWAL).text
    assert "We lack nurses." in page
    assert "Ann Lee, signatory, Maple Clinic" in page
    assert "Relayed by Cora Sample, coordinator" in page


def test_a_short_notice_is_pointed_out_and_said_to_be_valid(client, coordinator, team, withdrawal):
    set_period(team, 31)
    assert "one day shorter than the team’s notice period" in client.get(WITHDRAWAL).text


def test_without_a_notice_period_nothing_is_pointed_out(client, coordinator, withdrawal):
    assert "notice period" not in client.get(WITHDRAWAL).text


@pytest.mark.parametrize("days", [30, 31])
def test_from_its_day_on_the_page_says_that_it_has_left_whatever_the_worker_does(
    client, coordinator, withdrawal, stopped_clock, days
):
    stopped_clock.pass_by(days=days)
    page = client.get(WITHDRAWAL).text
    assert "It has not been a partner since 24 December 2026." in page
    assert "Move the day of leaving" not in page


@pytest.mark.parametrize("address", [LIST, WITHDRAWAL, f"{WITHDRAWAL}/hand-over"])
@pytest.mark.parametrize("make", [make_reader, make_member])
def test_everyone_of_the_team_may_read_and_is_offered_nothing_to_change(
    client, team, withdrawal, address, make
):
    sign_in_as(client, team, make)
    page = client.get(address)
    assert page.status_code == 200
    assert "Record an effort" not in page.text
    assert "It stays</a>" not in page.text


@pytest.mark.parametrize("address", [WITHDRAWAL, f"{WITHDRAWAL}/hand-over", f"{WITHDRAWAL}/efforts/1/answer"])
def test_another_teams_coordinator_does_not_find_it(client, withdrawal, address):
    offer(withdrawal)
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(address).status_code == 404
    assert client.get(address.replace("east", "west")).status_code == 404


# -- beginning ---------------------------------------------------------------------------------------


def test_the_page_of_a_partner_offers_both_ways(client, coordinator, partner):
    page = client.get(PARTNER).text
    assert f'{PARTNER}/withdrawal/ask"' in page
    assert f'{PARTNER}/withdrawal/enter"' in page


def test_the_page_of_who_has_left_offers_neither(client, coordinator, partner):
    enter(partner, effective_on=TODAY)
    assert "/withdrawal/" not in client.get(PARTNER).text


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


def test_a_scan_is_kept_and_given_to_coordinators_alone(client, coordinator, team, partner):
    send_scan(client, make_pdf())
    assert client.get(f"{WITHDRAWAL}/scan").data == make_pdf()
    sign_in_as(client, team, make_reader)
    assert client.get(f"{WITHDRAWAL}/scan").status_code == 403


def test_a_notice_without_a_scan_has_none_to_give(client, coordinator, withdrawal):
    assert client.get(f"{WITHDRAWAL}/scan").status_code == 404


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


def test_the_notice_period_is_set_and_taken_away(client, coordinator, team):
    client.post(f"{LIST}/notice-period", data={"days": "90"})
    assert withdrawals.notice_days(team.id) == 90
    client.post(f"{LIST}/notice-period", data={"days": ""})
    assert withdrawals.notice_days(team.id) is None


@pytest.mark.parametrize("days", ["0", "-5", "9999", "many"])
def test_a_notice_period_that_is_none_is_refused_on_its_field(client, coordinator, team, days):
    page = client.post(f"{LIST}/notice-period", data={"days": days})
    assert page.status_code == 422
    assert error_on(page, "days")


# -- records and gates -------------------------------------------------------------------------------


def test_a_record_is_given_once_it_is_made(client, coordinator, withdrawal, work):
    assert client.get(f"{WITHDRAWAL}/records/1").status_code == 404
    work()
    assert client.get(f"{WITHDRAWAL}/records/1").data.startswith(b"%PDF-")


def test_the_record_of_another_thing_is_not_given(client, coordinator, team, withdrawal, work):
    enter(add_partner(team, "Elm House"))
    work()
    assert client.get(f"{WITHDRAWAL}/records/2").status_code == 404


def test_a_later_statement_is_made_once_the_first_is_there(client, coordinator, partner, work):
    enter(partner, effective_on=TODAY)
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409
    work()
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 303


def test_no_statement_is_made_before_the_day(client, coordinator, withdrawal):
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_database_little_however_long_it_is(
    client, coordinator, team, count_queries, count
):
    fill(team, count)
    with count_queries() as counted:
        client.get(LIST)
    assert len(counted.selects) <= 4


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_the_database_little_however_much_was_offered(
    client, coordinator, withdrawal, count_queries, count
):
    offer_often(withdrawal, count)
    with count_queries() as counted:
        client.get(WITHDRAWAL)
    assert len(counted.selects) <= 6


def offer_often(withdrawal, count):
    """So many efforts."""
    for _number in range(count):
        relay(offer(withdrawal))


def fill(team, count):
    """So many running withdrawals, each with an effort."""
    for number in range(count):
        offer(enter(add_partner(team, f"Partner {number}")))


def test_a_withdrawal_of_the_past_is_paged_to(client, coordinator, team, monkeypatch):
    monkeypatch.setattr(withdrawals, "PAGE", 1)
    take_back(enter(add_partner(team, "Elm House")))
    take_back(enter(add_partner(team, "Oak Hospice")))
    first, second = client.get(LIST).text, client.get(f"{LIST}?before=2").text
    assert ("Oak Hospice" in first, "Elm House" in first) == (True, False)
    assert ("Oak Hospice" in second, "Elm House" in second) == (False, True)


def test_the_address_of_a_withdrawal_that_is_none_leads_nowhere(client, coordinator):
    assert [client.get(f"{LIST}/{one}").status_code for one in ("9", "0", "x")] == [404] * 3


def test_the_state_shown_is_that_of_today(client, coordinator, team):
    enter(add_partner(team, "Elm House"), effective_on=day(0), now=NOW)
    page = client.get(LIST).text
    assert "Has left" in page
    assert withdrawals.withdrawals_of(1)[0].state == State.LEFT


def test_asking_twice_is_said_in_words(client, coordinator, partner):
    ask(partner)
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": "1"})
    assert page.status_code == 422
    assert "asked already" in page.text
