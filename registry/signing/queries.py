"""Queries about requests of any kind, and about the proofs that people can give."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.accounts.rules import AccountEvent
from registry.audit.models import Event, named
from registry.audit.rules.hash_chain import INSTALLATION
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.representatives import active_on
from registry.sign_in.models import Authenticator
from registry.sign_in.queries import directories
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import RequestState
from registry.teams.models import Team
from registry.teams.rules import StepUp


def request_about(kind: str, identity: int) -> PersonalRequest | None:
    """The request that events name by `signing_request` and 12, for example; None when it was deleted."""
    [model] = [one for one in PersonalRequest.__subclasses__() if one.told_as.kind == kind]
    return db.session.get(model, identity)


def asked_elsewhere(team_id: int, partner_id: int | None = None) -> list[PersonalRequest]:
    """The open requests of a team, or of one partner, whose newest link went to another address than their
    person has now; oldest first.
    """
    models = {model.told_as.kind: model for model in PersonalRequest.__subclasses__()}
    wanted = sa.union_all(*(_asked_elsewhere(model, team_id, partner_id) for model in models.values()))
    found = [db.session.get_one(models[kind], number) for kind, number in db.session.execute(wanted)]
    return sorted(found, key=lambda request: request.asked_at)


def _asked_elsewhere(model: type[Any], team_id: int, partner_id: int | None) -> sa.Select[Any]:
    sent_to = (
        sa.select(Message.to_address)
        .where(Message.subject == named(model.told_as.kind, model.id), Message.template == model.MESSAGE)
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(model)
        .scalar_subquery()
    )
    query = (
        sa.select(sa.literal(model.told_as.kind), model.id)
        .join(Signatory, Signatory.id == model.signatory_id)
        .join(Partner, Partner.id == model.partner_id)
        .where(Partner.team_id == team_id, model.state == RequestState.OPEN.value, Signatory.email != "")
        .where(sa.func.lower(sent_to) != sa.func.lower(Signatory.email))
    )
    return query if partner_id is None else query.where(Partner.id == partner_id)


@dataclass(frozen=True)
class MovedAccount:
    """A person who is asked to sign and whose account has had another address since."""

    signatory: Signatory
    address: str


def moved_accounts(team_id: int, on: dt.date) -> list[MovedAccount]:
    """The people of a team with an open request who represent the same partner under the same name, and have
    changed the address of their account since they were asked; each once.
    """
    found = sa.union(*(_moved(model, team_id, on) for model in PersonalRequest.__subclasses__()))
    return [
        MovedAccount(db.session.get_one(Signatory, number), address)
        for number, address in sorted(tuple(row) for row in db.session.execute(found))
    ]


def names_of_moved(team_id: int, on: dt.date) -> tuple[list[str], list[str]]:
    """The names of those whose link went to another address, and of those whose account has another one."""
    names: tuple[list[str], list[str]] = ([], [])
    for which, name in _named_moved(team_id, on):
        names[which].append(name)
    return names


@composed_once
def _named_moved(team_id: int, on: dt.date) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    links, accounts = sa.literal(0), sa.literal(1)
    return sa.union_all(
        *(
            query.with_only_columns(which, Signatory.name, maintain_column_froms=True)
            for model in PersonalRequest.__subclasses__()
            for which, query in (
                (links, _asked_elsewhere(model, team_id, None)),
                (accounts, _moved(model, team_id, on)),
            )
        )
    )


def _moved(model: type[Any], team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    changed = sa.select(Event.id).where(
        Event.chain == INSTALLATION,
        Event.subject == named("user", User.id),
        Event.tag == AccountEvent.ADDRESS_CHANGED.value,
        Event.at > model.asked_at,
    )
    return (
        sa.select(Signatory.id, User.email)
        .join(model, model.signatory_id == Signatory.id)
        .join(Partner, Partner.id == Signatory.partner_id)
        .join(Representative, Representative.partner_id == Partner.id)
        .join(User, sa.and_(User.id == Representative.user_id, User.name == Signatory.name))
        .where(Partner.team_id == team_id, model.state == RequestState.OPEN.value, active_on(on))
        .where(User.disabled_at.is_(None), sa.func.lower(User.email) != sa.func.lower(Signatory.email))
        .where(changed.correlate(User, model).exists())
    )


#: The most people named on the page of the setting.
MOST_NAMED = 20


@dataclass(frozen=True)
class Stuck:
    """Signatories who cannot give any of the proofs that a team accepts."""

    named: list[tuple[str, str]]
    more: bool


def who_can_give_none(team: Team, on: dt.date) -> Stuck:
    """The signatories on a day who have an address but could give none of the accepted proofs."""
    accepted = set(map(StepUp, team.step_ups))
    if not accepted or StepUp.PHONE in accepted:
        return Stuck([], more=False)
    address = sa.func.lower(Signatory.email)
    query = (
        sa.select(Partner.name, Signatory.name)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(Partner.team_id == team.id, Partner.stands, Signatory.email != "", *_active(on))
        .order_by(Partner.id, Signatory.position, Signatory.id)
        .limit(MOST_NAMED + 1)
    )
    if StepUp.TOTP in accepted:
        with_app = sa.select(User.email).join(Authenticator, Authenticator.user_id == User.id)
        query = query.where(address.not_in(with_app))
    if StepUp.SIGN_ON in accepted:
        domains = {domain for provider in directories.providers() for domain in provider.domains}
        query = query.where(*(sa.not_(address.endswith(f"@{domain}", autoescape=True)) for domain in domains))
    signatories = [(partner, person) for partner, person in db.session.execute(query)]
    return Stuck(signatories[:MOST_NAMED], more=len(signatories) > MOST_NAMED)


def _active(on: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on),
        sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on),
    )
