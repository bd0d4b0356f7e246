"""Lists many organizations at once, as a list brings them: each as `add_partner` and `add_signatory` would,
with as many questions to the database for many as for one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from registry.audit.services import events
from registry.database.session import db
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner, PartnerWord, StatusChange, TierChange
from registry.partners.models.people import Grant, Signatory
from registry.partners.queries.partners import names_in_use
from registry.partners.rules.authority import Said, check_reference
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import RestsOn, check_rests_on
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import Status, check_person
from registry.partners.services import authority, partners, status, tiers
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import Tier


@dataclass(frozen=True)
class Person:
    """Somebody who may sign for a newcomer, by virtue of their title."""

    name: str
    title: str
    email: str


@dataclass(frozen=True)
class Newcomer:
    """An organization to be listed as a partner. Without a tier it is still to be set."""

    name: str
    tier: Tier | None
    tier_label: str
    #: From when on it is a partner; None for the day of the act.
    effective_on: dt.date | None
    sector: str
    city: str
    #: That of messages to it; empty for the team's first.
    language: str
    position: int
    extra_cells: Mapping[str, str] = field(default_factory=dict)
    #: In the order in which they are asked to sign.
    people: Sequence[Person] = ()


def add_partners(team: Team, newcomers: Sequence[Newcomer], *, rests_on: RestsOn, act: Act) -> list[Partner]:
    """List organizations as partners, all on the same ground, and the people who may sign for them."""
    check_rests_on(rests_on, Status.PARTNER)
    for newcomer in newcomers:
        _check(newcomer)
    _check_names(team.id, [newcomer.name for newcomer in newcomers])
    added = [_partner(team, newcomer, act) for newcomer in newcomers]
    db.session.add_all(added)
    db.session.flush()
    listed = list(zip(added, newcomers, strict=True))
    _insert(PartnerWord, (row for partner in added for row in _words(partner)))
    _insert(TierChange, (_tier(partner, newcomer, act) for partner, newcomer in listed))
    _insert(StatusChange, (_status(partner, newcomer, rests_on, act) for partner, newcomer in listed))
    people = _add_people(listed, act)
    for partner, newcomer in listed:
        partners.record_added(partner, newcomer.tier, Status.PARTNER, rests_on, act=act)
        for signatory in people[partner.id]:
            events.record(PartnerEvent.SIGNATORY_ADDED, partner, act, signatory=signatory.id)
    return added


def _check(newcomer: Newcomer) -> None:
    for person in newcomer.people:
        check_person(name=person.name, title=person.title, email=person.email)
        check_reference(_said(person).basis, _said(person).reference)


def _check_names(team_id: int, names: Sequence[str]) -> None:
    """Ensure that no partner of the team has one of these names, and that none is given twice."""
    bearers = names_in_use(team_id, names)
    for name in names:
        partners.check_given(name)
        key = fold_name(name)
        if key in bearers:
            raise partners.taken(name, bearers[key])
        bearers[key] = name


def _partner(team: Team, newcomer: Newcomer, act: Act) -> Partner:
    name = newcomer.name
    partner = Partner(
        team_id=team.id,
        organization=Organization(name=name, name_key=fold_name(name), created_at=act.at),
        position=newcomer.position,
        sector=newcomer.sector,
        city=newcomer.city,
        language=newcomer.language or team.languages[0],
        extra_cells=dict(newcomer.extra_cells),
        created_at=act.at,
    )
    partners.give_name(partner, name)
    return partner


def _words(partner: Partner) -> Iterator[dict[str, Any]]:
    for word in sorted(partners.words_of(partner)):
        yield {"team_id": partner.team_id, "partner_id": partner.id, "word": word}


def _tier(partner: Partner, newcomer: Newcomer, act: Act) -> dict[str, Any]:
    since = newcomer.effective_on or act.on
    stated = tiers.tier_stated(newcomer.tier, since, label=newcomer.tier_label, act=act)
    return {"partner_id": partner.id} | stated


def _status(partner: Partner, newcomer: Newcomer, rests_on: RestsOn, act: Act) -> dict[str, Any]:
    since = newcomer.effective_on or act.on
    return {"partner_id": partner.id} | status.status_stated(
        Status.PARTNER, since, rests_on=rests_on, act=act
    )


def _add_people(listed: Sequence[tuple[Partner, Newcomer]], act: Act) -> dict[int, list[Signatory]]:
    """List the people of all newcomers and let each sign; who they are, by the id of the partner."""
    people: dict[int, list[Signatory]] = {}
    grounds: list[tuple[Signatory, Said]] = []
    for partner, newcomer in listed:
        people[partner.id] = []
        for place, person in enumerate(newcomer.people, start=1):
            signatory = Signatory(partner_id=partner.id, position=place, **vars(person))
            people[partner.id].append(signatory)
            grounds.append((signatory, _said(person)))
    db.session.add_all([signatory for signatory, _ in grounds])
    db.session.flush()
    _insert(
        Grant,
        (
            {"partner_id": signatory.partner_id, "signatory_id": signatory.id}
            | authority.grant_stated(said, act=act)
            for signatory, said in grounds
        ),
    )
    return people


def _said(person: Person) -> Said:
    return Said(reference=person.title)


def _insert(model: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        db.session.execute(sa.insert(model), values)
