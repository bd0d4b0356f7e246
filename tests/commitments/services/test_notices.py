"""Who is told of an editorial version, as it is published."""

import pytest

from registry.commitments import tasks
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.outbox.messages import hearing
from tests.commitments.builders import add_partner, ask_one, messages, publish_next, sign

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock", "signed"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def without_address(partner):
    """Nobody who signs for a partner has an address any more."""
    with unit_of_work():
        for person in partner.signatories:
            person.email = ""


def test_who_signed_is_told_with_the_publication_and_once(version, partner):
    with hearing() as reach:
        publish_next(version, ChangeKind.EDITORIAL)
    tasks.announce_editorial()
    assert [whom.name for whom in reach.reached] == [partner.name]
    assert [message.to_address for message in messages("editorial")] == [partner.signatories[0].email]


def test_who_signed_and_has_nobody_with_an_address_is_named(version, team):
    lost = add_partner(team, "Cedar Care")
    sign(ask_one(version, lost))
    without_address(lost)
    with hearing() as reach:
        publish_next(version, ChangeKind.EDITORIAL)
    assert [whom.name for whom in reach.unreached] == ["Cedar Care"]


def test_nobody_is_told_of_a_material_version(version):
    with hearing() as reach:
        publish_next(version, ChangeKind.MATERIAL)
    assert not reach.people
