"""Messages in the outbox."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry import settings
from registry.audit.models import Subject
from registry.database.leases import Leased
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.errors import N_
from registry.outbox.rules.messages import Fate
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.text import ascii_domain

#: The domain when no sender is known, such as in a script: nobody's (RFC 2606).
NOWHERE = "registry.invalid"


def new_message_id() -> str:
    """A new random Message-ID at the sender's domain, without brackets."""
    return f"{uuid.uuid4().hex}@{ascii_domain(settings.mail_domain() or NOWHERE)}"


class Message(Leased, db.Model):  # type: ignore[name-defined]
    """One e-mail: its recipient and the thing it is about, never its text; links are made when it is sent."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("dedupe_key"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("again_of_id"),
        sa.Index("ix_outbox_message_fate_due_at", "fate", "due_at"),
        sa.Index("ix_outbox_message_subject", "subject", "id"),
        sa.Index("ix_outbox_message_team_id", "team_id", "id"),
        sa.CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    )

    told_as = Subject("message", "to_name", nameless=N_("a person"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    #: Key of its kind, such as `commitments.invitation`.
    template: Mapped[str] = mapped_column(sa.String(60))
    #: Ids and plain values from which it is composed; no link and no token.
    params: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(OTHERS))
    to_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    to_address: Mapped[str] = mapped_column(sa.String(254), info=personal(WHOSE))
    language: Mapped[str] = mapped_column(sa.String(2))
    #: What it is about: `signing_request:7`; its fate is shown there.
    subject: Mapped[str] = mapped_column(sa.String(60), info=personal(OTHERS))
    #: A key is used only once (`reminder:7:2026-11-20`); None when the message may be repeated.
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(120), info=personal(NONE))
    #: Shown only on the page of its subject, never in the team's list of messages.
    confidential: Mapped[bool] = mapped_column(default=False)
    fate: Mapped[Fate] = mapped_column(Choice(Fate, 12), default=Fate.PLANNED)
    posted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: The last answer of the server or the network, shown to the coordinator.
    last_answer: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    #: Its Message-ID, by which receivers distinguish a duplicate from a second message.
    message_id: Mapped[str] = mapped_column(sa.String(300), default=new_message_id, info=personal(NONE))
    #: The undelivered message that this one replaces.
    again_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outbox_message.id"))
    #: Since when it is delayed for a reason that lies with the server or the settings, not with the message.
    kept_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    #: The message that was sent in its place.
    again: Mapped["Message | None"] = relationship(
        back_populates="again_of", uselist=False, foreign_keys=again_of_id
    )
    again_of: Mapped["Message | None"] = relationship(
        back_populates="again", remote_side="Message.id", foreign_keys=again_of_id
    )


class MailPause(db.Model):  # type: ignore[name-defined]
    """The single row that exists while no mail is sent: why, since when, and when sending is tried again."""

    __tablename__ = "outbox_pause"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The last answer of the server or the network.
    answer: Mapped[str] = mapped_column(sa.String(500), info=personal(NONE))
    began_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    until: Mapped[dt.datetime] = mapped_column(UtcDateTime)
