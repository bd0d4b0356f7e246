"""Messages to people who are asked to sign by a personal link; the feature that asks provides the text."""

import datetime as dt

import sqlalchemy as sa

from registry import clock, settings
from registry.database.session import db
from registry.outbox.messages import MESSAGE_KINDS, NewLink, NothingToSay, Recipient, address, mean
from registry.outbox.models import Message
from registry.outbox.queries import is_posted, newest_lost
from registry.outbox.rules.reach import Choosing, Whom
from registry.partners.models.partners import Partner
from registry.security.link_tokens import LinkParts
from registry.signing import queries
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import RequestState
from registry.teams.messages import TeamMessage


class PersonalMessage(TeamMessage):
    """A message to the person of a request."""

    @classmethod
    def _tell(
        cls, request: PersonalRequest, at: dt.datetime, *, once: str | None = None, **params: object
    ) -> Message | None:
        if once and is_posted(once):
            return None
        meant_for = [signatories_of(request.partner)]
        mean(meant_for)
        return cls._post(
            Recipient(request.signatory.name, request.signatory.email, request.written_in),
            subject=request.subject,
            params={"request": request.id, **params},
            team_id=request.team.id,
            at=at,
            once=once,
            meant_for=meant_for,
        )

    def address_now(self) -> str:
        """The address on file of the person asked."""
        asked = self._asked()
        return (asked and asked.signatory.email) or super().address_now()

    def new_link(self) -> NewLink | None:
        """A new link to an open request."""
        asked = self._asked()
        is_open = asked is not None and asked.state == RequestState.OPEN
        return NewLink(asked.RESEND, asked.id) if asked is not None and is_open else None

    def _asked(self) -> PersonalRequest | None:
        kind, _colon, identity = self.message.subject.partition(":")
        return queries.request_about(kind, int(identity))


class LinkMessage(PersonalMessage):
    """The message with the link, made only when it is sent; its key is the model's `MESSAGE`."""

    @classmethod
    def post(cls, request: PersonalRequest, at: dt.datetime) -> None:
        """Send the link of the request's present generation to the address on file; it takes the place of a
        message that did not arrive.
        """
        lost = newest_lost(request.subject)
        message = cls._tell(request, at, generation=request.generation)
        if message is not None and lost is not None:
            message.again_of = lost

    def check_newest(self, request: PersonalRequest) -> None:
        """Raise `NothingToSay` when a newer link was sent since."""
        if self.params.get("generation") != request.generation:
            raise NothingToSay


def signatories_of(partner: Partner) -> Whom:
    """Those who sign for a partner, as those for whom a message is meant."""
    return Whom(partner.name, Choosing.at("signatories.add", partner_id=partner.id))


def post_link(request: PersonalRequest, at: dt.datetime) -> None:
    """Send the link of a request, with the text of the feature that asks."""
    kind = MESSAGE_KINDS[request.MESSAGE]
    assert issubclass(kind, LinkMessage)
    kind.post(request, at)


def check_open(request: PersonalRequest) -> None:
    """Raise `NothingToSay` once a request has ended or its link has expired."""
    if request.state != RequestState.OPEN or clock.now() >= request.expires_at:
        raise NothingToSay


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
