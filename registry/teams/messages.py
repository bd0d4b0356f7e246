"""Messages of a team, which name its coordinators; and the invitation to a team."""

import datetime as dt
from typing import Any, Unpack

from flask_babel import gettext as _

from registry import settings
from registry.accounts.messages import mailbox_of
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import (
    Closing,
    Contact,
    Letter,
    MessageKind,
    NothingToSay,
    Posting,
    address,
    closing,
    mean,
)
from registry.outbox.models import Message
from registry.outbox.rules.reach import Whom
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.queries import factors
from registry.teams.models import Team
from registry.teams.queries import teams


def the_coordinators(*, may_be_left_out: bool = False) -> Whom:
    """The coordinators of a team, as those for whom a message is meant."""
    return Whom(_("the coordinators"), may_be_left_out=may_be_left_out, heading=_("The coordinators"))


class TeamMessage(MessageKind):
    """A message of a team: it names the coordinators, and answers go to them."""

    def closing(self) -> Closing | None:
        """The team's name and the coordinator who receives answers: somebody other than the recipient if
        possible.
        """
        team = db.session.get_one(Team, self.message.team_id)
        contacts = [_contact(user_id) for user_id in self._answerable(team.id)]
        contacts.sort(key=lambda contact: contact.address == self.message.to_address)
        return closing(contacts[0] if contacts else None, team=team)

    def _answerable(self, team_id: int) -> list[int]:
        """The accounts that may receive answers."""
        return sorted(teams.coordinator_ids(team_id))

    @classmethod
    def _write_to(cls, user: User, **posting: Unpack[Posting]) -> Message | None:
        """Put a message to a person in the outbox; the person is added to the key `once`.

        None when the message is already there, or their account is disabled.
        """
        if user.is_disabled:
            return None
        if once := posting.get("once"):
            posting["once"] = f"{once}:{user.id}"
        posting["params"] = {"user": user.id, **posting["params"]}
        return cls._post(mailbox_of(user), **posting)

    def address_now(self) -> str:
        """The address of the recipient's account, if they have one."""
        user = db.session.get(User, self.params.get("user", 0))
        return user.email if user is not None else super().address_now()

    @classmethod
    def _write_to_coordinators(cls, **posting: Unpack[Posting]) -> None:
        """Put a message to each coordinator of the team in the outbox."""
        posting["meant_for"] = [the_coordinators()]
        mean(posting["meant_for"])
        for user_id in teams.coordinator_ids(posting["team_id"]):
            cls._write_to(db.session.get_one(User, user_id), **posting)


class Invitation(TeamMessage):
    """The team that a person was invited to, with a link to choose a password or passkey if they have
    none.
    """

    key = "teams.invitation"

    @classmethod
    def post(cls, team: Team, user: User, at: dt.datetime) -> Message | None:
        """Tell a person that they have a role in a team."""
        params = {"user": user.id, "team": team.id}
        meant_for = [Whom(user.name)]
        mean(meant_for)
        return cls._write_to(
            user, subject=("user", user.id), params=params, team_id=team.id, at=at, meant_for=meant_for
        )

    def context(self) -> dict[str, Any]:
        """The team, and the link; raises `NothingToSay` when the person no longer takes part."""
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
        """Whether the link opens the account; then no address for answers is given, so that nobody quotes the
        link.
        """
        return not (self._user.password_hash or factors.passkeys_of(self._user.id))

    def _answerable(self, team_id: int) -> list[int]:
        return [] if self._opens_account else super()._answerable(team_id)


class Sample(MessageKind):
    """A message as it would be sent, to the person who looks at it before sending; its links open nothing."""

    key = "teams.sample"

    @classmethod
    def post(cls, team: Team, user: User, letter: Letter, at: dt.datetime) -> None:
        """Send a composed message to a person themselves; only they see that."""
        cls._post(
            mailbox_of(user),
            subject=("user", user.id),
            params={"subject": letter.subject, "text": letter.text},
            team_id=team.id,
            at=at,
            confidential=True,
        )

    def context(self) -> dict[str, Any]:
        """Subject and text of the message."""
        return dict(self.params)


def _contact(user_id: int) -> Contact:
    user = db.session.get_one(User, user_id)
    return Contact(user.name, user.email)


def _welcome(user: User) -> str:
    token = sign_in_messages.welcome_token(user, secret=settings.secret())
    return address("accounts.welcome", token=token)
