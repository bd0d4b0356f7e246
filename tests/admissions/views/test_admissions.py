"""What the team's pages show of admissions, to whom, and what they do."""

import pytest

from registry.admissions.queries import admissions
from registry.database.transactions import unit_of_work
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Status
from registry.security.permissions import Role
from registry.teams.services import teams
from tests.admissions import builders
from tests.admissions.builders import page_of
from tests.commitments.builders import publish_policy
from tests.factories import WHO_AND_WHEN, make_partner, make_pdf, make_reader, make_representative, make_team
from tests.reading import error_on, saved_now

LIST = "/teams/east/admissions"
MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def reader(client, team):
    """Asks for a page as a reader of the team."""
    with unit_of_work():
        user = make_reader(team)
    client.sign_in(user)
    return client


# -- the list ----------------------------------------------------------------------------------------


def test_the_list_says_what_each_waits_for(coordinator, team, received):
    answer = coordinator.get(LIST)
    assert "Riverside Hospital" in answer.text
    assert "for its review" in answer.text


def test_an_unconfirmed_application_is_counted_and_not_named(coordinator, team):
    builders.send(team)
    answer = coordinator.get(LIST)
    assert "One application waits for its mailbox" in answer.text
    assert "Riverside" not in answer.text


def test_the_list_can_be_asked_for_one_step(coordinator, team, deliberated):
    builders.refuse(deliberated)
    assert "Riverside" not in coordinator.get(LIST).text
    assert "Riverside" in coordinator.get(f"{LIST}?only=refused").text
    assert coordinator.get(f"{LIST}?only=nonsense&before=x").status_code == 200


