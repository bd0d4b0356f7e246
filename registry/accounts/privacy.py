"""What is kept of persons in accounts."""

from registry.errors import N_
from registry.personal_data import Kept, Period, held, keeps

keeps(
    Kept(
        key="accounts",
        title=N_("Accounts"),
        what=N_(
            "Name, e-mail address, language, password as a one-way digest, failed sign-ins and the"
            " last of them."
        ),
        why=N_("So that a person can sign in, and nobody else as them."),
        how_long=N_(
            "The address and password go %(days)s days after the last role ends; the name stays in acts."
        ),
        seen_by=N_("The person; name and address also the coordinators of their teams."),
        tables=(held("user_account", "id email name", secret="password_hash"),),  # noqa: S106  # a column's name
        period=Period.ACCOUNTS,
    )
)
