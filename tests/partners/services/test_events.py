"""What every change of a partner leaves behind."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.partners.rules.events import PartnerEvent
from registry.partners.services.events import author_of, note
from registry.security import actors
from tests.factories import WHO_AND_WHEN, make_partner, make_team


@pytest.fixture
def partner(session):
    with unit_of_work():
        return make_partner(make_team())


def test_a_change_stands_in_the_chain_of_the_team(partner):
    with unit_of_work():
        note(PartnerEvent.NOTED, partner, note=3, **WHO_AND_WHEN)
    event = audit_queries.events_about(partner.team_id, ("partner", partner.id))[0]
    assert (event.tag, event.actor, event.details) == (PartnerEvent.NOTED, "command", {"note": 3})


def test_the_revision_rises_by_one_though_only_a_row_beside_it_changed(partner):
    before = partner.revision
    with unit_of_work():
        note(PartnerEvent.NOTED, partner, **WHO_AND_WHEN)
    assert partner.revision == before + 1


def test_an_account_is_kept_as_author_and_nobody_else():
    assert author_of(actors.user(3)) == 3
    assert [author_of(by) for by in (actors.COMMAND, actors.REGISTRY, actors.Actor("signatory", 9))] == [
        None
    ] * 3
