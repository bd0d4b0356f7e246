"""The pages of cases: what they show, what they refuse and on which field."""

import re

import pytest

from registry.conflicts.models.cases import ConflictSetting
from registry.conflicts.queries import cases
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.provisions import ExpensesBy
from registry.documents.services import documents
from tests.acts import act_of
from tests.agreements import agree_on
from tests.conflicts.builders import TODAY, at_steering, decide, raise_one
from tests.factories import NOW, make_partner
from tests.reading import error_on, value_of

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def raising(cast, **said):
    """What the form of a new case is given, and that it is sent."""
    given = {
        "do": "send",
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
def test_a_raised_case_names_who_was_told_and_for_whom_a_person_is_to_be_chosen(cast, client):
    with unit_of_work():
        lost = make_partner(cast.team, "Cedar Care")
    answer = client.post(f"{HERE}/new", data=raising(cast, party_2=f"partner:{lost.id}"))
    page = client.get(answer.location).text
    assert "The case is raised. Told: Riverside Hospital, Data Group, the coordinators." in page
    assert f'partners/{lost.id}/representatives/new">Cedar Care</a>: choose a person.' in page


@pytest.mark.usefixtures("coordinator")
def test_before_a_case_goes_out_its_mail_is_shown_and_nothing_is_kept(cast, client):
    page = client.post(f"{HERE}/new", data=raising(cast, do="")).text
    assert re.search(r"Maple Clinic:</strong>\s+Max May", page)
    assert "You handle this case in East Team" in page
    assert "/conflicts/1" not in page
    assert cases.open_cases(cast.team.id) == []


@pytest.mark.usefixtures("coordinator")
def test_who_handles_may_be_left_out_of_the_mail_with_a_reason_and_parties_may_not(cast, client):
    page = client.post(f"{HERE}/new", data=raising(cast, do="")).text
    offered = re.findall(r'name="left_out"[^>]* value="(\d+)"', page)
    assert {int(user_id) for user_id in offered} == {cast.of_group.id, cast.coordinator.id}
    chosen = raising(cast, do="send", left_out=cast.of_group.id)
    refused = client.post(f"{HERE}/new", data=chosen)
    assert (refused.status_code, error_on(refused, "left_out_reason")) == (422, "Say why they are left out.")
    refused = client.post(f"{HERE}/new", data=chosen | {"left_out_reason": "x" * 501})
    assert error_on(refused, "left_out_reason") == "Use at most 500 characters."
    client.post(f"{HERE}/new", data=chosen | {"left_out_reason": "On leave"})
    [case] = cases.open_cases(cast.team.id)
    page = client.get(f"{HERE}/{case.id}").text
    assert re.search(r"Wim Wu, .*?Left out of this mail.*?On leave", page, re.DOTALL)


def test_a_party_that_raises_a_case_leaves_nobody_out(cast, client):
    client.sign_in(cast.for_maple)
    page = client.post(f"{HERE}/new", data=raising(cast, do="")).text
    assert "Check before it goes out" in page
    assert 'name="left_out"' not in page


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
    assert answer.status_code == 422
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


@pytest.mark.usefixtures("coordinator")
def test_whether_others_learn_of_cases_is_kept(cast, client):
    data = {"revision": "0", "shows_existence": "y"}
    assert client.post(f"{HERE}/settings", data=data).status_code == 303
    assert cases.setting_of(cast.team.id).shows_existence


@pytest.mark.usefixtures("coordinator")
def test_how_the_team_handles_conflicts_is_shown_with_version_and_section(cast, client):
    version = agree_on(cast.team, conflict_days=30, expenses=ExpensesBy.TEAM)
    page = client.get(f"{HERE}/settings").text
    assert "30 days" in page
    place = f"/teams/east/documents/{version.document.slug}/versions/1#text-rule-4"
    assert f'href="{place}">version 1, section 2.1</a>' in page
    assert "conflict_days" not in page


@pytest.mark.usefixtures("coordinator")
def test_words_on_costs_that_were_set_before_are_offered_as_text_of_the_draft(cast, client):
    with unit_of_work(cast.team.id):
        db.session.add(ConflictSetting(team_id=cast.team.id, sharing_en="In equal parts"))
        documents.start_statement(cast.team, act=act_of(cast.coordinator, NOW))
    page = client.get(f"{HERE}/settings").text
    offer = re.search(r'href="([^"]*offered=yes)"', page)[1].replace("&amp;", "&")
    assert "In equal parts" in page
    assert "In equal parts</textarea>" in client.get(offer).text


@pytest.mark.usefixtures("coordinator")
def test_who_was_slower_in_settings_sees_it_and_can_save_again(cast, client):
    data = {"revision": "0", "shows_existence": "y"}
    client.post(f"{HERE}/settings", data=data)
    told = client.post(f"{HERE}/settings", data={"revision": "0"})
    assert told.status_code == 422
    again = client.post(f"{HERE}/settings", data={"revision": value_of(told, "revision")})
    assert again.status_code == 303


@pytest.mark.parametrize(("page", "most"), [("", 18), ("/1", 23)])
def test_a_page_reads_no_text_of_the_agreement_once_its_figures_are_known(
    cast, client, count_queries, page, most
):
    agree_on(cast.team, steering_committee=cast.steering.id)
    at_steering(cast)
    client.sign_in(cast.chair)
    client.get(f"{HERE}{page}")
    with count_queries() as counted:
        assert client.get(f"{HERE}{page}").status_code == 200
    assert not [text for text in counted.selects if "document_section" in text]
    assert len(counted.selects) <= most
