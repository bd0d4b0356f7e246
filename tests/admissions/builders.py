"""Applying, reviewing, inviting in a few words, for tests; each is committed when it returns."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app

from registry.accounts.models import User
from registry.admissions.models import Admission, Criterion
from registry.admissions.queries import admissions
from registry.admissions.rules import admissions as admission_rules
from registry.admissions.rules.admissions import Answer, Dossier, Finding, Found, Given
from registry.admissions.services import (
    applications,
    deliberation,
    history,
    intake,
    joining,
    outcomes,
    reviews,
)
from registry.commitments.models import SigningRequest
from registry.commitments.rules import requests
from registry.committees.models import Committee
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Ballot, Mark
from registry.decisions.rules.decisions import Given as Said
from registry.decisions.services import decisions, positions, resolutions, votes
from registry.documents.rules.provisions import PassRule
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.queries import partners as partner_queries
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.security import actors, link_tokens
from registry.security.actors import Actor, Capacity
from registry.security.permissions import Role
from registry.teams.models import Membership, Team
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.commitments.builders import acknowledge, sign
from tests.factories import NOW, make_partner, make_picture

TODAY = NOW.date()
APPLICANT = "jo@riverside.example"

LIST = "/teams/east/admissions"


def coordinator(team: Team | None = None) -> Actor:
    """A coordinator with an account: of a team, or the first there is."""
    query = sa.select(User).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.role == Role.COORDINATOR.value)
    if team is not None:
        query = query.where(Membership.team_id == team.id)
    user = db.session.scalar(query.order_by(User.id).limit(1))
    assert user is not None
    return actors.person(user.id, user.name, Capacity.COORDINATOR)


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


def open_all_year(team: Team) -> None:
    """Take applications all year."""
    with unit_of_work(team.id):
        intake.settle_intake(team, all_year=True, act=act_of(coordinator(), NOW))


def close(team: Team) -> None:
    """Take applications in windows only."""
    with unit_of_work(team.id):
        intake.settle_intake(team, all_year=False, act=act_of(coordinator(), NOW))


def approach(team: Team, organization: str = "Riverside Hospital") -> Admission:
    """A coordinator invites an organization to apply."""
    with unit_of_work(team.id):
        return applications.approach(
            team,
            organization=organization,
            contact_name="Jo Roe",
            contact_email=APPLICANT,
            language="fr",
            words="We would be glad.",
            act=act_of(coordinator(), NOW),
        )


def send_link(admission: Admission) -> None:
    """A coordinator sends a new link."""
    with unit_of_work(admission.team_id):
        applications.send_link(admission, act=act_of(coordinator(), NOW - dt.timedelta(hours=1)))


def add_criterion(team: Team, text: str = "It serves the region") -> Criterion:
    """One question of the checklist."""
    with unit_of_work(team.id):
        return intake.add_criterion(
            team, text_en=text, text_fr="Il dessert la région", act=act_of(coordinator(), NOW)
        )


def add_window(team: Team, opens: int, closes: int) -> Any:
    """An intake window, by days from today."""
    with unit_of_work(team.id):
        return intake.open_window(
            team, opens_on=day(opens), closes_on=day(closes), act=act_of(coordinator(), NOW)
        )


def dossier(team: Team, **said: Any) -> Dossier:
    """All that an applicant gives, yes to every criterion."""
    given: dict[str, Any] = {
        "organization": "Riverside Hospital",
        "contact_name": "Jo Roe",
        "contact_title": "Director",
        "contact_email": APPLICANT,
        "sector": "Hospital",
        "city": "Riverside",
        "region_served": "East",
        "tier": Tier.ANCHOR,
        "account": "We care for the east.",
        "has_interest": False,
        "answers": [Given(one.id, Answer.YES, "Since 1990") for one in admissions.criteria_of(team.id)],
    }
    return Dossier(**(given | said))


def send(team: Team, *, network: str = "n", now: dt.datetime = NOW, **said: Any) -> Admission:
    """Send the public form."""
    with unit_of_work(team.id):
        return applications.apply(
            team, dossier(team, **said), network=network, act=act_of(actors.REGISTRY, now)
        )


def receive(team: Team, **said: Any) -> Admission:
    """Send the form and follow the link."""
    admission = send(team, **said)
    with unit_of_work(team.id):
        applications.confirm(admission, act=history.by_applicant(admission, NOW))
    return admission


def review(admission: Admission, *, finding: Finding = Finding.MET) -> Admission:
    """Take it up and find every criterion met."""
    with unit_of_work(admission.team_id):
        reviews.begin_review(admission, act=act_of(coordinator(), NOW))
    with unit_of_work(admission.team_id):
        found = {answer.id: Found(finding, "Looked at") for answer in admission.answers}
        reviews.record_review(admission, found=found, review="All is well.", act=act_of(coordinator(), NOW))
    return admission


def put_before(admission: Admission, **said: Any) -> Decision:
    """Put it before the partners, of whom there is at least one."""
    if not partner_queries.partner_called(admission.team_id, "Maple Clinic"):
        with unit_of_work(admission.team_id):
            make_partner(admission.team, "Maple Clinic")
    given: dict[str, Any] = {"title": "Admission", "question": "Shall it be invited?"}
    with unit_of_work(admission.team_id):
        asked = deliberation.Question(**(given | said))
        return deliberation.open_deliberation(admission, asked, act=act_of(coordinator(), NOW))


def decide(decision: Decision, level: int = 1) -> None:
    """All voices are at a level in the meeting, and what that comes to is recorded."""
    given = {voice.id: Said(Mark.GIVEN, level) for voice in decision.voices}
    who: dict[str, Any] = {"act": act_of(coordinator(decision.team), NOW, TODAY)}
    with unit_of_work(decision.team_id):
        positions.enter_meeting(decision, met_on=TODAY, attendance="", given=given, seen={}, **who)
    with unit_of_work(decision.team_id):
        decisions.close_round(decision, seen=len(decision.present_round.positions), **who)
    with unit_of_work(decision.team_id):
        resolutions.record_decision(decision, text="Invite it.", decided_on=TODAY, **who)


def open_vote_on(decision: Decision) -> None:
    """All are against, and a vote is opened on it."""
    who: dict[str, Any] = {"act": act_of(coordinator(decision.team), NOW, TODAY)}
    voices = {voice.id: Said(Mark.GIVEN, 6, reason="No") for voice in decision.voices}
    with unit_of_work(decision.team_id):
        positions.enter_meeting(decision, met_on=TODAY, attendance="", given=voices, seen={}, **who)
    with unit_of_work(decision.team_id):
        decisions.close_round(decision, seen=len(decision.present_round.positions), **who)
    with unit_of_work(decision.team_id):
        votes.open_vote(decision, efforts="We talked.", pass_rule=PassRule.MAJORITY_CAST, **who)


def vote_against(decision: Decision) -> None:
    """All are against, and the vote that follows does not pass."""
    who: dict[str, Any] = {"act": act_of(coordinator(decision.team), NOW, TODAY)}
    open_vote_on(decision)
    with unit_of_work(decision.team_id):
        ballots = {voice.id: Ballot.AGAINST for voice in decision.voices}
        votes.enter_ballots(decision, ballots, seen=0, **who)
    with unit_of_work(decision.team_id):
        votes.close_vote(decision, seen=len(decision.voices), **who)
    with unit_of_work(decision.team_id):
        resolutions.record_decision(decision, text="Not now.", decided_on=TODAY, **who)


def end_vote_without_a_ballot(decision: Decision) -> None:
    """All are against, and nobody votes in the vote that follows."""
    open_vote_on(decision)
    with unit_of_work(decision.team_id):
        votes.close_vote(decision, seen=0, act=act_of(coordinator(decision.team), NOW, TODAY))


def agree_after_all(decision: Decision) -> None:
    """Another round, in which all agree, and the decision that follows."""
    with unit_of_work(decision.team_id):
        decisions.open_round(
            decision, question="Shall it?", act=act_of(coordinator(decision.team), NOW, TODAY)
        )
    decide(decision)


def release(admission: Admission) -> None:
    """Let go of its decision, as nothing but a test does."""
    with unit_of_work(admission.team_id):
        admission.decision = None


def set_matter_aside(decision: Decision) -> None:
    """The partners end the matter without deciding."""
    with unit_of_work(decision.team_id):
        decisions.set_aside(
            decision, reason="Asked too early.", act=act_of(coordinator(decision.team), NOW, TODAY)
        )


def deliberate(admission: Admission) -> Admission:
    """Review it and put it before the partners, who decide for it."""
    review(admission)
    decide(put_before(admission))
    return admission


def invite(admission: Admission, **said: Any) -> Admission:
    """Invite it to join."""
    given: dict[str, Any] = {
        "tier": Tier.ANCHOR,
        "signatory": outcomes.NamedSignatory("Jo Roe", "Director", APPLICANT),
        "title": "Coordinator",
        "act": act_of(said.pop("by", coordinator(admission.team)), NOW),
    }
    with unit_of_work(admission.team_id):
        outcomes.invite(admission, **(given | said))
    return admission


def refuse(admission: Admission, **said: Any) -> Admission:
    """Refuse it."""
    given: dict[str, Any] = {
        "reason": "It serves another region.",
        "title": "Chair",
        "act": act_of(said.pop("by", coordinator(admission.team)), NOW),
    }
    with unit_of_work(admission.team_id):
        outcomes.refuse(admission, **(given | said))
    return admission


def invited(team: Team, **said: Any) -> Admission:
    """An admission that has come to its invitation."""
    return invite(deliberate(receive(team, **said)))


def requests_of(admission: Admission) -> list[SigningRequest]:
    """What its signatory was asked, in order."""
    query = sa.select(SigningRequest).where(SigningRequest.partner_id == admission.partner_id)
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def sign_all(admission: Admission) -> None:
    """Sign and acknowledge all that was asked."""
    for request in requests_of(admission):
        (sign if request.requirement == "signs" else acknowledge)(request)


def complete(admission: Admission) -> Admission:
    """Make it a partner."""
    with unit_of_work(admission.team_id):
        joining.complete(admission, act=act_of(coordinator(), NOW))
    return admission


def withdraw(admission: Admission) -> Admission:
    """The applicant takes it back by its link."""
    with unit_of_work(admission.team_id):
        applications.withdraw(admission, act=act_of(history.applicant(admission), NOW))
    return admission


def add_document(admission: Admission, data: bytes, name: str) -> Any:
    """The applicant adds a file."""
    with unit_of_work(admission.team_id):
        return applications.add_document(
            admission, data=data, name=name, act=act_of(history.applicant(admission), NOW)
        )


def make_admission(team: Team) -> Admission:
    """One of each thing that an address of admissions names: a window, a criterion, a dossier with a file."""
    add_window(team, 30, 60)
    open_all_year(team)
    add_criterion(team)
    admission = receive(team)
    add_document(admission, make_picture(), "plan.png")
    return deliberate(admission)


def messages(template: str) -> list[Message]:
    """The messages made of a template, oldest first."""
    query = sa.select(Message).where(Message.template == f"admissions.{template}").order_by(Message.id)
    return list(db.session.scalars(query))


def address_of(admission: Admission, page: str = "", *, secret: str) -> str:
    """The address of an application's page, by its newest link."""
    parts = link_tokens.LinkParts(admission.id, admission.generation)
    return f"/apply/{admission_rules.LINKS.token_for(parts, secret=secret)}" + (f"/{page}" if page else "")


