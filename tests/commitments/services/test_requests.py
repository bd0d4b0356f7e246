"""Asking: all who are outstanding, or one person."""

import datetime as dt

import pytest

from registry.commitments.queries import overview
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.events import CommitmentEvent
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services import mistakes
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from registry.teams.rules import Tier
from tests.commitments.builders import (
    TODAY,
    add_partner,
    ask_one,
    change,
    day,
    enter_paper,
    invite,
    messages,
    open_on,
    publish_next,
    publish_policy,
    set_schedule,
    set_status,
    set_tier,
    sign,
)
from tests.factories import WHO_AND_WHEN, make_signatory, make_team

pytestmark = pytest.mark.usefixtures("session")


# -- newer versions ----------------------------------------------------------------------------------


def test_inviting_to_a_newer_version_closes_the_requests_on_older_ones(version, partner, asked):
    newer = publish_next(version, ChangeKind.MATERIAL)
    invite(newer)
    assert asked.state == RequestState.CLOSED


# -- inviting all who are outstanding ----------------------------------------------------------------


def test_everybody_outstanding_is_asked_by_mail(team, version):
    asked = [add_partner(team, name) for name in ("Maple Clinic", "Birch House")]
    invited = invite(version, due_on=day(30))
    assert {request.partner_id for request in invited.requests} == {partner.id for partner in asked}
    assert len(messages("invitation")) == 2


def test_inviting_again_asks_nobody_twice(version, partner):
    invite(version)
    assert invite(version).requests == []
    assert len(open_on(version, partner)) == 1
    assert len(messages("invitation")) == 1


def test_a_partner_without_a_tier_is_named_and_not_asked(team, version):
    partner = add_partner(team, tier=None)
    invited = invite(version)
    assert invited.without_tier == [partner]
    assert invited.requests == []


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED])
def test_a_partner_that_left_or_was_refused_is_neither_asked_nor_named(team, version, status):
    partner = add_partner(team, tier=None, status=Status.JOINING)
    set_status(partner, status)
    invited = invite(version)
    assert (invited.requests, invited.without_tier, invited.without_signatory) == ([], [], [])


def test_a_partner_for_whom_nobody_with_an_address_may_sign_is_named(team, version):
    partner = add_partner(team, people=0)
    with change(team):
        make_signatory(partner, email="")
    assert invite(version).without_signatory == [partner]


def test_only_the_partners_named_are_asked(team, version, partner):
    add_partner(team, "Birch House")
    assert [one.partner_id for one in invite(version, partner_ids=[partner.id]).requests] == [partner.id]


def test_a_partner_that_needs_two_signatures_has_two_people_asked(team, version):
    partner = add_partner(team, people=3, signatures_needed=2)
    invite(version)
    assert [one.signatory_id for one in open_on(version, partner)] == [
        person.id for person in partner.signatories[:2]
    ]


def test_after_two_papers_only_the_third_signature_is_asked(team, version):
    partner = add_partner(team, people=3, signatures_needed=3)
    enter_paper(version, partner)
    enter_paper(version, partner)
    assert len(invite(version).requests) == 1


def test_the_plan_shown_before_says_what_the_invitation_then_does(team, version, partner):
    silent, unset = add_partner(team, "Cedar Care", people=0), add_partner(team, "Elm Home", tier=None)
    asked = add_partner(team, "Birch House")
    ask_one(version, asked)
    plan = overview.invitation_plan(version, request_queries.partners_of_team(team.id), TODAY)
    assert (plan.to_invite, plan.without_signatory) == ([partner], [silent])
    assert (plan.without_tier, plan.already_asked) == ([unset], [asked])


def test_answers_cannot_be_wanted_by_today(version):
    with pytest.raises(RuleBroken) as refused:
        invite(version, due_on=TODAY)
    assert refused.value.field == "due_on"


def test_an_invitation_leaves_one_event_for_itself_and_one_for_each_request(version, partner, events):
    with events() as written:
        invite(version)
    assert written.tags == [CommitmentEvent.CAMPAIGN_OPENED, CommitmentEvent.REQUEST_MADE]


