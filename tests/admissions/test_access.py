"""In which capacity somebody acts in an admission."""

import pytest

from registry.accounts.models import User
from registry.admissions import access
from registry.database.session import db
from registry.security.permissions import Role
from tests.admissions import builders
from tests.admissions.builders import TODAY

pytestmark = pytest.mark.usefixtures("stopped_clock")


def robin():
    """The coordinator."""
    return db.session.get_one(User, builders.coordinator().id)


def test_a_coordinator_acts_as_one_where_they_hold_no_chair(team):
    person = access.acting(team, robin(), Role.COORDINATOR, TODAY)
    assert person.capacity.value == "coordinator"


def test_outcomes_are_signed_by_chair_and_coordinator_only():
    assert {capacity.value for capacity in access.SIGN_OUTCOMES} == {"chair", "coordinator"}
