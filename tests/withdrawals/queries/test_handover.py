"""The hand-over list: computed for any day, kept as it stood, silent on what is confidential."""

import pytest

from registry.commitments.services import requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.queries.rolls import Candidate
from registry.decisions.rules.decisions import Audience, Given, Mark, PlannedAction
from registry.decisions.services import positions
from registry.decisions.services.decisions import Matter, close_round, open_decision
from registry.decisions.services.resolutions import record_decision
from registry.partners.rules.partners import Contribution, NoteKind
from registry.partners.services import partners, schedules
from registry.withdrawals.queries import handover
from registry.withdrawals.rules.withdrawals import Kind, Line
from tests.cast import make_cast
from tests.conflicts.builders import at_steering, close, spend
from tests.factories import (
    WHO_AND_WHEN,
    by_coordinator,
    make_committee,
    make_coordinator,
    make_member,
    make_seat,
    make_user,
    make_version,
    seat_member,
)
from tests.withdrawals.builders import TODAY, add_partner, come, day, enter, later

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def busy(team):
    """An organization with something of each kind."""
    partner = add_partner(team, "Elm House")
    with unit_of_work(team.id):
        seat_member(make_seat(make_committee(team), partner), make_user(name="Max Roe"))
        version = make_version(team)
        requests.ask(version, partner.signatories[0], due_on=None, **WHO_AND_WHEN)
        lines = [(Contribution.TIME, "Two nurses", "Deux infirmières")]
        schedules.set_schedule(partner, lines=lines, **WHO_AND_WHEN)
        promise = {"kind": NoteKind.PROMISE, "text": "Lends a room.", "due_on": day(9)}
        partners.add_note(partner, on=TODAY, **promise, **WHO_AND_WHEN)
        partners.add_note(partner, kind=NoteKind.CALL, on=TODAY, text="Called.", **WHO_AND_WHEN)
    return partner


def texts(lines, kind, language="en"):
    return [line.text[language] for line in lines if line.kind is kind]


@pytest.fixture
def cast(session, stopped_clock):
    """The team of the conflicts: Riverside and Maple are parties, Rae of Riverside is recused."""
    return make_cast()


@pytest.fixture
def case(cast):
    """A case at the steering committee, whose mediation Riverside has still to pay a part of."""
    case = at_steering(cast)
    spend(case, cast.coordinator, {0: 120_050, 1: 1})
    return case


def seen_by(user, partner):
    """What of cases and shares a person reads on the list."""
    lines = handover.list_for(partner, TODAY, reader_id=user.id, is_coordinator=False)
    return [line.text["en"] for line in lines if line.kind in (Kind.CASE, Kind.SHARE)]


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (
            Kind.SEAT,
            "Steering Committee · Elm House · Max Roe",
            "Steering Committee · Elm House · Max Roe",
        ),
        (Kind.REQUEST, "Privacy policy · Ann Lee", "Politique de confidentialité · Ann Lee"),
        (Kind.CONTRIBUTION, "Two nurses", "Deux infirmières"),
    ],
)
def test_the_list_names_each_thing_in_both_languages(busy, kind, english, french):
    lines = handover.list_of(busy, TODAY)
    assert texts(lines, kind) == [english]
    assert texts(lines, kind, "fr") == [french]


def test_promises_are_on_it_and_other_notes_are_not(busy):
    promises = texts(handover.list_of(busy, TODAY), Kind.PROMISE)
    assert promises == ["Promise of 24 November 2026, due on 3 December 2026: Lends a room."]


def test_who_has_nothing_hands_over_nothing(partner):
    assert handover.list_of(partner, TODAY) == []


def test_a_reader_who_is_no_coordinator_reads_no_notes(busy):
    lines = handover.list_for(busy, TODAY, reader_id=1, is_coordinator=False)
    assert not texts(lines, Kind.PROMISE)
    assert texts(lines, Kind.SEAT)


def test_a_seat_that_was_given_later_is_not_on_an_earlier_list(busy):
    assert texts(handover.list_of(busy, day(-400)), Kind.SEAT) == []


def test_the_list_is_kept_as_it_stood_on_the_day(busy):
    withdrawal = enter(busy, effective_on=day(5))
    come(withdrawal, later(5))
    kept = handover.kept_lines(withdrawal.handed_over)
    assert [kind.value for kind in kept] == ["seat", "request", "promise", "contribution"]
    assert kept[Kind.SEAT][0]["en"].endswith("Max Roe")


