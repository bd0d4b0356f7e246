"""What opening a decision would do: who decides, who is heard apart, who is not asked, whom mail reaches."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from registry.accounts.models import User
from registry.committees.models import Committee
from registry.decisions import access
from registry.decisions.queries.rolls import Entry, PossibleRoll
from registry.decisions.rules.rolls import Part, Place
from registry.outbox.rules.reach import Person, Reach, Whom
from registry.teams.models import Team


@dataclass(frozen=True)
class Preview:
    """A possible roll, and the people who would be asked by mail for each of its voices."""

    roll: PossibleRoll
    #: The committee that decides; None for the whole team.
    committee: Committee | None
    #: By the key of the voice.
    people: Mapping[str, Sequence[User]]

    def reached(self, entry: Entry) -> Sequence[User]:
        """The people whom the mail for a voice reaches; empty when nobody speaks for it online."""
        return self.people.get(entry.candidate.key, ())

    @cached_property
    def reach(self) -> Reach:
        """Whom mail reaches, of those who are asked."""
        reach = Reach()
        for entry in self.roll.entries:
            if entry.place.is_asked:
                candidate = entry.candidate
                whom = Whom(entry.name, access.where_chosen(candidate.partner_id, candidate.seat_id))
                reach.mean([whom])
                for user in self.reached(entry):
                    reach.add([whom], Person(user.name, user.email, user.language, user.id))
        return reach

    @property
    def not_asked(self) -> list[tuple[Place, list[str]]]:
        """Those who are not asked, by reason."""
        names: dict[Place, list[str]] = defaultdict(list)
        for entry in self.roll.in_part(Part.NOT_ASKED):
            names[entry.place].append(entry.name)
        return list(names.items())


def preview_of(team: Team, committee: Committee | None, roll: PossibleRoll, on: dt.date) -> Preview:
    """A possible roll with the people who speak for its voices on a day and whose account is enabled."""
    people: dict[str, list[User]] = defaultdict(list)
    for speaker in access.speakers_for(team.id, committee.id if committee else None, roll.candidates, on):
        theirs = people[speaker.voice.key]
        if not speaker.user.is_disabled and speaker.user not in theirs:
            theirs.append(speaker.user)
    return Preview(roll, committee, people)
