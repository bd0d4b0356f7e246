"""Event tags of signing in."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class SignInEvent(Tag, group=Group.SIGN_IN):
    """Events of signing in and of factors."""

    ACCOUNT_SIGNED_IN = "account:signed-in", N_("%(what)s signed in."), Group.TEAM
    ACCOUNT_SIGN_IN_REFUSED = "account:sign-in-refused", N_("A sign-in as %(what)s was refused."), Group.TEAM
    ACCOUNT_PROVED = "account:proved", N_("%(what)s proved again who they are."), Group.TEAM
    SESSION_ENDED = "session:ended", N_("%(who)s ended sessions of %(what)s.")
    SIGN_IN_LINK_ASKED = "sign-in-link:asked", N_("A link to sign in was asked for %(what)s.")
    NEW_PASSWORD_ASKED = (
        "password:asked",
        N_("A link to choose a new password was asked for %(what)s."),
        Group.TEAM,
    )
    FACTOR_ADDED = "factor:added", N_("%(who)s added a way for %(what)s to sign in.")
    FACTOR_REMOVED = "factor:removed", N_("%(who)s removed a way for %(what)s to sign in.")
    FACTORS_RESET = "factors:reset", N_("%(who)s removed every second factor of %(what)s.")
    RECOVERY_CODES_MADE = "recovery-codes:made", N_("%(who)s made recovery codes for %(what)s.")
    RECOVERY_CODE_USED = "recovery-code:used", N_("A recovery code of %(what)s was used.")
    ACCOUNT_DISABLED = "account:disabled", N_("%(who)s disabled the account of %(what)s."), Group.TEAM
    ACCOUNT_ENABLED = "account:enabled", N_("%(who)s opened the account of %(what)s again."), Group.TEAM
    PASSWORD_SET = "password:set", N_("%(who)s set the password of %(what)s."), Group.TEAM
