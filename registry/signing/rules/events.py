"""Event tags of second proofs."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class SigningEvent(Tag, group=Group.SIGNING):
    """Events of second proofs at signing."""

    CODE_MADE = "signing-code:made", N_("%(who)s made a code to read out for %(what)s.")
    CODE_TRIED = "signing-code:tried", N_("A code read out was tried for %(what)s.")
    CODE_USED = "signing-code:used", N_("The code read out for %(what)s was used.")
    APP_TRIED = "signing-app:tried", N_("A code of an authenticator app was tried for %(what)s.")
    APP_USED = "signing-app:used", N_("The authenticator app of the account proved who signs for %(what)s.")
    DIRECTORY_PROVED = "signing-directory:proved", N_("A directory said who is to sign for %(what)s.")
    DIRECTORY_REFUSED = (
        "signing-directory:refused",
        N_("A directory did not vouch for who is to sign for %(what)s."),
    )
    DIRECTORY_USED = "signing-directory:used", N_("The word of a directory was used for %(what)s.")
