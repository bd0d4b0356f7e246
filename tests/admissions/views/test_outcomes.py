"""The pages on which an organization is invited or refused."""

import pytest

from registry.admissions.queries import admissions
from registry.database.transactions import unit_of_work
from registry.records.services import orders
from tests.admissions import builders
from tests.admissions.builders import page_of
from tests.factories import make_committee, make_member, make_seat, seat_member
from tests.reading import error_on

LIST = "/teams/east/admissions"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def invitation(**said):
    """The form of an invitation."""
    form = {
        "do": "send",
        "tier": "anchor",
        "signatory_name": "Jo Roe",
        "signatory_email": builders.APPLICANT,
        "title": "Coordinator",
    }
    return form | said


def test_an_invitation_is_signed_from_its_page(coordinator, deliberated, woken):
    assert coordinator.post(page_of(deliberated, "invite"), data=invitation()).status_code == 303
    assert orders.ISSUE in woken
    assert admissions.admission(deliberated.id).outcome_signer == "Robin Roe"


def test_before_an_invitation_is_signed_its_mail_is_shown(coordinator, deliberated):
    page = coordinator.post(page_of(deliberated, "invite"), data=invitation(do=""))
    assert "Nothing has gone out yet." in page.text
    assert "your organization is invited to join" in page.text
    assert admissions.admission(deliberated.id).step == "deliberation"


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
    answer = coordinator.post(page_of(deliberated, "invite"), data=invitation(**said))
    assert answer.status_code == 422
    assert error_on(answer, field)
    assert admissions.admission(deliberated.id).step == "deliberation"


def test_a_refusal_without_a_reason_gets_words(coordinator, deliberated):
    answer = coordinator.post(page_of(deliberated, "refuse"), data={"title": "Chair"})
    assert error_on(answer, "reason") == "Say why, in a few words."


def test_the_chair_signs_with_an_account_of_their_own(client, team, deliberated):
    with unit_of_work(team.id):
        chair = make_member(team, name="Cy Chair")
        seat_member(make_seat(make_committee(team)), chair, is_chair=True)
    client.sign_in(chair)
    assert client.post(page_of(deliberated, "invite"), data=invitation(title="Chair")).status_code == 303
    act = admissions.admission(deliberated.id).acts[-1]
    assert (act.by_name, act.by_capacity, act.by_for) == ("Cy Chair", "chair", "Steering Committee")


def test_a_member_without_the_chair_signs_no_outcome(client, team, deliberated):
    with unit_of_work(team.id):
        member = make_member(team, name="Mo Member")
    client.sign_in(member)
    assert client.get(page_of(deliberated, "invite")).status_code == 403
    assert client.post(page_of(deliberated, "refuse"), data={"reason": "No", "title": "X"}).status_code == 403
