"""Who can pay an expense of a case on a day: its parties, other partners, and the team itself."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.committees.queries import committees, steering_committees
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.rules.cases import PartyKind
from registry.conflicts.rules.money import TEAM, PayerGroup, partner_key, party_key
from registry.decisions.queries.rolls import possible_roll
from registry.decisions.rules.decisions import RollKind
from registry.decisions.rules.rolls import Part
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.rules.grounds import TAKING_PART
from registry.partners.rules.partners import ENDED


@dataclass(frozen=True)
class Payer:
    """Somebody who can pay a share: a party, else a partner, else the team itself."""

    key: str
    name: str
    party_id: int | None = None
    partner_id: int | None = None


class Payers:
    """All who can pay an expense of a case on a day.

    A partner that is a party pays as the party, and so does the team.
    """

    def __init__(self, case: Case, on: dt.date) -> None:
        self._case, self._on = case, on
        self._rows = {row.id: row for row in roll_of(case.team_id, on) if row.status not in ENDED}
        self._parties = {_stands_for(party): _of_party(party) for party in case.parties}

    def group(self, group: PayerGroup) -> list[Payer]:
        """Those who pay together."""
        if group is PayerGroup.PARTIES:
            return list(self._parties.values())
        if group is PayerGroup.TEAM:
            return [self.team()]
        rows = self._on_committee() if group is PayerGroup.COMMITTEE else self._deciding()
        return [self._partner(row) for row in rows]

    def team(self) -> Payer:
        """The team itself."""
        return self._parties.get(TEAM) or Payer(TEAM, self._case.team.name())

    def partners(self) -> list[Payer]:
        """Every partner by name: each can be named as one who pays."""
        return sorted((self._partner(row) for row in self._rows.values()), key=lambda payer: payer.name)

    def chosen(self, groups: Collection[PayerGroup], named: Collection[int] = ()) -> list[Payer]:
        """Those in some groups and partners named one by one, each once."""
        found = [payer for group in PayerGroup if group in groups for payer in self.group(group)]
        found += [self._partner(self._rows[number]) for number in named if number in self._rows]
        return list({payer.key: payer for payer in found}.values())

    def known(self) -> dict[str, Payer]:
        """All of them, by key."""
        everyone = [*self._parties.values(), self.team(), *self.partners()]
        return {payer.key: payer for payer in everyone}

    def _partner(self, row: RollRow) -> Payer:
        key = partner_key(row.id)
        return self._parties.get(key) or Payer(key, row.name, partner_id=row.id)

    def _on_committee(self) -> Sequence[RollRow]:
        committee = steering_committees.committee_on(self._case.team_id, self._on)
        seats = committees.seats_of(committee.id, self._on) if committee else []
        theirs = dict.fromkeys(seat.seat.partner_id for seat in seats if seat.seat.partner_id is not None)
        rows = [self._rows[number] for number in theirs if number in self._rows]
        return [row for row in rows if row.status in TAKING_PART]

    def _deciding(self) -> Sequence[RollRow]:
        roll = possible_roll(self._case.team, None, RollKind.ORGANIZATION, on=self._on)
        return [self._rows[entry.candidate.partner_id or 0] for entry in roll.in_part(Part.DECIDES)]


def _stands_for(party: CaseParty) -> str:
    """The payer that a party is: the partner or the team itself, or only this party."""
    if party.kind == PartyKind.PARTNER and party.partner_id is not None:
        return partner_key(party.partner_id)
    return TEAM if party.kind == PartyKind.TEAM else party_key(party.id)


def _of_party(party: CaseParty) -> Payer:
    return Payer(party_key(party.id), party.name(), party_id=party.id)
