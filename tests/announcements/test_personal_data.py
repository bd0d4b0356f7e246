"""Names and addresses of those who got an announcement go once their period is over; answers stay."""

import datetime as dt

import pytest

from registry import clock
from registry.announcements.queries import announcements as announcement_queries
from registry.database.session import db
from registry.privacy import tasks
from registry.security import actors
from tests.announcements.builders import answer, copies_of
from tests.factories import NOW
from tests.privacy.builders import settle_all

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.mark.parametrize(("days", "address"), [(364, "ann@example.org"), (366, "")])
def test_addresses_go_after_their_period_and_answers_stay(sent, observer, days, address):
    answer(sent, observer)
    settle_all()
    with clock.stopped_at(NOW + dt.timedelta(days=days)):
        tasks.run(actor=actors.REGISTRY)
    db.session.expire_all()
    [copy] = copies_of(sent)
    assert copy.address == address
    assert announcement_queries.answers_by_partner(sent)[observer.id][0].text == "We come."
