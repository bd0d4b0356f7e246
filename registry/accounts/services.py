"""What people change about themselves: name, language, address.

A new address takes effect once its mailbox is proved by a link; a notice goes to the old address.
"""

from sqlalchemy.exc import IntegrityError

from registry.accounts.messages import ADDRESS_LIFETIME, LINKS, AddressChanged, ConfirmAddress, digest_of
from registry.accounts.models import User
from registry.accounts.rules import AccountEvent, address_key, check_name, check_person
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, Gone, RuleBroken
from registry.security.actors import Act

LANGUAGES = ("en", "fr")


def change_profile(user: User, *, name: str, language: str, act: Act) -> None:
    """Change a person's name and language; past acts keep the name that was stored with them."""
    check_name(name)
    if language not in LANGUAGES:
        raise RuleBroken(N_("Choose one of these."), field="language")
    user.name, user.language = name, language
    events.record(AccountEvent.CHANGED, user, act)


def ask_for_address(user: User, address: str, *, act: Act) -> None:
    """Send a link to a new address; nothing changes until it is followed."""
    address = address_key(address)
    check_person(email=address, name=user.name)
    if address == user.email:
        raise RuleBroken(N_("This is your address already."), field="email")
    ConfirmAddress.post(user, address, act.at)
    events.record(AccountEvent.ADDRESS_ASKED, user, act)


def read_address(token: str, *, secret: str) -> tuple[User, str]:
    """The account and new address of a link.

    Raises `Gone` when it has expired, was used or was tampered with.
    """
    values = LINKS.read_token(token, secret=secret, lifetime=ADDRESS_LIFETIME)
    identity, before, address = values or (0, "", "")
    user = db.session.get(User, identity)
    if user is None or user.is_disabled or digest_of(user.email) != before:
        raise Gone(N_("This link no longer works. Ask for the change of your address again."))
    return user, address


def confirm_address(token: str, *, secret: str, act: Act) -> User:
    """Change to the new address after its mailbox is proved; a notice goes to the old mailbox."""
    user, address = read_address(token, secret=secret)
    before = user.email
    try:
        with db.session.begin_nested():
            user.email = address
    except IntegrityError as error:
        raise Gone(N_("This address cannot be used: ask for the change with another one.")) from error
    AddressChanged.post(user, before, act.at)
    events.record(AccountEvent.ADDRESS_CHANGED, user, act)
    return user


def create_account(*, email: str, name: str, language: str = "en", act: Act) -> User:
    """Create an account that cannot sign in yet; its welcome link lets the person choose how."""
    email, name = address_key(email), name.strip()
    check_person(email=email, name=name)
    user = User(
        email=email,
        name=name,
        language=language,
        password_hash="",
        password_generation=0,
        created_at=act.at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise RuleBroken(
            N_("Somebody has just made an account with this address: send it again."), field="email"
        ) from error
    events.record(AccountEvent.CREATED, user, act)
    return user


def name_administrator(user: User, *, act: Act) -> None:
    """Make a person an administrator of the installation; this opens no team's content."""
    user.is_administrator = True
    events.record(AccountEvent.ADMINISTRATOR_NAMED, user, act)
