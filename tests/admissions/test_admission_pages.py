"""What the team's pages show of admissions, to whom, and what they do."""

import pytest

from registry.accounts.models import User
from registry.admissions.queries import admissions
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.records.services import orders
from registry.security.permissions import Role
from registry.teams.services import teams
from tests.admissions import making
from tests.commitments.making import publish_policy
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
    make_member,
    make_partner,
    make_pdf,
    make_reader,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)
from tests.reading import error_on

pytestmark = pytest.mark.usefixtures("stopped_clock")


LIST = "/teams/east/admissions"
MEGABYTE = 1024 * 1024


@pytest.fixture
def coordinator(client, team):
    """Asks for a page of admissions as the coordinator."""
    client.sign_in(db.session.get_one(User, making.coordinator().id))
    return client


@pytest.fixture
def reader(client, team):
    """Asks for a page as a reader of the team."""
    with unit_of_work():
        user = make_reader(team)
    client.sign_in(user)
    return client


def of(admission, page=""):
    """The address of an admission's page."""
    return f"{LIST}/{admission.id}" + (f"/{page}" if page else "")


# -- the list ----------------------------------------------------------------------------------------


def test_the_list_says_what_each_waits_for(coordinator, team, received):
    answer = coordinator.get(LIST)
    assert "Riverside Hospital" in answer.text
    assert "for its review" in answer.text


def test_an_unconfirmed_application_is_counted_and_not_named(coordinator, team):
    making.send(team)
    answer = coordinator.get(LIST)
    assert "One application waits for its mailbox" in answer.text
    assert "Riverside" not in answer.text


def test_the_list_can_be_asked_for_one_step(coordinator, team, deliberated):
    making.refuse(deliberated)
    assert "Riverside" not in coordinator.get(LIST).text
    assert "Riverside" in coordinator.get(f"{LIST}?only=refused").text
    assert coordinator.get(f"{LIST}?only=nonsense&before=x").status_code == 200


