"""Rules for the name and address of an account."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_, InvalidInput
from registry.text import email_address

NAME_LENGTH = 200
EMAIL_LENGTH = 254
REASON_LENGTH = 500


def address_key(typed: str) -> str:
    """The normalized address by which accounts are found and attempts are counted."""
    return (email_address(typed) or typed.strip()).lower()


def check_person(*, email: str, name: str) -> None:
    """An account belongs to a person with a name and a valid address."""
    if email_address(email) != email:
        raise InvalidInput(N_("This is not an e-mail address, such as name@example.org."), field="email")
    check_name(name)


def check_name(name: str) -> None:
    """A person's name must not be empty."""
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(
            N_("Give the person’s name, in at most %(count)s characters."), field="name", count=NAME_LENGTH
        )


class AccountEvent(Tag, group=Group.TEAM):
    """Events of an account."""

    CREATED = "account:created", N_("%(who)s made the account of %(what)s.")
    ADMINISTRATOR_NAMED = "administrator:named", N_("%(who)s let %(what)s keep the installation.")
    CHANGED = "account:changed", N_("%(who)s changed what is kept of %(what)s.")
    ADDRESS_ASKED = "account:address-asked", N_("%(who)s asked for a new address of %(what)s.")
    ADDRESS_CHANGED = "account:address-changed", N_("%(who)s changed the address of %(what)s.")
