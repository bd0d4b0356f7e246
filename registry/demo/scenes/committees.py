"""The people of the demonstration with accounts, and its committees."""

from typing import Any

from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.committees.models import Committee, Seat
from registry.committees.rules import Occasion, TermKind
from registry.committees.services import committees, interests, seats
from registry.demo import cast
from registry.demo.stage import Stage, Table
from registry.partners.services.representatives import add_representative
from registry.security.permissions import Role
from registry.sign_in.services import passwords
from registry.teams.services import teams

#: Organizations with a seat on the steering committee, each with the person who has the seat.
SEATED = (
    cast.HOSPITAL,
    cast.HEALTH_CENTRE,
    cast.HOME_CARE,
    cast.MENTAL_HEALTH,
    cast.PARAMEDICS,
    cast.HOUSING,
)


def set_table(stage: Stage) -> Table:
    """Create accounts and committees."""
    users = {organization: _let_act(stage, organization) for organization in (*SEATED, cast.PALLIATIVE)}
    _let_read(stage)
    steering = _steering(stage, users)
    return Table(steering, _working_group(stage, steering, users), users)


def _let_read(stage: Stage) -> None:
    """Add a person who may only read."""
    begun: dict[str, Any] = {"act": stage.act(stage.actor, stage.ago(days=300))}
    user = accounts.create_account(email=cast.READER_EMAIL, name=cast.READER, **begun)
    passwords.set_password(user, cast.PASSWORD, **begun)
    teams.grant_role(team=stage.team, user_id=user.id, role=Role.READER, **begun)


def _let_act(stage: Stage, organization: cast.Organization) -> User:
    person, begun = organization.people[0], stage.ago(days=300)
    user = accounts.create_account(
        email=cast.mailbox(person),
        name=person.name,
        language=person.language,
        act=stage.act(stage.actor, begun),
    )
    passwords.set_password(user, cast.PASSWORD, act=stage.act(stage.actor, begun))
    teams.grant_role(team=stage.team, user_id=user.id, role=Role.MEMBER, act=stage.act(stage.actor, begun))
    add_representative(
        stage.partners[organization],
        user_id=user.id,
        title=person.title,
        started_on=stage.day(-300),
        act=stage.act(stage.actor, begun),
    )
    return user


def _steering(stage: Stage, users: dict[cast.Organization, User]) -> Committee:
    begun: dict[str, Any] = {"act": stage.act(stage.coordinator, stage.ago(days=290))}
    steering = committees.add_committee(
        stage.team,
        name_en="Steering Committee",
        name_fr="Comité directeur",
        purpose_en="Keeps the partnership on its course, and settles what its working groups cannot.",
        purpose_fr="Garde le cap du partenariat et règle ce que ses groupes de travail ne peuvent régler.",
        is_steering=True,
        **begun,
    )
    for organization in SEATED:
        seat = seats.add_seat(
            steering,
            label_en=organization.name,
            partner=stage.partners[organization],
            starts_on=stage.day(-290),
            **begun,
        )
        _seat(stage, seat, users[organization], days=285)
        if organization is cast.HOSPITAL:
            committees.set_chair(steering, seat, effective_on=stage.day(-280), **begun)
    for label_en, label_fr, sector in (
        ("Patient and family seat", "Siège des patients et des familles", "Patients and families"),
        ("Indigenous health seat", "Siège de la santé autochtone", "Indigenous health"),
    ):
        seats.add_seat(
            steering, label_en=label_en, label_fr=label_fr, sector=sector, starts_on=stage.day(-290), **begun
        )
    return steering


def _seat(stage: Stage, seat: Seat, user: User, *, days: int) -> None:
    by, now = stage.coordinator, stage.ago(days=days)
    seats.give_seat(
        seat, user_id=user.id, person_name=user.name, starts_on=stage.day(-days), act=stage.act(by, now)
    )
    interests.declare_interest(
        seat,
        person_name=user.name,
        occasion=Occasion.JOINING,
        declared_on=stage.day(-days),
        text="",
        act=stage.act(by, now),
    )


def _working_group(stage: Stage, steering: Committee, users: dict[cast.Organization, User]) -> Committee:
    begun: dict[str, Any] = {"act": stage.act(stage.coordinator, stage.ago(days=200))}
    group = committees.add_committee(
        stage.team,
        name_en="Working Group on Shared Records",
        name_fr="Groupe de travail sur les dossiers partagés",
        reports_to=steering,
        **begun,
    )
    for organization in (cast.HEALTH_CENTRE, cast.HOME_CARE, cast.PALLIATIVE):
        seat = seats.add_seat(
            group,
            label_en=organization.name,
            partner=stage.partners[organization],
            starts_on=stage.day(-200),
            **begun,
        )
        _seat(stage, seat, users[organization], days=195)
    seats.give_seat(
        seat,
        kind=TermKind.ALTERNATE,
        user_id=None,
        person_name="Ange Doublure",
        starts_on=stage.day(-150),
        granted_by="Maëlle Fictive",
        **begun,
    )
    return group
