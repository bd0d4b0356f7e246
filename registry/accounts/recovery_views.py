"""Forgotten passwords: a link by mail, the second factor that one has, a new password."""

from flask import Blueprint, after_this_request, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from registry import clock
from registry.access import public
from registry.accounts import entering, proving, recovering, services
from registry.accounts.asking import ask_page
from registry.accounts.factors import held_by
from registry.accounts.forms import NewPasswordForm
from registry.accounts.models import User
from registry.accounts.throttle import MustWait
from registry.edge import Page, attempt, blame, keep_link_private, status_of
from registry.errors import RuleBroken
from registry.outbox import services as outbox
from registry.transactions import unit_of_work

bp = Blueprint("recovery", __name__, url_prefix="/sign-in/password")


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@public("whoever has an account may ask for a new password, at their own mailbox; others learn nothing")
def ask() -> Page:
    """Ask for a link to choose a password with; the answer does not tell whether there is an account."""
    return ask_page(
        lambda user: recovering.ask(user, now=clock.now()),
        what="new password",
        heading=_("Choose a new password"),
        lead=_("A link is sent to your mailbox. If you have a second factor, keep it at hand."),
        done=_("If there is an account with this address, a message is on its way."),
    )


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("the link proves the mailbox")
def choose(token: str) -> Page:
    """Choose a new password; who has a second factor shows it first."""
    after_this_request(keep_link_private)
    user = recovering.user_of(token, secret=entering.secret())
    held, form = held_by(user.id), NewPasswordForm()
    if not held.any:
        del form.code
    if form.validate_on_submit() and ("code" not in form or _is_them(form, user)):
        done = attempt(
            form,
            lambda: recovering.choose_password(
                token, form.password.data, secret=entering.secret(), now=clock.now()
            ),
            team_id=None,
            wake=(outbox.SEND,),
        )
        if done:
            flash(_("Your password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/new_password.html", form=form, account=user, held=held), status_of(form)


def _is_them(form: NewPasswordForm, user: User) -> bool:
    """Whether they show their second factor; a code is not spent on a password that is no good."""
    try:
        services.check_new_password(user, form.password.data)
        if _code_is_right(user, form.code.data):
            return True
        form.code.errors = [_("This code is not right, or was used already.")]
    except MustWait as error:
        form.code.errors = [error.text()]
    except RuleBroken as error:
        blame(form, error)
    return False


def _code_is_right(user: User, code: str) -> bool:
    """Whether it is a code of their app, or one of their recovery codes."""
    is_of_app = "".join(code.split()).isdecimal()
    prove = proving.by_code if is_of_app else proving.by_recovery_code
    counted = entering.counters(user.email, what="code")
    with unit_of_work(wake=(outbox.SEND,)):
        return prove(user, code, counted=counted, secret=entering.secret(), now=clock.now())
