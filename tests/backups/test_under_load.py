"""A sample of `python -m tests.backups`: processes sign while back-ups are taken, and each is whole."""

import pytest

from tests.backups import load


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_taken_while_others_sign_is_whole_restores_and_no_damage_passes(
    kind, tmp_path, postgres_server
):
    found = load.run(kind, tmp_path, copies=2, server=postgres_server)
    assert found.held, found.told()
