"""A record with a real time stamp, whose seal is revoked afterwards or as of before."""

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest

import config
from registry.certificates.authority import load_authority
from registry.certificates.revocations import Reason
from registry.certificates.trust import Trust, read_certificates
from registry.database.transactions import unit_of_work
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.records.services import keys
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from tests.records.builders import SECRET
from tests.time_authority import TimeAuthority

#: The authority stamps this machine's own time.
NOW = dt.datetime.now(dt.UTC)
HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """An authority that answers."""
    found = TimeAuthority(tmp_path_factory.mktemp("time"))
    yield found
    found.close()


@pytest.fixture
def stamped(app, session, record, authority, tmp_path):
    """The record, stamped now, in an installation that trusts the authority."""
    shutil.copytree(record.folder, tmp_path / "keys")
    load_authority(tmp_path / "keys", secret=SECRET, now=NOW)
    app.config["REGISTRY_INSTANCE"] = str(tmp_path)
    app.config["REGISTRY_TIME_STAMPS"] = config.TimeStamps(authority.url, authority.roots, "B-T")
    stamps = TimeStampAuthority(authority.url, read_certificates(authority.roots))
    backing = Backing.of(Trust.read(tmp_path / "keys"), stamps)
    raised = augment(record.signed, Level.B_B, aim=Level.B_T, backing=backing)
    assert raised.level is Level.B_T
    return raised.content


def verdict_after_revoking(serial: str, content: bytes, since: dt.datetime) -> verdicts.Verdict:
    """What is said in two hours of a file whose certificate was revoked as of a moment."""
    later = NOW + 2 * HOUR
    with unit_of_work():
        keys.revoke_certificate(serial, reason=Reason.KEY_COMPROMISE, since=since, now=later)
    return verdicts.verify(content, now=later)


def test_a_file_stamped_before_the_moment_keeps_holding(stamped, record):
    verdict = verdict_after_revoking(record.authority.seal.serial, stamped, NOW + HOUR)
    assert verdict.outcome is Outcome.INTACT_UNKNOWN
    assert "shows that the file was there before that" in str(verdict.findings[-1])


def test_a_file_stamped_after_the_moment_does_not(stamped, record):
    verdict = verdict_after_revoking(record.authority.seal.serial, stamped, NOW - HOUR)
    assert verdict.outcome is Outcome.REVOKED


def test_the_same_file_without_its_stamp_does_not(stamped, record):
    verdict = verdict_after_revoking(record.authority.seal.serial, record.signed, NOW + HOUR)
    assert verdict.outcome is Outcome.REVOKED
