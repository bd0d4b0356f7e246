"""The coordinator’s pages on withdrawals: who may enter and what they show."""

from functools import partial

import pytest

from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.partners.services import mistakes
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State
from tests.agreements import agree_on
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_member,
    make_pdf,
    make_reader,
    make_seat,
    make_team,
    make_user,
    make_version,
    seat_member,
)
from tests.reading import corrected, words_of
from tests.withdrawals.builders import (
    TODAY,
    add_partner,
    come,
    day,
    enter,
    later,
    offer,
    relay,
    send_scan,
    sign_in_as,
    take_back,
)

LIST = "/teams/east/withdrawals"
WITHDRAWAL = f"{LIST}/1"
PARTNER = "/teams/east/partners/1"

PAPER = {"given_on": TODAY.isoformat(), "language": "en", "reason": "not_stated"}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


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


def test_a_short_notice_is_pointed_out_and_said_to_be_valid(client, coordinator, team, partner):
    agree_on(team, notice_days=31)
    enter(partner, given_on=TODAY, effective_on=day(30))
    page = client.get(WITHDRAWAL).text
    assert "one day shorter than the agreement asks" in page
    assert "version 1, section 3.1</a>" in page
    assert "31 days" in client.get(LIST).text


def test_without_an_agreement_nothing_is_pointed_out(client, coordinator, withdrawal):
    assert "shorter" not in client.get(WITHDRAWAL).text


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


def test_the_page_of_a_partner_entered_by_mistake_begins_no_leaving(client, coordinator, partner):
    with unit_of_work(partner.team_id):
        mistakes.mark(partner, reason="A slip", **BY_AND_WHEN)
    assert "/withdrawal/" not in client.get(PARTNER).text
    assert client.post(f"{PARTNER}/withdrawal/enter", data=PAPER).status_code == 422


def test_the_page_of_who_has_left_offers_neither(client, coordinator, partner):
    enter(partner, effective_on=TODAY)
    assert "/withdrawal/" not in client.get(PARTNER).text


def test_a_scan_is_kept_and_given_to_coordinators_alone(client, coordinator, team, partner):
    send_scan(client, make_pdf())
    assert client.get(f"{WITHDRAWAL}/scan").data == make_pdf()
    sign_in_as(client, team, make_reader)
    assert client.get(f"{WITHDRAWAL}/scan").status_code == 403


def test_a_notice_without_a_scan_has_none_to_give(client, coordinator, withdrawal):
    assert client.get(f"{WITHDRAWAL}/scan").status_code == 404


# -- acts --------------------------------------------------------------------------------------------


def test_the_notice_period_is_shown_with_version_and_section(client, coordinator, team):
    version = agree_on(team, notice_days=90)
    page = client.get(f"{LIST}/notice-period").text
    assert "90 days" in page
    place = f"/teams/east/documents/{version.document.slug}/versions/1#text-rule-6"
    assert f'href="{place}">version 1, section 3.1</a>' in page


# -- records and gates -------------------------------------------------------------------------------


def test_a_record_is_given_once_it_is_made(client, coordinator, withdrawal, work):
    assert client.get(f"{WITHDRAWAL}/records/1").status_code == 404
    work()
    assert client.get(f"{WITHDRAWAL}/records/1").data.startswith(b"%PDF-")


def test_the_record_of_another_thing_is_not_given(client, coordinator, team, withdrawal, work):
    enter(add_partner(team, "Elm House"))
    work()
    assert client.get(f"{WITHDRAWAL}/records/2").status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_database_little_however_long_it_is(
    client, coordinator, team, count_queries, count
):
    fill(team, count)
    with count_queries() as counted:
        client.get(LIST)
    assert len(counted.selects) <= 6  # with what was set before any agreement was in force
    agree_on(team)
    client.get(LIST)
    with count_queries() as counted:
        client.get(LIST)
    assert len(counted.selects) <= 5  # with the agreement in force


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


