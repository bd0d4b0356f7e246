"""What the tests of factors begin with: a person, and the device of their passkey."""

import pytest

from registry.database.transactions import unit_of_work
from tests.sign_in.builders import Device, add_passkey, make_codes, make_person


@pytest.fixture
def ann(once):
    """An account with a password."""
    return once(make_ann)


def make_ann():
    with unit_of_work():
        return make_person(email="ann@example.org", name="Ann Ng")


@pytest.fixture
def device(ann):
    """The device on which Ann has a passkey."""
    made = Device()
    with unit_of_work():
        add_passkey(ann, made)
    return made


@pytest.fixture
def codes(ann, device):
    """Ann's recovery codes."""
    with unit_of_work():
        return make_codes(ann)
