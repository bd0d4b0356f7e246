"""The personal data in accounts and sign-ins."""

from registry.accounts.models import User
from registry.errors import N_
from registry.personal_data import Kept, Period, keeps
from registry.sign_in.models import (
    Authenticator,
    Passkey,
    RecoveryCode,
    SignInLink,
    SignOnIdentity,
    UserSession,
)

keeps(
    Kept(
        key="accounts",
        title=N_("Accounts"),
        what=N_(
            "Name, e-mail address, language, password as a one-way digest, what else a person proves "
            "themselves with, by what name a directory knows them; why their account was disabled, "
            "where it is."
        ),
        why=N_("So that a person can sign in, and nobody else as them."),
        how_long=N_(
            "The address and password go %(days)s days after the last role ends; the name stays in acts."
        ),
        seen_by=N_(
            "The person; name and address also the coordinators of their teams and the administrators, "
            "who see why an account was disabled."
        ),
        models=(User, Authenticator, Passkey, RecoveryCode, SignOnIdentity),
        period=Period.ACCOUNTS,
    )
)
keeps(
    Kept(
        key="sessions",
        title=N_("Where people are signed in"),
        what=N_(
            "Network address and browser of each session, when it began and was last used, links asked for."
        ),
        why=N_("So that a person sees where they are signed in, and ends what is not theirs."),
        how_long=N_("Thirty days after the session or the link has ended."),
        seen_by=N_("The person alone."),
        models=(UserSession, SignInLink),
    )
)
