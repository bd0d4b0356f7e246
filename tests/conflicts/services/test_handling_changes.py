"""Whoever takes no part in handling a case changes who does only before the eyes of those who do."""

import datetime as dt

import pytest

from registry.audit import models as audit_models
from registry.audit import queries as audit_queries
from registry.committees.queries import committees as committee_queries
from registry.committees.services import committees, corrections, seats
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import recusals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.security import actors
from registry.security.actors import Capacity, as_coordinator
from registry.security.permissions import Role
from registry.teams.queries import memberships as team_memberships
from registry.teams.services import memberships
from tests.acts import act_of
from tests.cast import make_cast
from tests.conflicts.builders import TODAY, at_steering, close, raise_one
from tests.factories import NOW, make_coordinator
from tests.mailbox import text_of

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def cast(session):
    """A team with two coordinators, of whom Cora can stand back."""
    made = make_cast()
    with unit_of_work():
        make_coordinator(made.team, name="Cleo Coe", email="cleo@example.org")
    return made


@pytest.fixture
def case(cast):
    """A case before the steering committee in whose handling Cora takes no part."""
    made = at_steering(cast)
    with unit_of_work(cast.team.id):
        recusals.recuse(made, whom=cast.coordinator, reason="Family", act=act_of(cast.coordinator, NOW))
    return made


def by(user):
    """A coordinator who acts."""
    return actors.person(user.id, user.name, Capacity.COORDINATOR)


def invite(cast, user, role=Role.COORDINATOR, email="nadia@example.org"):
    """Somebody new is let in."""
    with unit_of_work(cast.team.id):
        return memberships.invite(
            cast.team, email=email, name="Nadia Roe", role=role, act=act_of(as_coordinator(user.id), NOW)
        )


def end(cast, whom, user):
    """A role is ended."""
    with unit_of_work(cast.team.id):
        memberships.end_role(cast.team, whom.id, act=act_of(as_coordinator(user.id), NOW))


def steps_of(case):
    """What the page of a case tells beside its beginning and recusals."""
    db.session.expire_all()
    return [(step.kind, step.words) for step in case.steps if step.kind not in ("raised", "recused")]


def told(case):
    """Who was written to of it, by name."""
    messages = db.session.query(Message).filter_by(template="conflicts.about")
    return {one.to_name for one in messages if one.params["what"] == "handling"}


def test_a_recused_coordinator_who_names_another_is_told_to_those_who_handle_the_case(cast, case):
    invite(cast, cast.coordinator)
    assert steps_of(case) == [("coordinator_named", "Nadia Roe")]
    assert told(case) == {"Chai Cho", "Sol Sato", "Cleo Coe"}
    assert not audit_queries.check()


def test_the_event_names_who_did_it_and_whom_it_let_see(cast, case):
    nadia = invite(cast, cast.coordinator)
    [event] = db.session.query(audit_models.Event).filter_by(tag=CaseEvent.HANDLING_CHANGED.value)
    assert event.actor == f"user:{cast.coordinator.id}"
    assert event.details["user"] == nadia.id


def test_a_member_who_becomes_coordinator_through_the_recused_is_told_too(cast, case):
    invite(cast, cast.coordinator, role=Role.READER)
    assert not steps_of(case)
    invite(cast, cast.coordinator)
    assert steps_of(case) == [("coordinator_named", "Nadia Roe")]


def test_a_recused_coordinator_who_ends_anothers_role_is_told(cast, case):
    cleo = next(one.user for one in team_memberships.people_of(cast.team.id) if one.user.name == "Cleo Coe")
    end(cast, cleo, cast.coordinator)
    assert steps_of(case) == [("coordinator_ended", "Cleo Coe")]
    assert told(case) == {"Chai Cho", "Sol Sato"}


