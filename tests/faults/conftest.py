"""A partner that signed, and a worker in a process of its own that something happens to."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.commitments import queries, services, signing
from registry.commitments.models import Commitment
from registry.extensions import db
from registry.transactions import unit_of_work
from tests.commitments.making import signature
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

TOP = Path(__file__).resolve().parent.parent.parent

#: What a worker in another process does, after what is to happen to it.
WORKER = """
import datetime as dt, os, resource, signal, sys
from pathlib import Path
from registry import clock
from registry.jobs import services as jobs
from tests import databases

app = databases.make_app(databases.settings_for(sys.argv[1], Path(sys.argv[2])))
with clock.stopped_at(dt.datetime.fromisoformat(sys.argv[3])), app.app_context():
    {happening}
    jobs.run("commitments.issue_records")
"""


@pytest.fixture
def signed(session: object, stopped_clock: StoppedClock) -> int:
    """The number of a signature whose record is still to be made."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team)
        make_signatory(make_partner(team, "Maple Clinic"), email="ann@example.org")
        version = make_version(team)
        services.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        [request] = queries.open_requests(version_id=version.id)
        return signing.sign_commitment(request, signature(request), now=STOPPED_AT).id


@pytest.fixture
def worker(installation: Installation) -> Callable[[str], int]:
    """Runs a worker in a process of its own, to which something happens; answers how it ended."""

    def run(happening: str) -> int:
        told = [
            installation.settings.database_url,
            str(installation.settings.instance),
            STOPPED_AT.isoformat(),
        ]
        code = WORKER.format(happening=happening)
        return subprocess.run([sys.executable, "-c", code, *told], cwd=TOP, check=False).returncode

    return run


def commitment(which: int) -> Commitment:
    """The signature, read afresh."""
    db.session.rollback()
    return db.session.scalars(sa.select(Commitment).where(Commitment.id == which)).one()
