"""The pages that may be unchanged, and random acts that change what they show."""

import random
from collections.abc import Callable

import sqlalchemy as sa

from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.commitments.services import requests
from registry.committees.models import Committee, Seat
from registry.committees.rules import Occasion
from registry.committees.services import interests
from registry.database.session import db
from registry.documents.queries import documents as document_queries
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners, signatories
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams.models import Membership, Team
from registry.teams.services import memberships, teams
from tests.factories import make_committee, make_coordinator, make_partner, make_seat, make_statement

#: All pages that say of themselves that they may be unchanged, in the team of the cast.
PAGES = {
    "partners.index": "/partners",
    "partners.show": "/partners/1",
    "authority.index": "/authority",
    "authority.show": "/partners/1/authority",
    "representatives.index": "/partners/1/representatives",
    "documents.index": "/documents/",
    "documents.show": "/documents/statement",
    "documents.version": "/documents/statement/versions/1",
    "documents.changes": "/documents/statement/versions/2/changes",
    "stages.index": "/stages/",
    "provisions.show": "/documents/statement/versions/1/provisions",
    "committees.index": "/committees",
    "committees.show": "/committees/1",
    "committees.history": "/committees/1/history",
    "interests.index": "/committees/1/interests",
    "commitments.stage": "/stages/present",
    "commitments.show_editions": "/documents/statement/versions/1/editions",
    "people.index": "/people",
    "people.left": "/people/left",
    "people.show": "/people/1",
}

#: The most partners of a team: with more, pages would take longer and show nothing else.
MOST_PARTNERS = 12


def add_partner(team: Team, by: Act, chance: random.Random) -> None:
    """Another partner, while there are few."""
    if (db.session.scalar(sa.select(sa.func.count()).where(Partner.team_id == team.id)) or 0) < MOST_PARTNERS:
        make_partner(team, f"Clinic {chance.random():.6f}")


def change_partner(team: Team, by: Act, chance: random.Random) -> None:
    """Another city."""
    city = f"city {chance.randrange(1000)}"
    partners.change_partner(_partner(team, chance), sector="hospice", city=city, language="en", act=by)


def rename_partner(team: Team, by: Act, chance: random.Random) -> None:
    """Another name, and one more that it bore before."""
    named = f"House {chance.random():.6f}"
    partners.rename_partner(_partner(team, chance), name=named, on=by.on, act=by)


def note(team: Team, by: Act, chance: random.Random) -> None:
    """A call that only coordinators read of."""
    said = f"They said {chance.random()}"
    partners.add_note(_partner(team, chance), kind=NoteKind.CALL, on=by.on, text=said, act=by)


def add_signatory(team: Team, by: Act, chance: random.Random) -> None:
    """One more person who may sign."""
    given = {"title": "Director", "email": f"a{chance.random()}@example.org"}
    signatories.add_signatory(_partner(team, chance), name=f"Ann {chance.randrange(1000)}", **given, act=by)


def forget_addresses(team: Team, by: Act, chance: random.Random) -> None:
    """Written in bulk, as what was kept long enough is."""
    theirs = sa.select(Partner.id).where(Partner.team_id == team.id)
    which = sa.update(Signatory).where(Signatory.partner_id.in_(theirs), Signatory.id % 7 == 0)
    db.session.execute(which.values(phone=f"{chance.randrange(10**6)}"))


def give_role(team: Team, by: Act, chance: random.Random) -> None:
    """One more person in the team, or another role for one."""
    if chance.random() < 0.2:
        make_coordinator(team, name=f"Cleo {chance.randrange(1000)}")
        return
    role = chance.choice([Role.READER, Role.MEMBER])
    teams.grant_role(team=team, user_id=_beside_the_cast(team, chance), role=role, act=by)


def end_role(team: Team, by: Act, chance: random.Random) -> None:
    """Somebody leaves."""
    memberships.leave(team, _beside_the_cast(team, chance), with_holdings=True, act=by)


def rename_person(team: Team, by: Act, chance: random.Random) -> None:
    """Another name for somebody, who may be in several teams."""
    ids = sa.select(Membership.user_id).where(Membership.team_id == team.id).order_by(Membership.id)
    user = db.session.get_one(User, chance.choice(db.session.scalars(ids).all()))
    accounts.change_profile(user, name=f"Pat {chance.randrange(1000)}", language=user.language, act=by)


def rename_team(team: Team, by: Act, chance: random.Random) -> None:
    """Other names and another time zone, whose day may be another."""
    name = f"Team {chance.randrange(1000)}"
    zone = chance.choice(["America/Toronto", "Pacific/Auckland"])
    labels = {"anchor": {"en": f"Signatory {chance.randrange(100)}", "fr": "Signataire"}}
    said = {"region_en": "the East", "region_fr": "l’Est", "timezone": zone, "languages": ["en", "fr"]}
    teams.change_settings(team, name_en=name, name_fr=name, **said, tier_labels=labels, act=by)


def add_seat(team: Team, by: Act, chance: random.Random) -> None:
    """One more seat, or one more committee."""
    found = sa.select(Committee).where(Committee.team_id == team.id).order_by(Committee.id)
    bodies = db.session.scalars(found).all()
    if len(bodies) < 4:
        make_committee(team, name=f"Group {chance.randrange(10**6)}", is_steering=False)
    else:
        make_seat(chance.choice(bodies), label_en=f"Seat {chance.randrange(1000)}")


def declare(team: Team, by: Act, chance: random.Random) -> None:
    """An interest of whoever holds a seat."""
    of_team = sa.select(Seat).join(Committee).where(Committee.team_id == team.id).order_by(Seat.id)
    interests.declare_interest(
        chance.choice(db.session.scalars(of_team).all()),
        person_name="Sol Sato",
        occasion=next(iter(Occasion)),
        declared_on=by.on,
        text=f"A share of {chance.randrange(1000)}",
        act=by,
    )


def publish(team: Team, by: Act, chance: random.Random) -> None:
    """The next version of the Statement, rarely."""
    if chance.random() < 0.1:
        make_statement(team)


def invite(team: Team, by: Act, chance: random.Random) -> None:
    """Ask whoever has not signed."""
    document = document_queries.find_document(team.id, "statement")
    version = document and document_queries.current_version(document)
    if version:
        requests.invite_outstanding(version, due_on=None, act=by)


Change = Callable[[Team, Act, random.Random], None]
ACTS: tuple[Change, ...] = (
    add_partner,
    change_partner,
    rename_partner,
    note,
    add_signatory,
    forget_addresses,
    give_role,
    end_role,
    rename_person,
    rename_team,
    add_seat,
    declare,
    publish,
    invite,
)


def _partner(team: Team, chance: random.Random) -> Partner:
    theirs = sa.select(Partner).where(Partner.team_id == team.id).order_by(Partner.id)
    return chance.choice(db.session.scalars(theirs).all())


def _beside_the_cast(team: Team, chance: random.Random) -> int:
    """The account of somebody whom nobody is signed in as."""
    theirs = sa.select(User.id).join(Membership, Membership.user_id == User.id)
    cleos = theirs.where(Membership.team_id == team.id, User.name.like("Cleo%")).order_by(User.id)
    ids = db.session.scalars(cleos).all()
    return chance.choice(ids) if ids else make_coordinator(team, name="Cleo Cole").id
