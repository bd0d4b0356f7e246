"""The proof by authenticator app: the code now shown by the app of the signatory's own account.

The app counts only if it was added before the person was asked to sign: a person who can read the mailbox
could choose a new password with it and add an app, or move the address to another account. Attempts are
counted per request, so that nobody with a link can lock the account's owner out.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.accounts.rules import AccountEvent
from registry.audit.models import Event
from registry.audit.rules.hash_chain import INSTALLATION
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.sign_in.models import Authenticator
from registry.sign_in.queries import factors
from registry.sign_in.services import authenticators
from registry.signing.models import AppTries, PersonalRequest
from registry.signing.rules.events import SigningEvent
from registry.signing.rules.step_up import MOST_APP_TRIES

#: The same message whether the code is wrong, was used before, or there is no app: a link must not reveal
#: anything about accounts.
NOT_TAKEN = N_(
    "This code cannot be taken. Type the one that the app shows now, not one that you have used, from the app"
    " that was on your account before you were asked to sign. Without one, ask the coordinators for another"
    " way. Tries left: %(count)s."
)
TRIED_OUT = N_("Codes were tried too often. Ask the coordinators to withdraw this request and ask you again.")


def app_of(request: PersonalRequest) -> tuple[User, Authenticator] | None:
    """The account of the person asked, and its app if it was added before they were asked."""
    user = account_queries.find_account(request.address) if request.address else None
    held = factors.authenticator_of(user.id) if user is not None else None
    if user is None or held is None or held.added_at >= request.asked_at:
        return None
    return None if _has_come_to_address(user, request.asked_at) else (user, held)


def count_try(request: PersonalRequest, *, act: Act) -> None:
    """Count an attempt at the app's code before it is judged."""
    counted = tries_of(request)
    if counted is None:
        counted = AppTries(about=request.about, signatory_id=request.signatory_id, tries=0, last_at=act.at)
        db.session.add(counted)
    # Also beyond the limit, as with codes read out by telephone.
    counted.tries, counted.last_at = counted.tries + 1, act.at
    if counted.tries <= MOST_APP_TRIES:
        events.record(SigningEvent.APP_TRIED, request, act)


def accept(request: PersonalRequest, digits: str, *, act: Act, secret: str) -> dict[str, Any]:
    """Accept the app's current code, once; returns the evidence to store."""
    counted, found = tries_of(request), app_of(request)
    tries = counted.tries if counted is not None else 0
    if tries > MOST_APP_TRIES:
        raise RuleBroken(TRIED_OUT, field="code")
    if found is None or not authenticators.accept(found[0], digits, secret=secret, now=act.at):
        if tries >= MOST_APP_TRIES:
            raise RuleBroken(TRIED_OUT, field="code")
        raise RuleBroken(NOT_TAKEN, field="code", count=MOST_APP_TRIES - tries)
    user, held = found
    events.record(SigningEvent.APP_USED, request, act, account=user.id)
    return {
        "account": user.id,
        "account_name": user.name,
        "added_at": held.added_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "proved_at": act.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "tries": tries,
    }


def tries_of(request: PersonalRequest) -> AppTries | None:
    """How often the person asked has tried."""
    return db.session.scalar(
        sa.select(AppTries).where(
            AppTries.about == request.about, AppTries.signatory_id == request.signatory_id
        )
    )


def _has_come_to_address(user: User, since: dt.datetime) -> bool:
    """Whether an account has changed to its present address since a moment."""
    query = sa.select(Event.id).where(
        Event.chain == INSTALLATION,
        Event.subject == f"user:{user.id}",
        Event.tag == AccountEvent.ADDRESS_CHANGED.value,
        Event.at >= since,
    )
    return db.session.scalar(query.limit(1)) is not None
