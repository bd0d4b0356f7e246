"""Rolls by organization and by seat: the tiers hold in both, and the preview says who is reached."""

import datetime as dt
import itertools
from dataclasses import dataclass

import pytest

from registry.committees.models import Committee
from registry.committees.queries.committees import seat_of, terms_of
from registry.committees.rules import TermKind
from registry.committees.services import seats
from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.queries.previews import preview_of
from registry.decisions.queries.rolls import possible_roll
from registry.decisions.rules.decisions import Audience, RollKind
from registry.decisions.rules.rolls import Part, Reason
from registry.documents.rules.provisions import TierVoice
from registry.errors import RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status
from registry.partners.services import status, tiers
from registry.teams.rules import Tier
from tests.agreements import agree_on
from tests.decisions.builders import ON, open_one
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_partner,
    make_representative,
    make_seat,
    make_user,
    seat_member,
)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

TIERS = {"Anchor": Tier.ANCHOR, "Associate": Tier.ASSOCIATE, "Observer": Tier.OBSERVER, "Unset": None}


@pytest.fixture
def committee(team):
    """A committee with seats held for a partner of each tier, for one that joins, and for a sector; one seat
    is vacant.
    """
    with unit_of_work():
        committee = make_committee(team)
        for name, tier in TIERS.items():
            seat_member(make_seat(committee, make_partner(team, name, tier=tier)))
        seat_member(make_seat(committee, make_partner(team, "Joining", status=Status.JOINING)))
        seat_member(make_seat(committee, label_en="Patients", sector="Patients"), make_user(name="Ida Moss"))
        make_seat(committee, label_en="Elders", sector="Elders")
    return committee


def roll_of(committee, kind=RollKind.SEAT, on=ON):
    return possible_roll(committee.team, committee, kind, on=on)


def parts(roll):
    """The part of everybody, by name."""
    return {entry.name: entry.place.part for entry in roll.entries}


def test_a_roll_by_seat_gives_each_seat_the_part_of_the_organization_it_is_held_for(committee):
    roll = roll_of(committee)
    assert parts(roll) == {
        "Anchor": Part.DECIDES,
        "Associate": Part.HEARD,
        "Observer": Part.NOT_ASKED,
        "Unset": Part.NOT_ASKED,
        "Joining": Part.NOT_ASKED,
        "Patients (Ida Moss)": Part.DECIDES,
    }
    assert {one.name: one.is_counted for one in roll.candidates} == {
        "Anchor": True,
        "Associate": False,
        "Patients (Ida Moss)": True,
    }
    assert roll.vacant == ["Elders"]


def test_a_roll_by_seat_follows_the_voices_that_the_agreement_gives_the_tiers(committee):
    voices = {
        Tier.ANCHOR: TierVoice.CONSULTED,
        Tier.ASSOCIATE: TierVoice.INFORMED,
        Tier.OBSERVER: TierVoice.DECIDES,
    }
    agree_on(committee.team, voices=voices)
    found = parts(roll_of(committee))
    assert (found["Anchor"], found["Associate"], found["Observer"]) == (
        Part.HEARD,
        Part.NOT_ASKED,
        Part.DECIDES,
    )
    assert found["Patients (Ida Moss)"] is Part.DECIDES


@pytest.mark.parametrize("tier", [*Tier, None])
def test_a_sectors_own_seat_counts_whoever_holds_it(team, tier):
    with unit_of_work():
        committee = make_committee(team)
        seat_member(make_seat(committee), make_user(name="Ida Moss"), partner=make_partner(team, tier=tier))
    (entry,) = roll_of(committee).entries
    assert entry.candidate.is_counted
    assert entry.place.reason is Reason.SECTOR


def test_a_seat_follows_the_organization_it_is_held_for_not_the_one_its_holder_comes_from(team):
    with unit_of_work():
        committee = make_committee(team)
        anchor, associate = make_partner(team, "Anchor"), make_partner(team, tier=Tier.ASSOCIATE)
        seat_member(make_seat(committee, associate), partner=anchor)
    (entry,) = roll_of(committee).entries
    assert entry.place.part is Part.HEARD
    assert entry.held_for == associate.name


@dataclass
class Table:
    """A committee in which each organization with a seat is of one tier, and its people come from another."""

    committee: Committee
    #: The tier of each organization that has a seat, by its name.
    owners: dict[str, Tier | None]
    guests: set[str]
    vacant: set[str]


