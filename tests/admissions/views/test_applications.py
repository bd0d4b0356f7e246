"""The public form and the pages behind an applicant's link: no account, nothing told of others."""

import re

import pytest

from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.database.transactions import unit_of_work
from tests.admissions import builders
from tests.commitments.builders import publish_policy
from tests.factories import make_partner, make_pdf
from tests.mailbox import links_in, text_of
from tests.reading import error_on, value_of
from tests.signing.builders import mailed_token, set_stored

JOIN = "/teams/east/join"
MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.usefixtures("stopped_clock", "team")


@pytest.fixture
def filled(client, team, stopped_clock):
    """A form as a person fills it in: opened, read, and sent after a minute."""
    opened = value_of(client.get(JOIN), "opened")
    stopped_clock.pass_by(seconds=60)
    criterion = admissions.criteria_of(team.id)[0].id
    return {
        "opened": opened,
        "organization": "Riverside Hospital",
        "tier": "anchor",
        "has_interest": "no",
        "contact_name": "Jo Roe",
        "contact_email": builders.APPLICANT,
        "language": "en",
        f"answer_{criterion}": "yes",
        "website": "",
    }


@pytest.fixture
def at(secret):
    """The address of an application's page by its link."""
    return lambda admission, page="": builders.address_of(admission, page, secret=secret)


def the_one(team):
    """The application there is."""
    found = admissions.admissions_at(team.id, set(Step)).rows
    assert len(found) == 1
    return found[0]


def path_in(message):
    """The address in a message, without its host."""
    return re.sub("^https?://[^/]+", "", links_in(message)[0])


def test_signs_that_cannot_be_printed_are_named_before_an_application_is_sent(client, team, filled):
    said = filled | {"contact_name": "Jo 𐍈oe"}
    page = client.post(JOIN, data=said)
    assert page.status_code == 422
    assert "𐍈 [gothic letter hwair]" in error_on(page, "takes_description")
    assert value_of(page, "contact_name") == "Jo 𐍈oe"
    agreed = {"takes_description": "y", "named_signs": value_of(page, "named_signs")}
    client.post(JOIN, data=said | agreed | {"opened": value_of(page, "opened")})
    assert the_one(team).contact_name == "Jo 𐍈oe"


def test_an_organization_applies_without_an_account(client, team, filled, woken):
    answer = client.post(JOIN, data=filled)
    assert (answer.status_code, answer.location) == (303, f"{JOIN}/sent")
    assert the_one(team).step is Step.UNCONFIRMED
    assert "outbox.send" in woken


def test_the_answer_is_the_same_for_a_partner_and_for_who_applied_before(client, team, filled):
    with unit_of_work(team.id):
        make_partner(team, "Riverside Hospital")
    first = client.post(JOIN, data=filled)
    second = client.post(JOIN, data=filled)
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_the_link_in_the_message_shows_and_the_button_confirms(client, team, filled, mailbox, work):
    client.post(JOIN, data=filled)
    work()
    link = path_in(mailbox.last(builders.APPLICANT))
    assert "Confirm your application" in client.get(link).text
    assert the_one(team).step is Step.UNCONFIRMED
    client.post(f"{link}/confirm")
    assert the_one(team).step is Step.RECEIVED


def test_a_second_click_on_confirm_finds_it_done(client, at, received):
    assert client.post(at(received, "confirm")).status_code == 303
    assert len(builders.messages("receipt")) == 1


def test_while_mail_is_down_nothing_is_lost(client, team, filled, mailbox, work, stopped_clock):
    mailbox.close()
    assert client.post(JOIN, data=filled).status_code == 303
    work()
    mailbox.open()
    stopped_clock.pass_by(minutes=5)
    work()
    assert "/apply/" in text_of(mailbox.last(builders.APPLICANT))


# -- closed ------------------------------------------------------------------------------------------


def test_a_closed_intake_says_when_it_opens_next(client, team):
    builders.close(team)
    builders.add_window(team, 7, 20)
    answer = client.get(JOIN)
    assert "takes applications again from 1 December 2026" in answer.text
    assert "<textarea" not in answer.text


def test_what_is_sent_to_a_closed_intake_is_not_kept(client, team, filled):
    builders.close(team)
    client.post(JOIN, data=filled)
    assert admissions.admissions_at(team.id, set(Step)).rows == []


def test_an_open_window_says_until_when(client, team):
    builders.close(team)
    builders.add_window(team, 0, 7)
    assert "taken until 1 December 2026" in client.get(JOIN).text


# -- spam --------------------------------------------------------------------------------------------


def test_who_fills_the_trap_is_told_and_gets_through_the_next_time(client, team, filled):
    answer = client.post(JOIN, data=filled | {"website": "https://example.com"})
    assert answer.status_code == 422
    assert "people do not see" in answer.text
    assert value_of(answer, "website") == ""
    assert client.post(JOIN, data=filled).status_code == 303


def test_who_is_too_quick_sends_the_same_form_again(client, stopped_clock, filled):
    filled["opened"] = value_of(client.get(JOIN), "opened")
    answer = client.post(JOIN, data=filled)
    assert "quicker than anyone can read" in answer.text
    stopped_clock.pass_by(seconds=10)
    assert client.post(JOIN, data=filled | {"opened": value_of(answer, "opened")}).status_code == 303


def test_a_form_not_opened_here_is_not_taken(client, team, filled):
    assert client.post(JOIN, data=filled | {"opened": "made up"}).status_code == 422
    assert admissions.admissions_at(team.id, set(Step)).rows == []


def test_the_trap_is_out_of_sight_and_reach(client):
    page = client.get(JOIN).text
    trap = re.search(r"<div[^>]*>[^<]*<label for=\"website\".*?</div>", page)[0]
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1"' in trap


