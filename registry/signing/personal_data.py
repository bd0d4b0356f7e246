"""The personal data in second proofs, and what is deleted."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.database.session import db
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.personal_data import SEEN_BY_TEAM, Kept, Period, forgets, keeps
from registry.signing.models import AppTries, DirectoryProof, PhoneCode

keeps(
    Kept(
        key="proofs",
        title=N_("Second proofs at signing"),
        what=N_(
            "Who read a code out, the last digits of the number on file, how often codes were tried, by what"
            " name a directory knows who signed."
        ),
        why=N_("To prove that it was the person who signed, and not whoever reads their mailbox."),
        how_long=N_(
            "As long as the partnership’s records are kept: it is evidence. What a directory said and nobody"
            " signed with goes %(days)s days after."
        ),
        seen_by=SEEN_BY_TEAM,
        models=(PhoneCode, AppTries, DirectoryProof),
        period=Period.CONTACTS,
        is_evidence=True,
        for_public=True,
    )
)


def _never_used(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Proofs by directory that were never used to sign."""
    return (
        sa.select(DirectoryProof.id)
        .join(Signatory, Signatory.id == DirectoryProof.signatory_id)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(
            Partner.team_id == team_id,
            DirectoryProof.used_at.is_(None),
            DirectoryProof.expires_at < before,
        )
    )


@forgets(
    "directory_proofs",
    N_("What directories said of persons who did not sign with it"),
    period=Period.CONTACTS,
    due=_never_used,
)
def forget_unused(ids: Sequence[int]) -> None:
    """Delete proofs that were never used."""
    db.session.execute(sa.delete(DirectoryProof).where(DirectoryProof.id.in_(ids)))
