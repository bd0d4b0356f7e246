"""Messages of a team, which name who coordinates it; and the invitation to take part in one."""

import datetime as dt
from typing import Any, Unpack

from registry import settings
from registry.accounts.messages import mailbox_of
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import (
    Closing,
    Contact,
    MessageKind,
    NothingToSay,
    Posting,
    address,
    closing,
)
from registry.outbox.models import Message
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.queries import factors
from registry.teams.models import Team
from registry.teams.queries import teams


class TeamMessage(MessageKind):
    """A message of a team: it says who coordinates, and an answer goes there."""

    def closing(self) -> Closing | None:
        """The team's name and a coordinator to whom answers go: not the reader, where there is another."""
        team = db.session.get_one(Team, self.message.team_id)
        contacts = [_contact(user_id) for user_id in self._answerable(team.id)]
        contacts.sort(key=lambda contact: contact.address == self.message.to_address)
        return closing(contacts[0] if contacts else None, team=team)

    def _answerable(self, team_id: int) -> list[int]:
        """The accounts that an answer may reach."""
        return sorted(teams.coordinator_ids(team_id))

    @classmethod
    def _write_to(cls, user: User, **posting: Unpack[Posting]) -> Message | None:
        """Put one to a person in the outbox, `once` for each person.

        None when it is there already, or their account is disabled.
        """
        if user.is_disabled:
            return None
        if once := posting.get("once"):
            posting["once"] = f"{once}:{user.id}"
        return cls._post(mailbox_of(user), **posting)

    @classmethod
    def _write_to_coordinators(cls, **posting: Unpack[Posting]) -> None:
        """Put one to each coordinator of its team in the outbox: something happened that may need them."""
        for user_id in teams.coordinator_ids(posting["team_id"]):
            cls._write_to(db.session.get_one(User, user_id), **posting)


class Invitation(TeamMessage):
    """What somebody is invited to, and the link to choose what to sign in with, where they have nothing."""

    key = "teams.invitation"

    @classmethod
    def post(cls, team: Team, user: User, at: dt.datetime) -> None:
        """Tell a person that they take part in a team."""
        params = {"user": user.id, "team": team.id}
        cls._write_to(user, subject=("user", user.id), params=params, team_id=team.id, at=at)

    def context(self) -> dict[str, Any]:
        """The team, and the link; nothing where they take part no more."""
        user, team = self._user, db.session.get_one(Team, self.params["team"])
        if team not in teams.teams_of(user.id):
            raise NothingToSay
        return {
            "person": user.name,
            "team": team,
            "welcome": _welcome(user) if self._opens_account else "",
            "home": address("pages.team_home", team=team.slug),
        }

    @property
    def _user(self) -> User:
        return db.session.get_one(User, self.params["user"])

    @property
    def _opens_account(self) -> bool:
        """Whether who has its link comes into the account: nobody is to answer it then, and quote that."""
        return not (self._user.password_hash or factors.passkeys_of(self._user.id))

    def _answerable(self, team_id: int) -> list[int]:
        return [] if self._opens_account else super()._answerable(team_id)


def _contact(user_id: int) -> Contact:
    user = db.session.get_one(User, user_id)
    return Contact(user.name, user.email)


def _welcome(user: User) -> str:
    token = sign_in_messages.welcome_token(user, secret=settings.secret())
    return address("accounts.welcome", token=token)
