"""What is kept of persons in imported lists, and what goes."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.errors import N_
from registry.extensions import db
from registry.partner_lists.models import ListImport
from registry.personal_data import SEEN_BY_COORDINATORS, Kept, Period, forgets, held, impersonal, keeps

keeps(
    Kept(
        key="lists",
        title=N_("Lists of partners as they were uploaded"),
        what=N_("The file of a list that waits to be confirmed, with the persons and addresses in it."),
        why=N_("So that a coordinator sees what a list would change before it does."),
        how_long=N_("Until it is imported, at most %(days)s days."),
        seen_by=SEEN_BY_COORDINATORS,
        tables=(held("list_import", "uploaded_by_id", "content"),),
        period=Period.LISTS,
    )
)
impersonal(list_import="file_name layout tier_answers")


def _never_confirmed(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Lists uploaded before a moment whose bytes are still there."""
    return sa.select(ListImport.id).where(
        ListImport.team_id == team_id, ListImport.content != b"", ListImport.uploaded_at < before
    )


@forgets("lists", N_("Uploaded lists that were not confirmed"), period=Period.LISTS, due=_never_confirmed)
def forget_lists(ids: Sequence[int]) -> None:
    """Take away the bytes; what was uploaded can be uploaded again."""
    db.session.execute(sa.update(ListImport).where(ListImport.id.in_(ids)).values(content=b""))
