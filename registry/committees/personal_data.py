"""What is kept of persons on committees."""

from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, Kept, held, impersonal, keeps

keeps(
    Kept(
        key="committees",
        title=N_("Committees"),
        what=N_("Who held which seat, stood in or chaired, from when to when; interests that were declared."),
        why=N_("To know who could decide on a day, and that nobody decided in a matter of their own."),
        how_long=N_("As long as the team’s register is kept: decisions rest on it."),
        seen_by=SEEN_BY_TEAM,
        tables=(
            held(
                "seat_term",
                "user_id person_name",
                "granted_by end_reason struck_by_name struck_reason",
                acts=True,
            ),
            held("committee_chair", acts=True),
            held("interest", "person_name", "text", acts=True, own=True),
        ),
        is_evidence=True,
    )
)
impersonal(committee="name_en name_fr purpose_en purpose_fr", seat="label_en label_fr sector")
