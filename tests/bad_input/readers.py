"""Who sends bad input: one of each kind of reader of the second of two whole teams, and holders of links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask

from registry.accounts import messages as account_messages
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.committees.models import Committee
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.models import SignInLink
from registry.teams.models import Team
from tests.conftest import Client
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_coordinator,
    make_member,
    make_reader,
    make_representative,
    make_seat,
    make_user,
    seat_member,
)
from tests.whole_team import make_whole_team, personal_links

TEAM = "west"
NEW = "new@example.org"


@dataclass(frozen=True)
class Reader:
    """Who reads: their cookie, and where they begin."""

    kind: str
    cookie: str
    begins: tuple[str, ...] = field(default=("/", "/account", "/verify", f"/teams/{TEAM}/", "/sign-in"))


def make_readers(app: Flask) -> list[Reader]:
    """Two whole teams, and one of each kind of reader of the second, signed in."""
    make_whole_team("east")
    team = make_whole_team(TEAM)
    with unit_of_work():
        people = _people(team)
    nobody = _cookie_of(app, None)
    holders = [Reader(f"holder of {name}", nobody, (page,)) for name, page in _links(app, team).items()]
    return [*holders, *(Reader(kind, _cookie_of(app, user)) for kind, user in people.items())]


def _people(team: Team) -> dict[str, User | None]:
    partner = _first(team, Partner)
    committee = _first(team, Committee)
    chair, administrator = make_member(team), make_user()
    seat_member(make_seat(committee), chair, is_chair=True)
    accounts.name_administrator(administrator, **WHO_AND_WHEN)
    return {
        "coordinator": make_coordinator(team),
        "chair": chair,
        "committee member": seat_member(make_seat(committee)),
        "representative": make_representative(partner, email="second@example.org"),
        "reader": make_reader(team),
        "administrator": administrator,
        "nobody": None,
    }


def _first(team: Team, model: Any) -> Any:
    return db.session.scalars(sa.select(model).where(model.team_id == team.id).order_by(model.id)).first()


def _cookie_of(app: Flask, user: User | None) -> str:
    client = Client(app)
    with client.session_transaction() as session:
        session["language"] = "en"
    if user:
        client.sign_in(user)
    cookie = client.get_cookie("registry")
    assert cookie is not None
    return cookie.value


def _links(app: Flask, team: Team) -> Mapping[str, str]:
    """Where each kind of personal link leads; those that live for minutes come first."""
    with unit_of_work():
        newcomer, known = make_user(), make_user()
        by_mail = SignInLink(user_id=make_coordinator(team).id, asked_at=NOW)
        team.allows_link = True
        db.session.add(by_mail)
    secret = str(app.secret_key)
    return {
        "a link to a new password": "/sign-in/password/"
        + sign_in_messages.reset_token_of(known, secret=secret),
        "a sign-in link": f"/sign-in/link/{sign_in_messages.sign_in_token_of(by_mail, secret=secret)}",
        "a welcome link": f"/welcome/{sign_in_messages.welcome_token(newcomer, secret=secret)}",
        "a link to a new address": "/profile/address/"
        + account_messages.address_token(known, NEW, secret=secret),
        **{kind: pages[0] for kind, pages in personal_links(team).items()},
    }
