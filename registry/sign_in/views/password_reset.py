"""Forgotten passwords: a link by mail, the person's second factor, a new password."""

from flask import Blueprint, after_this_request, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox.services import messages
from registry.security import actors
from registry.sign_in.forms import NewPasswordForm
from registry.sign_in.queries.factors import held_by
from registry.sign_in.services import attempts, password_reset, passwords
from registry.sign_in.services.throttle import MustWait
from registry.sign_in.views import session_cookie
from registry.sign_in.views.link_requests import ask_page
from registry.web.access import public
from registry.web.forms import attempt, blame, status_of
from registry.web.page import Page, act_of, keep_link_private

bp = Blueprint("recovery", __name__, url_prefix="/sign-in/password")


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@public("whoever has an account may ask for a new password, at their own mailbox; others learn nothing")
def ask() -> Page:
    """Ask for a link to choose a password; the answer does not reveal whether the account exists."""
    return ask_page(
        lambda user: password_reset.ask(user, act=act_of(actors.REGISTRY)),
        what="new password",
        heading=_("Choose a new password"),
        lead=_("A link is sent to your mailbox. If you have a second factor, keep it at hand."),
        done=_("If there is an account with this address, a message is on its way."),
    )


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("the link proves the mailbox")
def choose(token: str) -> Page:
    """Choose a new password; people with a second factor show it first."""
    after_this_request(keep_link_private)
    user = password_reset.user_of(token, secret=session_cookie.secret())
    held, form = held_by(user.id), NewPasswordForm()
    if not held.any:
        del form.code
    if form.validate_on_submit() and ("code" not in form or _is_them(form, user)):
        done = attempt(
            form,
            lambda: password_reset.choose_password(
                token, form.password.data, secret=session_cookie.secret(), act=act_of(actors.user(user.id))
            ),
            team_id=None,
            wake=(messages.SEND,),
        )
        if done:
            flash(_("Your password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("sign_in/new_password.html", form=form, account=user, held=held), status_of(form)


def _is_them(form: NewPasswordForm, user: User) -> bool:
    """Whether the second factor is right; a recovery code is not used up while the new password is
    refused.
    """
    try:
        passwords.check_new_password(user, form.password.data)
        if _code_is_right(user, form.code.data):
            return True
        form.code.errors = [_("This code is not right, or was used already.")]
    except MustWait as error:
        form.code.errors = [error.text()]
    except RuleBroken as error:
        blame(form, error)
    return False


def _code_is_right(user: User, code: str) -> bool:
    """Whether a code is the app's current one or a recovery code."""
    is_of_app = "".join(code.split()).isdecimal()
    prove = attempts.by_code if is_of_app else attempts.by_recovery_code
    counted = session_cookie.counters(user.email, what="code")
    with unit_of_work(wake=(messages.SEND,)):
        return prove(
            user, code, counted=counted, secret=session_cookie.secret(), act=act_of(actors.user(user.id))
        )
