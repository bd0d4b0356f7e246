"""The pages of cases: what they take, what they refuse and on which field."""

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import State
from tests.conflicts.making import (
    TODAY,
    at_steering,
    close,
    decide,
    escalate,
    extend_to,
    raise_one,
    spend,
)
from tests.conflicts.test_conflict_services import recuse
from tests.factories import make_pdf
from tests.reading import error_on, value_of

HERE = "/teams/east/conflicts"
#: What a page shows does not depend on the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def coordinator(cast, client):
    """The coordinator is signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator


def raising(cast, **said):
    """What the form of a new case is given."""
    given = {
        "count": "3",
        "committee": cast.group.id,
        "party_1": f"partner:{cast.riverside.id}",
        "party_2": f"partner:{cast.maple.id}",
        "subject": "The van",
        "account": "Both need it on Mondays.",
        "raised_on": TODAY.isoformat(),
    }
    return given | said


@pytest.mark.usefixtures("coordinator")
def test_a_case_is_raised_and_shown_with_its_sum(cast, client, woken):
    answer = client.post(f"{HERE}/new", data=raising(cast))
    assert "raised 24 Nov 2026 + 45 days = 8 Jan 2027" in client.get(answer.location).text
    assert woken == ["outbox.send"]


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"party_2": ""}, "party_2", "two parties or more"),
        ({"party_3": "partner:1"}, "party_3", "named twice"),
        ({"party_2": "partner:999"}, "party_2", "Not a valid choice."),
        ({"subject": "  "}, "subject", "Say it in a few words."),
        ({"account": "x" * 100_000}, "account", "at most 20000 characters"),
        ({"committee": ""}, "committee", "Choose one."),
        ({"raised_on": "2026-11-25"}, "raised_on", "This day lies ahead."),
        (
            {"raised_on": "never"},
            "raised_on",
            "“never” is not a day. Write it as 2026-11-24 or 24 November 2026.",
        ),
    ],
)
def test_what_is_wrong_with_a_case_stands_on_its_field(cast, client, said, field, words):
    answer = client.post(f"{HERE}/new", data=raising(cast, **said))
    assert answer.status_code == 422 or answer.status_code == 409  # noqa: PLR1714
    assert words in error_on(answer, field)
    assert cases.open_cases(cast.team.id) == []


@pytest.mark.usefixtures("coordinator")
def test_there_is_room_for_more_parties_and_nothing_typed_is_lost(cast, client):
    text = client.post(f"{HERE}/new", data=raising(cast, more="yes")).text
    assert 'name="party_5"' in text
    assert "Both need it on Mondays." in text


def test_a_reader_raises_nothing(cast, client):
    client.sign_in(cast.for_birch)
    answer = client.post(f"{HERE}/new", data=raising(cast))
    assert answer.status_code == 403


def test_a_file_of_thirty_megabytes_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    file = FileStorage(io.BytesIO(b"%PDF-1.7" + bytes(30 * 1024 * 1024)), "big.pdf")
    boundary, body = encode_multipart({"file": file, "visibility": "shared"})
    sent = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
    answer = client.post(f"{HERE}/{case.id}/files/new", **sent)
    assert error_on(answer, "file") == "This file is larger than 20 MB."


def test_a_file_that_is_not_what_its_name_says_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    file = (io.BytesIO(b"PK\x03\x04 and more"), "letter.pdf")
    answer = client.post(f"{HERE}/{case.id}/files/new", data={"file": file, "visibility": "shared"})
    assert error_on(answer, "file") == "The content of this file is not what its name says."


def test_a_file_comes_back_as_it_was_given(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    data = {"file": (io.BytesIO(make_pdf()), "letter.pdf"), "visibility": f"party:{case.parties[1].id}"}
    client.post(f"{HERE}/{case.id}/files/new", data=data)
    answer = client.get(f"{HERE}/{case.id}/files/1")
    assert answer.data == make_pdf()
    assert "attachment; filename=letter.pdf" in answer.headers["Content-Disposition"]


def test_a_party_is_not_offered_what_the_committee_keeps_to_itself(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    answer = client.post(f"{HERE}/{case.id}/notes/new", data={"text": "Ours", "visibility": "committee"})
    assert answer.status_code == 422
    assert cases.notes_of(case.id) == []


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"share_1": "5", "share_2": "6"}, "share_1", "The shares come to 11.00, the expense to 10.00."),
        ({"share_1": "five", "share_2": "5"}, "share_1", "Enter an amount"),
        ({"total": ""}, "total", "Enter an amount"),
        ({"total": "0", "share_1": "", "share_2": ""}, "total", "Enter an amount"),
        ({"ground": ""}, "ground", "Say it in a few words."),
    ],
)
def test_what_is_wrong_with_an_expense_stands_on_its_field(cast, client, said, field, words):
    case = raise_one(cast)
    given = {"what": "Mediation", "total": "10", "share_1": "5", "share_2": "5", "ground": "Agreed"}
    answer = client.post(f"{HERE}/{case.id}/expenses/new", data=given | said)
    assert words in error_on(answer, field)
    assert cases.case_of(cast.team.id, case.id).expenses == []


@pytest.mark.usefixtures("coordinator")
def test_an_equal_split_is_offered_and_not_entered(cast, client):
    case = raise_one(cast)
    given = {"what": "Mediation", "total": "10.01", "ground": "Agreed", "split": "equal"}
    answer = client.post(f"{HERE}/{case.id}/expenses/new", data=given)
    assert (value_of(answer, "share_1"), value_of(answer, "share_2")) == ("5.01", "5.00")
    assert cases.case_of(cast.team.id, case.id).expenses == []


@pytest.mark.usefixtures("coordinator")
def test_no_share_is_filled_in_unasked(cast, client):
    answer = client.get(f"{HERE}/{raise_one(cast).id}/expenses/new")
    assert not re.search(r'name="share_1"[^>]* value="[^"]', answer.text)
    assert 'name="share_1"' in answer.text


def test_a_share_is_confirmed_on_the_page_of_the_case(cast, client):
    case = raise_one(cast)
    spend(case, cast.coordinator, {1: 100})
    client.sign_in(cast.for_maple)
    assert "Confirm $1.00" in client.get(f"{HERE}/{case.id}").text
    client.post(f"{HERE}/{case.id}/shares/1/confirm")
    assert "Max May, representative, Maple Clinic" in client.get(f"{HERE}/{case.id}").text


@pytest.mark.usefixtures("coordinator")
def test_who_closes_a_case_that_changed_meanwhile_is_told(cast, client):
    case = raise_one(cast)
    seen = value_of(client.get(f"{HERE}/{case.id}/close"), "revision")
    extend_to(case, cast.for_maple)
    data = {"revision": seen, "state": "settled", "on": TODAY.isoformat(), "text": "They share it."}
    answer = client.post(f"{HERE}/{case.id}/close", data=data)
    assert "Someone else changed this meanwhile" in answer.text
    assert cases.case_of(cast.team.id, case.id).state == State.AT_COMMITTEE


@pytest.mark.usefixtures("coordinator")
def test_a_closing_day_before_the_raising_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    data = {"revision": case.revision, "state": "settled", "on": "2026-11-23", "text": "They share it."}
    answer = client.post(f"{HERE}/{case.id}/close", data=data)
    assert error_on(answer, "on") == "This day lies before the case was raised."


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("to_on", "words"),
    [
        ("2027-01-08", "Choose a day after the present last day."),
        ("2026-01-01", "This day has passed. The earliest day is today, 24 November 2026."),
    ],
)
def test_an_extension_to_an_earlier_day_gets_words_on_its_field(cast, client, to_on, words):
    case = raise_one(cast)
    answer = client.post(f"{HERE}/{case.id}/extension", data={"to_on": to_on, "reason": "Time"})
    assert error_on(answer, "to_on") == words


def test_the_chair_signs_on_a_page_of_its_own(cast, client, woken):
    case = at_steering(cast)
    client.sign_in(cast.chair)
    revision = value_of(client.get(f"{HERE}/{case.id}/decide"), "revision")
    data = {"revision": revision, "on": TODAY.isoformat(), "text": "Maple hosts it."}
    answer = client.post(f"{HERE}/{case.id}/decide", data=data)
    assert "Signed by Chai Cho, for Steering Committee." in client.get(answer.location).text
    assert "records.issue_ordered" in woken


def test_a_case_reads_in_french(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.coordinator)
    client.post("/language/fr")
    assert "24 nov. 2026 + 45" in client.get(f"{HERE}/{case.id}").text


def test_words_that_look_like_markup_are_shown_as_typed(cast, client, coordinator):
    case = raise_one(cast, subject="<b>bold</b>", account="<script>alert(1)</script>")
    text = client.get(f"{HERE}/{case.id}").text
    assert "<b>bold</b>" not in text
    assert "&lt;script&gt;" in text


def test_the_board_prints_its_day_and_shows_the_overdue_first(cast, client):
    at_steering(cast, subject="A young one")
    at_steering(cast, subject="An old one", raised_on=TODAY.replace(month=9))
    client.sign_in(cast.chair)
    text = client.get(HERE).text
    assert text.index("An old one") < text.index("A young one")
    assert "1 of them over its last day" in text


def test_a_closed_case_is_listed_with_its_outcome(cast, client):
    case = at_steering(cast)
    decide(case, cast.chair)
    client.sign_in(cast.for_maple)
    assert "Decided" in client.get(HERE).text


def test_a_settled_case_offers_to_be_reopened_to_who_leads_it_only(cast, client):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    close(case, cast.coordinator)
    client.sign_in(cast.chair)
    assert "Reopen the case" in client.get(f"{HERE}/{case.id}").text
    client.sign_in(cast.for_maple)
    assert "Reopen the case" not in client.get(f"{HERE}/{case.id}").text


@pytest.mark.usefixtures("coordinator")
def test_how_the_team_handles_conflicts_is_kept(cast, client):
    data = {
        "revision": "0",
        "clock_start": "escalated",
        "shows_existence": "y",
        "sharing_en": "In equal parts",
    }
    assert client.post(f"{HERE}/settings", data=data).status_code == 303
    setting = cases.setting_of(cast.team.id)
    assert (setting.clock_start, setting.shows_existence) == ("escalated", True)
    assert "In equal parts" in client.get(f"{HERE}/{raise_one(cast).id}/expenses/new").text


def test_who_leads_the_case_takes_back_a_recusal_on_its_page(cast, client):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    client.sign_in(cast.coordinator)
    page = f"/teams/east/conflicts/{case.id}/recusals/{recusal.id}/take-back"
    assert "Take back the recusal of Sol Sato" in client.get(page).text
    there = client.post(page, data={"reason": "Another Sol was meant"}).location
    assert "Another Sol was meant" in client.get(there).text