def test_the_list_names_the_signatures_that_are_outstanding(coordinator, team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    assert "for signatures: Privacy policy" in coordinator.get(LIST).text
    making.sign_all(deliberated)
    assert "all is signed: to be made a partner" in coordinator.get(LIST).text


def test_the_list_needs_as_many_queries_for_many_as_for_one(coordinator, team, count_queries):
    making.receive(team, network="a")
    with count_queries() as one:
        coordinator.get(LIST)
    making.receive(team, network="b", organization="Elm Pharmacy")
    making.receive(team, network="c", organization="Oak Pharmacy")
    with count_queries() as many:
        coordinator.get(LIST)
    assert len(many.selects) == len(one.selects) <= 8


def test_a_reader_finds_only_what_is_under_review_and_after(reader, team, received):
    assert "Riverside" not in reader.get(LIST).text
    assert reader.get(of(received)).status_code == 404
    making.review(received)
    assert "Riverside" in reader.get(LIST).text


def test_a_reader_finds_no_refused_application(reader, deliberated):
    making.refuse(deliberated)
    assert "Riverside" not in reader.get(f"{LIST}?only=refused").text
    assert reader.get(of(deliberated)).status_code == 404


# -- the dossier -------------------------------------------------------------------------------------


def test_a_reader_sees_no_contact_no_declaration_no_document(reader, team):
    admission = making.receive(team, has_interest=True, interest="A cousin sits on both boards.")
    making.add_document(admission, make_pdf(), "by-laws.pdf")
    making.review(admission)
    answer = reader.get(of(admission))
    assert answer.status_code == 200
    assert not [text for text in (making.APPLICANT, "Jo Roe", "cousin", "by-laws.pdf") if text in answer.text]
    assert reader.get(of(admission, f"documents/{admission.documents[0].id}")).status_code == 404


def test_who_speaks_for_a_voice_on_the_roll_reads_the_whole_dossier(client, team):
    admission = making.receive(team, has_interest=True, interest="A cousin sits on both boards.")
    making.add_document(admission, make_pdf(), "by-laws.pdf")
    making.put_before(making.review(admission))
    with unit_of_work(team.id):
        user = make_representative(admissions.partner_called(team.id, "Maple Clinic"))
    client.sign_in(user)
    assert "cousin" in client.get(of(admission)).text
    assert client.get(of(admission, f"documents/{admission.documents[0].id}")).data == make_pdf()


def test_the_coordinator_is_told_of_a_partner_and_another_application(coordinator, team, received):
    making.receive(team, network="m", organization="RIVERSIDE hospital")
    with unit_of_work(team.id):
        make_partner(team, "Riverside Hospital")
    answer = coordinator.get(of(received))
    assert "on the list of partners already" in answer.text
    assert "another open application" in answer.text


def test_each_act_says_who_in_which_role(coordinator, received):
    answer = coordinator.get(of(received))
    assert "Jo Roe, representative, Riverside Hospital" in answer.text


def test_a_dossier_needs_few_queries(coordinator, team, deliberated, count_queries):
    with count_queries() as counted:
        coordinator.get(of(deliberated))
    assert len(counted.selects) <= 24


def test_another_teams_admission_is_not_found(coordinator, received):
    with unit_of_work():
        other = make_team(slug="west")
        teams.grant_role(team=other, user_id=making.coordinator().id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    assert coordinator.get(f"/teams/west/admissions/{received.id}").status_code == 404


# -- what is done there ------------------------------------------------------------------------------


def test_a_review_is_begun_and_noted(coordinator, received):
    assert coordinator.post(of(received, "begin-review")).status_code == 303
    answer = received.answers[0].id
    form = {
        f"finding_{answer}": "met",
        "review": "Fine",
        "revision": admissions.admission(received.id).revision,
    }
    assert coordinator.post(of(received, "review"), data=form).status_code == 303
    assert admissions.admission(received.id).answers[0].finding == "met"


def test_a_review_of_100_kilobytes_gets_words_on_its_field(coordinator, received):
    coordinator.post(of(received, "begin-review"))
    form = {"review": "x" * 100_000, "revision": admissions.admission(received.id).revision}
    answer = coordinator.post(of(received, "review"), data=form)
    assert answer.status_code == 422
    assert "at most 5000 characters" in error_on(answer, "review")


def test_it_is_put_before_the_partners_from_its_page(coordinator, team, received):
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic")
    making.review(received)
    form = {"title": "Admission", "question": "Shall it?", "roll_kind": "organization"}
    assert coordinator.post(of(received, "deliberate"), data=form).status_code == 303
    assert admissions.admission(received.id).step == "deliberation"


def test_a_decision_without_a_roll_gets_words(coordinator, received):
    making.review(received)
    form = {"title": "Admission", "question": "Shall it?", "roll_kind": "organization"}
    answer = coordinator.post(of(received, "deliberate"), data=form)
    assert answer.status_code == 422
    assert "needs a roll" in answer.text


def invitation(**said):
    """The form of an invitation."""
    form = {
        "tier": "anchor",
        "signatory_name": "Jo Roe",
        "signatory_email": making.APPLICANT,
        "title": "Coordinator",
    }
    return form | said


def test_an_invitation_is_signed_from_its_page(coordinator, deliberated, woken):
    assert coordinator.post(of(deliberated, "invite"), data=invitation()).status_code == 303
    assert orders.ISSUE in woken
    assert admissions.admission(deliberated.id).outcome_signer == "Robin Roe"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"signatory_email": "nobody"}, "signatory_email"),
        ({"signatory_name": ""}, "signatory_name"),
        ({"title": ""}, "title"),
        ({"tier": ""}, "tier"),
        ({"words": "x" * 100_000}, "words"),
    ],
)
def test_what_is_wrong_with_an_invitation_stands_on_its_field(coordinator, deliberated, said, field):
    answer = coordinator.post(of(deliberated, "invite"), data=invitation(**said))
    assert answer.status_code == 422
    assert error_on(answer, field)
    assert admissions.admission(deliberated.id).step == "deliberation"


def test_a_refusal_without_a_reason_gets_words(coordinator, deliberated):
    answer = coordinator.post(of(deliberated, "refuse"), data={"title": "Chair"})
    assert error_on(answer, "reason") == "Say why, in a few words."


