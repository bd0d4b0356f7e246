"""Who confirms a share of an expense: for a partner that is no party, and for the team itself."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.rules.money import TEAM, partner_key
from registry.database.transactions import unit_of_work
from registry.errors import NotFound, Refused
from registry.security import actors
from tests.conflicts.builders import TODAY, confirm, enter, raise_one, recuse
from tests.factories import make_coordinator


def test_a_partner_that_is_no_party_confirms_its_share_and_learns_nothing_else(cast):
    case = raise_one(cast)
    share = enter(case, cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    assert share.payer() == "Birch Home Care"
    for stranger in (cast.for_maple, cast.of_group):
        with pytest.raises((Refused, NotFound)):
            confirm(share, stranger)
    confirm(share, cast.for_birch)
    assert (share.confirmation.by_for, share.confirmation.by_capacity) == (
        "Birch Home Care",
        "representative",
    )
    with pytest.raises(NotFound):
        cases.see(cast.team.id, case.id, actors.user(cast.for_birch.id), TODAY)


@pytest.mark.parametrize("who", ["coordinator", "chair"])
def test_for_the_team_itself_a_coordinator_or_the_chair_confirms(cast, who):
    share = enter(raise_one(cast), cast.coordinator, {TEAM: 100}).shares[0]
    for other in (cast.member, cast.recused, cast.for_maple, cast.of_group):
        with pytest.raises((Refused, NotFound)):
            confirm(share, other)
    confirm(share, getattr(cast, who))
    assert share.confirmation.by_name == getattr(cast, who).name
    assert share.payer("fr") == cast.team.name("fr")


def test_a_recused_coordinator_does_not_confirm_for_the_team(cast):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        other = make_coordinator(cast.team)
    share = enter(case, cast.coordinator, {TEAM: 100}).shares[0]
    recuse(case, other)
    with pytest.raises((Refused, NotFound)):
        confirm(share, other)
