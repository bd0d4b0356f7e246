"""Who acts."""

from registry.security import actors


def test_an_account_is_kept_as_author_and_nobody_else():
    assert actors.user(3).account_id == 3
    others = (actors.COMMAND, actors.REGISTRY, actors.Actor("signatory", 9))
    assert [by.account_id for by in others] == [None] * 3
