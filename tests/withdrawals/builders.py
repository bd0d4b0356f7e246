"""Giving notice and answering efforts in a few words, for tests; each is a change of its own."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.committees.models import Committee
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status
from registry.partners.services.status import set_status
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.security import actors
from registry.security.link_tokens import LinkParts
from registry.teams.models import Team
from registry.withdrawals.models import Effort, EffortAnswer, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules.withdrawals import Answer, Channel, EffortKind, Reason
from registry.withdrawals.services import departure, efforts, notices, requests, withdrawals
from registry.withdrawals.services.notices import PaperNotice, SignedNotice
from tests.acts import act_of, with_act
from tests.factories import BY, BY_AND_WHEN, NOW, WHO_AND_WHEN, by_coordinator, make_partner, make_signatory

TODAY = NOW.date()

PARTNER = "/teams/east/partners/1"

PAPER = {"given_on": TODAY.isoformat(), "language": "en", "reason": "not_stated"}


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


def later(days: int) -> dt.datetime:
    """The moment so many days from now."""
    return NOW + dt.timedelta(days=days)


def add_partner(team: Team, name: str = "Maple Clinic", **said: Any) -> Partner:
    """A partner for which Ann Lee may sign."""
    with unit_of_work(team.id):
        partner = make_partner(team, name, **said)
        make_signatory(partner, email="ann@example.org")
    return partner


def ask(partner: Partner, **said: Any) -> NoticeRequest:
    """Ask Ann Lee to sign a notice."""
    with unit_of_work(partner.team_id):
        return requests.ask_for_notice(
            partner, partner.signatories[0], **(with_act(said, BY_AND_WHEN["act"]))
        )


def signed(**said: Any) -> SignedNotice:
    """All that a signatory gives: it leaves in thirty days."""
    given: dict[str, Any] = {
        "name": "Ann Lee",
        "title": "Executive Director",
        "language": "en",
        "effective_on": day(30),
        "reason": Reason.MEANS,
        "account": "We lack nurses.",
        "typed": "Ann Lee",
        "consents": True,
        "has_authority": True,
    }
    return SignedNotice(**(given | said))


def sign(request: NoticeRequest, *, now: dt.datetime = NOW, **said: Any) -> Withdrawal:
    """Sign a notice as asked."""
    with unit_of_work(request.partner.team_id):
        return notices.sign_notice(request, signed(**said), act=request.act_by_link(now))


def enter(partner: Partner, *, now: dt.datetime = NOW, **said: Any) -> Withdrawal:
    """Enter a notice that came on paper yesterday: it leaves in thirty days."""
    paper: dict[str, Any] = {"given_on": day(-1), "language": "en", "effective_on": day(30)}
    with unit_of_work(partner.team_id):
        return notices.enter_notice(partner, PaperNotice(**(paper | said)), act=act_of(BY, now))


def offer(withdrawal: Withdrawal, kind: EffortKind = EffortKind.UNDERSTAND, **said: Any) -> Effort:
    """Offer to talk."""
    offered: dict[str, Any] = {
        "offered_by": "The chair",
        "offered_on": TODAY,
        "text": "A talk with the chair.",
    }
    with unit_of_work(withdrawal.partner.team_id):
        return efforts.offer_effort(withdrawal, kind=kind, **(offered | with_act(said, BY_AND_WHEN["act"])))


def relay(effort: Effort, **said: Any) -> EffortAnswer:
    """Relay by phone that the organization accepts."""
    given: dict[str, Any] = {"answer": Answer.ACCEPTED, "channel": Channel.PHONE, "said_by": "Ann Lee"}
    with unit_of_work(effort.withdrawal.partner.team_id):
        return efforts.answer_effort(
            effort, **(given | by_coordinator(effort.withdrawal.partner.team, **said))
        )


def take_back(withdrawal: Withdrawal, *, now: dt.datetime = NOW, reason: str = "Nurses were found.") -> None:
    """The organization stays after all."""
    with unit_of_work(withdrawal.partner.team_id):
        withdrawals.take_back(withdrawal, reason=reason, act=act_of(BY, now))


def move(withdrawal: Withdrawal, to: dt.date, *, now: dt.datetime = NOW) -> None:
    """Set another day of leaving."""
    with unit_of_work(withdrawal.partner.team_id):
        withdrawals.set_day(withdrawal, effective_on=to, reason="Agreed by phone.", act=act_of(BY, now))


def come(withdrawal: Withdrawal, now: dt.datetime) -> bool:
    """Note what the day brought, where it has come."""
    with unit_of_work(withdrawal.partner.team_id):
        return departure.take_effect(
            withdrawal_queries.whole(withdrawal.id), act=act_of(actors.REGISTRY, now)
        )


def records_of(withdrawal: Withdrawal) -> list[RecordOrder]:
    """The records of a withdrawal, made or owed."""
    return records.orders_about(withdrawal.subject)


def messages(template: str) -> list[Message]:
    """The messages made of a template, oldest first."""
    query = sa.select(Message).where(Message.template == f"withdrawals.{template}").order_by(Message.id)
    return list(db.session.scalars(query))


def plan(partner: Partner, statuses: Sequence[tuple[Status, int]]) -> None:
    """What a partner is to be, by hand, from so many days from today on."""
    with unit_of_work(partner.team_id):
        for status, ahead in statuses:
            set_status(partner, status=status, effective_on=day(ahead), **WHO_AND_WHEN)


def send_scan(client, content):
    """Enter a paper with a scan; what is sent is made in memory, since the test client leaves files open."""
    boundary, body = encode_multipart(PAPER | {"scan": FileStorage(io.BytesIO(content), "notice.pdf")})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{PARTNER}/withdrawal/enter", data=body, content_type=kind)


def sign_in_as(client, team, make):
    """Be somebody of the team."""
    with unit_of_work():
        user = make(team)
    client.sign_in(user)


def fill_whole_team(team: Team, _partner: Partner, _committee: Committee) -> None:
    """One organization is asked for a notice, another has given it and was offered something."""
    with unit_of_work(team.id):
        asked, leaving = make_partner(team), make_partner(team)
        requests.ask_for_notice(asked, make_signatory(asked), **BY_AND_WHEN)
        withdrawal = notices.enter_notice(leaving, PaperNotice(given_on=TODAY, language="en"), **BY_AND_WHEN)
        talk = {"offered_by": "The chair", "offered_on": TODAY, "text": "A talk."}
        efforts.offer_effort(withdrawal, kind=EffortKind.UNDERSTAND, **talk, **BY_AND_WHEN)


def links_into(team: Team) -> dict[str, tuple[str, ...]]:
    """The page behind the link of the newest request for a notice."""
    newest = sa.select(NoticeRequest).join(Partner, Partner.id == NoticeRequest.partner_id)
    newest = newest.where(Partner.team_id == team.id).order_by(NoticeRequest.id.desc())
    request = db.session.scalars(newest).first()
    parts = LinkParts(request.id, request.generation)
    token = request.LINKS.token_for(parts, secret=str(current_app.secret_key))
    return {"a link to a notice": (f"/notice/{token}",)}
