"""What is kept of persons who are asked to sign and who sign, and what goes."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.commitments.models import HandOver, SigningRequest
from registry.database.session import db
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.personal_data import SEEN_BY_TEAM, STAYS, Kept, Period, forgets, held, impersonal, keeps

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
        tables=(
            held(
                "commitment",
                "signatory_id signatory_name",
                "signatory_title signature_text signature_strokes schedule evidence recorded_by_id",
            ),
            held("edition", "requested_by_id"),
            held("lapse", "decided_by_id", "reason"),
        ),
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
        tables=(
            held("campaign", "opened_by_id", "word"),
            held("signing_request", "signatory_id", "reason"),
            held("signing_question", "", "text answer answered_by_id"),
            held(
                "hand_over",
                "name email to_signatory_id",
                "title reason from_signatory_id decided_by_id",
            ),
        ),
        period=Period.CONTACTS,
        for_public=True,
    )
)
impersonal(commitment="partner_name", edition="commitment_ids")


def _answered(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Hand-overs that were answered before a moment and still hold an address."""
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
    """Take the address away; the name stays, since the way of a signature leads over it."""
    db.session.execute(sa.update(HandOver).where(HandOver.id.in_(ids)).values(email=""))
