"""The records of signatures and editions are ordered in the act, and passed on once they are kept."""

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, Edition
from registry.database.session import db
from registry.jobs import runner
from registry.jobs.schedule import TASKS
from registry.outbox.models import Message
from registry.records import hooks
from registry.records.models import Record, RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.teams.rules import Tier
from tests.commitments.builders import acknowledge, add_partner, ask_one, enter_paper, sign

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def owes_more(team):
    """Another partner, so that no signature is the last."""
    return add_partner(team, "Birch House")


def ordered():
    """What was ordered: kind, subject, language and code."""
    query = sa.select(RecordOrder).order_by(RecordOrder.id)
    return [(one.kind, one.subject, one.language, one.code) for one in db.session.scalars(query)]


def mailed():
    """How many signatories were sent their record."""
    query = sa.select(sa.func.count()).select_from(Message).where(Message.template == "commitments.record")
    return db.session.scalar(query)


def test_a_signature_orders_its_record_under_the_code_that_is_told_at_once(asked, owes_more):
    signed = sign(asked)
    assert ordered() == [("commitment", f"commitment:{signed.id}", signed.language, signed.record_code)]
    assert records.is_owed(signed.record_code)


def test_a_paper_signature_orders_its_record(version, partner, owes_more):
    entered = enter_paper(version, partner)
    assert ordered() == [("commitment", f"commitment:{entered.id}", entered.language, entered.record_code)]


def test_an_acknowledgement_orders_none(team, version, owes_more):
    given = acknowledge(ask_one(version, add_partner(team, "Oak House", tier=Tier.OBSERVER)))
    assert (ordered(), given.record_code, given.record, given.record_problem) == ([], None, None, "")


def test_the_last_signature_orders_the_editions_too(asked):
    sign(asked)
    editions = db.session.scalars(sa.select(Edition).order_by(Edition.id)).all()
    assert ordered()[1:] == [
        ("edition", f"edition:{one.id}", one.language, one.record_code) for one in editions
    ]


def test_the_record_is_mailed_in_the_change_that_keeps_it_or_neither_happens(asked, owes_more, monkeypatch):
    def fail(order, now):
        listener(order, now)
        raise ZeroDivisionError

    listener = hooks._LISTENERS[RecordKind.COMMITMENT]
    monkeypatch.setitem(hooks._LISTENERS, RecordKind.COMMITMENT, fail)
    sign(asked)
    runner.run(orders.ISSUE)
    assert (db.session.scalar(sa.select(Record)), mailed()) == (None, 0)
    assert db.session.scalars(sa.select(Commitment)).one().record_problem.startswith("ZeroDivisionError")


@pytest.mark.parametrize("name", ["commitments.issue_records", "commitments.issue_editions"])
def test_a_wake_that_was_queued_under_a_name_of_before_makes_what_is_ordered(asked, owes_more, name):
    signed = sign(asked)
    TASKS[name].run()
    db.session.rollback()
    assert (signed.record.code, mailed()) == (signed.record_code, 1)
