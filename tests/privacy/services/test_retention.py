"""What has served goes when its time is over; what proves something stays."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry import clock
from registry.audit import queries as audit_queries
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, NotFound, RuleBroken
from registry.files import storage
from registry.jobs import runner, troubles
from registry.outbox.messages import NothingToSay, compose
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.outbox.services import messages
from registry.partner_lists.queries.register import waiting_list
from registry.personal_data import BOUNDS, FORGETTINGS, Period
from registry.privacy import tasks
from registry.privacy.rules.events import PrivacyEvent
from registry.privacy.services import retention
from registry.records.models import Record
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security import actors
from registry.security.permissions import Role
from registry.teams.services import teams
from registry.verification.queries import verdicts
from tests.acts import act_of, with_act
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_partner, make_signatory, make_team
from tests.outbox.builders import make_message
from tests.privacy.builders import (
    ADDRESS,
    LATER,
    join_and_leave,
    places_of,
    settle_all,
    sign_and_leave,
    upload,
)
from tests.whole_team import in_builders

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session):
    """A team with a coordinator."""
    with unit_of_work():
        made = make_team(slug="east")
        make_coordinator(made)
    return made


@pytest.fixture
def traces(team):
    """One address in every corner: signed, named to sign, applied, uploaded, invited; all of it is over."""
    commitment = sign_and_leave(team)
    for leave_traces in in_builders("leave_traces"):
        leave_traces(team, name="Zora Zed", address=ADDRESS)
    upload(team)
    join_and_leave(team)
    settle_all()
    return commitment


@pytest.fixture
def message(team):
    """A message that was sent."""
    with unit_of_work(team.id):
        about = {"subject": "user:1", "params": {"user": 1}, "team_id": team.id}
        posted = make_message("accounts.invitation", to_address=ADDRESS, to_name="Zora Zed", **about)
        messages.note_sent(posted, answer=f"250 {ADDRESS} accepted", now=NOW)
    return posted


def run(after=LATER):
    """What a run after some time takes away."""
    with clock.stopped_at(NOW + after):
        return tasks.run(actor=actors.REGISTRY)


def waiting(team, after=LATER):
    with clock.stopped_at(NOW + after):
        return retention.waiting(team.id, now=clock.now())


def choose(team, days, **said):
    with unit_of_work(team.id):
        retention.set_days(team, days, **(with_act(said, WHO_AND_WHEN["act"])))


def events(tag):
    return list(db.session.scalars(sa.select(Event).where(Event.tag == tag.value).order_by(Event.id)))


# -- all of it ---------------------------------------------------------------------------------------


def test_an_address_whose_time_is_over_is_found_nowhere_and_the_chain_is_whole(traces):
    assert len(places_of(ADDRESS)) >= 6
    removed = run()
    assert set(removed) == set(FORGETTINGS)
    assert places_of(ADDRESS) == set()
    assert not audit_queries.check()


def test_names_in_evidence_stay(traces):
    commitment = traces
    run()
    db.session.refresh(commitment)
    assert (commitment.signatory_name, commitment.signature_text) == ("Zora Zed", "Zora Zed")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_record_of_a_signature_still_verifies(team):
    sign_and_leave(team)
    runner.run(orders.ISSUE)
    run()
    record = db.session.scalars(sa.select(Record).where(Record.kind == RecordKind.COMMITMENT.value)).one()
    assert verdicts.verify(records.content_of(record), now=NOW).is_genuine


def test_a_second_run_finds_nothing_and_leaves_no_event(traces):
    run()
    before = len(events(PrivacyEvent.RETENTION_RUN))
    assert not run()
    assert len(events(PrivacyEvent.RETENTION_RUN)) == before


def test_a_run_leaves_an_event_with_counts_and_no_address(message):
    run()
    [event] = events(PrivacyEvent.RETENTION_RUN)
    assert event.details == {"messages": 1}


@pytest.mark.needs("admissions", "announcements")
def test_a_dry_run_counts_and_takes_nothing_away(traces, team):
    assert waiting(team) == {
        "accounts": 0,
        "announcements": 1,
        "applications": 1,
        "contacts": 2,
        "directory_proofs": 1,
        "hand_overs": 1,
        "lists": 1,
        "messages": db.session.scalar(sa.select(sa.func.count()).select_from(Message)),
    }
    assert not events(PrivacyEvent.RETENTION_RUN)


def test_two_runs_at_once_take_each_thing_away_once(message, team, at_once):
    def forget():
        retention.forget_batch(team.id, act=act_of(actors.REGISTRY, NOW + LATER))

    at_once(team.id, forget, forget)
    assert [event.details for event in events(PrivacyEvent.RETENTION_RUN)] == [{"messages": 1}]


def test_a_run_goes_on_until_nothing_is_left(message, team, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    with unit_of_work(team.id):
        db.session.add(Message(**_columns_of(message) | {"message_id": "another@example.org"}))
    assert run() == {"messages": 2}


def test_what_would_never_be_gone_ends_the_run_and_leaves_no_event(message, team, monkeypatch):
    monkeypatch.setitem(FORGETTINGS, "messages", replace(FORGETTINGS["messages"], forget=lambda ids: None))
    assert not run()
    assert not events(PrivacyEvent.RETENTION_RUN)
    noted = next(one for one in troubles.of_all() if one.team_id == team.id)
    assert noted.cause.startswith("RuntimeError in privacy/services/retention.py")


def _columns_of(message):
    names = {column.name for column in Message.__table__.columns} - {"id"}
    return {name: getattr(message, name) for name in names}


# -- messages ----------------------------------------------------------------------------------------


def test_a_message_keeps_its_fate_without_name_address_and_contents(message):
    run()
    db.session.refresh(message)
    assert (message.to_name, message.to_address, message.params, message.last_answer) == ("", "", {}, "")
    assert message.fate == Fate.SENT


def test_a_message_stays_until_its_days_are_over(message):
    assert not run(after=dt.timedelta(days=365))
    assert run(after=dt.timedelta(days=365, seconds=1)) == {"messages": 1}


def test_a_message_that_is_still_to_leave_keeps_its_address(message, team):
    with unit_of_work(team.id):
        message.fate = Fate.PLANNED
    assert not run()


def test_a_message_without_an_address_is_neither_written_nor_sent_again(message, team):
    with unit_of_work(team.id):
        message.fate = Fate.FAILED
    run()
    with pytest.raises(NothingToSay):
        compose(message)
    with pytest.raises(RuleBroken, match="was removed"), unit_of_work(team.id):
        messages.send_again(message, **WHO_AND_WHEN)


# -- lists, contacts, applications, accounts ---------------------------------------------------------


def test_a_list_that_nobody_confirmed_is_not_found_any_more(team):
    kept = upload(team)
    run()
    with pytest.raises(NotFound):
        waiting_list(team.id, kept.id)


def test_a_signatory_who_still_signs_keeps_the_address(team):
    with unit_of_work(team.id):
        signatory = make_signatory(make_partner(team))
    run()
    assert signatory.email


def test_a_file_that_was_just_given_again_stays_on_the_disk(team):
    fingerprint = storage.store_file(b"just given")
    assert not storage.remove_file(fingerprint, untouched_since=NOW - LATER)
    assert _is_on_disk(fingerprint)


def _is_on_disk(fingerprint):
    return storage._path(fingerprint).exists()


def test_an_account_without_a_role_ends_and_its_name_stays(team):
    user = join_and_leave(team)
    generation = user.password_generation
    run()
    db.session.refresh(user)
    assert (user.name, user.password_hash) == ("Zora Zed", "")
    assert user.email.endswith("@removed.invalid")
    assert user.password_generation == generation + 1


def test_the_sessions_of_an_account_end_with_it(client, team):
    user = join_and_leave(team)
    client.sign_in(user)
    assert client.get("/account").status_code == 200
    run()
    assert client.get("/account").location.startswith("/sign-in")


def test_an_account_that_left_one_team_and_acts_in_another_stays(team):
    user = join_and_leave(team)
    with unit_of_work():
        other = make_team(slug="west")
    with unit_of_work(other.id):
        teams.grant_role(team=other, user_id=user.id, role=Role.READER, **WHO_AND_WHEN)
    run()
    assert user.email == ADDRESS


# -- the periods -------------------------------------------------------------------------------------


def test_a_team_chooses_how_long_and_the_trail_says_what(message, team):
    choose(team, {Period.MESSAGES: 30})
    assert run(after=dt.timedelta(days=31)) == {"messages": 1}
    assert events(PrivacyEvent.RETENTION_SET)[0].details == {"messages": 30}


def test_what_one_team_chooses_holds_for_no_other(message):
    with unit_of_work():
        other = make_team(slug="west")
    choose(other, {Period.MESSAGES: 30})
    assert not run(after=dt.timedelta(days=31))


@pytest.mark.parametrize("days", [BOUNDS[Period.MESSAGES].least - 1, BOUNDS[Period.MESSAGES].most + 1])
def test_a_period_out_of_bounds_is_refused_on_its_field(team, days):
    with pytest.raises(InvalidInput) as refused:
        choose(team, {Period.MESSAGES: days})
    assert refused.value.field == "messages"
