"""A record and a stranger's authority, made once for all tests of records."""

import shutil

import pytest

from registry.certificates import authority
from registry.database.transactions import unit_of_work
from tests.certificates.builders import keep_with_serials
from tests.conftest import read_afresh
from tests.factories import make_team
from tests.records import builders


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> builders.Made:
    """A small record with keys of its own."""
    return builders.make_record(tmp_path_factory.mktemp("instance") / "keys")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    """Another installation's authority: all its names are ours."""
    folder = tmp_path_factory.mktemp("stranger")
    return authority.load_authority(folder, secret="another secret", now=builders.MADE_AT)


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