def orders_of(admission: Admission) -> list[RecordOrder]:
    """The records that are owed of it, or made."""
    return records.orders_about(("admission", admission.id))


def signing_token(number: int, *, secret: str) -> str:
    """The token of a signing link of the same number."""
    return requests.LINKS.token_for(link_tokens.LinkParts(number, 1), secret=secret)


def upload(data: bytes, name: str) -> dict[str, Any]:
    """What the browser sends of a form with a file; the test client leaves a large one open."""
    head = f'--x\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n\r\n'
    return {
        "data": head.encode() + data + b"\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }


def page_of(admission, page=""):
    """The address of an admission's page."""
    return f"{LIST}/{admission.id}" + (f"/{page}" if page else "")


def fill_whole_team(team: Team, _partner: Partner, _committee: Committee) -> None:
    """A window, a criterion, and an application with a file that is deliberated."""
    make_admission(team)


def links_into(team: Team) -> dict[str, tuple[str, ...]]:
    """The pages behind the link of the newest application."""
    newest = sa.select(Admission).where(Admission.team_id == team.id).order_by(Admission.id.desc())
    admission = db.session.scalars(newest).first()
    pages = (address_of(admission, page, secret=str(current_app.secret_key)) for page in ("", "withdraw"))
    return {"an applicant's link": tuple(pages)}


def leave_traces(team: Team, *, name: str, address: str) -> Admission:
    """Somebody applies with a document and a declaration, and is refused."""
    open_all_year(team)
    admission = receive(
        team,
        contact_email=address,
        contact_name=name,
        has_interest=True,
        interest="My brother works there.",
    )
    add_document(admission, make_picture(), "zora.png")
    review(admission)
    vote_against(put_before(admission))
    return refuse(admission)
