"""Redirects to an organization's directory and back."""

from flask import Blueprint, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox.services import messages
from registry.security import actors
from registry.sign_in.queries import directories as directory_queries
from registry.sign_in.services import directories
from registry.sign_in.views import oidc_client, session_cookie, sign_on_state
from registry.web.access import public
from registry.web.page import act_of

bp = Blueprint("sign_on", __name__, url_prefix="/sign-in/with")

#: The page to which the person was going, stored until they return.
ONWARD = "onward"


@bp.get("/<key>")
@public("whoever has an account may sign in with their organization's directory")
def leave(key: str) -> Response:
    """Redirect to the directory; visitors sent here by another site see the sign-in page first."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect(
            url_for("accounts.sign_in", next=session_cookie.own_page(request.args.get("next"))), 303
        )
    session[ONWARD] = session_cookie.own_page(request.args.get("next"))
    try:
        return oidc_client.leave_for(directory_queries.provider_of(key))
    except RuleBroken as error:
        return _back_to_sign_in(error)


@bp.get("/<key>/back")
@public("the directory sends people back here")
def back(key: str) -> Response:
    """Return from the directory, with its claims about the person."""
    provider = directory_queries.provider_of(key)
    errand = sign_on_state.come_back(provider, request.args.get("state", ""))
    if errand is not None:
        return errand
    try:
        claims = oidc_client.claims_of_answer(provider)
        with unit_of_work(wake=(messages.SEND,)):
            user = directories.account_of(provider, claims, act=act_of(actors.REGISTRY))
    except RuleBroken as error:
        return _back_to_sign_in(error)
    return session_cookie.go_on(user, directories.factors_of(claims), onward=session.pop(ONWARD, None))


def _back_to_sign_in(error: RuleBroken) -> Response:
    flash(error.text(), "warning")
    return redirect(url_for("accounts.sign_in", next=session.pop(ONWARD, None)), 303)
