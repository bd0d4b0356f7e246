"""Checkpoints: once a day where something happened, sealed, and found again by every check."""

import io
from types import SimpleNamespace

import pikepdf
import pytest
import sqlalchemy as sa

from registry import clock
from registry.accounts import services as accounts
from registry.audit import queries as audit_queries
from registry.audit.services import events
from registry.audit_log.models import Checkpoint
from registry.audit_log.queries import checkpoints
from registry.audit_log.tasks import seal_checkpoints
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.records.queries import records
from registry.records.rules import RecordEvent, RecordKind
from registry.records.services import orders
from registry.security import actors
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from tests.acts import act_of
from tests.audit.tampering import cut_short, rewrite
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_team, make_user


@pytest.fixture
def team(session, stopped_clock):
    """A team with a few events on 24 November."""
    with unit_of_work():
        team = make_team(slug="east")
        make_partner(team, "Maple Clinic")
    return team


@pytest.fixture
def next_day(team, stopped_clock):
    """The day after, early in the morning."""
    stopped_clock.pass_by(days=1)
    return stopped_clock


@pytest.fixture
def sealed(next_day):
    """The checkpoint of 24 November; its record is not made yet."""
    seal()
    return kept()[0]


def seal():
    """Do what the worker does each hour."""
    seal_checkpoints()
    db.session.rollback()


def kept():
    """All checkpoints, in order."""
    return list(db.session.scalars(sa.select(Checkpoint).order_by(Checkpoint.day)))


def test_a_day_that_is_not_over_gets_no_checkpoint(team):
    seal()
    assert kept() == []


def test_a_day_that_is_over_gets_one_with_the_head_of_the_chain(team, sealed):
    assert (str(sealed.day), sealed.events) == ("2026-11-24", 2)
    assert sealed.head == audit_queries.head_of(team.id)


def test_however_often_the_worker_looks_a_day_gets_one(sealed):
    seal()
    seal()
    assert len(kept()) == 1


def test_a_day_on_which_nothing_happened_gets_none(team, sealed, work, next_day):
    work()
    next_day.pass_by(days=3)
    work()
    assert len(kept()) == 1


def test_the_next_one_names_the_one_before(team, sealed, next_day):
    with unit_of_work(team.id):
        make_partner(team)
    next_day.pass_by(days=1)
    seal()
    assert [one.previous_id for one in kept()] == [None, sealed.id]


def test_its_record_is_sealed_and_tells_the_head(team, sealed, work, stopped_clock):
    head = sealed.head
    work()
    order = records.orders_about(checkpoints.subject_of(team.id))[0]
    content = records.content_of(order.record)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert (len(pdf.pages), str(pdf.docinfo["/Keywords"]), "/MarkInfo" in pdf.Root) == (2, head, True)
    assert (order.confidential, order.record.facts["head"]) == (False, head)
    assert verdicts.verify(content, now=NOW).outcome is Outcome.KNOWN


@pytest.mark.parametrize("change", ["UPDATE audit_checkpoint SET events = 1", "DELETE FROM audit_checkpoint"])
def test_the_database_refuses_to_change_a_checkpoint(sealed, change):
    with pytest.raises(sa.exc.DBAPIError), unit_of_work():
        db.session.execute(sa.text(change))


GUARDED = [
    "DELETE FROM audit_chain_head",
    "UPDATE audit_chain_head SET digest = 'x'",
    "UPDATE audit_chain_head SET seq = seq - 1",
    "UPDATE audit_chain_head SET seq = seq + 2",
]


@pytest.mark.parametrize("change", GUARDED)
def test_the_database_lets_the_end_of_a_chain_only_move_on(team, change):
    with pytest.raises(sa.exc.DBAPIError), unit_of_work():
        db.session.execute(sa.text(change))


# -- a chain that was made right again ---------------------------------------------------------------


@pytest.fixture
def kept_code(team, next_day):
    """The record code of a checkpoint after six events."""
    with unit_of_work(team.id):
        [make_partner(team) for _ in range(4)]
    seal()
    return kept()[0].order.code


REMADE = [(rewrite, "event 6: changed"), (cut_short, "event 6: removed")]


@pytest.mark.parametrize(("tampering", "said"), REMADE)
def test_a_chain_made_right_again_misses_its_checkpoint(kept_code, tamper, run, exported, tampering, said):
    tamper(tampering)
    result, (code, told) = run("audit-check"), exported()
    assert (result.exit_code, code) == (1, 1)
    assert (said in result.output, told) == (True, result.output)
    assert (kept_code in told) == (tampering is rewrite)


def remake_all(chain):
    """Rewrite the chain, and what the database keeps of the checkpoint too."""
    rewrite(chain)
    head = chain.event(6)["digest"]
    chain.connection.execute(sa.update(Checkpoint.__table__).values(head=head))


