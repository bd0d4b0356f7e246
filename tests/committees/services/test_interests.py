"""Interests: declared by who sits there, entered by a coordinator for who sits there, dated when declared."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.committees.models import Interest
from registry.committees.queries import committees
from registry.committees.rules import TEXT_LENGTH, CommitteeEvent, Occasion
from registry.committees.services import interests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, NotFound, RegistryError, RuleBroken
from tests.acts import act_of
from tests.factories import BY_AND_WHEN, NOW, make_member, make_seat, seat_member

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def ida(committee):
    """Holds a seat."""
    with unit_of_work():
        return seat_member(make_seat(committee), make_member(committee.team, name="Ida Moss"))


def said(**otherwise):
    usual = {"occasion": Occasion.MEETING, "declared_on": TODAY, "nothing": False, "text": "My brother"}
    return usual | otherwise


def declare(user, committee, **otherwise):
    with unit_of_work():
        return interests.declare(committee, act=act_of(user, NOW), **said(**otherwise))


def enter(committee, term_id, **otherwise):
    with unit_of_work():
        return interests.enter_for(committee, term_id=term_id, **said(**otherwise), **BY_AND_WHEN)


def term_of(committee):
    return committees.members_on(committee.id, TODAY)[0].term


def test_a_declaration_is_kept_with_who_made_it_in_which_seat(committee, ida):
    kept = declare(ida, committee)
    assert (kept.person_name, kept.text, kept.declared_on, kept.recorded_at) == (
        "Ida Moss",
        "My brother",
        TODAY,
        NOW,
    )
    assert (kept.by_id, kept.seat.committee_id) == (ida.id, committee.id)
    event = audit_queries.events_about(committee.team_id, ("committee", committee.id))[0]
    assert (event.tag, event.actor) == (CommitteeEvent.INTEREST_DECLARED, f"user:{ida.id}")
    assert event.details["interest"] == kept.id
    assert "brother" not in str(event.details)


def test_that_there_is_nothing_to_declare_is_a_declaration(committee, ida):
    assert declare(ida, committee, nothing=True, text="").text == ""


def test_what_a_coordinator_enters_is_the_members_and_says_who_entered_it(committee, ida):
    kept = enter(committee, term_of(committee).id, declared_on=TODAY - DAY)
    assert (kept.person_name, kept.by_name) == ("Ida Moss", "Cora Sample")


def test_nothing_is_entered_for_who_does_not_sit_there_today(committee, ida):
    term = term_of(committee)
    with unit_of_work():
        term.ends_on = TODAY
    for term_id in (term.id, term.id + 1):
        with pytest.raises(NotFound, match="no such member"):
            enter(committee, term_id)
    assert db.session.query(Interest).count() == 0


def test_who_does_not_sit_there_declares_nothing(committee, ida):
    with unit_of_work():
        noor = make_member(committee.team)
    with pytest.raises(RegistryError) as refused:
        declare(noor, committee)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("otherwise", "kind", "field"),
    [
        ({"text": ""}, InvalidInput, "text"),
        ({"nothing": True}, RuleBroken, "text"),
        ({"text": "x" * (TEXT_LENGTH + 1)}, InvalidInput, "text"),
        ({"declared_on": TODAY + DAY}, RuleBroken, "declared_on"),
    ],
    ids=["neither", "both", "too long", "a day ahead"],
)
def test_what_is_no_declaration_is_refused_on_its_field(committee, ida, otherwise, kind, field):
    term_id = term_of(committee).id
    for act in (
        lambda: declare(ida, committee, **otherwise),
        lambda: enter(committee, term_id, **otherwise),
    ):
        with pytest.raises(kind) as refused:
            act()
        assert refused.value.field == field
    assert db.session.query(Interest).count() == 0
