"""A new password for a person who forgot it or never had one, after they proved access to the mailbox and
their second factor.
"""

from registry.accounts.models import User
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, Gone
from registry.security.actors import Act
from registry.sign_in.messages import RESET_LINKS as LINKS
from registry.sign_in.messages import Recover
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import LINK_LIFETIME
from registry.sign_in.services import passwords


def ask(user: User | None, *, act: Act) -> None:
    """Send a link for choosing a password; the answer does not reveal whether the account exists."""
    if user is None or user.is_disabled:
        return
    Recover.post(user, act.at)
    events.record(SignInEvent.NEW_PASSWORD_ASKED, user, act)


def user_of(token: str, *, secret: str) -> User:
    """The account of a link; raises `Gone` when it was used, has expired or was tampered with."""
    values = LINKS.read_token(token, secret=secret, lifetime=LINK_LIFETIME)
    identity, generation = values or (0, 0)
    user = db.session.get(User, identity)
    if user is None or user.is_disabled or user.password_generation != generation:
        raise Gone(N_("This link has been used or has expired. Ask for a new one on the sign-in page."))
    return user


def choose_password(token: str, password: str, *, secret: str, act: Act) -> None:
    """Set the password of a link's account, after the person showed their second factor if they have one."""
    user = user_of(token, secret=secret)
    passwords.set_password(user, password, act=act)
