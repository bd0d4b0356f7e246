"""Keys that an administrator replaces and certificates that they revoke, each with its event."""

import pytest

from registry.audit import queries as audit_queries
from registry.audit.models import Event
from registry.audit.rules import hash_chain
from registry.audit.services import events as audit_events
from registry.certificates.rotation import Part
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.records.queries.authority import own_authority, sealing_authority
from registry.records.services import keys
from tests.certificates.builders import revoke, rotate
from tests.conftest import STOPPED_AT

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


# -- what can be revoked -----------------------------------------------------------------------------


def test_a_revoked_seal_is_replaced_at_once(here, record):
    done = revoke(record.authority.seal.serial.upper())
    assert sealing_authority(now=STOPPED_AT).seal.serial != done.serial


def test_a_former_seal_can_be_revoked(here, record):
    rotate(Part.ROOT)
    assert revoke(record.authority.seal.serial).issuer == "issuing"


def test_colons_and_capitals_in_a_serial_number_do_not_matter(kept):
    serial = kept.serials[1].upper()
    assert revoke(f" {serial[:2]}:{serial[2:]}").serial == kept.serials[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("xyz",), "“xyz” is not a serial number in hexadecimal digits."),
        (("abc",), "No seal and no record has a certificate with the serial number abc."),
        (("abc", "--since", "2031-01-01"), "from now on or from a day in the past"),
    ],
)
def test_what_cannot_be_revoked_is_told_in_words(run, arguments, words):
    result = run("revoke", *arguments, "--reason", "superseded")
    assert result.exit_code == 1
    assert words in result.output


def test_what_is_revoked_already_is_told_with_its_day(run, kept):
    assert run("revoke", kept.serials[1], "--reason", "superseded").exit_code == 0
    result = run("revoke", kept.serials[1], "--reason", "keyCompromise")
    assert result.exit_code == 1
    assert "was revoked already, on 24 November 2026" in result.output


def test_a_reason_that_is_none_is_refused(run, kept):
    assert run("revoke", kept.serials[1], "--reason", "removeFromCRL").exit_code == 2


def test_the_command_says_what_it_did(run, kept):
    result = run("revoke", kept.serials[1], "--reason", "keycompromise", "--since", "2026-11-03")
    assert result.exit_code == 0
    assert f"Certificate {kept.serials[1]} does not count from 2026-11-03 00:00 UTC on" in result.output
    assert "revocation list issuing.crl" in result.output


@pytest.mark.parametrize("day", ["3 November 2026", "3 novembre 2026", "2026-11-03T00:00"])
def test_the_day_of_a_revocation_is_read_as_people_write_it(run, kept, day):
    result = run("revoke", kept.serials[1], "--reason", "keycompromise", "--since", day)
    assert "does not count from 2026-11-03 00:00 UTC on" in result.output


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "11/03/2026", "soon", "2026-11-03T99:00"])
def test_an_impossible_day_of_a_revocation_is_refused_in_words(run, kept, day):
    result = run("revoke", kept.serials[1], "--reason", "keycompromise", "--since", day)
    assert result.exit_code == 2
    assert "Invalid value for '--since'" in result.output


# -- another secret ----------------------------------------------------------------------------------


def test_keys_are_locked_with_another_secret_once_and_it_is_noted(app, here):
    old, app.config["REGISTRY_KEYS_SECRET"] = app.config["REGISTRY_KEYS_SECRET"], "another secret by now"
    with unit_of_work():
        assert keys.relock_keys(old, now=STOPPED_AT) is True
    with unit_of_work():
        assert keys.relock_keys(old, now=STOPPED_AT) is False
    own_authority(now=STOPPED_AT)  # opens with the new secret
    assert [event.tag for event in audit_queries.events_about(None, ("keys", 1))] == ["keys:relocked"]


# -- the commands and the trail ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ((), ["New issuing authority", "New seal"]),
        (("--seal",), ["New seal"]),
        (("--root",), ["New root", "New issuing authority", "New seal", "Give out the roots anew"]),
    ],
)
def test_the_command_names_what_is_new(run, options, lines):
    result = run("rotate-keys", *options)
    assert result.exit_code == 0
    assert [line.partition(":")[0] for line in result.output.splitlines()] == lines


def test_rotation_and_revocation_stand_in_the_installations_chain(kept):
    new = rotate(Part.SEAL)
    revoke(kept.serials[1])
    events = db.session.query(Event).filter_by(chain=hash_chain.INSTALLATION).order_by(Event.seq).all()
    assert [(one.tag, one.subject, one.details["serial"]) for one in events] == [
        ("keys:rotated", "keys:2", new["seal"]),
        ("certificate:revoked", "keys:1", kept.serials[1]),
    ]
    assert not audit_queries.check()


def test_a_rotation_that_is_not_noted_does_not_happen(here, monkeypatch):
    def fail(*_arguments, **_values):
        raise RuntimeError("no place in the chain")

    monkeypatch.setattr(audit_events, "record", fail)
    before = own_authority(now=STOPPED_AT).seal.serial
    with pytest.raises(RuntimeError, match="no place in the chain"):
        rotate(Part.SEAL)
    assert own_authority(now=STOPPED_AT).seal.serial == before