def test_what_stands_on_paper_says_of_a_note_only_its_days(busy):
    withdrawal = enter(busy, effective_on=TODAY)
    promise = handover.kept_lines(withdrawal.handed_over)[Kind.PROMISE]
    assert [line["en"] for line in promise] == ["Promise of 24 November 2026, due on 3 December 2026"]


def test_what_is_confidential_is_kept_on_no_paper():
    line = Line(Kind.CASE, {"en": "A case", "fr": "Un dossier"}, is_confidential=True)
    assert handover.kept([line]) == []


# -- decisions ---------------------------------------------------------------------------------------


def open_matter(partner, audience, named_readers=()):
    """A question in which the organization has a voice."""
    with unit_of_work(partner.team_id):
        matter = Matter(
            title="Where the clinic goes",
            question="Where does it go?",
            roll=[Candidate(partner.name, True, partner.id)],
            audience=audience,
            named_readers=named_readers,
        )
        return open_decision(partner.team, matter, **by_coordinator(partner.team))


def read_by(partner, user):
    """The decisions on the list as a person reads it."""
    lines = handover.list_for(partner, TODAY, reader_id=user.id, is_coordinator=True)
    return texts(lines, Kind.DECISION)


def test_an_open_decision_in_which_it_has_a_voice_is_on_the_list(partner):
    open_matter(partner, Audience.TEAM)
    assert texts(handover.list_of(partner, TODAY), Kind.DECISION) == ["Where the clinic goes"]


def test_what_it_carries_out_is_on_the_list_until_it_is_done(partner):
    decide(open_matter(partner, Audience.TEAM))
    assert texts(handover.list_of(partner, TODAY), Kind.DECISION) == []
    assert texts(handover.list_of(partner, TODAY), Kind.ACTION) == ["Where the clinic goes · Finds a room"]


def test_a_decision_for_its_roll_only_is_shown_to_its_readers_and_stands_on_no_paper(team, partner):
    with unit_of_work():
        reader, coordinator = make_member(team), make_coordinator(team)
    open_matter(partner, Audience.ROLL, named_readers=[reader.id])
    assert read_by(partner, reader) == ["Where the clinic goes"]
    assert read_by(partner, coordinator) == []
    assert handover.kept(handover.list_of(partner, TODAY)) == []


def decide(decision):
    """All agree in the room, and the organization is to find a room."""
    voice = decision.voices[0]
    with unit_of_work(decision.team_id):
        when = by_coordinator(decision.team)
        positions.enter_meeting(
            decision, met_on=TODAY, attendance="", given={voice.id: Given(Mark.GIVEN, 1)}, seen={}, **when
        )
        db.session.expire(decision.present_round)
        close_round(decision, seen=1, **when)
        action = PlannedAction(voice.name, "Finds a room", partner_id=voice.partner_id)
        record_decision(decision, text="To the east.", decided_on=TODAY, actions=[action], **when)


# -- cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "chair", "member", "for_riverside", "recused", "for_maple"])
def test_who_may_know_of_a_case_reads_it_and_the_share(cast, case, who):
    assert seen_by(getattr(cast, who), cast.riverside) == [
        f"{case.reference} · Who hosts the shared calendar",
        f"{case.reference} · $1,200.50",
    ]


@pytest.mark.parametrize("who", ["for_birch", "of_group"])
def test_to_everybody_else_the_list_says_nothing(cast, case, who):
    assert seen_by(getattr(cast, who), cast.riverside) == []


def test_an_organization_that_is_no_party_has_neither(cast, case):
    assert seen_by(cast.coordinator, cast.birch) == []


def test_a_closed_case_is_gone_and_its_unpaid_share_stays(cast, case):
    close(case, cast.coordinator)
    assert seen_by(cast.coordinator, cast.riverside) == [f"{case.reference} · $1,200.50"]


def test_no_case_is_kept_or_printed(cast, case):
    withdrawal = enter(cast.riverside, effective_on=day(5))
    come(withdrawal, later(5))
    assert case.reference not in str(withdrawal.handed_over)
    assert [line["kind"] for line in withdrawal.handed_over] == ["seat"]


def test_the_page_says_nothing_to_who_may_not_know(cast, case, client):
    enter(cast.riverside, effective_on=day(5))
    client.sign_in(cast.for_birch)
    page = client.get("/teams/east/withdrawals/1/hand-over").text
    assert (case.reference in page, "Riverside Hospital" in page) == (False, True)
    client.sign_in(cast.for_riverside)
    assert case.reference in client.get("/teams/east/withdrawals/1/hand-over").text
