"""Open conflict cases of an organization and shares it has not paid, for those who may know of them."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import force_locale

from registry.accounts.models import User
from registry.conflicts import queries, seeing
from registry.conflicts.wording import dollars
from registry.extensions import db
from registry.partners.models import Partner
from registry.teams.rules import LANGUAGES
from registry.withdrawals.handing import Kind, Line


def lines_for(partner: Partner, on: dt.date, reader_id: int) -> Iterator[Line]:
    """What the cases say to one reader; nothing of a case that they may not know of, not even a number."""
    who = seeing.onlooker(db.session.get_one(User, reader_id), partner.team_id, on)
    for sight in seeing.visible(queries.open_cases_of_partner(partner.id), who):
        case = sight.case
        text = dict.fromkeys(LANGUAGES, f"{case.reference} · {case.subject}")
        yield _line(Kind.CASE, text, case.id)
    for share in queries.unpaid_shares_of_partner(partner.id):
        case = share.expense.case
        if seeing.sight_of(case, who).may_know:
            text = {one: f"{case.reference} · {_dollars(share.cents, one)}" for one in LANGUAGES}
            yield _line(Kind.SHARE, text, case.id)


def _line(kind: Kind, text: dict[str, str], case_id: int) -> Line:
    return Line(kind, text, "conflicts.show", {"case_id": case_id}, is_confidential=True)


def _dollars(cents: int, language: str) -> str:
    with force_locale(language):
        return dollars(cents)
