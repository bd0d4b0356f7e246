"""Partners that wait for a coordinator: problems with the authority to act."""

import datetime as dt

from flask_babel import gettext as _

from registry.accounts.models import User
from registry.partners.queries import authority_gaps
from registry.partners.rules.authority import FindingKind
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


@finds_lines(8)
def lines(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Partners for whom nobody may sign, for whom two people may speak, or whose authority ends soon; one
    line per kind.
    """
    flags = authority_gaps.flags_of_team(team.id, on) if role is Role.COORDINATOR else []
    partners = {
        kind: list(dict.fromkeys(flag.partner_name for flag in flags if flag.kind is kind))
        for kind in FindingKind
    }
    return [
        Line(_(kind.label), ", ".join(names), "authority.index", {"team": team.slug})
        for kind, names in partners.items()
        if names
    ]
