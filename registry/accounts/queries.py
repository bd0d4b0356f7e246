"""Finding accounts: by number, by address, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.accounts.rules import address_key
from registry.database.session import db

#: Accounts on one page.
PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some accounts by address, and the address after which the next page begins."""

    accounts: Sequence[User]
    after: str | None


def account_of(user_id: int) -> User | None:
    """The account with a number."""
    return db.session.get(User, user_id)


def page_of(words: str, *, after: str | None = None) -> Page:
    """The accounts whose address begins with these signs or whose name holds them; all without any."""
    query = sa.select(User).where(User.email.not_like("%@removed.invalid")).order_by(User.email)
    wanted = words.strip().lower()
    if wanted:
        query = query.where(
            sa.or_(
                User.email.startswith(wanted, autoescape=True),
                sa.func.lower(User.name).contains(wanted, autoescape=True),
            )
        )
    if after:
        query = query.where(User.email > after)
    found = db.session.scalars(query.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return Page(shown, shown[-1].email if len(found) > PAGE else None)


def find_account(email: str) -> User | None:
    """The account with an address, in whatever case it is written, and whatever came along with it."""
    return db.session.scalar(sa.select(User).where(User.email == address_key(email)))
