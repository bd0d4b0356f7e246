"""The pages on expenses of a case and their shares."""

import re

import pytest

from registry.conflicts.queries import cases, parties
from registry.conflicts.rules.money import TEAM, partner_key
from registry.documents.rules.provisions import ExpensesBy
from tests.agreements import agree_on
from tests.conflicts.builders import at_steering, enter, raise_one, spend
from tests.mailbox import text_of
from tests.reading import error_on, value_of, words_of

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


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


# -- who pays besides the parties ----------------------------------------------------------------------


@pytest.mark.usefixtures("coordinator")
def test_the_page_offers_who_can_pay_and_shows_the_shares_of_those_chosen(cast, client):
    case = raise_one(cast)
    page = client.get(f"{HERE}/{case.id}/expenses/new?by=team&by=deciding&partner={cast.birch.id}").text
    assert re.findall(r"Share of ([^<]+?)\s*<", page) == [
        cast.team.name(),
        "Riverside Hospital",
        "Maple Clinic",
        "Birch Home Care",
    ]


@pytest.mark.usefixtures("coordinator")
def test_an_expense_of_the_team_and_a_partner_is_entered_from_the_page(cast, client):
    case = raise_one(cast)
    page = f"{HERE}/{case.id}/expenses/new?by=team&partner={cast.birch.id}"
    typed = {"what": "Mediation", "total": "10.01", "share_1": "5.01", "share_2": "5", "ground": "Agreed"}
    typed |= {"by": "team", "partner": str(cast.birch.id)}
    typed["payers_shown"] = value_of(client.get(page), "payers_shown")
    assert "Nothing has gone out yet." in client.post(page, data=typed).text
    assert cases.case_of(cast.team.id, case.id).expenses == []
    assert client.post(page, data=typed | {"do": "send"}).status_code == 303
    (expense,) = cases.case_of(cast.team.id, case.id).expenses
    assert {share.payer(): share.cents for share in expense.shares} == {
        cast.team.name(): 501,
        "Birch Home Care": 500,
    }


@pytest.mark.usefixtures("coordinator")
def test_shares_of_others_than_the_page_showed_are_not_entered(cast, client):
    case = raise_one(cast)
    typed = {"what": "Mediation", "total": "5", "share_1": "5", "ground": "Agreed", "payers_shown": "party:9"}
    answer = client.post(f"{HERE}/{case.id}/expenses/new", data=typed)
    assert answer.status_code == 422
    assert "Who pays is no longer what the page showed." in answer.text


def test_who_pays_without_being_a_party_is_asked_by_mail_and_confirms_on_a_page_of_its_own(
    cast, client, mailbox, work
):
    case = raise_one(cast)
    share = enter(case, cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    work()
    message = text_of(mailbox.last(cast.for_birch.email))
    assert "The share of Birch Home Care is $1.00." in message
    assert case.title not in message
    client.sign_in(cast.for_birch)
    here = f"{HERE}/{case.id}/shares/{share.id}"
    assert here in message
    assert here in client.get("/teams/east/").text
    page = client.get(here).text
    assert "Two days of mediation" in page
    assert case.title not in page
    assert client.get(f"{HERE}/{case.id}").status_code == 404
    assert client.post(f"{here}/confirm").location == here
    assert "Bea Bell, representative, Birch Home Care" in client.get(here).text
    assert here not in client.get("/teams/east/").text


def test_a_coordinator_enters_a_word_given_elsewhere_and_who_pays_says_that_it_is_not_so(cast, client):
    case = raise_one(cast)
    share = enter(case, cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    here = f"{HERE}/{case.id}/shares/{share.id}"
    client.sign_in(cast.coordinator)
    assert f"{here}/relay" in client.get(f"{HERE}/{case.id}").text
    typed = {"said_by": "Ann Lee", "channel": "letter", "said_on": "2026-11-23"}
    answer = client.post(f"{here}/relay", data=typed, follow_redirects=True)
    words = "said by Ann Lee by letter on 23 November 2026, entered by Cora Cole, coordinator"
    assert words in words_of(answer)
    client.sign_in(cast.for_birch)
    page = client.get(here)
    assert words in words_of(page)
    assert "Confirm $1.00" in page.text
    denied = client.post(f"{here}/relayed", data={"reason": "Ann left in May"}, follow_redirects=True)
    assert f"Corrected: {words}" in words_of(denied)
    assert "Bea Bell, representative, Birch Home Care: Ann left in May" in words_of(denied)
    client.sign_in(cast.coordinator)
    assert f"{here}/relay" in client.get(f"{HERE}/{case.id}").text


@pytest.mark.parametrize("page", ["relay", "relayed"])
def test_who_handles_no_case_and_pays_nothing_relays_nothing(cast, client, page):
    case = raise_one(cast)
    share = enter(case, cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    client.sign_in(cast.for_maple)
    assert client.get(f"{HERE}/{case.id}/shares/{share.id}/{page}").status_code == 403


@pytest.mark.parametrize("who", ["of_group", "recused"])
def test_a_share_is_shown_to_nobody_who_neither_pays_nor_knows_of_the_case(cast, client, who):
    named = [parties.of_partner(cast.maple), parties.of_partner(cast.birch)]
    case = at_steering(cast) if who == "of_group" else raise_one(cast, named=named)
    share = enter(case, cast.coordinator, {TEAM: 100}).shares[0]
    client.sign_in(getattr(cast, who))
    assert client.get(f"{HERE}/{case.id}/shares/{share.id}").status_code == 404
    assert client.post(f"{HERE}/{case.id}/shares/{share.id}/confirm").status_code == 404


@pytest.mark.usefixtures("coordinator")
def test_what_was_typed_stays_with_its_payer_when_others_are_chosen(cast, client):
    case = raise_one(cast)
    page = f"{HERE}/{case.id}/expenses/new"
    typed = {"what": "Mediation", "total": "10", "share_2": "7", "show": "shares", "by": ["team"]}
    typed |= {"payers_shown": value_of(client.get(page), "payers_shown"), "partner": str(cast.maple.id)}
    answer = client.post(page, data=typed)
    assert answer.status_code == 200
    assert re.findall(r"Share of ([^<]+?)\s*<", answer.text) == [cast.team.name(), "Maple Clinic"]
    assert (value_of(answer, "what"), value_of(answer, "share_2")) == ("Mediation", "7")


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("agreed", "offered"),
    [
        (ExpensesBy.PARTIES, ["Riverside Hospital", "Maple Clinic"]),
        (ExpensesBy.COMMITTEE, ["Riverside Hospital"]),
        (ExpensesBy.TEAM, ["the team"]),
        (ExpensesBy.DECIDING_TIERS, ["Birch Home Care", "Maple Clinic", "Riverside Hospital"]),
        (ExpensesBy.AS_AGREED, ["Riverside Hospital", "Maple Clinic"]),
    ],
)
def test_who_pays_by_the_agreement_is_offered_first(cast, client, agreed, offered):
    agree_on(cast.team, expenses=agreed)
    page = client.get(f"{HERE}/{raise_one(cast).id}/expenses/new").text
    wanted = [cast.team.name() if name == "the team" else name for name in offered]
    assert sorted(re.findall(r"Share of ([^<]+?)\s*<", page)) == sorted(wanted)
    ground = re.search(r'<textarea[^>]*name="ground"[^>]*>([^<]*)<', page)[1].strip()
    assert ("version 1, section 2.2" in ground) == (agreed is not ExpensesBy.AS_AGREED)
