"""What the coordinator's forms refuse, in words on the field."""

import io

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment
from registry.commitments.services import answers
from registry.database.session import db
from registry.database.transactions import unit_of_work
from tests.commitments.making import change, propose
from tests.factories import NOW, make_coordinator, make_pdf
from tests.reading import error_on

pytestmark = pytest.mark.usefixtures("session", "stopped_clock", "signed_in")

TEAM = "/teams/east"
VERSION = f"{TEAM}/documents/privacy-policy/versions/1"


@pytest.fixture
def signed_in(team, client, partner, asked):
    """The coordinator, before whom lie a request, a question and a new person named."""
    with change(team):
        answers.ask_question(asked, text="For the whole term?", now=NOW)
    propose(asked)
    with unit_of_work():
        client.sign_in(make_coordinator(team))


@pytest.mark.parametrize(
    ("address", "said", "field", "words"),
    [
        (f"{VERSION}/invite", {"due_on": "2026-11-24"}, "due_on", "Choose a day after today."),
        (f"{VERSION}/invite", {"due_on": "soon"}, "due_on", "“soon” is not a day"),
        (f"{VERSION}/invite", {"word": "x" * 2_001}, "word", "Use at most 2000 characters."),
        (f"{TEAM}/requests/1/revoke", {}, "reason", "Say it in a few words."),
        (f"{TEAM}/questions/1", {}, "answer", "Write your answer."),
        (f"{TEAM}/hand-overs/1", {"decision": "refuse"}, "reason", "Say it in a few words."),
        (f"{TEAM}/partners/1/lapse/privacy-policy", {}, "effective_on", "Enter a day."),
        (f"{TEAM}/partners/1/lapse/privacy-policy", {}, "reason", "Say in a few words why it lapses."),
        (f"{VERSION}/earlier", {}, "lines", "Enter at least one line."),
        (f"{VERSION}/earlier", {"lines": "Maple Clinic; Bo"}, "lines", "Line 1: It has 2 cells"),
        (
            f"{VERSION}/earlier",
            {"lines": "Nobody Inc.; Bo Roe; Chair; 2023-05-04"},
            "lines",
            "These are not partners of the team: 1: Nobody Inc..",
        ),
    ],
)
def test_a_form_that_lacks_something_is_refused_on_its_field(client, address, said, field, words):
    page = client.post(address, data=said)
    assert page.status_code == 422
    assert (error_on(page, field) or "").startswith(words)


PAPER = {"name": "Bo Roe", "title": "Chair", "signed_on": "2026-11-20", "language": "en"}


@pytest.mark.parametrize(
    ("said", "content", "field", "words"),
    [
        ({"name": ""}, b"", "name", "Enter who signed."),
        ({"title": ""}, b"", "title", "Enter their title."),
        ({"signed_on": ""}, b"", "signed_on", "Enter the day on the paper."),
        ({"signed_on": "2026-11-25"}, make_pdf(), "signed_on", "This day lies ahead."),
        ({}, b"just words", "scan", "This is not a PDF, PNG or JPEG file"),
        ({}, b"", "scan", "This file is empty."),
        ({}, b"\x89PNG\r\n\x1a\n", "scan", "The content of this file is not what its name says."),
    ],
)
def test_a_paper_that_lacks_something_is_refused_on_its_field(client, said, content, field, words):
    sent = PAPER | said | {"scan": (io.BytesIO(content), "scan.pdf")}
    page = client.post(f"{VERSION}/partners/1/paper", data=sent)
    assert page.status_code == 422
    assert (error_on(page, field) or "").startswith(words)
    assert db.session.scalar(sa.select(sa.func.count(Commitment.id))) == 0


def test_a_paper_without_a_scan_is_refused_on_its_field(client):
    page = client.post(f"{VERSION}/partners/1/paper", data=PAPER)
    assert error_on(page, "scan") == "Attach the scan of the signed paper."


def test_bad_lines_come_back_all_named_with_what_was_typed(client):
    lines = "Maple Clinic; Bo Roe; Chair; 2027-05-04\nNo day; Bo Roe; Chair; May"
    page = client.post(f"{VERSION}/earlier", data={"lines": lines})
    assert "Line 2: “May” is not a day" in page.text
    ahead = client.post(f"{VERSION}/earlier", data={"lines": lines.splitlines()[0]})
    assert "Line 1: This day lies ahead." in ahead.text
    assert "Maple Clinic; Bo Roe; Chair; 2027-05-04" in ahead.text


def test_the_order_of_days_is_asked_about_only_where_it_is_not_plain(client):
    plain = client.post(f"{VERSION}/earlier", data={"lines": "Nobody; Bo Roe; Chair; 25/04/2023"})
    assert "How are days such as" not in plain.text
    asked = client.post(f"{VERSION}/earlier", data={"lines": "Nobody; Bo Roe; Chair; 04/05/2023"})
    assert "How are days such as 04/05/2019 written in this table?" in asked.text
    assert "Line 1: “04/05/2023” can be 4 May 2023 or 5 April 2023." in asked.text


def test_asking_somebody_who_was_asked_is_refused_in_words(client, asked):
    page = client.post(f"{VERSION}/partners/1/ask", data={"signatory": str(asked.signatory_id)})
    assert page.status_code == 422
    assert "This person has been asked already." in page.text
