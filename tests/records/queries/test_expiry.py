"""Certificates that end are told of in time: by a command, in the log, by mail once a week."""

import datetime as dt
import logging
import shutil

import pytest

import config
from registry import clock
from registry.certificates import revocations
from registry.certificates.revocations import Reason, Revocation
from registry.certificates.x509 import LIFETIME
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.records.models import RecordOrder
from registry.records.queries import expiry
from registry.verification import services as verification
from tests.certificates.outsiders import PASSWORD, make_outsider
from tests.conftest import STOPPED_AT
from tests.records.builders import MADE_AT

DAY = dt.timedelta(days=1)
ROOT_ENDS_AT = MADE_AT + LIFETIME
MAIL = "admin@example.org"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def outside(app, here, tmp_path):
    """An outside seal that ends in a year and a half, in use."""
    made = make_outsider(tmp_path / "outsider", ends_at=STOPPED_AT + 500 * DAY)
    app.config["REGISTRY_SEAL"] = config.OutsideSeal(made.pkcs12, PASSWORD, made.roots)
    return made


def told(now):
    """What is told at a moment."""
    return list(map(str, expiry.concerns(now)))


# -- what is told ------------------------------------------------------------------------------------


def test_nothing_is_told_of_young_certificates(here):
    assert told(STOPPED_AT) == []


def test_the_day_on_which_it_is_told_of_comes_ninety_days_before_the_end(here):
    assert told(ROOT_ENDS_AT - 90 * DAY - dt.timedelta(seconds=1)) == []
    assert len(told(ROOT_ENDS_AT - 90 * DAY)) == 3


def test_root_issuing_authority_and_seal_are_named_with_their_day(here):
    day = ROOT_ENDS_AT.date().isoformat()
    assert told(ROOT_ENDS_AT - DAY) == [
        f"The certificate of the root, “Partnership Registry Root”, ends on {day}.",
        f"The certificate of the issuing authority, “Partnership Registry Signing”, ends on {day}.",
        f"The certificate of the registry’s own seal, “Partnership Registry Seal”, ends on {day}.",
    ]


def test_what_has_ended_is_told_as_that(here):
    assert f"ended on {ROOT_ENDS_AT.date()}" in told(ROOT_ENDS_AT)[0]


def test_an_outside_seal_is_watched(outside):
    [line] = told(STOPPED_AT + 420 * DAY)
    assert line == "The certificate of the outside seal (REGISTRY_SEAL_PKCS12), “Seal”, ends on 2028-04-07."


def test_a_root_of_time_stamps_is_watched(app, here, tmp_path, outside):
    roots = tmp_path / "time.pem"
    shutil.copy(here / "root.pem", roots)
    app.config["REGISTRY_SEAL"] = None
    app.config["REGISTRY_TIME_STAMPS"] = config.TimeStamps("https://time.example", roots, "B-T")
    assert "a root of time stamps (REGISTRY_TIMESTAMP_ROOTS)" in told(ROOT_ENDS_AT - DAY)[-1]


def test_a_revoked_seal_that_is_still_set_is_told(outside, here):
    serial = f"{outside.certificate.serial_number:x}"
    revocations.note(here, Revocation(serial, "", Reason.KEY_COMPROMISE, STOPPED_AT, STOPPED_AT))
    assert "was revoked on 2026-11-24, and is still set" in told(STOPPED_AT)[0]


def test_keys_that_do_not_open_are_told(app, here):
    app.config["REGISTRY_KEYS_SECRET"] = "no secret of this folder, whatever it is"
    assert "do not open with this secret" in told(STOPPED_AT)[0]


def test_an_outside_seal_that_is_gone_is_told(outside):
    outside.pkcs12.unlink()
    assert "seal.p12 cannot be read" in told(STOPPED_AT)[0]


# -- the log and the mail ----------------------------------------------------------------------------


def test_it_stands_in_the_log(here, stopped_clock, work, caplog):
    stopped_clock.move_to(ROOT_ENDS_AT - DAY)
    with caplog.at_level(logging.WARNING):
        work()
    assert "The certificate of the root, “Partnership Registry Root”, ends on" in caplog.text


