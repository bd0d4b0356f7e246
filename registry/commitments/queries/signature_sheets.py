"""Who has still to sign a version, line by line, for sheets that are printed and signed on paper."""

import datetime as dt
from dataclasses import dataclass

from registry.commitments.queries import requests, standings
from registry.commitments.rules.signature_sheets import owed_by
from registry.commitments.rules.standings import Standing
from registry.documents.models import Version
from registry.partners.models.partners import Partner
from registry.partners.queries.register import roll_of
from registry.teams.rules import Requirement

#: Standings of partners that can still sign on paper.
OPEN = frozenset(
    {Standing.LAPSED, Standing.WITH_BOARD, Standing.DECLINED, Standing.OLDER, Standing.OUTSTANDING}
)


@dataclass(frozen=True)
class Line:
    """One signature that a partner still owes, with the person who is listed for it, if any."""

    partner: Partner
    #: Among those of its partner: 1 for the first.
    number: int
    name: str
    title: str

    @property
    def key(self) -> str:
        """Its place on a form."""
        return f"{self.partner.id}_{self.number}"


def lines_of(version: Version, *, on: dt.date) -> list[Line]:
    """The signatures still owed on a version, in the order of the list of partners; a partner that needs two
    has two lines.
    """
    team_id = version.document.team_id
    where = standings.of_roll(version, roll_of(team_id, on), on)
    marks = standings.marks_of(version, standings.chain_of(version.document_id), on)
    return [
        line
        for partner in requests.partners_of_team(team_id)
        if where.get(partner.id) in OPEN and _signs(partner, version, on)
        for line in _lines(partner, given=marks[partner.id].signed.get(version.number, 0), on=on)
    ]


def _signs(partner: Partner, version: Version, on: dt.date) -> bool:
    tier = partner.tier(on)
    return tier is not None and version.requirement(tier) is Requirement.SIGNS


def _lines(partner: Partner, *, given: int, on: dt.date) -> list[Line]:
    people = [(person.name, person.title) for person in partner.active_signatories(on)]
    owed = owed_by(people, needed=partner.signatures_needed, given=given)
    return [Line(partner, number, name, title) for number, (name, title) in enumerate(owed, 1)]
