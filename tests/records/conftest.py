"""A record and a stranger's authority, made once for all tests of records, and who stamps the time."""

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest

from registry.certificates.authority import Authority, load_authority
from registry.certificates.trust import Trust, read_certificates
from registry.database.transactions import unit_of_work
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from tests.certificates.builders import keep_with_serials
from tests.conftest import read_afresh
from tests.factories import make_team
from tests.records import builders
from tests.records.builders import SECRET, Made
from tests.time_authority import TimeAuthority


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> builders.Made:
    """A small record with keys of its own."""
    return builders.make_record(tmp_path_factory.mktemp("instance") / "keys")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another installation's authority: all its names are ours."""
    folder = tmp_path_factory.mktemp("stranger")
    return load_authority(folder, secret="another secret", now=builders.MADE_AT)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """An authority that answers."""
    found = TimeAuthority(tmp_path_factory.mktemp("time"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def trust(record: Made, authority: TimeAuthority, tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """What is trusted: the record's authority, its lists fresh today, and that of its time stamps."""
    folder = tmp_path_factory.mktemp("today") / "keys"
    shutil.copytree(record.folder, folder)
    load_authority(folder, secret=SECRET, now=dt.datetime.now(dt.UTC))
    return Trust.read(folder, authority.roots)


@pytest.fixture(scope="module")
def backing(trust: Trust, authority: TimeAuthority) -> Backing:
    """What levels are reached with."""
    stamps = TimeStampAuthority(authority.url, read_certificates(authority.roots))
    return Backing(trust.root, trust.revocation_lists, stamps)


@pytest.fixture(scope="module")
def lta(record: Made, backing: Backing) -> bytes:
    """The record with all that can be reached."""
    return augment(record.signed, Level.B_B, aim=Level.B_LTA, backing=backing).content


@pytest.fixture
def here(app, session, record, stopped_clock, tmp_path):
    """An installation with the record's authority, in a folder that may change."""
    shutil.copytree(record.folder, tmp_path / "keys")
    app.config["REGISTRY_INSTANCE"] = str(tmp_path)
    return tmp_path / "keys"


@pytest.fixture
def kept(here, record):
    """The record, kept with the certificates that are in it."""
    with unit_of_work():
        return keep_with_serials(record.signed, make_team(), builders.CODE)


@pytest.fixture
def run(app, here):
    """Runs a command of the registry."""

    def run(*arguments):
        result = app.test_cli_runner().invoke(args=["registry", *arguments])
        read_afresh()
        return result

    return run
