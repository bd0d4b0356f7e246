"""The proof by authenticator app: whose it is, how often it is tried, and what stands in the evidence."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from registry import clock
from registry.accounts.messages import address_token
from registry.accounts.services import confirm_address
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.sign_in.models import Failures, UserSession
from registry.sign_in.services import authenticators
from registry.signing.models import AppTries
from registry.signing.rules.step_up import MOST_APP_TRIES
from registry.signing.services import step_up
from registry.teams.rules import StepUp
from tests.acts import act_of
from tests.factories import NOW
from tests.sign_in.builders import code_at
from tests.signing.builders import EARLIER, accept, give_app, tags_like

#: Another than the app shows at any step that counts.
WRONG = next(
    code
    for code in ("000000", "000001", "000002", "000003")
    if code not in map(code_at, (NOW - dt.timedelta(seconds=30), NOW, NOW + dt.timedelta(seconds=30)))
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def asks(team):
    """The team takes apps alone."""
    accept(team, StepUp.TOTP)


@pytest.fixture
def give(app):
    """Gives somebody who signs an account with an app."""

    def make(signing, since=EARLIER):
        return give_app(signing.request.signatory.email, secret=str(app.secret_key), since=since)

    return make


def tries():
    return db.session.scalar(sa.select(AppTries.tries))


def test_the_code_that_the_app_shows_signs(signing, asks, give):
    user = give(signing)
    assert signing.post(code_at(NOW)).status_code == 303
    kept = signing.evidence["step_up"]
    assert (kept["channel"], kept["account"], kept["tries"]) == ("totp", user.id, 1)


def test_the_record_says_whose_app_it_was_and_since_when(statement, asks, give):
    give(statement)
    statement.post(code_at(NOW))
    assert statement.proof_in_words.startswith(
        "code of the authenticator app of the account of: Ann Lee, on 24 November 2026, 10:00:00"
    )
    assert "since 25 October 2026" in statement.proof_in_words


def test_signing_with_an_app_signs_nobody_in(statement, asks, give):
    give(statement)
    statement.post(code_at(NOW))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(UserSession)) == 0


def test_a_wrong_code_signs_nothing(signing, asks, give):
    give(signing)
    answer = signing.post(WRONG)
    assert (answer.status_code, signing.evidence) == (422, None)
    assert "This code cannot be taken" in answer.text


def test_a_code_that_was_used_is_not_taken_again(statement, asks, give, app):
    user = give(statement)
    with unit_of_work():
        authenticators.accept(user, code_at(NOW), secret=str(app.secret_key), now=NOW)
    assert statement.post(code_at(NOW)).status_code == 422
    assert statement.evidence is None


def test_a_code_signs_for_one_of_two_at_the_same_moment(statement, asks, give, app, at_once):
    give(statement)
    got, asked, given = [], statement.asked, step_up.Given(code_at(NOW))
    secret = str(app.secret_key)

    def prove():
        signing = db.session.merge(statement.request)
        got.append(step_up.verify(signing, given, act=signing.act_by_link(NOW), secret=secret))

    told = at_once(asked.team.id, prove, prove)
    assert (len(got), len(told)) == (1, 1)


def test_an_app_that_came_after_the_asking_counts_for_nothing(statement, asks, give):
    give(statement, since=NOW)
    later = NOW + dt.timedelta(minutes=5)
    with clock.stopped_at(later):
        assert statement.post(code_at(later)).status_code == 422
    assert statement.evidence is None


def test_an_account_that_came_to_the_address_after_the_asking_counts_for_nothing(statement, asks, app):
    secret, address = str(app.secret_key), statement.request.signatory.email
    user = give_app("mallory@example.org", secret=secret)
    with unit_of_work():
        confirm_address(
            address_token(user, address, secret=secret),
            secret=secret,
            act=act_of(actors.REGISTRY, clock.now()),
        )
    assert statement.post(code_at(NOW)).status_code == 422
    assert statement.evidence is None


def seen(signing):
    """The page but for its token against forged requests, which tells the second of its making."""
    return re.sub(r'name="csrf_token"[^>]*>', "", signing.client.get(signing.page).text)


def test_the_page_tells_nobody_whether_there_is_an_account(statement, asks, give, team):
    accept(team, StepUp.PHONE, StepUp.TOTP)
    without, page_without = statement.post(WRONG).text, seen(statement)
    give(statement)
    assert "Tries left: 9" in without
    assert "Tries left: 8" in statement.post(WRONG).text
    assert seen(statement) == page_without


def test_after_ten_tries_the_right_code_signs_no_more(statement, asks, give):
    give(statement)
    answers = [statement.post(WRONG) for _ in range(MOST_APP_TRIES)]
    assert "Tries left: 1." in answers[-2].text
    assert "tried too often" in answers[-1].text
    assert "tried too often" in statement.post(code_at(NOW)).text
    assert (statement.evidence, tries()) == (None, MOST_APP_TRIES + 1)


def test_tries_at_signing_keep_nobody_from_signing_in(statement, asks, give):
    give(statement)
    statement.post(WRONG)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Failures)) == 0


def test_a_form_with_something_missing_costs_no_try(statement, asks, give):
    give(statement)
    assert statement.post(code_at(NOW), consents="").status_code == 422
    assert tries() is None


def test_the_trail_keeps_trying_and_using(signing, asks, give):
    give(signing)
    signing.post(WRONG)
    signing.post(code_at(NOW))
    assert tags_like("signing-app:%") == ["signing-app:tried", "signing-app:tried", "signing-app:used"]


def test_who_can_give_none_of_what_is_accepted_is_told_whom_to_ask(signing, asks):
    page = signing.client.get(signing.page).text
    assert "You cannot sign yet." in page
    assert "Ask the team’s coordinators to accept a code" in page


def test_who_has_an_app_is_told_nothing_of_the_kind(statement, asks, give):
    give(statement)
    assert "You cannot sign yet." not in statement.client.get(statement.page).text
