"""Writing the invitation to take part in a team, with the welcome link that is made only then."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Unpack

from registry import settings
from registry.accounts.messages import write_to
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import (
    ANY_FEATURE,
    Closing,
    Contact,
    Letter,
    MessageKind,
    NothingToSay,
    Recipient,
    Said,
    address,
    closer,
    closing,
    composer,
    letter,
)
from registry.outbox.models import Message
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.queries import factors
from registry.teams.models import Team
from registry.teams.queries import teams

INVITATION = "teams.invitation"


@composer(INVITATION)
def invitation(message: Message) -> Letter:
    """What they are invited to, and the link to choose what to sign in with, where they have nothing."""
    user = db.session.get_one(User, message.params["user"])
    team = db.session.get_one(Team, message.params["team"])
    if team not in teams.teams_of(user.id):
        raise NothingToSay
    welcome = "" if user.password_hash or factors.passkeys_of(user.id) else _welcome(user)
    home = address("pages.team_home", team=team.slug)
    return letter(
        "teams/invitation",
        opens_account=bool(welcome),
        person=user.name,
        team=team,
        welcome=welcome,
        home=home,
    )


@closer(ANY_FEATURE)
def close(message: Message, opens_account: bool) -> Closing:
    """The team's name and a coordinator to whom answers go; another than the reader, where there is one."""
    team = db.session.get_one(Team, message.team_id)
    coordinators = [] if opens_account else sorted(teams.coordinator_ids(team.id))
    contacts = [_contact(user_id) for user_id in coordinators]
    contacts.sort(key=lambda contact: contact.address == message.to_address)
    return closing(contacts[0] if contacts else None, team=team)


class TeamMessage(MessageKind):
    """A message of a team: it says who coordinates, and an answer goes there."""

    def closing(self) -> Closing | None:
        """The team's name and a coordinator to whom answers go: not the reader, where there is another."""
        team = db.session.get_one(Team, self.message.team_id)
        contacts = [_contact(user_id) for user_id in self._contacts(team.id)]
        contacts.sort(key=lambda contact: contact.address == self.message.to_address)
        return closing(contacts[0] if contacts else None, team=team)

    def _contacts(self, team_id: int) -> list[int]:
        """The accounts that an answer may reach."""
        return sorted(teams.coordinator_ids(team_id))

    @classmethod
    def _write_to(cls, user: User, **said: Unpack[Said]) -> Message | None:
        """Put one to a person in the outbox, `once` for each person.

        None when it is there already, or their account is disabled.
        """
        if user.is_disabled:
            return None
        if once := said.get("once"):
            said["once"] = f"{once}:{user.id}"
        return cls._post(Recipient(user.name, user.email, user.language), **said)

    @classmethod
    def _write_to_coordinators(cls, **said: Unpack[Said]) -> None:
        """Put one to each coordinator of its team in the outbox: something happened that may need them."""
        for user_id in teams.coordinator_ids(said["team_id"]):
            cls._write_to(db.session.get_one(User, user_id), **said)


def _contact(user_id: int) -> Contact:
    user = db.session.get_one(User, user_id)
    return Contact(user.name, user.email)


def _welcome(user: User) -> str:
    token = sign_in_messages.welcome_token(user, secret=settings.secret())
    return address("accounts.welcome", token=token)


def write_to_coordinators(
    team_id: int,
    *,
    template: str,
    subject: tuple[str, int],
    params: Mapping[str, Any],
    now: dt.datetime,
    confidential: bool = False,
) -> None:
    """Tell a team's coordinators that something happened that may need them."""
    for user_id in teams.coordinator_ids(team_id):
        write_to(
            db.session.get_one(User, user_id),
            template=template,
            subject=subject,
            params=params,
            team_id=team_id,
            now=now,
            confidential=confidential,
        )
