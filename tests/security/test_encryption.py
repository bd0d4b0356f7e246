"""What was made with the installation's secret before is made the same, or opens, for ever."""

import pytest

from registry.errors import RuleBroken
from registry.security import encryption

SECRET = "a secret of thirty-two characters"

#: As they stand in databases, of what and for what.
KEPT = [
    ("accounts:recovery code", "text", "75f3d7061f994e87d570a35df9e95e972ee1a3dc2b2ad5b8aff8bebab627a64c"),
    ("accounts:device", "text", "47213aaa297b7d148efa8ec266b13f1ba7945f8e8efe4cad75cae39e56792a8d"),
    (
        "accounts:failures: sign in",
        "text",
        "4a174d4735224a5d2ab0d30d5caab15bd24c37eef9fd5338225de2193ec10df8",
    ),
    ("accounts:verified from", "text", "31f3568668d73f48023923c3f771600edd107b7a7fe183c886407b6dc43b5641"),
    (
        "signing code by telephone",
        "7:signing_request:3:123456",
        "52573b5de116fa5cb71d208cab8d43fc6e7627d274e2bfca39cd94617673c440",
    ),
]
#: The key of an authenticator app, as it was locked for account 7.
LOCKED = "mWX5Gg9_64AG5ixMQn49pc4vcPLLdjhDXWlHMw1voPgTb41zeKnW7xuO0Ys="


def unlock(closed, *, purpose="accounts:authenticator", owner=7, secret=SECRET):
    return encryption.unlock(closed, purpose=purpose, owner=owner, secret=secret)


@pytest.mark.parametrize(("purpose", "text", "kept"), KEPT)
def test_a_digest_is_the_one_that_was_kept(purpose, text, kept):
    assert encryption.keyed_digest(purpose, text, secret=SECRET).hex() == kept


def test_a_key_is_the_one_that_it_was():
    made = encryption.key_of("authority keys", secret=SECRET)
    assert made.hex() == "5b744c2f9082fa771677784a14eb460adfb504c2c89bbcdefa45e7a6baac9e55"


def test_a_digest_is_of_its_text_its_purpose_and_the_secret():
    asked = [("a", "text", SECRET), ("b", "text", SECRET), ("a", "other", SECRET), ("a", "text", "another")]
    assert len({encryption.keyed_digest(purpose, text, secret=key) for purpose, text, key in asked}) == 4


def test_what_was_locked_before_opens():
    assert unlock(LOCKED) == "JBSWY3DPEHPK3PXP"


def test_a_text_is_locked_otherwise_each_time():
    closed = [encryption.lock("text", purpose="accounts:authenticator", owner=7, secret=SECRET) for _ in "ab"]
    assert closed[0] != closed[1]
    assert [unlock(one) for one in closed] == ["text", "text"]


@pytest.mark.parametrize(
    "other", [{"owner": 8}, {"secret": "another"}, {"purpose": "accounts:authenticators"}], ids=str
)
def test_a_locked_text_opens_for_nothing_else(other):
    with pytest.raises(RuleBroken, match="cannot be read any more"):
        unlock(LOCKED, **other)


@pytest.mark.parametrize("closed", ["", "x", LOCKED[:-8], "é"])
def test_what_is_not_whole_does_not_open(closed):
    with pytest.raises(RuleBroken, match="cannot be read any more"):
        unlock(closed)
