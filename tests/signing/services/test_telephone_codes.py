"""A code read out by telephone as second proof: made, tried, used, and what stands in the evidence."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.commitments import record as commitment_record
from registry.commitments.queries import requests as commitment_requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security.actors import as_coordinator
from registry.signing.models import PhoneCode
from registry.signing.rules.step_up import CODE_DIGITS, CODE_LIFETIME, in_groups
from registry.signing.services import requests as signing_requests
from registry.signing.services import step_up
from registry.teams.rules import StepUp
from registry.teams.services import teams
from tests.acts import act_of
from tests.commitments.builders import add_partner, ask_one, signature
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator
from tests.reading import value_of

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def asks_for_codes(team):
    """The team asks for a code by telephone."""
    with unit_of_work(team.id):
        teams.set_step_ups(team, {StepUp.PHONE}, **WHO_AND_WHEN)


@pytest.fixture
def robin(team):
    """The coordinator who calls."""
    return db.session.scalar(sa.select(User).where(User.email == "robin@example.org"))


@pytest.fixture
def read_out(app, asked, robin, asks_for_codes):
    """Makes a code and gives its digits."""

    def make(now=NOW):
        with unit_of_work(asked.partner.team_id):
            made = signing_requests.make_code(
                asked, act=act_of(as_coordinator(robin.id), now), secret=str(app.secret_key)
            )
        return made.digits

    return make


@pytest.fixture
def sign(client, address, asked):
    """Signs on the page with a code, as the page was filled in."""

    def post(code, **said):
        typed = {"name": "Ann Lee", "title": "Director", "typed": "Ann Lee", "language": "en"}
        typed |= {"has_authority": "y", "consents": "y", "code": code} | said
        return client.post(address(asked), data=typed | {"shown": signature(asked).shown})

    return post


def wrong(digits):
    """Another code."""
    return f"{(int(digits) + 1) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def signed(asked):
    return commitment_requests.commitment_of_request(asked.id)


# -- signing -----------------------------------------------------------------------------------------


def test_without_the_setting_the_page_asks_for_no_code(client, address, asked):
    assert 'name="code"' not in client.get(address(asked)).text


def test_with_the_setting_the_page_asks_for_it(client, address, asked, asks_for_codes):
    assert 'name="code"' in client.get(address(asked)).text


def test_the_code_that_was_read_out_signs(read_out, sign, asked):
    assert sign(in_groups(read_out())).status_code == 303
    assert signed(asked) is not None


def test_a_wrong_code_signs_nothing_and_loses_nothing_typed(read_out, sign, asked):
    answer = sign(wrong(read_out()), name="Ann L. Lee")
    assert answer.status_code == 422
    assert "Tries left: 4" in answer.text
    assert value_of(answer, "name") == "Ann L. Lee"
    assert signed(asked) is None


def test_before_a_code_was_read_out_nothing_signs(asks_for_codes, sign, asked):
    assert "No code has been read out to you yet" in sign("12345678").text
    assert signed(asked) is None


def test_after_five_tries_the_right_code_signs_no_more(read_out, sign, asked):
    digits = read_out()
    answers = [sign(wrong(digits)) for _ in range(5)]
    assert "tried too often" in answers[-1].text
    assert "tried too often" in sign(digits).text
    assert signed(asked) is None


def test_the_fifth_try_may_be_the_right_one(read_out, sign, asked):
    digits = read_out()
    assert [sign(wrong(digits)).status_code for _ in range(4)] == [422] * 4
    assert sign(digits).status_code == 303


def test_a_form_with_something_missing_costs_no_try(read_out, sign):
    digits = read_out()
    assert sign(digits, consents="").status_code == 422
    assert db.session.scalar(sa.select(PhoneCode.tries)) == 0


def test_a_code_is_dead_after_thirty_minutes(read_out, sign, asked):
    assert "older than 30 minutes" in sign(read_out(NOW - CODE_LIFETIME)).text
    assert signed(asked) is None


def test_a_new_code_ends_the_one_before(read_out, sign, asked):
    first, second = read_out(), read_out()
    assert sign(first).status_code == 422
    assert sign(second).status_code == 303


def test_a_code_of_one_request_signs_no_other(read_out, version, asked, app):
    digits = read_out()
    other = ask_one(version, add_partner(version.document.team, "Other Clinic"))
    with pytest.raises(RuleBroken, match="No code has been read out"):
        step_up.verify(other, step_up.Given(digits), act=other.act_by_link(NOW), secret=str(app.secret_key))


def test_no_one_reads_a_code_out_to_themselves(app, team, asked, asks_for_codes):
    with unit_of_work(team.id):
        ann = make_coordinator(team, email=asked.signatory.email)
    with pytest.raises(RuleBroken, match="another coordinator"):
        signing_requests.make_code(asked, act=act_of(as_coordinator(ann.id), NOW), secret=str(app.secret_key))


def test_what_is_kept_tells_the_code_to_nobody(read_out):
    digits = read_out()
    kept = db.session.scalar(sa.select(PhoneCode.mac))
    assert digits not in kept
    assert len(kept) == 64


# -- evidence ----------------------------------------------------------------------------------------


def test_the_record_says_who_read_the_code_out_and_when(read_out, sign, asked, team):
    sign(read_out(NOW - dt.timedelta(minutes=5)))
    said = dict(commitment_record._commitment_evidence(signed(asked), team, None))["Second proof"]
    assert said.startswith(
        "code read out by telephone by: Ann Ng, coordinator, on 24 November 2026, 09:55:00"
    )


def test_a_record_without_a_second_proof_says_so(sign, asked, team):
    sign("")
    assert dict(commitment_record._commitment_evidence(signed(asked), team, None))["Second proof"].startswith(
        "not asked"
    )


def test_of_a_signature_from_paper_none_is_said_to_have_been_asked(sign, asked, team, robin):
    sign("")
    assert (
        dict(commitment_record._commitment_evidence(signed(asked), team, robin))["Second proof"]
        == "not applicable"
    )


def test_the_trail_keeps_making_trying_and_using(read_out, sign):
    digits = read_out()
    sign(wrong(digits))
    sign(digits)
    tags = db.session.scalars(sa.select(Event.tag).where(Event.tag.like("signing-code:%")).order_by(Event.id))
    made, tried, used = "signing-code:made", "signing-code:tried", "signing-code:used"
    assert list(tags) == [made, tried, tried, used]


# -- the coordinator's pages -------------------------------------------------------------------------


def test_the_coordinator_sees_the_code_once(client, asked, robin, asks_for_codes):
    client.sign_in(robin)
    shown = client.post(f"/teams/east/requests/{asked.id}/code")
    assert shown.status_code == 200
    assert "Call Ann Lee" in shown.text
    page = client.get(f"/teams/east/requests/{asked.id}").text
    assert "read out by: Ann Ng, coordinator" in page


def test_a_team_that_asks_for_none_makes_no_code(client, asked, robin):
    client.sign_in(robin)
    assert client.post(f"/teams/east/requests/{asked.id}/code").status_code == 409
    assert "Code by telephone" not in client.get(f"/teams/east/requests/{asked.id}").text
