"""The personal data in messages, and what is deleted."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.database.session import db
from registry.errors import N_
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.personal_data import Kept, Period, forgets, keeps

keeps(
    Kept(
        key="messages",
        title=N_("Messages"),
        what=N_(
            "Name and e-mail address, what the message was about, when it left and what the mail server said."
        ),
        why=N_("To send it, to try again, and to see that it arrived."),
        how_long=N_(
            "Name, address and contents go %(days)s days after it was settled; that it was sent stays."
        ),
        seen_by=N_(
            "Coordinators and readers of the team; confidential ones only beside what they are about."
        ),
        models=(Message,),
        period=Period.MESSAGES,
        for_public=True,
    )
)


def _settled(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Finished messages that still name a person."""
    settled = sa.func.coalesce(Message.sent_at, Message.due_at)
    return sa.select(Message.id).where(
        Message.team_id.is_(None) if team_id is None else Message.team_id == team_id,
        Message.fate != Fate.PLANNED.value,
        Message.to_address != "",
        settled < before,
    )


@forgets(
    "messages",
    N_("Names, addresses and contents of messages"),
    period=Period.MESSAGES,
    due=_settled,
)
def forget_messages(ids: Sequence[int]) -> None:
    """Delete recipients and contents of messages; their fate stays."""
    db.session.execute(
        sa.update(Message)
        .where(Message.id.in_(ids))
        .values(to_name="", to_address="", params={}, last_answer="")
    )