def test_the_chair_signs_with_an_account_of_their_own(client, team, deliberated):
    with unit_of_work(team.id):
        chair = make_member(team, name="Cy Chair")
        seat_member(make_seat(make_committee(team)), chair, is_chair=True)
    client.sign_in(chair)
    assert client.post(of(deliberated, "invite"), data=invitation(title="Chair")).status_code == 303
    act = admissions.admission(deliberated.id).acts[-1]
    assert (act.by_name, act.by_capacity, act.by_for) == ("Cy Chair", "chair", "Steering Committee")


def test_a_member_without_the_chair_signs_no_outcome(client, team, deliberated):
    with unit_of_work(team.id):
        member = make_member(team, name="Mo Member")
    client.sign_in(member)
    assert client.get(of(deliberated, "invite")).status_code == 403
    assert client.post(of(deliberated, "refuse"), data={"reason": "No", "title": "X"}).status_code == 403


def test_it_is_made_a_partner_from_its_page(coordinator, deliberated):
    making.invite(deliberated)
    assert coordinator.post(of(deliberated, "complete")).status_code == 303
    assert admissions.admission(deliberated.id).partner.status(making.TODAY) is Status.PARTNER


def test_it_is_not_made_a_partner_while_something_is_outstanding(coordinator, team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    answer = coordinator.post(of(deliberated, "complete"))
    assert answer.status_code == 409
    assert "Privacy policy still to be signed" in answer.text


@pytest.mark.parametrize("act", ["set-aside", "withdraw"])
def test_what_needs_a_reason_says_so(coordinator, received, act):
    assert error_on(coordinator.post(of(received, act)), "reason") == "Say why, in a few words."
    assert coordinator.post(of(received, act), data={"reason": "It came twice."}).status_code == 303


def test_a_coordinator_adds_a_document_that_came_by_mail(coordinator, received):
    assert (
        coordinator.post(of(received, "documents"), **making.upload(make_pdf(), "letter.pdf")).status_code
        == 303
    )
    assert admissions.admission(received.id).documents[0].by_capacity == "coordinator"


def test_a_document_of_30_megabytes_gets_words_on_its_field(coordinator, received):
    answer = coordinator.post(
        of(received, "documents"), **making.upload(b"%PDF-" + b"0" * 30 * MEGABYTE, "big.pdf")
    )
    assert answer.status_code == 422
    assert "larger than 20 MB" in error_on(answer, "document")


def test_a_document_is_handed_out_as_a_file_never_shown(coordinator, received):
    making.add_document(received, make_pdf(), "by-laws.pdf")
    answer = coordinator.get(of(received, f"documents/{received.documents[0].id}"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_organization_is_invited_to_apply_from_a_page(coordinator, team):
    form = {
        "organization": "Elm Pharmacy",
        "contact_name": "Pat",
        "contact_email": "p@example.org",
        "language": "fr",
    }
    assert coordinator.post(f"{LIST}/approach", data=form).status_code == 303
    assert making.messages("approach")[0].language == "fr"


# -- the intake --------------------------------------------------------------------------------------


def test_a_closing_date_before_opening_stands_on_its_field(coordinator):
    form = {"opens_on": "2027-03-01", "closes_on": "2027-02-01"}
    answer = coordinator.post("/teams/east/intake/windows/new", data=form)
    assert answer.status_code == 422
    assert "closes before it opens" in error_on(answer, "closes_on")


def test_the_intake_is_settled_on_its_page(coordinator, team):
    revision = admissions.setting_of(team.id).revision
    form = {"welcome_en": "Come in.", "revision": revision}
    assert coordinator.post("/teams/east/intake", data=form).status_code == 303
    assert (admissions.setting_of(team.id).all_year, admissions.setting_of(team.id).welcome_en) == (
        False,
        "Come in.",
    )


def test_a_criterion_is_added_and_worded_anew(coordinator, team):
    form = {"text_en": "It has a board", "text_fr": "Il a un conseil"}
    coordinator.post("/teams/east/intake/criteria/new", data=form)
    added = admissions.criteria_of(team.id)[1]
    coordinator.post(
        f"/teams/east/intake/criteria/{added.id}", data=form | {"text_en": "It has a board of its own"}
    )
    assert [one.text_en for one in admissions.criteria_of(team.id)][1] == "It has a board of its own"