def test_nobody_is_invited_to_sign_in_french_what_their_schedule_says_in_english_only(team, version):
    francophone = add_partner(team, "Maison Érable", language="fr")
    set_schedule(francophone, "Two nurses", "")
    anglophone = add_partner(team, "Birch House")
    set_schedule(anglophone, "Two nurses", "")
    plan = overview.invitation_plan(version, request_queries.partners_of_team(team.id), TODAY)
    invited = invite(version)
    assert (plan.to_invite, plan.unwritten_schedule) == ([anglophone], [francophone])
    assert [request.partner for request in invited.requests] == [anglophone]
    assert invited.unwritten_schedule == [francophone]


def test_a_team_of_one_language_asks_with_a_schedule_of_one_language(session):
    with unit_of_work():
        team = make_team(languages=("en",))
    partner = add_partner(team, "Maison Érable", language="fr")
    set_schedule(partner, "Two nurses", "")
    assert len(invite(publish_policy(team)).requests) == 1


# -- asking one person -------------------------------------------------------------------------------


def test_the_coordinator_is_told_which_lines_of_the_schedule_are_missing_in_french(version, partner):
    set_schedule(partner, "Two nurses", "")
    with change(partner.team):
        partner.signatories[0].language = "fr"
    with pytest.raises(RuleBroken) as refused:
        ask_one(version, partner)
    assert "signs in French" in refused.value.text()
    assert "“Two nurses”" in refused.value.text()


def test_who_only_acknowledges_is_asked_whatever_the_schedule_says(team, version):
    observer = add_partner(team, "Cedar Care", tier=Tier.OBSERVER, language="fr")
    set_schedule(observer, "Two nurses", "")
    assert ask_one(version, observer).requirement == "acknowledges"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"tier": None}, "is still to be set"),
        ({"tier": Tier.OBSERVER}, "asks nothing of the tier"),
    ],
)
def test_a_partner_of_whom_nothing_is_wanted_is_not_asked(team, said, words):
    version = publish_policy(team, requirements={"anchor": "signs"})
    partner = add_partner(team, **said)
    with pytest.raises(RuleBroken, match=words):
        ask_one(version, partner)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED])
def test_a_withdrawn_partner_cannot_be_asked(team, version, status):
    partner = add_partner(team, status=Status.JOINING)
    set_status(partner, status)
    with pytest.raises(RuleBroken, match="is not a partner"):
        ask_one(version, partner)


def test_a_person_without_an_address_is_not_asked(team, version):
    partner = add_partner(team, people=0)
    with change(team):
        make_signatory(partner, email="")
    with pytest.raises(RuleBroken, match="no e-mail address"):
        ask_one(version, partner)


def test_a_person_is_asked_once(version, partner, asked):
    with pytest.raises(RuleBroken, match="asked already"):
        ask_one(version, partner)


def test_a_person_who_signed_is_not_asked_again(version, partner, asked):
    sign(asked)
    with pytest.raises(RuleBroken, match="has signed this version"):
        ask_one(version, partner)


def test_nobody_is_asked_for_a_version_that_was_replaced(version, partner):
    publish_next(version, ChangeKind.MATERIAL)
    with pytest.raises(RuleBroken, match="has been replaced by version 2"):
        ask_one(version, partner)


def test_what_is_asked_follows_the_tier_on_the_day_of_asking(team, version, partner, asked):
    set_tier(partner, Tier.OBSERVER)
    assert (asked.tier, asked.requirement) == ("anchor", "signs")
    assert sign(asked).tier == "anchor"


# -- renewing ----------------------------------------------------------------------------------------


def test_a_link_that_expired_can_be_renewed_and_then_signs(team, asked):
    late = asked.expires_at + dt.timedelta(days=1)
    with change(team):
        signing_requests.renew(asked, act=asked.act_by_link(late))
    assert sign(asked, now=late).request_id == asked.id


def test_a_partner_entered_by_mistake_is_in_no_campaign_and_its_request_closes(version, partner, asked):
    with unit_of_work(partner.team_id):
        mistakes.mark(partner, reason="A slip", **WHO_AND_WHEN)
    assert asked.state == RequestState.CLOSED
    assert invite(version).requests == []
