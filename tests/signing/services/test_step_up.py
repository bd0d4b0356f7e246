"""The second proof at signing: which can be given, which is judged, what is said where none was given."""

import datetime as dt

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security.actors import as_coordinator
from registry.signing.rules.step_up import NOTHING, Given
from registry.signing.services import authenticator_codes, directory_proofs, step_up, telephone_codes
from registry.signing.services import requests as signing_requests
from registry.teams.rules import StepUp
from tests.acts import act_of
from tests.factories import NOW, make_user
from tests.sign_in.builders import code_at
from tests.signing.builders import DIRECTORY, accept, give_app, make_directory_proof

TOKEN = "what the browser holds"


@pytest.fixture
def secret(app):
    """The installation’s secret."""
    return str(app.secret_key)


@pytest.fixture
def read_out(asked, secret):
    """The digits of a code that a coordinator reads out; the team takes it."""
    accept(asked.team, StepUp.PHONE)
    with unit_of_work():
        robin = make_user(name="Robin Roe")
    with unit_of_work(asked.team.id):
        return signing_requests.make_code(
            asked, act=act_of(as_coordinator(robin.id), NOW), secret=secret
        ).digits


@pytest.fixture
def vouched(asked):
    """What a directory said of who is asked, kept for this browser."""
    accept(asked.team, StepUp.SIGN_ON)
    with unit_of_work(asked.team.id):
        proof = make_directory_proof(asked, token_digest=directory_proofs._digest(TOKEN))
        db.session.add(proof)
    return proof


def verify(asked, given=NOTHING, *, secret="", now=NOW):
    with unit_of_work(asked.team.id):
        return step_up.verify(asked, given, act=asked.act_by_link(now), secret=secret)


# -- what can be given -------------------------------------------------------------------------------


def test_a_team_that_asks_for_none_gets_none(asked):
    ways = step_up.ways_of(asked, now=NOW)
    assert (list(ways.accepted), ways.takes_code, ways.none_left) == ([], False, False)
    assert verify(asked, Given("123456")) == {}


def test_everybody_can_be_called(asked):
    accept(asked.team, StepUp.PHONE)
    ways = step_up.ways_of(asked, now=NOW)
    assert (ways.takes_code, ways.none_left) == (True, False)


def test_only_who_has_an_app_can_give_its_code(asked, secret):
    accept(asked.team, StepUp.TOTP)
    assert step_up.ways_of(asked, now=NOW).none_left
    give_app(asked.signatory.email, secret=secret)
    assert not step_up.ways_of(asked, now=NOW).none_left


def test_only_whose_organization_has_a_directory_can_be_vouched_for(asked, request):
    accept(asked.team, StepUp.SIGN_ON)
    ways = step_up.ways_of(asked, now=NOW)
    assert (ways.directories, ways.takes_code, ways.none_left) == ([], False, True)
    request.getfixturevalue("provider")
    ways = step_up.ways_of(asked, now=NOW)
    assert ([one.name for one in ways.directories], ways.none_left) == ([DIRECTORY], False)


def test_what_a_directory_said_stands_in_for_a_code_while_it_holds(asked, vouched):
    accept(asked.team, StepUp.SIGN_ON, StepUp.PHONE)
    ways = step_up.ways_of(asked, Given(token=TOKEN), now=NOW)
    assert (ways.proved, ways.takes_code) == (step_up.Said(DIRECTORY, vouched.expires_at), False)
    over = step_up.ways_of(asked, Given(token=TOKEN), now=vouched.expires_at)
    assert (over.proved, over.takes_code) == (None, True)


# -- what is judged ----------------------------------------------------------------------------------


def test_a_code_that_was_read_out_is_kept_as_that(asked, read_out, secret):
    kept = verify(asked, Given(read_out), secret=secret)
    assert kept["step_up"]["channel"] == "phone"
    assert read_out not in str(kept)


def test_a_code_of_the_app_is_kept_as_that(asked, secret):
    accept(asked.team, StepUp.TOTP, StepUp.PHONE)
    give_app(asked.signatory.email, secret=secret)
    assert verify(asked, Given(code_at(NOW)), secret=secret)["step_up"]["channel"] == "totp"


def test_what_a_directory_said_goes_before_a_code_and_counts_once(asked, vouched):
    assert verify(asked, Given("123456", TOKEN))["step_up"]["channel"] == "sign_on"
    with pytest.raises(RuleBroken, match="no longer holds"):
        verify(asked, Given("123456", TOKEN))


# -- what is said where none is given ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("channels", "given", "words", "field"),
    [
        ([StepUp.PHONE], NOTHING, "the code that the coordinator read out", "code"),
        ([StepUp.TOTP], NOTHING, "the six digits that your authenticator app shows", "code"),
        ([StepUp.PHONE, StepUp.TOTP], NOTHING, "one of the second proofs that the team accepts", "code"),
        ([StepUp.PHONE, StepUp.SIGN_ON], Given("no digits"), "one of the second proofs", "code"),
        ([StepUp.SIGN_ON], NOTHING, "First prove who you are with your organization’s directory", None),
        ([StepUp.SIGN_ON], Given("123456"), "First prove who you are", None),
        ([StepUp.SIGN_ON], Given(token="of long ago"), "no longer holds", None),
    ],
)
def test_who_gives_none_is_told_which_is_wanted(asked, channels, given, words, field):
    accept(asked.team, *channels)
    with pytest.raises(RuleBroken, match=words) as refused:
        verify(asked, given)
    assert refused.value.field == field


# -- tries -------------------------------------------------------------------------------------------


def tries(asked, given):
    """Count a try; how many the code and the app have had then."""
    with unit_of_work(asked.team.id):
        step_up.count_try(asked, given, act=asked.act_by_link(NOW))
    code, app = telephone_codes.newest_code(asked), authenticator_codes.tries_of(asked)
    return (code.tries if code else None, app.tries if app else None)


def test_a_try_is_counted_where_the_code_is_judged(asked, read_out, secret):
    give_app(asked.signatory.email, secret=secret)
    accept(asked.team, StepUp.PHONE, StepUp.TOTP)
    assert tries(asked, Given("1" * len(read_out))) == (1, None)
    assert tries(asked, Given("1" * 6)) == (1, 1)


def test_what_is_no_code_costs_no_try(asked, read_out):
    assert tries(asked, NOTHING) == (0, None)
    assert tries(asked, Given("no digits")) == (0, None)


def test_who_was_vouched_for_tries_no_code(asked, read_out, vouched):
    accept(asked.team, StepUp.SIGN_ON, StepUp.PHONE)
    assert tries(asked, Given("1" * len(read_out), TOKEN)) == (0, None)
    with_over = vouched.expires_at + dt.timedelta(seconds=1)
    with unit_of_work(asked.team.id):
        step_up.count_try(asked, Given("1" * len(read_out), TOKEN), act=asked.act_by_link(with_over))
    assert telephone_codes.newest_code(asked).tries == 1