@pytest.fixture
def ending(app, here, stopped_clock, mailbox):
    """A mail server, an administrator, and a root that ends tomorrow, on a Monday."""
    app.config["REGISTRY_ADMIN_MAIL"] = MAIL
    stopped_clock.move_to(ROOT_ENDS_AT - DAY - dt.timedelta(days=(ROOT_ENDS_AT - DAY).weekday()))
    return mailbox


def test_it_goes_to_the_administrator_once_a_week(ending, work, stopped_clock):
    work()
    stopped_clock.pass_by(days=6)
    work()
    assert len(ending.messages) == 1
    stopped_clock.pass_by(days=1)
    work()
    assert len(ending.messages) == 2


def test_the_message_says_what_ends_and_what_to_do(ending, work):
    work()
    [message] = ending.messages
    assert message["To"] == MAIL
    assert message["Subject"] == "Certificates of the registry need your attention"
    assert "“Partnership Registry Root”, ends on" in message.get_content()
    assert "registry rotate-keys" in message.get_content()


def test_nobody_is_written_to_where_no_administrator_is_set(app, ending, work):
    app.config["REGISTRY_ADMIN_MAIL"] = ""
    work()
    assert ending.messages == []


def test_nothing_is_written_while_all_is_well(app, here, mailbox, work):
    app.config["REGISTRY_ADMIN_MAIL"] = MAIL
    work()
    assert mailbox.messages == []


# -- the check ---------------------------------------------------------------------------------------


def post(team, **changed):
    """A message of a team that is due."""
    said = {"template": "none", "params": {}, "to_address": MAIL, "language": "en", "subject": "team:1"}
    when = {"posted_at": STOPPED_AT, "due_at": STOPPED_AT}
    with unit_of_work():
        db.session.add(Message(**said | when | changed, team_id=team.id))


def test_all_is_well(run, mailbox):
    result = run("check")
    assert (result.exit_code, result.output) == (0, "Nothing needs your attention.\n")


def test_a_missing_mail_server_is_told(run):
    result = run("check")
    assert result.exit_code == 1
    assert "No mail server is set (REGISTRY_MAIL_HOST)" in result.output


def test_messages_that_have_not_left_are_told_after_an_hour(run, mailbox, team, stopped_clock):
    post(team)
    stopped_clock.pass_by(minutes=59)
    assert run("check").exit_code == 0
    stopped_clock.pass_by(minutes=2)
    assert "1 messages were due more than an hour ago" in run("check").output


def test_a_file_that_nobody_examines_is_told(run, mailbox, team, stopped_clock):
    with unit_of_work():
        verification.bring(b"%PDF-1.7", name="mine.pdf", place="here", now=clock.now())
    stopped_clock.pass_by(minutes=19)
    assert run("check").exit_code == 0
    stopped_clock.pass_by(minutes=2)
    told = run("check").output
    assert "A file has waited to be verified since" in told
    assert "mine" not in told


@pytest.mark.parametrize("fate", ["failed", "refused"])
def test_messages_that_did_not_arrive_are_told(run, mailbox, team, fate):
    post(team, fate=fate)
    assert "1 messages did not arrive and are not tried again" in run("check").output


def test_records_that_are_owed_are_told(run, mailbox, team):
    with unit_of_work():
        db.session.add(
            RecordOrder(
                kind="withdrawal",
                subject="withdrawal:1",
                team_id=team.id,
                language="en",
                code="7777-7777-7777-7777",
                ordered_at=STOPPED_AT,
                problem="OSError: disk full",
            )
        )
    result = run("check")
    assert result.exit_code == 1
    assert "Team east: record 7777-7777-7777-7777 is not made yet: OSError: disk full." in result.output


def test_certificates_that_end_are_told(run, mailbox, stopped_clock):
    stopped_clock.move_to(ROOT_ENDS_AT - DAY)
    assert "The certificate of the root" in run("check").output
