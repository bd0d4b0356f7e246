"""Events about requests to sign, of a statement and of a notice alike."""

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.signing.services import events
from tests.factories import NOW


@pytest.mark.usefixtures("session", "stopped_clock")
def test_an_event_about_a_request_names_its_organization_and_who_acts_behind_the_link(signing):
    pending = signing.request
    with unit_of_work(pending.team.id):
        events.note(pending.EVENTS.fetched, pending, pending.act_by_link(NOW), more=1)
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.tag, event.subject) == (pending.EVENTS.fetched, pending.about)
    assert (event.actor, event.at) == (f"signatory:{pending.signatory_id}", NOW)
    assert event.details == {"partner": pending.partner_id, "more": 1}
