"""What the day of leaving does: on that day and not before, whether or not a worker runs."""

import datetime as dt
from functools import partial

import pytest

from registry.commitments.queries import requests as commitment_requests
from registry.commitments.rules.standings import Standing
from registry.commitments.services import requests
from registry.committees.queries import committees
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.queries.register import partner_on_roll
from registry.partners.rules.partners import Status
from registry.partners.services import status
from registry.signing.rules.requests import RequestState
from registry.withdrawals import tasks
from registry.withdrawals.queries import corrections, withdrawals
from registry.withdrawals.rules.withdrawals import State
from registry.withdrawals.services import withdrawals as withdrawals_services
from tests.acts import act_of
from tests.commitments.builders import sign as sign_commitment
from tests.commitments.builders import where
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
    make_partner,
    make_seat,
    make_user,
    make_version,
    seat_member,
)
from tests.withdrawals.builders import (
    BY,
    ask,
    come,
    day,
    enter,
    later,
    messages,
    plan,
    records_of,
    sign,
    take_back,
)

#: Half an hour before and after midnight in Toronto, thirty days from the stopped clock's day.
BEFORE_MIDNIGHT = dt.datetime(2026, 12, 24, 4, 30, tzinfo=dt.UTC)
AFTER_MIDNIGHT = dt.datetime(2026, 12, 24, 5, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def seat(team, partner):
    """A seat of the organization on the steering committee, held by Ann."""
    with unit_of_work(team.id):
        seat = make_seat(make_committee(team), partner)
        seat_member(seat)
    return seat


@pytest.fixture
def signing_request(team, partner):
    """The organization is asked to sign a policy."""
    with unit_of_work(team.id):
        version = make_version(team)
        return requests.ask(version, partner.signatories[0], due_on=None, **WHO_AND_WHEN)


def is_vacant(seat, on):
    return committees.seats_of(seat.committee_id, on)[0].is_vacant


# -- on that day and not before ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "status"), [(29, Status.LEAVING), (30, Status.WITHDRAWN), (31, Status.WITHDRAWN)]
)
def test_the_roll_of_a_day_answers_as_it_is_then(withdrawal, partner, days, status):
    assert partner_on_roll(partner.team_id, partner.id, day(days)).status is status


@pytest.mark.parametrize(("days", "vacant"), [(-1, False), (29, False), (30, True), (31, True)])
def test_a_seat_is_vacant_from_the_day_on_whether_or_not_a_worker_runs(seat, withdrawal, days, vacant):
    assert is_vacant(seat, day(days)) is vacant


@pytest.mark.parametrize(("days", "vacant"), [(-1, False), (29, False), (30, True), (31, True)])
def test_noting_the_day_changes_nothing_in_what_held_before_it(seat, withdrawal, days, vacant):
    come(withdrawal, later(35))
    assert is_vacant(seat, day(days)) is vacant


@pytest.mark.parametrize(("moment", "comes"), [(BEFORE_MIDNIGHT, False), (AFTER_MIDNIGHT, True)])
def test_the_day_begins_at_midnight_of_the_team(withdrawal, moment, comes):
    assert come(withdrawal, moment) is comes
    assert (withdrawal.state == State.LEFT) is comes


def test_nothing_can_be_signed_from_the_day_on_even_if_nobody_noted_it(signing_request, withdrawal):
    with pytest.raises(RuleBroken, match="not a partner"):
        sign_commitment(signing_request, now=later(30))


@pytest.mark.parametrize(("days", "standing"), [(29, Standing.OUTSTANDING), (30, Standing.WITHDRAWN)])
def test_its_commitments_end_on_that_day(signing_request, withdrawal, partner, days, standing):
    assert where(partner, signing_request.version, day(days)) is standing


@pytest.mark.parametrize(("days", "state"), [(29, State.RUNNING), (30, State.LEFT)])
def test_the_withdrawal_itself_says_so_without_a_worker(withdrawal, days, state):
    row = withdrawals.running_of(withdrawal.partner.team_id)[0]
    assert row.state_on(day(days)) is state


# -- what is noted -----------------------------------------------------------------------------------


def test_the_day_ends_terms_and_closes_requests(seat, signing_request, withdrawal):
    come(withdrawal, later(30))
    assert committees.terms_of(seat.id)[0].ends_on == day(30)
    assert commitment_requests.request_with_all(signing_request.id).state == "closed"


def test_the_day_ends_the_term_of_somebody_from_elsewhere_in_its_seat(team, partner, withdrawal):
    with unit_of_work(team.id):
        seat = make_seat(make_committee(team), partner)
        seat_member(seat, partner=make_partner(team))
    come(withdrawal, later(30))
    (term,) = committees.terms_of(seat.id)
    assert term.ends_on == day(30)
    assert is_vacant(seat, day(30))


def test_the_day_is_noted_once(withdrawal):
    found = [come(withdrawal, later(30)), come(withdrawal, later(31))]
    assert found == [True, False]
    assert [order.kind for order in records_of(withdrawal)] == ["withdrawal_notice", "withdrawal"]
    assert len(messages("to_coordinator")) == 2  # the notice, and that it has left


def test_the_daily_task_notes_what_has_come_and_nothing_else(withdrawal, stopped_clock):
    stopped_clock.pass_by(days=29)
    tasks.note_days()
    assert withdrawals.whole(withdrawal.id).state == State.RUNNING
    stopped_clock.pass_by(days=1)
    tasks.note_days()
    tasks.note_days()
    assert [act.kind for act in withdrawals.whole(withdrawal.id).acts] == ["notice", "left"]


