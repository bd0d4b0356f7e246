"""The coordinator's pages on standings: who may enter, what they take and refuse."""

import io

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, Lapse
from registry.commitments.queries import requests
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.services import documents
from registry.teams.rules import Tier
from tests.commitments.builders import add_partner, open_on, sign, where
from tests.factories import WHO_AND_WHEN, make_coordinator, make_pdf, make_reader, make_team
from tests.reading import error_on

TEAM = "/teams/east"
VERSION = f"{TEAM}/documents/privacy-policy/versions/1"
#: Pages that anybody of the team reads.
READ = [f"{VERSION}/standing", f"{VERSION}/editions", f"{TEAM}/requests/1"]
#: Pages that only its coordinators open.
WRITE = [
    f"{VERSION}/invite",
    f"{VERSION}/partners/1/ask",
    f"{VERSION}/partners/1/paper",
    f"{VERSION}/earlier",
    f"{TEAM}/partners/1/lapse/privacy-policy",
    f"{TEAM}/requests/1/revoke",
    f"{TEAM}/questions/1",
    f"{TEAM}/hand-overs/1",
]
#: Buttons of theirs.
PRESS = [
    f"{VERSION}/remind",
    f"{VERSION}/editions",
    f"{TEAM}/requests/1/resend",
    f"{TEAM}/lapses/1/end",
]

PAPER = {"name": "Bo Roe", "title": "Chair", "signed_on": "2026-11-20", "language": "en"}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def reader(team, client):
    """A reader of the team."""
    with unit_of_work():
        client.sign_in(make_reader(team))


@pytest.fixture
def stranger(client):
    """The coordinator of another team."""
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))


