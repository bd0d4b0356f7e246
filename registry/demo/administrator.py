"""The administrator of the demonstration, and their authenticator app, simulated on a page."""

import datetime as dt

import pyotp

from registry import clock, settings
from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.database import acts
from registry.demo import cast
from registry.security import actors
from registry.sign_in.queries import factors
from registry.sign_in.services import authenticators, passwords
from registry.sign_in.services.authenticators import STEP


def name_administrator(now: dt.datetime) -> None:
    """Create the administrator, with an app as the second factor that administrators need."""
    user = accounts.create_account(
        email=cast.ADMINISTRATOR_EMAIL, name=cast.ADMINISTRATOR, act=acts.act_at(actors.COMMAND, now)
    )
    passwords.set_password(user, cast.PASSWORD, act=acts.act_at(actors.COMMAND, now))
    accounts.name_administrator(user, act=acts.act_at(actors.COMMAND, now))
    shared = authenticators.new_secret()
    authenticators.add(
        user,
        shared=shared,
        code=pyotp.TOTP(shared).at(now),
        secret=_secret(),
        act=acts.act_at(actors.user(user.id), now),
    )


def code_now(email: str) -> str:
    """The current code of the administrator's app, or the next one when the current one was already used;
    empty for other accounts. Visitors who add an app in the demonstration have that app on their own phones.
    """
    user = account_queries.find_account(cast.ADMINISTRATOR_EMAIL)
    held = factors.authenticator_of(user.id) if user and email == user.email else None
    if user is None or held is None:
        return ""
    this = int(clock.now().timestamp()) // STEP
    shared = authenticators.unlock(held.secret, user, secret=_secret())
    return pyotp.TOTP(shared).generate_otp(max(this, min(held.last_step + 1, this + 1)))


def _secret() -> str:
    return settings.secret()