@pytest.fixture
def table(team):
    """A seat for each pair of tiers: of who has it, and of the organization its holder and its alternate come
    from; one more of each tier is vacant, though it has an alternate to come.
    """
    with unit_of_work():
        table = Table(make_committee(team), {}, set(), set())
        guests = {name: make_partner(team, f"Guest {name}", tier=tier) for name, tier in TIERS.items()}
        table.guests = {guest.name for guest in guests.values()}
        for (name, tier), (of_whom, guest) in itertools.product(TIERS.items(), guests.items()):
            owner = make_partner(team, f"{name} with {of_whom}", tier=tier)
            seat = make_seat(table.committee, owner)
            seat_member(seat, partner=guest)
            seat_member(seat, kind=TermKind.ALTERNATE, partner=guest)
            table.owners[owner.name] = tier
        for name, tier in TIERS.items():
            empty = make_seat(table.committee, make_partner(team, f"{name} without", tier=tier))
            table.vacant.add(empty.name())
    return table


PARTS = {
    Tier.ANCHOR: Part.DECIDES,
    Tier.ASSOCIATE: Part.HEARD,
    Tier.OBSERVER: Part.NOT_ASKED,
    None: Part.NOT_ASKED,
}


@pytest.mark.parametrize("kind", RollKind)
def test_whoever_holds_a_seat_the_voice_is_that_of_the_organization_that_has_it(table, kind):
    roll = roll_of(table.committee, kind)
    assert parts(roll) == {name: PARTS[tier] for name, tier in table.owners.items()}
    assert set(roll.vacant) == table.vacant
    assert not table.guests & {entry.held_for or entry.name for entry in roll.entries}


@pytest.mark.parametrize("kind", RollKind)
def test_holder_and_alternate_speak_for_the_organization_that_has_the_seat(table, kind):
    roll = roll_of(table.committee, kind)
    preview = preview_of(table.committee.team, table.committee, roll, ON)
    asked = [entry for entry in roll.entries if entry.place.is_asked]
    assert {entry.name: len(preview.reached(entry)) for entry in asked} == {
        name: 2 for name, tier in table.owners.items() if tier in (Tier.ANCHOR, Tier.ASSOCIATE)
    }
    with unit_of_work():
        decision = open_one(
            table.committee.team,
            committee=table.committee,
            roll_kind=kind,
            roll=roll.candidates,
            audience=Audience.ROLL,
        )
    for entry in asked:
        for user in preview.reached(entry):
            (person,) = access.voices_of(user, decision, ON).values()
            assert person.acts_for == entry.name
            assert access.is_read_by(decision, user.id, on=ON)


def test_an_organization_with_two_seats_has_one_voice_and_brings_none_into_a_seat_of_another(team):
    with unit_of_work():
        committee = make_committee(team)
        owner, guest = make_partner(team, "Owner"), make_partner(team, "Guest")
        seat_member(make_seat(committee, owner))
        seat_member(make_seat(committee, owner, label_en="Second"), partner=guest)
    assert [entry.name for entry in roll_of(committee, RollKind.ORGANIZATION).entries] == ["Owner"]


def test_an_organization_brings_its_voice_from_a_sectors_seat_where_organizations_have_the_voices(team):
    with unit_of_work():
        committee, guest = make_committee(team), make_partner(team, "Guest")
        seat_member(make_seat(committee, label_en="Patients", sector="Patients"), partner=guest)
    assert [entry.name for entry in roll_of(committee, RollKind.ORGANIZATION).entries] == ["Guest"]


def test_a_sectors_seat_speaks_on_when_the_organization_of_its_former_holder_is_gone(team):
    with unit_of_work():
        committee, guest = make_committee(team), make_partner(team, "Guest")
        seat = make_seat(committee, label_en="Patients", sector="Patients")
        seat_member(seat, partner=guest)
        roll = roll_of(committee).candidates
        decision = open_one(team, committee=committee, roll_kind=RollKind.SEAT, roll=roll)
        (term,) = terms_of(seat.id)
        seats.end_term(term, on=ON, reason="Moved on.", **BY_AND_WHEN)
        status.withdraw_partner(guest, effective_on=ON, **WHO_AND_WHEN)
        next_holder = seat_member(seat, starts_on=ON)
    assert [one.user for one in access.speakers_of(decision, ON)] == [next_holder]


def test_a_seat_is_vacant_once_the_organization_that_has_it_is_gone_whoever_held_it(team):
    with unit_of_work():
        committee, owner, guest = make_committee(team), make_partner(team, "Owner"), make_partner(team)
        seat_member(make_seat(committee, owner), partner=guest)
        status.withdraw_partner(owner, effective_on=ON, **WHO_AND_WHEN)
    assert roll_of(committee).vacant == ["Owner"]