# -- who may enter -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("everything", "signed_in")
@pytest.mark.parametrize("address", READ + WRITE)
def test_a_coordinator_opens_every_page(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("everything", "signed_in")
@pytest.mark.parametrize("address", [PRESS[0], *PRESS[2:]])
def test_a_coordinator_presses_every_button(client, address):
    assert client.post(address, data={"do": "send"}).status_code == 303


@pytest.mark.usefixtures("everything", "reader")
@pytest.mark.parametrize("address", READ)
def test_a_reader_reads_and_is_offered_nothing_to_do(client, address):
    page = client.get(address)
    assert page.status_code == 200
    assert 'class="actions"' not in page.text.replace('<form method="get" class="actions">', "")


@pytest.mark.usefixtures("everything", "reader")
@pytest.mark.parametrize("address", WRITE + PRESS)
def test_a_reader_changes_nothing(client, address):
    assert client.post(address).status_code == 403


@pytest.mark.usefixtures("everything", "stranger")
@pytest.mark.parametrize("address", READ + WRITE)
def test_a_coordinator_of_another_team_finds_nothing(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("everything", "stranger")
@pytest.mark.parametrize("address", [one for one in READ + WRITE + PRESS if "/documents/" not in one])
def test_what_is_of_one_team_is_not_found_in_another(client, address):
    assert client.post(address.replace("/east/", "/west/")).status_code in (404, 405)


@pytest.mark.usefixtures("everything", "signed_in")
@pytest.mark.parametrize("address", [*READ[:2], *WRITE[:4]])
def test_a_version_that_is_not_there_is_not_found(client, address):
    assert client.get(address.replace("/versions/1", "/versions/2")).status_code == 404


def test_a_record_is_read_by_its_team_and_by_no_other(client, signed_in, asked, work):
    code = sign(asked).record_code
    work()
    assert client.get(f"{TEAM}/records/{code}.pdf").data.startswith(b"%PDF-")
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(f"/teams/west/records/{code}.pdf").status_code == 404


# -- what they do ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed_in")
def test_an_invitation_says_whom_it_reached_and_whom_not(client, team, version, partner):
    lost = add_partner(team, "Cedar Care", people=0).id
    untiered = add_partner(team, "Elm Home", tier=None).id
    page = client.post(
        f"{VERSION}/invite", data={"do": "send", "due_on": "2026-12-20"}, follow_redirects=True
    )
    assert "One person is invited." in page.text
    assert "Told: Maple Clinic." in page.text
    assert f'{TEAM}/partners/{lost}/signatories/new">Cedar Care</a>: choose a person.' in page.text
    assert f'{TEAM}/partners/{untiered}/tier">Elm Home</a>: set its tier.' in page.text


@pytest.mark.usefixtures("signed_in", "asked")
def test_an_invitation_that_reaches_nobody_says_so(client):
    page = client.post(f"{VERSION}/invite", data={"do": "send"}, follow_redirects=True)
    assert "Nobody had to be invited." in page.text


@pytest.mark.usefixtures("signed_in", "asked")
def test_who_has_not_answered_is_reminded_and_told_apart_from_nobody(client):
    shown = client.post(f"{VERSION}/remind")
    assert "Nothing has gone out yet." in shown.text
    sending = {"data": {"do": "send"}, "follow_redirects": True}
    first, second = (client.post(f"{VERSION}/remind", **sending) for _press in range(2))
    assert "One reminder is on its way. Told: Maple Clinic." in first.text
    assert "Nobody to remind" in second.text
    assert "Nobody to remind" in client.post(f"{VERSION}/remind", follow_redirects=True).text


@pytest.mark.usefixtures("signed_in", "signed")
def test_who_is_told_of_an_editorial_version_is_shown_before_it_is_published(client, version):
    with unit_of_work():
        documents.start_next_version(version.document, **WHO_AND_WHEN)
    draft = f"{TEAM}/documents/privacy-policy/draft/publish"
    typed = {"change_kind": "editorial", "change_note_en": "Slips.", "change_note_fr": "Fautes."}
    page = client.post(draft, data=typed)
    assert "Maple Clinic:</strong>" in page.text
    assert "Slips." in page.text
    done = client.post(draft, data=typed | {"do": "send"}, follow_redirects=True)
    assert "Version 2 is published. Told: Maple Clinic." in done.text


@pytest.mark.usefixtures("signed_in", "asked")
def test_reminders_that_are_not_sent_after_all_are_not_sent(client):
    page = client.post(f"{VERSION}/remind", data={"do": "change"})
    assert page.location.endswith("/standing")
    assert "Remind all who have not answered" in client.get(page.location).text


@pytest.mark.usefixtures("signed_in")
def test_one_person_is_asked_by_name(client, version, partner):
    person = partner.signatories[0]
    page = client.post(
        f"{VERSION}/partners/{partner.id}/ask", data={"signatory": person.id}, follow_redirects=True
    )
    assert "The invitation is on its way." in page.text
    assert [one.signatory_id for one in open_on(version)] == [person.id]


def scanned(**said):
    """What the paper form sends."""
    given = {"name": "Bo Roe", "title": "Chair", "signed_on": "2026-11-20", "language": "en"}
    return given | {"scan": (io.BytesIO(make_pdf()), "scan.pdf")} | said


@pytest.mark.usefixtures("signed_in")
def test_a_paper_with_its_scan_is_entered(client, version, partner):
    page = client.post(f"{VERSION}/partners/{partner.id}/paper", data=scanned(), follow_redirects=True)
    assert "The paper signature of Maple Clinic is entered" in page.text
    assert where(partner, version) is Standing.CURRENT


@pytest.mark.usefixtures("signed_in")
def test_lines_of_a_paper_table_are_entered(client, version, partner):
    lines = "Maple Clinic; Bo Roe; Chair; 2023-05-04"
    page = client.post(f"{VERSION}/earlier", data={"lines": lines}, follow_redirects=True)
    assert "One signature is entered." in page.text
    assert where(partner, version) is Standing.CURRENT


@pytest.mark.usefixtures("signed_in")
def test_a_lapse_is_decided_and_taken_back(client, version, partner, asked):
    sign(asked)
    client.post(
        f"{TEAM}/partners/{partner.id}/lapse/privacy-policy",
        data={"effective_on": "2026-11-24", "reason": "A new board."},
    )
    assert where(partner, version) is Standing.LAPSED
    lapse = db.session.scalars(sa.select(Lapse)).one()
    assert client.post(f"{TEAM}/lapses/{lapse.id}/end").status_code == 303
    assert where(partner, version) is Standing.CURRENT
    assert client.post(f"{TEAM}/lapses/{lapse.id}/end").status_code == 409


@pytest.mark.usefixtures("signed_in")
def test_an_edition_is_asked_for_in_each_language(client, version, asked):
    sign(asked)
    client.post(f"{VERSION}/editions")
    assert {edition.language for edition in requests.editions_of(version.id)} == {"en", "fr"}


@pytest.mark.usefixtures("signed_in", "version")
def test_an_edition_of_what_nobody_signed_is_refused_in_words(client):
    page = client.post(f"{VERSION}/editions")
    assert page.status_code == 409
    assert "Nobody has signed this version yet." in page.text


@pytest.mark.usefixtures("signed_in")
def test_the_board_shows_only_the_standing_asked_for(client, team, version, asked):
    sign(asked)
    add_partner(team, "Birch House", tier=Tier.OBSERVER)
    current, outstanding = (
        client.get(f"{VERSION}/standing?only={one}").text for one in ("current", "outstanding")
    )
    assert ("Maple Clinic" in current, "Birch House" in current) == (True, False)
    assert ("Maple Clinic" in outstanding, "Birch House" in outstanding) == (False, True)


@pytest.mark.usefixtures("signed_in", "asked")
@pytest.mark.parametrize("asked_for", ["only=nonsense", "after=nonsense", "after=-1", "after=99999999999999"])
def test_a_board_asked_for_oddly_shows_everybody(client, asked_for):
    page = client.get(f"{VERSION}/standing?{asked_for}")
    assert page.status_code == 200
    assert "Maple Clinic" in page.text


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
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


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
def test_a_paper_without_a_scan_is_refused_on_its_field(client):
    page = client.post(f"{VERSION}/partners/1/paper", data=PAPER)
    assert error_on(page, "scan") == "Attach the scan of the signed paper."


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
def test_bad_lines_come_back_all_named_with_what_was_typed(client):
    lines = "Maple Clinic; Bo Roe; Chair; 2027-05-04\nNo day; Bo Roe; Chair; May"
    page = client.post(f"{VERSION}/earlier", data={"lines": lines})
    assert "Line 2: “May” is not a day" in page.text
    ahead = client.post(f"{VERSION}/earlier", data={"lines": lines.splitlines()[0]})
    assert "Line 1: This day lies ahead." in ahead.text
    assert "Maple Clinic; Bo Roe; Chair; 2027-05-04" in ahead.text


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
def test_the_order_of_days_is_asked_about_only_where_it_is_not_plain(client):
    plain = client.post(f"{VERSION}/earlier", data={"lines": "Nobody; Bo Roe; Chair; 25/04/2023"})
    assert "How are days such as" not in plain.text
    asked = client.post(f"{VERSION}/earlier", data={"lines": "Nobody; Bo Roe; Chair; 04/05/2023"})
    assert "How are days such as 04/05/2019 written in this table?" in asked.text
    assert "Line 1: “04/05/2023” can be 4 May 2023 or 5 April 2023." in asked.text


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
def test_asking_somebody_who_was_asked_is_refused_in_words(client, asked):
    page = client.post(f"{VERSION}/partners/1/ask", data={"signatory": str(asked.signatory_id)})
    assert page.status_code == 422
    assert "This person has been asked already." in page.text
