"""The personal data of members of a team, and what is deleted after they have left."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.database.session import db
from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, Kept, Period, forgets, keeps
from registry.sign_in.models import (
    Authenticator,
    Passkey,
    RecoveryCode,
    SignInLink,
    SignOnIdentity,
    UserSession,
)
from registry.teams.models import Membership
from registry.teams.rules import TeamEvent

#: Replaces a deleted address; `.invalid` is nobody's domain (RFC 2606).
GONE = "account-{id}@removed.invalid"

keeps(
    Kept(
        key="roles",
        title=N_("Roles in a team"),
        what=N_("Which account has which role in which team, and since when."),
        why=N_("So that each person sees and does what is theirs, and no more."),
        how_long=N_("Until the role ends; that it was given and ended stays in the audit trail."),
        seen_by=SEEN_BY_TEAM,
        models=(Membership,),
    )
)


def _left_long_ago(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Accounts that belong to no team and whose last role ended before a moment."""
    ended = sa.select(Event.subject).where(Event.tag == TeamEvent.ROLE_ENDED.value)
    query = (
        sa.select(User.id)
        .where(User.email.not_like("%@removed.invalid"))
        .where(User.is_administrator.is_(False))
        .where(~sa.exists().where(Membership.user_id == User.id))
    )
    mine = sa.literal("user:") + sa.cast(User.id, sa.String)
    left = mine.in_(ended.where(Event.at < before))
    recently = mine.in_(ended.where(Event.at >= before))
    return query.where(left, ~recently) if team_id is None else query.where(sa.false())


@forgets(
    "accounts",
    N_("Addresses and passwords of accounts without a role"),
    period=Period.ACCOUNTS,
    due=_left_long_ago,
)
def forget_accounts(ids: Sequence[int]) -> None:
    """Delete addresses, passwords and factors; sessions and links end, and names stay where the person
    acted.
    """
    for model in (UserSession, Authenticator, Passkey, RecoveryCode, SignInLink, SignOnIdentity):
        db.session.execute(sa.delete(model).where(model.user_id.in_(ids)))
    for user in db.session.scalars(sa.select(User).where(User.id.in_(ids))):
        user.email, user.password_hash = GONE.format(id=user.id), ""
        user.password_generation += 1
