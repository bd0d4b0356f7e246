"""The steering committee of a team: the committee that the agreement in force on a day names; while it names
no open one, the committee that is marked by hand.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from registry.committees.models import Committee
from registry.committees.queries import committees
from registry.database.session import db
from registry.documents import hooks as document_hooks
from registry.documents.models import Document, Version, VersionInForce
from registry.documents.queries import provisions
from registry.documents.rules.figures import Figure
from registry.documents.rules.provisions import ProvisionKind, Value
from registry.jobs.troubles import Due
from registry.teams.rules import LANGUAGES
from registry.unchanged.figures import kept_while_unchanged


@dataclass(frozen=True)
class Steering:
    """The steering committee on a day, if there is one."""

    committee: Committee | None
    #: The provision that names it; None where it is marked by hand.
    named: Figure | None = None


def steering_on(team_id: int, on: dt.date) -> Steering:
    """The steering committee on a day, and whether an agreement names it."""
    version = provisions.version_in_force(team_id, on)
    if version is None:
        return Steering(marked(team_id))
    figure = provisions.figures_of(version)[ProvisionKind.STEERING_COMMITTEE]
    is_agreed = figure.is_of_text or version.carries_provisions  # else it is the mark that ran
    committee = db.session.get(Committee, figure.value) if is_agreed and figure.value else None
    if committee is None or committee.is_closed(on):
        return Steering(marked(team_id))
    return Steering(committee, figure)


def committee_on(team_id: int, on: dt.date) -> Committee | None:
    """The steering committee on a day, if any."""
    return steering_on(team_id, on).committee


@kept_while_unchanged
def committee_id_on(team_id: int, on: dt.date) -> int | None:
    """The number of the steering committee on a day, if any."""
    committee = committee_on(team_id, on)
    return committee.id if committee else None


def open_on(team_id: int, on: dt.date) -> list[Committee]:
    """The open committees of a team on a day, the steering committee first, then by age."""
    bodies = [committee for committee in committees.committees_of(team_id) if not committee.is_closed(on)]
    return in_order(bodies, committee_on(team_id, on))


def in_order(bodies: Iterable[Committee], at_top: Committee | None) -> list[Committee]:
    """Some committees, the steering committee first."""
    return sorted(bodies, key=lambda committee: committee is not at_top)


def marked(team_id: int) -> Committee | None:
    """The committee that is marked by hand, if it is open."""
    everyone = committees.committees_of(team_id)
    return next((one for one in everyone if one.is_steering and one.closed_on is None), None)


def is_marked_otherwise(team_id: int, on: dt.date) -> bool:
    """Whether the agreement in force on a day names an open committee, and another one or none is marked."""
    found = steering_on(team_id, on)
    return found.named is not None and found.committee is not marked(team_id)


def with_agreements() -> list[Due]:
    """The teams in which a Statement is or will be in force, for the worker."""
    query = (
        sa.select(Document.team_id)
        .join(Version, Version.document_id == Document.id)
        .join(VersionInForce, VersionInForce.version_id == Version.id)
        .distinct()
        .order_by(Document.team_id)
    )
    return [Due(team_id, f"team:{team_id}", team_id) for team_id in db.session.scalars(query)]


@document_hooks.tells_settings(ProvisionKind.STEERING_COMMITTEE)
def settings_of(team_id: int) -> dict[ProvisionKind, Value]:
    """The committee that is marked by hand: it has the role where no agreement names another."""
    committee = marked(team_id)
    return {} if committee is None else {ProvisionKind.STEERING_COMMITTEE: committee.id}


@document_hooks.names_committees
def bodies_of(team_id: int) -> dict[int, document_hooks.Body]:
    """The committees that a Statement can name, by number."""
    return {
        committee.id: document_hooks.Body(
            {language: committee.name(language) for language in LANGUAGES}, committee.closed_on is None
        )
        for committee in committees.committees_of(team_id)
    }


@document_hooks.names_chairs
def chairs_of(team_id: int, on: dt.date) -> list[int]:
    """The accounts of those who chair the steering committee of a team on a day."""
    committee = committee_on(team_id, on)
    members = committees.members_on(committee.id, on) if committee else []
    return [member.user_id for member in members if member.is_chair and member.user_id is not None]
