"""Signing in and out with a password, choosing the first one, choosing a language."""

from typing import Any

from flask import Blueprint, after_this_request, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.outbox.services import messages
from registry.security import actors
from registry.security.permissions import Permission
from registry.sign_in.forms import AddPasskeyForm, PasskeyForm, SignInForm, WelcomeForm
from registry.sign_in.hooks import is_link_offered
from registry.sign_in.queries import directories
from registry.sign_in.queries.factors import held_by
from registry.sign_in.rules.sign_in import Factor
from registry.sign_in.services import passkeys, passwords, sessions
from registry.sign_in.services.throttle import MustWait
from registry.sign_in.views import session_cookie
from registry.web.access import public, requires
from registry.web.forms import blame, status_of, submit
from registry.web.page import Page, act_of, keep_link_private, reader

bp = Blueprint("accounts", __name__)

#: The session key for the user handle of a new account's first passkey.
HANDLE = "welcome handle"


@bp.route("/sign-in", methods=["GET", "POST"])
@public("whoever has an account comes in here")
def sign_in() -> Page:
    """Sign in with address and password, or continue to another way."""
    if current_user.is_authenticated:
        return redirect(session_cookie.next_page(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, status_of(form))
    tried = passwords.look_at(
        email=form.email.data,
        password=form.password.data,
        place=session_cookie.place().address,
        device=session_cookie.device_of(form.email.data),
        secret=session_cookie.secret(),
    )
    try:
        with unit_of_work():
            user = passwords.sign_in(tried, email=form.email.data, act=act_of(actors.REGISTRY))
    except MustWait as error:
        blame(form, error)
        return sign_in_page(form, error.status)
    if user is None:
        form.password.errors = [_("The address or the password is not right.")]
        return sign_in_page(form, 422)
    return session_cookie.go_on(user, [Factor.PASSWORD])


def sign_in_page(form: SignInForm, status: int, passkey_form: PasskeyForm | None = None) -> tuple[str, int]:
    """The sign-in page, with a new passkey challenge."""
    options = passkeys.options_to_prove(
        user_id=None, challenge=session_cookie.new_challenge(), site=session_cookie.site()
    )
    page = render_template(
        "sign_in/sign_in.html",
        form=form,
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        options=options,
        onward=session_cookie.next_page(),
        is_link_offered=is_link_offered(),
        directories=directories.providers(),
    )
    return page, status


@bp.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    """End this session."""
    with unit_of_work():
        sessions.end(session_cookie.this_session().id, owner=current_user.id, act=act_of(reader()))
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/welcome/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("a new account has no password yet; the link proves the mailbox")
def welcome(token: str) -> Page:
    """Choose a first or new password, or a passkey."""
    after_this_request(keep_link_private)
    user = passwords.account_of_welcome(token, secret=session_cookie.secret())
    form = WelcomeForm()
    return submit(
        form,
        lambda: _choose_password(token, form.password.data),
        done=_("Your password is set. Sign in with it."),
        to=url_for("accounts.sign_in"),
        template="sign_in/welcome.html",
        load=lambda: _welcome(token, user) | {"passkey_form": AddPasskeyForm(formdata=None)},
    )


@bp.post("/welcome/<token>/passkey")
@public("a new account has nothing to sign in with yet; the link proves the mailbox")
def welcome_by_passkey(token: str) -> Page:
    """Begin with a passkey instead of a password."""
    after_this_request(keep_link_private)
    user = passwords.account_of_welcome(token, secret=session_cookie.secret())
    form, challenge, handle = AddPasskeyForm(), session_cookie.take_challenge(), session.get(HANDLE)

    def onwards(_: object) -> str:
        session.pop(HANDLE)
        return url_for("accounts.sign_in")

    return submit(
        form,
        lambda: passkeys.begin_with(
            passwords.account_of_welcome(token, secret=session_cookie.secret()),
            answer=form.answer.data or "",
            name=form.name.data,
            handle=handle or "",
            challenge=challenge if handle else "",
            site=session_cookie.site(),
            act=act_of(actors.user(user.id)),
        ),
        done=_("Your passkey is set. Sign in with it."),
        to=onwards,
        template="sign_in/welcome.html",
        wake=(messages.SEND,),
        load=lambda: _welcome(token, user) | {"form": WelcomeForm(formdata=None), "passkey_form": form},
    )


def _welcome(token: str, user: User) -> dict[str, Any]:
    """What the page of a new account shows beside its two forms."""
    session[HANDLE] = handle = session.get(HANDLE) or passkeys.handle_of(user)
    challenge, site = session_cookie.new_challenge(), session_cookie.site()
    return {
        "account": user,
        "token": token,
        "held": held_by(user.id),
        "options": passkeys.options_to_add(user, handle=handle, challenge=challenge, site=site),
    }


@bp.post("/language/<any(en, fr):language>")
@public("anyone may read in their language")
def choose_language(language: str) -> Response:
    """Continue reading in another language."""
    session["language"] = language
    return redirect(session_cookie.own_page(request.form.get("next")) or url_for("pages.home"), 303)


def _choose_password(token: str, password: str) -> None:
    user = passwords.account_of_welcome(token, secret=session_cookie.secret())
    passwords.set_password(user, password, act=act_of(actors.user(user.id)))
