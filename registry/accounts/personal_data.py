"""What is kept of persons in accounts."""

from registry.errors import N_
from registry.personal_data import Kept, Period, held, keeps

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
        tables=(
            held("user_account", "id email name", "disabled_reason", secret="password_hash"),  # noqa: S106
            held("authenticator", "user_id", secret="secret"),  # noqa: S106
            held("passkey", "user_id", "name", secret="credential handle public_key"),  # noqa: S106
            held("recovery_code", "user_id", secret="selector digest"),  # noqa: S106
            held("sign_on_identity", "user_id", "issuer subject"),
        ),
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
        tables=(held("user_session", "user_id", "address browser factors"), held("sign_in_link", "user_id")),
    )
)
