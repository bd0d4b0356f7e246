"""As whom somebody answers for an organization that withdraws, on both databases."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import Refused
from registry.partners.queries.representatives import all_representatives
from registry.partners.services import representatives
from registry.security import actors
from registry.security.actors import Capacity
from tests.factories import WHO_AND_WHEN, make_partner, make_reader, make_representative, make_user
from tests.withdrawals.builders import TODAY, offer, relay

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.mark.parametrize("of", ["another", "no_role", "reader"])
def test_nobody_else_answers_for_the_organization_whatever_they_say_they_are(team, withdrawal, partner, of):
    effort = offer(withdrawal)
    with unit_of_work(team.id):
        user = {
            "another": lambda: make_representative(make_partner(team)),
            "no_role": make_user,
            "reader": lambda: make_reader(team),
        }[of]()
    claimed = actors.person(
        user.id, user.name, Capacity.REPRESENTATIVE, partner.name, f"partner:{partner.id}"
    )
    with pytest.raises(Refused):
        relay(effort, by=claimed)
    assert effort.answer is None


def test_who_represented_the_organization_until_yesterday_does_not_answer(team, withdrawal, partner):
    effort = offer(withdrawal)
    with unit_of_work(team.id):
        user = make_representative(partner, name="Rosa Diaz")
    with unit_of_work(team.id):
        [representative] = all_representatives(partner.id)
        representatives.end_representative(representative, on=TODAY, **WHO_AND_WHEN)
    with pytest.raises(Refused, match="Only the representatives"):
        relay(effort, by=user)
