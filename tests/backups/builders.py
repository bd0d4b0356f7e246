"""What is backed up in tests: records, scans, checkpoints, messages and events after all of them."""

from collections.abc import Callable

import sqlalchemy as sa

from registry import clock
from registry.audit_log.tasks import seal_checkpoints
from registry.commitments.models import Commitment
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.jobs import runner
from registry.outbox.messages import put
from registry.outbox.models import Message
from registry.records.models import Record
from registry.records.services import orders
from registry.teams.queries import teams
from tests.commitments import builders
from tests.factories import make_coordinator, make_partner, make_team

#: Events of the team that come after its sealed checkpoint, but for that of the checkpoint's own record.
AFTER = 3


def begin() -> None:
    """A team with a version that one partner has signed and another has signed on paper, and the record."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team)
    partner, other = builders.add_partner(team), builders.add_partner(team, "Birch House")
    version = builders.publish_policy(team)
    builders.sign(builders.ask_one(version, partner))
    builders.enter_paper(version, other)
    _make_records()


def fill(*, until: Callable[[], None]) -> None:
    """Two signatures, one from paper; their records; and after the night of a checkpoint some events more.

    `until` lets a day pass.
    """
    begin()
    until()
    seal_checkpoints()
    _make_records()
    team = teams.find_team("east")
    assert team is not None
    with unit_of_work(team.id):
        for number in range(AFTER):
            make_partner(team, f"Later Clinic {number}")
        put(
            Message(
                template="outbox.test",
                to_address="ann@example.org",
                language="en",
                subject=f"team:{team.id}",
                params={},
            ),
            clock.now(),
        )


def _make_records() -> None:
    runner.run(orders.ISSUE)


def records() -> list[Record]:
    """The records that are made, oldest first."""
    return list(db.session.scalars(sa.select(Record).order_by(Record.id)))


def sign(name: str, *, makes_records: bool = True) -> int:
    """Let one more partner sign what is there, and make the records that are owed or not; its number."""
    team, version = teams.find_team("east"), db.session.scalars(sa.select(Version)).one()
    assert team is not None
    partner = builders.add_partner(team, name)
    number = builders.sign(builders.ask_one(version, partner), now=clock.now()).id
    if makes_records:
        _make_records()
    return number


def sign_one_more(name: str = "Newest Clinic") -> Record:
    """The record of a signature of one more partner."""
    record = db.session.get_one(Commitment, sign(name)).record
    assert record is not None
    return record
