"""Tells those who know of a case what happened, except handlers who are left out of this one mail."""

from registry.audit.services import events
from registry.conflicts import messages
from registry.conflicts.access import visibility
from registry.conflicts.messages import What
from registry.conflicts.models.cases import Case
from registry.conflicts.rules.cases import check_said
from registry.conflicts.rules.events import CaseEvent
from registry.errors import N_, Refused
from registry.outbox.rules.reach import REASON_LENGTH, LeftOut
from registry.security.actors import Act


def tell(case: Case, what: What, left_out: LeftOut, *, act: Act, **ids: int) -> None:
    """Tell everybody who handles a case or is a party of it what happened.

    Whoever handles it may leave others who do out of this mail, with a reason; they learn of the case on
    their pages all the same. Parties are never left out.
    """
    if left_out.user_ids:
        onlooker = visibility.onlooker(act.by, case.team_id, act.on)
        if not visibility.sight_of(case, onlooker).handles:
            raise Refused(N_("Only those who handle the case leave others out of a mail."))
        check_said(left_out.reason, field="left_out_reason", most=REASON_LENGTH)
    for message in messages.About.post(case, what, act, left_out=left_out, **ids):
        user_id = message.params["user"]
        events.record(CaseEvent.LEFT_OUT_OF_MAIL, case, act, message=message.id, user=user_id)
