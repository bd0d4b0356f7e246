"""What waits for a coordinator and a second person until an older agreement is compared with what runs."""

import datetime as dt
from itertools import groupby

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.documents.models import Document, EnteredProvision, Version, VersionInForce
from registry.documents.queries import confirmations, provisions
from registry.documents.rules.figures import Basis
from registry.documents.wording import figure_words, reading_words
from registry.security.permissions import Role, takes_part
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


def _any_entered_beside(team_id: int) -> sa.ColumnElement[bool]:
    in_force = sa.select(VersionInForce.id).join(Version, Version.id == VersionInForce.version_id)
    of_team = in_force.join(Document, Document.id == Version.document_id).where(Document.team_id == team_id)
    return of_team.where(Version.provisions.is_(sa.null())).exists()


@finds_lines(90, if_any=_any_entered_beside)
def lines(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """The question what the agreement in force says, with both figures where they are known to differ; and
    what somebody else entered of any agreement and this person may confirm.
    """
    if not (role is Role.COORDINATOR or takes_part(role)):
        return []
    asked = _asked(team, on) if role is Role.COORDINATOR else []
    return [*asked, *_to_confirm(user, team, on)]


def _asked(team: Team, on: dt.date) -> list[Line]:
    """One line for all that nobody has read in the text in force so far."""
    version = provisions.version_in_force(team.id, on)
    if version is None or not version.takes_entries:
        return []
    comparisons = [one for one in provisions.comparisons_of(version) if one.is_asked]
    if not comparisons:
        return []
    differing = [
        _(
            "%(kind)s: %(runs)s run here, the text says %(says)s.",
            kind=_(one.figure.kind.label),
            runs=figure_words(one.figure, team),
            says=reading_words(one.figure.kind, one.read, team, one.name),
        )
        for one in comparisons
        if one.read is not None and one.figure.basis is Basis.DIFFERS
    ]
    others = len(comparisons) - len(differing)
    counted = ngettext(
        "%(num)d figure that runs here is not yet compared with the text.",
        "%(num)d figures that run here are not yet compared with the text.",
        others,
    )
    text = " ".join([*differing, counted] if others else differing)
    place = {"team": team.slug, "slug": version.document.slug, "number": version.number}
    return [Line(_("What does the signed agreement say?"), text, "provisions.enter", place)]


def _to_confirm(user: User, team: Team, on: dt.date) -> list[Line]:
    """One line for all of an agreement that this person may confirm."""
    older = [period.version for period in provisions.periods_of(team.id) if period.version.takes_entries]
    theirs = confirmations.for_person(user.id, team.id, older, on)
    return [
        _line(version, list(entries), team) for version, entries in groupby(theirs, lambda one: one.version)
    ]


def _line(version: Version, entries: list[EnteredProvision], team: Team) -> Line:
    place = {"team": team.slug, "slug": version.document.slug, "number": version.number}
    text = ngettext(
        "%(names)s entered %(num)d figure. Read the text, and confirm what it says.",
        "%(names)s entered %(num)d figures. Read the text, and confirm what it says.",
        len(entries),
        names=", ".join(dict.fromkeys(entry.by_name for entry in entries)),
    )
    return Line(_("Confirm what the signed agreement says"), text, "provisions.confirm", place)
