"""Second proofs on the pages behind signing links and on the coordinators' pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, session
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.database.transactions import unit_of_work
from registry.errors import N_, RuleBroken
from registry.security.actors import as_coordinator
from registry.sign_in.queries import directories
from registry.sign_in.queries.directories import Provider
from registry.sign_in.views import oidc_client, sign_on_state
from registry.signing import queries
from registry.signing.forms import say_what_is_accepted
from registry.signing.models import PersonalRequest
from registry.signing.rules.step_up import LONGEST_AWAY, Given, in_groups, state_of
from registry.signing.services import directory_proofs, requests, step_up, telephone_codes
from registry.signing.services.step_up import Ways
from registry.teams.rules import StepUp
from registry.web.forms import Done, attempt
from registry.web.page import act_of

T = TypeVar("T")

ERRAND = "second proof"
#: The session key for the tokens of proofs, by request.
TOKENS = "proofs"
MOST_TOKENS = 3


# -- behind the link ---------------------------------------------------------------------------------


def ways_in(form: FlaskForm, asked: PersonalRequest) -> Ways:
    """The ways in which the signatory can prove who they are; fields that do not apply are removed from the
    form.
    """
    ways = step_up.ways_of(asked, given_by(form, asked), now=clock.now())
    if ways.takes_code:
        say_what_is_accepted(form.code, ways.accepted)
    elif "code" in form:
        del form.code
    return ways


def given_by(form: FlaskForm, asked: PersonalRequest) -> Given:
    """The second proof: typed into the form, or stored for this browser after a visit to the directory."""
    typed = (form.code.data or "") if "code" in form else ""
    return Given(typed, _tokens().get(asked.about, ""))


def visit() -> dict[str, str]:
    """The address and browser from which somebody signs, and how the link reached them; for the evidence
    page.
    """
    return {
        "address": request.remote_addr or "",
        "browser": (request.user_agent.string or "")[:300],
        "channel": "link-by-mail",
    }


def attempt_to_sign(
    form: FlaskForm, asked: PersonalRequest, sign: Callable[[Given, str], T], *, wake: Sequence[str]
) -> Done[T] | None:
    """Like `forms.attempt`, but an attempt at a code is counted first, in its own unit of work.

    `sign` receives the proof, and the server's secret with which the proof is judged.
    """
    given = given_by(form, asked)
    if asked.step_ups and form.validate_on_submit():
        with unit_of_work(asked.team.id):
            step_up.count_try(asked, given, act=asked.act_by_link(clock.now()))
    done = attempt(form, lambda: sign(given, settings.secret()), team_id=asked.team.id, wake=wake)
    if done:
        _keep_tokens({about: token for about, token in _tokens().items() if about != asked.about})
    return done


def leave_to_prove(asked: PersonalRequest, key: str, *, onward: str) -> Response:
    """Redirect to the directory of the signatory's organization; visitors sent here by another site see our
    page first.
    """
    provider = directories.provider_of(key)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect(onward, 303)
    until = clock.now() + LONGEST_AWAY
    said = {
        "subject": asked.subject,
        "generation": asked.generation,
        "onward": onward,
        "until": until.isoformat(),
    }
    try:
        directory_proofs.check_vouches(asked, provider)
        return sign_on_state.leave_on(ERRAND, provider, said)
    except RuleBroken as error:
        flash(error.text(), "warning")
        return redirect(onward, 303)


@sign_on_state.handles(ERRAND)
def come_back_with_proof(provider: Provider, said: Mapping[str, Any]) -> Response:
    """Return from the directory: store its confirmation if it names exactly the person asked."""
    try:
        _keep_what_was_said(provider, said)
    except RuleBroken as error:
        flash(error.text(), "warning")
    return redirect(said["onward"], 303)


def _keep_what_was_said(provider: Provider, said: Mapping[str, Any]) -> None:
    claims, now = oidc_client.claims_of_answer(provider), clock.now()
    asked = queries.request_about(*said["subject"])
    if asked is None or now.isoformat() >= said["until"]:
        raise RuleBroken(N_("You were away for too long. Go to your organization’s directory once more."))
    try:
        with unit_of_work(asked.team.id):
            token = directory_proofs.keep_proof(
                asked, provider, claims, generation=said["generation"], act=asked.act_by_link(now)
            )
    except RuleBroken:
        with unit_of_work(asked.team.id):
            directory_proofs.note_refused(asked, provider, act=asked.act_by_link(now))
        raise
    others = [(about, kept) for about, kept in _tokens().items() if about != asked.about]
    _keep_tokens(dict(others[-(MOST_TOKENS - 1) :]) | {asked.about: token})


def _tokens() -> dict[str, str]:
    """This browser's tokens by request, oldest first; pairs, since a session sorts the keys of a
    dictionary.
    """
    return dict(session.get(TOKENS, []))


def _keep_tokens(tokens: Mapping[str, str]) -> None:
    if tokens or TOKENS in session:
        session[TOKENS] = list(tokens.items())


# -- the coordinators' pages -------------------------------------------------------------------------


def for_coordinators(asked: PersonalRequest) -> dict[str, Any]:
    """Template variables about a request's second proof, for a coordinator's page."""
    ways = step_up.ways_of(asked, now=clock.now())
    takes_calls = StepUp.PHONE in ways.accepted
    return {
        "ways": ways,
        "asks_for_code": takes_calls,
        "codes": telephone_codes.codes_of(asked) if takes_calls else [],
        "code_state": state_of,
    }


def read_out(asked: PersonalRequest, *, back: str) -> str:
    """Make a code for the coordinator to read out by telephone, and show it once."""
    with unit_of_work(asked.team.id):
        made = requests.make_code(
            asked, act=act_of(as_coordinator(current_user.id)), secret=settings.secret()
        )
    return render_template(
        "signing/step_up/code.html",
        signatory=asked.signatory,
        partner=asked.signatory.partner,
        code=made.code,
        digits=in_groups(made.digits),
        back=back,
    )
