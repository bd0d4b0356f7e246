"""Asking and answering in a few words, for tests; each is a change of its own, committed when it returns."""

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from flask import current_app

from registry.commitments.models import Commitment, HandOver, Lapse, SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import standings
from registry.commitments.rules.standings import Standing
from registry.commitments.services import hand_overs, lapses, paper_signatures, requests, signatures
from registry.commitments.services.requests import Invited
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents, drafts
from registry.files.intake import SCANS, accept
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Contribution, Status
from registry.partners.services import schedules, tiers
from registry.partners.services import status as partner_status
from registry.security.link_tokens import LinkParts
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.acts import with_act
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_pdf, make_signatory, make_version

TODAY = NOW.date()
#: Two strokes in the box of a drawn signature.
DRAWN = [[[10, 20], [30, 40.25]], [[50, 60]]]


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


def publish_policy(team: Team, **said: Any) -> Version:
    """A published version 1: anchors and associates sign it, observers acknowledge it."""
    with unit_of_work(team.id):
        return make_version(team, **said)


def publish_next(version: Version, kind: ChangeKind) -> Version:
    """The next version of a document, with one more word."""
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        section = draft.sections[0]
        drafts.change_section(
            section,
            heading=section.heading,
            body={language: f"{text} {draft.number}" for language, text in section.body.items()},
            tiers=section.tiers,
            **WHO_AND_WHEN,
        )
        note = {"en": "One more word.", "fr": "Un mot de plus."}
        return documents.publish(draft, change_kind=kind, change_note=note, **WHO_AND_WHEN)


def add_partner(team: Team, name: str = "Maple Clinic", *, people: int = 1, **said: Any) -> Partner:
    """A partner with so many people who may sign for it."""
    with unit_of_work(team.id):
        partner = make_partner(team, name, **said)
        for _person in range(people):
            make_signatory(partner)
    return partner


def invite(version: Version, **said: Any) -> Invited:
    """Invite all who are outstanding, without a date unless told one."""
    with unit_of_work(version.document.team_id):
        return requests.invite_outstanding(
            version, **({"due_on": None} | with_act(said, WHO_AND_WHEN["act"]))
        )


def ask_one(version: Version, partner: Partner, person: int = 0, **said: Any) -> SigningRequest:
    """Ask one of those who may sign for a partner."""
    with unit_of_work(partner.team_id):
        signatory = partner.signatories[person]
        return requests.ask(version, signatory, **({"due_on": None} | with_act(said, WHO_AND_WHEN["act"])))


def signature(request: SigningRequest, **said: Any) -> signatures.Signature:
    """All that a signatory gives: both confirmations, and the name typed."""
    given: dict[str, Any] = {
        "name": "Ann Lee",
        "title": "Executive Director",
        "language": "en",
        "typed": "Ann Lee",
        "consents": True,
        "has_authority": True,
    }
    given |= said
    shown = signatures.shown_digest(request, given["language"], TODAY)
    return signatures.Signature(**({"shown": shown} | given))


def sign(request: SigningRequest, *, now: dt.datetime = NOW, **said: Any) -> Commitment:
    """Sign as asked."""
    with unit_of_work(request.partner.team_id):
        return signatures.sign_commitment(request, signature(request, **said), act=request.act_by_link(now))


def acknowledge(request: SigningRequest, *, now: dt.datetime = NOW) -> Commitment:
    """Acknowledge as asked."""
    with unit_of_work(request.partner.team_id):
        return signatures.acknowledge(request, signature(request), act=request.act_by_link(now))


def open_on(version: Version, partner: Partner | None = None) -> list[SigningRequest]:
    """The requests on a version that can still be answered."""
    return request_queries.open_requests(version_id=version.id, partner_id=partner.id if partner else None)


def change(team: Team) -> AbstractContextManager[None]:
    """A change in a team."""
    return unit_of_work(team.id)


def where(partner: Partner, version: Version, on: dt.date = TODAY) -> Standing:
    """Where a partner stands."""
    return standings.of_partner(partner, version, on)


def messages(template: str) -> list[Message]:
    """The messages made of a template, oldest first."""
    query = sa.select(Message).where(Message.template == f"commitments.{template}").order_by(Message.id)
    return list(db.session.scalars(query))


def enter_paper(version: Version, partner: Partner, **said: Any) -> Commitment:
    """Enter a paper signed yesterday."""
    paper = {"name": "Bo Roe", "title": "Chair", "signed_on": day(-1), "language": "en"}
    with unit_of_work(partner.team_id):
        paper |= {"scan": accept(make_pdf(), None, SCANS, field="scan").fingerprint} | said
        return paper_signatures.enter_paper_signature(version, partner, **paper, **WHO_AND_WHEN)


def let_lapse(partner: Partner, version: Version, **said: Any) -> Lapse:
    """Decide that a commitment no longer stands from today on."""
    decided = {"effective_on": TODAY, "reason": "A new board decides afresh."} | said
    with unit_of_work(partner.team_id):
        return lapses.let_lapse(partner, version.document, **decided, **WHO_AND_WHEN)


def set_status(partner: Partner, status: Status, on: dt.date = TODAY) -> None:
    """What a partner is from a day on."""
    with unit_of_work(partner.team_id):
        partner_status.set_status(partner, status=status, effective_on=on, reason="Closed", **WHO_AND_WHEN)


def set_tier(partner: Partner, tier: Tier, on: dt.date = TODAY) -> None:
    """The tier of a partner from a day on."""
    with unit_of_work(partner.team_id):
        tiers.set_tier(partner, tier=tier, effective_on=on, agreed_by="The partners", **WHO_AND_WHEN)


def set_schedule(partner: Partner, english: str = "Two nurses", french: str = "Deux infirmières") -> None:
    """What a partner contributes."""
    with unit_of_work(partner.team_id):
        lines = [(Contribution.TIME, english, french)]
        schedules.set_schedule(partner, lines=lines, **WHO_AND_WHEN)


def propose(request: SigningRequest, **said: Any) -> HandOver:
    """Name a new person to sign instead."""
    person = {"name": "Cy Poe", "title": "Chair", "email": "cy@example.org"} | said
    with unit_of_work(request.partner.team_id):
        return hand_overs.propose_hand_over(request, **person, act=request.act_by_link(NOW))


def links_into(team: Team) -> dict[str, tuple[str, ...]]:
    """The pages behind the link of the first request to sign."""
    first = sa.select(SigningRequest).join(Partner, Partner.id == SigningRequest.partner_id)
    request = db.session.scalars(first.where(Partner.team_id == team.id).order_by(SigningRequest.id)).first()
    parts = LinkParts(request.id, request.generation)
    sign = f"/sign/{request.LINKS.token_for(parts, secret=str(current_app.secret_key))}"
    return {
        "a signing link": (
            sign,
            *(f"{sign}/{page}" for page in ("decline", "question", "board", "hand-over")),
        )
    }
