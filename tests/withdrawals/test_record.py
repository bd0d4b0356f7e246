"""The records of withdrawals: what they say, in both languages, and that they prove themselves."""

import subprocess
from pathlib import Path

import pytest
from flask import current_app

from registry import clock
from registry.certificates.trust import Trust
from registry.database.transactions import unit_of_work
from registry.files.intake import SCANS, accept
from registry.records.queries import records
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from registry.verification.rules.inspection import examine
from registry.withdrawals.rules.withdrawals import Answer
from registry.withdrawals.services import efforts, withdrawals
from tests.agreements import agree_on
from tests.factories import (
    BY_AND_WHEN,
    make_committee,
    make_pdf,
    make_representative,
    make_seat,
    make_user,
    seat_member,
)
from tests.withdrawals.builders import (
    add_partner,
    ask,
    come,
    day,
    enter,
    later,
    offer,
    records_of,
    relay,
    sign,
    take_back,
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def database():
    """What a record says does not depend on the database."""
    return "sqlite"


@pytest.fixture
def made(work):
    """The files of a withdrawal's records, in the order in which they were asked for."""

    def make(withdrawal):
        work()
        owed = records_of(withdrawal)
        assert [order.problem for order in owed] == [""] * len(owed)
        return [records.content_of(order.record) for order in owed]

    return make


def words(content, tmp_path):
    """What a reader reads in a file, in one line."""
    file = tmp_path / "record.pdf"
    file.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def look(content):
    """Examine bytes as those of a file that nobody knows."""
    trust = Trust.read(Path(current_app.config["REGISTRY_INSTANCE"]) / "keys")
    return examine(content, trust, clock.now())


# -- they prove themselves ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_signed_notice_carries_the_seal_and_the_signature(partner, made, language):
    notice = made(sign(ask(partner), language=language))[0]
    found = look(notice)
    assert found.is_intact
    assert [mark.signer for mark in found.signatures if not mark.by_seal] == ["Ann Lee"]
    assert verdicts.verify(notice, now=clock.now()).outcome is Outcome.KNOWN


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_paper_notice_carries_the_seal_alone(partner, made, language):
    found = look(made(enter(partner, language=language))[0])
    assert found.is_intact
    assert [mark.by_seal for mark in found.signatures] == [True]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_statement_is_sealed_and_carries_the_notice_inside(team, made, language):
    partner = add_partner(team, "Elm House", language=language)
    withdrawal = sign(ask(partner))
    come(withdrawal, later(30))
    notice, statement = made(withdrawal)
    found = look(statement)
    assert found.is_intact
    assert [(file.name, file.intact) for file in found.attached] == [(f"{look(notice).code}.pdf", True)]
    assert verdicts.verify(statement, now=clock.now()).outcome is Outcome.KNOWN


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_record_that_it_stays_is_intact(team, made, language):
    withdrawal = sign(ask(add_partner(team, "Elm House", language=language)))
    take_back(withdrawal)
    assert look(made(withdrawal)[1]).is_intact


def test_a_changed_record_is_found_out(withdrawal, made):
    notice = made(withdrawal)[0]
    assert not look(notice.replace(b"%%EOF", b"%%EOF\n% changed", 1)).is_intact


# -- what they say -----------------------------------------------------------------------------------


def test_a_notice_says_who_leaves_when_and_why(withdrawal, made, tmp_path):
    said = words(made(withdrawal)[0], tmp_path)
    assert "Maple Clinic gives notice that it leaves East Team" in said
    assert "24 December 2026" in said
    assert "We lack nurses." in said
    assert "withdrawal/1" in said


def test_a_paper_notice_says_who_recorded_it_and_what_is_not_stated(partner, made, tmp_path):
    scan = accept(make_pdf(), None, SCANS, field="scan").fingerprint
    withdrawal = enter(partner, effective_on=None, scan=scan)
    said = words(made(withdrawal)[0], tmp_path)
    assert "recorded from paper by Cora Sample" in said
    assert "The notice names no day of leaving." in said
    assert "A scan is kept with fingerprint" in said


def test_a_statement_names_efforts_answers_seats_and_the_short_notice(team, partner, made, tmp_path):
    agree_on(team, notice_days=90)
    with unit_of_work(team.id):
        user = make_representative(partner, name="Rosa Diaz")
        seat_member(make_seat(make_committee(team), partner), make_user(name="Max Roe"))
    withdrawal = sign(ask(partner))
    relay(offer(withdrawal), by=user, answer=Answer.DECLINED, text="Too late.")
    offer(withdrawal, text="A nurse for six months.")
    come(withdrawal, later(30))
    said = words(made(withdrawal)[1], tmp_path)
    assert "A talk with the chair." in said
    assert "Rosa Diaz, representative, Maple Clinic" in said
    assert "The organization did not answer." in said
    assert "Max Roe" in said
    assert "60 days shorter than the agreement asks (version 1, section 3.1)" in said


def test_a_statement_says_why_there_was_no_opportunity(withdrawal, made, tmp_path):
    with unit_of_work(withdrawal.partner.team_id):
        efforts.state_no_opportunity(withdrawal, reason="It closes next week.", **BY_AND_WHEN)
    come(withdrawal, later(30))
    assert "It closes next week." in words(made(withdrawal)[1], tmp_path)


def test_a_statement_says_that_nobody_filled_in_the_rest(withdrawal, made, tmp_path):
    come(withdrawal, later(30))
    assert "No effort was recorded, and no reason" in words(made(withdrawal)[1], tmp_path)


def test_a_later_statement_adds_what_was_entered_since_and_leaves_the_first(partner, made, tmp_path):
    withdrawal = enter(partner, effective_on=day(0))
    made(withdrawal)
    offer(withdrawal, text="A nurse for six months.")
    with unit_of_work(partner.team_id):
        withdrawals.make_statement_again(withdrawal, **BY_AND_WHEN)
    _notice, first, second = [words(content, tmp_path) for content in made(withdrawal)]
    assert "six months" not in first
    assert "six months" in second


def test_the_public_facts_hold_no_reason_no_account_and_no_address(withdrawal, made):
    come(withdrawal, later(30))
    made(withdrawal)
    facts = [order.record.facts for order in records.orders_about(("withdrawal", withdrawal.id))]
    assert facts[1]["outcome"] == "left"
    assert not [text for text in ("nurses", "means", "@example.org") if text in str(facts)]


@pytest.mark.parametrize("account", ["<script>alert(1)</script> & “quotes”", "x" * 5000, "ᐃᓄᒃᑎᑐᑦ é ’ œ"])
def test_whatever_is_typed_stands_in_the_record_as_text(partner, made, account):
    assert look(made(sign(ask(partner), account=account))[0]).is_intact


def test_the_records_are_sent_to_who_signed(partner, mailbox, work, stopped_clock):
    sign(ask(partner))
    stopped_clock.pass_by(days=30)
    work()
    stopped_clock.pass_by(minutes=2)
    work()
    subjects = [str(message["Subject"]) for message in mailbox.to("ann@example.org")]
    assert "Notice of withdrawal: Maple Clinic" in subjects
    assert "Statement of withdrawal: Maple Clinic" in subjects


def test_anyone_may_verify_a_notice_and_reads_who_signed_and_not_why(client, withdrawal, made):
    made(withdrawal)
    page = client.get(f"/verify/{records_of(withdrawal)[0].code}").text
    assert "Maple Clinic" in page
    assert "Ann Lee" in page
    assert "nurses" not in page


def test_a_statement_waits_for_the_record_of_its_notice(withdrawal, work):
    come(withdrawal, later(30))
    notice, statement = records_of(withdrawal)
    with unit_of_work():
        notice.leased_until = later(99)
    work()
    assert (statement.record, statement.attempts, statement.problem) == (None, 0, "")
    with unit_of_work():
        notice.leased_until = None
    work()
    assert [order.record is not None for order in (notice, statement)] == [True, True]
