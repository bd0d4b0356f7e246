"""What is kept of applicants goes once it has served, with its files."""

import pytest
import sqlalchemy as sa

from registry import clock
from registry.admissions.models import AdmissionDocument
from registry.database.session import db
from registry.files import orphans, storage
from registry.privacy import tasks
from registry.security import actors
from tests.admissions import builders
from tests.factories import (
    NOW,
    make_picture,
)
from tests.privacy.builders import (
    ADDRESS,
    LATER,
    settle_all,
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


def run_retention():
    """Let all that may go be gone, long after every period."""
    with clock.stopped_at(NOW + LATER):
        tasks.run(actor=actors.REGISTRY)


def _is_on_disk(fingerprint):
    return storage._path(fingerprint).exists()


def test_an_application_that_goes_on_keeps_its_contact(received):
    run_retention()
    assert received.contact_email == builders.APPLICANT


def test_the_files_of_a_refused_application_leave_the_disk_too(team):
    admission = builders.leave_traces(team, name="Zora Zed", address=ADDRESS)
    settle_all()
    [fingerprint] = [document.fingerprint for document in admission.documents]
    run_retention()
    assert not db.session.scalars(sa.select(AdmissionDocument)).all()
    assert not _is_on_disk(fingerprint)


def test_a_file_that_somebody_else_gave_too_stays_on_the_disk(received):
    document = builders.add_document(received, make_picture(), "plan.png")
    assert orphans.remove([document.fingerprint], now=NOW + LATER) == 0
    assert _is_on_disk(document.fingerprint)
