"""A new password for who forgot it or never had one: by the mailbox, and the second factor they have."""

import datetime as dt

from registry.accounts.models import User
from registry.audit.services import events
from registry.database import acts
from registry.database.session import db
from registry.errors import N_, Gone
from registry.security import actors
from registry.sign_in.messages import RESET_LINKS as LINKS
from registry.sign_in.messages import Recover
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import LINK_LIFETIME
from registry.sign_in.services import passwords


def ask(user: User | None, *, now: dt.datetime) -> None:
    """Post a link with which to choose a password; nobody learns whether there is an account."""
    if user is None or user.is_disabled:
        return
    Recover.post(user, now)
    events.record(SignInEvent.NEW_PASSWORD_ASKED, user, acts.act_at(actors.REGISTRY, now))


def user_of(token: str, *, secret: str) -> User:
    """Whose password a link is for; `Gone` once it was used, has expired or was tampered with."""
    said = LINKS.read_token(token, secret=secret, lifetime=LINK_LIFETIME)
    identity, generation = said or (0, 0)
    user = db.session.get(User, identity)
    if user is None or user.is_disabled or user.password_generation != generation:
        raise Gone(N_("This link has been used or has expired. Ask for a new one on the sign-in page."))
    return user


def choose_password(token: str, password: str, *, secret: str, now: dt.datetime) -> None:
    """Set the password of who a link is for, who has shown the second factor that they have."""
    user = user_of(token, secret=secret)
    passwords.set_password(user, password, act=acts.act_at(actors.user(user.id), now))
