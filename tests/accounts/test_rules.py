"""What an account’s name and address are held to, and how one address is known however it is written."""

import pytest

from registry.accounts.rules import NAME_LENGTH, address_key, check_name, check_person
from registry.errors import InvalidInput
from tests.refusals import allowed


@pytest.mark.parametrize(
    "typed", ["ann@example.org", "Ann@Example.ORG", "  ann@example.org ", "ANN@EXAMPLE.ORG"]
)
def test_an_address_is_the_same_however_it_is_written(typed):
    assert address_key(typed) == "ann@example.org"


def test_what_is_no_address_is_counted_by_as_it_was_typed():
    assert address_key(" Not An Address ") == "not an address"


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "@example.org", " ann@example.org", "ann@example.org\n"]
)
def test_an_account_is_at_an_address_that_was_cleaned_before(email):
    with pytest.raises(InvalidInput, match="not an e-mail address") as refused:
        check_person(email=email, name="Ann Ng")
    assert refused.value.field == "email"


@pytest.mark.parametrize("name", ["", "x" * (NAME_LENGTH + 1)])
def test_a_person_is_called_something_of_a_bearable_length(name):
    with pytest.raises(InvalidInput, match="at most 200 characters") as refused:
        check_person(email="ann@example.org", name=name)
    assert refused.value.field == "name"


def test_a_name_is_as_long_as_the_table_has_room():
    names = ["x", "x" * NAME_LENGTH, "x" * (NAME_LENGTH + 1)]
    assert allowed(check_name, names) == names[:2]
    assert allowed(lambda name: check_person(email="ann@example.org", name=name), names) == names[:2]