def test_the_sealed_file_tells_when_its_row_was_rewritten_with_the_chain(kept_code, work, tamper, run):
    work()
    tamper(remake_all)
    result = run("audit-check")
    assert result.exit_code == 1
    assert f"event 6: changed: its sealed checkpoint, record {kept_code}, has the head" in result.output


def test_a_sealed_checkpoint_that_is_lost_is_missed(kept_code, work, run, settings):
    work()
    [path.unlink() for path in (settings.instance / "files").rglob("*") if path.is_file()]
    assert f"record {kept_code}, cannot be read" in run("audit-check").output


# -- the installation's own chain --------------------------------------------------------------------


#: What owns the chain of no team, for those who tamper with it.
INSTALLATION = SimpleNamespace(id=None)


@pytest.fixture
def own(session, stopped_clock):
    """The checkpoint of a day on which four people got an account."""
    with unit_of_work():
        [make_user(name=name) for name in ("Ann", "Bo", "Cy", "Di")]
    stopped_clock.pass_by(days=1)
    seal()
    return kept_of_no_team()[0]


def kept_of_no_team():
    """The checkpoints of the installation's own chain."""
    return [one for one in kept() if one.team_id is None]


def test_a_day_of_the_installation_gets_a_checkpoint_of_its_own(own):
    assert (str(own.day), own.events, own.head) == ("2026-11-24", 4, audit_queries.head_of(None))


def test_the_record_of_the_installation_is_no_reason_for_another_checkpoint(own, work, stopped_clock):
    work()
    stopped_clock.pass_by(days=1)
    seal()
    assert len(kept_of_no_team()) == 1


def test_a_level_of_that_record_that_is_reached_late_is_none_either(own, work, stopped_clock):
    code = own.order.code
    work()
    with unit_of_work():
        events.record(RecordEvent.AUGMENTED, records.find(code), act_of(actors.REGISTRY, clock.now()))
    stopped_clock.pass_by(days=1)
    seal()
    assert len(kept_of_no_team()) == 1


def test_the_record_of_the_installation_is_of_no_team_and_tells_its_head(own, work):
    code, head = own.order.code, own.head
    work()
    record = records.find(code)
    with pikepdf.open(io.BytesIO(records.content_of(record))) as pdf:
        assert str(pdf.docinfo["/Keywords"]) == head
    assert (record.team_id, record.facts["head"], "team" in record.facts) == (None, head, False)


@pytest.mark.parametrize(
    ("tampering", "said"), [(rewrite, "event 4: changed"), (cut_short, "event 4: removed")]
)
def test_the_installations_chain_made_right_again_misses_its_checkpoint(own, tamper, run, tampering, said):
    tamper(tampering, of=INSTALLATION)
    result = run("audit-check")
    assert (result.exit_code, f"installation: {said}" in result.output) == (1, True)


def test_the_installations_sealed_file_that_is_lost_is_missed(own, work, run, settings):
    code = own.order.code
    work()
    [path.unlink() for path in (settings.instance / "files").rglob("*") if path.is_file()]
    assert f"record {code}, cannot be read" in run("audit-check").output


def test_the_installations_trail_is_exported_with_its_checkpoint(own, tamper, exported):
    code = own.order.code
    assert exported(slug="installation")[0] == 0
    tamper(rewrite, of=INSTALLATION)
    assert code in exported(slug="installation")[1]


@pytest.mark.parametrize("change", ["UPDATE audit_checkpoint SET events = 1", "DELETE FROM audit_checkpoint"])
def test_the_database_refuses_to_change_the_installations_checkpoint(own, change):
    with pytest.raises(sa.exc.DBAPIError), unit_of_work():
        db.session.execute(sa.text(change))


def test_a_day_of_the_installation_cannot_have_two_checkpoints(own):
    said = {"day": own.day, "events": 99, "head": own.head, "made_at": NOW}
    about = {"subject": checkpoints.subject_of(None), "team_id": None, "language": "en", "now": NOW}
    with unit_of_work():
        order_id = orders.order_record(RecordKind.CHECKPOINT, **about).id
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.execute(sa.insert(Checkpoint).values(order_id=order_id, **said))


def test_an_administrator_reads_and_exports_the_installations_checkpoints(own, work, client):
    code, order_id = own.order.code, own.order_id
    work()
    with unit_of_work():
        user = make_user(name="Kim Ek")
        accounts.name_administrator(user, **WHO_AND_WHEN)
    client.sign_in(user)
    assert f"{code} (PDF)" in client.get("/administration/trail").text
    assert client.get(f"/administration/trail/{order_id}.pdf").data.startswith(b"%PDF")
    assert client.get("/administration/trail/export").data.startswith(b"PK")
