"""The personal data in partners, and what is deleted after people no longer act."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.database.session import db
from registry.errors import N_
from registry.partners.models.partners import (
    Note,
    Partner,
    PartnerName,
    Schedule,
    ScheduleLine,
    StatusChange,
    TierChange,
)
from registry.partners.models.people import Grant, Representative, Signatory
from registry.personal_data import SEEN_BY_TEAM, Kept, Period, forgets, keeps

keeps(
    Kept(
        key="contacts",
        title=N_("Signatories and representatives"),
        what=N_(
            "Name, title, e-mail address, telephone, language, on what ground they sign or act and who "
            "said so."
        ),
        why=N_("To ask the right person to sign, and to know who may speak for an organization."),
        how_long=N_(
            "Address and telephone go %(days)s days after they stopped; name and title stay with what they "
            "did."
        ),
        seen_by=SEEN_BY_TEAM,
        models=(Signatory, Representative, Grant),
        period=Period.CONTACTS,
        for_public=True,
    )
)
keeps(
    Kept(
        key="notes",
        title=N_("The history of a partner"),
        what=N_(
            "Notes of calls, promises and meetings; reasons for changes, who agreed to them and entered them."
        ),
        why=N_("So that those who come later know what was said and agreed."),
        how_long=N_("As long as the team’s register is kept."),
        seen_by=SEEN_BY_TEAM,
        models=(Note, TierChange, StatusChange, PartnerName, Partner, Schedule, ScheduleLine),
        for_public=True,
    )
)


def _ended(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Signatories whose time ended before a day and who still have an address."""
    return (
        sa.select(Signatory.id)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(
            Partner.team_id == team_id,
            sa.or_(Signatory.email != "", Signatory.phone != ""),
            Signatory.ended_on < before.date(),
        )
    )


@forgets("contacts", N_("Addresses of signatories who no longer sign"), period=Period.CONTACTS, due=_ended)
def forget_contacts(ids: Sequence[int]) -> None:
    """Delete e-mail addresses and telephone numbers; a person known only by these has no name afterwards."""
    db.session.execute(sa.update(Signatory).where(Signatory.id.in_(ids)).values(email="", phone=""))
