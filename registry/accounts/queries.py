"""Finds accounts: by number, by address, or page by page."""

import sqlalchemy as sa

from registry.accounts.models import User
from registry.accounts.rules import address_key
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.session import db

#: Accounts on one page.
PAGE = 50


def account_of(user_id: int) -> User | None:
    """The account with a number."""
    return db.session.get(User, user_id)


def page_of(words: str, *, after: str | None = None) -> Page[User]:
    """A page of accounts, ordered by address: those whose address begins with the given text, or whose name
    contains it. Without a text, all accounts; `after` is an address.
    """
    query = sa.select(User).where(User.email.not_like("%@removed.invalid"))
    wanted = words.strip().lower()
    if wanted:
        query = query.where(
            sa.or_(
                User.email.startswith(wanted, autoescape=True),
                sa.func.lower(User.name).contains(wanted, autoescape=True),
            )
        )
    return keysets.page(query, User.email, after or None, PAGE)


def find_account(email: str) -> User | None:
    """The account with an address, ignoring case and characters that were copied along with the address."""
    return db.session.scalar(sa.select(User).where(User.email == address_key(email)))
