"""Signing in and out, choosing a password, choosing a language."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, public, requires
from registry.accounts import services
from registry.accounts.forms import SignInForm, WelcomeForm
from registry.audit import services as audit
from registry.errors import RuleBroken
from registry.transactions import unit_of_work

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public("whoever has an account comes in here")
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in with address and password."""
    if current_user.is_authenticated:
        return redirect(_next_page(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200
    try:
        with unit_of_work():
            user = services.sign_in(email=form.email.data, password=form.password.data, now=clock.now())
    except RuleBroken as error:
        form.password.errors = [error.text()]
        return render_template("accounts/sign_in.html", form=form), 429
    if user is None:
        form.password.errors = [_("The address or the password is not right.")]
        return render_template("accounts/sign_in.html", form=form), 422
    session.clear()
    session.permanent = True
    session["language"] = user.language
    login_user(user)
    return redirect(_next_page(), 303)


@bp.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    """End this session."""
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@public("a new account has no password yet; the link proves the mailbox")
def welcome(token: str) -> str | Response | tuple[str, int]:
    """Choose the first password, or a new one."""
    user = services.account_of_welcome(token, secret=_secret())
    form = WelcomeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                user = services.account_of_welcome(token, secret=_secret())
                services.set_password(user, form.password.data, actor=audit.user(user.id), now=clock.now())
        except RuleBroken as error:
            form.password.errors = [error.text()]
        else:
            flash(_("Your password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/welcome.html", form=form, account=user), 422 if form.errors else 200


@bp.post("/language/<any(en, fr):language>")
@public("anyone may read in their language")
def choose_language(language: str) -> Response:
    """Read on in the other language."""
    session["language"] = language
    return redirect(_own_page(request.form.get("next")) or url_for("pages.home"), 303)


def _secret() -> str:
    return str(current_app.secret_key)


def _next_page() -> str:
    return _own_page(request.args.get("next")) or url_for("pages.home")


def _own_page(address: str | None) -> str | None:
    """An address of ours to go on to, never another site's."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc and "\\" not in address else None
