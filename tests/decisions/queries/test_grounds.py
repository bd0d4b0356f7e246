"""Decisions on which a partnership can rest: adopted, and read by the whole team."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries.grounds import grounds
from registry.decisions.rules.decisions import Audience
from registry.decisions.services import decisions, resolutions
from registry.partners.rules.grounds import Ground
from tests.decisions.builders import ON, at, close, make_partners, open_one, say_all
from tests.factories import by_coordinator

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def adopted(team, **said):
    """A decision of one partner that was adopted and recorded."""
    with unit_of_work(team.id):
        make_partners(team, 1)
        decision = open_one(team, **said)
        say_all(decision, *(at(1) for _voice in decision.voices))
        close(decision)
        resolutions.record_decision(decision, text="We run one line.", decided_on=ON, **by_coordinator(team))
        return decision


def test_an_adopted_decision_is_offered_with_its_title_and_day(team):
    decision = adopted(team)
    (offer,) = grounds(team, ON)
    assert (offer.ground, offer.subject) == (Ground.DECISION, f"decision:{decision.id}")
    assert "“One line”, decided on" in offer.words


def test_a_decision_that_only_its_roll_reads_is_not_offered(team):
    adopted(team, audience=Audience.ROLL)
    assert grounds(team, ON) == []


def test_what_is_open_or_was_set_aside_is_not_offered(team):
    with unit_of_work(team.id):
        make_partners(team, 1)
        open_one(team)
        decisions.set_aside(open_one(team), reason="Too soon", **by_coordinator(team))
    assert grounds(team, ON) == []


def test_the_page_to_add_a_partner_offers_it_and_the_partners_page_leads_to_it(client, team):
    decision = adopted(team)
    assert "“One line”, decided on" in client.get("/teams/east/partners/new").text
    typed = {"name": "Willow", "tier": "anchor", "status": "partner", "effective_on": "2026-03-01"}
    typed |= {"language": "en", "signatures_needed": "1", "rests_on": "decision"}
    typed |= {"rests_on_which": f"decision:{decision.id}"}
    page = client.post("/teams/east/partners/new", data=typed, follow_redirects=True).text
    assert f'href="/teams/east/decisions/{decision.id}"' in page
