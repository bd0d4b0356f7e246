"""A time-stamp authority that answers, is down, comes back: each record says what it has reached."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.pdf import levels as pdf_levels
from registry.pdf.values import Level
from registry.records.models import Record
from registry.records.queries import authority as record_authority
from registry.records.queries import records
from registry.records.services import levels
from registry.verification.queries import verdicts
from tests.conftest import STOPPED_AT, Client, StoppedClock
from tests.faults.conftest import commitment
from tests.mailbox import Mailbox, attachments_of
from tests.time_authority import TimeAuthority
from tests.verification.bringing import bring

Work = Callable[[], None]

#: What a file says does not depend on the database.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def authority(app, signed: int, stopped_clock: StoppedClock, tmp_path: Path) -> Iterator[TimeAuthority]:
    """An authority that answers, and that the registry is told to ask; it lives in this machine's own time.

    So do the registry's keys, made for this test: revocation lists are judged by it.
    """
    shutil.rmtree(Path(app.config["REGISTRY_INSTANCE"]) / "keys", ignore_errors=True)
    stopped_clock.move_to(dt.datetime.now(dt.UTC))
    found = TimeAuthority(tmp_path)
    stamps = config.TimeStamps(url=found.url, roots=found.roots, level="B-LTA")
    app.config["REGISTRY_TIME_STAMPS"] = stamps
    levels.forget_silence()
    yield found
    found.close()


@pytest.fixture
def raised_late(authority, signed: int, work: Work, stopped_clock: StoppedClock) -> tuple[Record, bytes]:
    """A record made while the authority was down, and the file it had then."""
    authority.close()
    work()
    record = commitment(signed).record
    assert record is not None
    first = records.content_of(record)
    authority.open()
    stopped_clock.pass_by(minutes=2)
    work()
    return record, first


@ON_ONE
def test_a_record_is_stamped_before_it_is_sent(authority, signed, work, mailbox: Mailbox):
    work()
    record = commitment(signed).record
    assert (record.level_aimed, record.level_reached) == ("B-LTA", "B-LTA")
    [sent] = [files for message in mailbox.to("ann@example.org") if (files := attachments_of(message))]
    assert list(sent.values()) == [records.content_of(record)]


def test_an_authority_that_is_down_holds_up_no_record(authority, signed, work, client: Client):
    authority.close()
    work()
    record = commitment(signed).record
    assert record.level_reached == "B-B"
    page = client.get(f"/verify/{record.code}").text
    assert "PAdES B-B reached; B-LTA aimed at" in page
    assert "could not be reached so far; it is tried again by itself" in page


def test_the_coordinator_is_told_of_records_that_wait(authority, signed, work, client: Client):
    authority.close()
    work()
    client.sign_in(db.session.scalars(sa.select(User)).one())
    assert "records wait for their time stamps" in client.get("/teams/east/").text


def test_while_it_is_down_it_is_asked_once_in_a_sweep(authority, signed, work, monkeypatch):
    asked: list[Level] = []
    monkeypatch.setattr(levels, "augment", lambda *said, **how: _unreached(asked, *said))
    work()
    assert len(asked) == 1


def _unreached(asked: list[Level], content: bytes, level: Level) -> pdf_levels.Augmented:
    asked.append(level)
    return pdf_levels.Augmented(content, level, "no answer")


def test_once_it_answers_the_record_is_raised(raised_late, client: Client):
    record, first = raised_late
    [made, raised] = records.standing_of(record).files
    assert (made.level, raised.level) == (Level.B_B, Level.B_LTA)
    assert records.content_of(record).startswith(first)
    assert "PAdES B-LTA reached; B-LTA aimed at" in client.get(f"/verify/{record.code}").text


@ON_ONE
def test_both_files_are_genuine_and_the_older_names_the_newer(raised_late):
    record, first = raised_late
    older = verdicts.verify(first, now=STOPPED_AT)
    newer = verdicts.verify(records.content_of(record), now=STOPPED_AT)
    assert [older.is_genuine, newer.is_genuine] == [True, True]
    assert "newer file of this record" in str(older.findings[-1])
    assert len(newer.findings) == 1


def test_raising_stands_in_the_audit_trail(raised_late):
    record, _first = raised_late
    tags = [event.tag for event in audit_queries.events_about(record.team_id, ("record", record.id))]
    assert sorted(tags) == ["record:augmented", "record:issued"]
    assert not audit_queries.check()


def test_records_from_before_are_raised_when_they_are_asked_for(app, authority, work, signed):
    app.config["REGISTRY_TIME_STAMPS"], found = None, authority
    work()
    app.config["REGISTRY_TIME_STAMPS"] = config.TimeStamps(found.url, found.roots, "B-T")
    with unit_of_work():
        count = levels.owe_all(record_authority.aimed_at(), now=STOPPED_AT)
    work()
    assert count == db.session.scalar(sa.select(sa.func.count()).select_from(Record))
    assert records.newest_file(commitment(signed).record).level is Level.B_T


@ON_ONE
def test_the_stamps_of_an_unknown_copy_are_shown(raised_late, client: Client):
    record, _first = raised_late
    altered = records.content_of(record) + b"\n% more\n"
    page = bring(client, altered, "copy.pdf").text
    assert "Invented Time Stamping" in page
    assert "Something was added to it" in page
