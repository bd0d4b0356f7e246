"""The personal data in committees."""

from registry.committees.models import ChairChange, Interest, Term, WrongSeat
from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, Kept, keeps

keeps(
    Kept(
        key="committees",
        title=N_("Committees"),
        what=N_("Who held which seat, stood in or chaired, from when to when; interests that were declared."),
        why=N_("To know who could decide on a day, and that nobody decided in a matter of their own."),
        how_long=N_("As long as the team’s register is kept: decisions rest on it."),
        seen_by=SEEN_BY_TEAM,
        models=(Term, ChairChange, Interest, WrongSeat),
        is_evidence=True,
    )
)
