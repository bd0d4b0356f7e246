"""A team with everyone in it for whom something is hidden or not: who sits where, and for whom."""

from dataclasses import dataclass

from registry.accounts.models import User
from registry.committees.models import Committee
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.factories import (
    make_committee,
    make_coordinator,
    make_member,
    make_partner,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)


@dataclass
class Cast:
    """A team: a steering committee with a chair, Sol and Rae; a working group with Wim; three partners.

    Rae sits on the steering committee for Riverside, which is a party to conflicts.
    """

    team: Team
    steering: Committee
    group: Committee
    riverside: Partner
    maple: Partner
    birch: Partner
    coordinator: User
    chair: User
    member: User
    recused: User
    of_group: User
    for_riverside: User
    for_maple: User
    for_birch: User

    @property
    def zone(self) -> str:
        """The team's time zone."""
        return self.team.timezone


def make_cast(slug: str = "east") -> Cast:
    """The cast, in a unit of work of its own."""
    with unit_of_work():
        team = make_team(slug=slug)
        riverside, maple, birch = (
            make_partner(team, name) for name in ("Riverside Hospital", "Maple Clinic", "Birch Home Care")
        )
        steering = make_committee(team)
        group = make_committee(team, name="Data Group", is_steering=False)
        chair_seat = make_seat(steering, label_en="Family care", label_fr="Soins familiaux")
        return Cast(
            team=team,
            steering=steering,
            group=group,
            riverside=riverside,
            maple=maple,
            birch=birch,
            coordinator=make_coordinator(team, name="Cora Cole"),
            chair=seat_member(chair_seat, _person("Chai Cho", team), is_chair=True),
            member=seat_member(make_seat(steering), _person("Sol Sato", team)),
            recused=seat_member(make_seat(steering, riverside), _person("Rae Roy", team)),
            of_group=seat_member(make_seat(group), _person("Wim Wu", team)),
            for_riverside=make_representative(riverside, name="Ria Ross"),
            for_maple=make_representative(maple, name="Max May"),
            for_birch=make_representative(birch, name="Bea Bell"),
        )


def _person(name: str, team: Team) -> User:
    return make_member(team, name=name)