def test_the_list_names_the_signatures_that_are_outstanding(coordinator, team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    assert "for signatures: Privacy policy" in coordinator.get(LIST).text
    builders.sign_all(deliberated)
    assert "all is signed: to be made a partner" in coordinator.get(LIST).text


def test_the_list_needs_as_many_queries_for_many_as_for_one(coordinator, team, count_queries):
    builders.receive(team, network="a")
    with count_queries() as one:
        coordinator.get(LIST)
    builders.receive(team, network="b", organization="Elm Pharmacy")
    builders.receive(team, network="c", organization="Oak Pharmacy")
    with count_queries() as many:
        coordinator.get(LIST)
    assert len(many.selects) == len(one.selects) <= 8


def test_a_reader_finds_only_what_is_under_review_and_after(reader, team, received):
    assert "Riverside" not in reader.get(LIST).text
    assert reader.get(page_of(received)).status_code == 404
    builders.review(received)
    assert "Riverside" in reader.get(LIST).text


def test_a_reader_finds_no_refused_application(reader, deliberated):
    builders.refuse(deliberated)
    assert "Riverside" not in reader.get(f"{LIST}?only=refused").text
    assert reader.get(page_of(deliberated)).status_code == 404


# -- the dossier -------------------------------------------------------------------------------------


def test_a_reader_sees_no_contact_no_declaration_no_document(reader, team):
    admission = builders.receive(team, has_interest=True, interest="A cousin sits on both boards.")
    builders.add_document(admission, make_pdf(), "by-laws.pdf")
    builders.review(admission)
    answer = reader.get(page_of(admission))
    assert answer.status_code == 200
    assert not [
        text for text in (builders.APPLICANT, "Jo Roe", "cousin", "by-laws.pdf") if text in answer.text
    ]
    assert reader.get(page_of(admission, f"documents/{admission.documents[0].id}")).status_code == 404


def test_who_speaks_for_a_voice_on_the_roll_reads_the_whole_dossier(client, team):
    admission = builders.receive(team, has_interest=True, interest="A cousin sits on both boards.")
    builders.add_document(admission, make_pdf(), "by-laws.pdf")
    builders.put_before(builders.review(admission))
    with unit_of_work(team.id):
        user = make_representative(partner_queries.partner_called(team.id, "Maple Clinic"))
    client.sign_in(user)
    assert "cousin" in client.get(page_of(admission)).text
    assert client.get(page_of(admission, f"documents/{admission.documents[0].id}")).data == make_pdf()


def test_the_coordinator_is_told_of_a_partner_and_another_application(coordinator, team, received):
    builders.receive(team, network="m", organization="RIVERSIDE hospital")
    with unit_of_work(team.id):
        make_partner(team, "Riverside Hospital")
    answer = coordinator.get(page_of(received))
    assert "on the list of partners already" in answer.text
    assert "another open application" in answer.text


def test_each_act_says_who_in_which_role(coordinator, received):
    answer = coordinator.get(page_of(received))
    assert "Jo Roe, representative, Riverside Hospital" in answer.text


def test_a_dossier_needs_few_queries(coordinator, team, deliberated, count_queries):
    with count_queries() as counted:
        coordinator.get(page_of(deliberated))
    assert len(counted.selects) <= 24


def test_another_teams_admission_is_not_found(coordinator, received):
    with unit_of_work():
        other = make_team(slug="west")
        teams.grant_role(team=other, user_id=builders.coordinator().id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    assert coordinator.get(f"/teams/west/admissions/{received.id}").status_code == 404


# -- what is done there ------------------------------------------------------------------------------


def test_a_review_is_begun_and_noted(coordinator, received):
    assert coordinator.post(page_of(received, "begin-review")).status_code == 303
    answer = received.answers[0].id
    form = {
        f"finding_{answer}": "met",
        "review": "Fine",
        "revision": admissions.admission(received.id).revision,
    }
    assert coordinator.post(page_of(received, "review"), data=form).status_code == 303
    assert admissions.admission(received.id).answers[0].finding == "met"


def test_of_two_who_note_a_review_the_second_is_told_and_sees_both(coordinator, received):
    coordinator.post(page_of(received, "begin-review"))
    finding = f"finding_{received.answers[0].id}"
    form = {"review": "Fine", finding: "met", "revision": admissions.admission(received.id).revision}
    coordinator.post(page_of(received, "review"), data=form)
    told = coordinator.post(
        page_of(received, "review"), data=form | {"review": "Unclear", finding: "unclear"}
    )
    assert told.status_code == 422
    assert "Fine" in saved_now(told)
    assert "Finding on 1</dt>" in saved_now(told)
    assert "Unclear</textarea>" in told.text


def test_a_review_of_100_kilobytes_gets_words_on_its_field(coordinator, received):
    coordinator.post(page_of(received, "begin-review"))
    form = {"review": "x" * 100_000, "revision": admissions.admission(received.id).revision}
    answer = coordinator.post(page_of(received, "review"), data=form)
    assert answer.status_code == 422
    assert "at most 5000 characters" in error_on(answer, "review")


def test_it_is_put_before_the_partners_from_its_page(coordinator, team, received):
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic")
    builders.review(received)
    form = {"do": "send", "title": "Admission", "question": "Shall it?", "roll_kind": "organization"}
    assert coordinator.post(page_of(received, "deliberate"), data=form).status_code == 303
    assert admissions.admission(received.id).step == "deliberation"


def test_a_decision_without_a_roll_gets_words(coordinator, received):
    builders.review(received)
    form = {"title": "Admission", "question": "Shall it?", "roll_kind": "organization"}
    answer = coordinator.post(page_of(received, "deliberate"), data=form)
    assert answer.status_code == 422
    assert "needs a roll" in answer.text


def test_it_is_made_a_partner_from_its_page(coordinator, deliberated):
    builders.invite(deliberated)
    assert coordinator.post(page_of(deliberated, "complete")).status_code == 303
    assert admissions.admission(deliberated.id).partner.status(builders.TODAY) is Status.PARTNER


def test_it_is_not_made_a_partner_while_something_is_outstanding(coordinator, team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    answer = coordinator.post(page_of(deliberated, "complete"))
    assert answer.status_code == 409
    assert "Privacy policy still to be signed" in answer.text


@pytest.mark.parametrize("act", ["set-aside", "withdraw"])
def test_what_needs_a_reason_says_so(coordinator, received, act):
    assert error_on(coordinator.post(page_of(received, act)), "reason") == "Say why, in a few words."
    assert coordinator.post(page_of(received, act), data={"reason": "It came twice."}).status_code == 303


def test_a_coordinator_adds_a_document_that_came_by_mail(coordinator, received):
    assert (
        coordinator.post(
            page_of(received, "documents"), **builders.upload(make_pdf(), "letter.pdf")
        ).status_code
        == 303
    )
    assert admissions.admission(received.id).documents[0].by_capacity == "coordinator"


def test_a_document_of_30_megabytes_gets_words_on_its_field(coordinator, received):
    answer = coordinator.post(
        page_of(received, "documents"), **builders.upload(b"%PDF-" + b"0" * 30 * MEGABYTE, "big.pdf")
    )
    assert answer.status_code == 422
    assert "larger than 20 MB" in error_on(answer, "document")


def test_a_document_is_handed_out_as_a_file_never_shown(coordinator, received):
    builders.add_document(received, make_pdf(), "by-laws.pdf")
    answer = coordinator.get(page_of(received, f"documents/{received.documents[0].id}"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_organization_is_invited_to_apply_from_a_page(coordinator, team):
    form = {
        "organization": "Elm Pharmacy",
        "contact_name": "Pat",
        "contact_email": "p@example.org",
        "language": "fr",
    }
    shown = coordinator.post(f"{LIST}/approach", data=form).text
    assert "Elm Pharmacy:</strong> Pat" in shown
    assert builders.messages("approach") == []
    assert coordinator.post(f"{LIST}/approach", data=form | {"do": "send"}).status_code == 303
    assert builders.messages("approach")[0].language == "fr"


def test_a_contact_whose_mail_came_back_is_mended_and_gets_a_new_link(coordinator, received):
    page, before = page_of(received, "contact"), received.generation
    assert f'value="{received.contact_email}"' in coordinator.get(page).text
    typed = {"contact_name": "Sam Sage", "contact_email": "sam@example.org"}
    shown = coordinator.post(page, data=typed).text
    assert f"{received.organization}:</strong> Sam Sage" in shown
    assert received.generation == before
    done = coordinator.post(page, data=typed | {"do": "send"}, follow_redirects=True)
    assert f"The link before no longer works. Told: {received.organization}." in done.text
    now = admissions.admission(received.id)
    assert (now.contact_name, now.contact_email, now.generation) == (
        "Sam Sage",
        "sam@example.org",
        before + 1,
    )
    assert builders.messages("link")[-1].to_address == "sam@example.org"


def test_a_contact_with_an_address_that_is_none_gets_words_on_the_field(coordinator, received):
    typed = {"contact_name": "Sam Sage", "contact_email": "nowhere"}
    answer = coordinator.post(page_of(received, "contact"), data=typed)
    assert "This is not an e-mail address" in error_on(answer, "contact_email")


def test_whom_to_write_to_stays_once_an_application_has_ended(coordinator, received):
    builders.withdraw(received)
    typed = {"contact_name": "Sam Sage", "contact_email": "sam@example.org"}
    answer = coordinator.post(page_of(received, "contact"), data=typed)
    assert "only while an application is open" in answer.text
    assert "Change whom to write to" not in coordinator.get(page_of(received)).text


def test_adding_a_partner_that_rests_on_nothing_yet_leads_to_an_admission(coordinator, team):
    typed = {"name": "Willow", "tier": "anchor", "status": "partner", "effective_on": "2026-03-01"}
    typed |= {"language": "en", "signatures_needed": "1", "rests_on": "admission"}
    answer = coordinator.post("/teams/east/partners/new", data=typed)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/approach?organization=Willow")
    assert 'value="Willow"' in coordinator.get(answer.location).text
    assert partner_queries.partner_called(team.id, "Willow") is None
