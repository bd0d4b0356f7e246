"""A record and a stranger's authority, made once for all tests of records."""

import pytest

from registry.certificates import authority
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