def test_a_tier_of_a_coming_day_moves_the_seat_on_that_day(committee, session):
    later = dt.date(2026, 12, 1)
    with unit_of_work():
        partner = next(e for e in roll_of(committee).entries if e.name == "Associate").candidate.partner_id
        partner = session.get_one(Partner, partner)
        tiers.set_tier(
            partner, tier=Tier.ANCHOR, effective_on=later, agreed_by="The partners", **WHO_AND_WHEN
        )
    assert parts(roll_of(committee))["Associate"] is Part.HEARD
    assert parts(roll_of(committee, on=later))["Associate"] is Part.DECIDES


def test_a_roll_by_organization_says_why_a_sectors_seat_has_no_voice_there(committee):
    roll = roll_of(committee, RollKind.ORGANIZATION)
    reasons = {entry.name: entry.place.reason for entry in roll.entries}
    assert reasons["Patients (Ida Moss)"] is Reason.NO_ORGANIZATION
    assert reasons["Observer"] is Reason.TIER
    assert [one.name for one in roll.candidates] == ["Anchor", "Associate"]


def test_a_roll_of_the_whole_team_names_who_is_not_asked_and_passes_over_who_is_gone(team):
    with unit_of_work():
        for name, tier in TIERS.items():
            make_partner(team, name, tier=tier)
        make_partner(team, "Gone", status=Status.WITHDRAWN)
    preview = preview_of(team, None, possible_roll(team, None, RollKind.ORGANIZATION, on=ON), ON)
    assert [(place.reason, names) for place, names in preview.not_asked] == [
        (Reason.TIER, ["Observer"]),
        (Reason.NO_TIER, ["Unset"]),
    ]


def test_an_open_decision_keeps_its_roll_when_a_tier_changes(committee):
    team = committee.team
    with unit_of_work():
        roll = roll_of(committee)
        decision = open_one(team, committee=committee, roll_kind=RollKind.SEAT, roll=roll.candidates)
        for voice in decision.voices:
            if voice.partner:
                tiers.set_tier(voice.partner, tier=Tier.OBSERVER, effective_on=ON, **WHO_AND_WHEN)
    assert {voice.name: voice.is_counted for voice in decision.voices} == {
        "Anchor": True,
        "Associate": False,
        "Patients (Ida Moss)": True,
    }


# -- whom mail reaches -------------------------------------------------------------------------------


def test_the_preview_names_whom_mail_reaches_and_for_whom_it_reaches_nobody(team):
    with unit_of_work():
        reached, silent = make_partner(team, "Reached"), make_partner(team, "Silent")
        make_representative(reached, name="Ann Lee")
    preview = preview_of(team, None, possible_roll(team, None, RollKind.ORGANIZATION, on=ON), ON)
    assert [[user.name for user in preview.reached(entry)] for entry in preview.roll.entries] == [
        ["Ann Lee"],
        [],
    ]
    assert [whom.name for whom in preview.reach.unreached] == [silent.name]


def test_mail_does_not_reach_a_disabled_account(team):
    with unit_of_work():
        user = make_representative(make_partner(team))
        user.disabled_at = NOW
    preview = preview_of(team, None, possible_roll(team, None, RollKind.ORGANIZATION, on=ON), ON)
    assert len(preview.reach.unreached) == 1


def test_those_whom_the_preview_names_are_those_who_are_asked(committee, mailbox, work):
    team = committee.team
    with unit_of_work():
        make_coordinator(team)
    preview = preview_of(team, committee, roll_of(committee), ON)
    named = {user.email for entry in preview.roll.entries for user in preview.reached(entry)}
    with unit_of_work():
        open_one(team, committee=committee, roll_kind=RollKind.SEAT, roll=preview.roll.candidates)
    work()
    assert {mail["To"].addresses[0].addr_spec for mail in mailbox.messages} == named


# -- what was seen -----------------------------------------------------------------------------------


def test_a_roll_that_has_changed_since_it_was_shown_is_not_opened(committee):
    mark = roll_of(committee).mark
    roll_of(committee).check_seen(mark)
    with unit_of_work():
        seat = next(one for one in roll_of(committee).candidates if one.name == "Associate")
        seats.end_seat(seat_of(committee, seat.seat_id), on=ON, **BY_AND_WHEN)
    with pytest.raises(RuleBroken, match="no longer what the page showed"):
        roll_of(committee).check_seen(mark)
