"""The warning about expiring certificates."""

import datetime as dt
from typing import Any

from registry import clock
from registry.outbox.messages import MessageKind, NothingToSay, Recipient
from registry.records.queries import expiry


class Watch(MessageKind):
    """A warning about what needs the administrator, as of the moment when the message is sent."""

    key = "records.watch"

    @classmethod
    def post(cls, to_address: str, at: dt.datetime) -> None:
        """Warn the administrator, once a week."""
        year, week, _day = at.isocalendar()
        once = f"{cls.key}:{year}-W{week}"
        cls._post(Recipient("", to_address, "en"), subject=("keys", 0), params={}, at=at, once=once)

    def context(self) -> dict[str, Any]:
        """What expires soon; raises `NothingToSay` when nothing needs the administrator any more."""
        findings = expiry.concerns(clock.now())
        if not findings:
            raise NothingToSay
        return {"findings": findings}
