"""The personal data in requests and commitments, and what is deleted."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.commitments.models import (
    Campaign,
    Commitment,
    Edition,
    HandOver,
    Lapse,
    Question,
    SigningRequest,
)
from registry.database.session import db
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.personal_data import SEEN_BY_TEAM, STAYS, Kept, Period, forgets, keeps

keeps(
    Kept(
        key="signatures",
        title=N_("Signatures"),
        what=N_(
            "Name, title, what was typed or drawn, when it was asked, opened and signed, the network"
            " address and"
            " browser, how the person was identified."
        ),
        why=N_("To prove who agreed to what, and that nobody else did it in their name."),
        how_long=STAYS,
        seen_by=N_(
            "Everyone with a role in the team reads who signed; address and browser stand only on the record."
        ),
        models=(Commitment, Edition, Lapse),
        is_evidence=True,
        for_public=True,
    )
)
keeps(
    Kept(
        key="requests",
        title=N_("Requests to sign"),
        what=N_(
            "Whom a team asked to sign, their questions, reasons and hand-overs to others, with the answers."
        ),
        why=N_("To follow each request to its end, and to show how a signature came about."),
        how_long=N_(
            "The address of a person named to sign instead goes %(days)s days after the answer; the"
            " rest stays."
        ),
        seen_by=SEEN_BY_TEAM,
        models=(Campaign, SigningRequest, Question, HandOver),
        period=Period.CONTACTS,
        for_public=True,
    )
)


def _answered(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Hand-overs answered before a moment that still contain an e-mail address."""
    return (
        sa.select(HandOver.id)
        .join(SigningRequest, SigningRequest.id == HandOver.request_id)
        .join(Partner, Partner.id == SigningRequest.partner_id)
        .where(Partner.team_id == team_id, HandOver.email != "", HandOver.decided_at < before)
    )


@forgets(
    "hand_overs",
    N_("Addresses of persons named to sign instead"),
    period=Period.CONTACTS,
    due=_answered,
)
def forget_hand_overs(ids: Sequence[int]) -> None:
    """Delete the address; the name stays, as it is part of the history of a signature."""
    db.session.execute(sa.update(HandOver).where(HandOver.id.in_(ids)).values(email=""))
