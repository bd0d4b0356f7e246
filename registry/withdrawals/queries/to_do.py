"""What people must do in withdrawals, for their home page."""

import datetime as dt

from flask_babel import gettext as _

from registry.accounts.models import User
from registry.dates import day
from registry.partners.queries.representatives import capacities_of
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State, Wait

#: Missing things that a coordinator can provide; the day of leaving comes by itself.
FOR_COORDINATORS = frozenset({Wait.DATE, Wait.EFFORTS, Wait.ANSWERS})


@finds_lines(30, if_any=withdrawals.any_running)
def lines(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """What a person must do: answer an effort for their organization; and as coordinator, add what a
    withdrawal lacks.
    """
    found = _efforts_to_answer(user, team, on)
    if role is Role.COORDINATOR:
        found += _lacking(team, on)
    return found


def _efforts_to_answer(user: User, team: Team, on: dt.date) -> list[Line]:
    partner_ids = list(capacities_of(user.id, team.id, on))
    efforts = withdrawals.unanswered(partner_ids) if partner_ids else []
    return [
        Line(
            title=_("An offer to %(partner)s waits for your answer", partner=effort.withdrawal.partner.name),
            text=effort.text,
            endpoint="withdrawal_acts.answer",
            values={"team": team.slug, "withdrawal_id": effort.withdrawal_id, "effort_id": effort.id},
            due_on=effort.withdrawal.effective_on,
        )
        for effort in efforts
        if effort.withdrawal.state_on(on) is State.RUNNING
    ]


def _lacking(team: Team, on: dt.date) -> list[Line]:
    found = []
    for row in withdrawals.running_of(team.id):
        lacks = [wait for wait in row.waits_for(on) if wait in FOR_COORDINATORS]
        if lacks:
            found.append(
                Line(
                    title=_("Withdrawal of %(partner)s", partner=row.partner.name),
                    text=_lacks_words(lacks, row.withdrawal.effective_on),
                    endpoint="withdrawals.show",
                    values={"team": team.slug, "withdrawal_id": row.withdrawal.id},
                    due_on=row.withdrawal.effective_on,
                )
            )
    return found


def _lacks_words(lacks: list[Wait], effective_on: dt.date | None) -> str:
    what = ", ".join(_(wait.label) for wait in lacks)
    if effective_on is None:
        return _("It waits for: %(what)s.", what=what)
    return _("It leaves on %(day)s and waits for: %(what)s.", day=day(effective_on), what=what)
