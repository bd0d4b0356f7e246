"""The personal data in withdrawals."""

from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, STAYS, Kept, keeps
from registry.withdrawals.models import Effort, EffortAnswer, Notice, NoticeRequest, Withdrawal, WithdrawalAct

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
        models=(NoticeRequest, Notice, WithdrawalAct, Effort, EffortAnswer, Withdrawal),
        is_evidence=True,
        for_public=True,
    )
)
