"""Whatever fails between signing and record: the signature stays, the work is shown and done once."""

import os
import pkgutil
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.pdf import assembly
from registry.pdf.render import render_pdf
from registry.records.models import Record
from tests.conftest import Client, StoppedClock
from tests.faults.conftest import commitment
from tests.mailbox import Mailbox, attachments_of

Work = Callable[[], None]
Worker = Callable[[Callable[[], object]], int]

BOARD = "/teams/east/documents/privacy-policy/versions/1/standing"

#: Where the worker is killed: what it was about to do.
KILLED = [
    "registry.records.services.drafts.make_paper",
    "registry.records.services.records.store",
    "registry.records.services.records.keep",
    "registry.commitments.messages.Record.post",
]


def killed_at(step: str) -> Callable[[], None]:
    """What lets a process be killed as soon as it comes to a step."""
    owner, name = step.rsplit(".", 1)
    return lambda: setattr(pkgutil.resolve_name(owner), name, _die)


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_the_disk() -> None:
    """Let no file grow beyond some kilobytes, once the fonts are loaded."""
    render_pdf("<title>Fonts</title>")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def count(model: Any) -> int:
    """How many there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def record_mails(mailbox: Mailbox) -> list[dict[str, bytes]]:
    """What came attached to the signatory's messages."""
    found = [attachments_of(message) for message in mailbox.to("ann@example.org")]
    return [files for files in found if files]


@pytest.fixture
def board(client: Client, signed: int) -> Callable[[], str]:
    """The page that shows where each partner stands, as the coordinator sees it."""
    client.sign_in(db.session.scalars(sa.select(User)).one())
    return lambda: client.get(BOARD).text


@pytest.mark.parametrize("step", KILLED)
def test_a_worker_killed_at_any_step_is_followed_by_one_that_finishes_once(
    signed: int, worker: Worker, work: Work, mailbox: Mailbox, stopped_clock: StoppedClock, board, step: str
) -> None:
    assert worker(killed_at(step)) == -signal.SIGKILL
    assert (commitment(signed).signature_text, commitment(signed).record) == ("Ann Lee", None)
    assert "record being made" in board()
    work()
    assert count(Record) == 0, "the killed worker’s claim holds for a while"
    stopped_clock.pass_by(minutes=11)
    work()
    work()
    assert commitment(signed).record is not None
    assert count(Record) == 1 + len(("en", "fr"))  # its own, and the editions of a complete version
    assert len(record_mails(mailbox)) == 1
    assert not audit_queries.check()


def test_a_renderer_that_fails_keeps_the_signature_and_is_tried_again(
    signed: int, work: Work, mailbox: Mailbox, stopped_clock: StoppedClock, board, monkeypatch
) -> None:
    _break_renderer(monkeypatch)
    work()
    assert "BrokenPipeError in pdf/assembly.py" in commitment(signed).record_problem
    assert "record delayed: tried again by itself" in board()
    monkeypatch.undo()
    stopped_clock.pass_by(minutes=2)
    work()
    assert commitment(signed).record_problem == ""
    assert len(record_mails(mailbox)) == 1


def _break_renderer(monkeypatch) -> None:
    """Let nothing be rendered, nor filled in what was rendered before."""
    assembly.TEMPLATES.clear()
    monkeypatch.setattr(assembly, "write_pdf", _broken)


def _broken(*_: object, **__: object) -> bytes:
    raise BrokenPipeError("no ink")


def test_a_disk_that_cannot_be_written_keeps_the_signature_and_is_tried_again(
    signed: int, work: Work, mailbox: Mailbox, stopped_clock: StoppedClock, board, settings
) -> None:
    in_the_way = Path(settings.instance) / "files"
    in_the_way.write_text("a file where the folder should be")
    work()
    assert "the disk is full or cannot be written" in commitment(signed).record_problem
    assert "record delayed: tried again by itself" in board()
    in_the_way.unlink()
    stopped_clock.pass_by(minutes=2)
    work()
    assert commitment(signed).record is not None
    assert len(record_mails(mailbox)) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite writes to the same disk
def test_a_disk_that_is_full_keeps_the_signature_and_no_half_file(
    signed: int, worker: Worker, work: Work, mailbox: Mailbox, stopped_clock: StoppedClock, settings
) -> None:
    assert worker(fill_the_disk) == 0
    assert "the disk is full" in commitment(signed).record_problem
    files = Path(settings.instance) / "files"
    assert not [name for _, _, names in os.walk(files) for name in names]
    stopped_clock.pass_by(minutes=2)
    work()
    assert len(record_mails(mailbox)) == 1


def test_mail_that_is_down_waits_and_leaves_once_when_it_is_back(
    signed: int, work: Work, mailbox: Mailbox, stopped_clock: StoppedClock, client: Client, board
) -> None:
    mailbox.close()
    work()
    message = db.session.scalars(sa.select(Message).where(Message.template == "commitments.record")).one()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 0)
    board()
    assert "ConnectionRefusedError" in client.get("/teams/east/messages").text
    mailbox.open()
    stopped_clock.pass_by(hours=2)
    work()
    work()
    assert len(record_mails(mailbox)) == 1


def test_a_record_that_is_owed_is_made_at_once_by_the_command(app, signed: int, monkeypatch) -> None:
    runner = app.test_cli_runner()
    _break_renderer(monkeypatch)
    failed = runner.invoke(args=["registry", "issue-records", "east"])
    assert (failed.exit_code, commitment(signed).record_code in failed.output) == (1, True)
    assert "BrokenPipeError in pdf/assembly.py" in failed.output
    monkeypatch.undo()
    done = runner.invoke(args=["registry", "issue-records", "east"])
    assert (done.exit_code, "missing." in done.output) == (0, True)
    assert commitment(signed).record is not None
