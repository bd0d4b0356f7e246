"""What the name and the address of an account are held to."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_, InvalidInput
from registry.text import email_address

NAME_LENGTH = 200
EMAIL_LENGTH = 254
REASON_LENGTH = 500


def address_key(typed: str) -> str:
    """An address as accounts are found and tries are counted by: however it was written, the same."""
    return (email_address(typed) or typed.strip()).lower()


def check_person(*, email: str, name: str) -> None:
    """An account belongs to a person with a name, at an address that has the shape of one."""
    if email_address(email) != email:
        raise InvalidInput(N_("This is not an e-mail address, such as name@example.org."), field="email")
    check_name(name)


def check_name(name: str) -> None:
    """A person is called something."""
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(
            N_("Give the person’s name, in at most %(count)s characters."), field="name", count=NAME_LENGTH
        )


class AccountEvent(Tag, group=Group.TEAM):
    """What can happen to an account."""

    CREATED = "account:created", N_("%(who)s made the account of %(what)s.")
    ADMINISTRATOR_NAMED = "administrator:named", N_("%(who)s let %(what)s keep the installation.")
    CHANGED = "account:changed", N_("%(who)s changed what is kept of %(what)s.")
    ADDRESS_ASKED = "account:address-asked", N_("%(who)s asked for a new address of %(what)s.")
    ADDRESS_CHANGED = "account:address-changed", N_("%(who)s changed the address of %(what)s.")
