"""Roles, permissions, and the reader of a page."""

import enum
from dataclasses import dataclass
from typing import Any

from registry.errors import N_
from registry.labels import Labelled


class Role(Labelled):
    """A person's role in one team."""

    COORDINATOR = (
        "coordinator",
        N_("Coordinator"),
        "info",
        N_("Coordinator: keeps partners, documents and committees"),
    )
    #: A committee member, a chair or a partner's representative: acts for their own seat or partner.
    MEMBER = (
        "member",
        N_("Member"),
        "good",
        N_("Member: sits on a committee or represents a partner, and acts for it"),
    )
    READER = "reader", N_("Reader"), "quiet", N_("Reader: reads, and changes nothing")


class Permission(enum.StrEnum):
    """A permission that a page requires."""

    SIGNED_IN = "signed_in"
    #: Administering the installation; belongs to the account, not to a role in a team.
    ADMINISTER = "administer"
    READ_TEAM = "read_team"
    EDIT_PARTNERS = "edit_partners"
    EDIT_DOCUMENTS = "edit_documents"
    PUBLISH_DOCUMENTS = "publish_documents"
    SEND_REQUESTS = "send_requests"
    RECORD_PAPER = "record_paper"
    EDIT_TEAM = "edit_team"
    READ_MESSAGES = "read_messages"
    #: The audit trail of the whole team; for the trail of one thing, permission to read the thing is enough.
    READ_TRAIL = "read_trail"
    EXPORT_TRAIL = "export_trail"
    #: Acting for one's own seat or partner; the services check which one that is.
    TAKE_PART = "take_part"
    INVITE_PEOPLE = "invite_people"
    RUN_COMMITTEES = "run_committees"
    RUN_DECISIONS = "run_decisions"
    RUN_ADMISSIONS = "run_admissions"
    RUN_CONFLICTS = "run_conflicts"
    RUN_WITHDRAWALS = "run_withdrawals"


#: What each role may do in its own team.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(Permission) - {Permission.ADMINISTER},
    Role.READER: frozenset(
        {Permission.SIGNED_IN, Permission.READ_TEAM, Permission.READ_MESSAGES, Permission.READ_TRAIL}
    ),
    Role.MEMBER: frozenset({Permission.SIGNED_IN, Permission.READ_TEAM, Permission.TAKE_PART}),
}


def takes_part(role: Role | None) -> bool:
    """Whether people in a role may act for their seat or partner."""
    return role is not None and Permission.TAKE_PART in PERMISSIONS[role]


@dataclass(frozen=True)
class Reader:
    """The reader of a page: the account of the session, and team and role when the address names a team."""

    user: Any
    team: Any = None
    role: Role | None = None
    #: The session of this browser.
    session: Any = None
    #: A message about why the session is over, if it is.
    farewell: str = ""
    #: The page on which they must first prove a further factor that the team or the administration requires.
    owes: str = ""
    #: The number of teams in which they have a role.
    teams: int = 0
    #: The marks of all teams and of the team of the address, as they were before anything else was read.
    marks: tuple[str | None, str | None] = (None, None)
