"""Personal data outside the tables, and the data of this feature."""

from registry.errors import N_
from registry.personal_data import Kept, keeps

keeps(
    Kept(
        key="browser",
        title=N_("Cookies and server logs"),
        what=N_(
            "One cookie with a session and a language. Logs name pages by their pattern and requests"
            " by a number:"
            " no name, no address, no link."
        ),
        why=N_("To keep a person signed in, and to find what went wrong."),
        how_long=N_("The cookie until its session ends; logs as long as the operator keeps them."),
        seen_by=N_("The operator of the installation."),
        for_public=True,
    )
)
keeps(
    Kept(
        key="backups",
        title=N_("Backups"),
        what=N_("Copies of all of the above."),
        why=N_("So that a broken disk loses nothing."),
        how_long=N_(
            "Until the operator’s next ones take their place: what was removed stands in older ones"
            " until then."
        ),
        seen_by=N_("The operator of the installation."),
        for_public=True,
    )
)
