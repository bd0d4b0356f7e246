"""Agreements made before the registry, on which a partnership can rest."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.database.session import db
from registry.dates import day
from registry.documents.models import Document, Version
from registry.partners.hooks import finds_grounds
from registry.partners.rules.grounds import Ground, Offer
from registry.sentences import language_read
from registry.teams.models import Team


@finds_grounds
def grounds(team: Team, _on: dt.date) -> list[Offer]:
    """The team's earlier agreements, newest first."""
    query = (
        sa.select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Document.team_id == team.id, Version.dated_on.is_not(None))
        .order_by(Version.dated_on.desc(), Version.id.desc())
    )
    versions = db.session.scalars(query)
    return [Offer(Ground.AGREEMENT, f"version:{version.id}", _words(version)) for version in versions]


def _words(version: Version) -> str:
    title = version.document.title(language_read())
    return _("“%(title)s” of %(day)s", title=title, day=day(version.dated_on))
