"""Who acted, in words: with their capacity and whom they acted for."""

import pytest

from registry.security.actors import Capacity
from registry.teams.wording import ALONE, in_capacity

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def database():
    """Words do not depend on the database."""
    return "sqlite"


def test_every_capacity_has_its_words():
    assert set(Capacity) <= set(ALONE)


@pytest.mark.parametrize(
    ("capacity", "whom", "words"),
    [
        ("coordinator", "", "Ann Ng, coordinator"),
        ("chair", "Steering Committee", "Ann Ng, chair, Steering Committee"),
        ("chair", "", "Ann Ng, chair"),
        ("representative", "Maple Clinic", "Ann Ng, representative, Maple Clinic"),
        ("", "", "Ann Ng"),
    ],
)
def test_a_name_bears_the_capacity_and_whom_it_acted_for(capacity, whom, words):
    assert in_capacity("Ann Ng", capacity, whom) == words
