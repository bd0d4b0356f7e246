"""What is kept of persons in withdrawals."""

from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, STAYS, Kept, held, impersonal, keeps

keeps(
    Kept(
        key="withdrawals",
        title=N_("Withdrawals"),
        what=N_(
            "Who was asked for and signed a notice, when and how, the reason given, what was offered"
            " and answered,"
            " and what was handed over."
        ),
        why=N_("To prove that and when an organization left, and that its leaving was eased as agreed."),
        how_long=STAYS,
        seen_by=SEEN_BY_TEAM,
        tables=(
            held("withdrawal_request", "signatory_id", "reason", acts=True),
            held(
                "withdrawal_notice",
                "signatory_name",
                "signatory_title signature_text account evidence",
                acts=True,
            ),
            held("withdrawal_act", "", "text", acts=True),
            held("withdrawal_effort", "offered_by", "text", acts=True, own=True),
            held("withdrawal_answer", "said_by", "text", acts=True, own=True),
            held("withdrawal", "", "handed_over"),
        ),
        is_evidence=True,
        for_public=True,
    )
)
impersonal(withdrawal_notice="partner_name")
