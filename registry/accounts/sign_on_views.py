"""To an organization's directory and back."""

from flask import Blueprint, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.access import public
from registry.accounts import entering, errands, sign_on
from registry.errors import RuleBroken
from registry.outbox import services as outbox
from registry.transactions import unit_of_work

bp = Blueprint("sign_on", __name__, url_prefix="/sign-in/with")

#: Where the person was going, kept while they are away.
ONWARD = "onward"


@bp.get("/<key>")
@public("whoever has an account may sign in with their organization's directory")
def leave(key: str) -> Response:
    """To the directory; whom another site sends here, is shown the sign-in page first."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect(url_for("accounts.sign_in", next=entering.own_page(request.args.get("next"))), 303)
    session[ONWARD] = entering.own_page(request.args.get("next"))
    try:
        return sign_on.leave_for(sign_on.provider_of(key))
    except RuleBroken as error:
        return _back_to_sign_in(error)


@bp.get("/<key>/back")
@public("the directory sends people back here")
def back(key: str) -> Response:
    """Back from the directory, with its word on who this is."""
    provider = sign_on.provider_of(key)
    errand = errands.come_back(provider, request.args.get("state", ""))
    if errand is not None:
        return errand
    try:
        claims = sign_on.claims_of_answer(provider)
        with unit_of_work(wake=(outbox.SEND,)):
            user = sign_on.account_of(provider, claims, now=clock.now())
    except RuleBroken as error:
        return _back_to_sign_in(error)
    return entering.go_on(user, sign_on.factors_of(claims), onward=session.pop(ONWARD, None))


def _back_to_sign_in(error: RuleBroken) -> Response:
    flash(error.text(), "warning")
    return redirect(url_for("accounts.sign_in", next=session.pop(ONWARD, None)), 303)