def test_the_task_catches_up_with_a_worker_that_was_down(withdrawal, stopped_clock):
    stopped_clock.pass_by(days=90)
    tasks.note_days()
    found = withdrawals.whole(withdrawal.id)
    assert (found.state, found.act("left").to_day) == (State.LEFT, day(30))


def test_a_link_that_is_out_is_closed_when_the_day_comes(partner):
    withdrawal = enter(partner, effective_on=None)
    take_back(withdrawal)
    asked = ask(partner)
    enter(partner, effective_on=day(0))
    assert asked.state == RequestState.CLOSED


@pytest.mark.parametrize(("noted", "left"), [(31, []), (61, [day(61)])])
def test_a_term_that_was_to_begin_after_the_day_is_struck_out_or_ends_at_once(seat, partner, noted, left):
    with unit_of_work(partner.team_id):
        committees.terms_of(seat.id)[0].starts_on = day(60)
    come(enter(partner, effective_on=day(30)), later(noted))
    assert [term.ends_on for term in committees.terms_of(seat.id)] == left


# -- a day that was wrong ----------------------------------------------------------------------------


def correct(withdrawal, on, *, now):
    """Correct the day of leaving."""
    with unit_of_work(withdrawal.partner.team_id):
        withdrawals_services.correct_day(withdrawal, effective_on=on, reason="Mistyped", act=act_of(BY, now))


def test_who_has_not_left_has_its_seats_again_and_is_asked_to_sign_again(
    seat, signing_request, withdrawal, partner
):
    come(withdrawal, later(30))
    correct(withdrawal, day(90), now=later(31))
    assert (is_vacant(seat, day(31)), is_vacant(seat, day(90))) == (False, True)
    [asked] = commitment_requests.open_requests_to(partner.id)
    assert (asked.signatory_id, asked.version_id) == (
        signing_request.signatory_id,
        signing_request.version_id,
    )
    assert (asked.id != signing_request.id, withdrawal.handed_over) == (True, [])


def test_who_is_shown_as_back_is_named_before_it_is_saved(seat, signing_request, withdrawal):
    come(withdrawal, later(30))
    correct(withdrawal, day(90), now=later(31))
    found = corrections.put_right(withdrawal)
    assert (found.terms, found.stay, found.asked) == (["Ann Ng"], [], ["Ann Lee"])


def test_whose_day_comes_again_leaves_again(seat, signing_request, withdrawal, partner):
    come(withdrawal, later(30))
    correct(withdrawal, day(90), now=later(31))
    come(withdrawal, later(90))
    assert committees.terms_of(seat.id)[0].ends_on == day(90)
    assert commitment_requests.open_requests_to(partner.id) == []


@pytest.mark.parametrize("days", [10, 33])
def test_terms_end_on_the_right_day_that_has_come(seat, signing_request, withdrawal, partner, days):
    come(withdrawal, later(30))
    correct(withdrawal, day(days), now=later(35))
    assert committees.terms_of(seat.id)[0].ends_on == day(days)
    assert commitment_requests.open_requests_to(partner.id) == []
    assert withdrawal.state == State.LEFT


def test_a_day_corrected_twice_leaves_nothing_of_the_wrong_ones(seat, withdrawal):
    come(withdrawal, later(30))
    correct(withdrawal, day(10), now=later(35))
    correct(withdrawal, day(20), now=later(35))
    assert [term.ends_on for term in committees.terms_of(seat.id)] == [day(20)]
    correct(withdrawal, day(90), now=later(36))
    assert [term.ends_on for term in committees.terms_of(seat.id)] == [None]


def test_a_seat_that_another_got_meanwhile_stays_theirs(seat, withdrawal):
    come(withdrawal, later(30))
    with unit_of_work(seat.committee.team_id):
        seat_member(seat, make_user(name="Bo Roy"), starts_on=day(31))
    correct(withdrawal, day(90), now=later(31))
    found = corrections.put_right(withdrawal)
    assert (found.terms, found.stay) == ([], ["Ann Ng"])


def test_what_came_after_it_had_left_stays_when_the_day_was_earlier(seat, withdrawal, partner):
    come(withdrawal, later(30))
    plan(partner, [(Status.JOINING, 32)])
    correct(withdrawal, day(10), now=later(35))
    assert [partner.status(day(days)) for days in (9, 10, 31, 32)] == [
        Status.LEAVING,
        Status.WITHDRAWN,
        Status.WITHDRAWN,
        Status.JOINING,
    ]


def test_the_status_of_a_withdrawal_is_corrected_there_and_nowhere_else(withdrawal, partner):
    wrong = next(one for one in partner.statuses if one.status is Status.WITHDRAWN)
    for change in (
        partial(status.strike_status, wrong),
        partial(status.correct_status, wrong, status=Status.WITHDRAWN, effective_on=day(10)),
    ):
        with unit_of_work(partner.team_id), pytest.raises(RuleBroken, match="because of its withdrawal"):
            change(reason="Mistyped", **WHO_AND_WHEN)
    take_back(withdrawal)
    assert partner.status(day(30)) is Status.PARTNER


def test_history_stays(signing_request, partner):
    sign_commitment(signing_request)
    withdrawal = sign(ask(partner))
    come(withdrawal, later(30))
    assert len(commitment_requests.commitments_of(partner.id)) == 1
