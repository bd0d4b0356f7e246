"""An installation with teams of many partners, for the benchmarks of pages: what is in it, and who reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Note, Partner
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.teams.services import teams
from registry.web import unsent_forms
from tests import crowds
from tests.cast import Cast, make_cast
from tests.commitments.builders import ask_one, links_into
from tests.conflicts.builders import raise_one
from tests.conftest import make_session
from tests.decisions.builders import open_one
from tests.factories import NOW, WHO_AND_WHEN, make_team, make_version

#: What the first team has whatever its size: partners of the cast.
OF_CAST = 3


@dataclass(frozen=True)
class Page:
    """A page of one of the teams, with how many texts it looks up: what the floor has to look up too."""

    name: str
    path: str
    texts: int
    team_id: int
    #: Whether the browser that asks has it already, and nothing has changed since.
    is_kept: bool = False
    #: Whether something of the team is written before each view.
    is_after_change: bool = False


@dataclass(frozen=True)
class Filled:
    """What was made: the pages to ask for, and as whom."""

    pages: Sequence[Page]
    reader_id: int
    cookie: str


def fill(app: Flask, sizes: Sequence[int], teams_beside: int) -> Filled:
    """Teams of so many partners each, with a document to sign; in the first a case and a decision too."""
    with app.app_context():
        cast = make_cast("first")
        pages = [*_of_cast(cast), *_of_team(cast.team, sizes[0], from_number=OF_CAST + 1)]
        begun = sizes[0] + 1
        for size in sizes[1:]:
            with unit_of_work():
                team = make_team(slug=f"team-of-{size}")
                teams.grant_role(
                    team=team, user_id=cast.coordinator.id, role=Role.COORDINATOR, **WHO_AND_WHEN
                )
            pages += _of_team(team, size, from_number=begun)
            begun += size
        with unit_of_work():
            for number in range(teams_beside):
                make_team(slug=f"beside-{number}")
        crowds.take_stock()
        return Filled(pages, cast.coordinator.id, _cookie(app, cast.coordinator))


def _of_cast(cast: Cast) -> list[Page]:
    """The pages of which a team of the cast has one each."""
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        decision = open_one(cast.team)
    base = f"/teams/{cast.team.slug}"
    return [
        Page("conflict", f"{base}/conflicts/{case.id}", 59, cast.team.id),
        Page("conflicts", f"{base}/conflicts", 42, cast.team.id),
        Page("decision", f"{base}/decisions/{decision.id}", 60, cast.team.id),
        Page("audit log", f"{base}/trail", 224, cast.team.id),
    ]


def _of_team(team: Team, size: int, *, from_number: int) -> list[Page]:
    """Fill a team up to its size, and the pages that depend on it."""
    there = db.session.scalar(sa.select(sa.func.count()).where(Partner.team_id == team.id)) or 0
    crowds.fill(team, range(from_number, from_number + size - there))
    with unit_of_work(team.id):
        version = make_version(team)
    partner = db.session.get_one(Partner, from_number)
    ask_one(version, partner)
    sign = links_into(team)["a signing link"][0]
    base = f"/teams/{team.slug}"
    made = [
        Page(f"{name} {size}", path, texts, team.id)
        for name, path, texts in (
            ("home", f"{base}/", 47),
            ("list", f"{base}/partners", 412),
            ("search", f"{base}/partners?q=service+hull", 413),
            ("partner", f"{base}/partners/{partner.id}", 76),
            ("document", f"{base}/documents/{version.document.slug}", 43),
            ("signing", sign, 30),
        )
    ]
    return [
        *made,
        Page(f"home {size} after a change", f"{base}/", 47, team.id, is_after_change=True),
        Page(f"unchanged list {size}", f"{base}/partners", 412, team.id, is_kept=True),
    ]


def change(app: Flask, team_id: int) -> None:
    """Write something of a team: a note about a partner."""
    with app.app_context(), unit_of_work(team_id):
        partner_id = db.session.scalar(sa.select(sa.func.max(Partner.id)).where(Partner.team_id == team_id))
        said = {"kind": "call", "on": crowds.JANUARY, "text": "They call back", "recorded_at": NOW}
        db.session.add(Note(partner_id=partner_id, **said))


def _cookie(app: Flask, user: User) -> str:
    """The cookie of a browser in which somebody has signed in."""
    held: dict[str, object] = {"_user_id": make_session(user), "_fresh": True}
    unsent_forms.mark_forms(held, user.id)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(held)}"