def test_a_recused_coordinator_who_changes_the_seats_or_the_chair_is_told(cast, case):
    [seat] = committee_queries.seats_held(cast.member.id, cast.team.id, TODAY)
    [term] = committee_queries.terms_of(seat.seat.id)
    said = {"act": act_of(by(cast.coordinator), NOW)}
    with unit_of_work(cast.team.id):
        seats.end_term(term, on=TODAY, reason="", **said)
        seats.give_seat(seat.seat, user_id=None, person_name="Newt Nye", starts_on=TODAY, **said)
        committees.set_chair(cast.steering, seat.seat, effective_on=TODAY, **said)
    assert steps_of(case) == [
        ("seat_ended", "Sol Sato"),
        ("seat_given", "Newt Nye"),
        ("chair_changed", "Primary care"),
    ]


@pytest.fixture
def term(cast):
    """The term of Sol, since the beginning of the year."""
    [seat] = committee_queries.seats_held(cast.member.id, cast.team.id, TODAY)
    return seat.term


def correct_term(cast, term, **days):
    said = {"starts_on": term.starts_on, "ends_on": term.ends_on, "reason": "Mistyped"} | days
    with unit_of_work(cast.team.id):
        corrections.correct_term(term, **said, act=act_of(by(cast.coordinator), NOW))


def test_a_term_corrected_on_days_to_come_is_told_as_a_correction(cast, case, term):
    correct_term(cast, term, ends_on=TODAY + dt.timedelta(days=1))
    assert steps_of(case) == [("term_corrected", "Sol Sato")]
    assert told(case)


def test_a_term_struck_out_is_told_as_a_correction(cast, case, term):
    with unit_of_work(cast.team.id):
        seats.strike_term(term, reason="Never was", act=act_of(by(cast.coordinator), NOW))
    assert steps_of(case) == [("term_corrected", "Sol Sato")]


def test_a_correction_of_past_days_alone_is_told_to_nobody(cast, case, term):
    correct_term(cast, term, starts_on=term.starts_on + dt.timedelta(days=1))
    assert steps_of(case) == []
    assert not told(case)


def test_a_chair_is_told_as_corrected_where_another_has_it_from_now_on(cast, case, term):
    said = {"act": act_of(by(cast.coordinator), NOW)}
    with unit_of_work(cast.team.id):
        change = committees.set_chair(cast.steering, term.seat, effective_on=TODAY, **said)
        earlier = TODAY - dt.timedelta(days=1)
        right = committees.correct_chair(change, term.seat, effective_on=earlier, reason="Mistyped", **said)
        committees.strike_chair(right, reason="Never was", **said)
    assert [kind for kind, _ in steps_of(case)] == ["chair_changed", "chair_corrected"]


def test_the_seats_of_a_committee_that_does_not_have_the_case_are_its_own_affair(cast, case):
    [seat] = committee_queries.seats_held(cast.of_group.id, cast.team.id, TODAY)
    with unit_of_work(cast.team.id):
        committees.set_chair(cast.group, seat.seat, effective_on=TODAY, act=act_of(by(cast.coordinator), NOW))
    assert not steps_of(case)


def test_who_takes_part_in_handling_names_coordinators_without_a_word(cast):
    case = raise_one(cast)
    invite(cast, cast.coordinator)
    assert not steps_of(case)
    assert not told(case)


def test_a_case_that_is_closed_is_not_handled_any_more(cast, case):
    close(case, cast.chair)
    invite(cast, cast.coordinator)
    assert [kind for kind, _ in steps_of(case)] == ["closed"]


def test_a_recused_coordinator_who_leaves_hides_nothing(cast, case):
    end(cast, cast.coordinator, cast.coordinator)
    assert not steps_of(case)


def test_the_message_says_so_and_nothing_of_the_case(cast, case, mailbox, work):
    invite(cast, cast.coordinator)
    work()
    text = text_of(mailbox.last("cleo@example.org"))
    assert "Somebody who takes no part in handling this case has changed who does" in text
    assert "calendar" not in text
    assert "Nadia" not in text
