"""The pages behind a signing link: what they show, take and refuse."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from registry.commitments.queries import requests
from registry.commitments.rules.requests import HandOverState
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents, drafts, earlier_versions
from registry.outbox.models import Message
from registry.partners.rules.partners import Status
from registry.signing.rules.requests import RequestState
from registry.teams.rules import Tier
from tests.commitments.builders import (
    acknowledge,
    add_partner,
    ask_one,
    change,
    day,
    enter_paper,
    open_on,
    publish_next,
    set_schedule,
    set_status,
    sign,
    where,
)
from tests.factories import WHO_AND_WHEN, make_draft, make_pdf
from tests.reading import error_on, value_of
from tests.signing.builders import mailed_token, set_stored, store

FORMS = ["decline", "question", "board", "hand-over"]
CONFIRMED = {"name": "Ann Lee", "title": "Director", "has_authority": "y", "consents": "y"}

SINCE = "What changed since version {}, which your organization signed"
NOTE = {"en": "For anchors.", "fr": "Pour les chefs de file."}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def answer(client, address):
    """Reads the page of a request and sends what it asks for."""

    def send(request, **said):
        page = client.get(address(request))
        read = {name: value_of(page, name) for name in ("shown", "language")}
        return client.post(address(request), data=read | said, follow_redirects=True)

    return send


@pytest.fixture
def changes(client, address):
    """What the page of a request says has changed: its summary and its words; None where it says nothing."""

    def of(request, language="en"):
        page = client.get(f"{address(request)}?language={language}").text
        found = re.search(r"<details.*?</details>", page, re.DOTALL)
        return found and " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())

    return of


def publish_clause_for_anchors(version):
    """The next version, with a clause that anchors alone read."""
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        drafts.add_section(
            draft,
            part=draft.sections[0].part,
            heading={"en": "Funding", "fr": "Financement"},
            body={"en": "Anchors hold the funds.", "fr": "Les chefs de file tiennent les fonds."},
            tiers=["anchor"],
            **WHO_AND_WHEN,
        )
        return documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=NOTE, **WHO_AND_WHEN)


# -- signing -----------------------------------------------------------------------------------------


def test_the_page_shows_the_text_and_for_whom_it_is_signed(client, asked, address):
    page = client.get(address(asked))
    assert page.status_code == 200
    assert "We keep what we learn to ourselves." in page.text
    assert "Maple Clinic" in page.text


def test_the_page_says_what_changed_in_the_words_of_the_team(client, version, asked, address):
    newer = publish_next(version, ChangeKind.MATERIAL)
    page = client.get(address(ask_one(newer, asked.partner)) + "?language=fr")
    assert "Un mot de plus." in page.text


def test_a_record_that_came_back_is_not_said_to_have_been_sent(client, asked, address, work, mailbox):
    sign(asked)
    work()
    assert "It was also sent to you by e-mail." in client.get(address(asked)).text
    with unit_of_work():
        db.session.execute(sa.update(Message).values(fate="bounced"))
    assert "It did not reach you by e-mail: download it here." in client.get(address(asked)).text


@pytest.mark.parametrize("given", [{"typed": "Ann Lee"}, {"strokes": "[[[1, 2], [30, 40]]]"}])
def test_a_signature_typed_or_drawn_is_thanked_for_and_kept(version, partner, asked, answer, given):
    page = answer(asked, **CONFIRMED, **given)
    assert "your signature is recorded" in page.text
    assert where(partner, version) is Standing.CURRENT


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": ""}, "name", "Enter your name."),
        ({"name": "😀"}, "name", "Enter your name."),
        ({"typed": "x"}, "typed", "Type your name as your signature."),
        ({"title": " "}, "title", "Enter your title."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        (
            {"has_authority": ""},
            "has_authority",
            "Confirm that you are authorized to bind",
        ),
        ({"consents": ""}, "consents", "Confirm that you agree to sign electronically."),
        ({"typed": ""}, "typed", "Type your name as your signature."),
    ],
)
def test_what_a_signature_lacks_is_said_on_its_field(asked, answer, said, field, words):
    page = answer(asked, **(CONFIRMED | {"typed": "Ann Lee"} | said))
    assert page.status_code == 422
    assert error_on(page, field).startswith(words)
    assert asked.state == RequestState.OPEN


def test_signs_that_cannot_be_printed_are_named_before_signing_and_signed_once_agreed_to(asked, answer):
    said = CONFIRMED | {"name": "Ann 𐍈ee", "title": "Chief 𐌰", "typed": "Ann 𐍈ee"}
    page = answer(asked, **said)
    assert page.status_code == 422
    assert error_on(page, "takes_description") == (
        "These signs cannot be printed: 𐍈 [gothic letter hwair], 𐌰 [gothic letter ahsa]. "
        "In the record a description stands in their place."
    )
    assert [value_of(page, name) for name in ("name", "title", "typed")] == [
        said[name] for name in ("name", "title", "typed")
    ]
    assert asked.state == RequestState.OPEN
    agreed = said | {"takes_description": "y", "named_signs": value_of(page, "named_signs")}
    assert "your signature is recorded" in answer(asked, **agreed).text


def test_agreeing_to_one_sign_agrees_to_no_other(asked, answer):
    agreed = {"takes_description": "y", "named_signs": "𐌰", "typed": "Ann Lee"}
    page = answer(asked, **(CONFIRMED | {"name": "Ann 𐍈ee"} | agreed))
    assert page.status_code == 422
    assert "𐍈 [gothic letter hwair]" in error_on(page, "takes_description")


@pytest.mark.parametrize("name", ["王小明", "محمد علي", "Sḵwx̱wú7mesh", "Ann 😀"])
def test_a_name_that_can_be_printed_is_signed_without_a_question(asked, answer, name):
    assert "your signature is recorded" in answer(asked, **(CONFIRMED | {"name": name, "typed": name})).text


@pytest.mark.parametrize("strokes", ["[[[9000, 1]]]", "scribble", "[" * 9000, "{}"])
def test_a_drawing_that_cannot_be_read_is_answered_in_words(asked, answer, strokes):
    page = answer(asked, **CONFIRMED, strokes=strokes)
    assert page.status_code == 422
    assert "This drawing cannot be read." in page.text


def test_what_changed_since_the_page_was_opened_is_not_signed(client, partner, asked, address):
    page = client.get(address(asked))
    read = {name: value_of(page, name) for name in ("shown", "language")}
    set_schedule(partner)
    refused = client.post(address(asked), data=read | CONFIRMED | {"typed": "Ann Lee"})
    assert refused.status_code == 422
    assert "has changed since you opened this page" in refused.text


def test_a_line_in_english_only_is_marked_as_english_inside_the_french_text(client, partner, asked, address):
    set_schedule(partner, "Two nurses", "")
    page = client.get(address(asked) + "?language=fr").text
    assert '<span lang="en">Two nurses</span> (en anglais seulement)' in page
    assert "in English only" not in client.get(address(asked) + "?language=en").text


def test_a_text_is_read_and_signed_in_french_where_asked_for(client, asked, address):
    page = client.get(address(asked) + "?language=fr")
    assert "Nous gardons le secret." in page.text
    assert value_of(page, "language") == "fr"


def test_an_observer_acknowledges_with_one_button(team, version, answer):
    observer = add_partner(team, tier=Tier.OBSERVER)
    answer(ask_one(version, observer))
    assert where(observer, version) is Standing.ACKNOWLEDGED


def test_a_withdrawn_partner_is_told_that_nothing_is_signed_for_it(partner, asked, answer):
    set_status(partner, Status.WITHDRAWN)
    page = answer(asked, **CONFIRMED, typed="Ann Lee")
    assert page.status_code == 422
    assert "is not a partner of the team" in page.text


def test_a_signed_link_shows_the_outcome_and_signs_no_more(client, asked, address):
    sign(asked)
    assert "your signature is recorded" in client.get(address(asked)).text
    assert client.post(address(asked), data=CONFIRMED).status_code == 200
    assert len(requests.commitments_on(asked.version_id)) == 1


def test_a_code_whose_record_is_not_made_yet_is_known(client, asked):
    code = sign(asked).record_code
    page = client.get(f"/verify/{code}")
    assert page.status_code == 404
    assert "This record is being made. Look again in a few minutes." in page.text


def test_before_the_answer_the_address_of_the_record_leads_to_what_is_asked(client, asked, address):
    assert client.get(address(asked, "record.pdf")).location == address(asked)


def test_the_record_is_fetched_once_it_is_made(client, asked, address, work):
    sign(asked)
    assert client.get(address(asked, "record.pdf")).mimetype == "text/html"
    work()
    record = client.get(address(asked, "record.pdf"))
    assert record.data.startswith(b"%PDF-")
    [commitment] = requests.commitments_on(asked.version_id)
    assert record.headers["Content-Disposition"] == f"attachment; filename={commitment.record_code}.pdf"


def test_the_text_is_fetched_as_a_pdf_before_signing(client, asked, address):
    assert client.get(address(asked, "text.pdf")).data.startswith(b"%PDF-")


# -- answers short of signing ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", *FORMS, "text.pdf"])
def test_a_page_behind_a_link_sends_its_address_nowhere(client, asked, address, path):
    answered = client.get(address(asked, path))
    assert answered.status_code == 200
    assert answered.headers["Referrer-Policy"] == "no-referrer"
    assert answered.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("path", "said", "words"),
    [
        (
            "decline",
            {"reason": "Our counsel advises against."},
            "Your answer is recorded: declined. Told: the coordinators.",
        ),
        (
            "question",
            {"text": "For the whole term?"},
            "Your question is kept. The answer comes by e-mail. Told: the coordinators.",
        ),
        ("board", {"board_until": "2026-12-15"}, "Noted: it is with your board."),
        (
            "hand-over",
            {"to": "new", "name": "Cy Poe", "title": "Chair", "email": "cy@example.org"},
            "The coordinator decides",
        ),
    ],
)
def test_an_answer_short_of_signing_is_confirmed_in_words(client, asked, address, path, said, words):
    answered = client.post(address(asked, path), data=said, follow_redirects=True)
    assert answered.status_code == 200
    assert words in answered.text


@pytest.mark.parametrize(
    ("path", "said", "field", "words"),
    [
        ("decline", {}, "reason", "Say in a few words why you decline."),
        ("question", {}, "text", "Write your question."),
        ("board", {}, "board_until", "Enter a day."),
        ("board", {"board_until": "2026-11-23"}, "board_until", "This day has passed."),
        ("board", {"board_until": "2028-01-01"}, "board_until", "Give a day within a year."),
        ("hand-over", {}, "to", "Choose a person."),
        (
            "hand-over",
            {"to": "new", "title": "Chair", "email": "cy@example.org"},
            "name",
            "Enter their name.",
        ),
        (
            "hand-over",
            {"to": "new", "name": "Cy Poe", "email": "cy@example.org"},
            "title",
            "Enter their title",
        ),
        ("hand-over", {"to": "new", "name": "Cy Poe", "title": "Chair"}, "email", "Enter an e-mail address"),
        (
            "hand-over",
            {"to": "new", "name": "Cy Poe", "title": "Chair", "email": "nowhere"},
            "email",
            "This is not an e-mail address",
        ),
    ],
)
def test_an_answer_that_lacks_something_is_refused_on_its_field(
    client, asked, address, path, said, field, words
):
    refused = client.post(address(asked, path), data=said)
    assert refused.status_code == 422
    assert error_on(refused, field).startswith(words)
    assert asked.state == RequestState.OPEN


def test_a_request_is_handed_to_a_listed_person(client, team, version, address):
    partner = add_partner(team, people=2)
    first, second = partner.signatories
    request = ask_one(version, partner)
    client.post(address(request, "hand-over"), data={"to": str(second.id)})
    assert [one.signatory_id for one in open_on(version, partner)] == [second.id]
    assert first.id != second.id


def test_a_new_person_is_named_by_link_and_waits(client, asked, address):
    person = {"to": "new", "name": "Cy Poe", "title": "Chair", "email": "cy@example.org"}
    client.post(address(asked, "hand-over"), data=person)
    assert [one.state for one in asked.hand_overs] == [HandOverState.PROPOSED]


# -- links that do not answer ------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["nothing", "1-1-" + "A" * 32, "999-1-" + "_" * 32])
@pytest.mark.parametrize("path", ["", *(f"/{form}" for form in FORMS), "/text.pdf", "/record.pdf"])
def test_a_link_that_was_not_made_here_leads_nowhere(client, asked, token, path):
    assert client.get(f"/sign/{token}{path}").status_code == 404
    assert asked.fetched_at is None


def test_a_link_that_is_not_whole_gets_no_new_one(client, asked):
    assert client.post("/sign/nothing/renew").status_code == 404


@pytest.mark.parametrize("path", ["", *FORMS, "text.pdf", "record.pdf"])
def test_an_expired_link_says_so_on_every_page(client, asked, address, stopped_clock, path):
    stopped_clock.move_to(asked.expires_at)
    answered = client.get(address(asked, path))
    assert answered.status_code == 410
    assert "This link has expired." in answered.text


def test_an_expired_link_asks_for_a_new_one_which_works(client, asked, address, stopped_clock):
    stopped_clock.move_to(asked.expires_at + dt.timedelta(days=1))
    old = address(asked)
    renewed = client.post(address(asked, "renew"))
    assert renewed.status_code == 200
    assert asked.signatory.email not in renewed.text
    assert client.get(old).status_code == 410
    assert client.get(address(asked)).status_code == 200


def test_a_link_sent_again_ends_the_one_before(client, asked, address, stopped_clock):
    old = address(asked)
    stopped_clock.pass_by(hours=1)
    client.post(address(asked, "renew"))
    assert "A newer link has been sent to you." in client.get(old).text


@pytest.mark.parametrize("path", ["", "text.pdf", *FORMS])
def test_a_declined_request_only_says_so(client, asked, address, path):
    client.post(address(asked, "decline"), data={"reason": "Not now."})
    answered = client.get(address(asked, path))
    assert answered.status_code == 200
    assert "it was declined" in answered.text
    assert not re.search(r'name="typed"', answered.text)


def test_a_version_that_was_replaced_is_said_to_be_so_and_not_signed(version, asked, answer):
    publish_next(version, ChangeKind.MATERIAL)
    page = answer(asked, **CONFIRMED, typed="Ann Lee")
    assert page.status_code == 422
    assert "has been replaced by version 2" in page.text


def test_a_request_with_its_board_says_until_when(client, asked, address):
    client.post(address(asked, "board"), data={"board_until": day(10).isoformat()})
    assert "with your board until 4 December 2026" in client.get(address(asked)).text


# -- signing again -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_signs_for_the_first_time_is_told_of_no_change(asked, changes):
    assert changes(asked) is None


@pytest.mark.both_databases
def test_who_signed_before_reads_what_changed_since(version, partner, asked, changes):
    sign(asked)
    newer = publish_next(version, ChangeKind.MATERIAL)
    said = changes(ask_one(newer, partner))
    assert SINCE.format(1) in said
    assert "to ourselves. added: 2 end of addition." in said


@pytest.mark.both_databases
def test_what_changed_is_told_in_the_language_read(version, partner, asked, changes):
    sign(asked)
    said = changes(ask_one(publish_next(version, ChangeKind.MATERIAL), partner), "fr")
    assert "Nous gardons le secret." in said
    assert "ourselves" not in said


@pytest.mark.both_databases
def test_who_left_a_version_out_reads_what_changed_since_the_one_it_signed(version, partner, asked, changes):
    sign(asked)
    third = publish_next(publish_next(version, ChangeKind.MATERIAL), ChangeKind.MATERIAL)
    assert SINCE.format(1) in changes(ask_one(third, partner))


@pytest.mark.both_databases
def test_of_all_that_was_signed_the_latest_is_compared(version, partner, asked, changes):
    sign(asked)
    second = publish_next(version, ChangeKind.MATERIAL)
    sign(ask_one(second, partner))
    third = publish_next(second, ChangeKind.MATERIAL)
    assert SINCE.format(2) in changes(ask_one(third, partner))


@pytest.mark.both_databases
def test_what_another_partner_signed_is_not_compared(team, version, asked, changes):
    sign(asked)
    other = add_partner(team, "Birch House")
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert changes(ask_one(newer, other)) is None


@pytest.mark.both_databases
def test_what_was_signed_on_paper_is_compared_too(version, partner, changes):
    enter_paper(version, partner)
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert SINCE.format(1) in changes(ask_one(newer, partner))


@pytest.mark.both_databases
def test_who_acknowledged_before_reads_what_changed_since(team, version, changes):
    observer = add_partner(team, tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert "to ourselves. added: 2 end of addition." in changes(ask_one(newer, observer))


@pytest.mark.both_databases
def test_a_new_clause_for_anchors_is_a_change_for_an_anchor(version, partner, asked, changes):
    sign(asked)
    newer = publish_clause_for_anchors(version)
    assert "Anchors hold the funds." in changes(ask_one(newer, partner))


@pytest.mark.both_databases
def test_a_clause_that_an_associate_does_not_sign_is_no_change_for_it(team, version, changes):
    associate = add_partner(team, tier=Tier.ASSOCIATE)
    sign(ask_one(version, associate))
    newer = publish_clause_for_anchors(version)
    said = changes(ask_one(newer, associate))
    assert "Anchors hold the funds." not in said
    assert "Nothing changed in this language." in said


@pytest.mark.both_databases
def test_an_agreement_of_before_the_registry_is_said_to_be_a_file_that_differs(team, partner, changes):
    with change(team):
        draft = make_draft(team)
        old = earlier_versions.import_earlier_version(
            draft.document, dated_on=dt.date(2023, 5, 4), files={"en": make_pdf()}, **WHO_AND_WHEN
        )
        newer = documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=NOTE, **WHO_AND_WHEN)
    enter_paper(old, partner)
    assert "the files differ" in changes(ask_one(newer, partner))


# -- links mailed before -----------------------------------------------------------------------------


#: A request as it stood in the database when its second link was mailed.
STORED = {
    "id": 71,
    "tier": "anchor",
    "requirement": "signs",
    "state": "open",
    "generation": 2,
    "asked_at": "2026-11-20 15:00:00",
    "expires_at": "2027-01-05 05:00:00",
    "reason": "",
    "revision": 2,
}


@pytest.fixture
def mailed(app, version, partner):
    """The address of a link mailed for a stored request: by its generation, and how codes were written."""
    [signatory] = partner.signatories
    asked_of = {"version_id": version.id, "partner_id": partner.id, "signatory_id": signatory.id}
    store("signing_request", **STORED | asked_of)

    def of(generation, is_former=False):
        secret = str(app.secret_key)
        return f"/sign/{mailed_token('signing link', 71, generation, secret=secret, is_former=is_former)}"

    return of


@pytest.mark.parametrize("is_former", [True, False])
def test_a_link_mailed_for_a_stored_request_signs(client, partner, version, mailed, is_former):
    page = client.get(mailed(2, is_former))
    said = {name: value_of(page, name) for name in ("shown", "language")}
    client.post(mailed(2, is_former), data=CONFIRMED | said | {"typed": "Ann Lee"})
    assert where(partner, version) is Standing.CURRENT
    assert "your signature is recorded" in client.get(mailed(2, is_former)).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "A newer link has been sent to you."),
        ("declined", "This request has been answered: it was declined."),
        ("handed_over", "This request was handed over to another person"),
        ("revoked", "This request was withdrawn by the team’s coordinator."),
        ("closed", "This request is closed"),
    ],
)
def test_an_older_link_mailed_for_a_stored_request_says_why_it_ended(client, mailed, state, words):
    set_stored("signing_request", 71, state=state)
    page = client.get(mailed(1))
    assert page.status_code == 410
    assert words in page.text


def test_an_older_link_mailed_for_a_stored_request_gets_a_new_one(client, mailed):
    assert "A new link is on its way" in client.post(f"{mailed(1)}/renew").text
    assert "A newer link has been sent to you." in client.get(mailed(2)).text
    assert client.get(mailed(3)).status_code == 200
