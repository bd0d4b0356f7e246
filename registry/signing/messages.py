"""The message that brings a personal link; what it says, the feature that asks writes."""

import datetime as dt

import sqlalchemy as sa

from registry import settings
from registry.database.session import db
from registry.outbox.messages import address
from registry.outbox.models import Message
from registry.outbox.services import messages
from registry.security.link_tokens import LinkParts
from registry.signing.models import PersonalRequest


def post_link(request: PersonalRequest, *, now: dt.datetime) -> None:
    """Send the link of a request's present generation to the address on file."""
    messages.post(
        template=request.MESSAGE,
        to_address=request.signatory.email,
        to_name=request.signatory.name,
        language=request.written_in,
        subject=request.subject,
        params={"request": request.id, "generation": request.generation},
        team_id=request.team.id,
        now=now,
    )


def last_sent_at(request: PersonalRequest) -> dt.datetime | None:
    """When a link of a request was last posted."""
    return db.session.scalar(
        sa.select(sa.func.max(Message.posted_at)).where(
            Message.subject == request.about, Message.template == request.MESSAGE
        )
    )


def link_address(request: PersonalRequest) -> str:
    """The address of a request's page, with the token of its present generation."""
    parts = LinkParts(request.id, request.generation)
    return address(request.PAGE, token=request.LINKS.token_for(parts, secret=settings.secret()))