def test_no_network_address_is_kept(client, team, filled):
    client.post(JOIN, data=filled)
    assert the_one(team).network
    assert "127.0.0.1" not in the_one(team).network


def test_the_form_asks_nobody_else(client):
    assert "captcha" not in client.get(JOIN).text.lower()


# -- what is wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"organization": ""}, "organization"),
        ({"organization": "x" * 201}, "organization"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_email": ""}, "contact_email"),
        ({"tier": ""}, "tier"),
        ({"tier": "king"}, "tier"),
        ({"has_interest": ""}, "has_interest"),
        ({"has_interest": "yes"}, "interest"),
        ({"account": "x" * 100_000}, "account"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_is_wrong_stands_on_its_field_and_nothing_is_kept(client, team, filled, said, field):
    answer = client.post(JOIN, data=filled | said)
    assert answer.status_code == 422
    assert error_on(answer, field)
    assert admissions.admissions_at(team.id, set(Step)).rows == []


def test_every_criterion_is_answered(client, team, filled):
    name = f"answer_{admissions.criteria_of(team.id)[0].id}"
    answer = client.post(JOIN, data={key: said for key, said in filled.items() if key != name})
    assert error_on(answer, name) == "Answer yes or no."


def test_what_was_typed_is_not_lost(client, filled):
    answer = client.post(JOIN, data=filled | {"contact_email": "nobody", "account": "We care <b>"})
    assert "We care &lt;b&gt;" in answer.text


# -- behind the link ---------------------------------------------------------------------------------


def test_the_page_says_where_it_stands(client, at, received):
    answer = client.get(at(received))
    assert "Your application is received" in answer.text


def test_a_document_is_added_behind_the_link(client, at, received):
    sent = builders.upload(make_pdf(), "by-laws.pdf")
    assert client.post(at(received, "documents"), **sent).status_code == 303
    assert "by-laws.pdf" in client.get(at(received)).text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-" + b"0" * 30 * MEGABYTE, "big.pdf", "larger than 20 MB"),
        (b"<html>", "page.pdf", "damaged"),
        (make_pdf(), "page.png", "not what its name says"),
    ],
)
def test_a_document_that_cannot_be_taken_gets_words(client, at, received, data, name, words):
    answer = client.post(at(received, "documents"), **builders.upload(data, name))
    assert answer.status_code == 422
    assert words in error_on(answer, "document")


def test_an_applicant_withdraws_by_its_link(client, at, received):
    assert client.post(at(received, "withdraw"), data={"reason": ""}).status_code == 303
    assert "is withdrawn" in client.get(at(received)).text


def test_an_invited_organization_fills_in_its_dossier_by_its_link(client, team, at, filled):
    admission = builders.approach(team)
    assert "Vous êtes invités à poser votre candidature" in client.get(at(admission)).text
    assert client.post(at(admission), data=filled).status_code == 303
    assert admissions.admission(admission.id).step is Step.RECEIVED


def test_the_letter_is_fetched_by_the_link(client, team, at, work):
    publish_policy(team)
    admission = builders.invited(team)
    order = builders.orders_of(admission)[0]
    assert client.get(at(admission, f"letters/{order.id}.pdf")).status_code == 404
    work()
    assert client.get(at(admission, f"letters/{order.id}.pdf")).data.startswith(b"%PDF-")
    assert "to be signed" in client.get(at(admission)).text


def test_the_letter_of_another_is_not_found(client, team, at, work):
    theirs = builders.invited(team)
    mine = builders.receive(team, organization="Elm Pharmacy", network="m")
    work()
    order = builders.orders_of(theirs)[0]
    assert client.get(at(mine, f"letters/{order.id}.pdf")).status_code == 404


def test_an_older_link_says_so_and_sends_a_new_one(client, at, received, woken):
    old = at(received)
    builders.send_link(received)
    answer = client.get(old)
    assert answer.status_code == 410
    assert "no longer works" in answer.text
    client.post(f"{old}/renew")
    assert len(builders.messages("link")) == 2


@pytest.mark.parametrize("token", ["x", "1-1-" + "A" * 32, "999999999-1-" + "A" * 32])
def test_a_made_up_link_leads_nowhere(client, received, token):
    assert client.get(f"/apply/{token}").status_code == 404
    assert client.post(f"/apply/{token}/withdraw").status_code == 404


def test_the_link_tells_nobody_where_it_came_from(client, at, received):
    headers = client.get(at(received)).headers
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_the_signing_link_is_no_link_to_an_application(client, received, secret):
    token = builders.signing_token(received.id, secret=secret)
    assert client.get(f"/apply/{token}").status_code == 404


# -- links mailed before -----------------------------------------------------------------------------


@pytest.fixture
def mailed(received, secret):
    """The address of a link mailed for a stored application: its generation, and how codes were written."""
    set_stored("admission", received.id, generation=2)

    def of(generation, is_former=False):
        token = mailed_token("admission link", received.id, generation, secret=secret, is_former=is_former)
        return f"/apply/{token}"

    return of


@pytest.mark.parametrize("is_former", [True, False])
def test_a_link_mailed_for_a_stored_application_opens_its_page(client, mailed, is_former):
    page = client.get(mailed(2, is_former))
    assert page.status_code == 200
    assert "Riverside Hospital" in page.text


def test_an_older_link_mailed_for_a_stored_application_gets_a_new_one(client, mailed):
    assert "A newer link was sent since." in client.get(mailed(1)).text
    assert "A new link is on its way" in client.post(f"{mailed(1)}/renew").text
    assert [client.get(mailed(generation)).status_code for generation in (2, 3)] == [410, 200]
