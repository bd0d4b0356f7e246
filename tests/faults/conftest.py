"""A partner that signed, and a worker in a process of its own that something happens to."""

import multiprocessing
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from registry import clock
from registry.commitments.models import Commitment
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.jobs import runner
from registry.records.services import orders
from tests import databases
from tests.commitments.builders import signature
from tests.conftest import STOPPED_AT, StoppedClock
from tests.databases import Installation
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_signatory,
    make_team,
    make_version,
)
from tests.once import Once


@pytest.fixture
def signed(once: Once, stopped_clock: StoppedClock) -> int:
    """The number of a signature whose record is still to be made."""
    return once(make_signed)


def make_signed() -> int:
    """A partner's signature, by its number."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team)
        make_signatory(make_partner(team, "Maple Clinic"), email="ann@example.org")
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        [request] = commitment_requests.open_requests(version_id=version.id)
        return signatures.sign_commitment(request, signature(request), act=request.act_by_link(STOPPED_AT)).id


@pytest.fixture
def worker(installation: Installation) -> Callable[[Callable[[], object]], int]:
    """Runs a worker in a process of its own, to which something happens; answers how it ended.

    A signal that ended it is answered as a negative number.
    """

    def work(happening: Callable[[], object]) -> None:
        app = databases.make_app(installation.settings)
        with clock.stopped_at(STOPPED_AT), app.app_context():
            happening()
            runner.run(orders.ISSUE)

    def run(happening: Callable[[], object]) -> int:
        db.session.rollback()
        installation.disconnect()
        child = multiprocessing.get_context("fork").Process(target=work, args=(happening,))
        child.start()
        child.join()
        assert child.exitcode is not None
        return child.exitcode

    return run


def commitment(which: int) -> Commitment:
    """The signature, read afresh."""
    db.session.rollback()
    return db.session.scalars(sa.select(Commitment).where(Commitment.id == which)).one()
