"""The personal data in imported lists, and what is deleted."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.database.session import db
from registry.errors import N_
from registry.partner_lists.models import ListImport
from registry.personal_data import SEEN_BY_COORDINATORS, Kept, Period, forgets, keeps

keeps(
    Kept(
        key="lists",
        title=N_("Lists of partners as they were uploaded"),
        what=N_(
            "The file of a list that waits to be confirmed, with the persons and addresses in it; "
            "of an imported list, what it changed of them."
        ),
        why=N_("So that a coordinator sees what a list would change before it does, and can take it back."),
        how_long=N_(
            "The file until it is imported, what it changed until it is taken back; at most %(days)s days."
        ),
        seen_by=SEEN_BY_COORDINATORS,
        models=(ListImport,),
        period=Period.LISTS,
    )
)


def _over(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Lists uploaded before a moment that still contain personal data, as bytes or as recorded changes."""
    holds_persons = sa.or_(ListImport.content != b"", ListImport.changes.is_not(None))
    return sa.select(ListImport.id).where(
        ListImport.team_id == team_id, holds_persons, ListImport.uploaded_at < before
    )


@forgets("lists", N_("Uploaded lists, and what they changed"), period=Period.LISTS, due=_over)
def forget_lists(ids: Sequence[int]) -> None:
    """Delete the bytes and the changes; the file can be uploaded again."""
    gone = {"content": b"", "changes": sa.null()}
    db.session.execute(sa.update(ListImport).where(ListImport.id.in_(ids)).values(gone))
