"""Tells the second person that what somebody read in an older agreement waits for them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from registry import clock
from registry.accounts.models import User
from registry.database.session import db
from registry.documents import access
from registry.documents.models import EnteredProvision, Version
from registry.documents.queries import confirmations
from registry.outbox.messages import NothingToSay, address, mean
from registry.outbox.rules.reach import Whom
from registry.security.actors import Act, Capacity
from registry.teams.messages import TeamMessage


class ToConfirm(TeamMessage):
    """What was entered of an agreement, and the page on which its recipient confirms it."""

    key = "documents.to_confirm"

    @classmethod
    def post(cls, version: Version, entries: Sequence[EnteredProvision], act: Act) -> None:
        """Write to those who may confirm entries of one person, in whichever capacity it falls to them."""
        capacity, people = access.second_persons(version.team_id, entered_by_id=act.by.id, on=act.on)
        meant_for = [Whom(_name_of(capacity))]
        mean(meant_for)
        newest = max(entry.id for entry in entries)
        for user_id in sorted(people):
            cls._write_to(
                db.session.get_one(User, user_id),
                subject=version.subject,
                params={"version": version.id, "user": user_id, "capacity": capacity.value},
                team_id=version.team_id,
                at=act.at,
                once=f"to_confirm:{version.id}:{newest}",
                meant_for=meant_for,
            )

    def context(self) -> dict[str, Any]:
        """The agreement, who entered how much, and the page; raises `NothingToSay` when nothing waits for the
        recipient any more.
        """
        version = db.session.get_one(Version, self.params["version"])
        user, team = db.session.get_one(User, self.params["user"]), version.document.team
        entries = confirmations.for_person(user.id, team.id, [version], clock.today(team.timezone))
        if not entries:
            raise NothingToSay
        return {
            "person": user.name,
            "team": team,
            "version": version,
            "document": version.document,
            "names": list(dict.fromkeys(entry.by_name for entry in entries)),
            "count": len(entries),
            "page": self._page(version),
        }

    def _page(self, version: Version) -> str:
        """Where the recipient confirms: as an administrator outside of the team."""
        if self.params["capacity"] == Capacity.ADMINISTRATOR.value:
            return address("agreements.confirm", version_id=version.id)
        document = version.document
        return address(
            "provisions.confirm", team=document.team.slug, slug=document.slug, number=version.number
        )


def _name_of(capacity: Capacity) -> str:
    """Those to whom confirming falls, in the reader's language."""
    if capacity is Capacity.COORDINATOR:
        return _("the other coordinators")
    if capacity is Capacity.CHAIR:
        return _("the chair of the steering committee")
    return _("the administrators")
