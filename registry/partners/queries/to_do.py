"""Partners that wait for a coordinator: problems with the authority to act."""

import datetime as dt

from flask_babel import gettext as _

from registry.accounts.models import User
from registry.partners.queries import authority_gaps
from registry.partners.rules.authority import FindingKind
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team
from registry.unchanged.figures import kept_while_unchanged


@finds_lines(80)
def lines(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Partners for whom nobody may sign, for whom two people may speak, or whose authority ends soon; one
    line per kind.
    """
    flagged = _flagged(team.id, on) if role is Role.COORDINATOR else {}
    return [
        Line(_(kind.label), names, "authority.index", {"team": team.slug}) for kind, names in flagged.items()
    ]


@kept_while_unchanged
def _flagged(team_id: int, on: dt.date) -> dict[FindingKind, str]:
    """The names of the partners with a problem, by its kind."""
    flags = authority_gaps.flags_of_team(team_id, on)
    names = {
        kind: dict.fromkeys(flag.partner_name for flag in flags if flag.kind is kind) for kind in FindingKind
    }
    return {kind: ", ".join(theirs) for kind, theirs in names.items() if theirs}
