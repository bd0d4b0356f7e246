"""Signing in and out with a password, choosing the first one, choosing a language."""

from flask import Blueprint, after_this_request, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, public, requires
from registry.accounts import entering, passkeys, services, sessions, sign_on
from registry.accounts.factors import held_by
from registry.accounts.forms import AddPasskeyForm, PasskeyForm, SignInForm, WelcomeForm
from registry.accounts.models import User
from registry.accounts.policies import is_link_offered
from registry.accounts.rules import Factor
from registry.accounts.throttle import MustWait
from registry.audit import services as audit
from registry.edge import Page, attempt, blame, keep_link_private, status_of
from registry.outbox import services as outbox
from registry.transactions import unit_of_work

bp = Blueprint("accounts", __name__)

#: What this browser's next passkey of a new account knows its person by.
HANDLE = "welcome handle"


@bp.route("/sign-in", methods=["GET", "POST"])
@public("whoever has an account comes in here")
def sign_in() -> Page:
    """Sign in with address and password, or on to another way."""
    if current_user.is_authenticated:
        return redirect(entering.next_page(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, status_of(form))
    tried = services.look_at(
        email=form.email.data,
        password=form.password.data,
        place=entering.place().address,
        device=entering.device_of(form.email.data),
        secret=entering.secret(),
    )
    try:
        with unit_of_work():
            user = services.sign_in(tried, email=form.email.data, now=clock.now())
    except MustWait as error:
        blame(form, error)
        return sign_in_page(form, error.status)
    if user is None:
        form.password.errors = [_("The address or the password is not right.")]
        return sign_in_page(form, 422)
    return entering.go_on(user, [Factor.PASSWORD])


def sign_in_page(form: SignInForm, status: int, passkey_form: PasskeyForm | None = None) -> tuple[str, int]:
    """The sign-in page, with a new question for a passkey."""
    options = passkeys.options_to_prove(
        user_id=None, challenge=entering.new_challenge(), site=entering.site()
    )
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        options=options,
        onward=entering.next_page(),
        is_link_offered=is_link_offered(),
        directories=sign_on.providers(),
    )
    return page, status


@bp.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    """End this session."""
    with unit_of_work():
        sessions.end(entering.this_session().id, owner=current_user.id, now=clock.now())
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/welcome/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("a new account has no password yet; the link proves the mailbox")
def welcome(token: str) -> Page:
    """Choose what to sign in with: a first password, or a new one, or a passkey."""
    after_this_request(keep_link_private)
    user = services.account_of_welcome(token, secret=entering.secret())
    form = WelcomeForm()
    done = attempt(form, lambda: _choose_password(token, form.password.data), team_id=None)
    if done:
        flash(_("Your password is set. Sign in with it."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    return _welcome_page(token, user, form, AddPasskeyForm(formdata=None))


@bp.post("/welcome/<token>/passkey")
@public("a new account has nothing to sign in with yet; the link proves the mailbox")
def welcome_by_passkey(token: str) -> Page:
    """Begin with a passkey, in place of a password."""
    after_this_request(keep_link_private)
    user = services.account_of_welcome(token, secret=entering.secret())
    form, challenge, handle = AddPasskeyForm(), entering.take_challenge(), session.get(HANDLE)
    done = attempt(
        form,
        lambda: passkeys.begin_with(
            services.account_of_welcome(token, secret=entering.secret()),
            answer=form.answer.data or "",
            name=form.name.data,
            handle=handle or "",
            challenge=challenge if handle else "",
            site=entering.site(),
            now=clock.now(),
        ),
        team_id=None,
        wake=(outbox.SEND,),
    )
    if done:
        session.pop(HANDLE)
        flash(_("Your passkey is set. Sign in with it."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    return _welcome_page(token, user, WelcomeForm(formdata=None), form)


def _welcome_page(token: str, user: User, form: WelcomeForm, passkey_form: AddPasskeyForm) -> tuple[str, int]:
    session[HANDLE] = session.get(HANDLE) or passkeys.handle_of(user)
    page = render_template(
        "accounts/welcome.html",
        form=form,
        passkey_form=passkey_form,
        account=user,
        token=token,
        held=held_by(user.id),
        options=passkeys.options_to_add(
            user, handle=session[HANDLE], challenge=entering.new_challenge(), site=entering.site()
        ),
    )
    return page, max(status_of(form), status_of(passkey_form))


@bp.post("/language/<any(en, fr):language>")
@public("anyone may read in their language")
def choose_language(language: str) -> Response:
    """Read on in the other language."""
    session["language"] = language
    return redirect(entering.own_page(request.form.get("next")) or url_for("pages.home"), 303)


def _choose_password(token: str, password: str) -> None:
    user = services.account_of_welcome(token, secret=entering.secret())
    services.set_password(user, password, actor=audit.user(user.id), now=clock.now())