# -- acts --------------------------------------------------------------------------------------------


def test_a_representative_runs_nothing(client, withdrawal, representative):
    client.sign_in(representative)
    addresses = ["stays", "day", "no-opportunity", "efforts/new"]
    assert [client.post(f"{WITHDRAWAL}/{one}").status_code for one in addresses] == [403] * 4


def test_it_stays_with_a_reason(client, coordinator, withdrawal, partner):
    page = client.post(f"{WITHDRAWAL}/stays", data={"reason": "Nurses came."}, follow_redirects=True)
    assert "Maple Clinic stays." in page.text
    assert partner.status(day(400)) is Status.PARTNER


def test_it_cannot_stay_once_its_day_has_come(client, coordinator, withdrawal, stopped_clock):
    stopped_clock.pass_by(days=30)
    page = client.post(f"{WITHDRAWAL}/stays", data={"reason": "Nurses came."})
    assert page.status_code == 422
    assert "the organization has left" in page.text


def test_before_an_organization_leaves_today_its_mail_is_shown(client, coordinator, withdrawal):
    data = {"effective_on": day(0).isoformat(), "reason": "Agreed by phone."}
    shown = client.post(f"{WITHDRAWAL}/day", data=data).text
    assert "Nothing has gone out yet." in shown
    assert "The coordinators:</strong> Robin Roe" in shown
    assert withdrawal.state == State.RUNNING
    done = client.post(f"{WITHDRAWAL}/day", data=data | {"do": "send"}, follow_redirects=True)
    assert "The day of leaving is recorded. Told: " in done.text
    assert withdrawal.state == State.LEFT


def test_the_day_is_moved_and_the_old_one_stays_shown(client, coordinator, withdrawal):
    data = {"effective_on": day(60).isoformat(), "reason": "Agreed by phone."}
    page = client.post(f"{WITHDRAWAL}/day", data=data, follow_redirects=True)
    assert "<del>24 December 2026</del> 23 January 2027" in page.text


def test_a_later_statement_is_made_once_the_first_is_there(client, coordinator, partner, work):
    enter(partner, effective_on=TODAY)
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409
    work()
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 303


def test_no_statement_is_made_before_the_day(client, coordinator, withdrawal):
    assert client.post(f"{WITHDRAWAL}/statement").status_code == 409


# -- correcting the day ------------------------------------------------------------------------------


@pytest.fixture
def left(team, partner, withdrawal, stopped_clock):
    """It has left thirty days from today, which is yesterday by now: with a seat, and asked to sign."""
    with unit_of_work(team.id):
        seat_member(make_seat(make_committee(team), partner), make_user(name="Ida Moss"))
        requests.ask(make_version(team), partner.signatories[0], due_on=None, **WHO_AND_WHEN)
    come(withdrawal, later(30))
    stopped_clock.pass_by(days=31)
    return withdrawal


def correct(client, withdrawal, on):
    """Correct the day of leaving, as the page was read just now."""
    said = {"revision": withdrawal.revision, "effective_on": on.isoformat(), "reason": "The letter says so"}
    return corrected(partial(send, client), f"{WITHDRAWAL}/day/correct", **said)


def send(client, page, **said):
    return client.post(page, data=said)


def test_before_a_day_of_leaving_is_corrected_the_page_names_who_sits_and_is_asked_again(
    client, left, coordinator
):
    preview, answer = correct(client, left, day(90))
    said = words_of(preview)
    assert "It has not left then." in said
    assert "They have their seats on committees until the right day: Ida Moss." in said
    assert "Asked to sign again, by a new link: Ann Lee." in said
    assert (answer.status_code, left.state) == (303, State.RUNNING)


def test_a_day_that_was_another_in_the_past_is_said_to_correct_the_sealed_statement(
    client, left, coordinator
):
    preview, _ = correct(client, left, day(20))
    assert "A new one follows that names it and corrects it." in words_of(preview)
    assert "Asked to sign again" not in words_of(preview)
