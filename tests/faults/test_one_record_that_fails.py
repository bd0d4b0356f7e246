"""One record that cannot be made holds up nothing else, and its cause is said in words with what to do."""

import io
import subprocess

import pikepdf
import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments.models import Commitment, Edition
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.record import TRIES_WAITED_FOR, commitment_draft
from registry.commitments.services import editions, requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.errors import StorageFailed
from registry.records import hooks as record_hooks
from registry.records.queries import records
from registry.records.queries.causes import cause_of
from registry.records.rules import RecordKind
from tests.commitments.builders import signature
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory
from tests.mailbox import attachments_of

EDITIONS = "/teams/east/documents/privacy-policy/versions/1/editions"
FULL = "The disk is full or cannot be written. Ask the administrator to make room on it."


def drafts_but_those_of(name):
    """Drafts the records of all partners but one, for which there is no room."""

    def drafted(order):
        if db.session.get_one(Commitment, order.about[1]).partner_name == name:
            raise StorageFailed("The file could not be kept.")
        return commitment_draft(order)

    return drafted


@pytest.fixture
def two_signed(signed, monkeypatch):
    """Two partners that signed; the record of the first of them cannot be made."""
    with unit_of_work():
        version = db.session.scalars(sa.select(Version)).one()
        make_signatory(make_partner(version.document.team, "Oak House"), email="bo@example.org")
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        [request] = commitment_requests.open_requests(version_id=version.id)
        signatures.sign_commitment(request, signature(request), act=request.act_by_link(STOPPED_AT))
    monkeypatch.setitem(record_hooks._DRAFTERS, RecordKind.COMMITMENT, drafts_but_those_of("Maple Clinic"))


@pytest.fixture
def coordinator(client, two_signed):
    """A browser in which the coordinator is signed in."""
    client.sign_in(db.session.scalars(sa.select(User)).one())
    return client


def codes():
    """The codes of records by the partners that signed."""
    db.session.rollback()
    return {one.partner_name: one.record_code for one in db.session.scalars(sa.select(Commitment))}


def test_the_record_of_another_is_made_and_mailed(two_signed, work, mailbox):
    work()
    [found] = [files for files in map(attachments_of, mailbox.to("bo@example.org")) if files]
    assert [*found] == [f"privacy-policy-1-{codes()['Oak House']}.pdf"]
    assert not any(attachments_of(one) for one in mailbox.to("ann@example.org"))


def test_an_edition_without_it_is_made(two_signed, work, monkeypatch):
    work()
    with unit_of_work():
        version = db.session.scalars(sa.select(Version)).one()
        only = db.session.scalars(sa.select(Commitment).where(Commitment.partner_name == "Oak House")).all()
        monkeypatch.setattr(editions, "signatures_that_count", lambda _version: only)
        later = editions.request_edition(version, language="en", **WHO_AND_WHEN).id
    work()
    db.session.rollback()
    assert db.session.get_one(Edition, later).record is not None


def test_an_edition_names_the_records_that_it_waits_for_and_why(coordinator, work):
    work()
    page = coordinator.get(EDITIONS).text
    assert "waits for records" in page
    assert f"{codes()['Maple Clinic']}, <bdi>Maple Clinic</bdi>: {FULL}" in page
    assert f"{codes()['Oak House']}, <bdi>" not in page


def test_the_page_of_the_request_says_the_cause_and_what_to_do(coordinator, work):
    work()
    kept = db.session.scalars(sa.select(Commitment).where(Commitment.partner_name == "Maple Clinic")).one()
    page = coordinator.get(f"/teams/east/requests/{kept.request_id}").text
    assert f"tried again by itself. {FULL}" in page
    assert "StorageFailed" not in page


def test_the_home_of_the_coordinator_says_the_cause_and_what_to_do(coordinator, work):
    work()
    page = coordinator.get("/teams/east/").text
    assert "The record of Maple Clinic could not be made yet" in page
    assert FULL in page


def test_the_command_says_what_went_wrong_and_what_to_do(app, two_signed):
    said = app.test_cli_runner().invoke(args=["registry", "issue-records", "east"])
    assert f"{codes()['Maple Clinic']}: StorageFailed: The file could not be kept." in said.output
    assert FULL in said.output


def test_the_edition_is_made_once_the_record_is(two_signed, work, monkeypatch, stopped_clock):
    work()
    monkeypatch.undo()
    stopped_clock.pass_by(minutes=2)
    work()
    db.session.rollback()
    assert {bool(one.record) for one in db.session.scalars(sa.select(Edition))} == {True}


def test_after_some_tries_an_edition_is_made_without_it_and_says_so_and_anew_once_it_is_there(
    two_signed, work, monkeypatch, stopped_clock
):
    for _try in range(TRIES_WAITED_FOR):
        work()
        stopped_clock.pass_by(days=1)
    work()
    first = [made_of(one) for one in editions_made()]
    assert first
    assert not [one for one in first if codes()["Maple Clinic"] in one[0] or one[1]]
    monkeypatch.undo()
    stopped_clock.pass_by(days=1)
    work()
    work()
    assert [made_of(one) for one in editions_made()[-2:]] == [(set(codes().values()), True)] * 2


def editions_made():
    """The editions that are made, oldest first."""
    db.session.rollback()
    query = sa.select(Edition).order_by(Edition.number, Edition.id)
    return [one for one in db.session.scalars(query) if one.record is not None]


def made_of(edition):
    """The codes of the records inside an edition, and whether its pages call it whole."""
    content = records.content_of(edition.record)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        inside = {name.removesuffix(".pdf") for name in pdf.attachments}
    return inside, not any(words in text_of(content) for words in ("is not inside.", "n’est pas jointe."))


def text_of(content):
    """The words on the pages of a file."""
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("RuntimeError: KeysLocked: no", "keys do not open"),
        ("SealReplaced: now", "Nothing needs to be done"),
        ("BinderDied: the process ended", "memory"),
        ("KeyError: 'name'", "does not know"),
        ("", "not been tried"),
    ],
)
def test_each_cause_has_words_of_its_own(problem, words):
    assert words in cause_of(problem)
