"""The audit trail: appended to, chained, never changed, and telling where it was."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from registry.audit import queries
from registry.audit.models import SUBJECTS, About, Event, Told
from registry.audit.rules import hash_chain
from registry.audit.services import events as event_services
from registry.committees.rules import CommitteeEvent
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.rules.events import PartnerEvent
from registry.security import actors
from registry.security.permissions import Role
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import BY, NOW, make_committee, make_partner, make_team
from tests.removable import NEEDS_ALL

THREADS = 4
EACH = 10


def events(team: Team) -> list[Event]:
    """The team's chain."""
    query = sa.select(Event).where(Event.chain == hash_chain.chain_of(team.id)).order_by(Event.seq)
    return list(db.session.scalars(query))


def test_events_are_numbered_without_a_gap_and_each_holds_the_digest_before_it(team):
    chain = events(team)
    assert [event.seq for event in chain] == list(range(1, len(chain) + 1))
    assert [event.previous for event in chain[1:]] == [event.digest for event in chain[:-1]]
    assert queries.head_of(team.id) == chain[-1].digest


@pytest.mark.parametrize("change", ["UPDATE audit_event SET actor = 'user:9'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_event(team, change):
    with pytest.raises(DBAPIError), unit_of_work(team.id):
        db.session.execute(sa.text(change))
    assert not queries.check()


def test_events_hold_no_name_and_no_address(team):
    assert "Maple" not in str([(event.details, event.subject, event.actor) for event in events(team)])


def write(app: Flask, team_id: int, failed: list[BaseException]) -> None:
    """Append some events, each in a unit of work of its own."""
    try:
        with app.app_context():
            for number in range(EACH):
                with unit_of_work(team_id):
                    about = About(("partner", number + 1), team_id)
                    event_services.record(PartnerEvent.CHANGED, about, act_of(actors.COMMAND, NOW))
    except BaseException as error:
        failed.append(error)


def test_four_who_write_at_once_leave_the_chain_whole(app, team):
    before, failed = len(events(team)), []
    threads = [threading.Thread(target=write, args=(app, team.id, failed)) for _ in range(THREADS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.rollback()
    assert failed == []
    assert len(events(team)) == before + THREADS * EACH
    assert not queries.check()


def test_four_who_write_at_once_in_four_teams_leave_each_chain_whole(app, team):
    with unit_of_work():
        teams = [team, *(make_team() for _ in range(THREADS - 1))]
    before, failed = [len(events(one)) for one in teams], []
    threads = [threading.Thread(target=write, args=(app, one.id, failed)) for one in teams]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.rollback()
    assert failed == []
    assert [len(events(one)) for one in teams] == [count + EACH for count in before]
    assert not queries.check()


# -- what events are about ---------------------------------------------------------------------------


@NEEDS_ALL
def test_every_model_that_events_are_about_says_in_whose_chain_they_stand(app):
    models = [subject.model for subject in SUBJECTS.values() if issubclass(subject.model, Told)]
    assert len(models) > 10
    assert [model for model in models if not hasattr(model, "team_id")] == []


def test_an_event_raises_the_revision_of_what_its_form_shows_rows_beside(team):
    with unit_of_work():
        partner = make_partner(team)
    before = partner.revision
    with unit_of_work():
        event_services.record(PartnerEvent.CHANGED, partner, act_of(actors.COMMAND, NOW), lines=1)
    assert partner.revision == before + 1


def test_an_event_about_a_row_alone_leaves_it_as_it_was(team):
    with unit_of_work():
        partner = make_partner(team)
    before = partner.revision
    with unit_of_work():
        about, act = About.row(partner), act_of(actors.COMMAND, NOW)
        event = event_services.record(PartnerEvent.CHANGED, about, act, lines=1)
    assert (partner.revision, event.subject, event.details) == (before, f"partner:{partner.id}", {"lines": 1})


def test_what_an_event_tells_with_each_is_among_its_details(team):
    with unit_of_work():
        committee, act = make_committee(team), act_of(actors.in_role(1, Role.COORDINATOR), NOW)
        event = event_services.record(CommitteeEvent.CHANGED, committee, act)
    assert (event.subject, event.details) == (f"committee:{committee.id}", {"capacity": "coordinator"})


def test_an_event_of_a_committee_says_the_capacity_of_who_has_no_account_too(team):
    with unit_of_work():
        committee = make_committee(team)
        event = event_services.record(CommitteeEvent.SEAT_ADDED, committee, act_of(BY, NOW), seat=7)
    assert (event.actor, event.details) == ("registry", {"seat": 7, "capacity": "coordinator"})


def test_events_written_together_stand_in_their_order_in_a_chain_that_holds(team):
    before = len(events(team))
    with unit_of_work(team.id), event_services.together():
        for number in (3, 1, 2):
            about = About(("partner", number), team.id)
            event_services.record(PartnerEvent.CHANGED, about, act_of(actors.COMMAND, NOW))
        assert len(events(team)) == before
    assert [event.subject for event in events(team)[before:]] == ["partner:3", "partner:1", "partner:2"]
    assert not queries.check()


def record_each(*things: About | None) -> None:
    """Record an event of each; nothing has none."""
    for thing in things:
        event_services.record(PartnerEvent.CHANGED, thing, act_of(actors.COMMAND, NOW))


def test_of_events_written_together_none_stays_when_the_change_fails(team):
    before = len(events(team))
    about = About(("partner", 1), team.id)
    with pytest.raises(AttributeError), unit_of_work(team.id), event_services.together():
        record_each(about, None)
    with unit_of_work(team.id):
        event_services.record(PartnerEvent.NOTED, about, act_of(actors.COMMAND, NOW))
    assert [event.tag for event in events(team)[before:]] == [PartnerEvent.NOTED]
    assert not queries.check()
