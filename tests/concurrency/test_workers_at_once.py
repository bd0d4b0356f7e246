"""Several workers at the same moment make what is owed once, and mail it once."""

import threading

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.audit.models import Event
from registry.commitments.models import Commitment, Edition
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.jobs import runner
from registry.outbox.models import Message
from registry.records.models import RecordOrder
from registry.records.rules import RecordEvent
from registry.records.services import orders
from tests.commitments.builders import signature
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_version

SIGNED = 4
WORKERS = 3


@pytest.fixture
def signed(session, stopped_clock):
    """Signatures of all partners, so that the editions are owed as well."""
    with unit_of_work():
        team = make_team(slug="east")
        for number in range(SIGNED):
            make_signatory(make_partner(team), name=f"Ann Lee {number}", email=f"ann{number}@example.org")
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        for request in commitment_requests.open_requests(version_id=version.id):
            signatures.sign_commitment(request, signature(request), act=request.act_by_link(STOPPED_AT))


@pytest.fixture
def made(app, signed):
    """What several workers make of it, and a sweep after them."""
    together = threading.Barrier(WORKERS)

    def work() -> None:
        together.wait()
        with app.app_context():
            runner.run(orders.ISSUE)

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    db.session.rollback()
    runner.run(orders.ISSUE)


def test_each_record_is_made_and_mailed_once(made):
    owed = [*db.session.scalars(sa.select(Commitment)), *db.session.scalars(sa.select(Edition))]
    assert [one.record_problem for one in owed] == [""] * (SIGNED + len(("en", "fr")))
    issued = sa.select(Event.details).where(Event.tag == RecordEvent.ISSUED.value)
    codes = [details["code"] for details in db.session.scalars(issued)]
    assert sorted(codes) == sorted(one.record_code for one in owed)
    mails = sa.select(Message.to_address).where(Message.template == "commitments.record")
    assert sorted(db.session.scalars(mails)) == [f"ann{number}@example.org" for number in range(SIGNED)]
    assert not audit_queries.check()


def test_an_edition_that_waited_meanwhile_holds_every_record_and_counts_no_failed_try(made):
    codes = {one.record_code for one in db.session.scalars(sa.select(Commitment))}
    attached = [set(edition.record.facts["attached"]) for edition in db.session.scalars(sa.select(Edition))]
    assert (len(codes), attached) == (SIGNED, [codes, codes])
    assert set(db.session.scalars(sa.select(RecordOrder.attempts))) == {0}
