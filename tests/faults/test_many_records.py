"""Many records that are owed, and a child process that dies over one of them."""

import subprocess
import sys
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.jobs import runner
from registry.records import rules as record_rules
from registry.records.queries import records
from registry.records.services import drafts, orders, pool
from registry.verification.queries import verdicts as verification_verdicts
from tests.commitments.builders import signature
from tests.conftest import STOPPED_AT, StoppedClock
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_version

SIGNED = 5

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def many(session: object, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some signatures whose records are still to be made, by two children."""
    monkeypatch.setattr(pool, "children_for", lambda count: 2 if count >= SIGNED else 0)
    with unit_of_work():
        team = make_team(slug="east")
        for number in range(SIGNED):
            make_signatory(make_partner(team), name=f"Ann Lee {number}")
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        for request in commitment_requests.open_requests(version_id=version.id):
            signatures.sign_commitment(request, signature(request), act=request.act_by_link(STOPPED_AT))


@pytest.fixture
def one_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first child that is started ends at once."""
    programs = iter([[sys.executable, "-c", "pass"]])
    usual = pool._started

    def started() -> "subprocess.Popen[bytes]":
        short = next(programs, None)
        pipe = subprocess.PIPE
        return subprocess.Popen(short, stdin=pipe, stdout=pipe) if short else usual()

    monkeypatch.setattr(pool, "_started", started)


def commitments() -> list[Commitment]:
    """All of them, read afresh."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Commitment).order_by(Commitment.id)))


def issue() -> None:
    """Make what is owed, with what children there are."""
    runner.run(orders.ISSUE)


def test_each_of_many_signatures_gets_the_record_of_its_own(many):
    issue()
    made = [one.record for one in commitments()]
    assert [record.code for record in made] == [one.record_code for one in commitments()]
    verdicts = [verification_verdicts.verify(records.content_of(record), now=STOPPED_AT) for record in made]
    assert [verdict.is_genuine for verdict in verdicts] == [True] * SIGNED
    assert not audit_queries.check()


def test_the_serials_kept_are_those_in_the_file(many):
    issue()
    record = commitments()[0].record
    verdict = verification_verdicts.verify(records.content_of(record) + b"\n% more\n", now=STOPPED_AT)
    assert [one.serial for one in verdict.signatures] == record.serials


def test_a_child_that_dies_costs_one_record_which_is_made_at_the_next_try(many, one_dies, stopped_clock):
    issue()
    [failed] = [one for one in commitments() if one.record is None]
    assert failed.record_problem.startswith("BinderDied in ")
    stopped_clock.pass_by(minutes=2)
    issue()
    assert [one.record_problem for one in commitments() if one.record] == [""] * SIGNED


def test_a_template_that_fails_costs_its_own_record_alone(many, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drafts, "sheets_of", _failing_for(commitments()[2].record_code, drafts.sheets_of))
    issue()
    problems = [one.record_problem.partition(" in ")[0] for one in commitments()]
    assert problems == ["", "", "KeyError", "", ""]


def _failing_for(code: str | None, usual: Callable[..., object]) -> Callable[..., object]:
    def sheets_of(draft: record_rules.Draft, **said: object) -> object:
        if draft.code == code:
            raise KeyError("a word")
        return usual(draft, **said)

    return sheets_of
